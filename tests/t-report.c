/* SPDX-License-Identifier: Apache-2.0
 *
 * t-report.c: how findings are collected, shown and made safe. */
#include "findings.h"
#include "node.h"
#include "tap.h"
#include "warnings.h"

#include <stdlib.h>
#include <string.h>

static struct mill_arena *arena;
static struct mill_report rep;

static void
fresh(void)
{
    mill_arena_destroy(arena);
    arena = mill_arena_create(0);
    report_init(&rep, arena);
}

/* What a print function writes. */
static const char *
printed(void (*print)(const struct mill_report *, FILE *))
{
    static char out[8192];
    FILE *file = tmpfile();
    size_t len;

    if (file == NULL)
        return "no file";
    print(&rep, file);
    rewind(file);
    len = fread(out, 1, sizeof(out) - 1, file);
    out[len] = '\0';
    fclose(file);
    return out;
}

static void
a_finding_shows_its_line_and_a_caret(void)
{
    struct mill_loc loc = { "etc/daily.yaml", 2, 9 };

    fresh();
    report_add_source(&rep, "etc/daily.yaml", MILL_STR("a:\n  вікно: 12\n"));
    report_begin_step(&rep, "tone", loc, NULL);
    report_error(&rep, MSG_OPTION_ABOVE, loc, "window: %d is too much", 12);
    report_width(&rep, 2);
    report_hint(&rep, "see 'pressmill plugin %s'", "lex");
    TAP_EQ_STR(printed(report_print),
               "etc/daily.yaml:2:9: error: step 'tone': window: 12 is too "
               "much [D041]\n"
               "    2 |   вікно: 12\n"
               "      |         ^~\n"
               "hint: see 'pressmill plugin lex'\n");
    TAP_EQ_STR(printed(report_print_json),
               "{\"severity\":\"error\",\"code\":\"D041\","
               "\"file\":\"etc/daily.yaml\",\"line\":2,\"column\":9,"
               "\"message\":\"step 'tone': window: 12 is too much\","
               "\"hint\":\"see 'pressmill plugin lex'\"}\n");
}

static void
findings_come_in_the_order_of_lines(void)
{
    fresh();
    report_error(&rep, MSG_PLUGIN, (struct mill_loc){ "b", 3, 1 }, "third");
    report_error(&rep, MSG_PLUGIN, (struct mill_loc){ "a", 1, 1 }, "fourth");
    report_error(&rep, MSG_PLUGIN, (struct mill_loc){ "b", 2, 7 }, "second");
    report_error(&rep, MSG_PLUGIN, (struct mill_loc){ "b", 2, 1 }, "first");
    report_add_source(&rep, "a", MILL_STR(""));
    report_add_source(&rep, "b", MILL_STR(""));
    TAP_EQ_STR(printed(report_print),
               "b:2:1: error: first [D100]\nb:2:7: error: second [D100]\n"
               "b:3:1: error: third [D100]\na:1:1: error: fourth [D100]\n"
               "4 errors\n");
}

static void
the_same_finding_is_told_once(void)
{
    fresh();
    for (int i = 0; i < 3; i++) {
        report_error(&rep, MSG_PLUGIN, (struct mill_loc){ 0 }, "again");
        report_hint(&rep, "hint %d", i);
    }
    TAP_EQ_INT(rep.errors, 1);
    TAP_EQ_STR(printed(report_print),
               "pressmill: error: again [D100]\nhint: hint 0\n");
}

static void
too_many_findings_are_counted(void)
{
    fresh();
    for (unsigned i = 0; i < 300; i++)
        report_error(&rep, MSG_PLUGIN, (struct mill_loc){ NULL, 0, i }, "%u",
                     i);
    TAP_EQ_INT(rep.errors, 300);
    TAP_HAS_STR(printed(report_print), "100 more findings are not shown");
    TAP_HAS_STR(printed(report_print), "\n300 errors\n");
}

static void
a_warning_is_no_failure(void)
{
    fresh();
    report_warning(&rep, MSG_PLUGIN, (struct mill_loc){ 0 }, "careful");
    TAP_EQ_INT(report_exit_status(&rep), 0);
    TAP_EQ_STR(printed(report_print), "pressmill: warning: careful [D100]\n");
}

static void
user_text_cannot_steer_the_terminal(void)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "plain", "plain" },
        { "a\033[31mb", "a\\x1b[31mb" },
        { "a\nb\tc\rd", "a b c d" },
        { "a\x07\x7f", "a\\x07\\x7f" },
        { "a\xc2\x9b"
          "b",
          "ab" }, /* a C1 control */
        { "a\xe2\x80\xae"
          "b",
          "ab" }, /* right to left */
        { "a\xe2\x81\xa6"
          "b",
          "ab" }, /* isolate */
        { "a\xff\xe2\x82", "a???" },
        { "слово", "слово" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[64];

        report_clean(out, sizeof(out), cases[i].text);
        TAP_EQ_STR(out, cases[i].want);
    }
    fresh();
    report_error(&rep, MSG_PLUGIN, (struct mill_loc){ "\033]0;x\007", 1, 1 },
                 "'%s'", "\033[2J");
    report_add_source(&rep, "\033]0;x\007", MILL_STR("\033[2J evil\n"));
    TAP_OK(strchr(printed(report_print), '\033') == NULL);
    TAP_OK(strchr(printed(report_print_json), '\033') == NULL);
}

static void
cleaned_text_is_cut_at_a_character(void)
{
    char out[6];

    report_clean(out, sizeof(out), "слово");
    TAP_EQ_STR(out, "сл");
    report_clean(out, sizeof(out), "ab\033cd");
    TAP_EQ_STR(out, "ab"); /* "\x1b" does not fit, so it is not begun */
}

static void
a_long_line_is_cut_around_the_place(void)
{
    char line[2001];

    memset(line, 'x', 2000);
    line[2000] = '\0';
    line[1499] = '!';
    fresh();
    report_add_source(&rep, "t", (struct mill_str){ line, 2000 });
    report_error(&rep, MSG_PLUGIN, (struct mill_loc){ "t", 1, 1500 }, "here");
    {
        const char *out = printed(report_print);
        const char *shown = strchr(out, '\n'), *mark = strchr(out, '!');
        const char *caret = strchr(out, '^'), *second;

        CU_ASSERT_PTR_NOT_NULL_FATAL(shown);
        CU_ASSERT_PTR_NOT_NULL_FATAL(mark);
        CU_ASSERT_PTR_NOT_NULL_FATAL(caret);
        second = strchr(shown + 1, '\n');
        TAP_OK(strlen(out) < 400);
        TAP_EQ_INT(mark - (shown + 1), caret - (second + 1));
    }
}

static void
a_plugin_gives_only_the_sentence(void)
{
    const char *yaml = "lexicon: none.tsv\n";
    const struct mill_node *map;

    fresh();
    map = node_read_string(arena, "t.yaml",
                           (struct mill_str){ yaml, strlen(yaml) }, &rep);
    report_begin_step(&rep, "tone", (struct mill_loc){ "t.yaml", 7, 5 }, map);
    TAP_EQ_INT(mill_fail_option(&rep, "lexicon", "no entry on line %d", 3),
               MILL_ERR_STAGE);
    mill_fail_option(&rep, "absent", "is needed");
    TAP_OK(!report_end_step(&rep, MILL_ERR_STAGE));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "1:10 D100 7:5 D100");
    TAP_EQ_STR(finding(&rep, "D100"),
               "step 'tone': lexicon: no entry on line 3");

    fresh();
    report_begin_step(&rep, "tone", (struct mill_loc){ "t.yaml", 7, 5 }, NULL);
    TAP_EQ_INT(mill_fail(&rep, MILL_ERR_STAGE, "no %s", "model"),
               MILL_ERR_STAGE);
    TAP_OK(!report_end_step(&rep, MILL_ERR_STAGE));
    TAP_EQ_STR(finding(&rep, "D100"), "step 'tone': no model");

    fresh();
    report_begin_step(&rep, "tone", (struct mill_loc){ "t.yaml", 7, 5 }, NULL);
    TAP_OK(!report_end_step(&rep, MILL_ERR_STAGE));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "7:5 D101");

    fresh();
    report_begin_step(&rep, "tone", (struct mill_loc){ "t.yaml", 7, 5 }, NULL);
    mill_fail_at(&rep, "lex.tsv", 3, 4, "a weight is missing");
    TAP_OK(!report_end_step(&rep, MILL_ERR_STAGE));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "lex.tsv:3:4 D102");
}

static void
a_worker_keeps_the_first_failure(void)
{
    struct mill_report worker;

    report_init(&worker, NULL);
    mill_fail_code(&worker, MILL_ERR_AGAIN, "http-503", "later\033");
    mill_fail(&worker, MILL_ERR_DOC, "because of that");
    TAP_EQ_INT(report_status(&worker), MILL_ERR_AGAIN);
    TAP_EQ_STR(report_text(&worker), "later\\x1b");
    TAP_EQ_STR(report_code(&worker), "http-503");
    report_reset(&worker);
    TAP_EQ_INT(report_status(&worker), MILL_OK);
    TAP_EQ_STR(report_text(&worker), "");
    TAP_OK(report_code(&worker) == NULL);
    mill_fail_at(&worker, "lex.tsv", 3, 4, "a weight is missing");
    TAP_EQ_STR(report_text(&worker), "lex.tsv:3:4: a weight is missing");
}

static void
a_running_step_warns_once(void)
{
    struct mill_report worker;
    struct warnings warnings;
    FILE *out = tmpfile();
    char text[256];
    size_t len;

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    warnings_init(&warnings, out);
    report_init(&worker, NULL);
    report_on_warn(&worker, warnings_tell, &warnings);
    worker.step = "fetch";
    for (int i = 0; i < 3; i++)
        mill_warn(&worker, "robots.txt of %s cannot be read", "e.org");
    mill_warn(&worker, "another");
    warnings_finish(&warnings);
    rewind(out);
    len = fread(text, 1, sizeof(text) - 1, out);
    text[len] = '\0';
    fclose(out);
    TAP_EQ_STR(text, "warning: step 'fetch': robots.txt of e.org cannot be "
                     "read\nwarning: step 'fetch': another\n");
}

static void
colours_are_for_terminals_that_want_them(void)
{
    FILE *out = tmpfile();

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    unsetenv("NO_COLOR");
    TAP_OK(!report_wants_colour(out)); /* a file is no terminal */
    fclose(out);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(a_finding_shows_its_line_and_a_caret),
        TAP_CASE(findings_come_in_the_order_of_lines),
        TAP_CASE(the_same_finding_is_told_once),
        TAP_CASE(too_many_findings_are_counted),
        TAP_CASE(a_warning_is_no_failure),
        TAP_CASE(user_text_cannot_steer_the_terminal),
        TAP_CASE(cleaned_text_is_cut_at_a_character),
        TAP_CASE(a_long_line_is_cut_around_the_place),
        TAP_CASE(a_plugin_gives_only_the_sentence),
        TAP_CASE(a_worker_keeps_the_first_failure),
        TAP_CASE(a_running_step_warns_once),
        TAP_CASE(colours_are_for_terminals_that_want_them),
        TAP_END
    };
    int status = tap_run(argc, argv, cases);

    mill_arena_destroy(arena);
    return status;
}
