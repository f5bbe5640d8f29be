/* SPDX-License-Identifier: Apache-2.0
 *
 * warc.c: web archives, WARC 1.0 and 1.1 (ISO 28500) and the older ARC, as
 * one stream. Pages become documents; requests, revisits and the like are
 * passed over. A record that is wrong is reported, and reading goes on where
 * the next one can be found. */
#include "read.h"

#include "../io/http.h"

#include <pressmill/str.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WARC_LOOK_AHEAD = 64 * 1024 };

struct record {
    struct mill_str type, url, date, id, content_type, payload_type;
    uint64_t length;
    bool has_length;
    char room[8192]; /* keeps the values: lines move in the buffer */
    size_t used;
};

static struct mill_str
keep(struct record *rec, struct mill_str value)
{
    char *at = rec->room + rec->used;

    if (value.len > sizeof rec->room - rec->used)
        return MILL_STR("");
    memcpy(at, value.ptr, value.len);
    rec->used += value.len;
    return (struct mill_str){ at, value.len };
}

static bool
begins(struct mill_str s, const char *word)
{
    size_t n = strlen(word);

    return s.len >= n && strncasecmp(s.ptr, word, n) == 0;
}

static bool
parse_length(struct mill_str s, uint64_t *length)
{
    *length = 0;
    if (s.len == 0 || s.len > 18)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        *length = *length * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    return true;
}

/* ---- headers */

/* Reads the lines behind "WARC/1.x"; false when the file ends in them. */
static bool
read_headers(struct read *r, struct record *rec)
{
    struct mill_str line, value;

    while (lines_next(&r->lines, &line) == LINES_OK) {
        if (line.len == 0)
            return true;
        if (http_header(line, "warc-type", &value)) {
            rec->type = keep(rec, value);
        } else if (http_header(line, "warc-target-uri", &value)) {
            /* wget writes <brackets> around it */
            if (value.len > 2 && value.ptr[0] == '<' &&
                value.ptr[value.len - 1] == '>') {
                value.ptr++;
                value.len -= 2;
            }
            rec->url = keep(rec, value);
        } else if (http_header(line, "warc-date", &value)) {
            rec->date = keep(rec, value);
        } else if (http_header(line, "warc-record-id", &value)) {
            rec->id = keep(rec, value);
        } else if (http_header(line, "content-type", &value)) {
            rec->content_type = keep(rec, value);
        } else if (http_header(line, "warc-identified-payload-type",
                               &value)) {
            rec->payload_type = keep(rec, value);
        } else if (http_header(line, "content-length", &value)) {
            rec->has_length = parse_length(value, &rec->length);
        }
    }
    return false;
}

/* "URL IP date type length" of ARC; a URL may have spaces in it, so that the
 * fields are counted from the end. */
static bool
read_arc_line(struct mill_str line, struct record *rec)
{
    struct mill_str fields[4]; /* length, type, date, IP */
    size_t end = line.len;

    for (size_t i = 0; i < 4; i++) {
        size_t from = end;

        while (from > 0 && line.ptr[from - 1] != ' ')
            from--;
        if (from == 0)
            return false;
        fields[i] = (struct mill_str){ line.ptr + from, end - from };
        end = from - 1;
    }
    rec->has_length = parse_length(fields[0], &rec->length);
    if (!rec->has_length)
        return false;
    rec->payload_type = keep(rec, fields[1]);
    if (fields[2].len == 14) {
        char date[32];
        const char *d = fields[2].ptr;

        snprintf(date, sizeof date, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d,
                 d + 4, d + 6, d + 8, d + 10, d + 12);
        rec->date = keep(rec, mill_str_of(date));
    }
    rec->url = keep(rec, (struct mill_str){ line.ptr, end });
    rec->type = begins(rec->url, "http") ? MILL_STR("response")
                                         : MILL_STR("other");
    rec->content_type = MILL_STR("application/http");
    return true;
}

/* ---- what goes on */

static bool
is_page_type(struct mill_str type)
{
    return type.len == 0 || begins(type, "text/html") ||
           begins(type, "application/xhtml") || begins(type, "text/plain");
}

/* Whether a record holds a page, as far as its own headers tell. */
static bool
is_wanted(const struct record *rec)
{
    if (!begins(rec->url, "http:") && !begins(rec->url, "https:"))
        return false;
    if (begins(rec->type, "response"))
        return begins(rec->content_type, "application/http");
    if (begins(rec->type, "conversion") || begins(rec->type, "resource"))
        return is_page_type(rec->content_type);
    return false;
}

/* Whether an HTTP answer holds one: redirects, failures and pictures do
 * not. */
static bool
is_page(struct mill_str message)
{
    struct http http;

    http_parse(&http, message);
    return (http.status == 0 || http.status == 200 || http.status == 203) &&
           is_page_type(http.type);
}

/* How long the rest of a record is behind its content: line ends, then the
 * next record or the end of the file. SIZE_MAX when neither follows. */
static size_t
record_tail(struct mill_str rest, bool arc, bool at_end)
{
    size_t n = 0;

    if (!arc && rest.len >= 4 && memcmp(rest.ptr, "\r\n\r\n", 4) == 0)
        return 4; /* as it should be; whatever comes then is another thing */
    while (n < rest.len && n < 8 &&
           (rest.ptr[n] == '\r' || rest.ptr[n] == '\n'))
        n++;
    rest.ptr += n;
    rest.len -= n;
    if (rest.len == 0 && at_end)
        return n;
    if (arc)
        return n > 0 || rest.len == 0 ? n : SIZE_MAX;
    return begins(rest, "WARC/") ? n : SIZE_MAX;
}

/* Where a record begins inside of what was taken for content; `len` when
 * none does. */
static size_t
find_record(struct mill_str s)
{
    for (size_t i = 0; i + 9 < s.len; i++) {
        const char *p = memchr(s.ptr + i, '\n', s.len - i - 9);

        if (p == NULL)
            break;
        i = (size_t)(p - s.ptr);
        if (memcmp(p + 1, "WARC/1.", 7) == 0 ||
            memcmp(p + 1, "WARC/0.", 7) == 0)
            return i + 1;
    }
    return s.len;
}

static enum mill_status
fill(struct read *r, struct mill_doc *doc, const struct record *rec,
     struct mill_str content, struct mill_report *rep)
{
    char *copy = mill_doc_alloc(doc, content.len + 1);
    char type[256];
    bool ok;

    if (copy == NULL)
        return mill_fail_code(rep, MILL_ERR_DOC, "memory",
                              "no memory for a record of %zu bytes",
                              content.len);
    memcpy(copy, content.ptr, content.len);
    copy[content.len] = '\0';
    content.ptr = copy;
    if (begins(rec->type, "conversion"))
        snprintf(type, sizeof type, "text/plain; charset=utf-8");
    else
        snprintf(type, sizeof type, "%.*s",
                 MILL_FMT(rec->content_type.len > 0 ? rec->content_type
                                                    : MILL_STR("text/html")));
    (void)r;
    ok = mill_doc_set_body(doc, content, type) &&
         (rec->url.len == 0 || mill_doc_set_str(doc, "url", rec->url)) &&
         (rec->date.len == 0 || mill_doc_set_str(doc, "fetched", rec->date));
    return ok ? MILL_OK
              : mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
}

static int
bad(struct read *r, struct mill_doc *doc, struct mill_report *rep,
    const char *code, const char *why)
{
    if (!read_name_line(r, doc, r->warc_record))
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    return mill_fail_code(rep, MILL_ERR_DOC, code, "record %llu: %s",
                          (unsigned long long)r->warc_record, why);
}

/* ---- records */

/* Whether a document is to be made of the content at hand. */
static bool
is_ours(struct read *r, const struct record *rec, struct mill_str content)
{
    if (!is_wanted(rec) || content.len == 0)
        return false;
    if (begins(rec->content_type, "application/http") && !is_page(content))
        return false;
    return read_mine(r);
}

/* Makes a document of content that is not what its record says it is: there
 * is a page to read all the same, and its record tells what is wrong. */
static int
fill_damaged(struct read *r, struct mill_doc *doc, const struct record *rec,
             struct mill_str content, const char *code, const char *why,
             struct mill_report *rep)
{
    enum mill_status status;

    while (content.len > 0 && (content.ptr[content.len - 1] == '\n' ||
                               content.ptr[content.len - 1] == '\r'))
        content.len--;
    if (!is_ours(r, rec, content))
        return READ_NOT_MINE;
    if (!read_name_line(r, doc, r->warc_record))
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    status = fill(r, doc, rec, content, rep);
    if (status == MILL_OK)
        mill_doc_note(doc, code, "record %llu: %s",
                      (unsigned long long)r->warc_record, why);
    return status;
}

/* The content is not as long as the record says: it ends where the next
 * record begins, if that is at hand. */
static int
lying_length(struct read *r, struct mill_doc *doc, const struct record *rec,
             struct mill_report *rep)
{
    size_t have = lines_hold(&r->lines,
                             (size_t)rec->length + WARC_LOOK_AHEAD);
    struct mill_str held = { r->lines.buf + r->lines.at, have };
    size_t next = find_record(held);
    int status;

    if (next == have) {
        lines_take(&r->lines, have);
        r->warc_lost = true;
        return bad(r, doc, rep, "bad-warc",
                   "its Content-Length is wrong; passed over to the next "
                   "one");
    }
    held.len = next;
    status = fill_damaged(r, doc, rec, held, "bad-warc",
                          "its Content-Length is wrong", rep);
    lines_take(&r->lines, next);
    return status;
}

/* The file ends, or its packing breaks, inside of a record. */
static int
cut_short(struct read *r, struct mill_doc *doc, const struct record *rec,
          struct mill_report *rep)
{
    size_t have = lines_hold(&r->lines, 1);
    struct mill_str held = { r->lines.buf + r->lines.at, have };
    size_t next = find_record(held);
    bool broken = r->lines.failed;
    int status = READ_NOT_MINE;

    if (next < have) {
        /* no, the length is too large, and the file goes on */
        held.len = next;
        status = fill_damaged(r, doc, rec, held, "bad-warc",
                              "its Content-Length is wrong", rep);
        lines_take(&r->lines, next);
        return status;
    }
    if (rec != NULL)
        status = fill_damaged(r, doc, rec, held, "truncated",
                              broken ? "its packed data is damaged or ends; "
                                       "this is what came before"
                                     : "the file ends inside of it",
                              rep);
    lines_take(&r->lines, have);
    r->lines.failed = false;
    if (broken && lines_resync(&r->lines))
        r->warc_lost = true;
    if (status != READ_NOT_MINE)
        return status;
    return bad(r, doc, rep, broken ? "bad-packing" : "truncated",
               broken ? "its packed data is damaged or ends"
                      : "the file ends inside of it");
}

/* A record that is not wanted, or that is too large to look at. */
static int
pass_over(struct read *r, struct mill_doc *doc, const struct record *rec,
          struct mill_report *rep)
{
    if (lines_skip(&r->lines, rec->length) < rec->length)
        return cut_short(r, doc, NULL, rep);
    return READ_NOT_MINE;
}

static int
take_content(struct read *r, struct mill_doc *doc, const struct record *rec,
             struct mill_report *rep)
{
    size_t len = (size_t)rec->length, have, tail;
    struct mill_str content, rest;
    int status = READ_NOT_MINE;

    if (rec->length > r->max_document) {
        status = pass_over(r, doc, rec, rep);
        if (status != READ_NOT_MINE || !is_wanted(rec) || !read_mine(r))
            return status;
        return bad(r, doc, rep, "too-large",
                   "it is longer than the limit (option 'max_document')");
    }
    /* the record, its end, and the beginning of the next one */
    have = lines_hold(&r->lines, len + 16);
    if (have < len)
        return cut_short(r, doc, rec, rep);
    content = (struct mill_str){ r->lines.buf + r->lines.at, len };
    rest = (struct mill_str){ content.ptr + len, have - len };
    tail = record_tail(rest, r->warc_arc, have < len + 16);
    if (tail == SIZE_MAX)
        return lying_length(r, doc, rec, rep);
    if (is_ours(r, rec, content)) {
        status = read_name_line(r, doc, r->warc_record)
                     ? (int)fill(r, doc, rec, content, rep)
                     : (int)mill_fail_code(rep, MILL_ERR_DOC, "memory",
                                           "out of memory");
    }
    lines_take(&r->lines, len + tail);
    return status;
}

int
read_warc_next(struct read *r, struct mill_doc *doc, struct mill_report *rep)
{
    for (;;) {
        struct record rec = { .used = 0 };
        enum lines_got got;
        struct mill_str line;
        int status;

        rec.type = rec.url = rec.date = rec.id = rec.content_type =
            rec.payload_type = MILL_STR("");
        got = lines_next(&r->lines, &line);
        if (got == LINES_END)
            return READ_FILE_ENDS;
        if (got == LINES_FAIL) {
            r->warc_record++;
            r->lines.failed = true;
            return cut_short(r, doc, NULL, rep);
        }
        if (got == LINES_OK && line.len == 0)
            continue;
        r->warc_arc = r->warc_arc ||
                      (r->warc_record == 0 && begins(line, "filedesc:"));
        if (got == LINES_LONG || (!r->warc_arc && !begins(line, "WARC/")) ||
            (r->warc_arc && !read_arc_line(line, &rec))) {
            if (r->warc_lost)
                continue; /* told already */
            r->warc_lost = true;
            r->warc_record++;
            return bad(r, doc, rep, "bad-warc",
                       "a record should begin here; passed over to the next "
                       "one");
        }
        r->warc_record++;
        r->warc_lost = false;
        if (!r->warc_arc && !read_headers(r, &rec))
            return cut_short(r, doc, NULL, rep);
        if (!rec.has_length) {
            r->warc_lost = true;
            return bad(r, doc, rep, "bad-warc",
                       "it has no Content-Length; passed over to the next "
                       "one");
        }
        status = take_content(r, doc, &rec, rep);
        if (status != READ_NOT_MINE)
            return status;
    }
}

void
read_warc_start(struct read *r)
{
    r->warc_record = 0;
    r->warc_arc = r->warc_lost = false;
}
