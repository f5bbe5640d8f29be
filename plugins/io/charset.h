/* SPDX-License-Identifier: Apache-2.0
 *
 * charset.h: bytes in any character set to UTF-8, by iconv; which set it is,
 * by uchardet, with a second look at Cyrillic, where uchardet knows Russian
 * only. */
#ifndef IO_CHARSET_H
#define IO_CHARSET_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

/* Kept by a worker: descriptors of iconv cost more than a short text. */
struct charset;

struct charset *charset_create(void);
void charset_destroy(struct charset *cs);

/** The encoding that a BOM declares ("UTF-8", "UTF-16LE", ...), or NULL. */
const char *charset_bom(struct mill_str bytes);

/** The name of the encoding that bytes without a BOM are most likely in:
 * "UTF-8" when they are valid. Looks at the first 256 KiB. Never NULL;
 * valid until the next call. */
const char *charset_detect(struct charset *cs, struct mill_str bytes);

/**
 * Decodes.
 *
 * @param from      name of the encoding as the world writes it
 * @param replaced  receives how many ill-formed bytes became U+FFFD
 * @return UTF-8 in the arena; `ptr` NULL when the encoding is unknown or the
 *         arena is full
 */
struct mill_str charset_decode(struct charset *cs, const char *from,
                               struct mill_str bytes, size_t *replaced,
                               struct mill_arena *arena);

/** Whether decoding from this name is known. */
bool charset_known(const char *name);

#endif
