/* SPDX-License-Identifier: Apache-2.0
 *
 * t-when.c: the conditions of `when:`: what holds, and what is refused where.
 */
#include "doc.h"
#include "findings.h"
#include "node.h"
#include "tap.h"
#include "when.h"

#include <stdio.h>
#include <string.h>

static struct mill_arena *arena;
static struct mill_report rep;

/* Compiles what stands behind `when: ` in a one-line file. */
static const struct when *
compile_yaml(const char *yaml)
{
    const struct mill_node *root;

    mill_arena_destroy(arena);
    arena = mill_arena_create(0);
    report_init(&rep, arena);
    root = node_read_string(arena, "t.yaml",
                            (struct mill_str){ yaml, strlen(yaml) }, &rep);
    return root != NULL ? when_compile(arena, mill_node_get(root, "when"), &rep)
                        : NULL;
}

static const struct when *
compile(const char *condition)
{
    char yaml[8192];

    snprintf(yaml, sizeof(yaml), "when: %s\n", condition);
    return compile_yaml(yaml);
}

/* A document with fields of every kind and two annotations. */
static struct mill_doc *
article(void)
{
    static const struct mill_str authors[] = { { "Ada", 3 }, { "Олена", 10 } };
    static const char *const steps[] = { "", "quotes" };
    struct mill_doc *doc = doc_create(0);
    mill_type quote = intern_type("quote");

    if (doc == NULL || !doc_begin(doc, 0, steps, 0))
        return NULL;
    if (!mill_doc_set_text(doc, MILL_STR("Слово. Two.")) ||
        !mill_doc_set_str(doc, "lang", MILL_STR("uk")) ||
        !mill_doc_set_str(doc, "section", MILL_STR("світ")) ||
        !mill_doc_set_str(doc, "published", MILL_STR("2025-05-07")) ||
        !mill_doc_set_num(doc, "sentiment.score", -0.31) ||
        !mill_doc_set_int(doc, "http_status", 200) ||
        !mill_doc_set_bool(doc, "paid", true) ||
        !mill_doc_set_list(doc, "author", authors, 2))
        return NULL;
    doc_step_begin(doc, 1);
    if (mill_annotate(doc, quote, (struct mill_span){ 0, 2 }) == NULL ||
        mill_annotate(doc, quote, (struct mill_span){ 4, 6 }) == NULL)
        return NULL;
    return doc_step_commit(doc) ? doc : NULL;
}

static void
conditions_hold_as_they_read(void)
{
    static const struct {
        const char *condition;
        bool holds;
    } cases[] = {
        { "true", true },
        { "false", false },
        { "lang == uk", true },
        { "lang == 'uk'", true },
        { "lang == \"uk\"", true },
        { "lang != uk", false },
        { "lang == UK", false },
        { "lang in [en, uk, ru]", true },
        { "lang in [en, 'ru',]", false },
        { "lang not in [en, ru]", true },
        { "section == світ", true },
        { "published >= 2025-05-01", true },
        { "published < 2025-05-01", false },
        { "published >= 2025", true },
        { "sentiment.score < -0.2", true },
        { "sentiment.score < -0.31", false },
        { "sentiment.score <= -0.31", true },
        { "sentiment.score > -1 and sentiment.score < 0", true },
        { "http_status == 200", true },
        { "http_status == 200.0", true },
        { "http_status in [301, 200]", true },
        { "http_status == '200'", false }, /* a text equals no number */
        { "http_status >= 400", false },
        { "paid == true", true },
        { "paid != true", false },
        { "paid == yes", false },
        { "author == Ada", true }, /* one of the list */
        { "author == Олена", true },
        { "author != Ada", false },
        { "author in [Bob, Олена]", true },
        { "has lang", true },
        { "absent lang", false },
        { "has nothing", false },
        { "absent nothing", true },
        { "has text and absent body", true },
        { "missing == x", false }, /* what is missing equals nothing */
        { "missing != x", true },
        { "missing < 3", false },
        { "missing in [a]", false },
        { "missing not in [a]", true },
        { "not missing == x", true },
        { "not not lang == uk", true },
        { "lang == en or lang == uk and paid == false", false },
        { "(lang == en or lang == uk) and paid == true", true },
        { "not (lang == uk and paid == true)", false },
        { "lang == uk or lang == en and paid == false", true },
        { "count(quote) == 2", true },
        { "count(quote) > 2", false },
        { "count(speaker) == 0", true },
        { "length(text) == 11", true }, /* characters */
        { "length(author) >= 2", true },
        { "length(missing) == 0", true },
        { "count == x", false }, /* a field of that name */
    };
    struct mill_doc *doc = article();

    CU_ASSERT_PTR_NOT_NULL_FATAL(doc);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct when *w = compile(cases[i].condition);

        if (w == NULL)
            TAP_FAIL("refused: %s: %s", cases[i].condition,
                     finding(&rep, "D090"));
        else if (when_holds(w, doc) != cases[i].holds)
            TAP_FAIL("%s: %d", cases[i].condition, !cases[i].holds);
    }
    doc_destroy(doc);
}

static void
what_cannot_be_read_is_told_at_its_word(void)
{
    static const struct {
        const char *condition, *want, *words;
    } cases[] = {
        /* the condition begins in column 7 */
        { "lang = uk", "1:12 D090", "write '=='" },
        { "lang == ", "1:14 D090", "expected a value, not the end" },
        { "lang", "1:11 D090", "expected a comparison" },
        { "lang in uk", "1:15 D090", "'['" },
        { "lang in [en uk]", "1:19 D090", "expected ',' or ']', not 'uk'" },
        { "lang in []", "1:16 D090", "a value" },
        { "lang not uk", "1:16 D090", "'in' behind 'not'" },
        { "lang == uk and", "1:21 D090", "a field, not the end" },
        { "lang == uk x", "1:18 D090", "'and', 'or' or the end" },
        { "(lang == uk", "1:18 D090", "')'" },
        { "lang == uk)", "1:17 D090", "not ')'" },
        { "lang == 'uk", "1:15 D090", "not closed" },
        { "a == 1 && b == 2", "1:14 D090", "write 'and'" },
        { "a == 1 || b == 2", "1:14 D090", "write 'or'" },
        { "\"!paid\"", "1:8 D090", "write 'not'" },
        { "'світ == x and 9x == y'", "1:8 D090", "no name of a field" },
        { "x == світ and 9x == y", "1:21 D090", "no name of a field" },
        { "and == 1", "1:7 D090", "a field, not 'and'" },
        { "x == in", "1:12 D090", "needs quotes" },
        { "count(quote == 1", "1:19 D090", "')'" },
        { "has 'x'", "1:11 D090", "a field" },
        { "[a]", "1:7 D090", "a list where a condition belongs" },
        { "", "1:1 D090", "nothing where a condition belongs" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (compile(cases[i].condition) != NULL)
            TAP_FAIL("taken: %s", cases[i].condition);
        TAP_EQ_STR(findings(&rep, "t.yaml"), cases[i].want);
        TAP_HAS_STR(finding(&rep, "D090"), cases[i].words);
    }
}

static void
a_condition_over_lines_is_told_at_its_begin(void)
{
    TAP_OK(compile_yaml("when: |\n  lang == uk\n  and\n") == NULL);
    TAP_EQ_STR(findings(&rep, "t.yaml"), "1:7 D090");
}

static void
large_conditions_are_refused(void)
{
    char text[8000] = "";

    for (int i = 0; i < 40; i++)
        strcat(text, "(");
    TAP_OK(compile(text) == NULL);
    TAP_EQ_STR(findings(&rep, "t.yaml"), "1:39 D091");
    strcpy(text, "a == 1");
    for (int i = 0; i < 300; i++)
        strcat(text, " or a == 1");
    TAP_OK(compile(text) == NULL);
    TAP_HAS_STR(finding(&rep, "D091"), "512 tests");
    strcpy(text, "a in [1");
    for (int i = 0; i < 128; i++)
        strcat(text, ", 1");
    TAP_OK(compile(strcat(text, "]")) == NULL);
    TAP_HAS_STR(finding(&rep, "D091"), "128 values");
    memset(text, 'x', 5000);
    text[5000] = '\0';
    TAP_OK(compile(text) == NULL);
    TAP_HAS_STR(finding(&rep, "D091"), "4096 bytes");
}

static void
what_a_condition_looks_at_is_known(void)
{
    const struct when *w = compile("lang == uk and (has title or absent "
                                   "title and title == x) and count(quote) "
                                   "> 0");
    const struct when_use *uses;
    size_t n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(w);
    uses = when_uses(w, &n);
    TAP_EQ_INT(n, 5);
    TAP_EQ_STR(uses[0].name, "lang");
    TAP_OK(!uses[0].optional && !uses[0].is_type);
    TAP_EQ_STR(uses[3].name, "title");
    TAP_OK(uses[3].optional); /* the condition asks whether it is there */
    TAP_EQ_STR(uses[4].name, "quote");
    TAP_OK(uses[4].is_type);
    TAP_EQ_INT(uses[4].loc.column, 75);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(conditions_hold_as_they_read),
        TAP_CASE(what_cannot_be_read_is_told_at_its_word),
        TAP_CASE(a_condition_over_lines_is_told_at_its_begin),
        TAP_CASE(large_conditions_are_refused),
        TAP_CASE(what_a_condition_looks_at_is_known),
        TAP_END
    };
    int status = tap_run(argc, argv, cases);

    mill_arena_destroy(arena);
    return status;
}
