/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.c: names of annotation types as numbers. One table for the process:
 * records that are read back, several pipelines in one program and plugins
 * must agree on what a number means. */
#include "intern.h"

#include <pressmill/plugin.h>

#include <stdatomic.h>
#include <string.h>

#define NAME_MAX_BYTES 63

static char names[INTERN_MAX][NAME_MAX_BYTES + 1];
/* Readers on other threads see a name once they see the count that holds it. */
static _Atomic unsigned count;

static bool
good_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && len <= NAME_MAX_BYTES &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == len;
}

mill_type
mill_type_find(const char *name)
{
    unsigned n = atomic_load_explicit(&count, memory_order_acquire);

    for (unsigned i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return (mill_type)(i + 1);
    return 0;
}

mill_type
intern_type(const char *name)
{
    mill_type type = mill_type_find(name);
    unsigned n = atomic_load_explicit(&count, memory_order_relaxed);

    if (type != 0 || !good_name(name) || n == INTERN_MAX - 1)
        return type;
    memcpy(names[n], name, strlen(name) + 1);
    atomic_store_explicit(&count, n + 1, memory_order_release);
    return (mill_type)(n + 1);
}

const char *
mill_type_name(mill_type type)
{
    if (type == 0 || type > atomic_load_explicit(&count, memory_order_acquire))
        return "";
    return names[type - 1];
}

mill_type
intern_count(void)
{
    return (mill_type)atomic_load_explicit(&count, memory_order_acquire);
}
