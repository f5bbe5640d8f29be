/* SPDX-License-Identifier: Apache-2.0
 *
 * t-arena.c: what an arena promises. */
#include "tap.h"

#include "../core/arena.h"

#include <pressmill/hooks.h>

#include <stdlib.h>
#include <string.h>

static void
memory_is_aligned_and_apart(void)
{
    struct mill_arena *arena = mill_arena_create(0);
    char *last = NULL;
    bool aligned = true, apart = true;

    for (size_t size = 0; size < 3000; size += 7) {
        char *p = mill_arena_alloc(arena, size);

        CU_ASSERT_PTR_NOT_NULL(p);
        aligned = aligned && (uintptr_t)p % _Alignof(max_align_t) == 0;
        memset(p, (int)size, size);
        if (last != NULL)
            apart = apart && (p >= last + size - 7 || p < last);
        last = p;
    }
    CU_ASSERT_TRUE(aligned);
    CU_ASSERT_TRUE(apart);
    mill_arena_destroy(arena);
}

static void
limit_is_kept_and_leaves_the_arena_usable(void)
{
    struct mill_arena *arena = mill_arena_create(100000);
    size_t got = 0;

    while (mill_arena_alloc(arena, 1000) != NULL)
        got += 1000;
    CU_ASSERT_TRUE(got >= 90000);
    CU_ASSERT_TRUE(mill_arena_held(arena) <= 100000);
    CU_ASSERT_PTR_NULL(mill_arena_alloc(arena, 100001));
    CU_ASSERT_PTR_NULL(mill_arena_alloc(arena, SIZE_MAX));
    mill_arena_reset(arena, 100000);
    CU_ASSERT_PTR_NOT_NULL(mill_arena_alloc(arena, 1000));
    mill_arena_destroy(arena);
}

static void
reset_gives_back_what_is_over_and_keeps_the_rest(void)
{
    struct mill_arena *arena = mill_arena_create(0);

    for (int i = 0; i < 100; i++)
        CU_ASSERT_PTR_NOT_NULL(mill_arena_alloc(arena, 10000));
    CU_ASSERT_TRUE(mill_arena_used(arena) >= 1000000);
    mill_arena_reset(arena, 100000);
    CU_ASSERT_EQUAL(mill_arena_used(arena), 0);
    CU_ASSERT_TRUE(mill_arena_held(arena) <= 100000);
    CU_ASSERT_TRUE(mill_arena_held(arena) > 0);
    mill_arena_reset(arena, 0);
    CU_ASSERT_EQUAL(mill_arena_held(arena), 0);
    mill_arena_destroy(arena);
}

static size_t calls;

static void *
counted(void *ptr, size_t size)
{
    calls++;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, size);
}

static void
steady_load_asks_the_system_for_nothing(void)
{
    struct mill_hooks hooks = { .memory = counted };
    struct mill_arena *arena;
    size_t warm = 0;

    mill_hooks_set(&hooks);
    arena = mill_arena_create(0);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 200; i++)
            CU_ASSERT_PTR_NOT_NULL(mill_arena_alloc(arena, 500));
        mill_arena_reset(arena, 1 << 20);
        if (round == 0)
            warm = calls;
    }
    CU_ASSERT_EQUAL(calls, warm);
    mill_arena_destroy(arena);
    mill_hooks_set(NULL);
}

static void
growing_keeps_the_content(void)
{
    struct mill_arena *arena = mill_arena_create(0);
    int *numbers = NULL;
    size_t n = 0;
    bool same = true;

    for (int i = 0; i < 20000; i++) {
        numbers = mill_arena_grow(arena, numbers, n * sizeof *numbers,
                                  (n + 1) * sizeof *numbers);
        if (i % 1000 == 0)
            CU_ASSERT_PTR_NOT_NULL(mill_arena_alloc(arena, 8));
        numbers[n++] = i;
    }
    for (int i = 0; i < 20000; i++)
        same = same && numbers[i] == i;
    CU_ASSERT_TRUE(same);
    mill_arena_destroy(arena);
}

static size_t fail_at;

static void *
failing(void *ptr, size_t size)
{
    if (size != 0 && fail_at != 0 && --fail_at == 0)
        return NULL;
    return counted(ptr, size);
}

static void
every_failed_allocation_is_told_and_nothing_leaks(void)
{
    struct mill_hooks hooks = { .memory = failing };

    mill_hooks_set(&hooks);
    for (size_t k = 1; k < 20; k++) {
        struct mill_arena *arena;

        fail_at = k;
        arena = mill_arena_create(0);
        for (int i = 0; arena != NULL && i < 500; i++) {
            char *p = mill_arena_alloc(arena, 1000);

            if (p != NULL)
                memset(p, 1, 1000);
        }
        mill_arena_destroy(arena);
    }
    fail_at = 0;
    mill_hooks_set(NULL);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(memory_is_aligned_and_apart),
        TAP_CASE(limit_is_kept_and_leaves_the_arena_usable),
        TAP_CASE(reset_gives_back_what_is_over_and_keeps_the_rest),
        TAP_CASE(steady_load_asks_the_system_for_nothing),
        TAP_CASE(growing_keeps_the_content),
        TAP_CASE(every_failed_allocation_is_told_and_nothing_leaks),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
