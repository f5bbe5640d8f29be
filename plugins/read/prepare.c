/* SPDX-License-Identifier: Apache-2.0
 *
 * prepare.c: the part of reading that runs in parallel: JSON records into
 * fields and annotations, bytes in any character set into text. */
#include "read.h"

#include "../io/http.h"

#include <pressmill/record.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What a member of the input becomes in the record; NULL: it is left out. */
static const char *
new_key(const struct read *r, struct mill_str key, bool *same)
{
    const char *const from[] = { r->text, r->id, r->url };
    static const char *const to[] = { "text", "id", "url" };

    *same = false;
    if (r->html != NULL && strlen(r->html) == key.len &&
        memcmp(r->html, key.ptr, key.len) == 0)
        return NULL;
    for (size_t i = 0; i < 3; i++)
        if (strlen(from[i]) == key.len &&
            memcmp(from[i], key.ptr, key.len) == 0)
            return to[i];
    for (size_t i = 0; i < 3; i++)
        if (strlen(to[i]) == key.len &&
            memcmp(to[i], key.ptr, key.len) == 0)
            return NULL; /* another member takes its place */
    *same = true;
    return "";
}

/* Writes the line again with the record's own key names, and takes a page of
 * HTML out of it. */
static enum mill_status
rename_keys(const struct read *r, struct read_worker *w,
            struct mill_doc *doc, struct mill_str *line,
            struct mill_str *html, struct mill_report *rep)
{
    struct mill_buf out = { .arena = mill_doc_arena(doc) };
    struct mill_str key, value;
    struct mill_json root;
    const char *reason;
    size_t at = 0;

    if (mill_utf8_valid(line->ptr, line->len) != line->len) {
        *line = mill_utf8_repair(mill_doc_arena(doc), *line, NULL);
        if (line->ptr == NULL)
            return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    }
    if (!mill_json_parse(w->parser, *line, &root, &reason) ||
        mill_json_kind(root) != MILL_JSON_MAP)
        return MILL_OK; /* mill_record_read() says what is wrong */
    if (r->html != NULL) {
        struct mill_str page = mill_json_str(mill_json_get(root, r->html));
        char *copy = mill_doc_alloc(doc, page.len + 1);

        if (copy == NULL)
            return mill_fail(rep, MILL_ERR_DOC, "out of memory");
        memcpy(copy, page.len > 0 ? page.ptr : "", page.len);
        *html = (struct mill_str){ copy, page.len };
    }
    mill_buf_char(&out, '{');
    while (mill_json_raw_member(*line, &at, &key, &value)) {
        bool same;
        const char *name = new_key(r, key, &same);

        if (name == NULL)
            continue;
        mill_buf_put(&out, out.len > 1 ? ",\"" : "\"", out.len > 1 ? 2 : 1);
        if (same)
            mill_buf_put(&out, key.ptr, key.len);
        else
            mill_buf_put(&out, name, strlen(name));
        mill_buf_put(&out, "\":", 2);
        mill_buf_put(&out, value.ptr, value.len);
    }
    mill_buf_char(&out, '}');
    if (out.failed)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    *line = (struct mill_str){ out.ptr, out.len };
    return MILL_OK;
}

static enum mill_status
prepare_record(const struct read *r, struct read_worker *w,
               struct mill_doc *doc, struct mill_report *rep)
{
    struct mill_str line = mill_doc_body(doc), html = { NULL, 0 };
    enum mill_status status;

    if (r->rename) {
        status = rename_keys(r, w, doc, &line, &html, rep);
        if (status != MILL_OK)
            return status;
    }
    status = mill_record_read(doc, line, (enum mill_offsets)r->offsets,
                              w->parser, rep);
    /* The line is no page: a later step may fetch one for the URL. */
    if (html.len > 0) {
        if (!mill_doc_set_body(doc, html, "text/html; charset=utf-8"))
            return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    } else {
        mill_doc_lend_body(doc, MILL_STR(""), NULL);
    }
    return status;
}

static enum mill_status
prepare_text(const struct read *r, struct read_worker *w,
             struct mill_doc *doc, struct mill_report *rep)
{
    struct mill_str body = mill_doc_body(doc), text;
    const char *type = mill_doc_body_type(doc);
    const char *charset, *how;
    size_t replaced = 0;

    charset = charset_choose(
        w->charset, body, type,
        strcmp(r->charset, "auto") != 0 ? r->charset : NULL, &how);
    if (strcasecmp(charset, "utf-8") == 0) {
        if (mill_doc_set_text(doc, body))
            return MILL_OK;
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for this text");
    }
    text = charset_decode(w->charset, charset, body, &replaced,
                          mill_doc_arena(doc));
    if (text.ptr == NULL)
        return mill_fail_code(rep, MILL_ERR_DOC, "charset",
                              "cannot decode from '%s'", charset);
    if (strstr(type, "charset=") == NULL)
        mill_doc_note(doc, "charset", "decoded from %s (%s)", charset, how);
    if (replaced > 0)
        mill_doc_note(doc, "charset", "%zu bytes were no %s", replaced,
                      charset);
    if (!mill_doc_set_text(doc, text))
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for this text");
    return MILL_OK;
}

/* Why a body could not be unpacked, and what helps. */
static const char *
why_packed(const char *code)
{
    static const char *const words[][2] = {
        { "too-large", "the page unpacks to more than the limit (option "
                       "'max_document')" },
        { "memory", "out of memory for the unpacked page" },
        { "no-brotli", "the page is packed by brotli, and pressmill was "
                       "built without it (libbrotlidec)" },
        { "no-zstd", "the page is packed by zstd, and pressmill was built "
                     "without it (libzstd)" },
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(code, words[i][0]) == 0)
            return words[i][1];
    return "the page's Content-Encoding cannot be undone: the data is "
           "damaged";
}

/* A page out of an archive: the headers of HTTP go, the body is unpacked. */
static enum mill_status
prepare_http(const struct read *r, struct read_worker *w,
             struct mill_doc *doc, struct mill_report *rep)
{
    struct mill_str message = mill_doc_body(doc), body = message;
    const char *code;
    struct http http;
    char type[256];

    http_parse(&http, body);
    code = http_body(&http, (size_t)r->max_document, mill_doc_arena(doc),
                     &body);
    if (code != NULL)
        return mill_fail_code(rep, MILL_ERR_DOC, code, "%s",
                              why_packed(code));
    if (http.status != 0 &&
        !mill_doc_set_http(doc, MILL_STR(""),
                           (struct mill_str){ message.ptr,
                                              (size_t)(http.body.ptr -
                                                       message.ptr) }))
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    snprintf(type, sizeof type, "%.*s",
             MILL_FMT(http.type.len > 0 ? http.type : MILL_STR("text/html")));
    if ((http.status != 0 &&
         !mill_doc_set_int(doc, "http_status", http.status)) ||
        (http.type.len > 0 &&
         !mill_doc_set_str(doc, "content_type", http.type)) ||
        !mill_doc_set_body(doc, body, type))
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    if (strncasecmp(type, "text/plain", 10) == 0)
        return prepare_text(r, w, doc, rep);
    return MILL_OK;
}

enum mill_status
read_prepare(const void *self, void *worker, struct mill_doc *doc,
             struct mill_report *rep)
{
    const struct read *r = self;
    struct read_worker *w = worker;
    const char *type = mill_doc_body_type(doc);

    if (mill_doc_has_text(doc))
        return MILL_OK;
    if (strcmp(type, "application/json") == 0)
        return prepare_record(r, w, doc, rep);
    if (strncasecmp(type, "application/http", 16) == 0)
        return prepare_http(r, w, doc, rep);
    if (strncasecmp(type, "text/plain", 10) == 0)
        return prepare_text(r, w, doc, rep);
    return MILL_OK;
}
