/* SPDX-License-Identifier: Apache-2.0
 *
 * loader.c: from a plugin's name to its descriptor.
 *
 * libltdl loads, so that uninstalled .la files, bare shared objects and
 * plugins linked into the program all work; but it answers every failure with
 * "file not found", so the reason is asked of dlopen itself. */
#include "config.h"

#include "loader.h"
#include "option.h"

#include "elf-file.h"
#include "manifest.h"
#include "report.h"
#include "search-path.h"
#include "suggest.h"

#include <pressmill/hooks.h>
#include <pressmill/str.h>

#include <dlfcn.h>
#include <errno.h>
#include <ltdl.h>
#include <stdlib.h>
#include <string.h>

/* The first fields of the descriptor, which no ABI may move. */
struct head {
    uint32_t size, abi;
};

/* What the first published descriptor had: nothing smaller is one. */
#define SMALLEST_DESCRIPTOR offsetof(struct mill_plugin, input_bytes)

struct loader {
    struct mill_arena *arena;
    struct search_path path;
    struct loaded *loaded;
    lt_dladvise advise;
};

struct loader *
loader_create(const char *const *folders, size_t n_folders,
              struct mill_report *rep)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct loader *loader;

    if (arena == NULL)
        return NULL;
    loader = mill_arena_zalloc(arena, sizeof *loader);
    if (loader == NULL || lt_dlinit() != 0) {
        mill_arena_destroy(arena);
        return NULL;
    }
    loader->arena = arena;
    /* resident: never unload, see loader_destroy() */
    if (lt_dladvise_init(&loader->advise) != 0 ||
        lt_dladvise_local(&loader->advise) != 0 ||
        lt_dladvise_resident(&loader->advise) != 0 ||
        !search_path_init(&loader->path, arena, folders, n_folders, rep)) {
        loader_destroy(loader);
        return NULL;
    }
    return loader;
}

void
loader_destroy(struct loader *loader)
{
    if (loader == NULL)
        return;
    lt_dladvise_destroy(&loader->advise);
    mill_arena_destroy(loader->arena);
}

void
loader_print_path(const struct loader *loader, FILE *out)
{
    search_path_print(&loader->path, out);
}

/* ---- loading */

/* The shared object behind a path: libtool keeps that of an uninstalled .la
 * file in .libs. */
static const char *
object_of(struct loader *loader, const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    const char *object = NULL;

    if (dot != NULL && strcmp(dot, ".la") == 0 && slash != NULL)
        object = mill_arena_printf(loader->arena, "%.*s/.libs/%.*s.so",
                                   (int)(slash - path), path,
                                   (int)(dot - slash - 1), slash + 1);
    return object != NULL ? object : path;
}

/* Why a file would not load, in the words of the system's loader. */
static const char *
true_reason(const char *object)
{
    const char *words;
    void *handle;

    dlerror();
    handle = dlopen(object, RTLD_NOW | RTLD_LOCAL);
    words = handle == NULL ? dlerror() : NULL;
    return words != NULL ? words : lt_dlerror();
}

static bool
check_head(const struct loaded *plugin, const struct head *head,
           struct mill_loc loc, struct mill_report *rep)
{
    const char *tail = (const char *)head + sizeof(struct mill_plugin);

    if (head->abi != MILL_ABI) {
        report_error(rep, MSG_PLUGIN_ABI, loc,
                     "%s speaks plugin ABI %u, this pressmill speaks %u",
                     plugin->path, head->abi, (unsigned)MILL_ABI);
        report_hint(rep, "rebuild the plugin against this pressmill's headers "
                         "(pkg-config --cflags pressmill)");
        return false;
    }
    if (head->size < SMALLEST_DESCRIPTOR || head->size > 65536) {
        report_error(rep, MSG_PLUGIN_ABI, loc,
                     "%s has a descriptor of %u bytes, expected %zu or so",
                     plugin->path, head->size, sizeof(struct mill_plugin));
        report_hint(rep, "begin the descriptor with MILL_PLUGIN_HEAD and "
                         "rebuild the plugin");
        return false;
    }
    /* A newer plugin may have more; what it uses of that we cannot serve. */
    for (size_t i = sizeof(struct mill_plugin); i < head->size; i++, tail++)
        if (*tail != 0) {
            report_error(rep, MSG_PLUGIN_ABI, loc,
                         "%s needs a newer pressmill than %s", plugin->path,
                         PACKAGE_VERSION);
            report_hint(rep, "upgrade pressmill, or rebuild the plugin "
                             "against this one");
            return false;
        }
    return true;
}

/* What a descriptor must have before anything of it is used; the rest is
 * `pressmill plugin check`'s. */
static const char *
wrong_with(const struct mill_plugin *d, char *out, size_t size)
{
    int kinds = (d->next != NULL) + (d->process != NULL) + (d->write != NULL);

    if (d->name == NULL || d->version == NULL || d->summary == NULL)
        return "has no name, version or summary";
    if (kinds != 1)
        return "must set exactly one of next, process and write";
    if (d->self_size > (64u << 20) || d->worker_size > (64u << 20))
        return "wants more than 64 MiB for itself or for a worker";
    if ((d->open == NULL) != (d->close == NULL) && d->open == NULL)
        return "has close without open";
    if (option_defect(d->options, d->self_size, out, size))
        return out;
    if (d->uses != NULL)
        for (const struct mill_use *u = d->uses; u->name != NULL; u++)
            if ((u->kind == MILL_USE_KIND_READS_TYPE ||
                 u->kind == MILL_USE_KIND_WRITES_TYPE) &&
                u->offset + sizeof(mill_type) > d->self_size)
                return "has a use outside of its struct";
    return NULL;
}

static struct loaded *
new_loaded(struct loader *loader, const char *name, const char *path)
{
    struct loaded *plugin = mill_arena_zalloc(loader->arena, sizeof *plugin);
    struct mill_str name_str = mill_str_of(name);
    struct mill_str path_str = mill_str_of(path);

    if (plugin == NULL)
        return NULL;
    plugin->name = mill_arena_strdup(loader->arena, name_str);
    plugin->path = mill_arena_strdup(loader->arena, path_str);
    return plugin->name != NULL && plugin->path != NULL ? plugin : NULL;
}

static const struct loaded *
keep(struct loader *loader, struct loaded *plugin)
{
    plugin->next = loader->loaded;
    loader->loaded = plugin;
    return plugin;
}

static bool
ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static const struct loaded *
load_manifest(struct loader *loader, struct loaded *plugin, struct mill_loc loc,
              struct mill_report *rep)
{
    const struct loaded *base = loader_get(loader, "exec", loc, rep);

    if (base == NULL || !manifest_read(plugin, &base->desc, loader->arena, rep))
        return NULL;
    return keep(loader, plugin);
}

static const struct loaded *
load(struct loader *loader, const char *name, const char *path,
     struct mill_loc loc, struct mill_report *rep)
{
    struct loaded *plugin = new_loaded(loader, name, path);
    const struct head *head;
    const char *wrong, *object;
    char defect[96];
    lt_dlhandle handle = NULL;
    bool whole;

    if (plugin == NULL || !search_path_trusts(path, loc, rep))
        return NULL;
    if (ends_with(path, ".yaml"))
        return load_manifest(loader, plugin, loc, rep);

    object = object_of(loader, path);
    whole = elf_whole(object);
    if (whole)
        handle = lt_dlopenadvise(path, loader->advise);
    if (handle == NULL) {
        report_error(rep, MSG_PLUGIN_LOAD, loc, "cannot load '%s': %s", path,
                     whole ? true_reason(object) : "the file is truncated");
        report_hint(rep, "it must be a shared object for this machine, built "
                         "against this pressmill, with all its libraries "
                         "installed (see 'ldd')");
        return NULL;
    }
    head = lt_dlsym(handle, "mill_plugin");
    if (head == NULL) {
        report_error(rep, MSG_PLUGIN_LOAD, loc,
                     "%s is no pressmill plugin: it exports no descriptor",
                     path);
        report_hint(rep,
                    "the file name decides the symbol: '%s.so' must "
                    "have MILL_PLUGIN(%s), with '_' for '-'",
                    name, name);
        return NULL;
    }
    if (!check_head(plugin, head, loc, rep))
        return NULL;
    memcpy(&plugin->desc, head,
           head->size < sizeof plugin->desc ? head->size : sizeof plugin->desc);
    wrong = wrong_with(&plugin->desc, defect, sizeof defect);
    if (wrong == NULL && strcmp(plugin->desc.name, name) != 0)
        wrong = "calls itself by another name than its file";
    if (wrong != NULL) {
        report_error(rep, MSG_PLUGIN_BROKEN, loc, "plugin '%s' %s", path,
                     wrong);
        report_hint(rep,
                    "this is for the plugin's author: see "
                    "'pressmill plugin check %s'",
                    path);
        return NULL;
    }
    return keep(loader, plugin);
}

/* Modules that were linked into the program (lt_dlpreopen). */
static const lt_dlsymlist *preloaded;

void
loader_set_preloaded(const lt_dlsymlist *list)
{
    preloaded = list;
}

static const struct loaded *
load_built_in(struct loader *loader, const char *name, struct mill_loc loc,
              struct mill_report *rep)
{
    char *module = mill_arena_printf(loader->arena, "%s.a", name);

    if (module == NULL)
        return NULL;
    for (const lt_dlsymlist *s = preloaded; s != NULL && s->name; s++)
        if (s->address == NULL && strcmp(s->name, module) == 0)
            return load(loader, name, module, loc, rep);
    return NULL;
}

const struct loaded *
loader_get(struct loader *loader, const char *name, struct mill_loc loc,
           struct mill_report *rep)
{
    const struct loaded *plugin;
    const char *const *names;
    struct suggest near;
    const char *path;
    size_t n, errors = rep->errors;

    for (plugin = loader->loaded; plugin != NULL; plugin = plugin->next)
        if (strcmp(plugin->name, name) == 0)
            return plugin;
    plugin = load_built_in(loader, name, loc, rep);
    if (plugin != NULL || rep->errors != errors)
        return plugin;
    path = search_path_find(&loader->path, name);
    if (path != NULL)
        return load(loader, name, path, loc, rep);

    suggest_begin(&near, name);
    n = loader_list(loader, &names);
    for (size_t i = 0; i < n; i++)
        suggest_offer(&near, names[i]);
    if (near.best != NULL) {
        report_error(rep, MSG_PLUGIN_UNKNOWN, loc,
                     "unknown plugin '%s' (did you mean '%s'?)", name,
                     near.best);
    } else {
        report_error(rep, MSG_PLUGIN_UNKNOWN, loc, "unknown plugin '%s'", name);
        report_hint(rep, "'pressmill plugin list' shows what there is; "
                         "--plugin-path adds a folder");
    }
    return NULL;
}

bool
loader_add(struct loader *loader, const struct mill_plugin *desc)
{
    struct loaded *plugin = mill_arena_zalloc(loader->arena, sizeof *plugin);

    if (plugin == NULL)
        return false;
    plugin->name = desc->name;
    plugin->path = "built in";
    plugin->desc = *desc;
    keep(loader, plugin);
    return true;
}

const struct loaded *
loader_get_file(struct loader *loader, const char *path,
                struct mill_report *rep)
{
    struct mill_loc loc = { 0 };
    const char *slash = strrchr(path, '/'), *base, *dot;
    struct mill_str stem;
    char *name, *real;
    const struct loaded *plugin;

    base = slash != NULL ? slash + 1 : path;
    dot = strrchr(base, '.');
    stem.ptr = base;
    stem.len = dot != NULL ? (size_t)(dot - base) : strlen(base);
    name = mill_arena_strdup(loader->arena, stem);
    real = realpath(path, NULL);
    if (name == NULL || real == NULL) {
        report_error(rep, MSG_PLUGIN_LOAD, loc, "cannot load '%s': %s", path,
                     strerror(real == NULL ? errno : ENOMEM));
        free(real);
        return NULL;
    }
    plugin = load(loader, name, real, loc, rep);
    free(real);
    return plugin;
}

/* ---- listing */

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t
loader_list(struct loader *loader, const char *const **out)
{
    struct plugin_names names = { .arena = loader->arena };

    for (const lt_dlsymlist *s = preloaded; s != NULL && s->name; s++) {
        size_t len = strlen(s->name);

        if (s->address == NULL && len > 2 &&
            strcmp(s->name + len - 2, ".a") == 0)
            plugin_names_add(&names, (struct mill_str){ s->name, len - 2 });
    }
    search_path_list(&loader->path, &names);
    if (names.count != 0)
        qsort(names.items, names.count, sizeof *names.items, compare_names);
    *out = names.items;
    return names.count;
}
