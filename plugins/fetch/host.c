/* SPDX-License-Identifier: Apache-2.0
 *
 * host.c: the hosts that the engine talks to, by name. */
#include "inner.h"

#include <pressmill/hooks.h>
#include <string.h>

static size_t
bucket_of(const struct engine *e, const char *name)
{
    uint64_t h = 14695981039346656037u;

    for (; *name != '\0'; name++)
        h = (h ^ (unsigned char)*name) * 1099511628211u;
    return (size_t)(h % (sizeof e->buckets / sizeof e->buckets[0]));
}

struct host *
host_find(struct engine *e, const char *name)
{
    const struct mill_hooks *h = mill_hooks();
    struct host **bucket = &e->buckets[bucket_of(e, name)], *host;
    size_t len = strlen(name) + 1;

    for (host = *bucket; host != NULL; host = host->next)
        if (strcmp(host->name, name) == 0)
            return host;
    host = h->memory(NULL, sizeof *host);
    if (host == NULL)
        return NULL;
    memset(host, 0, sizeof *host);
    host->name = h->memory(NULL, len);
    if (host->name == NULL) {
        h->memory(host, 0);
        return NULL;
    }
    memcpy(host->name, name, len);
    host->delay_us = e->o.delay_ms * 1000;
    host->next = *bucket;
    *bucket = host;
    e->n_hosts++;
    return host;
}

static void
destroy(struct host *host)
{
    robots_destroy(host->rules);
    mill_hooks()->memory(host->name, 0);
    mill_hooks()->memory(host, 0);
}

/* A long crawl meets more hosts than it will come back to. */
void
host_forget_idle(struct engine *e, int64_t now)
{
    if (e->n_hosts <= ENGINE_HOSTS)
        return;
    for (size_t i = 0; i < sizeof e->buckets / sizeof e->buckets[0]; i++)
        for (struct host **at = &e->buckets[i]; *at != NULL;) {
            struct host *host = *at;

            if (host->active > 0 || host->waiting > 0 ||
                host->rules_state == RULES_PENDING || host->next_at > now) {
                at = &host->next;
                continue;
            }
            *at = host->next;
            destroy(host);
            e->n_hosts--;
        }
}

void
hosts_destroy(struct engine *e)
{
    for (size_t i = 0; i < sizeof e->buckets / sizeof e->buckets[0]; i++)
        while (e->buckets[i] != NULL) {
            struct host *host = e->buckets[i];

            e->buckets[i] = host->next;
            destroy(host);
        }
}
