/* SPDX-License-Identifier: Apache-2.0
 *
 * jobs.c: see jobs.h. */
#include "jobs.h"

#include "../io/http.h"
#include "../io/stream.h"

#include <pressmill/hooks.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    JOBS_THREADS = 8,
    JOBS_AHEAD = 16 /* feeds that may lie read in memory */
};

struct jobs {
    struct jobs_options o;
    pthread_t threads[JOBS_THREADS];
    size_t n_threads;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    struct job **list;
    size_t count, cap;
    size_t next; /* that jobs_next() gives */
    bool stop;
};

/* What a thread has of its own. */
struct helper {
    struct charset *charset;
    struct mill_json_parser *json;
    struct stream *stream;
    struct engine_waiter waiter;
    bool can_wait;
};

static bool
is_web(const char *url)
{
    return strncasecmp(url, "http://", 7) == 0 ||
           strncasecmp(url, "https://", 8) == 0;
}

static void
fail(struct job *job, const char *code, const char *why)
{
    job->code = code;
    snprintf(job->why, sizeof job->why, "%s", why);
}

/* Reads a file, or unpacks bytes that came packed, into the arena. */
static bool
read_all(struct jobs *j, struct job *job, struct stream *stream,
         struct mill_str *bytes)
{
    struct mill_arena *arena = job->feed.arena;
    size_t len = 0, cap = 64 * 1024;
    char *out = mill_arena_alloc(arena, cap);
    ssize_t n;

    while (out != NULL &&
           (n = stream_read(stream, out + len, cap - len)) != 0) {
        if (n < 0) {
            fail(job, stream_code(stream), stream_why(stream));
            return false;
        }
        len += (size_t)n;
        if (len > j->o.max_bytes) {
            fail(job, "too-large", "it is larger than 'max_size'");
            return false;
        }
        if (len == cap) {
            out = mill_arena_grow(arena, out, cap, cap * 2);
            cap *= 2;
        }
    }
    if (out == NULL) {
        fail(job, "memory", "out of memory");
        return false;
    }
    *bytes = (struct mill_str){ out, len };
    return true;
}

/* Where the answer says it is, else where it came from (RFC 3986, 5.1). */
static const char *
base_of(struct feed *feed, const struct request *req, const char *from)
{
    struct mill_str head = { req->head.ptr, req->head.len }, line, place;
    const char *base = from;

    while (http_line(&head, &line))
        if (http_header(line, "content-location", &place) && place.len > 0)
            base = feed_resolve(feed, place, from).ptr;
    return base != NULL && base[0] != '\0' ? base : from;
}

static bool
bring(struct jobs *j, struct job *job, struct helper *h,
      struct mill_str *bytes, const char **type, const char **base)
{
    struct request *req;

    *type = "";
    *base = "";
    if (!is_web(job->url)) {
        if (stream_open(h->stream, job->url))
            return read_all(j, job, h->stream, bytes);
        fail(job, stream_code(h->stream), stream_why(h->stream));
        return false;
    }
    req = mill_arena_zalloc(job->feed.arena, sizeof *req);
    if (req == NULL) {
        fail(job, "memory", "out of memory");
        return false;
    }
    req->arena = job->feed.arena;
    req->url = job->url;
    engine_fetch(j->o.engine, req, &h->waiter);
    if (req->code != NULL) {
        fail(job, req->code, req->why);
        return false;
    }
    *type = req->type;
    *base = req->final_url != NULL ? req->final_url : job->url;
    *base = base_of(&job->feed, req, *base);
    *bytes = (struct mill_str){ req->len > 0 ? req->body : "", req->len };
    /* sitemap.xml.gz is sent as it is */
    stream_open_memory(h->stream, *bytes);
    if (stream_packed(h->stream))
        return read_all(j, job, h->stream, bytes);
    return true;
}

static void
do_job(struct jobs *j, struct job *job, struct helper *h)
{
    struct mill_str bytes;
    const char *type, *base;

    if (!bring(j, job, h, &bytes, &type, &base))
        return;
    if (!feed_parse(&job->feed, bytes, type, base, h->charset, h->json)) {
        fail(job, "memory", "out of memory");
        return;
    }
    if (job->feed.count > 0 || job->feed.n_children > 0)
        return;
    if (bytes.len == 0)
        fail(job, "empty-feed", "there is nothing in it");
    else if (job->feed.kind == FEED_PAGE)
        fail(job, "no-feed", "it is a page of HTML that names no feed");
    else if (job->feed.kind == FEED_NONE)
        fail(job, "no-feed",
             "it is no RSS, Atom, JSON Feed, sitemap or page");
    else
        fail(job, "empty-feed", "it names no articles");
}

static struct job *
take(struct jobs *j)
{
    for (size_t i = j->next; i < j->count && i < j->next + JOBS_AHEAD; i++)
        if (j->list[i]->state == JOB_PENDING)
            return j->list[i];
    return NULL;
}

static void *
run(void *context)
{
    struct jobs *j = context;
    struct stream_limits limits = { j->o.max_bytes, 1000 };
    struct helper h = { .charset = charset_create(),
                        .json = mill_json_parser_create(),
                        .stream = stream_create(limits) };

    h.can_wait = engine_waiter_init(&h.waiter);
    pthread_mutex_lock(&j->lock);
    while (!j->stop) {
        struct job *job = take(j);

        if (job == NULL) {
            pthread_cond_wait(&j->work, &j->lock);
            continue;
        }
        job->state = JOB_RUNNING;
        pthread_mutex_unlock(&j->lock);
        memset(&job->feed, 0, sizeof job->feed);
        job->code = NULL;
        job->feed.most = j->o.most;
        job->feed.arena = mill_arena_create(0);
        if (job->feed.arena == NULL || h.charset == NULL || h.json == NULL ||
            h.stream == NULL || !h.can_wait)
            fail(job, "memory", "out of memory");
        else
            do_job(j, job, &h);
        pthread_mutex_lock(&j->lock);
        job->state = JOB_DONE;
        pthread_cond_broadcast(&j->done);
    }
    pthread_mutex_unlock(&j->lock);
    charset_destroy(h.charset);
    mill_json_parser_destroy(h.json);
    stream_destroy(h.stream);
    if (h.can_wait)
        engine_waiter_finish(&h.waiter);
    return NULL;
}

static void
destroy_job(struct job *job)
{
    mill_arena_destroy(job->feed.arena);
    mill_hooks()->memory(job->url, 0);
    mill_hooks()->memory(job, 0);
}

bool
jobs_add(struct jobs *j, struct mill_str url, int depth)
{
    const struct mill_hooks *h = mill_hooks();
    struct job *job = h->memory(NULL, sizeof *job);
    bool ok = true;

    if (job == NULL)
        return false;
    memset(job, 0, sizeof *job);
    job->depth = depth;
    job->url = h->memory(NULL, url.len + 1);
    if (job->url == NULL) {
        h->memory(job, 0);
        return false;
    }
    memcpy(job->url, url.ptr, url.len);
    job->url[url.len] = '\0';
    pthread_mutex_lock(&j->lock);
    if (j->count == j->cap) {
        size_t cap = j->cap == 0 ? 64 : j->cap * 2;
        void *grown = h->memory(j->list, cap * sizeof *j->list);

        ok = grown != NULL;
        if (ok) {
            j->list = grown;
            j->cap = cap;
        }
    }
    if (ok)
        j->list[j->count++] = job;
    pthread_cond_broadcast(&j->work);
    pthread_mutex_unlock(&j->lock);
    if (!ok)
        destroy_job(job);
    return ok;
}

struct job *
jobs_next(struct jobs *j)
{
    struct job *job = NULL;

    pthread_mutex_lock(&j->lock);
    if (j->next < j->count) {
        job = j->list[j->next];
        while (job->state != JOB_DONE)
            pthread_cond_wait(&j->done, &j->lock);
    }
    pthread_mutex_unlock(&j->lock);
    return job;
}

void
jobs_release(struct jobs *j, struct job *job)
{
    mill_arena_destroy(job->feed.arena);
    job->feed.arena = NULL;
    pthread_mutex_lock(&j->lock);
    j->next++;
    pthread_cond_broadcast(&j->work);
    pthread_mutex_unlock(&j->lock);
}

size_t
jobs_count(struct jobs *j)
{
    return j->count; /* only the source's thread adds */
}

void
jobs_restart(struct jobs *j, size_t count)
{
    pthread_mutex_lock(&j->lock);
    while (j->count > count)
        destroy_job(j->list[--j->count]);
    for (size_t i = 0; i < j->count; i++)
        j->list[i]->state = JOB_PENDING;
    j->next = 0;
    pthread_cond_broadcast(&j->work);
    pthread_mutex_unlock(&j->lock);
}

struct jobs *
jobs_create(const struct jobs_options *options, struct mill_report *rep)
{
    struct jobs *j = mill_hooks()->memory(NULL, sizeof *j);

    feed_parse_init();
    if (j == NULL) {
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        return NULL;
    }
    memset(j, 0, sizeof *j);
    j->o = *options;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->work, NULL);
    pthread_cond_init(&j->done, NULL);
    while (j->n_threads < JOBS_THREADS &&
           pthread_create(&j->threads[j->n_threads], NULL, run, j) == 0)
        j->n_threads++;
    if (j->n_threads > 0)
        return j;
    mill_fail(rep, MILL_ERR_STAGE, "no thread to read feeds with");
    jobs_destroy(j);
    return NULL;
}

void
jobs_destroy(struct jobs *j)
{
    if (j == NULL)
        return;
    pthread_mutex_lock(&j->lock);
    j->stop = true;
    pthread_cond_broadcast(&j->work);
    pthread_mutex_unlock(&j->lock);
    for (size_t i = 0; i < j->n_threads; i++)
        pthread_join(j->threads[i], NULL);
    for (size_t i = 0; i < j->count; i++)
        destroy_job(j->list[i]);
    if (j->list != NULL)
        mill_hooks()->memory(j->list, 0);
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->work);
    pthread_cond_destroy(&j->done);
    mill_hooks()->memory(j, 0);
}
