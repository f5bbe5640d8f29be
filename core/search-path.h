/* SPDX-License-Identifier: Apache-2.0
 *
 * search-path.h: the folders plugins are looked for in, and their files. */
#ifndef CORE_SEARCH_PATH_H
#define CORE_SEARCH_PATH_H

#include <pressmill/arena.h>
#include <pressmill/node.h>
#include <pressmill/report.h>

#include <stdio.h>

struct plugin_folder {
    struct plugin_folder *next;
    const char *path;
};

/* Everything of it is in `arena`, which outlives it. */
struct search_path {
    struct mill_arena *arena;
    struct plugin_folder *folders, **end;
};

/* Names of plugins, each once, in `arena`. */
struct plugin_names {
    struct mill_arena *arena;
    const char **items;
    size_t count, room;
};

/**
 * Makes the path: `folders` (of --plugin-path), then PRESSMILL_PLUGIN_PATH,
 * the user's folder, the system's. Never the current folder; folders that
 * others may write to are left out, each with a warning.
 *
 * @return whether there was memory for it
 */
bool search_path_init(struct search_path *path, struct mill_arena *arena,
                      const char *const *folders, size_t n_folders,
                      struct mill_report *rep) MILL_MUST_USE;

/** The first file on the path for a plugin of that name, or NULL. */
const char *search_path_find(struct search_path *path, const char *name);

/** Whether only we and root can write to a plugin's file; if not, says so. */
bool search_path_trusts(const char *file, struct mill_loc loc,
                        struct mill_report *rep);

/** Adds the names of all plugins on the path, in the order of folders. */
void search_path_list(struct search_path *path, struct plugin_names *names);

/** Adds a name, unless it is there or no plugin can have it. */
void plugin_names_add(struct plugin_names *names, struct mill_str name);

/** Whether a plugin may have that name: 1 to 63 of a-z, 0-9 and '-'. */
bool plugin_good_name(const char *name);

/** Prints the path, one folder a line. */
void search_path_print(const struct search_path *path, FILE *out);

#endif
