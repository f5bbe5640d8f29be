/* SPDX-License-Identifier: Apache-2.0
 *
 * blocks-text.c: the text of a block, white space collapsed, and what can be
 * counted in it. */
#include "blocks.h"

#include <pressmill/unicode.h>
#include <string.h>

/* Characters that Latin pages in a wrong encoding have for quotes, dashes and
 * dots: C1 controls, meant as windows-1252. */
static const uint16_t cp1252[32] = {
    0x20ac, 0x2020, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x2020, 0x017d, 0x2020,
    0x2020, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x2020, 0x017e, 0x0178
};

static bool
is_space(uint32_t c)
{
    return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Invisible: zero width space, soft hyphen, byte order mark, bidi marks. */
static bool
is_nothing(uint32_t c)
{
    return c == 0x200b || c == 0xad || c == 0xfeff || c == 0x200e ||
           c == 0x200f || c == 0x2060;
}

void
blocks_write_text(struct writer *w, const char *p, size_t len)
{
    size_t i = 0;

    while (i < len) {
        unsigned char c = (unsigned char)p[i];
        char *to;

        if (c <= ' ' || c == 0x7f) {
            w->space = true;
            i++;
            continue;
        }
        if (c >= 0x80) {
            size_t next = i;
            uint32_t u = mill_utf8_next(p, len, &next);

            if (is_space(u) || is_nothing(u)) {
                w->space = w->space || is_space(u);
                i = next;
                continue;
            }
            if (w->space && w->len > 0 && w->to[w->len - 1] != '\n')
                w->to[w->len++] = ' ';
            w->space = false;
            if (u >= 0x80 && u < 0xa0) {
                /* at most three bytes: the text pool has room for it, as
                 * two bytes came in and a space may not */
                w->len += mill_utf8_put(w->to + w->len, cp1252[u - 0x80]);
            } else {
                memcpy(w->to + w->len, p + i, next - i);
                w->len += next - i;
            }
            i = next;
            continue;
        }
        if (w->space && w->len > 0 && w->to[w->len - 1] != '\n')
            w->to[w->len++] = ' ';
        w->space = false;
        /* words are short: byte by byte is faster than a call */
        to = w->to + w->len;
        do
            *to++ = p[i++];
        while (i < len && p[i] > ' ' && p[i] != 0x7f);
        w->len = (size_t)(to - w->to);
    }
}

enum { WORD = 1, UPPER = 2, DIGIT = 4, COMMA = 8, STOP = 16, EAST = 32 };

/* clang-format off */
static const uint8_t ascii[128] = {
    ['0'] = WORD | DIGIT, ['1'] = WORD | DIGIT, ['2'] = WORD | DIGIT,
    ['3'] = WORD | DIGIT, ['4'] = WORD | DIGIT, ['5'] = WORD | DIGIT,
    ['6'] = WORD | DIGIT, ['7'] = WORD | DIGIT, ['8'] = WORD | DIGIT,
    ['9'] = WORD | DIGIT,
#define LETTER(l, u) [l] = WORD, [u] = WORD | UPPER
    LETTER('a', 'A'), LETTER('b', 'B'), LETTER('c', 'C'), LETTER('d', 'D'),
    LETTER('e', 'E'), LETTER('f', 'F'), LETTER('g', 'G'), LETTER('h', 'H'),
    LETTER('i', 'I'), LETTER('j', 'J'), LETTER('k', 'K'), LETTER('l', 'L'),
    LETTER('m', 'M'), LETTER('n', 'N'), LETTER('o', 'O'), LETTER('p', 'P'),
    LETTER('q', 'Q'), LETTER('r', 'R'), LETTER('s', 'S'), LETTER('t', 'T'),
    LETTER('u', 'U'), LETTER('v', 'V'), LETTER('w', 'W'), LETTER('x', 'X'),
    LETTER('y', 'Y'), LETTER('z', 'Z'), ['_'] = WORD,
#undef LETTER
    [','] = COMMA, [';'] = COMMA,
    ['.'] = STOP, ['!'] = STOP, ['?'] = STOP,
};
/* clang-format on */

/* What a character counts as: letters and digits of any script, by ranges. */
static uint8_t
kind_of(uint32_t c)
{
    if (c == 0x3001 || c == 0xff0c || c == 0x60c)
        return COMMA;
    if (c == 0x2026 || c == 0x3002 || c == 0x6d4)
        return STOP;
    if (c < 0xc0)
        return c == 0xaa || c == 0xb5 || c == 0xba ? WORD : 0;
    if (c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c <= 0x2bff) ||
        (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff0f) ||
        c >= 0x1f000)
        return 0;
    if (c <= 0xde || (c >= 0x400 && c <= 0x42f) || c == 0x490 ||
        (c >= 0x391 && c <= 0x3a9))
        return WORD | UPPER;
    if ((c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff))
        return WORD | EAST;
    return WORD;
}

void
blocks_measure(struct block *b, struct mill_str text)
{
    uint32_t last = 0, before = 0, cjk = 0;
    bool in_word = false;
    uint64_t h = 0xcbf29ce484222325u;

    b->text = text;
    for (size_t i = 0; i < text.len;) {
        uint32_t c = (unsigned char)text.ptr[i], kind;

        if (c < 0x80) {
            i++;
            kind = ascii[c];
        } else {
            c = mill_utf8_next(text.ptr, text.len, &i);
            kind = kind_of(c);
        }
        b->chars++;
        if ((kind & WORD) != 0 || (in_word && (c == '\'' || c == 0x2019))) {
            if (!in_word) {
                b->words++;
                b->capitals += (kind & UPPER) != 0;
            }
            in_word = true;
            b->digits += (kind & DIGIT) != 0;
            b->upper += (kind & UPPER) != 0;
            cjk += (kind & EAST) != 0;
            h = (h ^ (c < 0x80 ? c | 0x20 : c)) * 0x100000001b3u;
        } else {
            in_word = false;
            b->commas += (kind & COMMA) != 0;
            b->stops += (kind & STOP) != 0;
        }
        if (c != ' ') {
            before = last;
            last = c;
        }
    }
    b->words += cjk / 2; /* written without spaces */
    b->hash = h;
    if (last == '"' || last == 0x201d || last == 0xbb || last == '\'' ||
        last == 0x2019 || last == ')' || last == 0x201c)
        b->ends_sentence =
            before == '.' || before == '!' || before == '?' || before == 0x2026;
    else
        b->ends_sentence = last == '.' || last == '!' || last == '?' ||
                           last == 0x2026 || last == 0x3002;
    b->ends_colon = last == ':';
}
