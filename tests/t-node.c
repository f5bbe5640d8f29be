/* SPDX-License-Identifier: Apache-2.0
 *
 * t-node.c: YAML trees: places, limits, and what is refused. */
#include "findings.h"
#include "node.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct mill_arena *arena;
static struct mill_report rep;

/* Reads a text with a fresh report. */
static const struct mill_node *
read_text(const char *text, size_t len)
{
    mill_arena_destroy(arena);
    arena = mill_arena_create(0);
    report_init(&rep, arena);
    return node_read_string(arena, "t.yaml", (struct mill_str){ text, len },
                            &rep);
}

static const struct mill_node *
read_string(const char *text)
{
    return read_text(text, strlen(text));
}

static void
values_know_where_they_stand(void)
{
    const struct mill_node *root = read_string("a: 1\n"
                                               "слово: [x, \"y z\"]\n"
                                               "b:\n"
                                               "  c: {d: е, f: g}\n");
    const struct mill_node *n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    TAP_EQ_INT(root->kind, MILL_NODE_MAP);
    TAP_EQ_INT(root->count, 3);
    n = mill_node_get(root, "слово");
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    TAP_EQ_INT(n->key_loc.line, 2);
    TAP_EQ_INT(n->key_loc.column, 1);
    TAP_EQ_INT(n->loc.column, 8); /* characters, not bytes */
    TAP_EQ_STR(n->first->value, "x");
    TAP_OK(!n->first->quoted);
    n = n->first->next;
    TAP_EQ_STR(n->value, "y z");
    TAP_OK(n->quoted);
    TAP_EQ_INT(n->loc.column, 12);
    TAP_OK(n->next == NULL);
    n = mill_node_get(mill_node_get(mill_node_get(root, "b"), "c"), "f");
    CU_ASSERT_PTR_NOT_NULL_FATAL(n);
    TAP_EQ_INT(n->loc.line, 4);
    TAP_EQ_INT(n->loc.column, 16);
    TAP_OK(mill_node_get(root, "missing") == NULL);
    TAP_OK(mill_node_get(n, "of a scalar") == NULL);
}

static void
an_empty_file_is_an_empty_map(void)
{
    static const char *const texts[] = { "", "\n\n", "# only a comment\n",
                                         "---\n", "\xef\xbb\xbf" };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct mill_node *root = read_string(texts[i]);

        if (root == NULL || root->kind != MILL_NODE_MAP || root->count != 0)
            TAP_FAIL("'%s' is no empty map", texts[i]);
    }
}

static void
what_cannot_be_read_is_told_with_its_place(void)
{
    static const struct {
        const char *yaml, *want;
    } cases[] = {
        { "a: 1\nb: [x, y\n", "2:4 D001" }, /* the bracket left open */
        { "a: \"x\nb: y\n", "1:4 D001" },   /* the quote left open */
        { "a: b: c\n", "1:5 D001" },
        { "a: @x\n", "1:4 D001" },
        { "a: 1\n b: 2\n", "2:3 D001" },
        { "a\nb: 1\n", "2:2 D001" },
        { "a: 1\n\tb: 2\n", "2:1 D002" },
        { "a:\n\t- 1\n", "2:1 D002" },
        { "a: x\xffy\n", "1:5 D003" },
        { "a: 1\nяк: \xcf\xf0\n", "2:5 D003" },  /* windows-1251 */
        { "a: \xc0\x80\n", "1:4 D003" },         /* overlong */
        { "a: \xed\xa0\x80\n", "1:4 D003" },     /* a surrogate */
        { "a: \xf4\x90\x80\x80\n", "1:4 D003" }, /* above U+10FFFF */
        { "a: \xe2\x82", "1:4 D003" },           /* cut off */
        { "a: \x1b[31m\n", "1:4 D003" },
        { "a: \"x\\0y\"\n", "1:4 D003" },
        { "a: &x 1\n", "1:4 D006" },
        { "a: *x\n", "1:4 D006" },
        { "a: &x [1]\n", "1:4 D006" },
        { "a: !!int 1\n", "1:4 D007" },
        { "a: !x {b: 1}\n", "1:4 D007" },
        { "a: 1\n---\nb: 2\n", "2:1 D008" },
        { "a: 1\nb: 2\na: 3\n", "3:1 D009" },
        { "{a: 1, b: {c: 1, c: 2}, a: 2}", "1:18 D009" },
        { "a: 1\na: 2\na: 3\n", "2:1 D009 3:1 D009" },
        { "? [a]\n: b\n", "1:3 D010" },
        { "? {a: b}\n: b\n", "1:3 D010" },
        { "'': b\n", "1:1 D010" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (read_string(cases[i].yaml) != NULL)
            TAP_FAIL("read: %s", cases[i].yaml);
        TAP_EQ_STR(findings(&rep, "t.yaml"), cases[i].want);
        TAP_EQ_INT(report_exit_status(&rep), 78);
    }
}

static void
a_key_given_twice_names_both_places(void)
{
    TAP_OK(read_string("a: 1\nb: 2\n\na: 3\n") == NULL);
    TAP_HAS_STR(finding(&rep, "D009"), "the first is on line 1");
}

static void
a_nul_byte_is_told(void)
{
    TAP_OK(read_text("a: \0b", 5) == NULL);
    TAP_EQ_STR(findings(&rep, "t.yaml"), "1:4 D003");
}

/* `part` again and again, between two texts. */
static char *
repeat(const char *before, const char *part, size_t times, const char *after)
{
    size_t len = strlen(part), at = strlen(before);
    char *out = malloc(at + len * times + strlen(after) + 1);

    if (out == NULL)
        abort();
    strcpy(out, before);
    for (size_t i = 0; i < times; i++, at += len)
        memcpy(out + at, part, len);
    strcpy(out + at, after);
    return out;
}

static void
depth_is_limited_before_it_costs_time(void)
{
    /* libyaml alone takes more than a minute for this */
    char *open = repeat("", "[", 200000, "");
    char *fine = repeat("", "[", NODE_MAX_DEPTH, "");

    TAP_OK(read_string(open) == NULL);
    TAP_EQ_STR(findings(&rep, "t.yaml"), "1:49 D005");
    strcpy(open, fine);
    memset(open + NODE_MAX_DEPTH, ']', NODE_MAX_DEPTH);
    open[2 * NODE_MAX_DEPTH] = '\0';
    TAP_OK(read_string(open) != NULL);
    free(open);
    free(fine);
}

static void
sizes_are_limited(void)
{
    char *many = repeat("[", "1,", NODE_MAX_NODES, "1]");
    char *line = repeat("a: ", "x", NODE_MAX_SCALAR + 1, "");
    char *large = repeat("# ", "x", NODE_MAX_BYTES, "");

    TAP_OK(read_string(many) == NULL);
    TAP_HAS_STR(findings(&rep, "t.yaml"), "D004");
    TAP_OK(read_string(line) == NULL);
    TAP_EQ_STR(findings(&rep, "t.yaml"), "1:4 D004");
    TAP_OK(read_string(large) == NULL);
    TAP_EQ_STR(findings(&rep, "t.yaml"), "0:0 D004");
    free(many);
    free(line);
    free(large);
}

static void
a_file_that_is_not_there_is_missing_input(void)
{
    struct mill_report worker;
    char path[512];

    read_string("");
    TAP_OK(mill_node_read(arena, "no/such/file.yaml", &rep) == NULL);
    TAP_EQ_STR(findings(&rep, ""), "0:0 D900");
    TAP_EQ_INT(report_exit_status(&rep), 66);
    read_string("");
    TAP_OK(mill_node_read(arena, tap_folder(), &rep) == NULL);
    TAP_HAS_STR(finding(&rep, "D900"), "it is a folder");
    /* a worker's report has no list of findings: it keeps the sentence */
    report_init(&worker, NULL);
    snprintf(path, sizeof(path), "%s/none.yaml", tap_folder());
    TAP_OK(mill_node_read(arena, path, &worker) == NULL);
    TAP_HAS_STR(report_text(&worker), "cannot read");
}

static void
memory_that_runs_out_is_told(void)
{
    struct mill_arena *small = mill_arena_create(256);
    struct mill_report local;
    const char *text = "a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nb: {c: d}\n";

    read_string("");
    report_init(&local, arena);
    TAP_OK(node_read_string(small, "t.yaml",
                            (struct mill_str){ text, strlen(text) },
                            &local) == NULL);
    TAP_EQ_STR(findings(&local, "t.yaml"), "0:0 D901");
    mill_arena_destroy(small);
}

static void
numbers_are_decimal_and_never_in_quotes(void)
{
    static const struct {
        const char *text;
        bool is_number;
        double number;
    } cases[] = {
        { "0", true, 0 },
        { "-3", true, -3 },
        { "+4", true, 4 },
        { "0.05", true, 0.05 },
        { "1e3", true, 1000 },
        { "2.5e-3", true, 0.0025 },
        { "1e300", true, 1e300 },
        { "0.1234567890123456789", true, 0.1234567890123456789 },
        { "1.", false, 0 },
        { ".5", false, 0 },
        { "0x10", false, 0 },
        { "1_000", false, 0 },
        { "1:30", false, 0 },
        { "inf", false, 0 },
        { ".nan", false, 0 },
        { "1e999", false, 0 },
        { "\"1\"", false, 0 },
        { "'1'", false, 0 },
        { "1 2", false, 0 },
        { "-", false, 0 },
        { "1e", false, 0 },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char yaml[64];
        const struct mill_node *n;
        double number = -1;
        bool is_number;

        snprintf(yaml, sizeof(yaml), "a: %s\n", cases[i].text);
        if (strcmp(cases[i].text, "-") == 0)
            strcpy(yaml, "a: '-'\n");
        n = mill_node_get(read_string(yaml), "a");
        is_number = mill_node_num(n, &number);
        if (is_number != cases[i].is_number ||
            (is_number && number != cases[i].number))
            TAP_FAIL("%s: %d %.17g", cases[i].text, is_number, number);
    }
}

static void
only_true_and_false_are_truth_values(void)
{
    const struct mill_node *root =
        read_string("[true, false, yes, 'true', on, True, [true]]");
    static const int want[] = { 1, 0, -1, -1, -1, -1, -1 };
    size_t i = 0;

    MILL_NODE_EACH(n, root) {
        bool value = false;
        int got = mill_node_bool(n, &value) ? value : -1;

        TAP_EQ_INT(got, want[i++]);
    }
    TAP_EQ_INT(i, 7);
}

static void
a_missing_value_points_at_its_key(void)
{
    const struct mill_node *root = read_string("a:\n\n\nb: ~\n");

    TAP_OK(node_is_null(mill_node_get(root, "a")));
    TAP_EQ_INT(mill_node_get(root, "a")->loc.line, 1);
    TAP_OK(node_is_null(mill_node_get(root, "b")));
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(values_know_where_they_stand),
        TAP_CASE(an_empty_file_is_an_empty_map),
        TAP_CASE(what_cannot_be_read_is_told_with_its_place),
        TAP_CASE(a_key_given_twice_names_both_places),
        TAP_CASE(a_nul_byte_is_told),
        TAP_CASE(depth_is_limited_before_it_costs_time),
        TAP_CASE(sizes_are_limited),
        TAP_CASE(a_file_that_is_not_there_is_missing_input),
        TAP_CASE(memory_that_runs_out_is_told),
        TAP_CASE(numbers_are_decimal_and_never_in_quotes),
        TAP_CASE(only_true_and_false_are_truth_values),
        TAP_CASE(a_missing_value_points_at_its_key),
        TAP_END
    };
    int status = tap_run(argc, argv, cases);

    mill_arena_destroy(arena);
    return status;
}
