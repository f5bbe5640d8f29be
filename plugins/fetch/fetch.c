/* SPDX-License-Identifier: Apache-2.0
 *
 * fetch.c: the stage `fetch`: brings the page of every document that has a
 * URL and nothing else yet. The work is done by one thread (engine.c); here
 * the documents wait for it. */
#include "net.h"

#include "../io/charset.h"

#include <pressmill/plugin.h>
#include <pressmill/str.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct fetch {
    struct net net; /* first: see NET_OPTIONS */
    /* options */
    int64_t connections, fresh;
    uint64_t max_size;
    struct mill_list types;

    struct engine *engine;
};

struct fetch_worker {
    struct engine_waiter waiter;
    struct charset *charset;
};

static const struct mill_option options[] = {
    NET_OPTIONS,
    MILL_OPT_INT(struct fetch, connections, .fallback = "256", .min = 1,
                 .max = 10000, .unit = "requests",
                 .help = "Requests to all hosts at a time; 'network' of "
                         "'run' is the other limit."),
    MILL_OPT_SIZE(struct fetch, max_size, .fallback = "16MiB", .min = 1,
                  .max = 2147483648.0,
                  .help = "Largest page, unpacked."),
    MILL_OPT_DURATION(struct fetch, fresh, .fallback = "1h", .min = 0,
                      .max = 31536000000.0,
                      .help = "How long a page of the cache is used without "
                              "asking the server."),
    MILL_OPT_LIST(struct fetch, types,
                  .fallback = "[text/, application/xhtml+xml, "
                              "application/xml]",
                  .help = "Media types worth fetching; 'text/' is all that "
                          "begin so. All when empty."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ_FIELD("url"),
    MILL_WRITES_FIELD("body", "the page as it came"),
    MILL_WRITES_FIELD("text", "of answers that are plain text"),
    MILL_WRITES_FIELD("http_status", "number"),
    MILL_WRITES_FIELD("content_type", "media type as the server says"),
    MILL_WRITES_FIELD("fetched", "when, by the server's clock"),
    MILL_WRITES_FIELD("fetched_url", "where redirects led to"),
    MILL_USE_END
};

static enum mill_status
fetch_declare(void *self, struct mill_declare *decl, struct mill_report *rep)
{
    struct fetch *f = self;

    (void)decl;
    return net_declare(&f->net, rep);
}

static enum mill_status
fetch_open(void *self, struct mill_report *rep)
{
    struct fetch *f = self;
    struct engine_options o = net_engine_options(&f->net);

    o.accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5";
    o.connections = f->connections;
    o.fresh_ms = f->fresh;
    o.max_bytes = f->max_size;
    o.types = &f->types;
    f->engine = engine_create(&o, rep);
    return f->engine != NULL ? MILL_OK : MILL_ERR_STAGE;
}

static void
fetch_close(void *self)
{
    struct fetch *f = self;

    engine_destroy(f->engine);
}

static enum mill_status
worker_open(const void *self, void *worker, struct mill_report *rep)
{
    struct fetch_worker *w = worker;

    (void)self;
    w->charset = charset_create();
    if (w->charset == NULL || !engine_waiter_init(&w->waiter)) {
        charset_destroy(w->charset);
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    }
    return MILL_OK;
}

static void
worker_close(const void *self, void *worker)
{
    struct fetch_worker *w = worker;

    (void)self;
    charset_destroy(w->charset);
    engine_waiter_finish(&w->waiter);
}

/* Plain text needs no extraction of a page, only its character set. */
static bool
set_plain_text(struct fetch_worker *w, struct mill_doc *doc,
               const struct request *req)
{
    struct mill_str body = { req->body, req->len }, text;
    const char *charset, *how;
    size_t replaced;

    charset = charset_choose(w->charset, body, req->type, NULL, &how);
    text = charset_decode(w->charset, charset, body, &replaced,
                          mill_doc_arena(doc));
    return text.ptr != NULL && mill_doc_set_text(doc, text) &&
           mill_doc_set_body(doc, body, req->type);
}

static bool
take_answer(struct fetch_worker *w, struct mill_doc *doc,
            const struct request *req)
{
    struct mill_str body = { req->body, req->len };
    struct mill_str type = mill_str_of(req->type);

    if (body.ptr == NULL)
        body = MILL_STR("");
    if (!mill_doc_set_int(doc, "http_status", req->status) ||
        (type.len > 0 && !mill_doc_set_str(doc, "content_type", type)))
        return false;
    if (req->date[0] != '\0' &&
        !mill_doc_set_str(doc, "fetched", mill_str_of(req->date)))
        return false;
    if (req->final_url != NULL &&
        !mill_doc_set_str(doc, "fetched_url", mill_str_of(req->final_url)))
        return false;
    if (!mill_doc_set_http(
            doc, (struct mill_str){ req->sent.ptr, req->sent.len },
            (struct mill_str){ req->head.ptr, req->head.len }))
        return false;
    if (strncasecmp(req->type, "text/plain", 10) == 0 && body.len > 0)
        return set_plain_text(w, doc, req);
    return mill_doc_set_body(doc, body,
                             type.len > 0 ? req->type : "text/html");
}

static enum mill_status
fetch_process(const void *self, void *worker, struct mill_doc *doc,
              struct mill_report *rep)
{
    const struct fetch *f = self;
    struct fetch_worker *w = worker;
    struct mill_str url = mill_doc_get_str(doc, "url");
    struct request req = { .arena = mill_doc_arena(doc) };

    if (url.len == 0 || mill_doc_has_text(doc) || mill_doc_body(doc).len > 0)
        return MILL_OK;
    req.url = mill_arena_strdup(req.arena, url);
    if (req.url == NULL)
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    engine_fetch(f->engine, &req, &w->waiter);
    if (req.code != NULL)
        return mill_fail_code(rep, req.again ? MILL_ERR_AGAIN : MILL_ERR_DOC,
                              req.code, "cannot fetch '%.300s': %s%s",
                              req.url, req.why,
                              req.attempts > 1 ? ", after several attempts"
                                               : "");
    if (!take_answer(w, doc, &req))
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    if (mill_doc_explaining(doc))
        mill_doc_explain(doc, (struct mill_span){ 0, 0 },
                         "%ld, %zu bytes of '%s'%s%s", req.status, req.len,
                         req.type, req.from_cache ? ", from the cache" : "",
                         req.hops > 0 ? ", redirected" : "");
    return MILL_OK;
}

MILL_PLUGIN(fetch) = {
    MILL_PLUGIN_HEAD,
    .name = "fetch",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Brings pages from the web, politely",
    .manual =
        "Documents that have a URL and neither a body nor a text get the "
        "page's bytes; others pass. Many hosts are asked at once, each one "
        "slowly. Only http and https, no cookies, no referrer.\n\n"
        "Every address is checked when its socket is opened, redirects "
        "included: private, local and metadata addresses are refused.\n\n"
        "Failures have a code: http-404, http-403 ..., dns, connect, "
        "timeout, tls, connection, robots, robots-unreachable, redirects, "
        "bad-redirect, bad-url, refused-address, too-large, content-type, "
        "encoding, no-content. Those that may pass go through 'retry:' of "
        "the step after the plugin's own attempts.",
    .example = "- fetch: {contact: https://example.org/bot, cache: pages.db}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct fetch),
    .worker_size = sizeof(struct fetch_worker),
    .flags = MILL_WAITS,
    .declare = fetch_declare,
    .open = fetch_open,
    .close = fetch_close,
    .worker_open = worker_open,
    .worker_close = worker_close,
    .process = fetch_process,
    .keep = net_keep,
};
