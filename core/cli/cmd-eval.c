/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-eval.c: `pressmill eval`: scores of a run against a gold file, both of
 * them records, one a line. */
#include "cli.h"

#include "gold.h"
#include "score.h"

#include <pressmill/pressmill.h>
#include <pressmill/str.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LABELS_MAX 256

/* Agreement of one label a document. */
struct labels {
    struct {
        struct mill_str label;
        uint64_t gold, pred, hit;
    } of[LABELS_MAX];
    size_t count;
    uint64_t documents, right;
    bool any; /* something was found at all */
};

static struct mill_str
keep(struct mill_arena *arena, struct mill_str s)
{
    char *copy = mill_arena_strdup(arena, s);

    return (struct mill_str){ copy, copy != NULL ? s.len : 0 };
}

static uint32_t
offset(struct mill_json map, const char *key, uint32_t len)
{
    int64_t n = mill_json_int(mill_json_get(map, key));

    return n < 0 ? 0 : n > (int64_t)len ? len : (uint32_t)n;
}

static uint8_t
type_of(struct mill_json q)
{
    struct mill_str t = mill_json_str(mill_json_get(q, "type"));

    return t.len == 5   ? SCORE_MIXED
           : t.len == 8 ? SCORE_INDIRECT
                        : SCORE_DIRECT;
}

/* One entry of "quotes", as one quote a piece. */
static bool
read_quote(struct mill_json q, struct score_doc *doc, uint32_t *room,
           struct mill_arena *arena)
{
    struct mill_json who = mill_json_get(q, "speaker");
    struct mill_json pieces = mill_json_get(q, "pieces");
    struct mill_json_iter it = mill_json_begin(pieces);
    bool any = mill_json_count(pieces) > 0;
    struct score_quote one = { .type = type_of(q) };

    one.optional = mill_json_bool(mill_json_get(q, "optional")) ||
                   mill_json_bool(mill_json_get(q, "nested")) ||
                   mill_json_bool(mill_json_get(q, "anaphoric"));
    one.has_speaker = mill_json_kind(who) == MILL_JSON_MAP;
    if (one.has_speaker) {
        struct mill_str name = mill_json_str(mill_json_get(who, "name"));

        if (name.len == 0)
            name = mill_json_str(mill_json_get(q, "name"));
        one.who = keep(arena, mill_json_str(mill_json_get(who, "text")));
        one.name = keep(arena, name);
        if (one.who.len == 0)
            one.who = one.name;
        one.who_begin = offset(who, "start", UINT32_MAX);
        one.who_end = offset(who, "end", UINT32_MAX);
    }
    do {
        struct mill_json span = q;

        if (any) {
            struct mill_json_iter two;
            uint32_t at[2] = { 0, 0 };
            int n = 0;

            if (!mill_json_step(&it))
                break;
            span = it.value;
            for (two = mill_json_begin(span); n < 2 && mill_json_step(&two);
                 n++) {
                int64_t v = mill_json_int(two.value);

                at[n] = v < 0                   ? 0
                        : v > (int64_t)doc->len ? doc->len
                                                : (uint32_t)v;
            }
            one.begin = at[0];
            one.end = at[1];
        } else {
            one.begin = offset(q, "start", doc->len);
            one.end = offset(q, "end", doc->len);
        }
        if (one.end < one.begin)
            one.end = one.begin;
        if (doc->count == *room) {
            uint32_t more = *room * 2 + 16;
            struct score_quote *grown = mill_arena_grow(
                arena, doc->quotes, *room * sizeof one, more * sizeof one);

            if (grown == NULL)
                return false;
            doc->quotes = grown;
            *room = more;
        }
        doc->quotes[doc->count++] = one;
    } while (any);
    return true;
}

struct file {
    struct score_doc *docs;
    size_t count, room;
};

static const struct score_doc *
find(const struct file *f, struct mill_str id, size_t hint)
{
    /* both files are in one order, most often */
    if (hint < f->count && mill_str_eq(f->docs[hint].id, id))
        return &f->docs[hint];
    for (size_t i = 0; i < f->count; i++)
        if (mill_str_eq(f->docs[i].id, id))
            return &f->docs[i];
    return NULL;
}

/* A file being read. */
struct reading {
    struct cli *cli;
    const char *path;
    const struct file *gold; /* whose texts count, when this one is predicted */
    struct file *out;
    struct mill_json_parser *parser;
    unsigned line;
    bool bad; /* the file is no such file, which has been said */
};

/* Says what is wrong with the line; always false. */
MILL_PRINTF(2, 3)
static bool
bad_line(struct reading *r, const char *format, ...)
{
    va_list args;

    r->bad = true;
    fprintf(stderr, "%s:%u: error: ", r->path, r->line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return false;
}

static struct score_doc *
new_doc(struct reading *r)
{
    struct file *f = r->out;

    if (f->count == f->room) {
        size_t more = f->room * 2 + 64;
        struct score_doc *grown =
            mill_arena_grow(r->cli->arena, f->docs, f->room * sizeof *grown,
                            more * sizeof *grown);

        if (grown == NULL)
            return NULL;
        f->docs = grown;
        f->room = more;
    }
    f->docs[f->count] = (struct score_doc){ .count = 0 };
    return &f->docs[f->count++];
}

static struct mill_str
label_of(struct mill_json root)
{
    struct mill_str label =
        mill_json_str(mill_json_get(mill_json_get(root, "sentiment"), "label"));

    return label.len > 0 ? label : mill_json_str(mill_json_get(root, "label"));
}

/* The text that offsets are in: this file's own, or the gold's. */
static bool
read_text(struct reading *r, struct mill_str text, struct score_doc *d)
{
    const struct score_doc *g;
    uint32_t *cps;

    if (r->gold != NULL) {
        g = find(r->gold, d->id, r->out->count - 1);
        if (g == NULL)
            return bad_line(r, "the gold file has no document '%.*s'",
                            MILL_FMT(d->id));
        d->len = g->len;
        return true;
    }
    cps = mill_arena_alloc(r->cli->arena, (text.len + 1) * sizeof *cps);
    if (cps == NULL)
        return false;
    for (size_t i = 0; i < text.len;)
        cps[d->len++] = mill_utf8_next(text.ptr, text.len, &i);
    d->text = cps;
    return true;
}

static bool
read_record(struct reading *r, struct mill_json root)
{
    struct mill_arena *arena = r->cli->arena;
    struct score_doc *d = new_doc(r);
    struct mill_json_iter it;
    uint32_t room = 0;

    if (d == NULL)
        return false;
    d->id = keep(arena, mill_json_str(mill_json_get(root, "id")));
    d->lang = keep(arena, mill_json_str(mill_json_get(root, "lang")));
    d->tone = keep(arena, label_of(root));
    d->traps = mill_json_kind(mill_json_get(root, "traps")) == MILL_JSON_LIST;
    if (d->id.len == 0) /* by its place */
        d->id = mill_str_of(mill_arena_printf(arena, "%u", r->line));
    if (d->id.ptr == NULL)
        return false;
    if (!read_text(r, mill_json_str(mill_json_get(root, "text")), d))
        return false;
    it = mill_json_begin(mill_json_get(root, "quotes"));
    while (mill_json_step(&it))
        if (!read_quote(it.value, d, &room, arena))
            return false;
    return true;
}

/* The records of a file; a gold file may be written by hand, too. */
static bool
open_records(struct reading *r, struct mill_map *map, struct mill_str *all)
{
    const char *why;

    if (!mill_map_open(map, r->path, &r->cli->report)) {
        struct mill_loc place = { .file = r->path };
        const char *text = report_text(&r->cli->report);

        report_error(&r->cli->report, MSG_CANNOT_READ, place, "%s",
                     text[0] != '\0' ? text : "cannot be read");
        return false;
    }
    *all = (struct mill_str){ map->ptr, map->size };
    if (gold_is(*all)) {
        *all = gold_records(*all, r->cli->arena, &r->line, &why);
        if (all->ptr == NULL)
            return bad_line(r, "%s", why);
        r->line = 0;
    }
    return true;
}

/* Reads records. False when something was wrong, which has been said, or
 * memory ran out. */
static bool
read_file(struct reading *r, struct mill_map *map)
{
    struct mill_str all;
    size_t at = 0;

    if (!open_records(r, map, &all))
        return false;
    while (at < all.len) {
        const char *nl = memchr(all.ptr + at, '\n', all.len - at);
        size_t end = nl != NULL ? (size_t)(nl - all.ptr) : all.len;
        struct mill_str one = { all.ptr + at, end - at };
        const char *why = "it is no JSON";
        struct mill_json root;

        at = end + 1;
        r->line++;
        one = mill_str_trim(one);
        if (one.len == 0)
            continue;
        if (!mill_json_parse(r->parser, one, &root, &why) ||
            mill_json_kind(root) != MILL_JSON_MAP)
            return bad_line(r, "expected a record: %s", why);
        if (!read_record(r, root))
            return false;
    }
    return true;
}

static void
agree(struct labels *l, struct mill_str gold, struct mill_str pred)
{
    size_t g = LABELS_MAX, p = LABELS_MAX;
    bool right =
        gold.len == pred.len && memcmp(gold.ptr, pred.ptr, gold.len) == 0;

    if (gold.len == 0)
        return;
    for (int both = 0; both < 2; both++) {
        struct mill_str s = both ? pred : gold;
        size_t i = 0;

        while (i < l->count && !(l->of[i].label.len == s.len &&
                                 memcmp(l->of[i].label.ptr, s.ptr, s.len) == 0))
            i++;
        if (i == l->count) {
            if (i == LABELS_MAX)
                return;
            l->of[i].label = s;
            l->count++;
        }
        if (both)
            p = i;
        else
            g = i;
    }
    l->any = l->any || pred.len > 0;
    l->documents++;
    l->right += right;
    l->of[g].gold++;
    l->of[p].pred++;
    l->of[g].hit += right;
}

static double
f1(uint64_t hit, uint64_t pred, uint64_t gold)
{
    return pred + gold == 0 ? 0 : 2.0 * (double)hit / (double)(pred + gold);
}

static double
part(uint64_t n, uint64_t of)
{
    return of == 0 ? 0 : (double)n / (double)of;
}

static double
macro(const struct labels *l)
{
    double sum = 0;
    size_t n = 0;

    for (size_t i = 0; i < l->count; i++)
        if (l->of[i].gold > 0) {
            sum += f1(l->of[i].hit, l->of[i].pred, l->of[i].gold);
            n++;
        }
    return n == 0 ? 0 : sum / (double)n;
}

static void
row(struct cli *cli, const char *name, uint64_t hit, uint64_t pred,
    uint64_t gold, bool last)
{
    double p = part(hit, pred), r = part(hit, gold), f = f1(hit, pred, gold);

    if (cli->json)
        printf("\"%s\":{\"p\":%.4f,\"r\":%.4f,\"f1\":%.4f}%s", name, p, r, f,
               last ? "" : ",");
    else
        printf("  %-22s %6.3f %6.3f %6.3f\n", name, p, r, f);
}

static void
print(struct cli *cli, const struct score_sum *s, const struct labels *lang,
      const struct labels *tone, size_t documents)
{
    static const char *const types[] = { "direct", "mixed", "indirect" };

    if (cli->json)
        printf("{\"documents\":%zu,\"quotes\":{\"gold\":%llu,\"found\":%llu,",
               documents, (unsigned long long)s->gold,
               (unsigned long long)s->pred);
    else if (s->gold + s->pred > 0)
        printf("%zu documents, %llu quotes in the gold, %llu found\n"
               "  %-22s %6s %6s %6s\n",
               documents, (unsigned long long)s->gold,
               (unsigned long long)s->pred, "quotes", "P", "R", "F1");
    if (s->gold + s->pred > 0 || cli->json) {
        row(cli, "exact", s->exact, s->pred, s->gold, false);
        row(cli, "half", s->iou50, s->pred, s->gold, false);
        row(cli, "words", s->tokens_both, s->tokens_pred, s->tokens_gold,
            false);
        row(cli, "with-speaker", s->joint, s->pred, s->gold, false);
        for (int t = 0; t < SCORE_TYPES; t++)
            row(cli, types[t], s->type[t].hit, s->type[t].pred, s->type[t].gold,
                false);
        if (cli->json)
            printf("\"speaker\":%.4f,\"names\":%.4f}",
                   part(s->speaker, s->iou50), part(s->names_right, s->names));
        else {
            printf("  speaker right on %llu of %llu found\n",
                   (unsigned long long)s->speaker,
                   (unsigned long long)s->iou50);
            if (s->names > 0)
                printf("  full name right on %llu of %llu\n",
                       (unsigned long long)s->names_right,
                       (unsigned long long)s->names);
        }
    }
    for (int i = 0; i < 2; i++) {
        const struct labels *l = i == 0 ? lang : tone;
        const char *name = i == 0 ? "language" : "sentiment";

        if (!l->any)
            continue;
        if (cli->json)
            printf(",\"%s\":{\"accuracy\":%.4f,\"macro_f1\":%.4f}", name,
                   part(l->right, l->documents), macro(l));
        else
            printf("%s: %llu of %llu right (%.3f), macro F1 %.3f\n", name,
                   (unsigned long long)l->right,
                   (unsigned long long)l->documents,
                   part(l->right, l->documents), macro(l));
    }
    if (cli->json)
        printf("}\n");
}

static int
run_eval(struct cli *cli)
{
    struct mill_json_parser *parser;
    struct mill_arena *scratch;
    struct mill_map maps[2] = { { NULL, 0 }, { NULL, 0 } };
    struct file gold = { NULL, 0, 0 }, pred = { NULL, 0, 0 };
    struct score_sum sum = { .gold = 0 };
    struct reading reading = { .cli = cli, .out = &gold };
    struct labels *lang, *tone;
    bool ok;

    if (cli->n_args != 2)
        return cli_usage(cli, "which two files: the gold, then what was "
                              "found");
    reading.path = cli->args[0];
    reading.parser = parser = mill_json_parser_create();
    scratch = mill_arena_create(0);
    lang = mill_arena_zalloc(cli->arena, sizeof *lang);
    tone = mill_arena_zalloc(cli->arena, sizeof *tone);
    ok = parser != NULL && scratch != NULL && lang != NULL && tone != NULL &&
         read_file(&reading, &maps[0]);
    if (ok) {
        reading.path = cli->args[1];
        reading.gold = &gold;
        reading.out = &pred;
        reading.line = 0;
        ok = read_file(&reading, &maps[1]);
    }
    for (size_t i = 0; ok && i < gold.count; i++) {
        const struct score_doc *p = find(&pred, gold.docs[i].id, i);

        mill_arena_reset(scratch, 1 << 20);
        ok = score_add(&sum, &gold.docs[i], p, scratch);
        if (p != NULL) {
            agree(lang, gold.docs[i].lang, p->lang);
            agree(tone, gold.docs[i].tone, p->tone);
        }
    }
    if (ok)
        print(cli, &sum, lang, tone, gold.count);
    mill_arena_destroy(scratch);
    mill_json_parser_destroy(parser);
    for (int i = 0; i < 2; i++)
        if (maps[i].ptr != NULL)
            mill_map_close(&maps[i]);
    if (ok && cli->report.errors == 0)
        return 0;
    if (reading.bad)
        return EXIT_DATA;
    if (!ok && cli->report.errors == 0)
        report_error(&cli->report, MSG_NO_MEMORY,
                     (struct mill_loc){ NULL, 0, 0 }, "out of memory");
    return cli_conclude(cli);
}

const struct command cmd_eval = {
    .name = "eval",
    .summary = "Score what was found against a gold file: quotes, language, "
               "tone",
    .usage = "GOLD FOUND",
    .examples =
        "  pressmill quotes articles/ > found.jsonl\n"
        "  pressmill eval gold.jsonl found.jsonl\n"
        "  pressmill eval --json gold.jsonl found.jsonl\n"
        "\n"
        "Both files hold records, one a line, matched by \"id\" (or by line),\n"
        "or are in the form of 'pressmill quotes --gold', corrected by hand.\n"
        "exact: the same words; half: spans that share half of their union;\n"
        "words: words inside quotes; with-speaker: half, and the right\n"
        "speaker. A gold quote with \"optional\": true is neither demanded "
        "nor\n"
        "punished.\n",
    .run = run_eval,
};
