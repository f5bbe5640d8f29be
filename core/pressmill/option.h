/* SPDX-License-Identifier: Apache-2.0
 *
 * option.h: a plugin's options as a table. The host parses, checks, explains
 * and binds them into the plugin's struct before `open`; the same table gives
 * `pressmill plugin NAME`, the man page, the JSON Schema and completion. */
#ifndef PRESSMILL_OPTION_H
#define PRESSMILL_OPTION_H

#include <pressmill/base.h>

MILL_BEGIN_DECLS

struct mill_node;

enum mill_option_kind {
    MILL_OPT_KIND_END = 0,
    MILL_OPT_KIND_STR,      /* const char *: any text */
    MILL_OPT_KIND_INT,      /* int64_t */
    MILL_OPT_KIND_NUM,      /* double */
    MILL_OPT_KIND_BOOL,     /* bool: true or false */
    MILL_OPT_KIND_SIZE,     /* uint64_t bytes: 64KiB, 10MB, 512 */
    MILL_OPT_KIND_DURATION, /* int64_t milliseconds: 250ms, 2s, 10m, 1h, 7d */
    MILL_OPT_KIND_ENUM,     /* int: index into .choices */
    MILL_OPT_KIND_PATH,     /* const char *: relative to the pipeline file */
    MILL_OPT_KIND_LIST,     /* struct mill_list: strings (one is fine, too) */
    MILL_OPT_KIND_PATHS,    /* struct mill_list: paths or globs */
    MILL_OPT_KIND_NODE      /* const struct mill_node *: YAML as it stands */
};

/* Strings of a list option; each ends with a NUL. */
struct mill_list {
    const char *const *items;
    size_t count;
};

struct mill_option {
    const char *name;
    const char *help;           /* one sentence or two, with a final stop */
    const char *fallback;       /* as it would stand in YAML; NULL: zero */
    const char *unit;           /* "tokens", "bytes": shown behind numbers */
    const char *const *choices; /* of an enum; ends with NULL */
    double min, max;            /* both 0: no range */
    size_t offset;
    uint32_t kind;
    bool required;
    bool secret; /* never shown by `show` or in a manifest */
};

/* The offset of a field, only if it has the type the option binds to: a field
 * of another type does not compile. */
#ifdef __cplusplus
#define MILL_FIELD(S, f, T) offsetof(S, f)
#else
#define MILL_FIELD(S, f, T) _Generic(((S *)0)->f, T : offsetof(S, f))
#endif

#define MILL_OPT_(S, f, T, k, ...)                                   \
    {                                                                \
        .name = #f, .offset = MILL_FIELD(S, f, T), .kind = (k),      \
        __VA_ARGS__                                                  \
    }
#define MILL_OPT_STR(S, f, ...) \
    MILL_OPT_(S, f, const char *, MILL_OPT_KIND_STR, __VA_ARGS__)
#define MILL_OPT_INT(S, f, ...) \
    MILL_OPT_(S, f, int64_t, MILL_OPT_KIND_INT, __VA_ARGS__)
#define MILL_OPT_NUM(S, f, ...) \
    MILL_OPT_(S, f, double, MILL_OPT_KIND_NUM, __VA_ARGS__)
#define MILL_OPT_BOOL(S, f, ...) \
    MILL_OPT_(S, f, bool, MILL_OPT_KIND_BOOL, __VA_ARGS__)
#define MILL_OPT_SIZE(S, f, ...) \
    MILL_OPT_(S, f, uint64_t, MILL_OPT_KIND_SIZE, __VA_ARGS__)
#define MILL_OPT_DURATION(S, f, ...) \
    MILL_OPT_(S, f, int64_t, MILL_OPT_KIND_DURATION, __VA_ARGS__)
#define MILL_OPT_ENUM(S, f, ...) \
    MILL_OPT_(S, f, int, MILL_OPT_KIND_ENUM, __VA_ARGS__)
#define MILL_OPT_PATH(S, f, ...) \
    MILL_OPT_(S, f, const char *, MILL_OPT_KIND_PATH, __VA_ARGS__)
#define MILL_OPT_LIST(S, f, ...) \
    MILL_OPT_(S, f, struct mill_list, MILL_OPT_KIND_LIST, __VA_ARGS__)
#define MILL_OPT_PATHS(S, f, ...) \
    MILL_OPT_(S, f, struct mill_list, MILL_OPT_KIND_PATHS, __VA_ARGS__)
#define MILL_OPT_NODE(S, f, ...)                                   \
    MILL_OPT_(S, f, const struct mill_node *, MILL_OPT_KIND_NODE,  \
              __VA_ARGS__)
#define MILL_OPT_END { .name = NULL }

MILL_END_DECLS
#endif
