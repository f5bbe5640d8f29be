/* SPDX-License-Identifier: Apache-2.0
 *
 * record-parts.c: the annotations of a record, read back. */
#include "record-read.h"

#include <string.h>

static struct mill_ann *
annotate(struct reader *r, const char *type, struct mill_span span)
{
    mill_type number =
        doc_type(r->doc, (struct mill_str){ type, strlen(type) });
    struct mill_ann *ann = mill_annotate(r->doc, number, span);

    if (ann == NULL)
        reader_full(r);
    return ann;
}

static bool
span_of(struct reader *r, struct mill_json map, struct mill_span *span)
{
    if (!reader_place(r, "start", mill_json_get(map, "start"), &span->begin) ||
        !reader_place(r, "end", mill_json_get(map, "end"), &span->end))
        return false;
    if (span->begin > span->end)
        return reader_bad(r, "end", "it ends before it starts");
    return true;
}

/* A text beside a span says which words are meant; a record whose offsets
 * count something else shows here. */
static void
check_words(struct reader *r, struct mill_json map, struct mill_span span)
{
    struct mill_json text = mill_json_get(map, "text");
    struct mill_str given = mill_json_str(text);
    struct mill_str here = mill_doc_slice(r->doc, span);

    if (mill_json_kind(text) == MILL_JSON_STR && r->moved == NULL &&
        (given.len != here.len || memcmp(given.ptr, here.ptr, here.len) != 0))
        r->other_words++;
}

static bool
set_confidence(struct reader *r, struct mill_ann *ann, struct mill_json map)
{
    struct mill_json value = mill_json_get(map, "confidence");
    double n = mill_json_num(value);

    if (mill_json_kind(value) == MILL_JSON_NONE ||
        mill_json_kind(value) == MILL_JSON_NULL)
        return true;
    if ((mill_json_kind(value) != MILL_JSON_NUM &&
         mill_json_kind(value) != MILL_JSON_INT) ||
        n < 0 || n > 1)
        return reader_bad(r, "confidence", "expected a number from 0 to 1");
    mill_ann_set_confidence(ann, (float)n);
    return true;
}

/* The list of a part; count 0 when it is missing. False when it is none. */
static bool
begin_part(struct reader *r, enum part part, size_t *count)
{
    static const char *const names[] = { RECORD_PARTS };
    struct mill_json list = r->parts[part];

    r->part = names[part];
    r->index = SIZE_MAX;
    *count = mill_json_count(list);
    if (mill_json_kind(list) == MILL_JSON_NONE ||
        mill_json_kind(list) == MILL_JSON_NULL) {
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
    static const char *const told[] = { "confidence", NULL };
    struct mill_ann **made;
    size_t count, n = 0, features;

    if (!begin_part(r, PART_SENTENCES, &count))
        return false;
    made = mill_doc_alloc(r->doc, count * sizeof *made);
    if (made == NULL)
        return reader_full(r);
    for (struct mill_json_iter i = mill_json_begin(r->parts[PART_SENTENCES]);
         count != 0 && mill_json_step(&i); n++) {
        struct mill_span span;

        r->index = n;
        if (!reader_pair(r, "", i.value, &span) ||
            (made[n] = annotate(r, "sentence", span)) == NULL)
            return false;
    }
    if (!begin_part(r, PART_SENTENCE_FEATURES, &features))
        return false;
    if (features != 0 && features != count)
        return reader_bad(r, "", "%zu entries for %zu sentences", features,
                          count);
    n = 0;
    for (struct mill_json_iter i =
             mill_json_begin(r->parts[PART_SENTENCE_FEATURES]);
         features != 0 && mill_json_step(&i); n++) {
        r->index = n;
        if (mill_json_kind(i.value) == MILL_JSON_NULL)
            continue;
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object or null") ||
            !set_confidence(r, made[n], i.value) ||
            !reader_features(r, made[n], i.value, told))
            return false;
    }
    return true;
}

static bool
read_targets(struct reader *r)
{
    static const char *const told[] = { "start", "end", "text", "confidence",
                                        NULL };
    size_t count, n = 0;

    if (!begin_part(r, PART_TARGETS, &count))
        return false;
    for (struct mill_json_iter i = mill_json_begin(r->parts[PART_TARGETS]);
         count != 0 && mill_json_step(&i); n++) {
        struct mill_ann *target;
        struct mill_span span;

        r->index = n;
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object") ||
            !span_of(r, i.value, &span) ||
            (target = annotate(r, "target", span)) == NULL ||
            !set_confidence(r, target, i.value) ||
            !reader_features(r, target, i.value, told))
            return false;
        check_words(r, i.value, span);
    }
    return true;
}

/* ---- speakers */

/* Remembers an annotation under its "id", which only one may have. */
static bool
set_id(struct reader *r, struct mill_json map, struct mill_ann *ann)
{
    struct mill_json id = mill_json_get(map, "id");
    struct key_slot *slot;

    if (mill_json_kind(id) == MILL_JSON_NONE)
        return true;
    if (!reader_want(r, "id", id, MILL_JSON_STR, "a string"))
        return false;
    slot = key_map_at(&r->ids, mill_json_str(id));
    if (slot->ann != NULL)
        return reader_bad(r, "id", "'%.40s' occurs twice",
                          mill_json_str(id).ptr);
    *slot = (struct key_slot){ mill_json_str(id), ann };
    return true;
}

static bool
read_speakers(struct reader *r)
{
    static const char *const told[] = { "id", "start", "end", "confidence",
                                        NULL };
    size_t count, n = 0;

    if (!begin_part(r, PART_SPEAKERS, &count))
        return false;
    for (struct mill_json_iter i = mill_json_begin(r->parts[PART_SPEAKERS]);
         count != 0 && mill_json_step(&i); n++) {
        struct mill_ann *speaker;
        struct mill_span span = { 0, 0 };
        struct mill_json name;

        r->index = n;
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object"))
            return false;
        name = mill_json_get(i.value, "name");
        if (mill_json_kind(name) != MILL_JSON_NONE &&
            mill_json_kind(name) != MILL_JSON_NULL &&
            !reader_want(r, "name", name, MILL_JSON_STR, "a string"))
            return false;
        if (mill_json_kind(mill_json_get(i.value, "start")) != MILL_JSON_NONE &&
            !span_of(r, i.value, &span))
            return false;
        speaker = annotate(r, "speaker", span);
        if (speaker == NULL || !set_id(r, i.value, speaker) ||
            !set_confidence(r, speaker, i.value) ||
            !reader_features(r, speaker, i.value, told))
            return false;
    }
    return true;
}

/* ---- quotes */

/* A mention or a cue, told with its quote. What is told in the same words
 * twice is one annotation that two quotes share. */
static struct mill_ann *
told_one(struct reader *r, const char *type, struct mill_json map, bool *fresh)
{
    static const char *const told[] = { "id",   "name",       "start", "end",
                                        "text", "confidence", NULL };
    struct mill_buf words = { .arena = mill_doc_arena(r->doc) };
    struct key_slot *slot;
    struct mill_span span;
    struct mill_str key;
    /* "name" belongs to the speaker when there is one, else to the mention */
    bool named = mill_json_kind(mill_json_get(map, "id")) != MILL_JSON_NONE;

    if (!span_of(r, map, &span))
        return NULL;
    check_words(r, map, span);
    mill_buf_put(&words, type, strlen(type));
    reader_render(&words, map);
    if (words.failed) {
        reader_full(r);
        return NULL;
    }
    key = (struct mill_str){ words.ptr, words.len };
    slot = key_map_at(&r->told, key);
    *fresh = slot->ann == NULL;
    if (*fresh) {
        struct mill_ann *ann = annotate(r, type, span);

        if (ann == NULL || !set_confidence(r, ann, map) ||
            !reader_features(r, ann, map, named ? told : told + 2))
            return NULL;
        *slot = (struct key_slot){ key, ann };
    }
    return slot->ann;
}

static bool
make_speaker(struct reader *r, struct key_slot *slot, struct mill_str key,
             struct mill_str name, struct mill_span span)
{
    struct mill_ann *ann = annotate(r, "speaker", span);

    if (ann == NULL)
        return false;
    if (name.len != 0 && !mill_ann_set_str(r->doc, ann, "name", name))
        return reader_full(r);
    *slot = (struct key_slot){ key, ann };
    return true;
}

/* The speaker's annotation by id; a record without "speakers" gets one made.
 * NULL, and fine, when the speaker has no id and has a place: then only the
 * mention is known. */
static bool
find_speaker(struct reader *r, struct mill_json map, struct mill_ann **speaker)
{
    struct mill_json id = mill_json_get(map, "id");
    struct mill_str name = mill_json_str(mill_json_get(map, "name"));
    bool placed = mill_json_kind(mill_json_get(map, "start")) != MILL_JSON_NONE;
    struct mill_span span = { 0, 0 };
    struct key_slot *slot;

    *speaker = NULL;
    if (mill_json_kind(id) == MILL_JSON_NONE) {
        if (placed)
            return true;
        if (name.len == 0)
            return reader_bad(r, "speaker",
                              "expected \"id\", \"name\" or a place");
        slot = key_map_at(&r->names, name);
        if (slot->ann == NULL && !make_speaker(r, slot, name, name, span))
            return false;
        *speaker = slot->ann;
        return true;
    }
    if (!reader_want(r, "speaker.id", id, MILL_JSON_STR, "a string"))
        return false;
    slot = key_map_at(&r->ids, mill_json_str(id));
    if (slot->ann == NULL) {
        if (mill_json_kind(r->parts[PART_SPEAKERS]) == MILL_JSON_LIST)
            return reader_bad(r, "speaker.id",
                              "'%.40s' is not among "
                              "\"speakers\"",
                              mill_json_str(id).ptr);
        if (placed && !span_of(r, map, &span))
            return false;
        if (!make_speaker(r, slot, mill_json_str(id), name, span))
            return false;
    }
    if (strcmp(doc_type_name(r->doc, slot->ann->type), "speaker") != 0)
        return reader_bad(r, "speaker.id", "'%.40s' is a quote",
                          mill_json_str(id).ptr);
    *speaker = slot->ann;
    return true;
}

static bool
read_speaker(struct reader *r, struct mill_json value, struct mill_ann *quote)
{
    struct mill_ann *speaker, *mention = NULL;
    bool fresh = false;

    if (mill_json_kind(value) == MILL_JSON_NONE ||
        mill_json_kind(value) == MILL_JSON_NULL)
        return true;
    if (mill_json_kind(value) == MILL_JSON_STR) {
        struct mill_str name = mill_json_str(value);
        struct key_slot *slot = key_map_at(&r->names, name);
        struct mill_span span = { 0, 0 };

        if (slot->ann == NULL && !make_speaker(r, slot, name, name, span))
            return false;
        return mill_ann_set_ref(r->doc, quote, "speaker", slot->ann) ||
               reader_full(r);
    }
    if (!reader_want(r, "speaker", value, MILL_JSON_MAP, "an object or null") ||
        !find_speaker(r, value, &speaker))
        return false;
    if (mill_json_kind(mill_json_get(value, "start")) != MILL_JSON_NONE) {
        mention = told_one(r, "mention", value, &fresh);
        if (mention == NULL)
            return false;
    }
    if ((speaker != NULL &&
         !mill_ann_set_ref(r->doc, quote, "speaker", speaker)) ||
        (mention != NULL &&
         !mill_ann_set_ref(r->doc, quote, "mention", mention)) ||
        (fresh && speaker != NULL &&
         !mill_ann_set_ref(r->doc, mention, "speaker", speaker)))
        return reader_full(r);
    return true;
}

static bool
read_pieces(struct reader *r, struct mill_json list, struct mill_ann *quote)
{
    size_t count = mill_json_count(list), n = 0;
    struct mill_span *spans;

    if (mill_json_kind(list) == MILL_JSON_NONE ||
        mill_json_kind(list) == MILL_JSON_NULL)
        return true;
    if (!reader_want(r, "pieces", list, MILL_JSON_LIST, "a list"))
        return false;
    spans = mill_doc_alloc(r->doc, count * sizeof *spans);
    if (spans == NULL)
        return reader_full(r);
    for (struct mill_json_iter i = mill_json_begin(list); mill_json_step(&i);)
        if (!reader_pair(r, "pieces", i.value, &spans[n++]))
            return false;
    if (n == 0 || (n == 1 && spans[0].begin == quote->begin &&
                   spans[0].end == quote->end))
        return true;
    return mill_ann_set_spans(r->doc, quote, "pieces", spans, n) ||
           reader_full(r);
}

static bool
read_quote(struct reader *r, struct mill_json map)
{
    static const char *const told[] = { "id",   "start",  "end",
                                        "text", "pieces", "speaker",
                                        "cue",  "within", "confidence",
                                        NULL };
    struct mill_json cue = mill_json_get(map, "cue");
    struct mill_ann *quote, *word;
    struct mill_span span;
    bool fresh;

    if (!reader_want(r, "", map, MILL_JSON_MAP, "an object") ||
        !span_of(r, map, &span) ||
        (quote = annotate(r, "quote", span)) == NULL ||
        !set_id(r, map, quote) || !set_confidence(r, quote, map) ||
        !read_pieces(r, mill_json_get(map, "pieces"), quote) ||
        !read_speaker(r, mill_json_get(map, "speaker"), quote))
        return false;
    check_words(r, map, span);
    if (mill_json_kind(cue) != MILL_JSON_NONE &&
        mill_json_kind(cue) != MILL_JSON_NULL) {
        if (!reader_want(r, "cue", cue, MILL_JSON_MAP, "an object or null") ||
            (word = told_one(r, "cue", cue, &fresh)) == NULL)
            return false;
        if (!mill_ann_set_ref(r->doc, quote, "cue", word))
            return reader_full(r);
    }
    return reader_features(r, quote, map, told);
}

static bool
read_quotes(struct reader *r)
{
    size_t count, n = 0;
    struct mill_ann **made;

    if (!begin_part(r, PART_QUOTES, &count))
        return false;
    if (count == 0)
        return true;
    made = mill_doc_alloc(r->doc, count * sizeof *made);
    if (made == NULL)
        return reader_full(r);
    for (struct mill_json_iter i = mill_json_begin(r->parts[PART_QUOTES]);
         mill_json_step(&i); n++) {
        mill_type type = doc_type(r->doc, MILL_STR("quote"));

        r->index = n;
        if (!read_quote(r, i.value))
            return false;
        made[n] = r->doc->stores[type].items[r->doc->stores[type].total - 1];
    }
    /* the outer one may come later */
    n = 0;
    for (struct mill_json_iter i = mill_json_begin(r->parts[PART_QUOTES]);
         mill_json_step(&i); n++) {
        struct mill_json outer = mill_json_get(i.value, "within");
        struct key_slot *slot;

        r->index = n;
        if (mill_json_kind(outer) == MILL_JSON_NONE ||
            mill_json_kind(outer) == MILL_JSON_NULL)
            continue;
        if (!reader_want(r, "within", outer, MILL_JSON_STR, "a string"))
            return false;
        slot = key_map_at(&r->ids, mill_json_str(outer));
        if (slot->ann == NULL || slot->ann->type != made[n]->type)
            return reader_bad(r, "within", "'%.40s' is not among \"quotes\"",
                              mill_json_str(outer).ptr);
        if (!mill_ann_set_ref(r->doc, made[n], "within", slot->ann))
            return reader_full(r);
    }
    return true;
}

/* ---- all others */

static bool
read_annotations(struct reader *r)
{
    static const char *const told[] = { "type", "start", "end", "confidence",
                                        NULL };
    size_t count, n = 0;

    if (!begin_part(r, PART_ANNOTATIONS, &count))
        return false;
    for (struct mill_json_iter i = mill_json_begin(r->parts[PART_ANNOTATIONS]);
         count != 0 && mill_json_step(&i); n++) {
        struct mill_json type = mill_json_get(i.value, "type");
        struct mill_ann *ann;
        struct mill_span span;
        mill_type number;

        r->index = n;
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object") ||
            !reader_want(r, "type", type, MILL_JSON_STR, "a string") ||
            !span_of(r, i.value, &span))
            return false;
        number = doc_type(r->doc, mill_json_str(type));
        if (number == 0)
            return reader_bad(r, "type",
                              "'%.40s' is no name of a type (a-z, "
                              "0-9, '_' and '-'; at most %d of them)",
                              mill_json_str(type).ptr, INTERN_MAX - 1);
        ann = mill_annotate(r->doc, number, span);
        if (ann == NULL)
            return reader_full(r);
        if (!set_confidence(r, ann, i.value) ||
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
    struct mill_str type = mill_json_str(mill_json_get(value, "type"));
    struct mill_span span;
    uint32_t key[3];

    if (mill_json_kind(id) == MILL_JSON_STR)
        return key_map_at(&r->ids, mill_json_str(id))->ann;
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

    if (!begin_part(r, PART_ERRORS, &count))
        return false;
    for (struct mill_json_iter i = mill_json_begin(r->parts[PART_ERRORS]);
         count != 0 && mill_json_step(&i); n++) {
        static const char *const names[] = { "step", "code", "message" };
        char *copies[3];

        r->index = n;
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object"))
            return false;
        for (int k = 0; k < 3; k++) {
            struct mill_json value = mill_json_get(i.value, names[k]);

            if (mill_json_kind(value) != MILL_JSON_NONE &&
                !reader_want(r, names[k], value, MILL_JSON_STR, "a string"))
                return false;
            copies[k] =
                mill_arena_strdup(mill_doc_arena(r->doc), mill_json_str(value));
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
    return read_sentences(r) && read_speakers(r) && read_quotes(r) &&
           read_targets(r) && read_annotations(r) && read_references(r) &&
           read_errors(r);
}
