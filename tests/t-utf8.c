/* SPDX-License-Identifier: Apache-2.0
 *
 * t-utf8.c: every way to check UTF-8 gives the verdict of a plain decoder
 * written here from the table of the standard. */
#include "tap.h"

#include "../core/utf8.h"

#include <pressmill/arena.h>
#include <pressmill/unicode.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers that look random and are the same everywhere. */
static uint32_t
roll(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* One character by the definition: decode, then look at the value. */
static size_t
plain_char(const unsigned char *p, size_t len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t need = p[0] < 0x80             ? 1
                  : (p[0] & 0xe0) == 0xc0 ? 2
                  : (p[0] & 0xf0) == 0xe0 ? 3
                  : (p[0] & 0xf8) == 0xf0 ? 4
                                          : 0;
    uint32_t c = need == 1 ? p[0] : p[0] & (0x7fu >> need);

    if (need == 0 || need > len)
        return 0;
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[need] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    return need;
}

static size_t
plain_valid(const char *bytes, size_t len)
{
    size_t i = 0, n;

    while (i < len &&
           (n = plain_char((const unsigned char *)bytes + i, len - i)) != 0)
        i += n;
    return i;
}

/* All ways on bytes of their own, so that a sanitizer sees a read outside. */
static bool
ways_agree(const char *bytes, size_t len)
{
    struct utf8_way ways[8];
    size_t count = utf8_ways(ways, 8), want = plain_valid(bytes, len);
    char *copy = malloc(len != 0 ? len : 1);
    bool well = copy != NULL;

    if (!well)
        return false;
    memcpy(copy, bytes, len);
    for (size_t i = 0; i < count; i++) {
        size_t got = ways[i].usable ? ways[i].valid(copy, len) : want;

        if (got != want) {
            TAP_FAIL("%s says %zu of %zu bytes are valid, not %zu",
                     ways[i].name, got, len, want);
            well = false;
        }
    }
    if (mill_utf8_valid(copy, len) != want) {
        TAP_FAIL("mill_utf8_valid disagrees on %zu bytes", len);
        well = false;
    }
    free(copy);
    return well;
}

static void
every_pair_triple_and_border_gets_the_same_verdict(void)
{
    static const unsigned char edges[] = { 0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90,
                                           0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2,
                                           0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
                                           0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5,
                                           0xf8, 0xff };
    enum { N = sizeof(edges) };
    char bytes[160];
    /* places where the characters lie across vectors and blocks */
    static const size_t places[] = { 0, 13, 29, 61, 62, 63, 125, 126, 127 };

    for (size_t at = 0; at < sizeof(places) / sizeof(places[0]); at++) {
        for (unsigned k = 0; k < N * N * N; k++) {
            memset(bytes, 'x', sizeof(bytes));
            bytes[places[at]] = (char)edges[k % N];
            bytes[places[at] + 1] = (char)edges[k / N % N];
            bytes[places[at] + 2] = (char)edges[k / N / N];
            if (!ways_agree(bytes, sizeof(bytes)))
                return;
        }
    }
    for (unsigned k = 0; k < 0x10000; k++) {
        memcpy(bytes, "\xf0\x90\x80\x80 \xe0\xa0\x80 plain words follow", 28);
        bytes[0] = (char)(k & 0xff);
        bytes[1] = (char)(k >> 8);
        if (!ways_agree(bytes, 27))
            return;
    }
}

static const char *const pieces[] = {
    "a",
    "words of plain ASCII that fill a vector and more, ",
    "\xd0\x96",
    "\xe2\x80\x9c",
    "\xf0\x9f\x98\x80",
    "\xed\x9f\xbf",
    "\xee\x80\x80",
    "\xf4\x8f\xbf\xbf",
    "\xe0\xa0\x80",
    "\xf0\x90\x80\x80",
    "\xc2\x80",
    "\xdf\xbf"
};

static size_t
make_text(uint32_t *seed, char *out, size_t want)
{
    size_t len = 0;

    while (len < want) {
        const char *piece = pieces[roll(seed) % 12];

        memcpy(out + len, piece, strlen(piece));
        len += strlen(piece);
    }
    return len;
}

static void
mutated_texts_get_the_same_verdict(void)
{
    char bytes[800];
    uint32_t seed = 1;

    for (unsigned k = 0; k < 200000; k++) {
        size_t len = make_text(&seed, bytes, roll(&seed) % 600);

        for (uint32_t n = roll(&seed) % 4; n > 0 && len > 0; n--)
            bytes[roll(&seed) % len] = (char)roll(&seed);
        if (!ways_agree(bytes, len))
            return;
    }
}

static void
a_text_cut_at_any_byte_gets_the_same_verdict(void)
{
    char bytes[800];
    uint32_t seed = 7;

    for (unsigned k = 0; k < 60; k++) {
        size_t len = make_text(&seed, bytes, 500);

        for (size_t cut = 0; cut <= len; cut++)
            if (!ways_agree(bytes, cut) || !ways_agree(bytes + cut, len - cut))
                return;
    }
}

static void
the_valid_prefix_ends_where_the_first_fault_begins(void)
{
    static const struct {
        const char *bytes;
        size_t len, valid;
    } cases[] = {
        { "", 0, 0 },
        { "plain", 5, 5 },
        { "a\0b", 3, 3 },
        { "caf\xc3\xa9", 5, 5 },
        { "caf\xc3", 4, 3 },           /* cut off */
        { "x\xc0\xaf", 3, 1 },         /* overlong '/' */
        { "x\xe0\x80\xaf", 4, 1 },     /* overlong in three */
        { "x\xed\xa0\x80", 4, 1 },     /* surrogate */
        { "x\xf4\x90\x80\x80", 5, 1 }, /* past U+10FFFF */
        { "x\xf5\x80\x80\x80", 5, 1 }, /* no such lead */
        { "\x80", 1, 0 },              /* stray continuation */
        { "\xef\xbb\xbftext", 7, 7 },  /* BOM is a character */
        { "\xf0\x9f\x98\x80\xf0\x9f", 6, 4 },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        TAP_EQ_INT(mill_utf8_valid(cases[i].bytes, cases[i].len),
                   cases[i].valid);
}

static void
each_maximal_ill_formed_part_becomes_one_replacement(void)
{
    /* from the Unicode standard, table 3-8 and the text around it */
    static const struct {
        const char *bytes, *want;
        size_t count;
    } cases[] = {
        { "clean", "clean", 0 },
        { "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", "????????A", 8 },
        { "\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", "????????A", 8 },
        { "\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", "?????A??B", 7 },
        { "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "????A", 4 },
        { "a\xe2\x82", "a?", 1 },
        { "\xd0\x9a\xd0", "\xd0\x9a?", 1 },
    };
    struct mill_arena *arena = mill_arena_create(0);
    char want[64];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mill_str in = { cases[i].bytes, strlen(cases[i].bytes) }, out;
        size_t count, n = 0;

        for (const char *p = cases[i].want; *p != '\0'; p++)
            n += (size_t)snprintf(want + n, 4, "%.*s", *p == '?' ? 3 : 1,
                                  *p == '?' ? "\xef\xbf\xbd" : p);
        out = mill_utf8_repair(arena, in, &count);
        TAP_EQ_SLICE(out, want);
        TAP_EQ_INT(out.ptr[out.len], 0);
        TAP_EQ_INT(count, cases[i].count);
    }
    mill_arena_destroy(arena);
}

static void
a_repaired_text_is_valid_and_keeps_what_was_well(void)
{
    struct mill_arena *arena = mill_arena_create(0);
    char bytes[800];
    uint32_t seed = 3;

    for (unsigned k = 0; k < 20000; k++) {
        size_t len = make_text(&seed, bytes, roll(&seed) % 600), good, count;
        struct mill_str out;

        for (uint32_t n = roll(&seed) % 40; n > 0 && len > 0; n--)
            bytes[roll(&seed) % len] = (char)roll(&seed);
        good = plain_valid(bytes, len);
        out = mill_utf8_repair(arena, (struct mill_str){ bytes, len }, &count);
        if (out.ptr == NULL || plain_valid(out.ptr, out.len) != out.len ||
            out.len < good || memcmp(out.ptr, bytes, good) != 0 ||
            (count == 0) != (good == len)) {
            TAP_FAIL("text %u is repaired badly", k);
            break;
        }
        mill_arena_reset(arena, 1 << 20);
    }
    mill_arena_destroy(arena);
}

static void
counts_are_those_of_decoding_one_by_one(void)
{
    char bytes[9000];
    uint32_t seed = 5;

    for (unsigned k = 0; k < 3000; k++) {
        size_t len = make_text(&seed, bytes, roll(&seed) % 8800), i = 0;
        size_t points = 0, units = 0;
        struct mill_str text = { bytes, len };

        while (i < len) {
            units += mill_utf8_next(bytes, len, &i) > 0xffff ? 2 : 1;
            points++;
        }
        if (mill_utf8_count(text) != points ||
            mill_utf16_count(text) != units) {
            TAP_FAIL("%zu bytes are counted wrong", len);
            return;
        }
    }
}

static void
decoding_back_and_encoding_give_every_character_again(void)
{
    char bytes[4];

    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        size_t len, forth = 0, back;

        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        back = len = mill_utf8_put(bytes, c);
        if (mill_utf8_valid(bytes, len) != len ||
            mill_utf8_next(bytes, len, &forth) != c || forth != len ||
            mill_utf8_prev(bytes, &back) != c || back != 0) {
            TAP_FAIL("U+%04X does not come back", (unsigned)c);
            return;
        }
    }
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(every_pair_triple_and_border_gets_the_same_verdict),
        TAP_CASE(mutated_texts_get_the_same_verdict),
        TAP_CASE(a_text_cut_at_any_byte_gets_the_same_verdict),
        TAP_CASE(the_valid_prefix_ends_where_the_first_fault_begins),
        TAP_CASE(each_maximal_ill_formed_part_becomes_one_replacement),
        TAP_CASE(a_repaired_text_is_valid_and_keeps_what_was_well),
        TAP_CASE(counts_are_those_of_decoding_one_by_one),
        TAP_CASE(decoding_back_and_encoding_give_every_character_again),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
