/* SPDX-License-Identifier: Apache-2.0
 *
 * encoding.h: bytes of a page to valid UTF-8. */
#ifndef EXTRACT_ENCODING_H
#define EXTRACT_ENCODING_H

#include "../io/charset.h"

#include <pressmill/arena.h>
#include <pressmill/base.h>

struct encoding {
    char name[CHARSET_NAME]; /* "utf-8", "windows-1251" ... */
    const char *source; /* "bom", "header", "meta", "content", "detector" */
    size_t replaced;    /* places that were no characters */
};

/**
 * Decodes a page.
 *
 * @param type   media type with its charset parameter, or ""
 * @param html   whether to look for a <meta charset>
 * @param out    receives valid UTF-8, in the arena or `bytes` itself
 * @return false when the arena is full
 */
bool encoding_decode(struct charset *cs, struct mill_arena *arena,
                     struct mill_str bytes, const char *type, bool html,
                     struct mill_str *out,
                     struct encoding *found) MILL_MUST_USE;

#endif
