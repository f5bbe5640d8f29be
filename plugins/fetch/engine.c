/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.c: the thread that fetches. It goes round: new requests are taken
 * in, those whose turn it is are started, libcurl moves the bytes, what has
 * ended is judged (outcome.c), and whoever waits for it is woken. There are
 * never more requests than threads that wait, so going through all of them
 * each time costs little. */
#include "inner.h"

#include "address.h"

#include <pressmill/hooks.h>
#include <stdio.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
init_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* The request stays where it is until wake_done(). */
void
engine_done(struct request *req)
{
    if (req->host != NULL)
        req->host->waiting--;
    req->host = NULL;
    req->state = REQUEST_DONE;
}

/* ---- the way of a request until it is sent */

/* Cuts at_url into its host and its target; false when it is no URL. */
static bool
take_apart(struct engine *e, struct request *req, bool *local)
{
    char *scheme = NULL, *name = NULL, *port = NULL, *path = NULL;
    char *query = NULL, *whole = NULL, key[600];
    CURLU *u = curl_url();
    bool ok = u != NULL && strlen(req->at_url) < 8192 &&
              curl_url_set(u, CURLUPART_URL, req->at_url,
                           CURLU_NON_SUPPORT_SCHEME |
                               CURLU_URLENCODE | CURLU_ALLOW_SPACE) ==
                  CURLUE_OK &&
              curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_URL, &whole, 0) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
              (strcmp(scheme, "http") == 0 ||
               strcmp(scheme, "https") == 0) &&
              curl_url_get(u, CURLUPART_HOST, &name, 0) == CURLUE_OK &&
              name[0] != '\0' && strlen(name) < 300 &&
              curl_url_get(u, CURLUPART_PORT, &port,
                           CURLU_DEFAULT_PORT) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_PATH, &path, 0) == CURLUE_OK;

    if (ok) {
        curl_url_get(u, CURLUPART_QUERY, &query, 0);
        *local = address_name_is_local(name);
        for (char *c = name; *c != '\0'; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c | 32);
        snprintf(key, sizeof key, "%s://%s:%s", scheme, name, port);
        if (req->host != NULL)
            req->host->waiting--;
        req->host = host_find(e, key);
        if (req->host != NULL)
            req->host->waiting++;
        req->target =
            mill_arena_printf(req->arena, "%s%s%s", path,
                              query != NULL ? "?" : "",
                              query != NULL ? query : "");
        /* spaces and letters of the world encoded, as servers want them */
        req->at_url = mill_arena_strdup(
            req->arena, (struct mill_str){ whole, strlen(whole) });
        ok = req->host != NULL && req->target != NULL && req->at_url != NULL;
    }
    curl_free(whole);
    curl_free(scheme);
    curl_free(name);
    curl_free(port);
    curl_free(path);
    curl_free(query);
    curl_url_cleanup(u);
    return ok;
}

/* Whether the cache has a page that is new enough to need no question. */
static bool
is_fresh(struct engine *e, struct request *req)
{
    struct cached page;

    if (e->cache == NULL || req->hops > 0 ||
        !cache_get(e->cache, req->url, &page))
        return false;
    if (e->o.once) {
        /* fetched by the run that was cut off, and not written any more */
        if (!page.earlier || !outcome_from_cache(req, &page))
            return false;
        cache_touch(e->cache, req->url);
        return true;
    }
    return page.status == 200 && page.age_ms >= 0 &&
           page.age_ms < e->o.fresh_ms && outcome_from_cache(req, &page);
}

/* The host's robots.txt: known, on its way, or to be asked for. */
static void
need_rules(struct engine *e, struct host *host, int64_t now)
{
    struct cached page;
    char url[2100];

    if (host->rules_state == RULES_PENDING ||
        (host->rules_state != RULES_NONE && now < host->rules_until))
        return;
    snprintf(url, sizeof url, "%.2048s/robots.txt", host->name);
    if (e->cache != NULL && cache_get(e->cache, url, &page) &&
        page.age_ms >= 0 && page.age_ms < ENGINE_ROBOTS_MS) {
        outcome_rules_from_cache(e, host, &page, now);
        return;
    }
    if (transfer_start(e, NULL, host, url)) {
        host->rules_state = RULES_PENDING;
        return;
    }
    host->rules_state = RULES_FAILED;
    host->rules_code = "memory";
    host->rules_again = false;
    host->rules_until = now;
    snprintf(host->rules_why, sizeof host->rules_why, "out of memory");
}

static void
step_start(struct engine *e, struct request *req, int64_t now)
{
    bool local = false;

    if (!take_apart(e, req, &local)) {
        outcome_failed(e, req, "bad-url", false, -1, now,
                       "'%.200s' is no http or https address",
                       req->at_url != NULL ? req->at_url : req->url);
        return;
    }
    if (local && !e->o.allow_private) {
        outcome_failed(e, req, "refused-address", false, -1, now,
                       "the address is not of the public Internet "
                       "(allow_private: true lets it through)");
        return;
    }
    if (is_fresh(e, req))
        return;
    if (e->o.robots && strcmp(req->target, "/robots.txt") != 0) {
        /* after a failure of its own, a new attempt asks anew */
        if (req->attempts > 0 && req->host->rules_state == RULES_FAILED)
            req->host->rules_state = RULES_NONE;
        need_rules(e, req->host, now);
        req->state = REQUEST_ROBOTS;
    } else {
        req->state = REQUEST_WAIT;
    }
}

static void
step_robots(struct engine *e, struct request *req, int64_t now)
{
    struct host *host = req->host;
    struct mill_str target = { req->target, strlen(req->target) };

    if (host->rules_state == RULES_FAILED) {
        outcome_failed(e, req, host->rules_code, host->rules_again, -1, now,
                       "robots.txt of %s: %s", host->name, host->rules_why);
        return;
    }
    if (host->rules_state != RULES_READY)
        return;
    if (host->rules == NULL || robots_allow(host->rules, target))
        req->state = REQUEST_WAIT;
    else
        outcome_failed(e, req, "robots", false, -1, now,
                       "robots.txt of %s forbids '%.200s'", host->name,
                       req->target);
}

static void
step_wait(struct engine *e, struct request *req, int64_t now, int64_t *next)
{
    struct host *host = req->host;

    if (host->next_at > now) {
        if (host->next_at < *next)
            *next = host->next_at;
        return;
    }
    if (host->active >= (size_t)e->o.per_host ||
        e->n_active >= (size_t)e->o.connections)
        return; /* the end of a transfer starts the next round */
    host->next_at = now + host->delay_us;
    req->state = REQUEST_ACTIVE;
    if (!transfer_start(e, req, host, req->at_url))
        outcome_failed(e, req, "memory", false, -1, now, "out of memory");
}

/* Moves a request on as far as it goes now. */
static void
step(struct engine *e, struct request *req, int64_t now, int64_t *next)
{
    enum request_state before;

    do {
        before = req->state;
        switch (req->state) {
        case REQUEST_START:
            if (req->not_before > now) {
                if (req->not_before < *next)
                    *next = req->not_before;
                return;
            }
            step_start(e, req, now);
            break;
        case REQUEST_ROBOTS:
            step_robots(e, req, now);
            break;
        case REQUEST_WAIT:
            step_wait(e, req, now, next);
            break;
        default:
            return;
        }
    } while (req->state != before && req->state != REQUEST_DONE);
}

/* ---- the round */

/* Takes new requests in; false when the engine is to stop. */
static bool
take_in(struct engine *e)
{
    bool go_on;

    pthread_mutex_lock(&e->lock);
    e->sleeps = false;
    go_on = !e->stop;
    if (e->n_live + e->n_incoming > e->live_cap) {
        size_t cap = (e->n_live + e->n_incoming) * 2;
        void *grown = mill_hooks()->memory(e->live, cap * sizeof *e->live);

        if (grown != NULL) {
            e->live = grown;
            e->live_cap = cap;
        }
    }
    if (e->n_live + e->n_incoming <= e->live_cap) {
        for (size_t i = 0; i < e->n_incoming; i++)
            e->live[e->n_live++] = e->incoming[i];
        e->n_incoming = 0;
    }
    pthread_mutex_unlock(&e->lock);
    return go_on;
}

/* Goes through all requests; returns when there will be something to do. */
static int64_t
sweep(struct engine *e, int64_t now)
{
    int64_t next = now + 1000000;

    for (size_t i = 0; i < e->n_live; i++)
        step(e, e->live[i], now, &next);
    return next;
}

/* From then on the request must not be looked at any more. */
static void
wake(struct request *req)
{
    struct engine_waiter *waiter = req->waiter;

    pthread_mutex_lock(&waiter->lock);
    req->done = true;
    pthread_cond_signal(&waiter->wake);
    pthread_mutex_unlock(&waiter->lock);
}

/* Gives requests that are done back to the threads that wait. Each of these
 * wakes the next one: our time is the dearest. */
static void
wake_done(struct engine *e)
{
    struct request *first = NULL;
    size_t kept = 0;

    for (size_t i = 0; i < e->n_live; i++) {
        struct request *req = e->live[i];

        if (req->state != REQUEST_DONE) {
            e->live[kept++] = req;
            continue;
        }
        req->wake_next = first;
        first = req;
    }
    e->n_live = kept;
    if (first != NULL)
        wake(first);
}

/* Judges what libcurl has ended. */
static bool
collect(struct engine *e)
{
    struct CURLMsg *msg;
    bool any = false;
    int left;

    while ((msg = curl_multi_info_read(e->multi, &left)) != NULL) {
        CURLcode rc = msg->data.result;
        int64_t now = mill_hooks()->now_us();
        struct transfer *t = NULL;

        if (msg->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        curl_multi_remove_handle(e->multi, t->easy);
        t->host->active--;
        e->n_active--;
        if (t->req != NULL)
            outcome_of_page(e, t, rc, now);
        else
            outcome_of_rules(e, t, rc, now);
        transfer_release(e, t);
        any = true;
    }
    return any;
}

/* From now on a request that comes in wakes us. */
static bool
may_sleep(struct engine *e)
{
    bool may;

    pthread_mutex_lock(&e->lock);
    may = e->sleeps = e->n_incoming == 0 && !e->stop;
    pthread_mutex_unlock(&e->lock);
    return may;
}

static void *
run(void *context)
{
    struct engine *e = context;

    while (take_in(e)) {
        int64_t now = mill_hooks()->now_us();
        int64_t next = sweep(e, now);
        bool any;

        host_forget_idle(e, now);
        sockets_run_timer(&e->sockets);
        any = collect(e); /* what ended before it had a socket */
        wake_done(e);
        sockets_wait(&e->sockets, any || !may_sleep(e) ? 0 : next);
        collect(e);
        wake_done(e);
    }
    return NULL;
}

/* ---- from other threads */

void
engine_fetch(struct engine *e, struct request *req,
             struct engine_waiter *waiter)
{
    req->waiter = waiter;
    req->sent.arena = req->head.arena = req->arena;
    req->at_url = req->url;
    req->state = REQUEST_START;
    pthread_mutex_lock(&e->lock);
    if (e->n_incoming == e->incoming_cap) {
        size_t cap = e->incoming_cap == 0 ? 64 : e->incoming_cap * 2;
        void *grown =
            mill_hooks()->memory(e->incoming, cap * sizeof *e->incoming);

        if (grown == NULL) {
            pthread_mutex_unlock(&e->lock);
            req->code = "memory";
            snprintf(req->why, sizeof req->why, "out of memory");
            return;
        }
        e->incoming = grown;
        e->incoming_cap = cap;
    }
    e->incoming[e->n_incoming++] = req;
    if (e->sleeps)
        sockets_wake(&e->sockets);
    e->sleeps = false; /* one call is enough */
    pthread_mutex_unlock(&e->lock);
    pthread_mutex_lock(&waiter->lock);
    while (!req->done)
        pthread_cond_wait(&waiter->wake, &waiter->lock);
    pthread_mutex_unlock(&waiter->lock);
    if (req->wake_next != NULL)
        wake(req->wake_next);
}

bool
engine_waiter_init(struct engine_waiter *w)
{
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        return false;
    if (pthread_cond_init(&w->wake, NULL) == 0)
        return true;
    pthread_mutex_destroy(&w->lock);
    return false;
}

void
engine_waiter_finish(struct engine_waiter *w)
{
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
}

/* ---- life */

static void
finish(struct engine *e)
{
    transfers_destroy(e);
    hosts_destroy(e);
    cache_close(e->cache);
    if (e->multi != NULL)
        curl_multi_cleanup(e->multi);
    sockets_finish(&e->sockets);
    if (e->share != NULL)
        curl_share_cleanup(e->share);
    if (e->live != NULL)
        mill_hooks()->memory(e->live, 0);
    if (e->incoming != NULL)
        mill_hooks()->memory(e->incoming, 0);
    pthread_mutex_destroy(&e->lock);
    mill_hooks()->memory(e, 0);
}

/* What "" would stand for, in words, to know what is sent. */
static void
name_encodings(struct engine *e)
{
    int features = curl_version_info(CURLVERSION_NOW)->features;

    snprintf(e->encodings, sizeof e->encodings, "%s%s%s",
             (features & CURL_VERSION_LIBZ) != 0 ? "deflate, gzip" : "identity",
             (features & CURL_VERSION_BROTLI) != 0 ? ", br" : "",
             (features & CURL_VERSION_ZSTD) != 0 ? ", zstd" : "");
}

struct engine *
engine_create(const struct engine_options *options, struct mill_report *rep)
{
    struct engine *e = mill_hooks()->memory(NULL, sizeof *e);

    if (e == NULL) {
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        return NULL;
    }
    pthread_once(&once, init_curl);
    memset(e, 0, sizeof *e);
    e->sockets.pipe[0] = e->sockets.pipe[1] = -1;
    e->o = *options;
    e->dice = (uint64_t)mill_hooks()->now_us();
    pthread_mutex_init(&e->lock, NULL);
    if (options->cache != NULL &&
        (e->cache = cache_open(options->cache, options->cache_bytes,
                               options->cache_age_ms, rep)) == NULL) {
        finish(e);
        return NULL;
    }
    e->multi = curl_multi_init();
    e->share = curl_share_init();
    if (e->multi == NULL || e->share == NULL ||
        !sockets_init(&e->sockets, e->multi)) {
        mill_fail(rep, MILL_ERR_STAGE, "libcurl does not start");
        finish(e);
        return NULL;
    }
    name_encodings(e);
    /* sessions of TLS and names are kept when handles are not */
    curl_share_setopt(e->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl_multi_setopt(e->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(e->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                      (long)options->per_host);
    curl_multi_setopt(e->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                      (long)options->connections);
    /* those at rest stay open however few are in use right now */
    curl_multi_setopt(e->multi, CURLMOPT_MAXCONNECTS,
                      (long)options->connections);
    if (pthread_create(&e->thread, NULL, run, e) != 0) {
        mill_fail(rep, MILL_ERR_STAGE, "no thread to fetch with");
        finish(e);
        return NULL;
    }
    return e;
}

void
engine_destroy(struct engine *e)
{
    if (e == NULL)
        return;
    pthread_mutex_lock(&e->lock);
    e->stop = true;
    pthread_mutex_unlock(&e->lock);
    sockets_wake(&e->sockets);
    pthread_join(e->thread, NULL);
    finish(e);
}
