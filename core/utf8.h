/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8.h: the ways to check UTF-8 that this processor knows. All of them give
 * the same answer; the tests hold them against each other. */
#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

struct utf8_way {
    const char *name;
    size_t (*valid)(const char *bytes, size_t len);
    bool usable; /* here and now */
};

/* Fills in up to `max` ways, the best usable one first and the scalar one
 * last; returns how many there are. */
size_t utf8_ways(struct utf8_way *ways, size_t max);

/* The scalar way: a state machine, ASCII in words of eight bytes. */
size_t utf8_valid_scalar(const char *bytes, size_t len);

/* How long the valid UTF-8 character at bytes[0] is, 0 when there is none.
 * `*bad` then receives the length of the maximal ill-formed part (Unicode,
 * section 3.9), which is one U+FFFD. `len` is at least 1. */
size_t utf8_char_length(const unsigned char *bytes, size_t len, size_t *bad);

#endif
