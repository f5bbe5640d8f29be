/* SPDX-License-Identifier: Apache-2.0
 *
 * inputs.c: see inputs.h. */
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <pressmill/hooks.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { INPUTS_DEPTH = 64 };

/* What browsers and crawlers save beside a page: never an article. Passed
 * over in folders; named one by one, they are read. */
static const char *const companions[] = {
    ".css", ".js",  ".mjs",  ".jpg", ".jpeg", ".png",  ".gif",   ".webp",
    ".svg", ".ico", ".avif", ".mp4", ".webm", ".mp3",  ".woff",  ".woff2",
    ".ttf", ".otf", ".eot",  ".map", ".md5",  ".sha256"
};

void
inputs_init(struct inputs *in, const struct mill_list *paths,
            const struct mill_list *names)
{
    memset(in, 0, sizeof *in);
    in->paths = paths;
    in->names = names;
}

static void
forget(struct inputs *in)
{
    for (size_t i = 0; i < in->count; i++)
        mill_hooks()->memory(in->files[i], 0);
    in->count = in->at = 0;
}

void
inputs_finish(struct inputs *in)
{
    forget(in);
    if (in->files != NULL)
        mill_hooks()->memory(in->files, 0);
    in->files = NULL;
}

static bool
add(struct inputs *in, const char *path)
{
    const struct mill_hooks *h = mill_hooks();
    size_t len = strlen(path) + 1;
    char *copy;

    if (in->count == in->cap) {
        size_t cap = in->cap == 0 ? 64 : in->cap * 2;
        char **grown = h->memory(in->files, cap * sizeof *grown);

        if (grown == NULL)
            return !(in->memory = true);
        in->files = grown;
        in->cap = cap;
    }
    copy = h->memory(NULL, len);
    if (copy == NULL)
        return !(in->memory = true);
    memcpy(copy, path, len);
    in->files[in->count++] = copy;
    return true;
}

static bool
wanted(const struct inputs *in, const char *name)
{
    size_t len = strlen(name);

    if (name[0] == '.')
        return false;
    if (in->names != NULL && in->names->count > 0) {
        for (size_t i = 0; i < in->names->count; i++)
            if (fnmatch(in->names->items[i], name, 0) == 0)
                return true;
        return false;
    }
    for (size_t i = 0; i < sizeof companions / sizeof companions[0]; i++) {
        size_t n = strlen(companions[i]);

        if (len > n && strcasecmp(name + len - n, companions[i]) == 0)
            return false;
    }
    return true;
}

/* Adds the files of a folder and below. Links to files are followed, links
 * to folders are not: they make circles. */
static bool
add_folder(struct inputs *in, const char *folder, int depth)
{
    DIR *dir = depth < INPUTS_DEPTH ? opendir(folder) : NULL;
    struct dirent *entry;
    bool ok = true;

    if (dir == NULL) {
        if (depth > 0)
            return add(in, folder); /* told when its turn comes */
        snprintf(in->why, sizeof in->why, "%s", strerror(errno));
        return false;
    }
    while (ok && (entry = readdir(dir)) != NULL) {
        char path[4096];
        struct stat st;
        int n;

        if (entry->d_name[0] == '.')
            continue;
        n = snprintf(path, sizeof path, "%s%s%s", folder,
                     folder[strlen(folder) - 1] == '/' ? "" : "/",
                     entry->d_name);
        if (n < 0 || (size_t)n >= sizeof path || lstat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode)) {
            ok = add_folder(in, path, depth + 1);
            continue;
        }
        if (S_ISLNK(st.st_mode) &&
            (stat(path, &st) != 0 || S_ISDIR(st.st_mode)))
            continue;
        if (S_ISREG(st.st_mode) && wanted(in, entry->d_name))
            ok = add(in, path);
    }
    closedir(dir);
    return ok;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
add_glob(struct inputs *in, const char *pattern)
{
    glob_t g;
    bool ok = true;

    /* unsorted: glob() would sort by locale */
    if (glob(pattern, GLOB_NOSORT | GLOB_BRACE | GLOB_TILDE, NULL, &g) != 0) {
        snprintf(in->why, sizeof in->why, "no file matches");
        return false;
    }
    for (size_t i = 0; ok && i < g.gl_pathc; i++) {
        struct stat st;

        if (stat(g.gl_pathv[i], &st) == 0 && S_ISDIR(st.st_mode))
            ok = add_folder(in, g.gl_pathv[i], 1);
        else
            ok = add(in, g.gl_pathv[i]);
    }
    globfree(&g);
    return ok;
}

static bool
expand(struct inputs *in, const char *path)
{
    struct stat st;

    forget(in);
    in->why[0] = '\0';
    if (strcmp(path, "-") == 0)
        return add(in, path);
    if (stat(path, &st) == 0) {
        if (!S_ISDIR(st.st_mode))
            return add(in, path);
        if (!add_folder(in, path, 0))
            return false;
    } else if (errno == ENOENT && strpbrk(path, "*?[{") != NULL) {
        if (!add_glob(in, path))
            return false;
    } else if (strncmp(path, "http://", 7) == 0 ||
               strncmp(path, "https://", 8) == 0) {
        snprintf(in->why, sizeof in->why,
                 "it is a URL: use the steps 'urls' and 'fetch'");
        return false;
    } else {
        snprintf(in->why, sizeof in->why, "%s", strerror(errno));
        return false;
    }
    if (in->count == 0) {
        snprintf(in->why, sizeof in->why, "no documents in this folder");
        return false;
    }
    qsort(in->files, in->count, sizeof in->files[0], compare);
    return true;
}

enum inputs_got
inputs_next(struct inputs *in, const char **path)
{
    while (in->at == in->count) {
        if (in->next_path == in->paths->count)
            return INPUTS_END;
        *path = in->paths->items[in->next_path++];
        if (!expand(in, *path)) {
            forget(in);
            if (in->memory)
                snprintf(in->why, sizeof in->why, "out of memory");
            return INPUTS_FAIL;
        }
    }
    *path = in->files[in->at++];
    return INPUTS_FILE;
}
