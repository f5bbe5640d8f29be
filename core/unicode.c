/* SPDX-License-Identifier: Apache-2.0
 *
 * unicode.c: class, script and case of characters, from two-level tables made
 * by tools/gen-unicode.py. */
#include <pressmill/unicode.h>
#include <string.h>

#include "unicode-tables.h"

static const struct unicode_record *
record_of(uint32_t c)
{
    if (c > 0x10ffff)
        c = 0x10ffff; /* a noncharacter: no class, no script, no case */
    uint32_t at = (uint32_t)unicode_blocks[c >> UNICODE_BITS] << UNICODE_BITS;
    return &unicode_records[unicode_data[at |
                                         (c & ((1u << UNICODE_BITS) - 1))]];
}

enum mill_class
mill_char_class(uint32_t c)
{
    return (enum mill_class)record_of(c)->kind;
}

enum mill_script
mill_char_script(uint32_t c)
{
    return (enum mill_script)record_of(c)->script;
}

uint32_t
mill_char_lower(uint32_t c)
{
    return c + (uint32_t)record_of(c)->to_lower;
}

uint32_t
mill_char_upper(uint32_t c)
{
    return c + (uint32_t)record_of(c)->to_upper;
}

/* Lower-cases eight ASCII letters at once: bit 7 of each byte of `upper` says
 * whether it lies in A..Z, and is moved to the bit that tells the cases
 * apart. All eight must be below 0x80. */
static uint64_t
ascii_lower8(uint64_t v)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t from_a = v + ones * (0x80 - 'A');
    uint64_t past_z = v + ones * (0x80 - 'Z' - 1);
    uint64_t upper = (from_a & ~past_z) & ones * 0x80;

    return v | upper >> 2;
}

size_t
mill_utf8_lower(struct mill_str text, char *out)
{
    char *o = out;
    size_t i = 0;

    while (i < text.len) {
        uint64_t v;

        while (i + 8 <= text.len) {
            memcpy(&v, text.ptr + i, 8);
            if ((v & 0x8080808080808080u) != 0)
                break;
            v = ascii_lower8(v);
            memcpy(o, &v, 8);
            i += 8;
            o += 8;
        }
        /* one stretch of other characters, and up to seven of ASCII */
        for (size_t stop = i + 8; i < text.len && i < stop;) {
            uint32_t c = mill_utf8_next(text.ptr, text.len, &i);

            o += mill_utf8_put(o, mill_char_lower(c));
        }
    }
    return (size_t)(o - out);
}
