/* SPDX-License-Identifier: Apache-2.0
 *
 * search-path.c: the folders plugins are looked for in, and their files. */
#include "config.h"

#include "search-path.h"

#include "report.h"

#include <pressmill/str.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

#ifndef PLUGINDIR
#error "PLUGINDIR: the folder of installed plugins, given by the Makefile"
#endif

/* Whether only we and root can put files there. */
static bool
only_ours(const struct stat *st)
{
    return (st->st_uid == 0 || st->st_uid == geteuid()) &&
           (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool
add_folder(struct search_path *search, const char *path, bool asked,
           struct mill_report *rep)
{
    struct mill_loc nowhere = { 0 };
    struct plugin_folder *folder;
    char *real;
    struct stat st;

    real = realpath(path, NULL);
    if (real == NULL || stat(real, &st) != 0 || !S_ISDIR(st.st_mode)) {
        if (asked)
            report_warning(rep, MSG_PLUGIN_FOLDER, nowhere,
                           "no plugins from '%s': no such folder", path);
        free(real);
        return true;
    }
    if (!only_ours(&st)) {
        report_warning(rep, MSG_PLUGIN_FOLDER, nowhere,
                       "no plugins from '%s': others can write to it", path);
        report_hint(rep, "chmod go-w '%s', and let it belong to you or root",
                    path);
        free(real);
        return true;
    }
    folder = mill_arena_alloc(search->arena, sizeof *folder);
    if (folder != NULL) {
        struct mill_str str = mill_str_of(real);

        folder->next = NULL;
        folder->path = mill_arena_strdup(search->arena, str);
    }
    free(real);
    if (folder == NULL || folder->path == NULL)
        return false;
    *search->end = folder;
    search->end = &folder->next;
    return true;
}

/* PRESSMILL_PLUGIN_PATH: absolute folders only. An empty or relative entry
 * would mean the current folder, where anybody may have put something. */
static bool
add_path_list(struct search_path *search, const char *list,
              struct mill_report *rep)
{
    struct mill_loc nowhere = { 0 };
    const char *at = list, *end;
    char *path;

    for (; *at != '\0'; at = *end != '\0' ? end + 1 : end) {
        struct mill_str str;

        end = at + strcspn(at, ":");
        str = (struct mill_str){ at, (size_t)(end - at) };
        if (str.len == 0)
            continue;
        path = mill_arena_strdup(search->arena, str);
        if (path == NULL)
            return false;
        if (path[0] != '/')
            report_warning(rep, MSG_PLUGIN_FOLDER, nowhere,
                           "no plugins from '%s': PRESSMILL_PLUGIN_PATH "
                           "takes absolute folders only",
                           path);
        else if (!add_folder(search, path, true, rep))
            return false;
    }
    return true;
}

static bool
add_user_folder(struct search_path *search, struct mill_report *rep)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    char *path = NULL;

    if (data != NULL && data[0] == '/')
        path = mill_arena_printf(search->arena, "%s/pressmill/plugins", data);
    else if (home != NULL && home[0] == '/')
        path = mill_arena_printf(search->arena,
                                 "%s/.local/share/pressmill/plugins", home);
    return path == NULL || add_folder(search, path, false, rep);
}

/* The environment of a program with more rights than its user is not to be
 * believed. */
static bool
trust_environment(void)
{
#ifdef __linux__
    return getauxval(AT_SECURE) == 0;
#else
    return geteuid() == getuid() && getegid() == getgid();
#endif
}

bool
search_path_init(struct search_path *path, struct mill_arena *arena,
                 const char *const *folders, size_t n_folders,
                 struct mill_report *rep)
{
    const char *list = getenv("PRESSMILL_PLUGIN_PATH");
    bool good = true;

    path->arena = arena;
    path->folders = NULL;
    path->end = &path->folders;
    for (size_t i = 0; good && i < n_folders; i++)
        good = add_folder(path, folders[i], true, rep);
    if (good && trust_environment()) {
        if (list != NULL)
            good = add_path_list(path, list, rep);
        good = good && add_user_folder(path, rep);
    }
    return good && add_folder(path, PLUGINDIR, false, rep);
}

void
search_path_print(const struct search_path *path, FILE *out)
{
    for (const struct plugin_folder *f = path->folders; f != NULL; f = f->next)
        fprintf(out, "%s\n", f->path);
}

/* ---- files */

/* A file that others may write to is as bad as such a folder. */
bool
search_path_trusts(const char *path, struct mill_loc loc,
                   struct mill_report *rep)
{
    struct stat st;

    if (stat(path, &st) != 0 || only_ours(&st))
        return true;
    report_error(rep, MSG_PLUGIN_FOLDER, loc,
                 "'%s' is not loaded: others can write to it", path);
    report_hint(rep, "chmod go-w '%s', and let it belong to you or root", path);
    return false;
}

bool
plugin_good_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && len < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* The file of a plugin in a folder: installed (with or without its .la), or
 * as the build leaves it, a folder a plugin; or a manifest. */
static const char *
file_in(struct mill_arena *arena, const char *folder, const char *name)
{
    static const char *const forms[] = { "%s/%s.so",    "%s/%s.la",
                                         "%s/%s/%s.la", "%s/%s/%s.so",
                                         "%s/%s.yaml",  "%s/%s/%s.yaml" };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char path[4096];
        struct stat st;
        int len;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        len = snprintf(path, sizeof path, forms[i], folder, name, name);
#pragma GCC diagnostic pop
        if (len < 0 || (size_t)len >= sizeof path || stat(path, &st) != 0)
            continue;
        struct mill_str str = { path, (size_t)len };
        return mill_arena_strdup(arena, str);
    }
    return NULL;
}

const char *
search_path_find(struct search_path *path, const char *name)
{
    const char *file = NULL;

    if (!plugin_good_name(name))
        return NULL;
    for (struct plugin_folder *f = path->folders; f != NULL && file == NULL;
         f = f->next)
        file = file_in(path->arena, f->path, name);
    return file;
}

/* ---- listing */

void
plugin_names_add(struct plugin_names *names, struct mill_str name)
{
    char *copy;

    for (size_t i = 0; i < names->count; i++)
        if (strlen(names->items[i]) == name.len &&
            memcmp(names->items[i], name.ptr, name.len) == 0)
            return;
    copy = mill_arena_strdup(names->arena, name);
    if (copy == NULL || !plugin_good_name(copy))
        return;
    if (names->count == names->room) {
        size_t room = names->room != 0 ? names->room * 2 : 32;
        const char **items =
            mill_arena_grow(names->arena, names->items,
                            names->count * sizeof *items, room * sizeof *items);

        if (items == NULL)
            return;
        names->items = items;
        names->room = room;
    }
    names->items[names->count++] = copy;
}

static void
list_folder(const char *folder, struct plugin_names *names)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL) {
        const char *dot = strrchr(entry->d_name, '.');
        struct mill_str stem = mill_str_of(entry->d_name);

        /* a plugin's name has no "lib" before it; a library has */
        if (dot == entry->d_name || strncmp(entry->d_name, "lib", 3) == 0)
            continue;
        if (dot != NULL) {
            if (strcmp(dot, ".so") != 0 && strcmp(dot, ".la") != 0 &&
                strcmp(dot, ".yaml") != 0)
                continue;
            stem.len = (size_t)(dot - entry->d_name);
            plugin_names_add(names, stem);
        } else if (file_in(names->arena, folder, entry->d_name) != NULL) {
            plugin_names_add(names, stem);
        }
    }
    closedir(dir);
}

void
search_path_list(struct search_path *path, struct plugin_names *names)
{
    for (struct plugin_folder *f = path->folders; f != NULL; f = f->next)
        list_folder(f->path, names);
}
