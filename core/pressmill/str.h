/* SPDX-License-Identifier: Apache-2.0
 *
 * str.h: what is done with slices all the time. Bytes, not characters: case
 * counts, and only ASCII blanks are blanks. */
#ifndef PRESSMILL_STR_H
#define PRESSMILL_STR_H

#include <pressmill/base.h>

#include <string.h>

MILL_BEGIN_DECLS

/** A C string as a slice, without its NUL; NULL as one of no bytes. */
static inline struct mill_str
mill_str_of(const char *text)
{
    struct mill_str s = { text, text != NULL ? strlen(text) : 0 };

    return s;
}

static inline bool
mill_str_eq(struct mill_str a, struct mill_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/** Whether the slice is exactly this C string. */
static inline bool
mill_str_is(struct mill_str s, const char *text)
{
    return mill_str_eq(s, mill_str_of(text));
}

/** The slice without the blanks and control characters at both ends. */
static inline struct mill_str
mill_str_trim(struct mill_str s)
{
    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    return s;
}

MILL_END_DECLS
#endif
