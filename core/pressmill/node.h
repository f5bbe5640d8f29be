/* SPDX-License-Identifier: Apache-2.0
 *
 * node.h: a YAML file as a tree that knows where each value stands. The
 * pipeline file and the language data are read through it. Read by events,
 * with caps on size, depth and number of nodes; anchors, aliases, tags,
 * duplicate keys and a second document are refused. */
#ifndef PRESSMILL_NODE_H
#define PRESSMILL_NODE_H

#include <pressmill/arena.h>
#include <pressmill/base.h>
#include <pressmill/report.h>

MILL_BEGIN_DECLS

enum mill_node_kind { MILL_NODE_SCALAR, MILL_NODE_LIST, MILL_NODE_MAP };

/* Where something stands, from 1; columns count characters. */
struct mill_loc {
    const char *file;
    unsigned line, column;
};

/* A value. Children of a list or map are linked in file order; a child of a
 * map has a key. Everything lives in the arena the tree was read into. */
struct mill_node {
    uint32_t kind;        /* enum mill_node_kind */
    bool quoted;          /* a scalar in quotes: never a number or a bool */
    uint32_t count;       /* children */
    const char *key;      /* in a map, else NULL */
    const char *value;    /* of a scalar, with a NUL behind it */
    size_t value_len;
    struct mill_loc loc, key_loc;
    const struct mill_node *first, *next;
};

/**
 * Reads a YAML file.
 *
 * @param path  a file; see mill_data_find() for data of ours
 * @return the root (a map, list or scalar; an empty file is an empty map), or
 *         NULL: the report says what is wrong, with line and column
 */
MILL_API const struct mill_node *mill_node_read(struct mill_arena *arena,
                                                const char *path,
                                                struct mill_report *rep)
    MILL_MUST_USE;

/** The value of a key, or NULL when it is missing or `map` is no map. */
MILL_API const struct mill_node *mill_node_get(const struct mill_node *map,
                                               const char *key);

/** A scalar as a number or a truth value; false when it is not one. */
MILL_API bool mill_node_num(const struct mill_node *node, double *number);
MILL_API bool mill_node_bool(const struct mill_node *node, bool *boolean);

/** Says that a node is wrong, at its place; returns MILL_ERR_STAGE. */
MILL_API enum mill_status mill_fail_node(struct mill_report *rep,
                                         const struct mill_node *node,
                                         const char *format, ...)
    MILL_PRINTF(3, 4);

/* for each child `n` of a list or map; `of` may be NULL */
#define MILL_NODE_EACH(n, of)                                             \
    for (const struct mill_node *n = (of) != NULL ? (of)->first : NULL;   \
         n != NULL; n = n->next)

MILL_END_DECLS
#endif
