/* SPDX-License-Identifier: Apache-2.0
 *
 * node.h (private): trees from strings, with limits of one's own. */
#ifndef CORE_NODE_H
#define CORE_NODE_H

#include <pressmill/json.h>
#include <pressmill/node.h>

/* A file of data may be larger than a pipeline file, and both are small. */
#define NODE_MAX_BYTES ((size_t)4 << 20)
#define NODE_MAX_DEPTH 48
#define NODE_MAX_NODES 200000
#define NODE_MAX_SCALAR ((size_t)256 << 10)

/**
 * Reads YAML from memory.
 *
 * @param name  what messages call it; kept, not copied
 * @param text  bytes; kept by the report to show lines of
 * @return the root, or NULL: the report says what is wrong
 */
const struct mill_node *
node_read_string(struct mill_arena *arena, const char *name,
                 struct mill_str text, struct mill_report *rep) MILL_MUST_USE;

/**
 * Reads a small file (or "-", stdin) whole.
 *
 * @param from  the place that names the file, for a message; may be {0}
 * @return false when it cannot be read or is above NODE_MAX_BYTES: told
 */
bool
node_slurp(struct mill_arena *arena, const char *path, struct mill_loc from,
           struct mill_report *rep, struct mill_str *out) MILL_MUST_USE;

/** A decimal number as it stands in YAML, whatever the locale: "3", "-0.5",
 * "1e6". False when the text is no finite number. */
bool node_parse_num(const char *text, double *number);

/** "a list", "a map", "a text" ...: what a node is, for messages. */
const char *node_kind_name(const struct mill_node *node);

/** Whether nothing stands there: an empty plain scalar, ~ or null. */
bool node_is_null(const struct mill_node *node);

/** Appends a tree as JSON: what is a number, true, false or nothing in YAML is
 * that; all else is a string. */
void node_to_json(struct mill_buf *out, const struct mill_node *node);

/** The characters of a scalar, to underline it. */
size_t node_width(const struct mill_node *node);

#endif
