/* SPDX-License-Identifier: Apache-2.0
 *
 * eval-sentiment.c: runs the sentiment engine over labelled rows and writes
 * predictions for a scorer, or says how fast it is (by the
 * processor's time, whatever else runs).
 *
 *   eval-sentiment [--rules] [--why] ROWS.jsonl... > predictions.jsonl
 *   eval-sentiment --speed LANG FILE.txt
 *
 * With --rules models are left out; --why prints the words that counted. */
#include "../plugins/sentiment/tone.h"
#include "../tools/sentiment-rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../core/report.h"

static struct mill_arena *arena, *rows_out;
static struct mill_report *report;
static struct tone_scratch *scratch;

static struct tone_lang *langs[64];
static size_t n_langs;

static struct tone_lang *
lang_get(const char *code, bool rules)
{
    for (size_t i = 0; i < n_langs; i++)
        if (strcmp(langs[i]->code, code) == 0)
            return langs[i];
    if (n_langs == 64)
        exit(70);
    langs[n_langs] = tone_lang_read(arena, code, report);
    if (langs[n_langs] == NULL) {
        for (struct diag *d = report->first; d != NULL; d = d->next)
            fprintf(stderr, "%s:%u: %s\n", d->loc.file, d->loc.line, d->text);
        fprintf(stderr, "language '%s': %s\n", code, report->text);
        exit(78);
    }
    if (!rules && !tone_lang_model(langs[n_langs], arena, report))
        fprintf(stderr, "no model for '%s': rules alone\n", code);
    return langs[n_langs++];
}

static void
why(const struct row *r, const struct tone *t)
{
    printf("# %s gold=%s(%.2f) got=%s(%.2f %.2f)\t%.*s\n#   ", r->id,
           row_labels[r->label], (double)r->score, row_labels[t->label],
           (double)t->score, (double)t->confidence, MILL_FMT(r->text));
    for (size_t i = 0; i < scratch->n_hits; i++) {
        const struct tone_hit *h = &scratch->hits[i];
        uint32_t b = scratch->tokens[h->first].begin;
        uint32_t e = scratch->tokens[h->last].end;

        printf("[%.*s %.1f>%.1f] ", (int)(e - b), r->text.ptr + b,
               (double)h->weight, (double)h->value);
    }
    putchar('\n');
}

static void
predict(const struct row *r, const struct tone *t)
{
    struct mill_buf b = { .arena = rows_out };

    mill_arena_reset(rows_out, 1 << 16);
    mill_buf_json_str(&b, (struct mill_str){ r->id, strlen(r->id) });
    printf("{\"id\":%.*s,\"label\":\"%s\",\"score\":%.4f,"
           "\"confidence\":%.4f}\n",
           (int)b.len, b.ptr, row_labels[t->label], (double)t->score,
           (double)t->confidence);
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
speed(const char *code, const char *path)
{
    struct tone_lang *lang;
    struct mill_map map;
    double start = seconds(), open;
    size_t bytes = 0, n = 0;
    float sum = 0;

    lang = lang_get(code, false);
    open = seconds() - start;
    if (!mill_map_open(&map, path, report))
        return 66;
    start = seconds();
    do {
        const char *p = map.ptr, *end = p + map.size;

        while (p < end) {
            const char *nl = memchr(p, '\n', (size_t)(end - p));
            const char *stop = nl ? nl : end;
            struct tone t;

            tone_sentence(lang, p, 0, (uint32_t)(stop - p), scratch, &t);
            sum += t.score;
            n++;
            p = nl ? nl + 1 : end;
        }
        bytes += map.size;
    } while (seconds() - start < 2);
    start = seconds() - start;
    printf("%s: %.1f MB/s, %zu lines (%.3g), language read in %.2f ms\n", code,
           (double)bytes / 1e6 / start, n, (double)sum, open * 1e3);
    mill_map_close(&map);
    return 0;
}

int
main(int argc, char **argv)
{
    bool rules = false, explain = false;
    struct rows rows = { 0 };
    int i = 1;

    arena = mill_arena_create(0);
    rows_out = mill_arena_create(0);
    scratch = calloc(1, sizeof *scratch);
    report = calloc(1, sizeof *report);
    if (arena == NULL || rows_out == NULL || scratch == NULL || report == NULL)
        return 70;
    report_init(report, arena);
    scratch->match = tone_idiom_scratch();
    if (argc == 4 && strcmp(argv[1], "--speed") == 0)
        return speed(argv[2], argv[3]);
    for (; i < argc && argv[i][0] == '-'; i++) {
        rules |= strcmp(argv[i], "--rules") == 0;
        explain |= strcmp(argv[i], "--why") == 0;
    }
    for (; i < argc; i++)
        rows_read(&rows, argv[i]);
    for (size_t k = 0; k < rows.count; k++) {
        const struct row *r = &rows.row[k];
        struct tone_lang *lang = lang_get(r->lang, rules);
        struct tone t;

        if (r->target.begin <= r->target.end)
            tone_target(lang, r->text.ptr, 0, (uint32_t)r->text.len, r->target,
                        scratch, &t);
        else
            tone_sentence(lang, r->text.ptr, 0, (uint32_t)r->text.len, scratch,
                          &t);
        if (explain)
            why(r, &t);
        else
            predict(r, &t);
    }
    rows_free(&rows);
    tone_idiom_scratch_free(scratch->match);
    for (size_t k = 0; k < n_langs; k++)
        tone_lang_free(langs[k]);
    mill_arena_destroy(arena);
    mill_arena_destroy(rows_out);
    free(report);
    free(scratch);
    return 0;
}
