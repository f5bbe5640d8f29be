/* SPDX-License-Identifier: Apache-2.0
 *
 * record-write-value.c: fields and features as members of a JSON object; a name
 * with dots nests. */
#include "record.h"

#include <pressmill/str.h>
#include <pressmill/unicode.h>

#include <string.h>

/* ---- annotations by address */

bool
ann_map_init(struct ann_map *map, struct mill_arena *arena, size_t count)
{
    uint32_t size = 4;

    while (size < 2 * count)
        size *= 2;
    map->mask = size - 1;
    map->slots = mill_arena_zalloc(arena, size * sizeof *map->slots);
    return map->slots != NULL;
}

static struct ann_slot *
slot_of(const struct ann_map *map, const struct mill_ann *ann)
{
    uint64_t hash = (uint64_t)(uintptr_t)ann * 0x9e3779b97f4a7c15u;
    uint32_t at = (uint32_t)(hash >> 32) & map->mask;

    while (map->slots[at].ann != NULL && map->slots[at].ann != ann)
        at = (at + 1) & map->mask;
    return &map->slots[at];
}

void
ann_map_put(struct ann_map *map, const struct mill_ann *ann, uint32_t index)
{
    *slot_of(map, ann) = (struct ann_slot){ ann, index };
}

const struct ann_slot *
ann_map_find(const struct ann_map *map, const struct mill_ann *ann)
{
    const struct ann_slot *slot;

    if (map->slots == NULL)
        return NULL;
    slot = slot_of(map, ann);
    return slot->ann != NULL ? slot : NULL;
}

/* ---- single values */

/* What plugins set is checked: whatever happens, the output is UTF-8. */
void
writer_str(struct writer *w, struct mill_str str)
{
    if (mill_utf8_valid(str.ptr, str.len) != str.len) {
        str = mill_utf8_repair(w->out->arena, str, NULL);
        if (str.ptr == NULL) {
            w->out->failed = true;
            return;
        }
    }
    mill_buf_json_str(w->out, str);
}

void
writer_place(struct writer *w, uint32_t byte)
{
    mill_buf_int(w->out, offsets_from_byte(&w->offsets, byte));
}

void
writer_span(struct writer *w, struct mill_span span)
{
    PUT(w->out, "\"start\":");
    writer_place(w, span.begin);
    PUT(w->out, ",\"end\":");
    writer_place(w, span.end);
}

void
writer_id(struct writer *w, char letter, const struct ann_map *map,
          const struct mill_ann *ann)
{
    const struct ann_slot *slot = ann_map_find(map, ann);

    mill_buf_char(w->out, '"');
    mill_buf_char(w->out, letter);
    mill_buf_int(w->out, slot != NULL ? (int64_t)slot->index + 1 : 0);
    mill_buf_char(w->out, '"');
}

static void
write_ref(struct writer *w, const struct mill_ann *ref)
{
    if (ref->type == w->speaker && ann_map_find(&w->speakers, ref) != NULL) {
        PUT(w->out, "{\"id\":");
        writer_id(w, 's', &w->speakers, ref);
    } else if (ref->type == w->quote && ann_map_find(&w->quotes, ref) != NULL) {
        PUT(w->out, "{\"id\":");
        writer_id(w, 'q', &w->quotes, ref);
    } else {
        const char *type = doc_type_name(w->doc, ref->type);

        PUT(w->out, "{\"type\":");
        writer_str(w, mill_str_of(type));
        mill_buf_char(w->out, ',');
        writer_span(w, mill_ann_span(ref));
    }
    mill_buf_char(w->out, '}');
}

/* JSON as it came. A line feed can only be white space there, and would break
 * the line that a record is. */
static void
write_json(struct writer *w, struct mill_str json)
{
    const char *p = json.ptr, *end = p + json.len;
    size_t good = mill_utf8_valid(json.ptr, json.len);

    if (json.len == 0 || good != json.len) {
        PUT(w->out, "null");
        return;
    }
    while (p < end) {
        const char *line = memchr(p, '\n', (size_t)(end - p));

        if (line == NULL)
            line = end;
        mill_buf_put(w->out, p, (size_t)(line - p));
        if (line < end)
            mill_buf_char(w->out, ' ');
        p = line + 1;
    }
}

static void
write_value(struct writer *w, const struct mill_value *v)
{
    switch ((enum mill_kind)v->kind) {
    case MILL_TEXT:
        writer_str(w, mill_value_str(v));
        break;
    case MILL_INT:
        mill_buf_int(w->out, v->integer);
        break;
    case MILL_NUM:
        mill_buf_num(w->out, v->number);
        break;
    case MILL_BOOL:
        if (v->boolean)
            PUT(w->out, "true");
        else
            PUT(w->out, "false");
        break;
    case MILL_LIST:
        mill_buf_char(w->out, '[');
        for (uint32_t i = 0; i < v->count; i++) {
            if (i > 0)
                mill_buf_char(w->out, ',');
            writer_str(w, v->list[i]);
        }
        mill_buf_char(w->out, ']');
        break;
    case MILL_SPANS:
        mill_buf_char(w->out, '[');
        for (uint32_t i = 0; i < v->count; i++) {
            if (i > 0)
                mill_buf_char(w->out, ',');
            mill_buf_char(w->out, '[');
            writer_place(w, v->spans[i].begin);
            mill_buf_char(w->out, ',');
            writer_place(w, v->spans[i].end);
            mill_buf_char(w->out, ']');
        }
        mill_buf_char(w->out, ']');
        break;
    case MILL_REF:
        write_ref(w, v->ref);
        break;
    case MILL_JSON:
        write_json(w, mill_value_str(v));
        break;
    case MILL_NONE:
        PUT(w->out, "null");
        break;
    }
}

/* ---- names and nesting */

static bool
add_entry(struct writer *w, const char *name, const struct mill_value *value)
{
    if (w->n_entries == w->room) {
        size_t room = w->room != 0 ? 2 * w->room : 32;
        struct writer_entry *entries =
            mill_arena_alloc(w->out->arena, room * sizeof *entries);

        if (entries == NULL) {
            w->out->failed = true;
            return false;
        }
        if (w->n_entries != 0)
            memcpy(entries, w->entries, w->n_entries * sizeof *entries);
        w->entries = entries;
        w->room = room;
    }
    w->entries[w->n_entries++] =
        (struct writer_entry){ name, strlen(name), value };
    return true;
}

bool
writer_fields(struct writer *w)
{
    const struct mill_value *value;
    const char *name;
    size_t at = 0;

    w->n_entries = 0;
    while ((value = mill_doc_next_field(w->doc, &at, &name)) != NULL)
        if (!add_entry(w, name, value))
            return false;
    return true;
}

bool
writer_features(struct writer *w, const struct mill_ann *ann)
{
    w->n_entries = 0;
    for (const struct feature *f = ann->first; f != NULL; f = f->next)
        if (!add_entry(w, f->name, &f->value))
            return false;
    return true;
}

static bool
is(const struct writer_entry *e, struct mill_str name)
{
    return e->len == name.len && memcmp(e->name, name.ptr, name.len) == 0;
}

/* Whether an entry lies within a name: "tone.label" in "tone". */
static bool
within(const struct writer_entry *e, const char *name, size_t len)
{
    return e->len > len && e->name[len] == '.' &&
           memcmp(e->name, name, len) == 0;
}

const struct mill_value *
writer_find(const struct writer *w, struct mill_str name)
{
    for (size_t i = 0; i < w->n_entries; i++)
        if (is(&w->entries[i], name))
            return w->entries[i].value;
    return NULL;
}

static void
write_key(struct writer *w, const char *name, size_t len, bool *comma)
{
    if (*comma)
        mill_buf_char(w->out, ',');
    *comma = true;
    if (name[0] == '"') /* raw, as it came in with a record */
        mill_buf_put(w->out, name, len);
    else
        writer_str(w, (struct mill_str){ name, len });
    mill_buf_char(w->out, ':');
}

/* Where the part of a name behind `from` ends: at a dot, when the parts can
 * be nested. A raw name has no parts. When there is a value of the shorter
 * name as well, nesting would make two members of one name. */
static size_t
part_end(const struct writer *w, const struct writer_entry *e, size_t from)
{
    const char *name = e->name, *dot;

    if (name[0] == '"')
        return e->len;
    dot = memchr(name + from, '.', e->len - from);
    if (dot == NULL || dot == name + from || dot[1] == '\0' ||
        writer_find(w, (struct mill_str){ name, (size_t)(dot - name) }))
        return e->len;
    return (size_t)(dot - name);
}

/* Writes entry `i`, whose name is looked at from byte `from`; if its part
 * nests, with all others that share it. */
static void
write_entry(struct writer *w, size_t i, size_t from, bool *comma)
{
    const struct writer_entry *e = &w->entries[i];
    size_t end = part_end(w, e, from);
    bool inner = false;

    if (end == e->len) {
        write_key(w, e->name + from, end - from, comma);
        write_value(w, e->value);
        return;
    }
    for (size_t k = 0; k < i; k++)
        if (within(&w->entries[k], e->name, end) &&
            part_end(w, &w->entries[k], from) == end)
            return; /* told already, with the first that shares it */
    write_key(w, e->name + from, end - from, comma);
    mill_buf_char(w->out, '{');
    for (size_t k = i; k < w->n_entries; k++)
        if (within(&w->entries[k], e->name, end) &&
            part_end(w, &w->entries[k], from) == end)
            write_entry(w, k, end + 1, &inner);
    mill_buf_char(w->out, '}');
}

void
writer_member(struct writer *w, struct mill_str name, bool *comma)
{
    for (size_t i = 0; i < w->n_entries; i++) {
        const struct writer_entry *e = &w->entries[i];

        if (is(e, name) || within(e, name.ptr, name.len)) {
            write_entry(w, i, 0, comma);
            return;
        }
    }
}

void
writer_others(struct writer *w, const struct mill_str *told, bool *comma)
{
    for (size_t i = 0; i < w->n_entries; i++) {
        const struct writer_entry *e = &w->entries[i];
        const struct mill_str *t = told;

        while (t->ptr != NULL && !is(e, *t) &&
               (!within(e, t->ptr, t->len) || writer_find(w, *t) != NULL))
            t++;
        if (t->ptr == NULL)
            write_entry(w, i, 0, comma);
    }
}
