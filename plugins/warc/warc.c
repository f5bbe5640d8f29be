/* SPDX-License-Identifier: Apache-2.0
 *
 * warc.c: the sink `warc`: keeps the pages as they came, in WARC 1.1
 * (ISO 28500), so that a run can be repeated without the web. Each page is a
 * record of type `resource`; with a name in .gz each record is a gzip member
 * of its own, as readers of archives expect. */
#include "../io/outfile.h"

#include <pressmill/json.h>
#include <pressmill/pipeline.h>
#include <pressmill/plugin.h>
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
put_id(struct mill_buf *buf, struct mill_str url, struct mill_str date,
       struct mill_str body)
{
    const struct mill_str parts[] = { url, date, body };
    uint64_t a = 14695981039346656037u, b = 0x9e3779b97f4a7c15u;

    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < parts[i].len; k++) {
            a = (a ^ (unsigned char)parts[i].ptr[k]) * 1099511628211u;
            b = (b + (unsigned char)parts[i].ptr[k]) *
                0xff51afd7ed558ccdu;
            b ^= b >> 32;
        }
    /* a UUID of version 8: made by a rule of one's own (RFC 9562) */
    mill_buf_printf(buf,
                    "WARC-Record-ID: <urn:uuid:%08x-%04x-8%03x-%04x-"
                    "%04x%08x>\r\n",
                    (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff),
                    (unsigned)(a & 0xfff),
                    (unsigned)(0x8000 | (b >> 48 & 0x3fff)),
                    (unsigned)(b >> 32 & 0xffff),
                    (unsigned)(b & 0xffffffff));
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

static void
put_record(struct mill_buf *buf, const char *kind, struct mill_str url,
           struct mill_str date, struct mill_str type, struct mill_str body)
{
    mill_buf_printf(buf, "WARC/1.1\r\nWARC-Type: %s\r\n", kind);
    put_id(buf, url, date, body);
    put_header(buf, "WARC-Date", date);
    if (url.len > 0)
        put_header(buf, "WARC-Target-URI", url);
    if (type.len > 0)
        put_header(buf, "Content-Type", type);
    mill_buf_printf(buf, "Content-Length: %zu\r\n\r\n", body.len);
    mill_buf_put(buf, body.ptr, body.len);
    mill_buf_put(buf, "\r\n\r\n", 4);
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
    struct mill_str now = { w->now, strlen(w->now) };
    enum mill_status status = MILL_ERR_STAGE;
    char info[128];
    z_stream z;

    if (arena != NULL && open_packer(&z)) {
        snprintf(info, sizeof info,
                 "software: pressmill/%s\r\nformat: WARC File Format 1.1\r\n",
                 mill_version());
        put_record(&buf, "warcinfo", MILL_STR(""), now,
                   MILL_STR("application/warc-fields"),
                   (struct mill_str){ info, strlen(info) });
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

static enum mill_status
warc_render(const void *self, void *worker, struct mill_doc *doc,
            struct mill_str *out, struct mill_report *rep)
{
    const struct warc *w = self;
    struct warc_worker *k = worker;
    struct mill_buf buf = { .arena = mill_doc_arena(doc) };
    struct mill_str url = mill_doc_get_str(doc, "url");
    struct mill_str date = mill_doc_get_str(doc, "fetched");
    struct mill_str body = mill_doc_body(doc);
    const char *type = mill_doc_body_type(doc);

    if (url.len == 0 || body.len == 0)
        return MILL_OK; /* there is no page to keep */
    if (date.len == 0)
        date = (struct mill_str){ w->now, strlen(w->now) };
    put_record(&buf, "resource", url, date,
               (struct mill_str){ type, strlen(type) }, body);
    if (buf.failed || (w->packed && !pack(&k->z, &buf)))
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
        "Every document with a URL and a body becomes a record of type "
        "'resource' in WARC 1.1. 'read' and the tools of web archives read "
        "it. The date of a record is the document's 'fetched', else when "
        "the file was opened.",
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
