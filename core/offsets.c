/* SPDX-License-Identifier: Apache-2.0
 *
 * offsets.c: an index of a text with a mark every 64 bytes. Within a block
 * the bytes that begin a character are the bits of one word. */
#include "offsets.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };

/* Not every processor of the family counts bits, and a call costs more. */
static inline unsigned
bits(uint64_t word)
{
    word -= word >> 1 & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (unsigned)(word * 0x0101010101010101u >> 56);
}

static inline unsigned
lowest(uint64_t word)
{
    return bits((word & (0 - word)) - 1);
}

/* A bit for each of 64 bytes that are above `limit`, taken as signed. */
static inline uint64_t
above(const char *p, signed char limit)
{
    uint64_t word = 0;

#if defined(__SSE2__)
    for (int k = 0; k < BLOCK / 16; k++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p + k);
        unsigned part = (unsigned)_mm_movemask_epi8(
            _mm_cmpgt_epi8(v, _mm_set1_epi8(limit)));

        word |= (uint64_t)part << (16 * k);
    }
#else
    for (int k = 0; k < BLOCK; k++)
        word |= (uint64_t)((signed char)p[k] > limit) << k;
#endif
    return word;
}

/* Bytes that begin a character; those that begin one of four bytes. */
static inline uint64_t
heads(const char *p)
{
    return above(p, -65);
}

static inline uint64_t
fours(const char *p)
{
    return above(p, -17) & ~above(p, -1);
}

static inline const char *
block(const struct offsets *o, size_t at)
{
    return (at + 1) * BLOCK <= o->text.len ? o->text.ptr + at * BLOCK : o->last;
}

static inline uint64_t
load(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return word;
}

/* Whether bytes and characters are the same: what most texts are asked. */
static bool
is_ascii(struct mill_str text)
{
    const char *p = text.len != 0 ? text.ptr : "", *end = p + text.len;
    uint64_t high = 0;

    for (; end - p >= 32 && (high & 0x8080808080808080u) == 0; p += 32)
        high |= load(p) | load(p + 8) | load(p + 16) | load(p + 24);
    for (; p < end && (high & 0x8080808080808080u) == 0; p++)
        high |= (unsigned char)*p;
    return (high & 0x8080808080808080u) == 0;
}

bool
offsets_init(struct offsets *o, struct mill_arena *arena, struct mill_str text,
             enum mill_offsets unit)
{
    size_t whole = text.len / BLOCK, rest = text.len % BLOCK;
    uint32_t sum = 0;

    *o = (struct offsets){ .text = text,
                           .utf16 = unit == MILL_OFFSETS_UTF16,
                           .total = (uint32_t)text.len };
    if (unit == MILL_OFFSETS_BYTE || is_ascii(text))
        return true;
    o->blocks = whole + (rest != 0);
    o->marks = mill_arena_alloc(arena, (o->blocks + 1) * sizeof *o->marks);
    if (o->marks == NULL)
        return false;
    if (rest != 0)
        memcpy(o->last, text.ptr + whole * BLOCK, rest);
    for (size_t i = 0; i < o->blocks; i++) {
        const char *p = block(o, i);

        o->marks[i] = sum;
        sum += bits(heads(p));
        if (o->utf16)
            sum += bits(fours(p));
    }
    if (rest != 0)
        sum -= (uint32_t)(BLOCK - rest); /* the NULs behind count as heads */
    o->marks[o->blocks] = o->total = sum;
    return true;
}

uint32_t
offsets_from_byte(const struct offsets *o, uint32_t byte)
{
    size_t at = byte / BLOCK;
    uint64_t before = ((uint64_t)1 << byte % BLOCK) - 1;
    const char *p;
    uint32_t units;

    if (o->marks == NULL)
        return byte;
    if (byte >= o->text.len)
        return o->total;
    p = block(o, at);
    units = o->marks[at] + bits(heads(p) & before);
    if (o->utf16)
        units += bits(fours(p) & before);
    return units;
}

/* The block in which a count of units below `total` falls. Places mostly come
 * in rising order, so look near the last one first. */
static size_t
block_of(struct offsets *o, uint32_t units)
{
    size_t low = 0, high = o->blocks;

    if (o->marks[o->near] <= units) {
        low = o->near;
        for (size_t step = 1; low + step < high; step *= 2) {
            if (o->marks[low + step] > units) {
                high = low + step;
                break;
            }
            low += step;
        }
    } else {
        high = o->near;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (o->marks[middle] <= units)
            low = middle;
        else
            high = middle;
    }
    return o->near = low;
}

bool
offsets_to_byte(struct offsets *o, uint64_t units, uint32_t *byte)
{
    uint32_t left;
    uint64_t open, pairs;
    const char *p;
    size_t at;

    if (units > o->total)
        return false;
    if (o->marks == NULL || units == o->total) {
        *byte = o->marks == NULL ? (uint32_t)units : (uint32_t)o->text.len;
        return o->marks != NULL || units == o->text.len ||
               ((unsigned char)o->text.ptr[units] & 0xc0) != 0x80;
    }
    at = block_of(o, (uint32_t)units);
    left = (uint32_t)units - o->marks[at];
    p = block(o, at);
    open = heads(p);
    pairs = o->utf16 ? fours(p) : 0;
    for (; left > 0; left--, open &= open - 1) {
        if ((open & (0 - open) & pairs) == 0)
            continue;
        if (--left == 0)
            return false; /* between the two units of a pair */
    }
    *byte = (uint32_t)(at * BLOCK) + lowest(open);
    return true;
}

const char *
offsets_name(enum mill_offsets unit)
{
    return unit == MILL_OFFSETS_BYTE    ? "bytes"
           : unit == MILL_OFFSETS_UTF16 ? "UTF-16 units"
                                        : "code points";
}
