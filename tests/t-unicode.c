/* SPDX-License-Identifier: Apache-2.0
 *
 * t-unicode.c: class, script and case of characters. */
#include "tap.h"

#include <pressmill/unicode.h>

#include <stdlib.h>
#include <string.h>

static void
characters_of_the_news_have_their_class(void)
{
    static const struct {
        uint32_t c;
        enum mill_class want;
    } cases[] = {
        { 'A', MILL_CLASS_UPPER },        { 'z', MILL_CLASS_LOWER },
        { 0x0404, MILL_CLASS_UPPER },  /* Є */
        { 0x0491, MILL_CLASS_LOWER },  /* ґ */
        { 0x01c5, MILL_CLASS_UPPER },  /* titlecase ǅ */
        { 0x02bc, MILL_CLASS_LETTER }, /* ʼ, the Ukrainian apostrophe */
        { 0x4e2d, MILL_CLASS_LETTER },    { 0xac00, MILL_CLASS_LETTER },
        { 0xd7a3, MILL_CLASS_LETTER },    { 0x0301, MILL_CLASS_MARK },
        { '7', MILL_CLASS_DIGIT },        { 0x0967, MILL_CLASS_DIGIT },
        { 0x00bd, MILL_CLASS_NUMBER },    { 0x2163, MILL_CLASS_NUMBER },
        { ' ', MILL_CLASS_SPACE },        { '\t', MILL_CLASS_SPACE },
        { '\r', MILL_CLASS_SPACE },       { 0x00a0, MILL_CLASS_SPACE },
        { 0x2028, MILL_CLASS_SPACE },     { 0x201c, MILL_CLASS_PUNCT },
        { 0x00ab, MILL_CLASS_PUNCT },     { 0x2014, MILL_CLASS_PUNCT },
        { '$', MILL_CLASS_SYMBOL },       { 0x20ac, MILL_CLASS_SYMBOL },
        { 0x1f600, MILL_CLASS_SYMBOL },   { 0, MILL_CLASS_OTHER },
        { 0x0085, MILL_CLASS_OTHER },     { 0xe000, MILL_CLASS_OTHER },
        { 0x10ffff, MILL_CLASS_OTHER },   { 0x110000, MILL_CLASS_OTHER },
        { 0xffffffff, MILL_CLASS_OTHER },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (mill_char_class(cases[i].c) != cases[i].want)
            TAP_FAIL("U+%04X has class %d", (unsigned)cases[i].c,
                     (int)mill_char_class(cases[i].c));
    TAP_OK(mill_char_is_letter(0x0457));
    TAP_OK(!mill_char_is_letter('\''));
}

static void
characters_of_the_news_have_their_script(void)
{
    static const struct {
        uint32_t c;
        enum mill_script want;
    } cases[] = {
        { 'a', MILL_SCRIPT_LATIN },         { 0x0111, MILL_SCRIPT_LATIN },
        { 0x0456, MILL_SCRIPT_CYRILLIC },   { 0x03b1, MILL_SCRIPT_GREEK },
        { 0x0627, MILL_SCRIPT_ARABIC },     { 0x05d0, MILL_SCRIPT_HEBREW },
        { 0x0561, MILL_SCRIPT_ARMENIAN },   { 0x10d0, MILL_SCRIPT_GEORGIAN },
        { 0x0905, MILL_SCRIPT_DEVANAGARI }, { 0x0e01, MILL_SCRIPT_THAI },
        { 0xac00, MILL_SCRIPT_HANGUL },     { 0x3042, MILL_SCRIPT_HIRAGANA },
        { 0x30a2, MILL_SCRIPT_KATAKANA },   { 0x6c34, MILL_SCRIPT_HAN },
        { 0x20000, MILL_SCRIPT_HAN },       { 0x1200, MILL_SCRIPT_ETHIOPIC },
        { 0x1401, MILL_SCRIPT_CANADIAN },   { 0x07ca, MILL_SCRIPT_NKO },
        { 0x1c5a, MILL_SCRIPT_OL_CHIKI },   { 0x2c00, MILL_SCRIPT_OTHER },
        { '1', MILL_SCRIPT_COMMON },        { 0x201c, MILL_SCRIPT_COMMON },
        { 0x0301, MILL_SCRIPT_COMMON },     { 0x110000, MILL_SCRIPT_COMMON },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (mill_char_script(cases[i].c) != cases[i].want)
            TAP_FAIL("U+%04X has script %d", (unsigned)cases[i].c,
                     (int)mill_char_script(cases[i].c));
}

static void
case_maps_to_and_fro(void)
{
    TAP_EQ_INT(mill_char_lower('Q'), 'q');
    TAP_EQ_INT(mill_char_lower('q'), 'q');
    TAP_EQ_INT(mill_char_lower('['), '[');
    TAP_EQ_INT(mill_char_lower(0x0407), 0x0457);
    TAP_EQ_INT(mill_char_upper(0x0491), 0x0490);
    TAP_EQ_INT(mill_char_lower(0x0130), 'i');
    TAP_EQ_INT(mill_char_lower(0x1e9e), 0x00df);
    TAP_EQ_INT(mill_char_upper(0x00df), 0x00df);
    TAP_EQ_INT(mill_char_lower(0x10400), 0x10428);
    TAP_EQ_INT(mill_char_lower(0x110041), 0x110041);
}

static void
lower_casing_a_text_is_lower_casing_its_characters(void)
{
    char in[4096], out[8192], want[8192];
    uint32_t seed = 11;

    for (unsigned k = 0; k < 4000; k++) {
        size_t len = 0, n = 0, got, limit = k % 500;

        while (len < limit) {
            uint32_t c;

            seed = seed * 1664525u + 1013904223u;
            c = seed >> 8;
            c = c % 7 < 4    ? c / 7 % 0x80
                : c % 7 == 4 ? 0x400 + c / 7 % 0x120
                             : c / 7 % 0x2d00;
            if (c >= 0xd800 && c <= 0xdfff)
                continue;
            len += mill_utf8_put(in + len, c);
            n += mill_utf8_put(want + n, mill_char_lower(c));
        }
        got = mill_utf8_lower((struct mill_str){ in, len }, out);
        if (got != n || memcmp(out, want, n) != 0 || got > len + len / 2 + 4) {
            TAP_FAIL("text %u is lower-cased badly", k);
            return;
        }
    }
}

static void
no_lower_case_needs_more_room_than_promised(void)
{
    char a[4], b[4];

    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        if (2 * mill_utf8_put(b, mill_char_lower(c)) >
            3 * mill_utf8_put(a, c)) {
            TAP_FAIL("U+%04X", (unsigned)c);
            return;
        }
    }
}

static void
a_text_is_cut_between_characters(void)
{
    const struct mill_str text = MILL_STR("aй€😀b");
    static const size_t ends[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };

    for (size_t most = 0; most < sizeof ends / sizeof *ends; most++)
        TAP_EQ_INT(mill_utf8_cut(text, most).len, ends[most]);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(characters_of_the_news_have_their_class),
        TAP_CASE(characters_of_the_news_have_their_script),
        TAP_CASE(case_maps_to_and_fro),
        TAP_CASE(lower_casing_a_text_is_lower_casing_its_characters),
        TAP_CASE(no_lower_case_needs_more_room_than_promised),
        TAP_CASE(a_text_is_cut_between_characters),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
