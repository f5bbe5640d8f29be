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

enum { CHARSET_NAME = 32 }; /* bytes of a name, with its end */

/** The name of the character set that the web calls `label`: in small
 * letters, "windows-1251" for "CP1251". What stands around the label (a quote,
 * a blank) and behind it does not matter. False when nobody can decode it. */
bool charset_name(struct mill_str label, char name[CHARSET_NAME]);

/** The same, of the charset parameter of a media type. */
bool charset_of_type(const char *type, char name[CHARSET_NAME]);

/** The name of the set that a BOM declares ("utf-8", "utf-16le", ...), or
 * NULL. */
const char *charset_bom(struct mill_str bytes);

/** The name of the set that bytes without a BOM are most likely in: "utf-8"
 * when they are valid. Looks at the first 256 KiB. Never NULL; valid until the
 * next call. */
const char *charset_detect(struct charset *cs, struct mill_str bytes);

/**
 * What text to take bytes for: as their BOM says, or their media type, or
 * `otherwise` (unless NULL), or what they look like.
 *
 * @param how  receives "byte order mark", "declared" or "detected"
 * @return a name; valid until the next call
 */
const char *charset_choose(struct charset *cs, struct mill_str bytes,
                           const char *type, const char *otherwise,
                           const char **how);

/**
 * Decodes.
 *
 * @param from      name of the set as the world writes it
 * @param replaced  receives how many ill-formed bytes became U+FFFD
 * @return valid UTF-8 in the arena, with its BOM if it had one; `ptr` NULL
 *         when the set is unknown or the arena is full
 */
struct mill_str charset_decode(struct charset *cs, const char *from,
                               struct mill_str bytes, size_t *replaced,
                               struct mill_arena *arena);

#endif
