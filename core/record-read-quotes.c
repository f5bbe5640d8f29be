/* SPDX-License-Identifier: Apache-2.0
 *
 * record-read-quotes.c: speakers and quotes of a record, read back. */
#include "record-read.h"

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

bool
reader_speakers(struct reader *r)
{
    enum { ID = COMMON, NAME, ALL };
    static const struct mill_str keys[] = { COMMON_KEYS, KEY("id"), KEY("name"),
                                            KEY_END };
    static const struct mill_str told[] = { KEY("start"), KEY("end"),
                                            KEY("confidence"), KEY("id"),
                                            KEY_END };
    size_t count, n = 0;

    if (!reader_part(r, PART_SPEAKERS, &count))
        return false;
    for (struct mill_json_iter i = json_begin(r->parts[PART_SPEAKERS]);
         count != 0 && json_step(&i); n++) {
        struct mill_ann *speaker;
        struct mill_span span = { 0, 0 };
        struct mill_json v[ALL];

        r->index = n;
        reader_take(i.value, keys, v);
        if (!reader_want(r, "", i.value, MILL_JSON_MAP, "an object") ||
            (reader_given(v[NAME]) &&
             !reader_want(r, "name", v[NAME], MILL_JSON_STR, "a string")) ||
            (v[START].in != NULL && !reader_span(r, v, &span)))
            return false;
        speaker = reader_annotate(r, TYPE_SPEAKER, span);
        if (speaker == NULL || !set_id(r, v[ID], speaker) ||
            !reader_confidence(r, speaker, v[CONFIDENCE]) ||
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
told_one(struct reader *r, enum record_type type, struct mill_json map,
         const struct mill_json *v, bool *fresh)
{
    struct mill_buf words = { .arena = mill_doc_arena(r->doc) };
    struct key_slot *slot;
    struct mill_span span;
    struct mill_str key;

    if (!reader_span(r, v, &span))
        return NULL;
    reader_words(r, v, span);
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
        struct mill_ann *ann = reader_annotate(r, type, span);

        /* "name" belongs to the speaker when there is one, else to the
         * mention */
        if (ann == NULL || !reader_confidence(r, ann, v[CONFIDENCE]) ||
            !reader_features(r, ann, map,
                             v[WHO_ID].in != NULL ? who_keys : reader_keys))
            return NULL;
        *slot = (struct key_slot){ key, ann };
    }
    return slot->ann;
}

static bool
make_speaker(struct reader *r, struct key_slot *slot, struct mill_str key,
             struct mill_str name, struct mill_span span)
{
    struct mill_ann *ann = reader_annotate(r, TYPE_SPEAKER, span);

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
        if (v[START].in != NULL && !reader_span(r, v, &span))
            return false;
        if (!make_speaker(r, slot, id, name, span))
            return false;
    }
    if (slot->ann->type != reader_type(r, TYPE_SPEAKER))
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

    if (!reader_given(value))
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

    if (!reader_given(value))
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

    if (!reader_given(list))
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
        !reader_span(r, v, &span) ||
        (quote = reader_annotate(r, TYPE_QUOTE, span)) == NULL ||
        !set_id(r, v[ID], quote) ||
        !reader_confidence(r, quote, v[CONFIDENCE]) ||
        !read_pieces(r, v[PIECES], quote) ||
        !read_speaker(r, v[SPEAKER], quote) || !read_cue(r, v[CUE], quote) ||
        !reader_features(r, quote, map, keys))
        return NULL;
    reader_words(r, v, span);
    *within = v[WITHIN];
    return quote;
}

bool
reader_quotes(struct reader *r)
{
    size_t count, n = 0;
    struct made {
        struct mill_ann *quote;
        struct mill_json within;
    } * made;

    if (!reader_part(r, PART_QUOTES, &count))
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
        if (!reader_given(outer))
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
