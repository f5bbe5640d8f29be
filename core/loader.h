/* SPDX-License-Identifier: Apache-2.0
 *
 * loader.h: finding plugins and loading them through libltdl. */
#ifndef CORE_LOADER_H
#define CORE_LOADER_H

#include <pressmill/arena.h>
#include <pressmill/node.h>
#include <pressmill/plugin.h>
#include <pressmill/report.h>

#include <ltdl.h>
#include <stdio.h>

struct loader;

/** Tells which modules are linked into the program (lt_preloaded_symbols);
 * before loader_create(). */
void loader_set_preloaded(const lt_dlsymlist *list);

/* A plugin in memory. `desc` is our own copy of its descriptor, as large as
 * ours is: what an older plugin does not have is zero. */
struct loaded {
    struct loaded *next;
    const char *name, *path; /* path: "built in" for a static one */
    const struct mill_node *preset; /* options a manifest sets, or NULL */
    struct mill_plugin desc;
};

/**
 * Makes a loader with its search path: `folders` (of --plugin-path), then
 * PRESSMILL_PLUGIN_PATH, the user's folder, the system's. Folders that others
 * may write to are left out, each with a warning.
 *
 * Threads: a loader and everything it does belongs to the main thread.
 */
struct loader *loader_create(const char *const *folders, size_t n_folders,
                             struct mill_report *rep) MILL_MUST_USE;

/** Frees the loader. Plugins stay in memory: unloading code that has run is
 * asking for trouble (thread keys, exit handlers). */
void loader_destroy(struct loader *loader);

/**
 * Finds and loads a plugin by name.
 *
 * @param loc  where the name was written, for the message
 * @return the plugin, or NULL: the report says why and what to do
 */
const struct loaded *loader_get(struct loader *loader, const char *name,
                                struct mill_loc loc,
                                struct mill_report *rep) MILL_MUST_USE;

/** Adds a plugin that is part of the program itself. */
bool loader_add(struct loader *loader, const struct mill_plugin *desc)
    MILL_MUST_USE;

/** Loads one file, wherever it is; for `pressmill plugin check`. */
const struct loaded *loader_get_file(struct loader *loader, const char *path,
                                     struct mill_report *rep) MILL_MUST_USE;

/** Names of all plugins on the search path, sorted, each once. */
size_t loader_list(struct loader *loader, const char *const **names);

/** Prints the search path, one folder a line. */
void loader_print_path(const struct loader *loader, FILE *out);

#endif
