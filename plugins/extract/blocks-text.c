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
        size_t run;

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
        for (run = i + 1; run < len && p[run] > ' ' && p[run] != 0x7f; run++)
            ;
        memcpy(w->to + w->len, p + i, run - i);
        w->len += run - i;
        i = run;
    }
}

static bool
is_upper(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
           (c >= 0x400 && c <= 0x42f) || c == 0x490 ||
           (c >= 0x391 && c <= 0x3a9);
}

/* Part of a word: letters and digits of any script, by ranges. */
static bool
is_word(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') ||
               ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
    return c >= 0xc0
               ? c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c <= 0x2bff) &&
                     !(c >= 0x3000 && c <= 0x303f) &&
                     !(c >= 0xff00 && c <= 0xff0f) && c < 0x1f000
               : c == 0xaa || c == 0xb5 || c == 0xba;
}

void
blocks_measure(struct block *b, struct mill_str text)
{
    uint32_t last = 0, before = 0, cjk = 0;
    bool in_word = false;
    uint64_t h = 0xcbf29ce484222325u;

    b->text = text;
    for (size_t i = 0; i < text.len;) {
        uint32_t c = mill_utf8_next(text.ptr, text.len, &i);
        bool word = is_word(c) || (in_word && (c == '\'' || c == 0x2019));

        b->chars++;
        if (word) {
            if (!in_word) {
                b->words++;
                b->capitals += is_upper(c);
            }
            b->digits += c >= '0' && c <= '9';
            b->upper += is_upper(c);
            if ((c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff))
                cjk++;
            h = (h ^ (c < 0x80 ? c | 0x20 : c)) * 0x100000001b3u;
        } else {
            b->commas += c == ',' || c == ';' || c == 0x3001 || c == 0xff0c ||
                         c == 0x60c;
            b->stops += c == '.' || c == '!' || c == '?' || c == 0x2026 ||
                        c == 0x3002 || c == 0x6d4;
        }
        in_word = word;
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
