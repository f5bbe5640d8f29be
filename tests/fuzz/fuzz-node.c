/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-node.c: any bytes as a pipeline file: the YAML, the steps, conditions
 * and the report about them. The environment and other files are left out of
 * it: what comes is a function of the bytes. */
#include "node.h"
#include "pipeline-file.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every place lies in the file, and every child was counted. */
static void
check_tree(const struct mill_node *node)
{
    size_t n = 0;

    if (node->loc.line == 0 || node->loc.column == 0)
        abort();
    if (node->kind == MILL_NODE_SCALAR &&
        strlen(node->value) != node->value_len)
        abort();
    MILL_NODE_EACH(child, node) {
        if ((node->kind == MILL_NODE_MAP) != (child->key != NULL))
            abort();
        check_tree(child);
        n++;
    }
    if (n != node->count)
        abort();
}

/* Whether the bytes speak of an include, which would read other files. */
static bool
includes(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 7 <= size; i++) {
        if (memcmp(data + i, "include", 7) == 0)
            return true;
    }
    return false;
}

/* No control character may reach a terminal. */
static void
check_report(const struct mill_report *rep)
{
    for (const struct diag *d = rep->first; d != NULL; d = d->next) {
        for (const char *p = d->text; *p != '\0'; p++) {
            if ((unsigned char)*p < ' ' || *p == 0x7f)
                abort();
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mill_arena *arena = mill_arena_create((size_t)64 << 20);
    struct mill_str text = { (const char *)data, size };
    const struct mill_node *root;
    struct pipeline_file file;
    struct mill_report rep;

    if (arena == NULL)
        return 0;
    report_init(&rep, arena);
    root = node_read_string(arena, "t.yaml", text, &rep);
    if (root != NULL)
        check_tree(root);
    else if (rep.errors == 0)
        abort(); /* refused without a word */
    check_report(&rep);

    if (root != NULL && !includes(data, size)) {
        report_init(&rep, arena);
        if (!pipeline_file_read_string(&file, "t.yaml", text, NULL, 0, arena,
                                       &rep) &&
            rep.errors == 0)
            abort();
        check_report(&rep);
    }
    mill_arena_destroy(arena);
    return 0;
}
