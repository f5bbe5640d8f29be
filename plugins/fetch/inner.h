/* SPDX-License-Identifier: Apache-2.0
 *
 * inner.h: the inside of the engine: hosts, transfers under way, and which
 * file does what with them. All of it belongs to the engine's thread. */
#ifndef FETCH_INNER_H
#define FETCH_INNER_H

#include "cache.h"
#include "engine.h"
#include "robots.h"
#include "sockets.h"

#include <curl/curl.h>

enum {
    ENGINE_ROBOTS_BYTES = 512 * 1024,
    ENGINE_ROBOTS_MS = 24 * 3600 * 1000, /* RFC 9309, 2.4 */
    ENGINE_ROBOTS_RETRY_MS = 5 * 60 * 1000,
    ENGINE_HEADER_BYTES = 256 * 1024,
    ENGINE_HOSTS = 4096 /* more are forgotten when they rest */
};

enum rules_state { RULES_NONE, RULES_PENDING, RULES_READY, RULES_FAILED };

/* A scheme, name and port. */
struct host {
    struct host *next; /* in its bucket */
    char *name;        /* "https://example.org:443" */
    size_t active;     /* transfers */
    size_t waiting;    /* requests that know it */
    int64_t next_at;   /* no transfer begins before, us */
    int64_t delay_us;
    enum rules_state rules_state;
    struct robots *rules; /* NULL: all is allowed */
    int64_t rules_until;  /* us */
    const char *rules_code; /* RULES_FAILED: why */
    char rules_why[CURL_ERROR_SIZE];
    bool rules_again;
};

/* A transfer under way; taken from a pool, handles keep their buffers. */
struct transfer {
    struct transfer *next; /* in the pool */
    struct engine *engine;
    CURL *easy;
    struct curl_slist *headers;
    struct request *req; /* NULL: a robots.txt */
    struct host *host;
    char *rules;         /* of a robots.txt, grown as it comes */
    size_t rules_len, rules_cap;
    size_t header_bytes;
    bool refused, too_large, bad_type, no_memory, took_type;
    char etag[256], modified[64], type[128], date[32], location[4096];
    int64_t retry_after_ms; /* -1: none was given */
    char error[CURL_ERROR_SIZE];
};

struct engine {
    struct engine_options o;
    CURLM *multi;
    CURLSH *share;
    struct sockets sockets;
    struct cache *cache;
    struct transfer *pool;
    struct host *buckets[1024];
    size_t n_hosts, n_active;
    struct request **live;
    size_t n_live, live_cap;
    uint64_t dice; /* for jitter */
    char encodings[32]; /* that libcurl can undo */

    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    struct request **incoming;
    size_t n_incoming, incoming_cap;
    bool stop;
    bool sleeps; /* has to be woken for what comes in */
};

/* host.c */
struct host *host_find(struct engine *e, const char *name);
void host_forget_idle(struct engine *e, int64_t now);
void hosts_destroy(struct engine *e);

/* transfer.c */
bool transfer_start(struct engine *e, struct request *req, struct host *host,
                    const char *url);
void transfer_release(struct engine *e, struct transfer *t);
void transfers_destroy(struct engine *e);
/** A date of HTTP in ISO 8601; nothing when it is none. */
void transfer_date(char out[32], struct mill_str value);

/* outcome.c: what the end of a transfer means */
void outcome_of_page(struct engine *e, struct transfer *t, CURLcode rc,
                     int64_t now);
void outcome_of_rules(struct engine *e, struct transfer *t, CURLcode rc,
                      int64_t now);
void outcome_rules_from_cache(struct engine *e, struct host *host,
                              const struct cached *page, int64_t now);
/** Gives a request the page that the cache has; false without memory. */
bool outcome_from_cache(struct request *req, const struct cached *page);
/** The request failed: again after a while, or for good. */
void outcome_failed(struct engine *e, struct request *req, const char *code,
                    bool again, int64_t wait_ms, int64_t now,
                    const char *format, ...) MILL_PRINTF(7, 8);

/* status.c */
enum { STATUS_WORDS = 200 };
/** "http-404" and so on: words that live as long as the program. */
const char *status_code(long status);
/** "the server answers 404: ..."; returns `out`. */
char *status_words(char out[STATUS_WORDS], long status);

/* engine.c */
void engine_done(struct request *req);

#endif
