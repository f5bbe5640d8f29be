/* SPDX-License-Identifier: Apache-2.0
 *
 * when-eval.c: asking a condition about a document. No allocation, no state:
 * every worker may ask at the same time. */
#include "when-tree.h"

#include <string.h>

#include <pressmill/unicode.h>

/* What a test looks at, with the documents' own names beside the fields. */
static bool
find(const struct mill_doc *doc, const char *name, struct mill_value *out)
{
    const struct mill_value *field = mill_doc_get(doc, name);
    struct mill_str text;

    if (field != NULL) {
        *out = *field;
        return true;
    }
    if (strcmp(name, "text") == 0 && mill_doc_has_text(doc))
        text = mill_doc_text(doc);
    else if (strcmp(name, "body") == 0 && mill_doc_body(doc).len > 0)
        text = mill_doc_body(doc);
    else if (strcmp(name, "source") == 0 && mill_doc_source(doc)[0] != '\0')
        text = (struct mill_str){ mill_doc_source(doc),
                                  strlen(mill_doc_source(doc)) };
    else
        return false;
    *out = (struct mill_value){ .kind = MILL_TEXT,
                                .count = (uint32_t)text.len,
                                .str = text.ptr };
    return true;
}

static int
compare_text(struct mill_str a, struct mill_str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len > 0 ? memcmp(a.ptr, b.ptr, len) : 0;

    return order != 0 ? order : a.len < b.len ? -1 : a.len > b.len;
}

static bool
decide(enum when_compare compare, int order)
{
    switch (compare) {
    case WHEN_EQUAL:
        return order == 0;
    case WHEN_UNEQUAL:
        return order != 0;
    case WHEN_BELOW:
        return order < 0;
    case WHEN_AT_MOST:
        return order <= 0;
    case WHEN_ABOVE:
        return order > 0;
    case WHEN_AT_LEAST:
        return order >= 0;
    }
    return false;
}

/* Whether one value of a document stands to one of the condition. */
static bool
holds_for(enum when_compare compare, const struct mill_value *v,
          const struct when_value *to)
{
    double number;

    switch ((enum mill_kind)v->kind) {
    case MILL_TEXT:
        return decide(
            compare,
            compare_text((struct mill_str){ v->str, v->count }, to->text));
    case MILL_LIST:
        for (uint32_t i = 0; i < v->count; i++) {
            if (decide(compare, compare_text(v->list[i], to->text)))
                return true;
        }
        return false;
    case MILL_BOOL:
        return compare == WHEN_EQUAL && to->kind == WHEN_BOOL &&
               to->boolean == v->boolean;
    case MILL_INT:
    case MILL_NUM:
        if (to->kind != WHEN_NUMBER)
            return false;
        number = v->kind == MILL_INT ? (double)v->integer : v->number;
        return decide(compare, number < to->number   ? -1
                               : number > to->number ? 1
                                                     : 0);
    default:
        return false;
    }
}

/* Characters of a text, entries of a list; anything else is one. */
static int64_t
measure(const struct mill_value *v)
{
    if (v->kind == MILL_TEXT)
        return (int64_t)mill_utf8_count((struct mill_str){ v->str, v->count });
    return v->kind == MILL_LIST || v->kind == MILL_SPANS ? v->count : 1;
}

static bool
test(const struct when *w, const struct mill_doc *doc)
{
    struct mill_value v = { .kind = MILL_INT, .integer = 0 };

    if (w->operand == WHEN_COUNT) {
        v.integer = (int64_t)mill_doc_count(doc, w->type);
    } else {
        struct mill_value field;
        bool there = find(doc, w->name, &field);

        if (!there && w->operand == WHEN_FIELD)
            return false;
        if (w->operand == WHEN_FIELD)
            v = field;
        else if (there) /* what is missing has length 0 */
            v.integer = measure(&field);
    }
    for (size_t i = 0; i < w->n_values; i++) {
        if (holds_for(w->compare, &v, &w->values[i]))
            return true;
    }
    return false;
}

bool
when_holds(const struct when *w, const struct mill_doc *doc)
{
    struct mill_value ignored;

    switch (w->kind) {
    case WHEN_CONSTANT:
        return w->constant;
    case WHEN_AND:
        return when_holds(w->left, doc) && when_holds(w->right, doc);
    case WHEN_OR:
        return when_holds(w->left, doc) || when_holds(w->right, doc);
    case WHEN_NOT:
        return !when_holds(w->left, doc);
    case WHEN_HAS:
        return find(doc, w->name, &ignored) != w->negated;
    case WHEN_TEST:
        return test(w, doc) != w->negated;
    }
    return false;
}
