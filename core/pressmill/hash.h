/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.h: numbers of strings that come from others, for tables. */
#ifndef PRESSMILL_HASH_H
#define PRESSMILL_HASH_H

#include <pressmill/base.h>

MILL_BEGIN_DECLS

/**
 * A number of bytes that nobody outside can foresee: SipHash-1-3 with a key
 * that is another one in every process, so that no input can be made whose
 * strings all fall into one place of a table. Never for output.
 *
 * Threads: any.
 */
MILL_API uint64_t mill_hash(struct mill_str bytes);

MILL_END_DECLS
#endif
