/* SPDX-License-Identifier: Apache-2.0
 *
 * data.c: where language files and models are, mapping them, and the checksum
 * they carry. PKGDATADIR comes from the build. */
#include <pressmill/data.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PKGDATADIR
#error "PKGDATADIR is the folder of the installed data"
#endif

/* ---- the search path */

/* Calls `visit` with each folder in turn until it returns true. */
static bool
each_folder(struct mill_arena *arena,
            bool (*visit)(const char *folder, void *context), void *context)
{
    const char *path = getenv("PRESSMILL_DATA_PATH");
    const char *home = getenv("XDG_DATA_HOME");
    const char *user = NULL;

    while (path != NULL && *path != '\0') {
        size_t len = strcspn(path, ":");
        const char *folder =
            mill_arena_strdup(arena, (struct mill_str){ path, len });

        /* an empty entry would mean the current folder: never ours */
        if (folder != NULL && len > 0 && visit(folder, context))
            return true;
        path += len + (path[len] == ':');
    }
    if (home != NULL && home[0] == '/') {
        user = mill_arena_printf(arena, "%s/pressmill", home);
    } else {
        home = getenv("HOME");
        if (home != NULL && home[0] == '/')
            user = mill_arena_printf(arena, "%s/.local/share/pressmill", home);
    }
    if (user != NULL && visit(user, context))
        return true;
    /* as in the source tree: language data and pipelines, then the rest */
    return visit(PKGDATADIR "/config", context) || visit(PKGDATADIR, context);
}

/* Whether a name stays inside the folder it is looked for in. */
static bool
is_inside(const char *name)
{
    if (name[0] == '/' || name[0] == '\0')
        return false;
    while (*name != '\0') {
        size_t len = strcspn(name, "/");

        if (len == 2 && name[0] == '.' && name[1] == '.')
            return false;
        name += len + (name[len] == '/');
    }
    return true;
}

struct finding {
    struct mill_arena *arena;
    const char *name, *found;
};

static bool
find_in(const char *folder, void *context)
{
    struct finding *f = context;
    char *path = mill_arena_printf(f->arena, "%s/%s", folder, f->name);
    struct stat st;

    if (path == NULL || stat(path, &st) != 0)
        return false;
    f->found = path;
    return true;
}

const char *
mill_data_find(struct mill_arena *arena, const char *name)
{
    struct finding f = { .arena = arena, .name = name };

    return is_inside(name) && each_folder(arena, find_in, &f) ? f.found : NULL;
}

/* ---- listing */

struct listing {
    struct mill_arena *arena;
    const char *folder;
    const char **names;
    size_t count, room;
    bool failed;
};

static bool
has_name(const struct listing *l, const char *name)
{
    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(l->names[i], name) == 0)
            return true;
    }
    return false;
}

static void
add_name(struct listing *l, const char *name)
{
    if (l->count == l->room) {
        size_t room = l->room == 0 ? 32 : 2 * l->room;
        const char **grown =
            mill_arena_grow(l->arena, l->names, l->room * sizeof(*grown),
                            room * sizeof(*grown));

        if (grown == NULL) {
            l->failed = true;
            return;
        }
        l->names = grown;
        l->room = room;
    }
    l->names[l->count] = mill_arena_printf(l->arena, "%s", name);
    if (l->names[l->count] != NULL)
        l->count++;
    else
        l->failed = true;
}

static bool
list_in(const char *folder, void *context)
{
    struct listing *l = context;
    const char *path = mill_arena_printf(l->arena, "%s/%s", folder, l->folder);
    DIR *dir = path != NULL ? opendir(path) : NULL;
    const struct dirent *entry;

    if (dir == NULL)
        return false;
    while ((entry = readdir(dir)) != NULL) {
        struct stat st;

        if (entry->d_name[0] != '.' && !has_name(l, entry->d_name) &&
            fstatat(dirfd(dir), entry->d_name, &st, 0) == 0 &&
            S_ISDIR(st.st_mode))
            add_name(l, entry->d_name);
    }
    closedir(dir);
    return false;
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t
mill_data_list(struct mill_arena *arena, const char *folder,
               const char *const **names)
{
    struct listing l = { .arena = arena, .folder = folder };

    if (!is_inside(folder))
        return 0;
    each_folder(arena, list_in, &l);
    if (l.failed || l.count == 0)
        return 0;
    qsort(l.names, l.count, sizeof(*l.names), compare_names);
    *names = l.names;
    return l.count;
}

/* ---- mapping */

bool
mill_map_open(struct mill_map *map, const char *path, struct mill_report *rep)
{
    struct stat st;
    void *at;
    int fd;

    *map = (struct mill_map){ NULL, 0 };
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        mill_fail(rep, MILL_ERR_STAGE, "cannot read '%.300s': %s", path,
                  strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    if (!S_ISREG(st.st_mode) || st.st_size <= 0) {
        mill_fail(rep, MILL_ERR_STAGE, "cannot map '%.300s': %s", path,
                  S_ISREG(st.st_mode) ? "the file is empty" : "it is no file");
        close(fd);
        return false;
    }
    at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        mill_fail(rep, MILL_ERR_STAGE, "cannot map '%.300s': %s", path,
                  strerror(errno));
    close(fd);
    if (at == MAP_FAILED)
        return false;
    map->ptr = at;
    map->size = (size_t)st.st_size;
    return true;
}

void
mill_map_close(struct mill_map *map)
{
    if (map->ptr != NULL)
        munmap((void *)(uintptr_t)map->ptr, map->size);
    *map = (struct mill_map){ NULL, 0 };
}
