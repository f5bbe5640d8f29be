/* SPDX-License-Identifier: Apache-2.0
 *
 * t-buf.c: JSON and other text written into a buffer. */
#include "tap.h"

#include <pressmill/arena.h>
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

static struct mill_str
written(const struct mill_buf *buf)
{
    return (struct mill_str){ buf->ptr, buf->len };
}

static void
strings_are_escaped_where_they_must_be(void)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "\"\"" },
        { "plain \x7f", "\"plain \x7f\"" },
        { "say \"no\" \\ / end", "\"say \\\"no\\\" \\\\ / end\"" },
        { "\b\f\n\r\t\x01\x1f\x1b",
          "\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u001b\"" },
        { "a\xe2\x80\xa8"
          "b\xe2\x80\xa9",
          "\"a\\u2028b\\u2029\"" },
        { "\xe2\x80\xa8", "\"\\u2028\"" },
        { "\xe2\x80\x9cno\xe2\x80\x9d \xd0\xa8\xd0\xa9 \xe3\x80\xa8",
          "\"\xe2\x80\x9cno\xe2\x80\x9d \xd0\xa8\xd0\xa9 \xe3\x80\xa8\"" },
    };
    struct mill_arena *arena = mill_arena_create(0);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mill_buf buf = { .arena = arena };

        mill_buf_json_str(&buf, str(cases[i].text));
        TAP_EQ_SLICE(written(&buf), cases[i].want);
    }
    mill_arena_destroy(arena);
}

/* The same text escaped one byte at a time. */
static size_t
escape_plainly(const char *text, size_t len, char *out)
{
    size_t n = 0;

    out[n++] = '"';
    for (size_t i = 0; i < len; i++) {
        const char *where = strchr("\"\\\bb\ff\nn\rr\tt", text[i]);

        if (len - i >= 3 && (memcmp(text + i, "\xe2\x80\xa8", 3) == 0 ||
                             memcmp(text + i, "\xe2\x80\xa9", 3) == 0)) {
            n += (size_t)sprintf(out + n, "\\u202%c",
                                 text[i + 2] == '\xa8' ? '8' : '9');
            i += 2;
        } else if (text[i] == '"' || text[i] == '\\') {
            out[n++] = '\\';
            out[n++] = text[i];
        } else if ((unsigned char)text[i] < 0x20) {
            if (text[i] != '\0' && where != NULL)
                n += (size_t)sprintf(out + n, "\\%c", where[1]);
            else
                n += (size_t)sprintf(out + n, "\\u%04x", text[i]);
        } else {
            out[n++] = text[i];
        }
    }
    out[n++] = '"';
    return n;
}

static void
strings_come_back_from_the_parser_unchanged(void)
{
    static const char *const pieces[] = { "a",
                                          "words without any mark, ",
                                          "\"",
                                          "\\",
                                          "\n",
                                          "\x01",
                                          "\xe2\x80\xa8",
                                          "\xe2\x80\xa9",
                                          "\xe2\x80\x9c",
                                          "\xd0\xa8",
                                          "\xd1\x80\xd0\xa9",
                                          "\xe3\x80\xa8",
                                          "\xf0\x9f\x98\x80",
                                          "" };
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_arena *arena = mill_arena_create(0);
    char text[400], plain[2600];
    uint32_t seed = 1;

    for (unsigned k = 0; k < 30000; k++) {
        struct mill_buf buf = { .arena = arena };
        size_t len = 0, want = k % 300, n;
        struct mill_json root;
        const char *reason = "";

        while (len < want) {
            const char *piece;

            seed = seed * 1664525u + 1013904223u;
            piece = pieces[(seed >> 8) % 14];
            n = *piece != '\0' ? strlen(piece) : 1; /* "" stands for NUL */
            memcpy(text + len, piece, n);
            len += n;
        }
        mill_buf_json_str(&buf, (struct mill_str){ text, len });
        n = escape_plainly(text, len, plain);
        if (buf.failed || buf.len != n || memcmp(buf.ptr, plain, n) != 0 ||
            !mill_json_parse(parser, written(&buf), &root, &reason) ||
            mill_json_str(root).len != len ||
            memcmp(mill_json_str(root).ptr, text, len) != 0) {
            TAP_FAIL("string %u is not written right: %s", k, reason);
            break;
        }
        mill_arena_reset(arena, 1 << 20);
    }
    mill_arena_destroy(arena);
    mill_json_parser_destroy(parser);
}

static void
numbers_are_written_in_their_shortest_form(void)
{
    static const struct {
        double n;
        const char *want;
    } cases[] = {
        { 0, "0.0" },
        { -0.0, "-0.0" },
        { 1, "1.0" },
        { 0.1, "0.1" },
        { -0.31, "-0.31" },
        { 0.3, "0.3" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1.0 / 3, "0.3333333333333333" },
        { 0.000001, "0.000001" },
        { 123456.789, "123456.789" },
        { 99999999.999999, "99999999.999999" },
        { 1e-7, "1e-07" },
        { 1e15, "1e+15" },
        { 1e22, "1e+22" },
        { 5e-324, "5e-324" },
        { DBL_MAX, "1.7976931348623157e+308" },
        { HUGE_VAL, "null" },
        { (double)NAN, "null" },
        { 9007199254740993.0, "9.007199254740992e+15" },
    };
    struct mill_arena *arena = mill_arena_create(0);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mill_buf buf = { .arena = arena };

        mill_buf_num(&buf, cases[i].n);
        TAP_EQ_SLICE(written(&buf), cases[i].want);
    }
    mill_arena_destroy(arena);
}

static void
numbers_come_back_the_same_and_never_longer_than_needed(void)
{
    struct mill_arena *arena = mill_arena_create(0);
    uint64_t seed = 88172645463325252u;

    for (unsigned k = 0; k < 200000; k++) {
        struct mill_buf buf = { .arena = arena };
        char text[64], other[64];
        double n;
        int digits = 0, zeros = 0, fewest = 1;

        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        if (k % 2 == 0)
            n = (double)(int64_t)(seed % 20000001 - 10000000) /
                (double)(k % 6 < 2   ? 100
                         : k % 6 < 4 ? 10000
                                     : 1000000);
        else
            memcpy(&n, &seed, sizeof(n));
        if (!isfinite(n))
            continue;
        mill_buf_num(&buf, n);
        mill_buf_char(&buf, '\0');
        snprintf(text, sizeof(text), "%s", buf.ptr);
        while (snprintf(other, sizeof(other), "%.*g", fewest, n),
               strtod(other, NULL) != n)
            fewest++;
        for (const char *p = text; *p != '\0' && *p != 'e'; p++) {
            if (*p < '0' || *p > '9' || (*p == '0' && digits == 0))
                continue; /* zeros in front do not count, nor behind */
            zeros = *p == '0' ? zeros + 1 : 0;
            digits++;
        }
        if (strtod(text, NULL) != n || (n != 0 && digits - zeros > fewest)) {
            TAP_FAIL("%.17g is written as %s", n, text);
            break;
        }
        mill_arena_reset(arena, 1 << 16);
    }
    mill_arena_destroy(arena);
}

static void
numbers_are_the_same_in_every_locale(void)
{
    static const char *const locales[] = { "uk_UA.UTF-8", "de_DE.UTF-8",
                                           "fr_FR.UTF-8", "ru_RU.UTF-8" };
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_buf buf = { .arena = arena };
    bool found = false;

    for (int i = 0; i < 4 && !found; i++)
        found = setlocale(LC_NUMERIC, locales[i]) != NULL &&
                localeconv()->decimal_point[0] == ',';
    if (!found) {
        tap_skip("no locale with a decimal comma is installed");
    } else {
        mill_buf_num(&buf, 0.25);
        mill_buf_char(&buf, ' ');
        mill_buf_num(&buf, 1.0 / 3);
        TAP_EQ_SLICE(written(&buf), "0.25 0.3333333333333333");
    }
    setlocale(LC_NUMERIC, "C");
    mill_arena_destroy(arena);
}

static void
whole_numbers_are_written_to_their_ends(void)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_buf buf = { .arena = arena };

    mill_buf_int(&buf, 0);
    mill_buf_char(&buf, ' ');
    mill_buf_int(&buf, -1);
    mill_buf_char(&buf, ' ');
    mill_buf_int(&buf, INT64_MAX);
    mill_buf_char(&buf, ' ');
    mill_buf_int(&buf, INT64_MIN);
    TAP_EQ_SLICE(written(&buf),
                 "0 -1 9223372036854775807 -9223372036854775808");
    mill_arena_destroy(arena);
}

static void
a_full_arena_is_told_once_at_the_end(void)
{
    struct mill_arena *arena = mill_arena_create(32 << 10);
    struct mill_buf buf = { .arena = arena };

    for (int i = 0; i < 5000; i++) {
        mill_buf_json_str(&buf, str("a string of some length\n"));
        mill_buf_printf(&buf, ",%d", i);
        mill_buf_num(&buf, 0.5);
    }
    TAP_OK(buf.failed);
    TAP_OK(buf.len <= buf.cap);
    mill_arena_destroy(arena);
}

static void
formatted_text_of_any_length_fits(void)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_buf buf = { .arena = arena };
    char text[2000];

    memset(text, 'y', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    for (int i = 0; i < 10; i++)
        mill_buf_printf(&buf, "%d%s", i, text);
    TAP_OK(!buf.failed);
    TAP_EQ_INT(buf.len, 10 * sizeof(text));
    TAP_EQ_INT(buf.ptr[9 * sizeof(text)], '9');
    mill_arena_destroy(arena);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(strings_are_escaped_where_they_must_be),
        TAP_CASE(strings_come_back_from_the_parser_unchanged),
        TAP_CASE(numbers_are_written_in_their_shortest_form),
        TAP_CASE(numbers_come_back_the_same_and_never_longer_than_needed),
        TAP_CASE(numbers_are_the_same_in_every_locale),
        TAP_CASE(whole_numbers_are_written_to_their_ends),
        TAP_CASE(a_full_arena_is_told_once_at_the_end),
        TAP_CASE(formatted_text_of_any_length_fits),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
