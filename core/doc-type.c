/* SPDX-License-Identifier: Apache-2.0
 *
 * doc-type.c: types of annotations that came in with one document, while no
 * step of the process knows them. They are numbered behind the known ones and
 * live as long as the document. */
#include "doc.h"

#include <pressmill/plugin.h>

#include <string.h>

#define NAME_MAX_BYTES 63 /* as in intern.c */

static bool
same(const char *name, struct mill_str str)
{
    return strncmp(name, str.ptr, str.len) == 0 && name[str.len] == '\0';
}

static mill_type
add(struct mill_doc *doc, struct mill_str name)
{
    struct ann_store *stores;
    const char **names;
    char *copy;

    if (name.len == 0 || name.len > NAME_MAX_BYTES ||
        doc->n_stores == INTERN_MAX)
        return 0;
    for (size_t i = 0; i < name.len; i++)
        if (memchr("abcdefghijklmnopqrstuvwxyz0123456789_-", name.ptr[i], 38) ==
            NULL)
            return 0;
    copy = mill_arena_strdup(doc->arena, name);
    names = mill_arena_alloc(doc->arena, (doc->n_local + 1u) * sizeof *names);
    stores =
        mill_arena_zalloc(doc->arena, (doc->n_stores + 1u) * sizeof *stores);
    if (copy == NULL || names == NULL || stores == NULL)
        return 0;
    if (doc->n_local != 0)
        memcpy(names, doc->local_types, doc->n_local * sizeof *names);
    memcpy(stores, doc->stores, doc->n_stores * sizeof *stores);
    names[doc->n_local++] = copy;
    doc->local_types = names;
    doc->stores = stores;
    return doc->n_stores++;
}

mill_type
doc_type(struct mill_doc *doc, struct mill_str name)
{
    mill_type known = (mill_type)(doc->n_stores - doc->n_local);

    for (mill_type type = 1; type < doc->n_stores; type++) {
        const char *its = type < known ? mill_type_name(type)
                                       : doc->local_types[type - known];

        if (same(its, name))
            return type;
    }
    return add(doc, name);
}

const char *
doc_type_name(const struct mill_doc *doc, mill_type type)
{
    mill_type known = (mill_type)(doc->n_stores - doc->n_local);

    if (type >= known && type < doc->n_stores)
        return doc->local_types[type - known];
    return mill_type_name(type);
}
