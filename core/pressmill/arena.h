/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.h: memory that is given out by bumping a pointer and taken back all
 * at once. Every document has one; a worker may own more for its scratch. */
#ifndef PRESSMILL_ARENA_H
#define PRESSMILL_ARENA_H

#include <pressmill/base.h>

MILL_BEGIN_DECLS

struct mill_arena;

/**
 * Creates an empty arena.
 *
 * @param max_bytes  most it may hold; an allocation past it returns NULL.
 *                   0 means no limit of its own
 * @return the arena, or NULL when memory ran out
 *
 * Ownership: the caller's; mill_arena_destroy().
 * Threads:   an arena belongs to one thread at a time.
 */
MILL_API struct mill_arena *mill_arena_create(size_t max_bytes) MILL_MUST_USE;

/** Frees the arena and everything in it. NULL is allowed. */
MILL_API void mill_arena_destroy(struct mill_arena *arena);

/**
 * Takes everything back and keeps at most `keep_bytes` of memory for the next
 * use, so that a steady load allocates nothing.
 */
MILL_API void mill_arena_reset(struct mill_arena *arena, size_t keep_bytes);

/**
 * Gives out `size` bytes, aligned for any object, not cleared.
 *
 * @return the memory, valid until reset or destroy; NULL when the limit or
 *         the machine's memory is reached. `size` 0 gives a valid pointer.
 *
 * Cost: a pointer bump; a new chunk now and then.
 */
MILL_API void *mill_arena_alloc(struct mill_arena *arena,
                                size_t size) MILL_MUST_USE;

/** The same, cleared to zero. */
MILL_API void *mill_arena_zalloc(struct mill_arena *arena,
                                 size_t size) MILL_MUST_USE;

/**
 * Makes an array larger, in place when it is the newest allocation.
 *
 * @param old       NULL or memory from this arena
 * @param old_size  bytes in use there
 * @param new_size  bytes wanted, at least `old_size`
 * @return the array at its new place, or NULL (the old one is still valid)
 */
MILL_API void *mill_arena_grow(struct mill_arena *arena, void *old,
                               size_t old_size,
                               size_t new_size) MILL_MUST_USE;

/** Copies bytes and adds a NUL; NULL when memory ran out. */
MILL_API char *mill_arena_strdup(struct mill_arena *arena,
                                 struct mill_str str) MILL_MUST_USE;

/** Formats into the arena; NULL when memory ran out. */
MILL_API char *mill_arena_printf(struct mill_arena *arena, const char *format,
                                 ...) MILL_PRINTF(2, 3) MILL_MUST_USE;

/** Bytes given out since the last reset. */
MILL_API size_t mill_arena_used(const struct mill_arena *arena);

/** Bytes held from the system, given out or not. */
MILL_API size_t mill_arena_held(const struct mill_arena *arena);

MILL_END_DECLS
#endif
