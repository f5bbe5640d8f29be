/* SPDX-License-Identifier: Apache-2.0
 *
 * record-parts.c: the annotations of a record, read back. */
#include "record-read.h"

#include <string.h>

/* What many objects have; their tables of keys begin with these. */
enum { START, END, TEXT, CONFIDENCE, COMMON };
#define COMMON_KEYS KEY("start"), KEY("end"), KEY("text"), KEY("confidence")

static const struct mill_str common_keys[] = { COMMON_KEYS, KEY_END };

static bool
given(struct mill_json value)
{
    return value.in != NULL && json_kind(value) != MILL_JSON_NULL;
}

static mill_type
type_of(struct reader *r, enum reader_type type)
{
    static const struct mill_str names[] = {
        KEY("sentence"), KEY("speaker"), KEY("quote"),
        KEY("target"),   KEY("mention"), KEY("cue"),
    };

    if (r->types[type] == 0)
        r->types[type] = doc_type(r->doc, names[type]);
    return r->types[type];
}

static struct mill_ann *
annotate(struct reader *r, enum reader_type type, struct mill_span span)
{
    struct mill_ann *ann = mill_annotate(r->doc, type_of(r, type), span);

    if (ann == NULL)
        reader_full(r);
    return ann;
}

static bool
span_of(struct reader *r, const struct mill_json *v, struct mill_span *span)
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
static void
check_words(struct reader *r, const struct mill_json *v, struct mill_span span)
{
    struct mill_str words = json_str(v[TEXT]);

    if (json_kind(v[TEXT]) == MILL_JSON_STR && r->moved == NULL &&
        !key_is(words, mill_doc_slice(r->doc, span)))
        r->other_words++;
}

static bool
set_confidence(struct reader *r, struct mill_ann *ann, struct mill_json value)
{
    double n = mill_json_num(value);

    if (!given(value))
        return true;
    if ((json_kind(value) != MILL_JSON_NUM &&
         json_kind(value) != MILL_JSON_INT) ||
        n < 0 || n > 1)
        return reader_bad(r, "confidence", "expected a number from 0 to 1");
    mill_ann_set_confidence(ann, (float)n);
    return true;
}

/* The list of a part; count 0 when it is missing. False when it is none. */
static bool
begin_part(struct reader *r, enum part part, size_t *count)
{
    static const struct mill_str names[] = { RECORD_PARTS };
    struct mill_json list = r->parts[part];

    r->part = names[part].ptr;
    r->index = SIZE_MAX;
    *count = mill_json_count(list);
    if (!given(list)) {
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

    if (!begin_part(r, PART_SENTENCES, &count))
        return false;
    made = mill_doc_alloc(r->doc, count * sizeof *made);
    if (made == NULL)
        return reader_full(r);
    for (struct mill_json_iter i = json_begin(r->parts[PART_SENTENCES]);
         count != 0 && json_step(&i); n++) {
        struct mill_span span;

        r->index = n;
        if (!reader_pair(r, "", i.value, &span) ||
            (made[n] = annotate(r, TYPE_SENTENCE, span)) == NULL)
            return false;
    }
    if (!begin_part(r, PART_SENTENCE_FEATURES, &features))
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
            !set_confidence(r, made[n], v[0]) ||
            !reader_features(r, made[n], i.value, told))
            return false;
    }
    return true;
}

static bool
read_targets(struct reader *r)
{
    size_t count, n = 0;

    if (!begin_part(r, PART_TARGETS, &count))
        return false;
    for (struct mill_json_iter i = json_begin(r->parts[PART_TARGETS]);
         count != 0 && json_step(&i); n++) {
        struct mill_json v[COMMON];
        struct mill_ann *target;
        struct mill_span span;

        r->index = n;
        reader_take(i.value, common_keys, v);
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object") ||
            !span_of(r, v, &span) ||
            (target = annotate(r, TYPE_TARGET, span)) == NULL ||
            !set_confidence(r, target, v[CONFIDENCE]) ||
            !reader_features(r, target, i.value, common_keys))
            return false;
        check_words(r, v, span);
    }
    return true;
}

/* ---- speakers */

/* Remembers an annotation under its "id", which only one may have. */
static bool
set_id(struct reader *r, struct mill_json id, struct mill_ann *ann)
{
    struct key_slot *slot;

    if (id.in == NULL)
        return true;
    if (!reader_want(r, "id", id, MILL_JSON_STR, "a string"))
        return false;
    slot = key_map_at(&r->ids, json_str(id));
    if (slot->ann != NULL)
        return reader_bad(r, "id", "'%.40s' occurs twice", json_str(id).ptr);
    *slot = (struct key_slot){ json_str(id), ann };
    return true;
}

static bool
read_speakers(struct reader *r)
{
    enum { ID = COMMON, NAME, ALL };
    static const struct mill_str keys[] = { COMMON_KEYS, KEY("id"), KEY("name"),
                                            KEY_END };
    static const struct mill_str told[] = { KEY("start"), KEY("end"),
                                            KEY("confidence"), KEY("id"),
                                            KEY_END };
    size_t count, n = 0;

    if (!begin_part(r, PART_SPEAKERS, &count))
        return false;
    for (struct mill_json_iter i = json_begin(r->parts[PART_SPEAKERS]);
         count != 0 && json_step(&i); n++) {
        struct mill_ann *speaker;
        struct mill_span span = { 0, 0 };
        struct mill_json v[ALL];

        r->index = n;
        reader_take(i.value, keys, v);
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object") ||
            (given(v[NAME]) &&
             !reader_want(r, "name", v[NAME], MILL_JSON_STR, "a string")) ||
            (v[START].in != NULL && !span_of(r, v, &span)))
            return false;
        speaker = annotate(r, TYPE_SPEAKER, span);
        if (speaker == NULL || !set_id(r, v[ID], speaker) ||
            !set_confidence(r, speaker, v[CONFIDENCE]) ||
            !reader_features(r, speaker, i.value, told))
            return false;
    }
    return true;
}

/* ---- quotes */

/* Members of the speaker or cue of a quote. */
enum { WHO_ID = COMMON, WHO_NAME, WHO };
static const struct mill_str who_keys[] = { COMMON_KEYS, KEY("id"), KEY("name"),
                                            KEY_END };

/* A mention or a cue, told with its quote. What is told in the same words
 * twice is one annotation that two quotes share. */
static struct mill_ann *
told_one(struct reader *r, enum reader_type type, struct mill_json map,
         const struct mill_json *v, bool *fresh)
{
    struct mill_buf words = { .arena = mill_doc_arena(r->doc) };
    struct key_slot *slot;
    struct mill_span span;
    struct mill_str key;

    if (!span_of(r, v, &span))
        return NULL;
    check_words(r, v, span);
    mill_buf_char(&words, type == TYPE_CUE ? 'c' : 'm');
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

        /* "name" belongs to the speaker when there is one, else to the
         * mention */
        if (ann == NULL || !set_confidence(r, ann, v[CONFIDENCE]) ||
            !reader_features(r, ann, map,
                             v[WHO_ID].in != NULL ? who_keys : common_keys))
            return NULL;
        *slot = (struct key_slot){ key, ann };
    }
    return slot->ann;
}

static bool
make_speaker(struct reader *r, struct key_slot *slot, struct mill_str key,
             struct mill_str name, struct mill_span span)
{
    struct mill_ann *ann = annotate(r, TYPE_SPEAKER, span);

    if (ann == NULL)
        return false;
    if (name.len != 0 && !mill_ann_set_str(r->doc, ann, "name", name))
        return reader_full(r);
    *slot = (struct key_slot){ key, ann };
    return true;
}

/* A speaker without an id, by name. */
static struct mill_ann *
named_speaker(struct reader *r, struct mill_str name)
{
    struct key_slot *slot = key_map_at(&r->names, name);
    struct mill_span nowhere = { 0, 0 };

    if (slot->ann == NULL && !make_speaker(r, slot, name, name, nowhere))
        return NULL;
    return slot->ann;
}

/* The speaker's annotation by id; a record without "speakers" gets one made.
 * NULL, and fine, when the speaker has no id and has a place: then only the
 * mention is known. */
static bool
find_speaker(struct reader *r, const struct mill_json *v,
             struct mill_ann **speaker)
{
    struct mill_str name = json_str(v[WHO_NAME]), id = json_str(v[WHO_ID]);
    struct mill_span span = { 0, 0 };
    struct key_slot *slot;

    *speaker = NULL;
    if (v[WHO_ID].in == NULL) {
        if (v[START].in != NULL)
            return true;
        if (name.len == 0)
            return reader_bad(r, "speaker",
                              "expected \"id\", \"name\" or a place");
        *speaker = named_speaker(r, name);
        return *speaker != NULL;
    }
    if (!reader_want(r, "speaker.id", v[WHO_ID], MILL_JSON_STR, "a string"))
        return false;
    slot = key_map_at(&r->ids, id);
    if (slot->ann == NULL) {
        if (json_kind(r->parts[PART_SPEAKERS]) == MILL_JSON_LIST)
            return reader_bad(r, "speaker.id",
                              "'%.40s' is not among \"speakers\"", id.ptr);
        if (v[START].in != NULL && !span_of(r, v, &span))
            return false;
        if (!make_speaker(r, slot, id, name, span))
            return false;
    }
    if (slot->ann->type != type_of(r, TYPE_SPEAKER))
        return reader_bad(r, "speaker.id", "'%.40s' is a quote", id.ptr);
    *speaker = slot->ann;
    return true;
}

static bool
read_speaker(struct reader *r, struct mill_json value, struct mill_ann *quote)
{
    struct mill_ann *speaker, *mention = NULL;
    struct mill_json v[WHO];
    bool fresh = false;

    if (!given(value))
        return true;
    if (json_kind(value) == MILL_JSON_STR) {
        speaker = named_speaker(r, json_str(value));
        if (speaker == NULL)
            return false;
        return mill_ann_set_ref(r->doc, quote, "speaker", speaker) ||
               reader_full(r);
    }
    reader_take(value, who_keys, v);
    if (!reader_want(r, "speaker", value, MILL_JSON_MAP, "an object or null") ||
        !find_speaker(r, v, &speaker))
        return false;
    if (v[START].in != NULL) {
        mention = told_one(r, TYPE_MENTION, value, v, &fresh);
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
read_cue(struct reader *r, struct mill_json value, struct mill_ann *quote)
{
    struct mill_json v[WHO];
    struct mill_ann *cue;
    bool fresh;

    if (!given(value))
        return true;
    reader_take(value, who_keys, v);
    v[WHO_ID].in = NULL;
    if (!reader_want(r, "cue", value, MILL_JSON_MAP, "an object or null") ||
        (cue = told_one(r, TYPE_CUE, value, v, &fresh)) == NULL)
        return false;
    return mill_ann_set_ref(r->doc, quote, "cue", cue) || reader_full(r);
}

static bool
read_pieces(struct reader *r, struct mill_json list, struct mill_ann *quote)
{
    size_t count = mill_json_count(list), n = 0;
    struct mill_span *spans;

    if (!given(list))
        return true;
    if (!reader_want(r, "pieces", list, MILL_JSON_LIST, "a list"))
        return false;
    spans = mill_doc_alloc(r->doc, count * sizeof *spans);
    if (spans == NULL)
        return reader_full(r);
    for (struct mill_json_iter i = json_begin(list); json_step(&i);)
        if (!reader_pair(r, "pieces", i.value, &spans[n++]))
            return false;
    if (n == 0 || (n == 1 && spans[0].begin == quote->begin &&
                   spans[0].end == quote->end))
        return true;
    return mill_ann_set_spans(r->doc, quote, "pieces", spans, n) ||
           reader_full(r);
}

static struct mill_ann *
read_quote(struct reader *r, struct mill_json map, struct mill_json *within)
{
    enum { ID = COMMON, PIECES, SPEAKER, CUE, WITHIN, ALL };
    static const struct mill_str keys[] = { COMMON_KEYS,   KEY("id"),
                                            KEY("pieces"), KEY("speaker"),
                                            KEY("cue"),    KEY("within"),
                                            KEY_END };
    struct mill_json v[ALL];
    struct mill_ann *quote;
    struct mill_span span;

    reader_take(map, keys, v);
    if (!reader_want(r, "", map, MILL_JSON_MAP, "an object") ||
        !span_of(r, v, &span) ||
        (quote = annotate(r, TYPE_QUOTE, span)) == NULL ||
        !set_id(r, v[ID], quote) || !set_confidence(r, quote, v[CONFIDENCE]) ||
        !read_pieces(r, v[PIECES], quote) ||
        !read_speaker(r, v[SPEAKER], quote) || !read_cue(r, v[CUE], quote) ||
        !reader_features(r, quote, map, keys))
        return NULL;
    check_words(r, v, span);
    *within = v[WITHIN];
    return quote;
}

static bool
read_quotes(struct reader *r)
{
    size_t count, n = 0;
    struct made {
        struct mill_ann *quote;
        struct mill_json within;
    } * made;

    if (!begin_part(r, PART_QUOTES, &count))
        return false;
    made = mill_doc_alloc(r->doc, count * sizeof *made);
    if (made == NULL)
        return reader_full(r);
    for (struct mill_json_iter i = json_begin(r->parts[PART_QUOTES]);
         count != 0 && json_step(&i); n++) {
        r->index = n;
        made[n].quote = read_quote(r, i.value, &made[n].within);
        if (made[n].quote == NULL)
            return false;
    }
    /* the outer one may come later */
    for (size_t i = 0; i < n; i++) {
        struct mill_json outer = made[i].within;
        struct key_slot *slot;

        r->index = i;
        if (!given(outer))
            continue;
        if (!reader_want(r, "within", outer, MILL_JSON_STR, "a string"))
            return false;
        slot = key_map_at(&r->ids, json_str(outer));
        if (slot->ann == NULL || slot->ann->type != made[i].quote->type)
            return reader_bad(r, "within", "'%.40s' is not among \"quotes\"",
                              json_str(outer).ptr);
        if (!mill_ann_set_ref(r->doc, made[i].quote, "within", slot->ann))
            return reader_full(r);
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

    if (!begin_part(r, PART_ANNOTATIONS, &count))
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
            !span_of(r, v, &span))
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
        if (!set_confidence(r, ann, v[CONFIDENCE]) ||
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

    if (!begin_part(r, PART_ERRORS, &count))
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
    return read_sentences(r) && read_speakers(r) && read_quotes(r) &&
           read_targets(r) && read_annotations(r) && read_references(r) &&
           read_errors(r);
}
