/* SPDX-License-Identifier: Apache-2.0
 *
 * warc.c: the sink `warc`: keeps the pages as they came, in WARC 1.1
 * (ISO 28500), so that a run can be repeated without the web. A page that was
 * fetched is a record of type `response` and one of what was asked, any other
 * a `resource`; with a name in .gz each record is a gzip member of its own, as
 * readers of archives expect. */
#include "../io/http.h"
#include "../io/outfile.h"

#include <pressmill/json.h>
#include <pressmill/pipeline.h>
#include <pressmill/plugin.h>
#include <pressmill/str.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

struct warc {
    /* options */
    const char *path;
    bool append;

    bool packed;
    char now[32]; /* when the file was opened */
    struct mill_str resume;
    struct outfile *out;
};

struct warc_worker {
    z_stream z;
};

static const struct mill_option options[] = {
    MILL_OPT_PATH(struct warc, path, .required = true,
                  .help = "File to write; with a name that ends in .gz each "
                          "record is packed by itself."),
    MILL_OPT_BOOL(struct warc, append, .fallback = "false",
                  .help = "Write behind what the file has instead of "
                          "replacing it."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ_FIELD("body"),
    MILL_MAY_READ_FIELD("url"),
    MILL_MAY_READ_FIELD("fetched"),
    MILL_USE_END
};

/* ---- records */

/* An id made of what the record holds: the same page gives the same file. */
static void
make_id(char id[64], struct mill_str url, struct mill_str date,
        struct mill_str head, struct mill_str body)
{
    const struct mill_str parts[] = { url, date, head, body };
    uint64_t a = 14695981039346656037u, b = 0x9e3779b97f4a7c15u;

    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < parts[i].len; k++) {
            a = (a ^ (unsigned char)parts[i].ptr[k]) * 1099511628211u;
            b = (b + (unsigned char)parts[i].ptr[k]) *
                0xff51afd7ed558ccdu;
            b ^= b >> 32;
        }
    /* a UUID of version 8: made by a rule of one's own (RFC 9562) */
    snprintf(id, 64, "<urn:uuid:%08x-%04x-8%03x-%04x-%04x%08x>",
             (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff),
             (unsigned)(a & 0xfff), (unsigned)(0x8000 | (b >> 48 & 0x3fff)),
             (unsigned)(b >> 32 & 0xffff), (unsigned)(b & 0xffffffff));
}

/* A header value must not end its line. */
static void
put_header(struct mill_buf *buf, const char *name, struct mill_str value)
{
    mill_buf_put(buf, name, strlen(name));
    mill_buf_put(buf, ": ", 2);
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] >= ' ')
            mill_buf_char(buf, value.ptr[i]);
    mill_buf_put(buf, "\r\n", 2);
}

struct record {
    const char *kind;
    struct mill_str url, date, type;
    struct mill_str head, body; /* the block: HTTP's head, and what follows */
    const char *with;           /* id of the record it goes with, or NULL */
};

static void
put_record(struct mill_buf *buf, const struct record *r, char id[64])
{
    make_id(id, r->url, r->date, r->head, r->body);
    mill_buf_printf(buf, "WARC/1.1\r\nWARC-Type: %s\r\n"
                         "WARC-Record-ID: %s\r\n",
                    r->kind, id);
    put_header(buf, "WARC-Date", r->date);
    if (r->url.len > 0)
        put_header(buf, "WARC-Target-URI", r->url);
    if (r->with != NULL)
        mill_buf_printf(buf, "WARC-Concurrent-To: %s\r\n", r->with);
    if (r->type.len > 0)
        put_header(buf, "Content-Type", r->type);
    mill_buf_printf(buf, "Content-Length: %zu\r\n\r\n",
                    r->head.len + r->body.len);
    mill_buf_put(buf, r->head.ptr, r->head.len);
    mill_buf_put(buf, r->body.ptr, r->body.len);
    mill_buf_put(buf, "\r\n\r\n", 4);
}

/* ---- HTTP */

/* Headers that are about the way the body was sent, which is over. */
static bool
is_of_the_way(struct mill_str line)
{
    struct mill_str value;

    return http_header(line, "content-encoding", &value) ||
           http_header(line, "transfer-encoding", &value) ||
           http_header(line, "content-length", &value);
}

/*
 * The head as it came, when the body is as it came, too. Else the headers
 * about its packing get names that other archives know for this, and its
 * length is the one it has now. HTTP/2 has no text of its own: it is written
 * as HTTP/1.1, as all do.
 */
static struct mill_str
response_head(struct mill_buf *buf, struct mill_str head, size_t body)
{
    struct mill_str rest = head, line;
    struct http http;
    bool unpacked;

    http_parse(&http, head);
    unpacked = http.transfer.len > 0 || http.encoding.len > 0;
    for (bool first = true; http_line(&rest, &line) && line.len > 0;
         first = false) {
        if (first && line.len > 6 && memcmp(line.ptr, "HTTP/2", 6) == 0) {
            mill_buf_put(buf, "HTTP/1.1", 8);
            line.ptr += 6;
            line.len -= 6;
        } else if (unpacked && is_of_the_way(line)) {
            mill_buf_put(buf, "X-Archive-Orig-", 15);
        }
        mill_buf_put(buf, line.ptr, line.len);
        mill_buf_put(buf, "\r\n", 2);
    }
    if (unpacked)
        mill_buf_printf(buf, "Content-Length: %zu\r\n", body);
    mill_buf_put(buf, "\r\n", 2);
    return (struct mill_str){ buf->ptr, buf->len };
}

/* Packs what is in the buffer, in place. */
static bool
pack(z_stream *z, struct mill_buf *buf)
{
    size_t bound;
    char *packed;

    if (deflateReset(z) != Z_OK)
        return false;
    bound = deflateBound(z, buf->len);
    packed = mill_arena_alloc(buf->arena, bound);
    if (packed == NULL)
        return false;
    z->next_in = (Bytef *)buf->ptr;
    z->avail_in = (uInt)buf->len;
    z->next_out = (Bytef *)packed;
    z->avail_out = (uInt)bound;
    if (deflate(z, Z_FINISH) != Z_STREAM_END)
        return false;
    buf->ptr = packed;
    buf->len = bound - z->avail_out;
    return true;
}

static bool
open_packer(z_stream *z)
{
    memset(z, 0, sizeof *z);
    return deflateInit2(z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) ==
           Z_OK;
}

/* ---- lifecycle */

/* The first record tells who wrote the file. */
static enum mill_status
write_info(struct warc *w, struct mill_report *rep)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_buf buf = { .arena = arena };
    struct mill_str now = mill_str_of(w->now);
    enum mill_status status = MILL_ERR_STAGE;
    struct record record = { .kind = "warcinfo", .date = now };
    char info[128], id[64];
    z_stream z;

    if (arena != NULL && open_packer(&z)) {
        snprintf(info, sizeof info,
                 "software: pressmill/%s\r\nformat: WARC File Format 1.1\r\n",
                 mill_version());
        record.url = record.head = MILL_STR("");
        record.type = MILL_STR("application/warc-fields");
        record.body = mill_str_of(info);
        put_record(&buf, &record, id);
        if (!buf.failed && (!w->packed || pack(&z, &buf)))
            status = outfile_write(
                w->out, (struct mill_str){ buf.ptr, buf.len }, rep);
        else
            mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        deflateEnd(&z);
    }
    mill_arena_destroy(arena);
    return status;
}

static enum mill_status
warc_open(void *self, struct mill_report *rep)
{
    struct warc *w = self;
    size_t len = strlen(w->path);
    time_t now = time(NULL);
    struct tm tm;

    /* A record must have a date. This is the one of pages whose own is not
     * known, and of the file. */
    gmtime_r(&now, &tm);
    strftime(w->now, sizeof w->now, "%Y-%m-%dT%H:%M:%SZ", &tm);
    w->packed = len > 3 && strcmp(w->path + len - 3, ".gz") == 0;
    w->out = outfile_open(w->path,
                          (struct outfile_mode){ .append = w->append,
                                                 .plain = true,
                                                 .resume = w->resume },
                          rep);
    if (w->out == NULL)
        return MILL_ERR_STAGE;
    if (outfile_is_empty(w->out) && write_info(w, rep) != MILL_OK) {
        outfile_close(w->out);
        return MILL_ERR_STAGE;
    }
    return MILL_OK;
}

static void
warc_close(void *self)
{
    struct warc *w = self;

    outfile_close(w->out);
}

static enum mill_status
worker_open(const void *self, void *worker, struct mill_report *rep)
{
    struct warc_worker *k = worker;

    (void)self;
    if (open_packer(&k->z))
        return MILL_OK;
    return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
}

static void
worker_close(const void *self, void *worker)
{
    struct warc_worker *k = worker;

    (void)self;
    deflateEnd(&k->z);
}

/* Adds a record, packed by itself. */
static bool
add_record(const struct warc *w, struct warc_worker *k, struct mill_buf *out,
           const struct record *record, char id[64])
{
    struct mill_buf buf = { .arena = out->arena };

    put_record(&buf, record, id);
    if (buf.failed || (w->packed && !pack(&k->z, &buf)))
        return false;
    mill_buf_put(out, buf.ptr, buf.len);
    return !out->failed;
}

/* The answer, and what was asked. */
static bool
add_exchange(const struct warc *w, struct warc_worker *k,
             struct mill_buf *out, struct mill_doc *doc,
             struct record *record)
{
    struct mill_str fetched = mill_doc_get_str(doc, "fetched_url");
    struct mill_buf head = { .arena = out->arena };
    char response[64], request[64];

    if (fetched.len > 0)
        record->url = fetched; /* where redirects led to */
    record->kind = "response";
    record->type = MILL_STR("application/http;msgtype=response");
    record->head = response_head(&head, mill_doc_http_response(doc),
                                 record->body.len);
    if (head.failed || !add_record(w, k, out, record, response))
        return false;
    record->kind = "request";
    record->type = MILL_STR("application/http;msgtype=request");
    record->head = mill_doc_http_request(doc);
    record->body = MILL_STR("");
    record->with = response;
    return record->head.len == 0 || add_record(w, k, out, record, request);
}

static enum mill_status
warc_render(const void *self, void *worker, struct mill_doc *doc,
            struct mill_str *out, struct mill_report *rep)
{
    const struct warc *w = self;
    struct warc_worker *k = worker;
    struct mill_buf buf = { .arena = mill_doc_arena(doc) };
    const char *type = mill_doc_body_type(doc);
    struct record record = { .kind = "resource",
                             .url = mill_doc_get_str(doc, "url"),
                             .date = mill_doc_get_str(doc, "fetched"),
                             .type = { type, strlen(type) },
                             .head = MILL_STR(""),
                             .body = mill_doc_body(doc) };
    char id[64];
    bool ok;

    if (record.url.len == 0 || record.body.len == 0)
        return MILL_OK; /* there is no page to keep */
    if (record.date.len == 0)
        record.date = mill_str_of(w->now);
    if (mill_doc_http_response(doc).len > 0)
        ok = add_exchange(w, k, &buf, doc, &record);
    else
        ok = add_record(w, k, &buf, &record, id);
    if (!ok)
        return mill_fail_code(rep, MILL_ERR_DOC, "memory",
                              "out of memory for the record");
    *out = (struct mill_str){ buf.ptr, buf.len };
    return MILL_OK;
}

static enum mill_status
warc_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
           struct mill_report *rep)
{
    struct warc *w = self;

    (void)doc;
    return rendered.len == 0 ? MILL_OK : outfile_write(w->out, rendered, rep);
}

static enum mill_status
warc_flush(void *self, struct mill_report *rep)
{
    struct warc *w = self;

    return outfile_flush(w->out, rep);
}

static enum mill_status
warc_save(void *self, struct mill_buf *state, struct mill_report *rep)
{
    struct warc *w = self;

    return outfile_save(w->out, state, rep);
}

static enum mill_status
warc_resume(void *self, struct mill_str state, struct mill_report *rep)
{
    struct warc *w = self;

    (void)rep;
    w->resume = state;
    return MILL_OK;
}

MILL_PLUGIN(warc) = {
    MILL_PLUGIN_HEAD,
    .name = "warc",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Keeps the pages as they came, in a web archive",
    .manual =
        "What 'fetch' brought becomes a record of type 'response' with the "
        "headers of the answer and one of type 'request' with what was "
        "asked; any other document with a URL and a body one of type "
        "'resource', in WARC 1.1. 'read' and the tools of web archives read "
        "it. Bodies are kept unpacked; what the headers said of their "
        "packing is in X-Archive-Orig-. The date of a record is the "
        "document's 'fetched', else when the file was opened.",
    .example = "- warc: {path: pages.warc.gz}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct warc),
    .worker_size = sizeof(struct warc_worker),
    .open = warc_open,
    .close = warc_close,
    .worker_open = worker_open,
    .worker_close = worker_close,
    .render = warc_render,
    .write = warc_write,
    .flush = warc_flush,
    .save = warc_save,
    .resume = warc_resume,
};
