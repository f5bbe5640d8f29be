/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.h: what other files of libpressmill ask of an arena beyond the public
 * interface. */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <pressmill/arena.h>

/** Whether `ptr` points into memory the arena holds. */
bool arena_holds(const struct mill_arena *arena, const void *ptr);

/** Changes the limit; what is given out already stays. */
void arena_set_limit(struct mill_arena *arena, size_t max_bytes);

#endif
