/* SPDX-License-Identifier: Apache-2.0
 *
 * net.c: see net.h. */
#include "net.h"

#include <pressmill/pipeline.h>
#include <stdio.h>
#include <string.h>

/* Of a run's own file: only what is under way has to be in it. */
#define NET_KEEP_BYTES ((uint64_t)256 << 20)

enum mill_status
net_declare(struct net *net, struct mill_report *rep)
{
    bool whole = net->user_agent[0] != '\0';
    size_t n;

    if (whole)
        snprintf(net->agent, sizeof net->agent, "%s", net->user_agent);
    else
        snprintf(net->agent, sizeof net->agent, "pressmill/%s%s%s%s",
                 mill_version(), net->contact[0] != '\0' ? " (+" : "",
                 net->contact, net->contact[0] != '\0' ? ")" : "");
    for (const char *c = net->agent; *c != '\0'; c++)
        if ((unsigned char)*c < 32 || *c == 127)
            return mill_fail_option(
                rep, whole ? "user_agent" : "contact",
                "control characters are not allowed here");
    n = strspn(net->agent, "abcdefghijklmnopqrstuvwxyz"
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-");
    if (n == 0 || n >= sizeof net->token)
        return mill_fail_option(rep, "user_agent",
                                "it must begin with a name of letters, '_' "
                                "and '-': robots.txt goes by it");
    memcpy(net->token, net->agent, n);
    net->token[n] = '\0';
    return MILL_OK;
}

static const char *
or_null(const char *s)
{
    return s != NULL && s[0] != '\0' ? s : NULL;
}

struct engine_options
net_engine_options(const struct net *net)
{
    struct engine_options o = {
        .agent = net->agent,
        .token = net->token,
        .proxy = or_null(net->proxy),
        .ca = or_null(net->ca),
        .cache = or_null(net->cache),
        .cache_bytes = net->cache_size,
        .cache_age_ms = net->cache_age,
        .robots = net->robots,
        .allow_private = net->allow_private,
        .per_host = net->per_host,
        .delay_ms = net->per_host_delay,
        .max_delay_ms = net->max_crawl_delay,
        .connect_ms = net->connect,
        .timeout_ms = net->timeout,
        .stall_ms = net->stall,
        .redirects = net->redirects,
        .retries = net->retries,
        .backoff_ms = net->backoff,
        .max_wait_ms = net->max_wait,
    };

    /* a cache of the user's own does it as well, but for what failed */
    if (o.cache == NULL && net->keep != NULL) {
        o.cache = net->keep;
        o.cache_bytes = NET_KEEP_BYTES;
        o.once = true;
    }
    return o;
}

enum mill_status
net_keep(void *self, const char *path, struct mill_report *rep)
{
    struct net *net = self;

    (void)rep;
    net->keep = path;
    return MILL_OK;
}
