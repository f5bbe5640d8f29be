/* SPDX-License-Identifier: Apache-2.0
 *
 * offsets.h: places in a text counted in bytes, code points or UTF-16 units,
 * and from one to the other: one pass over the text, then a few nanoseconds a
 * place. A text of ASCII, and bytes, need not even the pass. */
#ifndef CORE_OFFSETS_H
#define CORE_OFFSETS_H

#include <pressmill/arena.h>
#include <pressmill/record.h>

struct offsets {
    struct mill_str text; /* valid UTF-8 of less than 4 GiB */
    bool utf16;
    uint32_t total;  /* length of the text in units */
    uint32_t *marks; /* units before each block of 64 bytes; NULL: bytes */
    size_t blocks;   /* marks[blocks] is `total` */
    size_t near;     /* block of the last answer */
    char last[64];   /* the last block, with NULs behind */
};

/* False when the arena is full. */
bool offsets_init(struct offsets *offsets, struct mill_arena *arena,
                  struct mill_str text, enum mill_offsets unit) MILL_MUST_USE;

/* Units before a byte of the text, which begins a character. */
uint32_t offsets_from_byte(const struct offsets *offsets, uint32_t byte);

/* The byte that a count of units leads to. False when that is past the end,
 * or within a character. */
bool offsets_to_byte(struct offsets *offsets, uint64_t units, uint32_t *byte);

/* "bytes", "code points", "UTF-16 units". */
const char *offsets_name(enum mill_offsets unit);

#endif
