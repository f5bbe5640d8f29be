/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.h: names of annotation types as numbers. Filled while plans are
 * compiled, read by everybody afterwards. */
#ifndef CORE_INTERN_H
#define CORE_INTERN_H

#include <pressmill/base.h>

/* Types one process may know; a document has a slot for each in use. */
#define INTERN_MAX 256

/** Number of a name, given anew at its first use; 0 when the name is no good
 * (empty, over 63 bytes, other than a-z, 0-9, '_' and '-') or the table is
 * full. From one thread at a time. */
mill_type intern_type(const char *name);

/** Numbers in use: 1 .. count. */
mill_type intern_count(void);

#endif
