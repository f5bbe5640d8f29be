/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8.c: checking, repairing and counting UTF-8, byte by byte or in words.
 * utf8-simd.c checks faster where the processor can. */
#include <pressmill/unicode.h>
#include <string.h>

#include "utf8.h"

#define HIGH_BITS 0x8080808080808080u

size_t
utf8_char_length(const unsigned char *bytes, size_t len, size_t *bad)
{
    unsigned lead = bytes[0];
    /* the range of the second byte is what rules out overlong forms,
     * surrogates and code points past U+10FFFF (Unicode, table 3-7) */
    unsigned low = 0x80, high = 0xbf;
    size_t need;

    *bad = 1;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf) {
        need = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        need = 3;
        if (lead == 0xe0)
            low = 0xa0;
        if (lead == 0xed)
            high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        need = 4;
        if (lead == 0xf0)
            low = 0x90;
        if (lead == 0xf4)
            high = 0x8f;
    } else {
        return 0;
    }
    for (size_t i = 1; i < need; i++) {
        if (i >= len || bytes[i] < low || bytes[i] > high) {
            *bad = i;
            return 0;
        }
        low = 0x80;
        high = 0xbf;
    }
    return need;
}

size_t
utf8_valid_scalar(const char *bytes, size_t len)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t i = 0;

    while (i < len) {
        size_t bad, n;

        if (p[i] < 0x80) {
            uint64_t v;

            while (i + 8 <= len) {
                memcpy(&v, p + i, 8);
                if ((v & HIGH_BITS) != 0)
                    break;
                i += 8;
            }
            while (i < len && p[i] < 0x80)
                i++;
            continue;
        }
        n = utf8_char_length(p + i, len - i, &bad);
        if (n == 0)
            return i;
        i += n;
    }
    return len;
}

/* Walks ill-formed bytes once and, when `out` is there, writes the repaired
 * text to it; returns its length. */
static size_t
repair(struct mill_str bytes, char *out, size_t *replaced)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t i = 0, o = 0;

    *replaced = 0;
    while (i < bytes.len) {
        size_t good = mill_utf8_valid(bytes.ptr + i, bytes.len - i), bad;

        if (out != NULL)
            memcpy(out + o, bytes.ptr + i, good);
        o += good;
        i += good;
        /* ill-formed bytes come in crowds: stay in the plain loop until a
         * few characters in a row are well */
        for (unsigned well = 0; i < bytes.len && well < 16;) {
            size_t n = utf8_char_length(p + i, bytes.len - i, &bad);

            if (n == 0) {
                if (out != NULL)
                    memcpy(out + o, "\xef\xbf\xbd", 3);
                o += 3;
                i += bad;
                ++*replaced;
                well = 0;
                continue;
            }
            if (out != NULL)
                memcpy(out + o, bytes.ptr + i, n);
            o += n;
            i += n;
            well++;
        }
    }
    return o;
}

struct mill_str
mill_utf8_repair(struct mill_arena *arena, struct mill_str bytes,
                 size_t *replaced)
{
    struct mill_str text = { NULL, 0 };
    size_t count, len = repair(bytes, NULL, &count);
    char *out = mill_arena_alloc(arena, len + 1);

    if (replaced != NULL)
        *replaced = count;
    if (out == NULL)
        return text;
    text.len = repair(bytes, out, &count);
    text.ptr = out;
    out[len] = '\0';
    return text;
}

/* Sixteen bytes at once in portable C: the compiler makes of it what the
 * processor has. A comparison gives -1, so subtracting it counts. */
typedef signed char v16 __attribute__((vector_size(16)));
typedef unsigned char count16 __attribute__((vector_size(16)));

static size_t
sum16(count16 counts)
{
    size_t n = 0;

    for (int i = 0; i < 16; i++)
        n += counts[i];
    return n;
}

/* Code points, plus `astral` for each of four bytes (a pair in UTF-16). */
static size_t
count_units(struct mill_str text, size_t astral)
{
    const char *p = text.ptr;
    size_t len = text.len, i = 0, n = 0;
    const v16 first = (v16){ 0 } - 64; /* 0x80..0xbf are -128..-65 */
    const v16 four = (v16){ 0 } - 16;  /* 0xf0..0xff are -16..-1 */

    while (i + 16 <= len) {
        count16 heads = { 0 }, pairs = { 0 };
        /* a byte counts to 255 */
        size_t stop = (len - i) / 16 > 255 ? i + 255 * 16 : len - 15;

        for (; i < stop; i += 16) {
            v16 v;

            memcpy(&v, p + i, 16);
            heads -= (count16)(v >= first);
            if (astral != 0)
                pairs -= (count16)((v >= four) & (v < (v16){ 0 }));
        }
        n += sum16(heads) + sum16(pairs);
    }
    for (; i < len; i++) {
        n += (signed char)p[i] >= -64;
        n += (unsigned char)p[i] >= 0xf0 ? astral : 0;
    }
    return n;
}

size_t
mill_utf8_count(struct mill_str text)
{
    return count_units(text, 0);
}

size_t
mill_utf16_count(struct mill_str text)
{
    return count_units(text, 1);
}
