/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.c: see lines.h. */
#include "lines.h"

#include <pressmill/hooks.h>
#include <string.h>

enum { LINES_BUF = 256 * 1024, LINES_PEEK = 64 * 1024, LINES_SLACK = 64 };

bool
lines_init(struct lines *l, struct stream_limits limits, size_t max)
{
    memset(l, 0, sizeof *l);
    l->max = max;
    l->cap = LINES_BUF;
    l->buf = mill_hooks()->memory(NULL, l->cap);
    l->stream = stream_create(limits);
    l->eof = true;
    if (l->buf != NULL && l->stream != NULL)
        return true;
    lines_finish(l);
    return false;
}

void
lines_finish(struct lines *l)
{
    stream_destroy(l->stream);
    if (l->buf != NULL)
        mill_hooks()->memory(l->buf, 0);
    memset(l, 0, sizeof *l);
}

static void
start(struct lines *l)
{
    l->at = l->end = 0;
    l->line = 0;
    l->next_line = 1;
    l->eof = l->failed = false;
}

bool
lines_open(struct lines *l, const char *path)
{
    start(l);
    return stream_open(l->stream, path);
}

bool
lines_open_part(struct lines *l, const char *path, uint64_t begin,
                uint64_t end)
{
    start(l);
    return stream_open_part(l->stream, path, begin, end);
}

void
lines_close(struct lines *l)
{
    stream_close(l->stream);
    l->at = l->end = 0;
    l->eof = true;
}

/* Reads more behind what is at hand. False when nothing came: the end, a
 * failure, or the limit. */
static bool
fill(struct lines *l)
{
    ssize_t n;

    if (l->eof)
        return false;
    if (l->at > 0) {
        memmove(l->buf, l->buf + l->at, l->end - l->at);
        l->end -= l->at;
        l->at = 0;
    }
    if (l->end == l->cap) {
        size_t cap = l->cap * 2;
        char *grown;

        if (l->end > l->max + LINES_SLACK) /* an end of line may follow */
            return false;
        grown = mill_hooks()->memory(l->buf, cap);
        if (grown == NULL)
            return false;
        l->buf = grown;
        l->cap = cap;
    }
    n = stream_read(l->stream, l->buf + l->end, l->cap - l->end);
    if (n <= 0) {
        l->eof = true;
        l->failed = n < 0;
        return false;
    }
    l->end += (size_t)n;
    return true;
}

void
lines_peek(struct lines *l, size_t need, bool line)
{
    if (need > LINES_PEEK)
        need = LINES_PEEK;
    while (l->end - l->at < need) {
        if (line && memchr(l->buf + l->at, '\n', l->end - l->at) != NULL)
            break;
        if (!fill(l))
            break;
    }
}

static size_t
count(const char *p, const char *end, char c)
{
    size_t n = 0;

    while (p < end && (p = memchr(p, c, (size_t)(end - p))) != NULL) {
        n++;
        p++;
    }
    return n;
}

/* Passes over the rest of a line that is too long. */
static enum lines_got
skip_rest(struct lines *l)
{
    for (;;) {
        char *nl = memchr(l->buf + l->at, '\n', l->end - l->at);

        if (nl != NULL) {
            l->at = (size_t)(nl - l->buf) + 1;
            l->next_line++;
            return LINES_LONG;
        }
        l->at = l->end;
        if (!fill(l))
            return LINES_LONG;
    }
}

static enum lines_got
next(struct lines *l, struct mill_str *line, bool csv)
{
    size_t scanned = 0, quotes = 0, len;
    uint64_t newlines = 0;

    l->line = l->next_line;
    for (;;) {
        char *from = l->buf + l->at;
        char *nl = memchr(from + scanned, '\n', l->end - l->at - scanned);
        size_t upto = nl != NULL ? (size_t)(nl - from) : l->end - l->at;

        if (csv)
            quotes += count(from + scanned, from + upto, '"');
        if (nl != NULL && quotes % 2 == 0) {
            len = upto;
            l->at += upto + 1;
            newlines++;
            line->ptr = from;
            break;
        }
        if (nl != NULL) {
            newlines++;
            scanned = upto + 1;
            continue;
        }
        scanned = upto;
        if (scanned > l->max + 1 || (!fill(l) && !l->eof)) {
            l->next_line += newlines;
            return skip_rest(l);
        }
        if (l->eof && l->end - l->at == scanned) {
            /* the last line may lack its end; one cut short by a failure
             * is not given out as if it were whole */
            if (l->failed) {
                l->at = l->end;
                l->failed = false; /* told once */
                return LINES_FAIL;
            }
            if (scanned == 0)
                return LINES_END;
            line->ptr = l->buf + l->at;
            len = scanned;
            l->at = l->end;
            break;
        }
    }
    l->next_line += newlines;
    if (len > 0 && line->ptr[len - 1] == '\r')
        len--;
    if (len > l->max)
        return LINES_LONG;
    line->len = len;
    return LINES_OK;
}

enum lines_got
lines_next(struct lines *l, struct mill_str *line)
{
    return next(l, line, false);
}

enum lines_got
lines_next_csv(struct lines *l, struct mill_str *record)
{
    return next(l, record, true);
}

size_t
lines_hold(struct lines *l, size_t need)
{
    while (l->end - l->at < need && need <= l->max + LINES_SLACK)
        if (!fill(l))
            break;
    return l->end - l->at;
}

void
lines_take(struct lines *l, size_t count)
{
    l->at += count;
}

uint64_t
lines_skip(struct lines *l, uint64_t count)
{
    uint64_t done = 0;

    for (;;) {
        uint64_t have = l->end - l->at;

        if (have >= count - done) {
            l->at += (size_t)(count - done);
            return count;
        }
        l->at = l->end;
        done += have;
        if (!fill(l))
            return done;
    }
}

bool
lines_resync(struct lines *l)
{
    if (!stream_resync(l->stream))
        return false;
    l->at = l->end = 0;
    l->eof = l->failed = false;
    return true;
}
