/* SPDX-License-Identifier: Apache-2.0
 *
 * hostile.c: documents that no plugin may stumble over. Each is made by a
 * small function from nothing, so that two runs see the same bytes. */
#include "hostile.h"

#include <pressmill/pressmill.h>

#include <stdio.h>
#include <string.h>

#define HUGE_BYTES ((size_t)4 << 20)

/* ---- the documents */

typedef void text_fn(struct mill_buf *out);

static void
put(struct mill_buf *out, const char *text)
{
    mill_buf_put(out, text, strlen(text));
}

static void
repeat(struct mill_buf *out, const char *text, size_t bytes)
{
    while (out->len < bytes && !out->failed)
        put(out, text);
}

static void
text_empty(struct mill_buf *out)
{
    (void)out;
}

static void
text_letter(struct mill_buf *out)
{
    put(out, "x");
}

static void
text_blank(struct mill_buf *out)
{
    repeat(out, " \n\t\n", 4000);
}

static void
text_article(struct mill_buf *out)
{
    put(out, "Port reopens after repairs\n\n"
             "\"We are ready,\" said harbour master Ilona Brandt. She did "
             "not say when.\n\n"
             "\xc2\xab\xd0\x93\xd0\xbe\xd1\x82\xd0\xbe\xd0\xb2\xd1\x96"
             "\xc2\xbb, \xe2\x80\x94 \xd1\x81\xd0\xba\xd0\xb0\xd0\xb7"
             "\xd0\xb0\xd0\xbb\xd0\xb0 \xd0\xb2\xd0\xbe\xd0\xbd\xd0\xb0.\n");
}

static void
text_huge(struct mill_buf *out)
{
    repeat(out, "The harbour is open again, the mayor said on Monday. ",
           HUGE_BYTES);
}

static void
text_one_word(struct mill_buf *out)
{
    repeat(out, "a", HUGE_BYTES / 4);
}

static void
text_marks(struct mill_buf *out)
{
    repeat(out, "\"\xe2\x80\x9c\xc2\xab'(\xe2\x80\x9e", HUGE_BYTES / 16);
}

static void
text_lines(struct mill_buf *out)
{
    repeat(out, "\n", HUGE_BYTES / 16);
}

static void
text_combining(struct mill_buf *out)
{
    put(out, "e");
    repeat(out, "\xcc\x81\xcc\xa7", 20000);
}

static void
text_emoji(struct mill_buf *out)
{
    repeat(out, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac"
                "\xf0\x9f\x87\xba\xf0\x9f\x87\xa6 \xf4\x8f\xbf\xbd", 4000);
}

static void
text_directions(struct mill_buf *out)
{
    repeat(out, "\xe2\x80\xae" "abc\xe2\x80\xac \xd7\xa9\xd7\x9c\xd7\x95"
                "\xd7\x9d\xe2\x81\xa7\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85 ",
           4000);
}

static void
text_controls(struct mill_buf *out)
{
    for (int c = 1; c < 32; c++)
        mill_buf_char(out, (char)c);
    put(out, "\x1b[2J\x7f\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\xef\xbb\xbf");
}

/* A few characters of every 256 in Unicode: every script. */
static void
text_scripts(struct mill_buf *out)
{
    for (uint32_t c = 0x20; c < 0x110000; c += 37) {
        char bytes[4];

        if (c >= 0xd800 && c < 0xe000)
            continue;
        mill_buf_put(out, bytes, mill_utf8_put(bytes, c));
        if (c % 8 == 0)
            mill_buf_char(out, ' ');
    }
}

static void
text_broken(struct mill_buf *out)
{
    mill_buf_put(out, "ab\xff\xc3(\0\xed\xa0\x80\xf0\x9f", 12);
}

static void
text_numbers(struct mill_buf *out)
{
    repeat(out, "12.5% 2026-01-01 1e999 -0 0x7f ", 4000);
}

static void
html_deep(struct mill_buf *out)
{
    put(out, "<html><body>");
    repeat(out, "<div>", 100000);
    put(out, "deep");
}

static const struct {
    const char *name;
    text_fn *make;
    bool body; /* raw, with no text yet */
} documents[] = {
    { "an ordinary article", text_article, false },
    { "an empty text", text_empty, false },
    { "a text of one letter", text_letter, false },
    { "a text of blanks", text_blank, false },
    { "a text of 4 MiB", text_huge, false },
    { "a word of 1 MiB", text_one_word, false },
    { "a text of quote marks", text_marks, false },
    { "a text of empty lines", text_lines, false },
    { "a letter with 10,000 accents", text_combining, false },
    { "a text of emoji", text_emoji, false },
    { "text in both directions", text_directions, false },
    { "control characters", text_controls, false },
    { "every script", text_scripts, false },
    { "broken UTF-8 and NUL bytes", text_broken, false },
    { "a text of numbers", text_numbers, false },
    { "a body without a text", text_article, true },
    { "an empty body", text_empty, true },
    { "a page nested very deep", html_deep, true },
    { "a body that is no text", text_broken, true },
};

#define N_DOCUMENTS ((int)(sizeof documents / sizeof *documents))
#define ROUNDS 3 /* so that a worker's memory of earlier ones shows */

const char *
hostile_name(int document)
{
    return document >= 0 ? documents[document % N_DOCUMENTS].name : NULL;
}

/* ---- the source */

struct hostile {
    struct mill_list types;
    mill_type ids[32];
    size_t n_ids;
    int at;
};

static const struct mill_option source_options[] = {
    MILL_OPT_LIST(struct hostile, types,
                  .help = "Annotations to put over each text."),
    MILL_OPT_END
};

static const struct mill_use source_uses[] = {
    MILL_WRITES_FIELD("text", ""), MILL_WRITES_FIELD("body", ""),
    MILL_WRITES_FIELD("url", ""),  MILL_WRITES_FIELD("title", ""),
    MILL_WRITES_FIELD("lang", ""), MILL_USE_END
};

static enum mill_status
source_declare(void *self, struct mill_declare *decl, struct mill_report *rep)
{
    struct hostile *h = self;

    (void)rep;
    for (size_t i = 0; i < h->types.count && h->n_ids < 32; i++)
        h->ids[h->n_ids++] = mill_declare_writes(decl, h->types.items[i]);
    return MILL_OK;
}

/* Annotations of all sizes: empty ones, the whole text, every few bytes, some
 * within others; with no features, as a careless plugin would leave them. */
static bool
annotate(const struct hostile *h, struct mill_doc *doc)
{
    struct mill_str text = mill_doc_text(doc);
    uint32_t end = (uint32_t)text.len;

    for (size_t t = 0; t < h->n_ids; t++) {
        struct mill_span whole = { 0, end }, last = { end, end };
        uint32_t step = end / 500 + 1;

        if (mill_annotate(doc, h->ids[t], last) == NULL ||
            mill_annotate(doc, h->ids[t], whole) == NULL)
            return false;
        /* those that would cut a character are refused: none of ours */
        for (uint32_t at = 0; at + step < end; at += step)
            if (mill_annotate(doc, h->ids[t],
                              (struct mill_span){ at, at + step }) == NULL)
                continue;
    }
    return true;
}

static enum mill_status
source_next(void *self, struct mill_doc *doc, struct mill_report *rep)
{
    struct hostile *h = self;
    struct mill_buf out = { .arena = mill_doc_arena(doc) };
    struct mill_str made;
    int at = h->at % N_DOCUMENTS;
    bool good;

    if (h->at++ == ROUNDS * N_DOCUMENTS)
        return MILL_END;
    documents[at].make(&out);
    made = (struct mill_str){ out.len != 0 ? out.ptr : "", out.len };
    if (documents[at].body)
        good = mill_doc_set_body(doc, made, "text/html");
    else
        good = mill_doc_set_text(doc, made) &&
               mill_doc_set_str(doc, "lang", MILL_STR("en")) &&
               mill_doc_set_str(doc, "title", MILL_STR("A title"));
    if (out.failed || !good || !annotate(h, doc) ||
        !mill_doc_set_str(doc, "url", MILL_STR("https://example.org/a")) ||
        !mill_doc_set_source(doc, documents[at].name))
        return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    return MILL_OK;
}

const struct mill_plugin hostile_source = {
    MILL_PLUGIN_HEAD,
    .name = "hostile-source", .version = "1", .license = "Apache-2.0",
    .summary = "Documents no plugin may stumble over",
    .options = source_options, .uses = source_uses,
    .self_size = sizeof(struct hostile),
    .declare = source_declare, .next = source_next,
};

/* ---- the stage that tells where we are */

static struct hostile_place *watched;

void
hostile_watch(struct hostile_place *place)
{
    watched = place;
}

static enum mill_status
mark_process(const void *self, void *worker, struct mill_doc *doc,
             struct mill_report *rep)
{
    (void)self;
    (void)worker;
    (void)rep;
    atomic_store(&watched->document, (int)mill_doc_seq(doc));
    return MILL_OK;
}

const struct mill_plugin hostile_mark = {
    MILL_PLUGIN_HEAD,
    .name = "hostile-mark", .version = "1", .license = "Apache-2.0",
    .summary = "Tells which document comes", .process = mark_process,
};

/* ---- the sink */

struct keep {
    const char *path;
    FILE *out;
};

static const struct mill_option sink_options[] = {
    MILL_OPT_STR(struct keep, path, .required = true, .help = "The file."),
    MILL_OPT_END
};

static enum mill_status
sink_open(void *self, struct mill_report *rep)
{
    struct keep *keep = self;

    keep->out = fopen(keep->path, "w");
    if (keep->out == NULL)
        return mill_fail_option(rep, "path", "cannot write '%s'", keep->path);
    return MILL_OK;
}

static void
sink_close(void *self)
{
    fclose(((struct keep *)self)->out);
}

static enum mill_status
sink_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
           struct mill_report *rep)
{
    struct keep *keep = self;
    struct mill_record_options options = { .no_text = true };
    struct mill_buf out = { .arena = mill_arena_create(0) };
    bool good = false;

    (void)rendered;
    if (out.arena != NULL) {
        mill_record_write(doc, &options, &out);
        mill_buf_char(&out, '\n');
        good = !out.failed && fwrite(out.ptr, 1, out.len, keep->out) ==
                                  out.len;
    }
    mill_arena_destroy(out.arena);
    if (watched != NULL)
        atomic_fetch_add(&watched->count, 1);
    return good ? MILL_OK : mill_fail(rep, MILL_ERR_STAGE, "cannot write");
}

const struct mill_plugin hostile_sink = {
    MILL_PLUGIN_HEAD,
    .name = "hostile-sink", .version = "1", .license = "Apache-2.0",
    .summary = "Keeps the records", .options = sink_options,
    .self_size = sizeof(struct keep),
    .open = sink_open, .close = sink_close, .write = sink_write,
};
