/* SPDX-License-Identifier: Apache-2.0
 *
 * manifest.c: plugins that are a text file over `exec`. */
#include "manifest.h"

#include "node.h"
#include "report.h"
#include "suggest.h"

#include <pressmill/json.h>

#include <string.h>

static const char *const keys[] = { "plugin", "summary", "version", "license",
                                    "manual", "exec" };

static void
check_keys(const struct mill_node *root, struct mill_report *rep)
{
    MILL_NODE_EACH(n, root) {
        struct suggest near;
        bool known = false;

        suggest_begin(&near, n->key);
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            known = known || strcmp(n->key, keys[i]) == 0;
            suggest_offer(&near, keys[i]);
        }
        if (known)
            continue;
        if (near.best != NULL)
            report_error(rep, MSG_MANIFEST, n->key_loc,
                         "unknown key '%s' (did you mean '%s'?)", n->key,
                         near.best);
        else
            report_error(rep, MSG_MANIFEST, n->key_loc, "unknown key '%s'",
                         n->key);
    }
}

static const char *
text_of(const struct mill_node *root, const char *key, const char *fallback,
        struct mill_report *rep)
{
    const struct mill_node *node = mill_node_get(root, key);

    if (node == NULL)
        return fallback;
    if (node->kind == MILL_NODE_SCALAR)
        return node->value;
    report_error(rep, MSG_MANIFEST, node->loc, "%s: a text is expected", key);
    return fallback;
}

/* `run` with "{dir}" replaced by the folder of the manifest. */
static struct mill_node *
place_run(const struct mill_node *run, const char *path,
          struct mill_arena *arena)
{
    struct mill_node *copy = mill_arena_alloc(arena, sizeof *copy);
    struct mill_buf out = { .arena = arena };
    const char *slash = strrchr(path, '/'), *at, *dir;

    if (copy == NULL)
        return NULL;
    for (at = run->value; (dir = strstr(at, "{dir}")) != NULL; at = dir + 5) {
        mill_buf_put(&out, at, (size_t)(dir - at));
        mill_buf_put(&out, path, slash != NULL ? (size_t)(slash - path) : 0);
    }
    mill_buf_put(&out, at, strlen(at) + 1);
    if (out.failed)
        return NULL;
    *copy = *run;
    copy->value = out.ptr;
    copy->value_len = out.len - 1;
    return copy;
}

/* A map of copies of the children of two maps, those of the first winning. */
static const struct mill_node *
join(const struct mill_node *first, const struct mill_node *second,
     struct mill_arena *arena)
{
    struct mill_node *map = mill_arena_alloc(arena, sizeof *map);
    const struct mill_node **tail;

    if (map == NULL)
        return NULL;
    *map = *(first != NULL ? first : second);
    map->kind = MILL_NODE_MAP;
    map->first = NULL;
    map->count = 0;
    tail = &map->first;
    for (int pass = 0; pass < 2; pass++)
        MILL_NODE_EACH(n, pass == 0 ? first : second) {
            struct mill_node *copy;

            if (pass == 1 && mill_node_get(first, n->key) != NULL)
                continue;
            copy = mill_arena_alloc(arena, sizeof *copy);
            if (copy == NULL)
                return NULL;
            *copy = *n;
            copy->next = NULL;
            *tail = copy;
            tail = &copy->next;
            map->count++;
        }
    return map;
}

const struct mill_node *
manifest_options(const struct mill_node *preset, const struct mill_node *map,
                 struct mill_arena *arena)
{
    if (map != NULL && map->kind != MILL_NODE_MAP)
        return map; /* option_bind() says what is wrong with it */
    return join(map, preset, arena);
}

bool
manifest_read(struct loaded *plugin, const struct mill_plugin *base,
              struct mill_arena *arena, struct mill_report *rep)
{
    const struct mill_node *root, *version, *exec, *run;
    struct mill_node *placed, *own;
    size_t errors = rep->errors;

    root = mill_node_read(arena, plugin->path, rep);
    if (root == NULL)
        return false;
    check_keys(root, rep);
    version = mill_node_get(root, "plugin");
    if (version == NULL || version->kind != MILL_NODE_SCALAR ||
        strcmp(version->value, "1") != 0)
        report_error(rep, MSG_MANIFEST,
                     version != NULL ? version->loc : root->loc,
                     "'plugin: 1' is missing, or another version");
    exec = mill_node_get(root, "exec");
    run = mill_node_get(exec, "run");
    if (run == NULL || run->kind != MILL_NODE_SCALAR) {
        report_error(rep, MSG_MANIFEST, exec != NULL ? exec->loc : root->loc,
                     "exec: a map with 'run' is expected");
        return false;
    }
    plugin->desc = *base;
    plugin->desc.name = plugin->name;
    plugin->desc.summary = text_of(root, "summary", "A program", rep);
    plugin->desc.version = text_of(root, "version", "0", rep);
    plugin->desc.license = text_of(root, "license", "not said", rep);
    plugin->desc.manual = text_of(root, "manual", base->manual, rep);
    plugin->desc.example = NULL;

    placed = place_run(run, plugin->path, arena);
    own = mill_arena_zalloc(arena, sizeof *own);
    if (placed == NULL || own == NULL)
        return false;
    *own = *exec;
    placed->next = NULL;
    own->first = placed;
    own->count = 1;
    plugin->preset = join(own, exec, arena);
    return plugin->preset != NULL && rep->errors == errors;
}
