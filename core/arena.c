/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.c: bump allocation in chunks that double. A reset keeps chunks for
 * the next document, so that a steady load asks the system for nothing. */
#include "arena.h"

#include <pressmill/hooks.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_CHUNK ((size_t)16 << 10)
#define LARGEST_STEP ((size_t)4 << 20)

struct chunk {
    struct chunk *next;
    size_t size; /* of `bytes` */
    _Alignas(max_align_t) char bytes[];
};

struct mill_arena {
    struct chunk *first, *current;
    char *at, *end; /* free room of the current chunk */
    size_t used;    /* given out before the current chunk */
    size_t held;    /* bytes of all chunks */
    size_t max_bytes;
    size_t next_size; /* of the chunk to ask for next */
};

static size_t
round_up(size_t size)
{
    const size_t unit = _Alignof(max_align_t) - 1;

    return (size + unit) & ~unit;
}

struct mill_arena *
mill_arena_create(size_t max_bytes)
{
    struct mill_arena *arena = mill_hooks()->memory(NULL, sizeof *arena);

    if (arena == NULL)
        return NULL;
    *arena = (struct mill_arena){ .max_bytes = max_bytes,
                                  .next_size = FIRST_CHUNK };
    return arena;
}

static void
free_chunks(struct mill_arena *arena, struct chunk *from)
{
    while (from != NULL) {
        struct chunk *next = from->next;

        arena->held -= from->size;
        mill_hooks()->memory(from, 0);
        from = next;
    }
}

void
mill_arena_destroy(struct mill_arena *arena)
{
    if (arena == NULL)
        return;
    free_chunks(arena, arena->first);
    mill_hooks()->memory(arena, 0);
}

static void
enter(struct mill_arena *arena, struct chunk *chunk)
{
    arena->current = chunk;
    arena->at = chunk != NULL ? chunk->bytes : NULL;
    arena->end = chunk != NULL ? chunk->bytes + chunk->size : NULL;
}

void
mill_arena_reset(struct mill_arena *arena, size_t keep_bytes)
{
    struct chunk **link = &arena->first;
    size_t kept = 0;

    while (*link != NULL && kept + (*link)->size <= keep_bytes) {
        kept += (*link)->size;
        link = &(*link)->next;
    }
    free_chunks(arena, *link);
    *link = NULL;
    if (arena->held == 0)
        arena->next_size = FIRST_CHUNK;
    arena->used = 0;
    enter(arena, arena->first);
}

/* Goes to a chunk with room for `size` bytes: one kept from before, or new. */
static bool
next_chunk(struct mill_arena *arena, size_t size)
{
    struct chunk *chunk;
    struct chunk **link;
    size_t want;

    if (arena->current != NULL)
        arena->used += (size_t)(arena->at - arena->current->bytes);
    link = arena->current != NULL ? &arena->current->next : &arena->first;
    if (*link != NULL && (*link)->size >= size) {
        enter(arena, *link);
        return true;
    }

    want = size > arena->next_size ? size : arena->next_size;
    if (arena->max_bytes != 0 && arena->held + want > arena->max_bytes) {
        want = size; /* the last bit of room, exactly */
        if (size > arena->max_bytes || arena->held > arena->max_bytes - size)
            goto full;
    }
    if (want > SIZE_MAX - sizeof *chunk)
        goto full;
    chunk = mill_hooks()->memory(NULL, sizeof *chunk + want);
    if (chunk == NULL)
        goto full;
    chunk->size = want;
    chunk->next = *link; /* kept chunks that were too small come later */
    *link = chunk;
    arena->held += want;
    if (arena->next_size < LARGEST_STEP)
        arena->next_size *= 2;
    enter(arena, chunk);
    return true;

full:
    if (arena->current != NULL)
        arena->used -= (size_t)(arena->at - arena->current->bytes);
    return false;
}

void *
mill_arena_alloc(struct mill_arena *arena, size_t size)
{
    void *ptr;

    if (size > SIZE_MAX / 2)
        return NULL;
    size = round_up(size);
    /* at is NULL, and so is end, before the first chunk */
    if ((size_t)(arena->end - arena->at) < size || arena->at == NULL) {
        if (!next_chunk(arena, size))
            return NULL;
    }
    ptr = arena->at;
    arena->at += size;
    return ptr;
}

void *
mill_arena_zalloc(struct mill_arena *arena, size_t size)
{
    void *ptr = mill_arena_alloc(arena, size);

    if (ptr != NULL)
        memset(ptr, 0, size);
    return ptr;
}

void *
mill_arena_grow(struct mill_arena *arena, void *old, size_t old_size,
                size_t new_size)
{
    size_t old_room = round_up(old_size), new_room;
    void *ptr;

    if (new_size > SIZE_MAX / 2)
        return NULL;
    new_room = round_up(new_size);
    if (old != NULL && (char *)old + old_room == arena->at &&
        new_room - old_room <= (size_t)(arena->end - arena->at)) {
        arena->at += new_room - old_room;
        return old;
    }
    ptr = mill_arena_alloc(arena, new_size);
    if (ptr != NULL && old_size != 0)
        memcpy(ptr, old, old_size);
    return ptr;
}

char *
mill_arena_strdup(struct mill_arena *arena, struct mill_str str)
{
    char *copy = mill_arena_alloc(arena, str.len + 1);

    if (copy == NULL)
        return NULL;
    if (str.len != 0)
        memcpy(copy, str.ptr, str.len);
    copy[str.len] = '\0';
    return copy;
}

char *
mill_arena_printf(struct mill_arena *arena, const char *format, ...)
{
    va_list va;
    char *text;
    int len;

    va_start(va, format);
    len = vsnprintf(NULL, 0, format, va);
    va_end(va);
    if (len < 0)
        return NULL;
    text = mill_arena_alloc(arena, (size_t)len + 1);
    if (text == NULL)
        return NULL;
    va_start(va, format);
    vsnprintf(text, (size_t)len + 1, format, va);
    va_end(va);
    return text;
}

size_t
mill_arena_used(const struct mill_arena *arena)
{
    size_t here = 0;

    if (arena->current != NULL)
        here = (size_t)(arena->at - arena->current->bytes);
    return arena->used + here;
}

size_t
mill_arena_held(const struct mill_arena *arena)
{
    return arena->held;
}

bool
arena_holds(const struct mill_arena *arena, const void *ptr)
{
    const char *p = ptr;

    for (const struct chunk *c = arena->first; c != NULL; c = c->next)
        if (p >= c->bytes && p < c->bytes + c->size)
            return true;
    return false;
}

void
arena_set_limit(struct mill_arena *arena, size_t max_bytes)
{
    arena->max_bytes = max_bytes;
}
