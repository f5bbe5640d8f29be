/* SPDX-License-Identifier: Apache-2.0
 *
 * eval-quotes.c: runs segment and quotes over a gold file and writes what they
 * find in the gold's form (offsets in code points), for the scorer; with -t N
 * it times N passes over the articles instead. No runner in between.
 *
 *     bench/eval-quotes [-t PASSES] [-l LANG] GOLD.jsonl > PRED.jsonl */
#include "../core/doc.h"
#include "../core/intern.h"
#include "../core/option.h"
#include "../core/report.h"

#include <pressmill/pressmill.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern const struct mill_plugin segment_LTX_mill_plugin;
extern const struct mill_plugin quotes_LTX_mill_plugin;

static const char *const steps[] = { "", "segment", "quotes" };

struct stage {
    const struct mill_plugin *plugin;
    void *self, *worker;
    struct mill_report rep;
};

static void
die(const char *what, const char *why)
{
    fprintf(stderr, "eval-quotes: %s: %s\n", what, why);
    exit(70);
}

static void
stage_open(struct stage *s, const struct mill_plugin *plugin,
           struct mill_arena *arena)
{
    static const struct mill_node empty = { .kind = MILL_NODE_MAP };

    s->plugin = plugin;
    s->self = calloc(1, plugin->self_size + 1);
    s->worker = calloc(1, plugin->worker_size + 1);
    report_init(&s->rep, arena);
    if (!option_bind(plugin->options, &empty, s->self, arena, &s->rep,
                     plugin->name))
        die(plugin->name, report_text(&s->rep));
    for (const struct mill_use *u = plugin->uses; u->name != NULL; u++)
        if (u->kind == MILL_USE_KIND_READS_TYPE ||
            u->kind == MILL_USE_KIND_WRITES_TYPE)
            *(mill_type *)((char *)s->self + u->offset) =
                intern_type(u->name);
    if (plugin->open(s->self, &s->rep) != MILL_OK) {
        for (const struct diag *d = s->rep.first; d != NULL; d = d->next)
            fprintf(stderr, "%s:%u:%u: %s\n",
                    d->loc.file != NULL ? d->loc.file : "", d->loc.line,
                    d->loc.column, d->text);
        die(plugin->name, "does not open");
    }
    if (plugin->worker_open != NULL &&
        plugin->worker_open(s->self, s->worker, &s->rep) != MILL_OK)
        die(plugin->name, "no worker");
    report_init(&s->rep, NULL);
}

static void
stage_close(struct stage *s)
{
    if (s->plugin->worker_close != NULL)
        s->plugin->worker_close(s->self, s->worker);
    if (s->plugin->close != NULL)
        s->plugin->close(s->self);
    free(s->self);
    free(s->worker);
}

static void
run(struct stage *stages, struct mill_doc *doc, struct mill_str text,
    struct mill_str title, struct mill_str lang)
{
    if (!doc_begin(doc, 0, steps, 8 << 20) || !mill_doc_set_text(doc, text) ||
        !mill_doc_set_str(doc, "lang", lang) ||
        (title.len > 0 && !mill_doc_set_str(doc, "title", title)) ||
        !doc_step_commit(doc))
        die("document", "out of memory");
    for (uint16_t i = 0; i < 2; i++) {
        struct stage *s = &stages[i];

        doc_step_begin(doc, (uint16_t)(i + 1));
        if (s->plugin->process(s->self, s->worker, doc, &s->rep) != MILL_OK)
            die(s->plugin->name, report_text(&s->rep));
        if (!doc_step_commit(doc))
            die("document", "out of memory");
    }
}

/* Code points before a byte, for offsets that only grow a little at once. */
struct counter {
    struct mill_str text;
    uint32_t *of;
};

static void
count(struct counter *c, struct mill_str text)
{
    uint32_t n = 0;

    c->text = text;
    c->of = realloc(c->of, (text.len + 1) * sizeof *c->of);
    for (size_t i = 0; i <= text.len; i++) {
        c->of[i] = n;
        n += i < text.len && ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
        if (i + 1 < text.len && ((unsigned char)text.ptr[i + 1] & 0xc0) == 0x80)
            continue;
    }
    /* a continuation byte counts with its first byte */
    for (size_t i = 1; i < text.len; i++)
        if (((unsigned char)text.ptr[i] & 0xc0) == 0x80)
            c->of[i] = c->of[i - 1];
}

static void
put_span(struct mill_buf *out, const struct counter *c, struct mill_span s,
         const struct mill_doc *doc)
{
    mill_buf_printf(out, "\"start\":%u,\"end\":%u,\"text\":", c->of[s.begin],
                    c->of[s.end]);
    mill_buf_json_str(out, mill_doc_slice(doc, s));
}

static void
put_quote(struct mill_buf *out, const struct counter *c,
          const struct mill_doc *doc, const struct mill_ann *q)
{
    const struct mill_value *pieces = mill_ann_get(q, "pieces");
    const struct mill_ann *who = mill_ann_get_ref(q, "speaker");
    const struct mill_ann *mention = mill_ann_get_ref(q, "mention");
    const struct mill_ann *cue = mill_ann_get_ref(q, "cue");

    mill_buf_char(out, '{');
    put_span(out, c, mill_ann_span(q), doc);
    mill_buf_printf(out, ",\"type\":\"%s\",\"basis\":\"%s\","
                         "\"confidence\":%.3f",
                    mill_ann_get_str(q, "type").ptr,
                    mill_ann_get_str(q, "basis").ptr,
                    (double)mill_ann_confidence(q));
    mill_buf_printf(out, ",\"kind\":\"%s\"",
                    mention != NULL ? mill_ann_get_str(mention, "kind").ptr
                                    : "");
    if (mill_ann_get_ref(q, "within") != NULL)
        mill_buf_printf(out, ",\"nested\":true");
    if (pieces != NULL) {
        mill_buf_printf(out, ",\"pieces\":[");
        for (uint32_t i = 0; i < pieces->count; i++)
            mill_buf_printf(out, "%s[%u,%u]", i > 0 ? "," : "",
                            c->of[pieces->spans[i].begin],
                            c->of[pieces->spans[i].end]);
        mill_buf_char(out, ']');
    }
    if (mention != NULL || who != NULL) {
        mill_buf_printf(out, ",\"speaker\":{");
        put_span(out, c, mill_ann_span(mention != NULL ? mention : who), doc);
        if (who != NULL) {
            mill_buf_printf(out, ",\"name\":");
            mill_buf_json_str(out, mill_ann_get_str(who, "name"));
        }
        mill_buf_char(out, '}');
    } else {
        mill_buf_printf(out, ",\"speaker\":null,\"unattributed\":");
        mill_buf_json_str(out, mill_ann_get_str(q, "unattributed"));
    }
    if (cue != NULL) {
        mill_buf_printf(out, ",\"cue\":{");
        put_span(out, c, mill_ann_span(cue), doc);
        mill_buf_char(out, '}');
    } else {
        mill_buf_printf(out, ",\"cue\":null");
    }
    mill_buf_char(out, '}');
}

static char *
slurp(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *p = NULL;
    size_t n = 0, cap = 0, got;

    if (f == NULL)
        die(path, "cannot be read");
    do {
        cap = cap * 2 + (1 << 20);
        p = realloc(p, cap);
        got = fread(p + n, 1, cap - n - 1, f);
        n += got;
    } while (got > 0);
    fclose(f);
    p[n] = '\0';
    *len = n;
    return p;
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int
main(int argc, char **argv)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_arena *lines = mill_arena_create(0);
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_doc *doc = doc_create(0);
    struct stage stages[2];
    struct counter counter = { { NULL, 0 }, NULL };
    const char *force = NULL;
    int passes = 0, arg = 1;
    size_t len, docs = 0, bytes = 0;
    char *data;
    double begin;

    while (arg + 1 < argc && argv[arg][0] == '-') {
        if (argv[arg][1] == 't')
            passes = atoi(argv[arg + 1]);
        else if (argv[arg][1] == 'l')
            force = argv[arg + 1];
        arg += 2;
    }
    if (arg >= argc) {
        fprintf(stderr,
                "usage: eval-quotes [-t PASSES] [-l LANG] GOLD.jsonl\n");
        return 64;
    }
    intern_type("target");
    stage_open(&stages[0], &segment_LTX_mill_plugin, arena);
    stage_open(&stages[1], &quotes_LTX_mill_plugin, arena);
    data = slurp(argv[arg], &len);
    begin = seconds();
    for (int pass = 0; pass < (passes > 0 ? passes : 1); pass++)
        for (size_t at = 0; at < len;) {
            char *nl = memchr(data + at, '\n', len - at);
            size_t n = nl != NULL ? (size_t)(nl - (data + at)) : len - at;
            struct mill_json root;
            const char *why;
            struct mill_buf out = { .arena = lines };
            struct mill_str lang, text;
            double t0 = passes > 0 ? seconds() : 0;

            if (n > 0) {
                if (!mill_json_parse(parser,
                                     (struct mill_str){ data + at, n }, &root,
                                     &why))
                    die(argv[arg], why);
                lang = mill_json_str(mill_json_get(root, "lang"));
                text = mill_json_str(mill_json_get(root, "text"));
                if (force != NULL)
                    lang = (struct mill_str){ force, strlen(force) };
                if (passes > 0)
                    begin += seconds() - t0;
                run(stages, doc, text,
                    mill_json_str(mill_json_get(root, "title")), lang);
                docs++;
                bytes += text.len;
            }
            if (n > 0 && passes == 0) {
                bool first = true;
                mill_type type = mill_type_find("quote");

                count(&counter, mill_doc_text(doc));
                mill_buf_printf(&out, "{\"id\":");
                mill_buf_json_str(
                    &out, mill_json_str(mill_json_get(root, "id")));
                mill_buf_printf(&out, ",\"text\":\"\",\"quotes\":[");
                MILL_FOR_EACH(q, doc, type) {
                    if (!first)
                        mill_buf_char(&out, ',');
                    first = false;
                    put_quote(&out, &counter, doc, q);
                }
                mill_buf_printf(&out, "]}\n");
                fwrite(out.ptr, 1, out.len, stdout);
                mill_arena_reset(lines, 1 << 20);
            }
            at += n + 1;
        }
    if (passes > 0) {
        double t = seconds() - begin;

        printf("segment + quotes: %zu articles, %.0f articles/s, %.1f MB/s, "
               "%.0f articles of 4.6 KB/s\n",
               docs, (double)docs / t, (double)bytes / t * 1e-6,
               (double)bytes / t / 4600);
    }
    stage_close(&stages[0]);
    stage_close(&stages[1]);
    doc_destroy(doc);
    mill_json_parser_destroy(parser);
    mill_arena_destroy(lines);
    mill_arena_destroy(arena);
    free(counter.of);
    free(data);
    return 0;
}
