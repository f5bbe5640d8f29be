/* SPDX-License-Identifier: Apache-2.0
 *
 * charset.h: bytes of a page to valid UTF-8. */
#ifndef EXTRACT_CHARSET_H
#define EXTRACT_CHARSET_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

struct charset; /* per worker: the converter used last, the detector */

struct charset *encoding_create(void) MILL_MUST_USE;
void encoding_destroy(struct charset *cs);

struct charset_found {
    char name[32];      /* "utf-8", "windows-1251" ... */
    const char *source; /* "bom", "header", "meta", "content", "detector",
                         * "default" */
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
                     struct charset_found *found) MILL_MUST_USE;

#endif
