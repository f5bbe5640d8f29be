/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.h: one thread that does all the fetching, many hosts at once, and
 * the requests that other threads hand it and wait for. */
#ifndef FETCH_ENGINE_H
#define FETCH_ENGINE_H

#include <pressmill/doc.h>
#include <pressmill/json.h>
#include <pressmill/option.h>
#include <pressmill/report.h>
#include <pthread.h>

struct engine;
struct host;

/* What the plugin's options say. The strings must outlive the engine. */
struct engine_options {
    const char *agent;  /* user agent, whole */
    const char *token;  /* its product token, for robots.txt */
    const char *accept; /* header */
    const char *proxy, *ca, *cache;
    bool robots, allow_private;
    int64_t per_host, connections;
    int64_t delay_ms, max_delay_ms;
    int64_t connect_ms, timeout_ms, stall_ms, fresh_ms;
    int64_t redirects, retries, backoff_ms, max_wait_ms;
    uint64_t max_bytes;
    uint64_t cache_bytes;
    int64_t cache_age_ms;
    bool once; /* the cache is of a run that may be cut off: what was fetched
                * before it was goes for as long as it takes, once */
    const struct mill_list *types; /* media types worth the body */
};

enum request_state {
    REQUEST_START,  /* what the URL is, and its host */
    REQUEST_ROBOTS, /* waits for the host's robots.txt */
    REQUEST_WAIT,   /* waits for its turn at the host */
    REQUEST_ACTIVE,
    REQUEST_DONE
};

/* One URL. Belongs to the thread that waits, which sets `doc` and `url`; the
 * engine fills in the rest. */
struct request {
    struct mill_arena *arena; /* where the body goes */
    const char *url;          /* as asked for */

    const char *code; /* NULL: it worked */
    char why[400];
    bool again;  /* may work later */
    long status; /* of HTTP, 0 when there was none */
    char type[128];
    char date[32]; /* what the server says, ISO 8601, or "" */
    const char *final_url; /* where the body came from */
    char *body;
    size_t len, cap;
    struct mill_buf sent, head; /* of HTTP: the request, and the answer up to
                                 * its body */
    bool from_cache;
    int attempts;

    /* private to the engine */
    enum request_state state;
    struct host *host;
    const char *at_url; /* behind the redirects so far */
    char *target;       /* path and query of at_url */
    int hops;
    bool conditional;
    int64_t not_before;
    bool done; /* with the waiter's lock */
    struct request *wake_next; /* done as well: for the waiter to wake */
    struct engine_waiter *waiter;
};

/* What a thread waits with; its own, kept from one request to the next. */
struct engine_waiter {
    pthread_mutex_t lock;
    pthread_cond_t wake;
};

bool engine_waiter_init(struct engine_waiter *w) MILL_MUST_USE;
void engine_waiter_finish(struct engine_waiter *w);

/** Starts the thread; NULL: the report says why. */
struct engine *engine_create(const struct engine_options *options,
                             struct mill_report *rep);
void engine_destroy(struct engine *e);

/** Fetches; returns when it is done. From any thread. `waiter` is the calling
 * thread's own. */
void engine_fetch(struct engine *e, struct request *req,
                  struct engine_waiter *waiter);

#endif
