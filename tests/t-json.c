/* SPDX-License-Identifier: Apache-2.0
 *
 * t-json.c: JSON read and written. */
#include "tap.h"

#include <pressmill/arena.h>
#include <pressmill/hooks.h>
#include <pressmill/json.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct mill_str
str(const char *s)
{
    return (struct mill_str){ s, strlen(s) };
}

/* ---- reading */

static void
every_kind_of_value_is_read(void)
{
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_json root, v;
    const char *reason;

    TAP_OK(mill_json_parse(
        parser,
        str("\xef\xbb\xbf {\"s\":\"a\\n\\u0416\\ud83d\\ude00\",\"i\":-7,"
            "\"n\":1.5e2,\"t\":true,\"f\":false,\"z\":null,"
            "\"l\":[1,[],{}],\"m\":{\"x\":\"\"},\"s\":2} \r\n"),
        &root, &reason));
    TAP_EQ_INT(mill_json_kind(root), MILL_JSON_MAP);
    TAP_EQ_INT(mill_json_count(root), 9);
    v = mill_json_get(root, "s");
    TAP_EQ_INT(mill_json_kind(v), MILL_JSON_STR);
    TAP_EQ_SLICE(mill_json_str(v), "a\n\xd0\x96\xf0\x9f\x98\x80");
    v = mill_json_get(root, "i");
    TAP_EQ_INT(mill_json_kind(v), MILL_JSON_INT);
    TAP_EQ_INT(mill_json_int(v), -7);
    TAP_EQ_NUM(mill_json_num(v), -7, 0);
    v = mill_json_get(root, "n");
    TAP_EQ_INT(mill_json_kind(v), MILL_JSON_NUM);
    TAP_EQ_NUM(mill_json_num(v), 150, 0);
    TAP_OK(mill_json_bool(mill_json_get(root, "t")));
    TAP_OK(!mill_json_bool(mill_json_get(root, "f")));
    TAP_EQ_INT(mill_json_kind(mill_json_get(root, "f")), MILL_JSON_BOOL);
    TAP_EQ_INT(mill_json_kind(mill_json_get(root, "z")), MILL_JSON_NULL);
    TAP_EQ_INT(mill_json_count(mill_json_get(root, "l")), 3);
    TAP_EQ_INT(mill_json_kind(mill_json_get(root, "none")), MILL_JSON_NONE);
    v = mill_json_get(mill_json_get(root, "m"), "x");
    TAP_EQ_INT(mill_json_kind(v), MILL_JSON_STR);
    TAP_EQ_INT(mill_json_str(v).len, 0);
    /* asking a value for what it is not is harmless */
    TAP_EQ_INT(mill_json_int(v), 0);
    TAP_EQ_INT(mill_json_count(v), 0);
    TAP_EQ_INT(mill_json_str(root).len, 0);
    TAP_EQ_INT(mill_json_kind(mill_json_get(v, "x")), MILL_JSON_NONE);
    mill_json_parser_destroy(parser);
}

static void
walking_meets_every_entry_once_in_order(void)
{
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_json root;
    const char *reason;
    char seen[64] = "";

    TAP_OK(mill_json_parse(parser,
                           str("{\"a\":[1,2.5,[3],{\"x\":4}],\"b\":{},\"c\":"
                               "18446744073709551615}"),
                           &root, &reason));
    for (struct mill_json_iter i = mill_json_begin(root); mill_json_step(&i);) {
        strncat(seen, i.key.ptr, i.key.len);
        for (struct mill_json_iter k = mill_json_begin(i.value);
             mill_json_step(&k);)
            strcat(seen, mill_json_kind(k.value) == MILL_JSON_LIST  ? "["
                         : mill_json_kind(k.value) == MILL_JSON_MAP ? "{"
                                                                    : "-");
    }
    TAP_EQ_STR(seen, "a--[{bc");
    mill_json_parser_destroy(parser);
}

static void
what_is_no_json_is_refused_at_its_place(void)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        { "", "the text is empty (byte 1)" },
        { "  ", "the text is empty (byte 3)" },
        { "{\"a\":1", "',' or '}' should stand here (byte 7)" },
        { "{\"a\" 1}", "':' should stand here (byte 6)" },
        { "{a:1}", "a key in quotes should stand here (byte 2)" },
        { "{\"a\":1,}", "a key in quotes should stand here (byte 8)" },
        { "[1,]", "a value should stand here (byte 4)" },
        { "[1 2]", "',' or ']' should stand here (byte 4)" },
        { "{\"a\":\"b}", "a string is not closed (byte 6)" },
        { "[\"\\x\"]", "an unknown escape in a string (byte 3)" },
        { "[\"\\u12g4\"]", "'\\u' wants four hexadecimal digits (byte 3)" },
        { "[\"a\tb\"]", "a control character in a string (byte 4)" },
        { "[01]", "a number that is not written as in JSON (byte 2)" },
        { "[1.]", "a number that is not written as in JSON (byte 2)" },
        { "[-]", "a number that is not written as in JSON (byte 2)" },
        { "[NaN]", "a value should stand here (byte 2)" },
        { "[tru]", "a value should stand here (byte 2)" },
        { "{} {}", "more text behind the value (byte 4)" },
        { "[\"\xd0\"]", "invalid UTF-8 (byte 3)" },
        { "[\"\xed\xa0\x80\"]", "invalid UTF-8 (byte 3)" },
    };
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_json root;
    const char *reason;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        TAP_OK(!mill_json_parse(parser, str(cases[i].text), &root, &reason));
        TAP_EQ_STR(reason, cases[i].why);
        TAP_EQ_INT(mill_json_kind(root), MILL_JSON_NONE);
    }
    /* NUL bytes are no end of anything */
    TAP_OK(!mill_json_parse(parser, (struct mill_str){ "[\"a\0b\"]", 7 }, &root,
                            &reason));
    TAP_EQ_STR(reason, "a control character in a string (byte 4)");
    TAP_OK(!mill_json_parse(parser, (struct mill_str){ "[1]\0", 4 }, &root,
                            &reason));
    TAP_EQ_STR(reason, "more text behind the value (byte 4)");
    /* and the parser is as good as new */
    TAP_OK(mill_json_parse(parser, str("[1]"), &root, &reason));
    mill_json_parser_destroy(parser);
}

static void
nesting_is_allowed_to_64_levels(void)
{
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_json root;
    const char *reason;
    char text[4096];

    for (int map = 0; map < 2; map++) {
        for (int depth = 63; depth <= 66; depth++) {
            size_t n = 0;

            for (int i = 0; i < depth; i++)
                n += (size_t)sprintf(text + n, map ? "{\"k\":" : "[");
            text[n++] = '1';
            for (int i = 0; i < depth; i++)
                text[n++] = map ? '}' : ']';
            TAP_EQ_INT(mill_json_parse(parser, (struct mill_str){ text, n },
                                       &root, &reason),
                       depth <= 64);
            if (depth > 64)
                TAP_HAS_STR(reason, "nested more than 64 deep");
        }
    }
    /* an empty list is no deeper than a number in its place */
    memset(text, '[', 66);
    memset(text + 66, ']', 66);
    TAP_OK(!mill_json_parse(parser, (struct mill_str){ text, 132 }, &root,
                            &reason));
    TAP_OK(mill_json_parse(parser, (struct mill_str){ text + 1, 130 }, &root,
                           &reason));
    memset(text, '[', sizeof(text));
    TAP_OK(!mill_json_parse(parser, (struct mill_str){ text, sizeof(text) },
                            &root, &reason));
    mill_json_parser_destroy(parser);
}

static void
numbers_beyond_the_range_come_to_its_end(void)
{
    static const struct {
        const char *text;
        double want;
        enum mill_json_kind kind;
    } cases[] = {
        { "9223372036854775807", 9223372036854775807.0, MILL_JSON_INT },
        { "9223372036854775808", 9223372036854775808.0, MILL_JSON_NUM },
        { "18446744073709551616", 18446744073709551616.0, MILL_JSON_NUM },
        { "-9223372036854775809", -9223372036854775809.0, MILL_JSON_NUM },
        { "123456789012345678901234567890", 123456789012345678901234567890.0,
          MILL_JSON_NUM },
        { "1e308", 1e308, MILL_JSON_NUM },
        { "1e309", DBL_MAX, MILL_JSON_NUM },
        { "-1e400", -DBL_MAX, MILL_JSON_NUM },
        { "9E99999999999999999999999", DBL_MAX, MILL_JSON_NUM },
        { "1.7976931348623157e308", DBL_MAX, MILL_JSON_NUM },
        { "179769313486231580000e288", DBL_MAX, MILL_JSON_NUM },
        { "1.7976931348623159e+308", DBL_MAX, MILL_JSON_NUM },
        { "0.0000000001e400", DBL_MAX, MILL_JSON_NUM },
        { "1e-400", 0, MILL_JSON_NUM },
        { "1e-99999999999999999999999", 0, MILL_JSON_NUM },
        { "0e99999999999999999999999", 0, MILL_JSON_NUM },
        { "4.9e-324", 4.9e-324, MILL_JSON_NUM },
        { "2.5e-324", 4.9e-324, MILL_JSON_NUM },
        { "-0", 0, MILL_JSON_INT },
    };
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_json root;
    const char *reason;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (!mill_json_parse(parser, str(cases[i].text), &root, &reason)) {
            TAP_FAIL("%s: %s", cases[i].text, reason);
            continue;
        }
        if (mill_json_kind(root) != cases[i].kind ||
            mill_json_num(root) != cases[i].want)
            TAP_FAIL("%s is read as %.17g, kind %d", cases[i].text,
                     mill_json_num(root), (int)mill_json_kind(root));
    }
    mill_json_parser_destroy(parser);
}

static void
lone_surrogates_become_the_replacement_character(void)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
        { "\"a\\ud800b\"", "a\xef\xbf\xbd"
                           "b" },
        { "\"\\udc00\"", "\xef\xbf\xbd" },
        { "\"\\ud800\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80" },
        { "\"\\ud800\\n\"", "\xef\xbf\xbd\n" },
        { "\"\\uD83D\"", "\xef\xbf\xbd" },
        { "\"\\\\ud800\\ud800\"", "\\ud800\xef\xbf\xbd" },
    };
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_json root;
    const char *reason;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        TAP_OK(mill_json_parse(parser, str(cases[i].text), &root, &reason));
        TAP_EQ_SLICE(mill_json_str(root), cases[i].want);
    }
    mill_json_parser_destroy(parser);
}

static void
members_are_cut_out_as_they_stand(void)
{
    static const char text[] =
        "\xef\xbb\xbf { \"a\" : 1e5 , \"b\\\"\\\\\":\"x\\\\\",\"c\":"
        "[1, {\"}\":\"]\"} ],\"d\":{ } ,\"e\" :null}\n";
    static const char *const want[] = {
        "a", "1e5", "b\\\"\\\\", "\"x\\\\\"", "c", "[1, {\"}\":\"]\"} ]",
        "d", "{ }", "e",         "null"
    };
    struct mill_str key, value, object = str(text);
    size_t at = 0, n = 0;

    while (n < 10 && mill_json_raw_member(object, &at, &key, &value)) {
        TAP_EQ_SLICE(key, want[n]);
        TAP_EQ_SLICE(value, want[n + 1]);
        n += 2;
    }
    TAP_EQ_INT(n, 10);
    TAP_OK(!mill_json_raw_member(object, &at, &key, &value));
    at = 0;
    TAP_OK(!mill_json_raw_member(str("{}"), &at, &key, &value));
    at = 0;
    TAP_OK(!mill_json_raw_member(str("[1]"), &at, &key, &value));
}

static void
a_large_text_gives_its_memory_back(void)
{
    struct mill_json_parser *parser = mill_json_parser_create();
    size_t len = 20u << 20;
    char *text = malloc(len);
    struct mill_json root;
    const char *reason;

    memset(text, ' ', len);
    memcpy(text, "[\"start\",", 9);
    memcpy(text + len - 4, "\"e\"]", 4);
    for (int i = 0; i < 3; i++) {
        TAP_OK(mill_json_parse(parser, (struct mill_str){ text, len }, &root,
                               &reason));
        TAP_EQ_INT(mill_json_count(root), 2);
        TAP_OK(mill_json_parse(parser, str("{\"a\":[]}"), &root, &reason));
        TAP_EQ_INT(mill_json_count(root), 1);
    }
    free(text);
    mill_json_parser_destroy(parser);
}

/* Memory that runs out after some calls. */
static long calls_left;

static void *
scarce_memory(void *ptr, size_t size)
{
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return calls_left-- > 0 ? realloc(ptr, size) : NULL;
}

static void
memory_that_runs_out_is_an_error_and_no_more(void)
{
    struct mill_hooks hooks = { .memory = scarce_memory };
    size_t len = 6u << 20;
    char *text = malloc(len);
    bool done = false;
    long k = 0;

    memset(text, ' ', len);
    memcpy(text, "[1e999,", 7);
    memcpy(text + len - 2, "2]", 2);
    mill_hooks_set(&hooks);
    for (; !done && k < 100; k++) {
        struct mill_json_parser *parser;
        struct mill_json root;
        const char *reason;

        calls_left = k;
        parser = mill_json_parser_create();
        if (parser == NULL)
            continue;
        done = mill_json_parse(parser, str("[1e999]"), &root, &reason) &&
               mill_json_parse(parser, (struct mill_str){ text, len }, &root,
                               &reason);
        if (!done)
            TAP_EQ_STR(reason, "out of memory");
        /* and with memory again, it works */
        calls_left = 100;
        TAP_OK(mill_json_parse(parser, str("[1e999]"), &root, &reason));
        mill_json_parser_destroy(parser);
    }
    mill_hooks_set(NULL);
    TAP_OK(done);
    TAP_OK(k > 4);
    free(text);
}

static void
more_values_than_any_document_has_are_refused(void)
{
    size_t size = 6000000, n = 0;
    struct mill_json_parser *parser = mill_json_parser_create();
    char *text = malloc(size + 2);
    struct mill_json root;
    const char *reason;

    text[n++] = '[';
    while (n < size) {
        text[n++] = '1';
        text[n++] = ',';
    }
    text[n - 1] = ']';
    TAP_OK(!mill_json_parse(parser, (struct mill_str){ text, n }, &root,
                            &reason));
    TAP_HAS_STR(reason, "2000000 values");
    /* in a text they are signs like others */
    text[0] = text[n - 1] = '"';
    TAP_OK(mill_json_parse(parser, (struct mill_str){ text, n }, &root,
                           &reason));
    TAP_EQ_INT(mill_json_kind(root), MILL_JSON_STR);
    free(text);
    mill_json_parser_destroy(parser);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(every_kind_of_value_is_read),
        TAP_CASE(walking_meets_every_entry_once_in_order),
        TAP_CASE(what_is_no_json_is_refused_at_its_place),
        TAP_CASE(nesting_is_allowed_to_64_levels),
        TAP_CASE(numbers_beyond_the_range_come_to_its_end),
        TAP_CASE(lone_surrogates_become_the_replacement_character),
        TAP_CASE(members_are_cut_out_as_they_stand),
        TAP_CASE(a_large_text_gives_its_memory_back),
        TAP_CASE(memory_that_runs_out_is_an_error_and_no_more),
        TAP_CASE(more_values_than_any_document_has_are_refused),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
