/* SPDX-License-Identifier: Apache-2.0
 *
 * hooks.h: the three places where libpressmill touches the machine: memory,
 * files and the clock. Tests replace them to inject faults; embedders may. */
#ifndef PRESSMILL_HOOKS_H
#define PRESSMILL_HOOKS_H

#include <pressmill/base.h>
#include <sys/types.h>

MILL_BEGIN_DECLS

struct mill_hooks {
    /* as realloc: `ptr` NULL allocates, `size` 0 frees and returns NULL */
    void *(*memory)(void *ptr, size_t size);
    /* as read and write of POSIX */
    ssize_t (*read)(int fd, void *buf, size_t size);
    ssize_t (*write)(int fd, const void *buf, size_t size);
    int (*sync)(int fd);
    /* microseconds of a clock that never goes back */
    int64_t (*now_us)(void);
};

/** Replaces the hooks that are not NULL; NULL puts the originals back. Before
 * any other call, from one thread. */
MILL_API void mill_hooks_set(const struct mill_hooks *hooks);

/** The hooks for a plugin's own memory and files. Never NULL. */
MILL_API const struct mill_hooks *mill_hooks(void);

MILL_END_DECLS
#endif
