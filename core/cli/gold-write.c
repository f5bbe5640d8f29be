/* SPDX-License-Identifier: Apache-2.0
 *
 * gold-write.c: the sink behind `pressmill quotes --gold`: each article with
 * its quotes, speakers and cues marked in the text, and a line for each quote
 * below. */
#include "config.h"

#include "gold.h"

#include <pressmill/pressmill.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gold {
    mill_type quote;
    bool begun; /* the head is written */
};

static const struct mill_use uses[] = {
    MILL_MAY_READ(struct gold, quote, "quote"), MILL_USE_END
};

static const char head[] = GOLD_HEAD
    "\n"
    "# {1: ... :1} are the words of quote 1, in as many pieces as it has;\n"
    "# {1@ ... @1} is who is said to speak, {1! ... !1} the cue; {1,2@ serves\n"
    "# two. Braces of the text itself are doubled. Below each text: number,\n"
    "# type (direct, mixed, indirect; \", optional\" behind it) and the\n"
    "# speaker's full name, or - for nobody. Then:\n"
    "#     pressmill eval THIS-FILE found.jsonl\n";

/* Something that begins or ends at a place in the text. */
struct mark {
    struct mill_span span;
    uint32_t quote; /* number, from 1 */
    char kind;      /* ':' words, '!' cue, '@' mention */
};

struct edge {
    uint32_t at, other; /* byte, and the byte of the mark's other end */
    uint32_t mark;
    bool opens;
};

/* Ends before begins; of ends the inner one first, of begins the outer. */
static int
by_place(const void *x, const void *y)
{
    const struct edge *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->opens != b->opens)
        return a->opens ? 1 : -1;
    if (a->other != b->other)
        return a->other > b->other ? -1 : 1;
    /* what was opened last ends first */
    return (a->mark < b->mark) == a->opens ? -1 : 1;
}

static int
by_span(const void *x, const void *y)
{
    const struct mark *a = x, *b = y;

    if (a->span.begin != b->span.begin)
        return a->span.begin < b->span.begin ? -1 : 1;
    if (a->span.end != b->span.end)
        return a->span.end > b->span.end ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->quote < b->quote ? -1 : a->quote > b->quote;
}

/* All marks of a document, in the order of the text; `count` holds how many
 * there is room for, then how many there are. */
static void
gather(const struct gold *gold, const struct mill_doc *doc, struct mark *marks,
       size_t *count)
{
    uint32_t number = 0;
    size_t n = 0;

    MILL_FOR_EACH(q, doc, gold->quote) {
        const struct mill_value *pieces = mill_ann_get(q, "pieces");
        const struct mill_ann *who = mill_ann_get_ref(q, "mention");
        const struct mill_ann *cue = mill_ann_get_ref(q, "cue");
        struct mill_span whole = mill_ann_span(q);
        const struct mill_span *of = &whole;
        uint32_t parts = 1;

        number++;
        if (pieces != NULL && pieces->kind == MILL_SPANS && pieces->count > 0) {
            of = pieces->spans;
            parts = pieces->count;
        }
        for (uint32_t i = 0; i < parts && n < *count; i++)
            marks[n++] = (struct mark){ of[i], number, ':' };
        if (who != NULL && n < *count)
            marks[n++] = (struct mark){ mill_ann_span(who), number, '@' };
        if (cue != NULL && n < *count)
            marks[n++] = (struct mark){ mill_ann_span(cue), number, '!' };
    }
    qsort(marks, n, sizeof *marks, by_span);
    *count = n;
}

static void
put_ids(struct mill_buf *out, const struct mark *marks, size_t from, size_t n)
{
    for (size_t i = from; i < n; i++)
        mill_buf_printf(out, "%s%u", i > from ? "," : "", marks[i].quote);
}

/* Marks at the same place and of the same kind are written as one. */
static size_t
alike(const struct mark *marks, size_t from, size_t n)
{
    size_t i = from + 1;

    while (i < n && marks[i].kind == marks[from].kind &&
           marks[from].kind != ':' &&
           marks[i].span.begin == marks[from].span.begin &&
           marks[i].span.end == marks[from].span.end)
        i++;
    return i;
}

static void
put_text(struct mill_buf *out, struct mill_str text, uint32_t from, uint32_t to,
         bool behind_mark)
{
    for (uint32_t i = from; i < to; i++) {
        bool line = i == from && behind_mark
                        ? false
                        : i == 0 || text.ptr[i - 1] == '\n';

        if (line &&
            (text.ptr[i] == '\\' ||
             (i + 2 < text.len && (memcmp(text.ptr + i, "---", 3) == 0 ||
                                   memcmp(text.ptr + i, "===", 3) == 0))))
            mill_buf_char(out, '\\');
        if (text.ptr[i] == '{' || text.ptr[i] == '}')
            mill_buf_char(out, text.ptr[i]);
        mill_buf_char(out, text.ptr[i]);
    }
}

/* A name or title on one line. */
static void
put_line(struct mill_buf *out, struct mill_str s)
{
    for (size_t i = 0; i < s.len; i++)
        mill_buf_char(out, (unsigned char)s.ptr[i] < ' ' ? ' ' : s.ptr[i]);
}

static bool
put_marked(struct mill_buf *out, const struct gold *gold,
           const struct mill_doc *doc)
{
    struct mill_str text = mill_doc_text(doc);
    size_t count = 0, edges = 0;
    struct mark *marks;
    struct edge *edge;
    uint32_t at = 0;

    MILL_FOR_EACH(q, doc, gold->quote) {
        const struct mill_value *pieces = mill_ann_get(q, "pieces");

        count +=
            3 +
            (pieces != NULL && pieces->kind == MILL_SPANS ? pieces->count : 0);
    }
    marks = mill_arena_alloc(out->arena, (count + 1) * sizeof *marks);
    edge = mill_arena_alloc(out->arena, (2 * count + 1) * sizeof *edge);
    if (marks == NULL || edge == NULL)
        return false;
    gather(gold, doc, marks, &count);
    for (size_t i = 0; i < count; i = alike(marks, i, count)) {
        struct mill_span s = marks[i].span;

        edge[edges++] = (struct edge){ s.begin, s.end, (uint32_t)i, true };
        edge[edges++] = (struct edge){ s.end, s.begin, (uint32_t)i, false };
    }
    qsort(edge, edges, sizeof *edge, by_place);
    for (size_t i = 0; i < edges; i++) {
        uint32_t m = edge[i].mark;
        size_t end = alike(marks, m, count);

        put_text(out, text, at, edge[i].at, i > 0);
        at = edge[i].at;
        if (edge[i].opens) {
            mill_buf_char(out, '{');
            put_ids(out, marks, m, end);
            mill_buf_char(out, marks[m].kind);
        } else {
            mill_buf_char(out, marks[m].kind);
            put_ids(out, marks, m, end);
            mill_buf_char(out, '}');
        }
    }
    put_text(out, text, at, (uint32_t)text.len, edges > 0);
    return true;
}

static enum mill_status
gold_render(const void *self, void *worker, struct mill_doc *doc,
            struct mill_str *rendered, struct mill_report *rep)
{
    const struct gold *gold = self;
    struct mill_buf out = { .arena = mill_doc_arena(doc) };
    uint32_t number = 0;
    char room[24];

    (void)worker;
    mill_buf_printf(&out, "\n=== ");
    put_line(&out, mill_record_id(doc, room));
    mill_buf_printf(&out, "\nlang: ");
    put_line(&out, mill_doc_get_str(doc, "lang"));
    mill_buf_printf(&out, "\n\n");
    if (!put_marked(&out, gold, doc))
        return mill_fail(rep, MILL_ERR_DOC, "no room for the gold form");
    mill_buf_printf(&out, "\n---\n");
    MILL_FOR_EACH(q, doc, gold->quote) {
        const struct mill_ann *who = mill_ann_get_ref(q, "speaker");

        mill_buf_printf(&out, "%u %s: ", ++number,
                        mill_ann_get_str(q, "type").ptr);
        put_line(&out,
                 who != NULL ? mill_ann_get_str(who, "name") : MILL_STR("-"));
        mill_buf_char(&out, '\n');
    }
    if (out.failed)
        return mill_fail(rep, MILL_ERR_DOC, "no room for the gold form");
    rendered->ptr = out.ptr;
    rendered->len = out.len;
    return MILL_OK;
}

static enum mill_status
gold_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
           struct mill_report *rep)
{
    struct gold *gold = self;

    (void)doc;
    if ((!gold->begun && fputs(head, stdout) == EOF) ||
        fwrite(rendered.ptr, 1, rendered.len, stdout) != rendered.len)
        return mill_fail_code(rep, MILL_ERR_STAGE, "closed",
                              "stdout is closed");
    gold->begun = true;
    return MILL_OK;
}

static enum mill_status
gold_flush(void *self, struct mill_report *rep)
{
    (void)self;
    if (fflush(stdout) != 0)
        return mill_fail_code(rep, MILL_ERR_STAGE, "closed",
                              "stdout is closed");
    return MILL_OK;
}

const struct mill_plugin gold_plugin = {
    MILL_PLUGIN_HEAD,
    .name = "gold",
    .version = PACKAGE_VERSION,
    .license = "Apache-2.0",
    .summary = "Prints texts with their quotes marked, for correction by hand",
    .uses = uses,
    .self_size = sizeof(struct gold),
    .render = gold_render,
    .write = gold_write,
    .flush = gold_flush,
};
