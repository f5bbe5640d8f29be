/* SPDX-License-Identifier: Apache-2.0
 *
 * node-json.c: a YAML tree as JSON. */
#include "node.h"

#include <string.h>

#include "option.h"

#include <pressmill/str.h>

static void
scalar(struct mill_buf *out, const struct mill_node *node)
{
    int64_t integer;
    double number;
    bool truth;

    if (node_is_null(node))
        mill_buf_put(out, "null", 4);
    else if (mill_node_bool(node, &truth))
        mill_buf_printf(out, "%s", truth ? "true" : "false");
    else if (!node->quoted && option_parse_int(node->value, &integer))
        mill_buf_int(out, integer);
    else if (mill_node_num(node, &number))
        mill_buf_num(out, number);
    else
        mill_buf_json_str(out,
                          (struct mill_str){ node->value, node->value_len });
}

/* The depth of a tree is limited where it is read. */
void
node_to_json(struct mill_buf *out, const struct mill_node *node)
{
    bool map = node->kind == MILL_NODE_MAP;
    const char *before = "";

    if (node->kind == MILL_NODE_SCALAR) {
        scalar(out, node);
        return;
    }
    mill_buf_char(out, map ? '{' : '[');
    MILL_NODE_EACH(child, node) {
        mill_buf_printf(out, "%s", before);
        before = ",";
        if (map) {
            mill_buf_json_str(out, mill_str_of(child->key));
            mill_buf_char(out, ':');
        }
        node_to_json(out, child);
    }
    mill_buf_char(out, map ? '}' : ']');
}
