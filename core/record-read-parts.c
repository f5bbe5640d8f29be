/* SPDX-License-Identifier: Apache-2.0
 *
 * record-read-parts.c: the annotations of a record, read back: what parts have
 * in common, and all but speakers and quotes. */
#include "record-read.h"

#include <string.h>

const struct mill_str reader_keys[] = { COMMON_KEYS, KEY_END };

bool
reader_given(struct mill_json value)
{
    return value.in != NULL && json_kind(value) != MILL_JSON_NULL;
}

mill_type
reader_type(struct reader *r, enum record_type type)
{
    static const struct mill_str names[] = {
        KEY("sentence"), KEY("speaker"), KEY("quote"),
        KEY("target"),   KEY("mention"), KEY("cue"),
    };

    if (r->types[type] == 0)
        r->types[type] = doc_type(r->doc, names[type]);
    return r->types[type];
}

struct mill_ann *
reader_annotate(struct reader *r, enum record_type type, struct mill_span span)
{
    struct mill_ann *ann = mill_annotate(r->doc, reader_type(r, type), span);

    if (ann == NULL)
        reader_full(r);
    return ann;
}

bool
reader_span(struct reader *r, const struct mill_json *v, struct mill_span *span)
{
    if (!reader_place(r, "start", v[START], &span->begin) ||
        !reader_place(r, "end", v[END], &span->end))
        return false;
    if (span->begin > span->end)
        return reader_bad(r, "end", "it ends before it starts");
    return true;
}

/* A text beside a span says which words are meant; a record whose offsets
 * count something else shows here. */
void
reader_words(struct reader *r, const struct mill_json *v, struct mill_span span)
{
    struct mill_str words = json_str(v[TEXT]);

    if (json_kind(v[TEXT]) == MILL_JSON_STR && r->moved == NULL &&
        !key_is(words, mill_doc_slice(r->doc, span)))
        r->other_words++;
}

bool
reader_confidence(struct reader *r, struct mill_ann *ann,
                  struct mill_json value)
{
    double n = mill_json_num(value);

    if (!reader_given(value))
        return true;
    if ((json_kind(value) != MILL_JSON_NUM &&
         json_kind(value) != MILL_JSON_INT) ||
        n < 0 || n > 1)
        return reader_bad(r, "confidence", "expected a number from 0 to 1");
    mill_ann_set_confidence(ann, (float)n);
    return true;
}

/* The list of a part; count 0 when it is missing. False when it is none. */
bool
reader_part(struct reader *r, enum part part, size_t *count)
{
    static const struct mill_str names[] = { RECORD_PARTS };
    struct mill_json list = r->parts[part];

    r->part = names[part].ptr;
    r->index = SIZE_MAX;
    *count = mill_json_count(list);
    if (!reader_given(list)) {
        *count = 0;
        return true;
    }
    if (!reader_want(r, "", list, MILL_JSON_LIST, "a list"))
        return false;
    if (*count != 0 && part != PART_SENTENCE_FEATURES && part != PART_ERRORS &&
        !mill_doc_has_text(r->doc))
        return reader_bad(r, "",
                          "the record has no text that these places "
                          "could be in");
    return true;
}

/* ---- sentences and targets */

static bool
read_sentences(struct reader *r)
{
    static const struct mill_str told[] = { KEY("confidence"), KEY_END };
    struct mill_ann **made;
    size_t count, n = 0, features;

    if (!reader_part(r, PART_SENTENCES, &count))
        return false;
    made = mill_doc_alloc(r->doc, count * sizeof *made);
    if (made == NULL)
        return reader_full(r);
    for (struct mill_json_iter i = json_begin(r->parts[PART_SENTENCES]);
         count != 0 && json_step(&i); n++) {
        struct mill_span span;

        r->index = n;
        if (!reader_pair(r, "", i.value, &span) ||
            (made[n] = reader_annotate(r, TYPE_SENTENCE, span)) == NULL)
            return false;
    }
    if (!reader_part(r, PART_SENTENCE_FEATURES, &features))
        return false;
    if (features != 0 && features != count)
        return reader_bad(r, "", "%zu entries for %zu sentences", features,
                          count);
    n = 0;
    for (struct mill_json_iter i = json_begin(r->parts[PART_SENTENCE_FEATURES]);
         features != 0 && json_step(&i); n++) {
        struct mill_json v[1];

        r->index = n;
        if (json_kind(i.value) == MILL_JSON_NULL)
            continue;
        reader_take(i.value, told, v);
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object or null") ||
            !reader_confidence(r, made[n], v[0]) ||
            !reader_features(r, made[n], i.value, told))
            return false;
    }
    return true;
}

static bool
read_targets(struct reader *r)
{
    size_t count, n = 0;

    if (!reader_part(r, PART_TARGETS, &count))
        return false;
    for (struct mill_json_iter i = json_begin(r->parts[PART_TARGETS]);
         count != 0 && json_step(&i); n++) {
        struct mill_json v[COMMON];
        struct mill_ann *target;
        struct mill_span span;

        r->index = n;
        reader_take(i.value, reader_keys, v);
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object") ||
            !reader_span(r, v, &span) ||
            (target = reader_annotate(r, TYPE_TARGET, span)) == NULL ||
            !reader_confidence(r, target, v[CONFIDENCE]) ||
            !reader_features(r, target, i.value, reader_keys))
            return false;
        reader_words(r, v, span);
    }
    return true;
}

/* ---- all others */

static bool
read_annotations(struct reader *r)
{
    enum { TYPE = COMMON, ALL };
    static const struct mill_str keys[] = { COMMON_KEYS, KEY("type"), KEY_END };
    static const struct mill_str told[] = { KEY("start"), KEY("end"),
                                            KEY("confidence"), KEY("type"),
                                            KEY_END };
    struct mill_str last = { "", 0 };
    mill_type number = 0;
    size_t count, n = 0;

    if (!reader_part(r, PART_ANNOTATIONS, &count))
        return false;
    for (struct mill_json_iter i = json_begin(r->parts[PART_ANNOTATIONS]);
         count != 0 && json_step(&i); n++) {
        struct mill_json v[ALL];
        struct mill_ann *ann;
        struct mill_span span;

        r->index = n;
        reader_take(i.value, keys, v);
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object") ||
            !reader_want(r, "type", v[TYPE], MILL_JSON_STR, "a string") ||
            !reader_span(r, v, &span))
            return false;
        if (number == 0 || !key_is(json_str(v[TYPE]), last)) {
            last = json_str(v[TYPE]);
            number = doc_type(r->doc, last);
        }
        if (number == 0)
            return reader_bad(r, "type",
                              "'%.40s' is no name of a type (a-z, 0-9, '_' "
                              "and '-'; at most %d of them)",
                              last.ptr, INTERN_MAX - 1);
        ann = mill_annotate(r->doc, number, span);
        if (ann == NULL)
            return reader_full(r);
        if (!reader_confidence(r, ann, v[CONFIDENCE]) ||
            !reader_features(r, ann, i.value, told))
            return false;
    }
    return true;
}

/* ---- references */

/* The key of a place: type and span as bytes. */
static struct mill_str
place_key(mill_type type, struct mill_span span, uint32_t key[3])
{
    key[0] = type;
    key[1] = span.begin;
    key[2] = span.end;
    return (struct mill_str){ (const char *)key, 3 * sizeof *key };
}

static bool
make_places(struct reader *r)
{
    struct mill_doc *doc = r->doc;
    size_t count = 0;

    for (mill_type t = 1; t < doc->n_stores; t++)
        count += doc->stores[t].total;
    if (!key_map_init(&r->places, mill_doc_arena(doc), count))
        return reader_full(r);
    for (mill_type t = 1; t < doc->n_stores; t++) {
        for (uint32_t i = 0; i < doc->stores[t].total; i++) {
            struct mill_ann *ann = doc->stores[t].items[i];
            uint32_t *key = mill_doc_alloc(doc, 3 * sizeof *key);
            struct mill_str str;
            struct key_slot *slot;

            if (key == NULL)
                return reader_full(r);
            str = place_key(t, mill_ann_span(ann), key);
            slot = key_map_at(&r->places, str);
            if (slot->ann == NULL)
                *slot = (struct key_slot){ str, ann };
        }
    }
    return true;
}

/* What a reference names, or NULL: then it stays what it was in the record. */
static struct mill_ann *
resolve(struct reader *r, struct mill_json value)
{
    struct mill_json id = mill_json_get(value, "id");
    struct mill_str type = json_str(mill_json_get(value, "type"));
    struct mill_span span;
    uint32_t key[3];

    if (json_kind(id) == MILL_JSON_STR)
        return key_map_at(&r->ids, json_str(id))->ann;
    if (!reader_place(r, NULL, mill_json_get(value, "start"), &span.begin) ||
        !reader_place(r, NULL, mill_json_get(value, "end"), &span.end) ||
        (r->places.slots == NULL && !make_places(r)))
        return NULL;
    return key_map_at(&r->places, place_key(doc_type(r->doc, type), span, key))
        ->ann;
}

static bool
read_references(struct reader *r)
{
    for (struct late_ref *late = r->late; late != NULL; late = late->next) {
        struct mill_ann *ref = resolve(r, late->value);

        if (r->status != MILL_OK)
            return false;
        if (ref != NULL &&
            !mill_ann_set_ref(r->doc, late->ann, late->name, ref))
            return reader_full(r);
    }
    return true;
}

/* ---- errors */

static bool
read_errors(struct reader *r)
{
    size_t count, n = 0;

    if (!reader_part(r, PART_ERRORS, &count))
        return false;
    for (struct mill_json_iter i = json_begin(r->parts[PART_ERRORS]);
         count != 0 && json_step(&i); n++) {
        static const char *const names[] = { "step", "code", "message" };
        char *copies[3];

        r->index = n;
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object"))
            return false;
        for (int k = 0; k < 3; k++) {
            struct mill_json value = mill_json_get(i.value, names[k]);

            if (json_kind(value) != MILL_JSON_NONE &&
                !reader_want(r, names[k], value, MILL_JSON_STR, "a string"))
                return false;
            copies[k] =
                mill_arena_strdup(mill_doc_arena(r->doc), json_str(value));
            if (copies[k] == NULL)
                return reader_full(r);
        }
        doc_add_error(r->doc, copies[0], copies[1], copies[2]);
    }
    return true;
}

bool
reader_parts(struct reader *r)
{
    struct mill_arena *arena = mill_doc_arena(r->doc);
    size_t speakers = mill_json_count(r->parts[PART_SPEAKERS]);
    size_t quotes = mill_json_count(r->parts[PART_QUOTES]);

    if (!key_map_init(&r->ids, arena, speakers + 2 * quotes) ||
        !key_map_init(&r->names, arena, quotes) ||
        !key_map_init(&r->told, arena, 2 * quotes))
        return reader_full(r);
    return read_sentences(r) && reader_speakers(r) && reader_quotes(r) &&
           read_targets(r) && read_annotations(r) && read_references(r) &&
           read_errors(r);
}
