/* SPDX-License-Identifier: Apache-2.0
 *
 * memory.h: memory that outlives documents, through the one hook. */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <pressmill/hooks.h>

#include <string.h>

/** `count` objects of `size` bytes, cleared; NULL when there is no room. */
static inline void *
mem_zalloc(size_t count, size_t size)
{
    void *ptr = NULL;

    if (size == 0 || count <= SIZE_MAX / 2 / size)
        ptr = mill_hooks()->memory(NULL, count * size + 1);
    if (ptr != NULL)
        memset(ptr, 0, count * size + 1);
    return ptr;
}

static inline void
mem_free(void *ptr)
{
    mill_hooks()->memory(ptr, 0);
}

#endif
