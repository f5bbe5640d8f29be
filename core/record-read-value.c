/* SPDX-License-Identifier: Apache-2.0
 *
 * record-read-value.c: values of a record on their way into fields and
 * features, and places into the text. */
#include "record-read.h"

#include <pressmill/hash.h>

#include <stdio.h>
#include <string.h>

/* ---- annotations by a string */

bool
key_map_init(struct key_map *map, struct mill_arena *arena, size_t count)
{
    uint32_t size = 4;

    while (size < 2 * count)
        size *= 2;
    map->mask = size - 1;
    map->slots = mill_arena_zalloc(arena, size * sizeof *map->slots);
    return map->slots != NULL;
}

struct key_slot *
key_map_at(const struct key_map *map, struct mill_str key)
{
    uint32_t at = (uint32_t)mill_hash(key) & map->mask;

    while (map->slots[at].ann != NULL &&
           (map->slots[at].key.len != key.len ||
            memcmp(map->slots[at].key.ptr, key.ptr, key.len) != 0))
        at = (at + 1) & map->mask;
    return &map->slots[at];
}

/* ---- values */

bool
reader_plain_name(struct mill_str name)
{
    if (name.len == 0 || name.len > 200)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

void
reader_render(struct mill_buf *buf, struct mill_json value)
{
    struct mill_json_iter i = json_begin(value);
    bool map = json_kind(value) == MILL_JSON_MAP, comma = false;

    switch (json_kind(value)) {
    case MILL_JSON_NONE:
    case MILL_JSON_NULL:
        PUT(buf, "null");
        break;
    case MILL_JSON_BOOL:
        if (mill_json_bool(value))
            PUT(buf, "true");
        else
            PUT(buf, "false");
        break;
    case MILL_JSON_INT:
        mill_buf_int(buf, json_int(value));
        break;
    case MILL_JSON_NUM:
        mill_buf_num(buf, mill_json_num(value));
        break;
    case MILL_JSON_STR:
        mill_buf_json_str(buf, json_str(value));
        break;
    case MILL_JSON_LIST:
    case MILL_JSON_MAP:
        mill_buf_char(buf, map ? '{' : '[');
        for (; json_step(&i); comma = true) {
            if (comma)
                mill_buf_char(buf, ',');
            if (map) {
                mill_buf_json_str(buf, i.key);
                mill_buf_char(buf, ':');
            }
            reader_render(buf, i.value);
        }
        mill_buf_char(buf, map ? '}' : ']');
        break;
    }
}

static bool
set_json(struct reader *r, struct mill_ann *ann, const char *name,
         struct mill_json value)
{
    struct mill_buf buf = { .arena = mill_doc_arena(r->doc) };
    struct mill_str json;
    bool well;

    reader_render(&buf, value);
    if (buf.failed)
        return reader_full(r);
    json = (struct mill_str){ buf.ptr, buf.len };
    well = ann != NULL ? mill_ann_set_json(r->doc, ann, name, json)
                       : mill_doc_set_json(r->doc, name, json);
    return well || reader_full(r);
}

/* A list of strings, or of spans for a feature; else JSON. */
static bool
set_list(struct reader *r, struct mill_ann *ann, const char *name,
         struct mill_json value)
{
    size_t count = mill_json_count(value), strings = 0, pairs = 0, n = 0;
    struct mill_str *list;
    struct mill_span *spans;
    bool well;

    for (struct mill_json_iter i = json_begin(value); json_step(&i);) {
        strings += json_kind(i.value) == MILL_JSON_STR;
        pairs += ann != NULL && mill_json_count(i.value) == 2 &&
                 json_kind(i.value) == MILL_JSON_LIST;
    }
    if (strings == count) {
        list = mill_doc_alloc(r->doc, count * sizeof *list);
        if (list == NULL)
            return reader_full(r);
        for (struct mill_json_iter i = json_begin(value); json_step(&i);)
            list[n++] = json_str(i.value);
        well = ann != NULL ? mill_ann_set_list(r->doc, ann, name, list, n)
                           : mill_doc_set_list(r->doc, name, list, n);
        return well || reader_full(r);
    }
    if (pairs == count) {
        spans = mill_doc_alloc(r->doc, count * sizeof *spans);
        if (spans == NULL)
            return reader_full(r);
        for (struct mill_json_iter i = json_begin(value); json_step(&i);)
            if (!reader_pair(r, NULL, i.value, &spans[n++]))
                return set_json(r, ann, name, value);
        return mill_ann_set_spans(r->doc, ann, name, spans, n) ||
               reader_full(r);
    }
    return set_json(r, ann, name, value);
}

/* {"id":".."} or {"type":"..","start":..,"end":..} */
static bool
looks_like_ref(struct mill_json value)
{
    static const struct mill_str keys[] = { KEY("id"), KEY("type"),
                                            KEY("start"), KEY("end"), KEY_END };
    size_t count = mill_json_count(value);
    struct mill_json v[4];

    if (count != 1 && count != 3)
        return false;
    reader_take(value, keys, v);
    if (count == 1)
        return json_kind(v[0]) == MILL_JSON_STR;
    return json_kind(v[1]) == MILL_JSON_STR &&
           json_kind(v[2]) == MILL_JSON_INT && json_kind(v[3]) == MILL_JSON_INT;
}

/* Whether every member can be a field or feature of its own: then a map of
 * them is only a nesting of names. There may be at most `*left` of them, which
 * becomes less. */
static bool
only_nests(struct mill_json map, size_t *left)
{
    struct mill_str keys[32];
    size_t n = 0;

    if (mill_json_count(map) == 0 || mill_json_count(map) > 32)
        return false;
    for (struct mill_json_iter i = json_begin(map); json_step(&i);) {
        if (*left == 0 || !reader_plain_name(i.key))
            return false;
        for (size_t k = 0; k < n; k++)
            if (key_is(keys[k], i.key))
                return false;
        keys[n++] = i.key;
        if (json_kind(i.value) != MILL_JSON_MAP)
            --*left;
        else if (!only_nests(i.value, left))
            return false;
    }
    return true;
}

/* The members of a map, which only nests, under names with a dot more. */
static bool
set_nested(struct reader *r, struct mill_ann *ann, const char *name,
           struct mill_json map)
{
    size_t len = strlen(name);

    for (struct mill_json_iter i = json_begin(map); json_step(&i);) {
        char *nested = mill_doc_alloc(r->doc, len + i.key.len + 2);
        bool well;

        if (nested == NULL)
            return reader_full(r);
        memcpy(nested, name, len);
        nested[len] = '.';
        memcpy(nested + len + 1, i.key.ptr, i.key.len);
        nested[len + 1 + i.key.len] = '\0';
        if (json_kind(i.value) == MILL_JSON_MAP &&
            (ann == NULL || !looks_like_ref(i.value)))
            well = set_nested(r, ann, nested, i.value);
        else
            well = reader_set(r, ann, nested, i.value);
        if (!well)
            return false;
    }
    return true;
}

static bool
set_map(struct reader *r, struct mill_ann *ann, const char *name,
        struct mill_json map)
{
    size_t left = r->nested_left;

    if (ann != NULL && looks_like_ref(map)) {
        struct late_ref *late = mill_doc_alloc(r->doc, sizeof *late);

        if (late == NULL)
            return reader_full(r);
        *late = (struct late_ref){ r->late, ann, name, map };
        r->late = late;
        return set_json(r, ann, name, map); /* keeps the place */
    }
    if (name[0] == '"' || !only_nests(map, &left))
        return set_json(r, ann, name, map);
    r->nested_left = left;
    return set_nested(r, ann, name, map);
}

/* Numbers that others read as such, also where they were written whole. */
static bool
fractional(const struct mill_ann *ann, const char *name)
{
    const char *dot = strrchr(name, '.'), *last = dot ? dot + 1 : name;

    if (ann == NULL && strncmp(name, "sentiment.", 10) != 0)
        return false;
    return strcmp(last, "score") == 0 || strcmp(last, "confidence") == 0 ||
           strcmp(last, "share") == 0;
}

bool
reader_set(struct reader *r, struct mill_ann *ann, const char *name,
           struct mill_json value)
{
    struct mill_doc *doc = r->doc;
    bool well = true;

    switch (json_kind(value)) {
    case MILL_JSON_STR:
        well = ann != NULL ? mill_ann_set_str(doc, ann, name, json_str(value))
                           : mill_doc_set_str(doc, name, json_str(value));
        break;
    case MILL_JSON_INT:
        if (!fractional(ann, name)) {
            int64_t n = json_int(value);

            well = ann != NULL ? mill_ann_set_int(doc, ann, name, n)
                               : mill_doc_set_int(doc, name, n);
            break;
        }
        /* fallthrough */
    case MILL_JSON_NUM:
        well = ann != NULL
                   ? mill_ann_set_num(doc, ann, name, mill_json_num(value))
                   : mill_doc_set_num(doc, name, mill_json_num(value));
        break;
    case MILL_JSON_BOOL:
        well = ann != NULL
                   ? mill_ann_set_bool(doc, ann, name, mill_json_bool(value))
                   : mill_doc_set_bool(doc, name, mill_json_bool(value));
        break;
    case MILL_JSON_LIST:
        return set_list(r, ann, name, value);
    case MILL_JSON_MAP:
        return set_map(r, ann, name, value);
    case MILL_JSON_NULL:
    case MILL_JSON_NONE:
        return set_json(r, ann, name, value);
    }
    return well || reader_full(r);
}

/* A name that lasts as long as the document: the usual ones are literals. */
static const char *
keep_name(struct reader *r, struct mill_str key)
{
    static const struct mill_str usual[] = {
        KEY("name"),    KEY("kind"),   KEY("type"),      KEY("role"),
        KEY("gender"),  KEY("basis"),  KEY("sentiment"), KEY("said"),
        KEY("aliases"), KEY("stance"), KEY("speaker"),   KEY("lang"),
        KEY("share"),   KEY("status"), KEY("score"),     KEY_END
    };
    struct mill_buf buf = { .arena = mill_doc_arena(r->doc) };

    for (const struct mill_str *u = usual; u->ptr != NULL; u++)
        if (key_is(key, *u))
            return u->ptr;
    if (reader_plain_name(key))
        return mill_arena_strdup(mill_doc_arena(r->doc), key);
    mill_buf_json_str(&buf, key); /* a raw name, quotes and all */
    mill_buf_char(&buf, '\0');
    return buf.failed ? NULL : buf.ptr;
}

void
reader_take(struct mill_json map, const struct mill_str *keys,
            struct mill_json *values)
{
    for (size_t k = 0; keys[k].ptr != NULL; k++)
        values[k] = (struct mill_json){ NULL, 0 };
    if (json_kind(map) != MILL_JSON_MAP)
        return;
    for (struct mill_json_iter i = json_begin(map); json_step(&i);) {
        size_t k = 0;

        while (keys[k].ptr != NULL && !key_is(i.key, keys[k]))
            k++;
        if (keys[k].ptr != NULL && values[k].in == NULL)
            values[k] = i.value;
    }
}

/* Names the key that an object has twice, and fails; otherwise true. */
static bool
keys_once(struct reader *r, struct mill_json map)
{
    struct mill_str keys[RECORD_FEATURES];
    size_t n = 0;

    for (struct mill_json_iter i = json_begin(map); json_step(&i); n++) {
        for (size_t k = 0; k < n; k++)
            if (key_is(keys[k], i.key))
                return reader_bad(r, "", "the key '%.40s' occurs twice",
                                  i.key.ptr);
        keys[n] = i.key;
    }
    return true;
}

bool
reader_features(struct reader *r, struct mill_ann *ann, struct mill_json map,
                const struct mill_str *told)
{
    if (mill_json_count(map) > RECORD_FEATURES)
        return reader_bad(r, "", "over %d members", RECORD_FEATURES);
    if (!keys_once(r, map))
        return false;
    r->nested_left = RECORD_FEATURES;
    for (struct mill_json_iter i = json_begin(map); json_step(&i);) {
        const struct mill_str *t = told;
        const char *name;

        while (t->ptr != NULL && !key_is(i.key, *t))
            t++;
        if (t->ptr != NULL)
            continue;
        name = keep_name(r, i.key);
        if (name == NULL)
            return reader_full(r);
        if (!reader_set(r, ann, name, i.value))
            return false;
    }
    return true;
}

/* ---- places */

void
reader_step(struct mill_str in, struct mill_str out, size_t *i, size_t *o)
{
    if (*i == 0 && in.len >= 3 && memcmp(in.ptr, "\xef\xbb\xbf", 3) == 0) {
        *i = 3;
        return;
    }
    if (*o < out.len && in.ptr[*i] == out.ptr[*o])
        ++*o;
    else if (in.ptr[*i] == '\0')
        *o += 3;
    /* otherwise a carriage return, which is gone */
    ++*i;
}

/* Where a byte of the text as given went in the text as set. */
static uint32_t
follow(const struct reader *r, uint32_t byte)
{
    struct mill_str out = mill_doc_text(r->doc);
    size_t i = byte / 64 * 64, o;

    if (r->moved == NULL)
        return byte;
    o = r->moved[byte / 64];
    while (i < byte)
        reader_step(r->given, out, &i, &o);
    return (uint32_t)(o < out.len ? o : out.len);
}

bool
reader_place(struct reader *r, const char *member, struct mill_json value,
             uint32_t *byte)
{
    int64_t at = json_int(value);
    const char *units = offsets_name(r->unit);

    if (json_kind(value) == MILL_JSON_INT && at >= 0 &&
        offsets_to_byte(&r->offsets, (uint64_t)at, byte)) {
        *byte = follow(r, *byte);
        return true;
    }
    if (member == NULL) /* only asking */
        return false;
    if (json_kind(value) == MILL_JSON_NONE)
        return reader_bad(r, member, "missing");
    if (json_kind(value) != MILL_JSON_INT)
        return reader_bad(r, member, "expected a whole number, not %s",
                          reader_kind(value));
    if (at < 0)
        return reader_bad(r, member, "%lld is below 0", (long long)at);
    if (at <= r->offsets.total)
        return reader_bad(r, member,
                          "%lld falls within a character; are "
                          "offsets really %s?",
                          (long long)at, units);
    return reader_bad(r, member,
                      "%lld is past the end of the text, which "
                      "has %lu %s",
                      (long long)at, (unsigned long)r->offsets.total, units);
}

bool
reader_pair(struct reader *r, const char *member, struct mill_json pair,
            struct mill_span *span)
{
    struct mill_json_iter i = json_begin(pair);

    if (json_kind(pair) != MILL_JSON_LIST || mill_json_count(pair) != 2)
        return member != NULL &&
               reader_bad(r, member, "expected [start, end], not %s",
                          reader_kind(pair));
    if (!json_step(&i) || !reader_place(r, member, i.value, &span->begin) ||
        !json_step(&i) || !reader_place(r, member, i.value, &span->end))
        return false;
    if (span->begin > span->end)
        return member != NULL &&
               reader_bad(r, member, "it ends before it starts");
    return true;
}
