/* SPDX-License-Identifier: Apache-2.0
 *
 * annotation.c: standoff annotations over a document's text, and their
 * features. */
#include "doc.h"

#include <math.h>
#include <string.h>

_Static_assert(sizeof(struct mill_ann) + 3 * sizeof(struct mill_ann *) <= 64,
               "a plain annotation costs at most 64 bytes");

#define FIRST_ANNS 16

/* Whether `at` does not cut a character. The text ends with a NUL, so that
 * looking at its end is fine. */
bool
ann_boundary(const struct mill_doc *doc, uint32_t at)
{
    return at <= doc->text.len &&
           ((unsigned char)doc->text.ptr[at] & 0xc0) != 0x80;
}

struct mill_ann *
mill_annotate(struct mill_doc *doc, mill_type type, struct mill_span span)
{
    struct ann_store *store;
    struct mill_ann *ann;

    if (type == 0 || type >= doc->n_stores || span.begin > span.end ||
        !doc->has_text || !ann_boundary(doc, span.begin) ||
        !ann_boundary(doc, span.end))
        return NULL;
    store = &doc->stores[type];
    if (store->total == store->room) {
        uint32_t room = store->room != 0 ? store->room * 2 : FIRST_ANNS;
        struct mill_ann **items;

        /* when it moves, the old array stays: a loop may be walking it */
        items = mill_arena_grow(doc->arena, store->items,
                                store->total * sizeof *items,
                                room * sizeof *items);
        if (items == NULL)
            return NULL;
        store->items = items;
        store->room = room;
    }
    ann = mill_arena_alloc(doc->arena, sizeof *ann);
    if (ann == NULL)
        return NULL;
    *ann = (struct mill_ann){ .begin = span.begin,
                              .end = span.end,
                              .type = type,
                              .step = doc->step,
                              .confidence = -1.0f };
    store->items[store->total++] = ann;
    return ann;
}

/* Begin up, end down; age decides between equals. */
static bool
before(const struct mill_ann *a, const struct mill_ann *b)
{
    if (a->begin != b->begin)
        return a->begin < b->begin;
    return a->end > b->end;
}

/* Merges the sorted runs [0, mid) and [mid, n) of `from` into `to`. */
static void
merge(struct mill_ann **from, size_t mid, size_t n, struct mill_ann **to)
{
    size_t a = 0, b = mid, at = 0;

    while (a < mid && b < n)
        to[at++] = before(from[b], from[a]) ? from[b++] : from[a++];
    memcpy(to + at, from + a, (mid - a) * sizeof *to);
    memcpy(to + at + (mid - a), from + b, (n - b) * sizeof *to);
}

/* Stable sort, bottom up; `spare` has the same room. */
static void
sort(struct mill_ann **items, size_t n, struct mill_ann **spare)
{
    struct mill_ann **from = items, **to = spare, **swap;

    for (size_t width = 1; width < n; width *= 2) {
        for (size_t at = 0; at < n; at += 2 * width) {
            size_t rest = n - at;
            size_t run = rest < 2 * width ? rest : 2 * width;

            merge(from + at, run < width ? run : width, run, to + at);
        }
        swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
}

static bool
commit_store(struct mill_doc *doc, struct ann_store *store)
{
    struct mill_ann **items = store->items, **fresh;
    uint32_t i = store->visible > 0 ? store->visible : 1;

    while (i < store->total && !before(items[i], items[i - 1]))
        i++;
    if (i < store->total) {
        fresh = mill_arena_alloc(doc->arena, store->room * sizeof *fresh);
        if (fresh == NULL)
            return false;
        sort(items + store->visible, store->total - store->visible, fresh);
        merge(items, store->visible, store->total, fresh);
        store->items = fresh;
    }
    store->visible = store->total;
    return true;
}

bool
mill_doc_renew(struct mill_doc *doc, mill_type type)
{
    struct ann_store *store;
    struct mill_ann **items;
    uint32_t n = 0;

    if (type == 0 || type >= doc->n_stores || doc->step == 0)
        return true;
    store = &doc->stores[type];
    if (store->visible == 0 || store->total != store->visible ||
        store->before != NULL)
        return true;
    items = mill_arena_alloc(doc->arena, store->room * sizeof *items);
    if (items == NULL)
        return false;
    for (uint32_t i = 0; i < store->visible; i++)
        if (store->items[i]->step != 0)
            items[n++] = store->items[i];
    store->before = store->items;
    store->n_before = store->visible;
    store->items = items;
    store->visible = store->total = n;
    return true;
}

bool
ann_commit(struct mill_doc *doc)
{
    for (mill_type type = 1; type < doc->n_stores; type++) {
        struct ann_store *store = &doc->stores[type];

        store->before = NULL;
        if (store->total != store->visible && !commit_store(doc, store))
            return false;
    }
    return true;
}

void
ann_rollback(struct mill_doc *doc)
{
    for (mill_type type = 1; type < doc->n_stores; type++) {
        struct ann_store *store = &doc->stores[type];

        if (store->before != NULL) {
            /* room may have grown since: the old array has less */
            store->items = store->before;
            store->visible = store->room = store->n_before;
            store->before = NULL;
        }
        store->total = store->visible;
    }
}

size_t
mill_doc_count(const struct mill_doc *doc, mill_type type)
{
    return type < doc->n_stores ? doc->stores[type].visible : 0;
}

struct mill_ann *
mill_doc_ann(const struct mill_doc *doc, mill_type type, size_t i)
{
    return i < mill_doc_count(doc, type) ? doc->stores[type].items[i] : NULL;
}

struct mill_ann *const *
mill_doc_anns(const struct mill_doc *doc, mill_type type)
{
    static struct mill_ann *const none[1];

    /* an address to add 0 to even where there are none */
    if (mill_doc_count(doc, type) == 0)
        return none;
    return doc->stores[type].items;
}

size_t
mill_doc_seek(const struct mill_doc *doc, mill_type type, uint32_t at)
{
    size_t low = 0, high = mill_doc_count(doc, type);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (doc->stores[type].items[middle]->begin < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct mill_span
mill_ann_span(const struct mill_ann *ann)
{
    return (struct mill_span){ ann->begin, ann->end };
}

mill_type
mill_ann_type(const struct mill_ann *ann)
{
    return ann->type;
}

const char *
mill_ann_step(const struct mill_doc *doc, const struct mill_ann *ann)
{
    return doc->steps != NULL ? doc->steps[ann->step] : "";
}

float
mill_ann_confidence(const struct mill_ann *ann)
{
    return ann->confidence;
}

void
mill_ann_set_confidence(struct mill_ann *ann, float confidence)
{
    ann->confidence = confidence >= 0 && confidence <= 1 ? confidence : -1.0f;
}

/* ---- features */

static struct feature *
find_feature(const struct mill_ann *ann, const char *name)
{
    for (struct feature *f = ann->first; f != NULL; f = f->next)
        if (f->name == name || strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

const struct mill_value *
mill_ann_get(const struct mill_ann *ann, const char *name)
{
    const struct feature *feature = find_feature(ann, name);

    return feature != NULL ? &feature->value : NULL;
}

struct mill_str
mill_ann_get_str(const struct mill_ann *ann, const char *name)
{
    return mill_value_str(mill_ann_get(ann, name));
}

const struct mill_ann *
mill_ann_get_ref(const struct mill_ann *ann, const char *name)
{
    const struct mill_value *value = mill_ann_get(ann, name);

    return value != NULL && value->kind == MILL_REF ? value->ref : NULL;
}

static bool
set_feature(struct mill_doc *doc, struct mill_ann *ann, const char *name,
            struct mill_value value)
{
    struct feature *feature = find_feature(ann, name);
    bool earlier = ann->step != doc->step;

    if (value.kind == MILL_NONE)
        return false;
    if (feature != NULL) {
        if (earlier && !doc_undo_value(doc, &feature->value))
            return false;
        feature->value = value;
        return true;
    }
    if (earlier && !doc_undo_features(doc, ann))
        return false;
    feature = mill_arena_alloc(doc->arena, sizeof *feature);
    if (feature == NULL)
        return false;
    *feature = (struct feature){ .name = name, .value = value };
    if (ann->last != NULL)
        ann->last->next = feature;
    else
        ann->first = feature;
    ann->last = feature;
    return true;
}

bool
mill_ann_set_str(struct mill_doc *doc, struct mill_ann *ann, const char *name,
                 struct mill_str str)
{
    return set_feature(doc, ann, name, doc_value_str(doc, MILL_TEXT, str));
}

bool
mill_ann_set_int(struct mill_doc *doc, struct mill_ann *ann, const char *name,
                 int64_t integer)
{
    struct mill_value value = { .kind = MILL_INT, .integer = integer };

    return set_feature(doc, ann, name, value);
}

bool
mill_ann_set_num(struct mill_doc *doc, struct mill_ann *ann, const char *name,
                 double number)
{
    struct mill_value value = { .kind = MILL_NUM, .number = number };

    return isfinite(number) && set_feature(doc, ann, name, value);
}

bool
mill_ann_set_bool(struct mill_doc *doc, struct mill_ann *ann, const char *name,
                  bool boolean)
{
    struct mill_value value = { .kind = MILL_BOOL, .boolean = boolean };

    return set_feature(doc, ann, name, value);
}

bool
mill_ann_set_list(struct mill_doc *doc, struct mill_ann *ann, const char *name,
                  const struct mill_str *list, size_t count)
{
    return set_feature(doc, ann, name, doc_value_list(doc, list, count));
}

bool
mill_ann_set_spans(struct mill_doc *doc, struct mill_ann *ann,
                   const char *name, const struct mill_span *spans,
                   size_t count)
{
    struct mill_value value = { .kind = MILL_SPANS };
    struct mill_span *copy;

    for (size_t i = 0; i < count; i++)
        if (spans[i].begin > spans[i].end ||
            !ann_boundary(doc, spans[i].begin) ||
            !ann_boundary(doc, spans[i].end))
            return false;
    if (count >= UINT32_MAX / sizeof *copy)
        return false;
    copy = mill_arena_alloc(doc->arena, count * sizeof *copy);
    if (copy == NULL)
        return false;
    if (count != 0)
        memcpy(copy, spans, count * sizeof *copy);
    value.count = (uint32_t)count;
    value.spans = copy;
    return set_feature(doc, ann, name, value);
}

bool
mill_ann_set_ref(struct mill_doc *doc, struct mill_ann *ann, const char *name,
                 const struct mill_ann *ref)
{
    struct mill_value value = { .kind = MILL_REF, .ref = ref };

    return ref != NULL && set_feature(doc, ann, name, value);
}

bool
mill_ann_set_json(struct mill_doc *doc, struct mill_ann *ann, const char *name,
                  struct mill_str json)
{
    return set_feature(doc, ann, name, doc_value_str(doc, MILL_JSON, json));
}

const struct mill_value *
mill_ann_next_feature(const struct mill_ann *ann, const void **at,
                      const char **name)
{
    const struct feature *feature = ann->first;

    if (*at != NULL)
        feature = ((const struct feature *)*at)->next;
    if (feature == NULL)
        return NULL;
    *at = feature;
    *name = feature->name;
    return &feature->value;
}
