/* SPDX-License-Identifier: Apache-2.0
 *
 * hooks.c: memory, files and the clock, replaceable for tests. */
#include <pressmill/hooks.h>

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void *
default_memory(void *ptr, size_t size)
{
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, size);
}

static int64_t
default_now_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static const struct mill_hooks originals = {
    .memory = default_memory,
    .read = read,
    .write = write,
    .sync = fsync,
    .now_us = default_now_us,
};

static struct mill_hooks hooks = {
    .memory = default_memory,
    .read = read,
    .write = write,
    .sync = fsync,
    .now_us = default_now_us,
};

void
mill_hooks_set(const struct mill_hooks *to)
{
    hooks = originals;
    if (to == NULL)
        return;
    if (to->memory != NULL)
        hooks.memory = to->memory;
    if (to->read != NULL)
        hooks.read = to->read;
    if (to->write != NULL)
        hooks.write = to->write;
    if (to->sync != NULL)
        hooks.sync = to->sync;
    if (to->now_us != NULL)
        hooks.now_us = to->now_us;
}

const struct mill_hooks *
mill_hooks(void)
{
    return &hooks;
}
