/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-eval.c: `pressmill eval`: scores of a run against a gold file, both of
 * them records, one a line. */
#include "cli.h"

#include "gold.h"
#include "score.h"

#include <pressmill/pressmill.h>
#include <pressmill/str.h>
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

    return t.len == 5    ? SCORE_MIXED
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

                at[n] = v < 0 ? 0 : v > (int64_t)doc->len ? doc->len
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
    if (hint < f->count && f->docs[hint].id.len == id.len &&
        memcmp(f->docs[hint].id.ptr, id.ptr, id.len) == 0)
        return &f->docs[hint];
    for (size_t i = 0; i < f->count; i++)
        if (f->docs[i].id.len == id.len &&
            memcmp(f->docs[i].id.ptr, id.ptr, id.len) == 0)
            return &f->docs[i];
    return NULL;
}

/* Reads records; `gold` gives the texts when the file itself is predicted. */
static bool
read_file(struct cli *cli, const char *path, const struct file *gold,
          struct file *out, struct mill_map *map,
          struct mill_json_parser *parser, bool *bad)
{
    struct mill_str all;
    size_t at = 0;
    unsigned line = 0;

    if (!mill_map_open(map, path, &cli->report)) {
        struct mill_loc place = { .file = path };

        report_error(&cli->report, MSG_CANNOT_READ, place, "%s",
                     report_text(&cli->report)[0] != '\0'
                         ? report_text(&cli->report)
                         : "cannot be read");
        return false;
    }
    all = (struct mill_str){ map->ptr, map->size };
    if (gold_is(all)) {
        const char *why;

        all = gold_records(all, cli->arena, &line, &why);
        if (all.ptr == NULL) {
            fprintf(stderr, "%s:%u: error: %s\n", path, line, why);
            *bad = true;
            return false;
        }
        line = 0;
    }
    while (at < all.len) {
        const char *nl = memchr(all.ptr + at, '\n', all.len - at);
        size_t end = nl != NULL ? (size_t)(nl - all.ptr) : all.len;
        struct mill_str one = { all.ptr + at, end - at };
        struct mill_json root;
        struct mill_json_iter it;
        struct score_doc *d;
        struct mill_str text;
        const char *why = "it is no JSON";
        uint32_t room = 0;

        at = end + 1;
        line++;
        while (one.len > 0 && (unsigned char)one.ptr[one.len - 1] <= ' ')
            one.len--;
        if (one.len == 0)
            continue;
        if (!mill_json_parse(parser, one, &root, &why) ||
            mill_json_kind(root) != MILL_JSON_MAP) {
            fprintf(stderr, "%s:%u: error: expected a record: %s\n", path,
                    line, why);
            *bad = true;
            return false;
        }
        if (out->count == out->room) {
            size_t more = out->room * 2 + 64;
            struct score_doc *grown =
                mill_arena_grow(cli->arena, out->docs,
                                out->room * sizeof *d, more * sizeof *d);

            if (grown == NULL)
                return false;
            out->docs = grown;
            out->room = more;
        }
        d = &out->docs[out->count];
        *d = (struct score_doc){
            .id = keep(cli->arena,
                       mill_json_str(mill_json_get(root, "id"))),
            .lang = keep(cli->arena,
                         mill_json_str(mill_json_get(root, "lang"))),
            .traps = mill_json_kind(mill_json_get(root, "traps")) ==
                     MILL_JSON_LIST,
        };
        d->tone = keep(cli->arena,
                       mill_json_str(mill_json_get(
                           mill_json_get(root, "sentiment"), "label")));
        if (d->tone.len == 0)
            d->tone = keep(cli->arena,
                           mill_json_str(mill_json_get(root, "label")));
        if (d->id.len == 0) { /* by its place */
            const char *n = mill_arena_printf(cli->arena, "%u", line);

            if (n == NULL)
                return false;
            d->id = mill_str_of(n);
        }
        text = mill_json_str(mill_json_get(root, "text"));
        if (gold == NULL) {
            uint32_t *cps = mill_arena_alloc(cli->arena,
                                             (text.len + 1) * sizeof *cps);

            if (cps == NULL)
                return false;
            for (size_t i = 0; i < text.len;)
                cps[d->len++] = mill_utf8_next(text.ptr, text.len, &i);
            d->text = cps;
        } else {
            const struct score_doc *g = find(gold, d->id, out->count);

            if (g == NULL) {
                fprintf(stderr,
                        "%s:%u: error: the gold file has no document "
                        "'%.*s'\n",
                        path, line, MILL_FMT(d->id));
                *bad = true;
                return false;
            }
            d->len = g->len;
        }
        it = mill_json_begin(mill_json_get(root, "quotes"));
        while (mill_json_step(&it))
            if (!read_quote(it.value, d, &room, cli->arena))
                return false;
        out->count++;
    }
    return true;
}

static void
agree(struct labels *l, struct mill_str gold, struct mill_str pred)
{
    size_t g = LABELS_MAX, p = LABELS_MAX;
    bool right = gold.len == pred.len &&
                 memcmp(gold.ptr, pred.ptr, gold.len) == 0;

    if (gold.len == 0)
        return;
    for (int both = 0; both < 2; both++) {
        struct mill_str s = both ? pred : gold;
        size_t i = 0;

        while (i < l->count &&
               !(l->of[i].label.len == s.len &&
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
            row(cli, types[t], s->type[t].hit, s->type[t].pred,
                s->type[t].gold, false);
        if (cli->json)
            printf("\"speaker\":%.4f,\"names\":%.4f}",
                   part(s->speaker, s->iou50),
                   part(s->names_right, s->names));
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
    struct labels *lang, *tone;
    bool ok, bad = false;

    if (cli->n_args != 2)
        return cli_usage(cli, "which two files: the gold, then what was "
                              "found");
    parser = mill_json_parser_create();
    scratch = mill_arena_create(0);
    lang = mill_arena_zalloc(cli->arena, sizeof *lang);
    tone = mill_arena_zalloc(cli->arena, sizeof *tone);
    ok = parser != NULL && scratch != NULL && lang != NULL && tone != NULL &&
         read_file(cli, cli->args[0], NULL, &gold, &maps[0], parser,
                   &bad) &&
         read_file(cli, cli->args[1], &gold, &pred, &maps[1], parser,
                   &bad);
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
    if (bad)
        return EXIT_DATA;
    if (!ok && cli->report.errors == 0)
        report_error(&cli->report, MSG_NO_MEMORY, (struct mill_loc){ NULL, 0, 0 },
                     "out of memory");
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
        "speaker. A gold quote with \"optional\": true is neither demanded nor\n"
        "punished.\n",
    .run = run_eval,
};
