/* SPDX-License-Identifier: Apache-2.0
 *
 * merge.c: an answer is a JSON object. The fields that the step provides are
 * taken from it, and annotations of the types that it makes. */
#include "merge.h"

#include <pressmill/pressmill.h>

#include <string.h>

/* ---- offsets: code points to bytes, with a mark every 256 */

#define MARK_EVERY 256

struct offsets {
    struct mill_str text;
    const uint32_t *marks; /* byte of every 256th code point */
    size_t n_marks, count; /* code points in all */
};

static bool
offsets_make(struct offsets *o, struct mill_doc *doc)
{
    uint32_t *marks;
    size_t n = 0;

    o->text = mill_doc_text(doc);
    o->count = mill_utf8_count(o->text);
    o->n_marks = o->count / MARK_EVERY + 1;
    marks = mill_doc_alloc(doc, o->n_marks * sizeof *marks);
    if (marks == NULL)
        return false;
    o->marks = marks;
    marks[0] = 0;
    for (size_t at = 0; at < o->text.len;) {
        if (n % MARK_EVERY == 0)
            marks[n / MARK_EVERY] = (uint32_t)at;
        mill_utf8_next(o->text.ptr, o->text.len, &at);
        n++;
    }
    if (n % MARK_EVERY == 0)
        marks[n / MARK_EVERY] = (uint32_t)o->text.len;
    return true;
}

static bool
offsets_byte(const struct offsets *o, int64_t point, uint32_t *byte)
{
    size_t at;

    if (point < 0 || (uint64_t)point > o->count)
        return false;
    at = o->marks[(size_t)point / MARK_EVERY];
    for (int64_t i = point % MARK_EVERY; i > 0; i--)
        mill_utf8_next(o->text.ptr, o->text.len, &at);
    *byte = (uint32_t)at;
    return true;
}

/* ---- fields */

static bool
set_list(struct mill_doc *doc, const char *name, struct mill_json value)
{
    size_t n = mill_json_count(value), at = 0;
    struct mill_str *list = mill_doc_alloc(doc, (n + 1) * sizeof *list);
    struct mill_json_iter iter = mill_json_begin(value);

    if (list == NULL)
        return false;
    while (mill_json_step(&iter))
        list[at++] = mill_json_str(iter.value);
    return mill_doc_set_list(doc, name, list, n);
}

static bool
all_strings(struct mill_json value)
{
    struct mill_json_iter iter = mill_json_begin(value);

    while (mill_json_step(&iter))
        if (mill_json_kind(iter.value) != MILL_JSON_STR)
            return false;
    return true;
}

/* A member as it stands in the line, for what is no plain value. */
static struct mill_str
raw_member(struct mill_str line, const char *name)
{
    struct mill_str key, value;
    size_t at = 0;

    while (mill_json_raw_member(line, &at, &key, &value))
        if (key.len == strlen(name) && memcmp(key.ptr, name, key.len) == 0)
            return value;
    return (struct mill_str){ "null", 4 };
}

static bool
set_field(struct mill_doc *doc, const char *name, struct mill_json value,
          struct mill_str line)
{
    switch (mill_json_kind(value)) {
    case MILL_JSON_NONE:
    case MILL_JSON_NULL:
        return true;
    case MILL_JSON_BOOL:
        return mill_doc_set_bool(doc, name, mill_json_bool(value));
    case MILL_JSON_INT:
        return mill_doc_set_int(doc, name, mill_json_int(value));
    case MILL_JSON_NUM:
        return mill_doc_set_num(doc, name, mill_json_num(value));
    case MILL_JSON_STR:
        return mill_doc_set_str(doc, name, mill_json_str(value));
    case MILL_JSON_LIST:
        if (all_strings(value))
            return set_list(doc, name, value);
        break;
    case MILL_JSON_MAP:
        break;
    }
    return mill_doc_set_json(doc, name, raw_member(line, name));
}

/* ---- annotations */

/* Names of features live as long as the document. */
static const char *
keep_name(struct mill_doc *doc, struct mill_str key)
{
    return mill_arena_strdup(mill_doc_arena(doc), key);
}

static enum mill_status
set_features(struct mill_doc *doc, struct mill_ann *ann,
             struct mill_json entry, struct mill_report *rep)
{
    struct mill_json_iter iter = mill_json_begin(entry);

    while (mill_json_step(&iter)) {
        const char *name = keep_name(doc, iter.key);
        bool good = name != NULL;

        if (good && (strcmp(name, "type") == 0 ||
                     strcmp(name, "start") == 0 || strcmp(name, "end") == 0))
            continue;
        if (good && strcmp(name, "confidence") == 0) {
            mill_ann_set_confidence(ann, (float)mill_json_num(iter.value));
            continue;
        }
        switch (mill_json_kind(iter.value)) {
        case MILL_JSON_STR:
            good = good && mill_ann_set_str(doc, ann, name,
                                            mill_json_str(iter.value));
            break;
        case MILL_JSON_INT:
            good = good && mill_ann_set_int(doc, ann, name,
                                            mill_json_int(iter.value));
            break;
        case MILL_JSON_NUM:
            good = good && mill_ann_set_num(doc, ann, name,
                                            mill_json_num(iter.value));
            break;
        case MILL_JSON_BOOL:
            good = good && mill_ann_set_bool(doc, ann, name,
                                             mill_json_bool(iter.value));
            break;
        default:
            return mill_fail_code(rep, MILL_ERR_DOC, "bad-answer",
                                  "the answer's annotation has a '%s' that "
                                  "is no text, number or truth value",
                                  name != NULL ? name : "?");
        }
        if (!good)
            return mill_fail(rep, MILL_ERR_DOC, "the document is full");
    }
    return MILL_OK;
}

static mill_type
type_of(const struct merge *merge, struct mill_str name)
{
    for (size_t i = 0; i < merge->annotates.count; i++)
        if (strlen(merge->annotates.items[i]) == name.len &&
            memcmp(merge->annotates.items[i], name.ptr, name.len) == 0)
            return merge->types[i];
    return 0;
}

static enum mill_status
add_annotations(const struct merge *merge, struct mill_doc *doc,
                struct mill_json list, struct mill_report *rep)
{
    struct mill_json_iter iter = mill_json_begin(list);
    struct offsets offsets = { .marks = NULL };

    while (mill_json_step(&iter)) {
        struct mill_json begin = mill_json_get(iter.value, "start");
        struct mill_json end = mill_json_get(iter.value, "end");
        struct mill_str name =
            mill_json_str(mill_json_get(iter.value, "type"));
        mill_type type = type_of(merge, name);
        struct mill_span span;
        struct mill_ann *ann;

        if (type == 0)
            continue; /* an older one, sent back */
        if (offsets.marks == NULL && !offsets_make(&offsets, doc))
            return mill_fail(rep, MILL_ERR_DOC, "the document is full");
        if (mill_json_kind(begin) != MILL_JSON_INT ||
            mill_json_kind(end) != MILL_JSON_INT ||
            !offsets_byte(&offsets, mill_json_int(begin), &span.begin) ||
            !offsets_byte(&offsets, mill_json_int(end), &span.end) ||
            span.begin > span.end)
            return mill_fail_code(rep, MILL_ERR_DOC, "bad-answer",
                                  "the answer's annotation '%.*s' has a "
                                  "start or end outside the text",
                                  MILL_FMT(name));
        ann = mill_annotate(doc, type, span);
        if (ann == NULL)
            return mill_fail(rep, MILL_ERR_DOC, "the document is full");
        if (set_features(doc, ann, iter.value, rep) != MILL_OK)
            return MILL_ERR_DOC;
    }
    return MILL_OK;
}

/* ---- the whole */

enum mill_status
merge_answer(const struct merge *merge, struct mill_json_parser *parser,
             struct mill_doc *doc, struct mill_str line,
             struct mill_report *rep)
{
    const char *reason;
    struct mill_json root, value;

    if (!mill_json_parse(parser, line, &root, &reason))
        return mill_fail_code(rep, MILL_ERR_DOC, "bad-answer",
                              "the answer is no JSON: %s", reason);
    if (mill_json_kind(root) != MILL_JSON_MAP)
        return mill_fail_code(rep, MILL_ERR_DOC, "bad-answer",
                              "the answer is no JSON object");
    value = mill_json_get(root, "error");
    if (mill_json_kind(value) == MILL_JSON_STR)
        return mill_fail_code(rep, MILL_ERR_DOC, "told", "%.*s",
                              MILL_FMT(mill_json_str(value)));
    if (mill_json_bool(mill_json_get(root, "drop")))
        return MILL_DROP;
    for (size_t i = 0; i < merge->provides.count; i++) {
        const char *name = merge->provides.items[i];

        if (!set_field(doc, name, mill_json_get(root, name), line))
            return mill_fail(rep, MILL_ERR_DOC, "the document is full");
    }
    return add_annotations(merge, doc, mill_json_get(root, "annotations"),
                           rep);
}
