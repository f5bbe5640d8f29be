/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-node.c: any bytes as a pipeline file: the YAML, the steps, conditions
 * asked about a document, the report, and what `show` makes of it. The
 * environment and other files are left out of it: what comes is a function of
 * the bytes. */
#include "doc.h"
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

static const struct mill_option *
no_options(void *context, const struct pipeline_step *step)
{
    (void)context;
    (void)step;
    return NULL;
}

/* What is shown of a good pipeline reads back as the same. */
static void
check_show(const struct pipeline_file *file, struct mill_arena *arena)
{
    struct pipeline_file again;
    struct mill_report rep;
    char *shown = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&shown, &len);

    if (out == NULL)
        return;
    pipeline_show(file, no_options, NULL, false, arena, out);
    fclose(out);
    report_init(&rep, arena);
    if (!pipeline_file_read_string(&again, "shown.yaml",
                                   (struct mill_str){ shown, len }, NULL, 0,
                                   arena, &rep)) {
        fprintf(stderr, "%s", shown);
        report_print(&rep, stderr);
        abort();
    }
    if (again.n_steps != file->n_steps)
        abort();
    for (size_t i = 0; i < again.n_steps; i++) {
        if (strcmp(again.steps[i].name, file->steps[i].name) != 0 ||
            again.steps[i].branch != file->steps[i].branch ||
            again.steps[i].on_error != file->steps[i].on_error)
            abort();
    }
    free(shown);
}

/* Every condition can be asked about any document. */
static void
check_conditions(const struct pipeline_file *file)
{
    static const char *const steps[] = { "" };
    struct mill_doc *doc = doc_create(0);
    struct pipeline_route route;
    size_t taken = 0;

    if (doc == NULL || !doc_begin(doc, 0, steps, 0) ||
        !mill_doc_set_text(doc, MILL_STR("Слово.")) ||
        !mill_doc_set_str(doc, "lang", MILL_STR("uk")) ||
        !mill_doc_set_num(doc, "a", 1)) {
        doc_destroy(doc);
        return;
    }
    pipeline_route_begin(&route);
    for (size_t i = 0; i < file->n_steps; i++)
        taken += pipeline_step_wanted(file, &file->steps[i], &route, doc);
    if (taken > file->n_steps)
        abort();
    doc_destroy(doc);
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
        if (pipeline_file_read_string(&file, "t.yaml", text, NULL, 0, arena,
                                      &rep)) {
            check_conditions(&file);
            check_show(&file, arena);
        } else if (rep.errors == 0) {
            abort();
        }
        check_report(&rep);
    }
    mill_arena_destroy(arena);
    return 0;
}
