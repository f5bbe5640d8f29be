/* SPDX-License-Identifier: Apache-2.0
 *
 * net.h: the options of all that fetches, `fetch` and `feed`: one table, one
 * check, one way to the engine. */
#ifndef FETCH_NET_H
#define FETCH_NET_H

#include "engine.h"

/* The first member of a plugin's struct, so that the table's offsets fit. */
struct net {
    /* options */
    const char *contact, *user_agent, *proxy, *ca, *cache;
    bool robots, allow_private;
    int64_t per_host, redirects, retries;
    int64_t per_host_delay, max_crawl_delay, connect, timeout, stall;
    int64_t backoff, max_wait, cache_age;
    uint64_t cache_size;

    const char *keep; /* file of a run that can be gone on with, or NULL */
    char agent[400], token[100];
};

/* clang-format off */
#define NET_OPTIONS                                                         \
    MILL_OPT_STR(struct net, contact, .fallback = "",                       \
                 .help = "An address or mail address of yours, told to "    \
                         "servers so that they can reach you."),            \
    MILL_OPT_STR(struct net, user_agent, .fallback = "",                    \
                 .help = "The whole user agent. Made of our name, version " \
                         "and 'contact' when empty."),                      \
    MILL_OPT_BOOL(struct net, robots, .fallback = "true",                   \
                  .help = "Whether to keep to robots.txt (RFC 9309)."),     \
    MILL_OPT_DURATION(struct net, per_host_delay, .fallback = "1s",         \
                      .min = 0, .max = 3600000,                             \
                      .help = "Least time between two requests to a "       \
                              "host."),                                     \
    MILL_OPT_DURATION(struct net, max_crawl_delay, .fallback = "30s",       \
                      .min = 0, .max = 3600000,                             \
                      .help = "Most of a Crawl-delay that is kept to."),    \
    MILL_OPT_INT(struct net, per_host, .fallback = "2", .min = 1,           \
                 .max = 64, .unit = "requests",                             \
                 .help = "Requests to one host at a time."),                \
    MILL_OPT_DURATION(struct net, connect, .fallback = "10s", .min = 1,     \
                      .max = 600000,                                        \
                      .help = "How long a connection may take to be "       \
                              "made."),                                     \
    MILL_OPT_DURATION(struct net, timeout, .fallback = "60s", .min = 1,     \
                      .max = 3600000,                                       \
                      .help = "How long one answer may take in all."),      \
    MILL_OPT_DURATION(struct net, stall, .fallback = "15s", .min = 1000,    \
                      .max = 600000,                                        \
                      .help = "How long fewer than 100 bytes a second may " \
                              "come."),                                     \
    MILL_OPT_INT(struct net, redirects, .fallback = "10", .min = 0,         \
                 .max = 50, .unit = "redirects",                            \
                 .help = "Redirects that are followed; each one is checked "\
                         "like a new address."),                            \
    MILL_OPT_INT(struct net, retries, .fallback = "2", .min = 0, .max = 20, \
                 .unit = "times",                                           \
                 .help = "How often to try again after what may pass: no "  \
                         "connection, timeouts, 408, 429 and 5xx."),        \
    MILL_OPT_DURATION(struct net, backoff, .fallback = "1s", .min = 0,      \
                      .max = 600000,                                        \
                      .help = "Wait before trying again, doubled each "     \
                              "time, half of it by chance. A server's "     \
                              "Retry-After comes first."),                  \
    MILL_OPT_DURATION(struct net, max_wait, .fallback = "60s", .min = 0,    \
                      .max = 86400000,                                      \
                      .help = "Longest wait; a server that asks for more "  \
                              "is left alone."),                            \
    MILL_OPT_PATH(struct net, cache,                                        \
                  .help = "File that keeps what was fetched: servers are "  \
                          "only asked for what has changed, and what is "   \
                          "fresh is not asked for at all."),                \
    MILL_OPT_SIZE(struct net, cache_size, .fallback = "1GiB", .min = 65536, \
                  .max = 1099511627776.0,                                   \
                  .help = "Most that the cache keeps; the oldest pages go "  \
                          "first."),                                        \
    MILL_OPT_DURATION(struct net, cache_age, .fallback = "30d", .min = 0,   \
                      .max = 315360000000.0,                                \
                      .help = "How long the cache keeps a page that was "   \
                              "not asked for again."),                      \
    MILL_OPT_STR(struct net, proxy, .fallback = "",                         \
                 .help = "Proxy, such as 'http://proxy:3128'. The "         \
                         "environment does not count; write "               \
                         "'${https_proxy:-}' to use it.",                   \
                 .secret = true),                                           \
    MILL_OPT_PATH(struct net, ca,                                           \
                  .help = "File of certificates to trust instead of the "   \
                          "system's."),                                     \
    MILL_OPT_BOOL(struct net, allow_private, .fallback = "false",           \
                  .help = "Also fetch from private and local addresses, "   \
                          "for tests and intranets. Addresses in feeds and "\
                          "redirects may then reach into your network.")
/* clang-format on */

/** Makes the user agent; from `declare`. */
enum mill_status net_declare(struct net *net, struct mill_report *rep);

/** What the options say; the caller adds what is its own. The strings are
 * those of `net`. */
struct engine_options net_engine_options(const struct net *net);

/** The plugin's `keep`: what is fetched is kept there, so that a run that
 * goes on after a kill asks no server twice. */
enum mill_status net_keep(void *self, const char *path,
                          struct mill_report *rep);

#endif
