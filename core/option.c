/* SPDX-License-Identifier: Apache-2.0
 *
 * option.c: binding a map of the pipeline file to a plugin's struct. Every
 * error is found and told at its place; the struct is used only when there
 * was none. */
#include "option.h"

#include <string.h>

#include "node.h"
#include "report.h"
#include "suggest.h"

#include <pressmill/str.h>

/* What one binding works with. */
struct binder {
    const struct mill_option *table;
    char *self;
    struct mill_arena *arena;
    struct mill_report *rep;
    const char *plugin;
    const char *file; /* where paths of defaults start */
};

const struct mill_option *
option_find(const struct mill_option *table, const char *name)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (strcmp(table->name, name) == 0)
            return table;
    }
    return NULL;
}

/* ---- errors about one value */

static bool
wrong(const struct binder *b, enum message msg, const struct mill_option *opt,
      const struct mill_node *node, const char *format, ...) MILL_PRINTF(5, 6);

static bool
wrong(const struct binder *b, enum message msg, const struct mill_option *opt,
      const struct mill_node *node, const char *format, ...)
{
    char text[512];
    va_list va;

    va_start(va, format);
    vsnprintf(text, sizeof(text), format, va);
    va_end(va);
    report_error(b->rep, msg, node->loc, "%s: %s", opt->name, text);
    report_width(b->rep, node_width(node));
    if (b->plugin != NULL)
        report_hint(b->rep, "see 'pressmill plugin %s'", b->plugin);
    return false;
}

/* A value of another type than the option's. */
static bool
wrong_type(const struct binder *b, const struct mill_option *opt,
           const struct mill_node *node)
{
    char type[160];

    option_describe(opt, type, sizeof(type));
    if (node_is_null(node))
        return wrong(b, MSG_OPTION_EMPTY, opt, node,
                     "nothing stands here, expected %s", type);
    if (node->kind != MILL_NODE_SCALAR)
        return wrong(b, MSG_OPTION_TYPE, opt, node, "%s, expected %s",
                     node_kind_name(node), type);
    if (node->quoted)
        return wrong(b, MSG_OPTION_TYPE, opt, node,
                     "'%.60s' is in quotes, so it is a text; expected %s",
                     node->value, type);
    return wrong(b, MSG_OPTION_TYPE, opt, node, "'%.60s' is no %s", node->value,
                 option_kind_name(opt->kind));
}

static bool
in_range(const struct binder *b, const struct mill_option *opt,
         const struct mill_node *node, double value)
{
    char limit[64];

    if (opt->min == 0 && opt->max == 0)
        return true;
    if (value < opt->min) {
        option_limit(opt, opt->min, limit, sizeof(limit));
        return wrong(b, MSG_OPTION_BELOW, opt, node,
                     "%.40s is below the smallest allowed, %s", node->value,
                     limit);
    }
    if (value > opt->max) {
        option_limit(opt, opt->max, limit, sizeof(limit));
        return wrong(b, MSG_OPTION_ABOVE, opt, node,
                     "%.40s is above the largest allowed, %s", node->value,
                     limit);
    }
    return true;
}

static bool
no_memory(const struct binder *b)
{
    report_error(b->rep, MSG_NO_MEMORY, b->rep->step_loc, "memory ran out");
    return false;
}

/* ---- one function for each kind of value; `to` is the field */

static bool
is_plain(const struct mill_node *node)
{
    return node->kind == MILL_NODE_SCALAR && !node->quoted;
}

static bool
bind_int(const struct binder *b, const struct mill_option *opt,
         const struct mill_node *node, int64_t *to)
{
    if (!is_plain(node) || !option_parse_int(node->value, to))
        return wrong_type(b, opt, node);
    return in_range(b, opt, node, (double)*to);
}

static bool
bind_num(const struct binder *b, const struct mill_option *opt,
         const struct mill_node *node, double *to)
{
    if (!mill_node_num(node, to))
        return wrong_type(b, opt, node);
    return in_range(b, opt, node, *to);
}

static bool
bind_bool(const struct binder *b, const struct mill_option *opt,
          const struct mill_node *node, bool *to)
{
    static const char *const yes[] = { "yes",  "on",  "y",   "1",  "True",
                                       "TRUE", "Yes", "YES", "On", "ON" };
    bool meant = false;

    if (mill_node_bool(node, to))
        return true;
    if (node->kind != MILL_NODE_SCALAR || node_is_null(node))
        return wrong_type(b, opt, node);
    wrong(b, MSG_OPTION_BOOL, opt, node, "'%.60s' is neither true nor false",
          node->value);
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        meant = meant || strcmp(node->value, yes[i]) == 0;
    if (node->quoted)
        report_hint(b->rep, "leave the quotes out");
    else
        report_hint(b->rep, "write %s", meant ? "true" : "true or false");
    return false;
}

/* A number whose unit is wrong deserves to be told so. */
static bool
wrong_unit(const struct binder *b, const struct mill_option *opt,
           const struct mill_node *node, const char *units)
{
    if (!is_plain(node) || node->value[0] < '0' || node->value[0] > '9')
        return wrong_type(b, opt, node);
    wrong(b, MSG_OPTION_UNIT, opt, node, "'%.40s' is no %s", node->value,
          option_kind_name(opt->kind));
    report_hint(b->rep, "%s", units);
    return false;
}

static bool
bind_size(const struct binder *b, const struct mill_option *opt,
          const struct mill_node *node, uint64_t *to)
{
    if (!is_plain(node) || !option_parse_size(node->value, to))
        return wrong_unit(b, opt, node,
                          "a whole number of bytes: 512, 64KiB, 10MB, 1GiB");
    return in_range(b, opt, node, (double)*to);
}

static bool
bind_duration(const struct binder *b, const struct mill_option *opt,
              const struct mill_node *node, int64_t *to)
{
    if (!is_plain(node) || !option_parse_duration(node->value, to))
        return wrong_unit(b, opt, node,
                          "a number and its unit: 250ms, 2s, 10m, 1h, 7d");
    return in_range(b, opt, node, (double)*to);
}

static bool
bind_enum(const struct binder *b, const struct mill_option *opt,
          const struct mill_node *node, int *to)
{
    char words[256];
    struct suggest s;

    if (node->kind != MILL_NODE_SCALAR || node_is_null(node))
        return wrong_type(b, opt, node);
    suggest_begin(&s, node->value);
    for (int i = 0; opt->choices[i] != NULL; i++) {
        if (strcmp(opt->choices[i], node->value) == 0) {
            *to = i;
            return true;
        }
        suggest_offer(&s, opt->choices[i]);
    }
    option_describe(opt, words, sizeof(words));
    if (s.best != NULL)
        return wrong(b, MSG_OPTION_CHOICE, opt, node,
                     "'%.60s' is not %s (did you mean '%s'?)", node->value,
                     words, s.best);
    return wrong(b, MSG_OPTION_CHOICE, opt, node, "'%.60s' is not %s",
                 node->value, words);
}

/* Text and paths; the tree's own string serves for a text. */
static bool
bind_text(const struct binder *b, const struct mill_option *opt,
          const struct mill_node *node, const char **to)
{
    bool path =
        opt->kind == MILL_OPT_KIND_PATH || opt->kind == MILL_OPT_KIND_PATHS;

    if (node->kind != MILL_NODE_SCALAR || node_is_null(node))
        return wrong_type(b, opt, node);
    if (!path) {
        *to = node->value;
        return true;
    }
    if (node->value[0] == '\0')
        return wrong(b, MSG_OPTION_EMPTY, opt, node, "an empty path");
    *to = option_path(b->arena, node->loc.file, node->value);
    return *to != NULL || no_memory(b);
}

static bool
bind_list(const struct binder *b, const struct mill_option *opt,
          const struct mill_node *node, struct mill_list *to)
{
    size_t n = node->kind == MILL_NODE_LIST ? node->count : 1;
    const char **items;
    bool ok = true;

    if (node->kind == MILL_NODE_MAP || node_is_null(node))
        return wrong_type(b, opt, node);
    items = mill_arena_alloc(b->arena, (n + 1) * sizeof(*items));
    if (items == NULL)
        return no_memory(b);
    if (node->kind == MILL_NODE_LIST) {
        n = 0;
        MILL_NODE_EACH(entry, node)
            ok = bind_text(b, opt, entry, &items[n++]) && ok;
    } else {
        ok = bind_text(b, opt, node, &items[0]);
    }
    items[n] = NULL;
    to->items = items;
    to->count = n;
    if (ok && (opt->min != 0 || opt->max != 0) &&
        ((double)n < opt->min || (double)n > opt->max)) {
        char range[64];

        option_limit(opt, (double)n < opt->min ? opt->min : opt->max, range,
                     sizeof(range));
        return wrong(b,
                     (double)n < opt->min ? MSG_OPTION_BELOW : MSG_OPTION_ABOVE,
                     opt, node, "%zu entries, %s allowed is %s", n,
                     (double)n < opt->min ? "the least" : "the most", range);
    }
    return ok;
}

static bool
bind_value(const struct binder *b, const struct mill_option *opt,
           const struct mill_node *node)
{
    void *to = b->self + opt->offset;

    switch ((enum mill_option_kind)opt->kind) {
    case MILL_OPT_KIND_STR:
    case MILL_OPT_KIND_PATH:
        return bind_text(b, opt, node, to);
    case MILL_OPT_KIND_INT:
        return bind_int(b, opt, node, to);
    case MILL_OPT_KIND_NUM:
        return bind_num(b, opt, node, to);
    case MILL_OPT_KIND_BOOL:
        return bind_bool(b, opt, node, to);
    case MILL_OPT_KIND_SIZE:
        return bind_size(b, opt, node, to);
    case MILL_OPT_KIND_DURATION:
        return bind_duration(b, opt, node, to);
    case MILL_OPT_KIND_ENUM:
        return bind_enum(b, opt, node, to);
    case MILL_OPT_KIND_LIST:
    case MILL_OPT_KIND_PATHS:
        return bind_list(b, opt, node, to);
    case MILL_OPT_KIND_NODE:
        *(const struct mill_node **)to = node_is_null(node) ? NULL : node;
        return true;
    case MILL_OPT_KIND_END:
        break;
    }
    report_error(b->rep, MSG_PLUGIN_TABLE, node->loc,
                 "%s: the plugin's table has a kind %u, which this pressmill "
                 "does not know",
                 opt->name, (unsigned)opt->kind);
    return false;
}

/* ---- defaults */

/* A copy of a tree as if it stood in `file`, where its paths then start. */
static struct mill_node *
moved_to(const struct mill_node *node, const char *file,
         struct mill_arena *arena)
{
    struct mill_node *copy = mill_arena_alloc(arena, sizeof(*copy));
    const struct mill_node **link;

    if (copy == NULL)
        return NULL;
    *copy = *node;
    copy->next = NULL;
    copy->loc = (struct mill_loc){ file, 0, 0 };
    link = &copy->first;
    MILL_NODE_EACH(child, node) {
        struct mill_node *moved = moved_to(child, file, arena);

        if (moved == NULL)
            return NULL;
        *link = moved;
        link = &moved->next;
    }
    return copy;
}

const struct mill_node *
option_fallback(const struct mill_option *opt, const char *file,
                struct mill_arena *arena, struct mill_report *rep)
{
    struct mill_str text = mill_str_of(opt->fallback);
    struct mill_node *node;

    if (opt->kind == MILL_OPT_KIND_LIST || opt->kind == MILL_OPT_KIND_PATHS ||
        opt->kind == MILL_OPT_KIND_NODE) {
        const struct mill_node *read =
            node_read_string(arena, "default", text, rep);

        if (read == NULL)
            return NULL;
        node = moved_to(read, file, arena);
    } else {
        /* as it stands: "-" and "#" need no quotes here */
        bool quoted = text.len >= 2 &&
                      (text.ptr[0] == '"' || text.ptr[0] == '\'') &&
                      text.ptr[text.len - 1] == text.ptr[0];

        if (quoted) {
            text.ptr++;
            text.len -= 2;
        }
        node = mill_arena_zalloc(arena, sizeof(*node));
        if (node != NULL) {
            node->kind = MILL_NODE_SCALAR;
            node->quoted = quoted || text.len == 0;
            node->value = mill_arena_strdup(arena, text);
            node->value_len = text.len;
        }
    }
    if (node == NULL || (node->kind == MILL_NODE_SCALAR && node->value == NULL))
        return NULL;
    node->loc = (struct mill_loc){ file, 0, 0 };
    return node;
}

static bool
bind_fallback(const struct binder *b, const struct mill_option *opt)
{
    const struct mill_node *node =
        option_fallback(opt, b->file, b->arena, b->rep);

    return node != NULL && bind_value(b, opt, node);
}

/* ---- the whole map */

/* Whether a key is what follows a list without its brackets: in {keep: en,
 * uk} it is `uk`. */
static bool
is_list_cut(const struct binder *b, const struct mill_node *map,
            const struct mill_node *node, const struct mill_node **list)
{
    const struct mill_option *opt = NULL;

    if (!node_is_null(node))
        return false;
    MILL_NODE_EACH(n, map) {
        if (n == node)
            break;
        if (option_find(b->table, n->key) != NULL) {
            opt = option_find(b->table, n->key);
            *list = n;
        }
    }
    return opt != NULL && (*list)->kind == MILL_NODE_SCALAR &&
           (opt->kind == MILL_OPT_KIND_LIST ||
            opt->kind == MILL_OPT_KIND_PATHS);
}

static void
unknown(const struct binder *b, const struct mill_node *map,
        const struct mill_node *node)
{
    const struct mill_node *list;
    static const char *const reserved[] = { "when", "on_error", "retry", "as" };
    struct suggest s;

    suggest_begin(&s, node->key);
    for (const struct mill_option *o = b->table; o != NULL && o->name != NULL;
         o++)
        suggest_offer(&s, o->name);
    if (s.best != NULL)
        report_error(b->rep, MSG_OPTION_UNKNOWN, node->key_loc,
                     "unknown option '%.64s' (did you mean '%s'?)", node->key,
                     s.best);
    else
        report_error(b->rep, MSG_OPTION_UNKNOWN, node->key_loc,
                     "unknown option '%.64s'", node->key);
    report_width(b->rep, strlen(node->key));
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        if (strcmp(node->key, reserved[i]) == 0 && b->rep->step != NULL) {
            report_hint(b->rep,
                        "'%s' stands beside the step's name, in the same "
                        "column, not among its options",
                        node->key);
            return;
        }
    }
    if (s.best == NULL && is_list_cut(b, map, node, &list))
        report_hint(b->rep, "a list needs brackets: %s: [%.40s, %.40s]",
                    list->key, list->value, node->key);
    else if (b->plugin != NULL && (b->table == NULL || b->table->name == NULL))
        report_hint(b->rep, "'%s' has no options", b->plugin);
    else if (b->plugin != NULL)
        report_hint(b->rep, "see 'pressmill plugin %s'", b->plugin);
}

static void
missing(const struct binder *b, const struct mill_option *opt,
        const struct mill_node *map)
{
    char type[160];
    struct mill_loc loc = b->rep->step_loc;

    if (loc.file == NULL && map != NULL)
        loc = map->loc;
    option_describe(opt, type, sizeof(type));
    report_error(b->rep, MSG_OPTION_REQUIRED, loc,
                 "option '%s' must be given: %s", opt->name, type);
    if (b->rep->step != NULL)
        report_width(b->rep, strlen(b->rep->step));
    if (b->plugin != NULL)
        report_hint(b->rep, "see 'pressmill plugin %s'", b->plugin);
}

/* The option that a text in the place of the map most likely is. */
static const char *
main_option(const struct mill_option *table)
{
    for (const struct mill_option *o = table; o != NULL && o->name != NULL;
         o++) {
        if (o->required && o->kind != MILL_OPT_KIND_NODE)
            return o->name;
    }
    return table != NULL ? table->name : NULL;
}

bool
option_bind(const struct mill_option *table, const struct mill_node *map,
            void *self, struct mill_arena *arena, struct mill_report *rep,
            const char *plugin)
{
    struct binder b = { table, self, arena, rep, plugin, rep->step_loc.file };
    bool ok = true;

    if (node_is_null(map))
        map = NULL;
    if (b.file == NULL && map != NULL)
        b.file = map->loc.file;
    if (map != NULL && map->kind != MILL_NODE_MAP) {
        report_error(rep, MSG_OPTION_MAP, map->loc,
                     "%s where a map of options belongs", node_kind_name(map));
        report_width(rep, node_width(map));
        if (map->kind == MILL_NODE_SCALAR && main_option(table) != NULL)
            report_hint(rep, "write {%s: %.60s}", main_option(table),
                        map->value);
        else
            report_hint(rep, "write {option: value}");
        return false;
    }
    MILL_NODE_EACH(node, map) {
        if (option_find(table, node->key) == NULL) {
            unknown(&b, map, node);
            ok = false;
        }
    }
    for (const struct mill_option *o = table; o != NULL && o->name != NULL;
         o++) {
        const struct mill_node *node = mill_node_get(map, o->name);

        if (node != NULL) {
            ok = bind_value(&b, o, node) && ok;
        } else if (o->required) {
            missing(&b, o, map);
            ok = false;
        } else if (o->fallback != NULL) {
            ok = bind_fallback(&b, o) && ok;
        }
    }
    return ok;
}
