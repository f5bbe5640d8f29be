/* SPDX-License-Identifier: Apache-2.0
 *
 * t-sentiment.c: what the sentiment engine promises, sentence by sentence,
 * with the rules alone, and what it says of bad files. */
#include "../plugins/sentiment/tone.h"
#include "tap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../core/report.h"

static struct mill_arena *arena;
static struct mill_report report;
static struct tone_scratch *scratch;

static struct tone_lang *langs[32];
static size_t n_langs;

static struct tone_lang *
lang(const char *code)
{
    for (size_t i = 0; i < n_langs; i++)
        if (strcmp(langs[i]->code, code) == 0)
            return langs[i];
    langs[n_langs] = n_langs < 32 ? tone_lang_read(arena, code, &report) : NULL;
    if (langs[n_langs] == NULL) {
        fprintf(stderr, "language %s: %s\n", code,
                report.first != NULL ? report.first->text : report.text);
        exit(1);
    }
    return langs[n_langs++];
}

static struct tone
tone_of(const char *code, const char *text)
{
    struct tone t;

    tone_sentence(lang(code), text, 0, (uint32_t)strlen(text), scratch, &t);
    return t;
}

struct sample {
    const char *lang, *text;
    int label;
};

static void
check(const struct sample *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct tone t = tone_of(s[i].lang, s[i].text);

        if (t.label != s[i].label)
            TAP_FAIL("%s: '%s' is %s (%.2f), not %s", s[i].lang, s[i].text,
                     tone_labels[t.label], (double)t.score,
                     tone_labels[s[i].label]);
    }
}

#define CHECK(table) check(table, sizeof(table) / sizeof *(table))

static void
plain_words_decide(void)
{
    static const struct sample s[] = {
        { "en", "The explosion killed nine miners.", 0 },
        { "en", "The council meets on Tuesday at noon.", 1 },
        { "en", "Rescuers saved the whole crew and the town celebrated.", 2 },
        { "uk", "Унаслідок вибуху загинули дев'ять шахтарів.", 0 },
        { "uk", "Засідання ради відбудеться у вівторок.", 1 },
        { "uk", "Рятувальники врятували весь екіпаж, місто святкувало.", 2 },
        { "ru", "В результате взрыва погибли девять шахтёров.", 0 },
        { "ru", "Заседание совета пройдёт во вторник.", 1 },
        { "ru", "Спасатели спасли весь экипаж, город праздновал.", 2 },
    };

    CHECK(s);
}

static void
negation_turns_a_word_within_its_scope(void)
{
    static const struct sample s[] = {
        { "en", "The new bridge is not safe.", 0 },
        { "en", "The plan was never a success.", 0 },
        { "en", "Nobody was not there; the show is wonderful.", 2 },
        { "uk", "Це рішення не успішне.", 0 },
        { "ru", "Это решение не успешное.", 0 },
    };

    CHECK(s);
}

static void
no_problem_is_no_problem(void)
{
    static const struct sample s[] = {
        { "en", "The shuttle landed with no problems.", 2 },
        { "en", "The food was not bad at all.", 2 },
        { "uk", "Вибори минули без порушень.", 2 },
        { "ru", "Посадка прошла без проблем.", 2 },
    };

    CHECK(s);
}

static void
what_follows_but_weighs_more(void)
{
    TAP_OK(tone_of("en", "The hotel is ugly but the staff is kind.").score >
           tone_of("en", "The staff is kind but the hotel is ugly.").score);
    TAP_OK(tone_of("uk", "Готель жахливий, але персонал чудовий.").score >
           tone_of("uk", "Персонал чудовий, але готель жахливий.").score);
    TAP_OK(tone_of("ru", "Отель ужасный, но персонал замечательный.").score >
           tone_of("ru", "Персонал замечательный, но отель ужасный.").score);
}

static void
boosters_and_dampeners_grade(void)
{
    TAP_OK(tone_of("en", "It was a very good match.").score >
           tone_of("en", "It was a good match.").score);
    TAP_OK(tone_of("en", "It was a slightly good match.").score <
           tone_of("en", "It was a good match.").score);
    TAP_OK(tone_of("uk", "Це дуже добре.").score >
           tone_of("uk", "Це добре.").score);
    TAP_OK(tone_of("ru", "Это очень хорошо.").score >
           tone_of("ru", "Это хорошо.").score);
}

static void
figures_move_for_better_or_worse(void)
{
    static const struct sample s[] = {
        { "en", "Operating profit rose to EUR 5 mn from EUR 3 mn.", 2 },
        { "en", "Unemployment rose to 9 percent in May.", 0 },
        { "en", "Net sales fell by a tenth in the quarter.", 0 },
        { "uk", "Прибуток банку зріс удвічі.", 2 },
        { "ru", "Выручка компании упала на треть.", 0 },
        { "ru", "Долги завода сократились вдвое.", 2 },
        { "en", "The plan cut unemployment in the region.", 2 },
    };

    CHECK(s);
}

static void
the_longest_stem_wins(void)
{
    /* спор* and спорт* */
    TAP_OK(tone_of("ru", "спортсмены").score >= 0);
    TAP_OK(tone_of("ru", "споры").score < 0);
}

static void
faces_count_in_every_language(void)
{
    TAP_EQ_INT(tone_of("en", "see you tomorrow :)").label, 2);
    TAP_EQ_INT(tone_of("uk", "до завтра 😍").label, 2);
    TAP_EQ_INT(tone_of("ru", "до завтра 😡").label, 0);
}

static void
text_without_words_has_none(void)
{
    TAP_EQ_INT(tone_of("en", "12 300 45.6 7,8").words, 0);
    TAP_EQ_INT(tone_of("en", "😡😡😡").words, 0);
    TAP_EQ_INT(tone_of("en", "").words, 0);
}

static void
huge_sentences_stay_linear_and_finite(void)
{
    enum { SIZE = 1 << 20 };
    static const char *const parts[] = { "not ",    "but bad ",    "good ",
                                         "a",       "no problem ", ") ",
                                         "\xd0\xb6" };
    char *text = malloc(SIZE + 16);

    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        size_t n = 0, len = strlen(parts[p]);
        struct tone t;

        while (n + len <= SIZE) {
            memcpy(text + n, parts[p], len);
            n += len;
        }
        tone_sentence(lang("en"), text, 0, (uint32_t)n, scratch, &t);
        TAP_OK(isfinite(t.score) && t.score >= -1 && t.score <= 1);
    }
    free(text);
}

static void
a_target_takes_what_is_near_it(void)
{
    static const char text[] =
        "Anna Berg was praised for her brilliant work, while the corrupt "
        "minister Carl Roth was jailed for fraud.";
    const char *roth = strstr(text, "Carl");
    uint32_t at = (uint32_t)(roth - text);
    struct tone a, b;

    tone_target(lang("en"), text, 0, sizeof text - 1,
                (struct mill_span){ 0, 9 }, scratch, &a);
    tone_target(lang("en"), text, 0, sizeof text - 1,
                (struct mill_span){ at, at + 9 }, scratch, &b);
    TAP_EQ_INT(a.label, 2);
    TAP_EQ_INT(b.label, 0);
}

/* The tone toward what a text begins with. */
static float
toward_first(const char *code, const char *text, uint32_t len)
{
    struct tone t;

    tone_target(lang(code), text, 0, (uint32_t)strlen(text),
                (struct mill_span){ 0, len }, scratch, &t);
    return t.score;
}

static void
in_the_passive_it_is_the_subject_that_a_word_colours(void)
{
    TAP_OK(toward_first("en", "Carl Roth was criticised by Anna Berg.", 9) <
           toward_first("en", "Carl Roth criticised Anna Berg.", 9));
    TAP_OK(toward_first("ru", "Петров был арестован вчера.", 12) <
           toward_first("ru", "Петров арестовал вора.", 12));
}

static void
case_told(void *context, const struct mill_node *at, const char *name,
          const char *wrong)
{
    size_t *told = context;

    ++*told;
    if (wrong != NULL)
        TAP_FAIL("%s:%u: %s: %s", at->loc.file, at->loc.line, name, wrong);
}

static void
every_language_passes_its_own_cases(void)
{
    const char *const *codes;
    size_t n = mill_data_list(arena, "lang", &codes), with = 0, told = 0;

    for (size_t i = 0; i < n; i++) {
        char *name =
            mill_arena_printf(arena, "lang/%s/sentiment.yaml", codes[i]);

        if (mill_data_find(arena, name) == NULL)
            continue;
        TAP_OK(lang(codes[i])->tests != NULL);
        TAP_OK(tone_lang_test(lang(codes[i]), scratch,
                              &(struct mill_test){ case_told, &told }));
        TAP_OK(told > 0);
        told = 0;
        with++;
    }
    TAP_OK(with >= 10);
}

/* ---- files */

static const char *
lexicon_error(const char *bytes, size_t len)
{
    static struct tone_table table;
    char *path = mill_arena_printf(arena, "%s/own.tsv", tap_folder());
    FILE *f = fopen(path, "wb");
    struct diag *before = report.first;

    fwrite(bytes, 1, len, f);
    fclose(f);
    report_init(&report, arena);
    (void)before;
    if (!tone_table_init(&table, arena, 0) ||
        tone_lexicon_read(&table, arena, path, true, &report))
        return "none";
    return mill_arena_printf(arena, "%u: %s",
                             report.first ? report.first->loc.line : 0,
                             report.first ? report.first->text : report.text);
}

static void
a_bad_lexicon_line_is_told_with_its_number(void)
{
    static const char no_number[] = "# mine\ngood\t2\nfine\tmuch\n";
    static const char too_big[] = "good\t50\n";
    static const char twice[] = "good\t2\nbad\t-2\ngood\t-1\n";
    static const char bytes[] = "go\xff\xfeod\t2\n";
    static const char fine[] = "\xef\xbb\xbf# mine\r\ngood\t2\r\n\r\n"
                               "far out\t-1.5\tobject\r\n";

    TAP_HAS_STR(lexicon_error(no_number, sizeof no_number - 1), "3: ");
    TAP_HAS_STR(lexicon_error(too_big, sizeof too_big - 1), "1: ");
    TAP_HAS_STR(lexicon_error(twice, sizeof twice - 1), "two weights");
    TAP_HAS_STR(lexicon_error(bytes, sizeof bytes - 1), "UTF-8");
    TAP_EQ_STR(lexicon_error(fine, sizeof fine - 1), "none");
}

/* ---- models */

static char heard[256];

static void
hear(void *context, const char *step, const char *text)
{
    (void)context;
    (void)step;
    snprintf(heard, sizeof heard, "%s", text);
}

/* Whether a copy of the English model with one change is taken. */
static bool
model_taken(size_t keep, size_t at, unsigned char flip)
{
    struct mill_report rep;
    struct tone_lang en = { .code = "en" };
    struct mill_map map;
    char *folder = mill_arena_printf(arena, "%s/models", tap_folder());
    char *path = mill_arena_printf(arena, "%s/sentiment-en.bin", folder);
    char *bytes;
    bool taken;
    FILE *f;

    report_init(&rep, NULL);
    report_on_warn(&rep, hear, NULL);
    heard[0] = '\0';
    if (!mill_map_open(&map, tap_source("models/sentiment-en.bin"), &rep)) {
        TAP_FAIL("no English model");
        return false;
    }
    bytes = malloc(map.size);
    memcpy(bytes, map.ptr, map.size);
    bytes[at < map.size ? at : map.size - 1] ^= (char)flip;
    mkdir(folder, 0700);
    f = fopen(path, "wb");
    fwrite(bytes, 1, keep < map.size ? keep : map.size, f);
    fclose(f);
    mill_map_close(&map);
    free(bytes);
    setenv("PRESSMILL_DATA_PATH", mill_arena_printf(arena, "%s/..", folder), 1);
    taken = tone_lang_model(&en, arena, &rep);
    tone_lang_free(&en);
    return taken;
}

static void
an_altered_model_is_refused_and_the_rules_used(void)
{
    const char *was = getenv("PRESSMILL_DATA_PATH");
    char *path = mill_arena_printf(arena, "%s", was != NULL ? was : "");

    TAP_OK(model_taken((size_t)-1, 0, 0));
    TAP_EQ_STR(heard, "");
    TAP_OK(!model_taken((size_t)-1, 5000, 1));
    TAP_HAS_STR(heard, "checksum");
    TAP_OK(!model_taken(1000, 0, 0));
    TAP_OK(!model_taken(100000, 0, 0));
    TAP_HAS_STR(heard, "cut short");
    TAP_OK(!model_taken((size_t)-1, 8, 2));
    TAP_HAS_STR(heard, "version");
    TAP_OK(!model_taken(0, 0, 0));
    setenv("PRESSMILL_DATA_PATH", path, 1);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(plain_words_decide),
        TAP_CASE(negation_turns_a_word_within_its_scope),
        TAP_CASE(no_problem_is_no_problem),
        TAP_CASE(what_follows_but_weighs_more),
        TAP_CASE(boosters_and_dampeners_grade),
        TAP_CASE(figures_move_for_better_or_worse),
        TAP_CASE(the_longest_stem_wins),
        TAP_CASE(faces_count_in_every_language),
        TAP_CASE(text_without_words_has_none),
        TAP_CASE(huge_sentences_stay_linear_and_finite),
        TAP_CASE(a_target_takes_what_is_near_it),
        TAP_CASE(in_the_passive_it_is_the_subject_that_a_word_colours),
        TAP_CASE(every_language_passes_its_own_cases),
        TAP_CASE(a_bad_lexicon_line_is_told_with_its_number),
        TAP_CASE(an_altered_model_is_refused_and_the_rules_used),
        TAP_END
    };
    int status;

    arena = mill_arena_create(0);
    scratch = calloc(1, sizeof *scratch);
    report_init(&report, arena);
    if (arena == NULL || scratch == NULL)
        return 1;
    scratch->match = tone_idiom_scratch();
    status = tap_run(argc, argv, cases);
    tone_idiom_scratch_free(scratch->match);
    for (size_t i = 0; i < n_langs; i++)
        tone_lang_free(langs[i]);
    free(scratch);
    mill_arena_destroy(arena);
    return status;
}
