/* SPDX-License-Identifier: Apache-2.0
 *
 * outcome.c: what the end of a transfer means: a body, a redirect, another
 * attempt, or a failure with a word that programs can go by. */
#include "inner.h"

#include "../io/http.h"

#include <pressmill/hooks.h>
#include <pressmill/str.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- words */

struct verdict {
    const char *code;
    bool again;
    const char *words; /* NULL: libcurl's */
};

static struct verdict
verdict_of_curl(const struct transfer *t, CURLcode rc)
{
    if (t->refused)
        return (struct verdict){ "refused-address", false,
                                 "the address is not of the public Internet "
                                 "(allow_private: true lets it through)" };
    if (t->header_bytes > ENGINE_HEADER_BYTES)
        return (struct verdict){ "too-large", false,
                                 "its headers are larger than 256 KiB" };
    if (t->too_large || rc == CURLE_FILESIZE_EXCEEDED)
        return (struct verdict){ "too-large", false,
                                 "it is larger than 'max_size'" };
    if (t->bad_type)
        return (struct verdict){ "content-type", false,
                                 "its media type is not among 'types'" };
    if (t->no_memory)
        return (struct verdict){ "memory", false, "out of memory" };
    switch (rc) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return (struct verdict){ "dns", true, NULL };
    case CURLE_COULDNT_RESOLVE_PROXY:
        return (struct verdict){ "proxy", true, NULL };
    case CURLE_COULDNT_CONNECT:
        return (struct verdict){ "connect", true, NULL };
    case CURLE_OPERATION_TIMEDOUT:
        return (struct verdict){ "timeout", true, NULL };
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return (struct verdict){ "tls", false, NULL };
    case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9: what is no HTTP at all */
    case CURLE_WEIRD_SERVER_REPLY:
        return (struct verdict){ "connection", false, NULL };
    case CURLE_URL_MALFORMAT:
        return (struct verdict){ "bad-url", false, NULL };
    case CURLE_TOO_MANY_REDIRECTS:
        return (struct verdict){ "redirects", false, NULL };
    case CURLE_BAD_CONTENT_ENCODING:
        return (struct verdict){ "encoding", false, NULL };
    default:
        return (struct verdict){ "connection", true, NULL };
    }
}

static bool
status_may_change(long status)
{
    return status == 408 || status == 425 || status == 429 ||
           (status >= 500 && status != 501 && status != 505);
}

/* What libcurl's words leave open. */
static const char *
remedy(const char *code)
{
    if (strcmp(code, "timeout") == 0)
        return " (options 'connect', 'stall' and 'timeout')";
    if (strcmp(code, "tls") == 0)
        return " (option 'ca' names certificates of your own)";
    return "";
}

/* ---- failures */

/* From half of it to one and a half: those who failed together shall not come
 * again together. */
static int64_t
jitter(struct engine *e, int64_t ms)
{
    e->dice = e->dice * 6364136223846793005u + 1442695040888963407u;
    return ms / 2 + (int64_t)((e->dice >> 33) % (uint64_t)(ms + 1));
}

/* A refusal is an answer: who goes on after a kill need not hear it again. */
static void
keep_refusal(struct engine *e, const struct request *req)
{
    struct cached page = { .status = req->status };

    if (e->cache != NULL && e->o.once && req->status >= 400)
        cache_put(e->cache, req->url, &page);
}

void
outcome_failed(struct engine *e, struct request *req, const char *code,
               bool again, int64_t wait_ms, int64_t now, const char *format,
               ...)
{
    va_list ap;

    req->attempts++;
    if (again && req->attempts <= e->o.retries) {
        int64_t backoff = e->o.backoff_ms << (req->attempts - 1);

        if (wait_ms < 0)
            wait_ms = jitter(e, backoff);
        if (wait_ms <= e->o.max_wait_ms) {
            req->not_before = now + wait_ms * 1000;
            req->state = REQUEST_START;
            return;
        }
    }
    req->code = code;
    req->again = again;
    keep_refusal(e, req);
    va_start(ap, format);
    vsnprintf(req->why, sizeof req->why, format, ap);
    va_end(ap);
    engine_done(req);
}

/* ---- pages */

/* When the page was fetched, not when the cache gave it. */
static void
date_from_head(struct request *req, struct mill_str head)
{
    struct mill_str line, value;

    while (http_line(&head, &line))
        if (http_header(line, "date", &value))
            transfer_date(req->date, value);
}

bool
outcome_from_cache(struct request *req, const struct cached *page)
{
    if (page->status >= 400) { /* that, too, was the server's answer */
        req->status = page->status;
        req->code = status_code(page->status);
        status_words(req->why, page->status);
        engine_done(req);
        return true;
    }
    req->sent.len = req->head.len = 0;
    mill_buf_put(&req->sent, page->sent.ptr, page->sent.len);
    mill_buf_put(&req->head, page->head.ptr, page->head.len);
    req->body = mill_arena_alloc(req->arena, page->body.len + 1);
    if (req->body == NULL)
        return false;
    memcpy(req->body, page->body.ptr, page->body.len);
    req->body[page->body.len] = '\0';
    req->len = page->body.len;
    date_from_head(req, page->head);
    req->from_cache = true;
    req->status = page->status;
    snprintf(req->type, sizeof req->type, "%s", page->type);
    if (page->final_url[0] != '\0')
        req->final_url =
            mill_arena_strdup(req->arena, mill_str_of(page->final_url));
    engine_done(req);
    return true;
}

static void
keep_in_cache(struct engine *e, struct transfer *t)
{
    struct request *req = t->req;
    struct cached page = { .status = req->status };

    if (e->cache == NULL)
        return;
    snprintf(page.etag, sizeof page.etag, "%s", t->etag);
    snprintf(page.modified, sizeof page.modified, "%s", t->modified);
    snprintf(page.type, sizeof page.type, "%s", t->type);
    if (req->hops > 0)
        snprintf(page.final_url, sizeof page.final_url, "%s", req->at_url);
    page.body = (struct mill_str){ req->len > 0 ? req->body : "", req->len };
    page.sent = (struct mill_str){ req->sent.ptr, req->sent.len };
    page.head = (struct mill_str){ req->head.ptr, req->head.len };
    cache_put(e->cache, req->url, &page);
}

static void
redirect(struct engine *e, struct transfer *t, int64_t now)
{
    struct request *req = t->req;
    char *to = NULL;
    CURLU *u = curl_url();
    bool ok;

    if (req->hops >= e->o.redirects) {
        outcome_failed(e, req, "redirects", false, -1, now,
                       "more than %d redirects, the last to '%.200s'",
                       req->hops, t->location);
        curl_url_cleanup(u);
        return;
    }
    ok = u != NULL &&
         curl_url_set(u, CURLUPART_URL, req->at_url, 0) == CURLUE_OK &&
         curl_url_set(u, CURLUPART_URL, t->location,
                      CURLU_URLENCODE | CURLU_ALLOW_SPACE) ==
             CURLUE_OK &&
         curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
         curl_url_get(u, CURLUPART_URL, &to, 0) == CURLUE_OK;
    if (ok) {
        req->hops++;
        req->at_url = mill_arena_strdup(req->arena, mill_str_of(to));
        req->state = REQUEST_START;
        if (req->at_url == NULL)
            outcome_failed(e, req, "memory", false, -1, now, "out of memory");
    } else {
        outcome_failed(e, req, "bad-redirect", false, -1, now,
                       "redirected to '%.200s', which is no address of the "
                       "web",
                       t->location);
    }
    curl_free(to);
    curl_url_cleanup(u);
}

void
outcome_of_page(struct engine *e, struct transfer *t, CURLcode rc,
                int64_t now)
{
    struct request *req = t->req;
    char words[STATUS_WORDS];
    long status = 0;

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    req->status = status;
    if (rc != CURLE_OK) {
        struct verdict v = verdict_of_curl(t, rc);

        if (t->bad_type)
            outcome_failed(e, req, v.code, v.again, -1, now, "%s: '%s'",
                           v.words, t->type);
        else
            outcome_failed(e, req, v.code, v.again, -1, now, "%s%s",
                           v.words != NULL        ? v.words
                           : t->error[0] != '\0' ? t->error
                                                 : curl_easy_strerror(rc),
                           v.words == NULL ? remedy(v.code) : "");
        return;
    }
    if (status == 304 && req->conditional) {
        struct cached page;

        cache_touch(e->cache, req->url);
        if (!cache_get(e->cache, req->url, &page) ||
            !outcome_from_cache(req, &page))
            outcome_failed(e, req, "cache", false, -1, now,
                           "the cache cannot give the page back");
        return;
    }
    if (status >= 300 && status < 400 && t->location[0] != '\0') {
        redirect(e, t, now);
        return;
    }
    if (status == 200 || status == 203) {
        snprintf(req->type, sizeof req->type, "%s", t->type);
        snprintf(req->date, sizeof req->date, "%s", t->date);
        if (req->hops > 0)
            req->final_url = req->at_url;
        keep_in_cache(e, t);
        engine_done(req);
        return;
    }
    if (status == 204 || status == 205 || status == 206 || status == 202) {
        outcome_failed(e, req, "no-content", false, -1, now,
                       "the server answers %ld: no page", status);
        return;
    }
    if ((status == 429 || status == 503) && t->retry_after_ms > 0 &&
        t->retry_after_ms <= e->o.max_wait_ms) {
        /* the host asks all of us to wait */
        int64_t until = now + t->retry_after_ms * 1000;

        if (until > t->host->next_at)
            t->host->next_at = until;
    }
    outcome_failed(e, req, status_code(status), status_may_change(status),
                   t->retry_after_ms, now, "%s", status_words(words, status));
}

/* ---- robots.txt */

static void
set_rules(struct engine *e, struct host *host, struct robots *rules,
          int64_t now, int64_t for_ms)
{
    int64_t asked = rules != NULL ? robots_delay_ms(rules) : 0;

    if (asked > e->o.max_delay_ms)
        asked = e->o.max_delay_ms;
    robots_destroy(host->rules);
    host->rules = rules;
    host->rules_state = RULES_READY;
    host->rules_until = now + for_ms * 1000;
    host->delay_us =
        (asked > e->o.delay_ms ? asked : e->o.delay_ms) * 1000;
    if (host->next_at < now + host->delay_us && asked > 0)
        host->next_at = now + host->delay_us;
}

static void
fail_rules(struct host *host, int64_t now, const char *code, bool again,
           const char *why)
{
    robots_destroy(host->rules);
    host->rules = NULL;
    host->rules_state = RULES_FAILED;
    host->rules_until = now + (int64_t)ENGINE_ROBOTS_RETRY_MS * 1000;
    host->rules_code = code;
    host->rules_again = again;
    snprintf(host->rules_why, sizeof host->rules_why, "%s", why);
}

static void
parse_rules(struct engine *e, struct host *host, struct mill_str bytes,
            int64_t now, int64_t for_ms)
{
    struct robots *rules = robots_parse(bytes, e->o.token);

    if (rules == NULL)
        fail_rules(host, now, "memory", false, "out of memory");
    else
        set_rules(e, host, rules, now, for_ms);
}

void
outcome_rules_from_cache(struct engine *e, struct host *host,
                         const struct cached *page, int64_t now)
{
    int64_t left = ENGINE_ROBOTS_MS - page->age_ms;

    if (page->status == 200)
        parse_rules(e, host, page->body, now, left);
    else
        set_rules(e, host, NULL, now, left);
}

static void
keep_rules(struct engine *e, struct transfer *t, long status)
{
    struct cached page = { .status = status };
    char url[2100];

    if (e->cache == NULL)
        return;
    snprintf(url, sizeof url, "%.2048s/robots.txt", t->host->name);
    page.body = (struct mill_str){ status == 200 ? t->rules : "",
                                   status == 200 ? t->rules_len : 0 };
    if (page.body.ptr == NULL)
        page.body = MILL_STR("");
    cache_put(e->cache, url, &page);
}

void
outcome_of_rules(struct engine *e, struct transfer *t, CURLcode rc,
                 int64_t now)
{
    struct mill_str bytes = { t->rules_len > 0 ? t->rules : "",
                              t->rules_len };
    long status = 0;
    char why[CURL_ERROR_SIZE], words[STATUS_WORDS];

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    /* the body was cut where it stops to count */
    if (rc == CURLE_WRITE_ERROR && t->rules_len == ENGINE_ROBOTS_BYTES)
        rc = CURLE_OK;
    if (rc == CURLE_TOO_MANY_REDIRECTS) {
        /* RFC 9309, 2.3.1.2: as if there were none */
        set_rules(e, t->host, NULL, now, ENGINE_ROBOTS_MS);
        return;
    }
    if (rc != CURLE_OK) {
        struct verdict v = verdict_of_curl(t, rc);

        snprintf(why, sizeof why, "%s", v.words != NULL ? v.words
                                        : t->error[0] != '\0'
                                            ? t->error
                                            : curl_easy_strerror(rc));
        fail_rules(t->host, now, v.code, v.again, why);
        return;
    }
    if (status >= 200 && status < 300) {
        parse_rules(e, t->host, bytes, now, ENGINE_ROBOTS_MS);
        keep_rules(e, t, 200);
        return;
    }
    if (status >= 500 || status == 429) {
        /* RFC 9309, 2.3.1.4: all is forbidden as long as it cannot be read */
        snprintf(why, sizeof why, "%s", status_words(words, status));
        fail_rules(t->host, now, "robots-unreachable", true, why);
        return;
    }
    set_rules(e, t->host, NULL, now, ENGINE_ROBOTS_MS);
    keep_rules(e, t, status);
}
