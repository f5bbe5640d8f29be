/* SPDX-License-Identifier: Apache-2.0
 *
 * transfer.c: one exchange with a server through libcurl: what is asked for,
 * what is refused while it comes. */
#include "inner.h"

#include "address.h"

#include "../io/http.h"

#include <pressmill/hooks.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The guard against addresses of our own network: here the name has been
 * resolved and nothing can change any more. */
static curl_socket_t
open_socket(void *context, curlsocktype purpose,
            struct curl_sockaddr *address)
{
    struct transfer *t = context;

    (void)purpose;
    if (!t->engine->o.allow_private && t->engine->o.proxy == NULL &&
        !address_is_public(&address->addr)) {
        t->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

/* ---- headers */

static void
keep(char *out, size_t size, struct mill_str value)
{
    snprintf(out, size, "%.*s", MILL_FMT(value));
}

static int64_t
parse_retry_after(struct mill_str value)
{
    char text[64], *end;
    long long seconds;

    keep(text, sizeof text, value);
    seconds = strtoll(text, &end, 10);
    if (end == text) {
        time_t at = curl_getdate(text, NULL);

        if (at == (time_t)-1)
            return -1;
        seconds = (long long)at - (long long)time(NULL);
    }
    if (seconds < 0)
        seconds = 0;
    return seconds > 86400 ? 86400000 : seconds * 1000;
}

void
transfer_date(char out[32], struct mill_str value)
{
    char text[64];
    struct tm tm;
    time_t at;

    keep(text, sizeof text, value);
    at = curl_getdate(text, NULL);
    if (at > 0 && gmtime_r(&at, &tm) != NULL)
        strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* Whether a robots.txt, whose redirects libcurl follows, is said to be at an
 * address of our own network. Behind a proxy no socket tells. */
static bool
leads_home(const struct transfer *t)
{
    CURLU *u = curl_url();
    char *name = NULL;
    bool home = false;

    if (!t->engine->o.allow_private && u != NULL &&
        curl_url_set(u, CURLUPART_URL, t->location, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_HOST, &name, 0) == CURLUE_OK)
        home = address_name_is_local(name);
    curl_free(name);
    curl_url_cleanup(u);
    return home;
}

static size_t
take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    struct mill_str whole = { bytes, size * count }, rest = whole;
    struct mill_str line = rest, value;

    http_line(&rest, &line);
    t->header_bytes += whole.len;
    if (t->header_bytes > ENGINE_HEADER_BYTES) {
        t->too_large = true;
        return 0;
    }
    if (line.len > 5 && memcmp(line.ptr, "HTTP/", 5) == 0) {
        /* another answer begins: of a proxy, or "100 Continue" */
        if (t->req != NULL)
            t->req->head.len = 0;
        t->etag[0] = t->modified[0] = t->type[0] = t->location[0] = '\0';
        t->retry_after_ms = -1;
        t->took_type = false;
    } else if (http_header(line, "content-type", &value)) {
        keep(t->type, sizeof t->type, value);
    } else if (http_header(line, "etag", &value)) {
        if (value.len < sizeof t->etag)
            keep(t->etag, sizeof t->etag, value);
    } else if (http_header(line, "last-modified", &value)) {
        keep(t->modified, sizeof t->modified, value);
    } else if (http_header(line, "date", &value)) {
        transfer_date(t->date, value);
    } else if (http_header(line, "location", &value)) {
        if (value.len < sizeof t->location)
            keep(t->location, sizeof t->location, value);
        if (t->req == NULL && leads_home(t)) {
            t->refused = true;
            return 0;
        }
    } else if (http_header(line, "retry-after", &value)) {
        t->retry_after_ms = parse_retry_after(value);
    }
    if (t->req != NULL)
        mill_buf_put(&t->req->head, whole.ptr, whole.len);
    return whole.len;
}

/* ---- bodies */

/* Whether the media type is one of those wanted: "text/html", "text/".
 * Servers that say nothing, or "it is bytes", may still send a page. */
static bool
type_is_wanted(const struct engine *e, const char *type)
{
    const struct mill_list *types = e->o.types;

    if (type[0] == '\0' ||
        strncasecmp(type, "application/octet-stream", 24) == 0 ||
        types->count == 0)
        return true;
    for (size_t i = 0; i < types->count; i++) {
        size_t n = strlen(types->items[i]);

        if (strncasecmp(type, types->items[i], n) == 0 &&
            (n == 0 || types->items[i][n - 1] == '/' || type[n] == '\0' ||
             type[n] == ';' || type[n] == ' '))
            return true;
    }
    return false;
}

static size_t
take_rules(struct transfer *t, const char *bytes, size_t len)
{
    size_t need = t->rules_len + len;

    if (need > ENGINE_ROBOTS_BYTES) /* what is above does not count */
        need = ENGINE_ROBOTS_BYTES;
    if (need > t->rules_cap) {
        size_t cap = t->rules_cap == 0 ? 16 * 1024 : t->rules_cap * 2;
        char *grown;

        while (cap < need)
            cap *= 2;
        grown = mill_hooks()->memory(t->rules, cap);
        if (grown == NULL)
            return 0;
        t->rules = grown;
        t->rules_cap = cap;
    }
    memcpy(t->rules + t->rules_len, bytes, need - t->rules_len);
    /* enough is enough: ends the transfer, see outcome_of_rules() */
    len = need == ENGINE_ROBOTS_BYTES ? 0 : len;
    t->rules_len = need;
    return len;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    struct request *req = t->req;
    size_t len = size * count;
    long status = 0;

    if (req == NULL)
        return take_rules(t, bytes, len);
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200 && status != 203)
        return len; /* the body of an error page is nobody's */
    if (!t->took_type) {
        t->took_type = true;
        if (!type_is_wanted(t->engine, t->type)) {
            t->bad_type = true;
            return 0;
        }
    }
    if (req->len + len > t->engine->o.max_bytes) {
        t->too_large = true;
        return 0;
    }
    if (req->len + len + 1 > req->cap) {
        size_t cap = req->cap == 0 ? 64 * 1024 : req->cap * 2;
        char *grown;

        while (cap < req->len + len + 1)
            cap *= 2;
        grown = mill_arena_grow(req->arena, req->body, req->len, cap);
        if (grown == NULL) {
            t->no_memory = true;
            return 0;
        }
        req->body = grown;
        req->cap = cap;
    }
    memcpy(req->body + req->len, bytes, len);
    req->len += len;
    req->body[req->len] = '\0';
    return len;
}

/* ---- life */

void
transfer_release(struct engine *e, struct transfer *t)
{
    curl_slist_free_all(t->headers);
    t->headers = NULL;
    t->req = NULL;
    t->host = NULL;
    t->next = e->pool;
    e->pool = t;
}

void
transfers_destroy(struct engine *e)
{
    while (e->pool != NULL) {
        struct transfer *t = e->pool;

        e->pool = t->next;
        curl_easy_cleanup(t->easy);
        if (t->rules != NULL)
            mill_hooks()->memory(t->rules, 0);
        mill_hooks()->memory(t, 0);
    }
}

static void
add_header(struct transfer *t, const char *name, const char *value)
{
    char line[512];
    struct curl_slist *list;

    snprintf(line, sizeof line, "%s: %s", name, value);
    list = curl_slist_append(t->headers, line);
    if (list != NULL)
        t->headers = list;
}

/* Asks only for what has changed, when the cache has the page. */
static void
add_conditions(struct engine *e, struct transfer *t, struct request *req)
{
    struct cached page;

    req->conditional = false;
    if (e->cache == NULL || req->hops > 0 ||
        !cache_get(e->cache, req->url, &page) || page.status != 200 ||
        page.final_url[0] != '\0')
        return;
    if (page.etag[0] != '\0')
        add_header(t, "If-None-Match", page.etag);
    if (page.modified[0] != '\0')
        add_header(t, "If-Modified-Since", page.modified);
    req->conditional = page.etag[0] != '\0' || page.modified[0] != '\0';
}

/* What is sent, for archives, in the words of HTTP/1.1. libcurl could tell,
 * too, but that makes it a fifth slower. */
static void
note_request(struct engine *e, struct transfer *t)
{
    const char *host = strstr(t->host->name, "://") + 3;
    bool tls = strncmp(t->host->name, "https", 5) == 0;
    struct mill_buf *sent = &t->req->sent;
    size_t len = strlen(host), port = strlen(tls ? ":443" : ":80");

    if (len > port && strcmp(host + len - port, tls ? ":443" : ":80") == 0)
        len -= port;
    mill_buf_printf(sent,
                    "GET %s HTTP/1.1\r\nHost: %.*s\r\nUser-Agent: %s\r\n"
                    "Accept-Encoding: %s\r\n",
                    t->req->target, (int)len, host, e->o.agent,
                    e->encodings);
    for (const struct curl_slist *h = t->headers; h != NULL; h = h->next)
        mill_buf_printf(sent, "%s\r\n", h->data);
    mill_buf_put(sent, "\r\n", 2);
}

/* What is the same for all transfers of a handle: set once. */
static void
set_limits(const struct engine_options *o, CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     (long)(o->stall_ms + 999) / 1000);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 128L * 1024);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 5L);
}

static void
set_transport(const struct engine_options *o, CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
                     (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS,
                     (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                     (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    /* "" is none at all: the environment does not count */
    curl_easy_setopt(easy, CURLOPT_PROXY,
                     o->proxy != NULL ? o->proxy : "");
    if (o->proxy != NULL)
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    if (o->ca != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, o->ca);
}

static void
set_callbacks(struct engine *e, struct transfer *t)
{
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_SHARE, e->share);
    curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_USERAGENT, e->o.agent);
    curl_easy_setopt(t->easy, CURLOPT_ACCEPT_ENCODING, e->encodings);
}

/* What depends on the transfer. Handles are kept: all of it is set anew. */
static void
set_exchange(struct engine *e, struct transfer *t, const char *url)
{
    bool page = t->req != NULL;
    long total = (long)e->o.timeout_ms;

    if (!page && total > 20000)
        total = 20000; /* a robots.txt that hangs holds a whole host up */
    curl_easy_setopt(t->easy, CURLOPT_URL, url);
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, total);
    /* packed size; unpacked is counted as it comes */
    curl_easy_setopt(t->easy, CURLOPT_MAXFILESIZE_LARGE,
                     page ? (curl_off_t)e->o.max_bytes : (curl_off_t)0);
    /* Redirects of pages are followed by hand: each may lead to another host
     * with other rules. RFC 9309 wants five of a robots.txt followed. */
    curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, page ? 0L : 1L);
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
}

static struct transfer *
create(struct engine *e)
{
    struct transfer *t = mill_hooks()->memory(NULL, sizeof *t);

    if (t == NULL)
        return NULL;
    memset(t, 0, sizeof *t);
    t->easy = curl_easy_init();
    if (t->easy == NULL) {
        mill_hooks()->memory(t, 0);
        return NULL;
    }
    t->engine = e;
    set_limits(&e->o, t->easy);
    set_transport(&e->o, t->easy);
    set_callbacks(e, t);
    return t;
}

static struct transfer *
take_from_pool(struct engine *e)
{
    struct transfer *t = e->pool;

    if (t != NULL)
        e->pool = t->next;
    else if ((t = create(e)) == NULL)
        return NULL;
    t->rules_len = t->header_bytes = 0;
    t->refused = t->too_large = t->bad_type = t->no_memory = false;
    t->took_type = false;
    t->etag[0] = t->modified[0] = t->type[0] = t->location[0] = '\0';
    t->date[0] = '\0';
    t->error[0] = '\0';
    t->retry_after_ms = -1;
    return t;
}

bool
transfer_start(struct engine *e, struct request *req, struct host *host,
               const char *url)
{
    struct transfer *t = take_from_pool(e);

    if (t == NULL)
        return false;
    t->req = req;
    t->host = host;
    if (req != NULL) {
        req->len = 0;
        req->head.len = req->sent.len = 0;
        add_header(t, "Accept", e->o.accept);
        add_conditions(e, t, req);
        note_request(e, t);
    }
    set_exchange(e, t, url);
    if (curl_multi_add_handle(e->multi, t->easy) != CURLM_OK) {
        transfer_release(e, t);
        return false;
    }
    host->active++;
    e->n_active++;
    return true;
}
