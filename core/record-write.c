/* SPDX-License-Identifier: Apache-2.0
 *
 * record-write.c: a document as a JSONL record. The order of members is part
 * of the contract (docs/record.md) and does not depend on the order in which
 * types were numbered, so that a record read back is written the same. */
#include "record.h"

#include <pressmill/plugin.h>
#include <pressmill/str.h>

#include <math.h>
#include <string.h>

/* fields with a place of their own, in order; then the parts */
static const struct mill_str first_fields[] = {
    KEY("id"),     KEY("url"),       KEY("source"), KEY("title"),
    KEY("author"), KEY("published"), KEY("lang"),   KEY("lang_confidence"),
    RECORD_PARTS,  KEY_END
};

static struct mill_str
slice(const char *literal)
{
    return mill_str_of(literal);
}

static bool
wanted(const struct mill_record_options *options, const char *key)
{
    if (options == NULL || options->keep == NULL)
        return true;
    for (size_t i = 0; i < options->keep->count; i++)
        if (strcmp(options->keep->items[i], key) == 0)
            return true;
    return false;
}

bool
writer_part(struct writer *w, const char *key, bool *comma)
{
    if (!wanted(w->options, key))
        return false;
    if (*comma)
        mill_buf_char(w->out, ',');
    *comma = true;
    mill_buf_char(w->out, '"');
    mill_buf_put(w->out, key, strlen(key));
    PUT(w->out, "\":");
    return true;
}

void
writer_confidence(struct writer *w, const struct mill_ann *ann, bool *comma)
{
    if (ann->confidence < 0)
        return;
    if (*comma)
        mill_buf_char(w->out, ',');
    *comma = true;
    PUT(w->out, "\"confidence\":");
    mill_buf_num(w->out, round((double)ann->confidence * 1e4) / 1e4);
}

void
writer_text(struct writer *w, struct mill_span span)
{
    PUT(w->out, ",\"text\":");
    mill_buf_json_str(w->out, mill_doc_slice(w->doc, span));
}

/* ---- fields */

/* An article that could not be read says where it stood, such as line 7 of a
 * file: nothing else may be known of it. */
static void
write_source(struct writer *w, bool *comma)
{
    const char *source = mill_doc_source(w->doc);

    if (w->doc->errors == NULL || mill_doc_has_text(w->doc) ||
        source[0] == '\0' || !writer_part(w, "source", comma))
        return;
    writer_str(w, slice(source));
}

static void
write_fields(struct writer *w, bool *comma)
{
    char id[17];

    if (!writer_fields(w))
        return;
    if (w->options != NULL && w->options->keep != NULL) {
        const struct mill_list *list = w->options->keep;
        size_t kept = 0;

        for (size_t i = 0; i < w->n_entries; i++) {
            const char *name = w->entries[i].name;
            bool keep = false;

            for (size_t k = 0; k < list->count && !keep; k++) {
                const char *key = list->items[k];
                size_t len = strlen(key), raw = name[0] == '"';

                keep = strncmp(name + raw, key, len) == 0 &&
                       (name[raw + len] == '\0' || name[raw + len] == '.' ||
                        (raw && name[raw + len] == '"'));
            }
            if (keep)
                w->entries[kept++] = w->entries[i];
        }
        w->n_entries = kept;
    }
    if (writer_find(w, MILL_STR("id")) == NULL && wanted(w->options, "id")) {
        record_make_id(w->doc, id);
        if (*comma)
            mill_buf_char(w->out, ',');
        PUT(w->out, "\"id\":\"");
        mill_buf_put(w->out, id, 16);
        mill_buf_char(w->out, '"');
        *comma = true;
    }
    for (size_t i = 0; strcmp(first_fields[i].ptr, "text") != 0; i++) {
        if (i == 2 && writer_find(w, first_fields[i]) == NULL)
            write_source(w, comma);
        writer_member(w, first_fields[i], comma);
    }
    writer_others(w, first_fields, comma);
}

/* ---- annotations with a place of their own */

static void
write_sentences(struct writer *w, bool *comma)
{
    size_t count = mill_doc_count(w->doc, w->sentence);
    bool features = false;

    if (count == 0)
        return;
    if (writer_part(w, "sentences", comma)) {
        char separator = '[';

        MILL_FOR_EACH(s, w->doc, w->sentence)
        {
            mill_buf_char(w->out, separator);
            mill_buf_char(w->out, '[');
            writer_place(w, s->begin);
            mill_buf_char(w->out, ',');
            writer_place(w, s->end);
            mill_buf_char(w->out, ']');
            separator = ',';
        }
        mill_buf_char(w->out, ']');
    }
    MILL_FOR_EACH(s, w->doc, w->sentence)
    features = features || s->first != NULL || s->confidence >= 0;
    if (features && writer_part(w, "sentence_features", comma)) {
        static const struct mill_str told[] = { KEY("confidence"), KEY_END };
        char separator = '[';

        MILL_FOR_EACH(s, w->doc, w->sentence)
        {
            bool inner = false;

            mill_buf_char(w->out, separator);
            separator = ',';
            if (s->first == NULL && s->confidence < 0) {
                PUT(w->out, "null");
                continue;
            }
            mill_buf_char(w->out, '{');
            writer_confidence(w, s, &inner);
            if (writer_features(w, s))
                writer_others(w, told, &inner);
            mill_buf_char(w->out, '}');
        }
        mill_buf_char(w->out, ']');
    }
}

static void
write_targets(struct writer *w, bool *comma)
{
    static const struct mill_str told[] = { KEY("start"), KEY("end"),
                                            KEY("text"), KEY("confidence"),
                                            KEY_END };
    char separator = '[';

    if (mill_doc_count(w->doc, w->target) == 0 ||
        !writer_part(w, "targets", comma))
        return;
    MILL_FOR_EACH(t, w->doc, w->target)
    {
        bool inner = true;

        mill_buf_char(w->out, separator);
        separator = ',';
        mill_buf_char(w->out, '{');
        writer_span(w, mill_ann_span(t));
        writer_text(w, mill_ann_span(t));
        writer_confidence(w, t, &inner);
        if (writer_features(w, t))
            writer_others(w, told, &inner);
        mill_buf_char(w->out, '}');
    }
    mill_buf_char(w->out, ']');
}

/* ---- all other annotations, by place, then by name of type, then by age */

static bool
before(const struct mill_ann *a, const struct mill_ann *b)
{
    return a->begin != b->begin ? a->begin < b->begin : a->end > b->end;
}

/* Types with something to tell here, by name; returns how many. */
static size_t
other_types(const struct writer *w, mill_type *types)
{
    const struct mill_doc *doc = w->doc;
    size_t n = 0;

    for (mill_type t = 1; t < doc->n_stores; t++) {
        size_t at = n;

        if (doc->stores[t].visible == 0 || t == w->sentence ||
            t == w->speaker || t == w->quote || t == w->target)
            continue;
        for (; at > 0 && strcmp(doc_type_name(doc, types[at - 1]),
                                doc_type_name(doc, t)) > 0;
             at--)
            types[at] = types[at - 1];
        types[at] = t;
        n++;
    }
    return n;
}

/* Collects the annotations of types [from, to) into `out`, merged; `spare`
 * has the same room. Returns how many. */
static size_t
collect(const struct writer *w, const mill_type *types, size_t count,
        const struct mill_ann **out, const struct mill_ann **spare)
{
    size_t n = 0, m, a = 0, b = 0, at = 0;

    if (count == 1) {
        bool maybe_told = types[0] == w->mention || types[0] == w->cue;

        MILL_FOR_EACH(ann, w->doc, types[0])
        if (!maybe_told || ann_map_find(&w->told, ann) == NULL)
            out[n++] = ann;
        return n;
    }
    n = collect(w, types, count / 2, spare, out);
    m = collect(w, types + count / 2, count - count / 2, spare + n, out + n);
    while (a < n && b < m)
        out[at++] =
            before(spare[n + b], spare[a]) ? spare[n + b++] : spare[a++];
    memcpy(out + at, spare + a, (n - a) * sizeof *out);
    memcpy(out + at + (n - a), spare + n + b, (m - b) * sizeof *out);
    return n + m;
}

static void
write_annotations(struct writer *w, bool *comma)
{
    static const struct mill_str told[] = { KEY("type"), KEY("start"),
                                            KEY("end"), KEY("confidence"),
                                            KEY_END };
    struct mill_arena *arena = w->out->arena;
    mill_type types[INTERN_MAX];
    size_t count = other_types(w, types), total = 0, n;
    const struct mill_ann **anns, **spare;

    for (size_t i = 0; i < count; i++)
        total += mill_doc_count(w->doc, types[i]);
    if (total == 0 || !wanted(w->options, "annotations"))
        return;
    anns = mill_arena_alloc(arena, total * sizeof *anns);
    spare = mill_arena_alloc(arena, total * sizeof *spare);
    if (anns == NULL || spare == NULL) {
        w->out->failed = true;
        return;
    }
    n = collect(w, types, count, anns, spare);
    if (n == 0)
        return;
    writer_part(w, "annotations", comma);
    for (size_t i = 0; i < n; i++) {
        bool inner = true;

        mill_buf_char(w->out, i == 0 ? '[' : ',');
        PUT(w->out, "{\"type\":");
        writer_str(w, slice(doc_type_name(w->doc, anns[i]->type)));
        mill_buf_char(w->out, ',');
        writer_span(w, mill_ann_span(anns[i]));
        writer_confidence(w, anns[i], &inner);
        if (writer_features(w, anns[i]))
            writer_others(w, told, &inner);
        mill_buf_char(w->out, '}');
    }
    mill_buf_char(w->out, ']');
}

static void
write_errors(struct writer *w, bool *comma)
{
    const char *step, *code, *message;
    const void *at = NULL;

    if (!writer_part(w, "errors", comma))
        return;
    mill_buf_char(w->out, '[');
    for (bool inner = false;
         mill_doc_next_error(w->doc, &at, &step, &code, &message);
         inner = true) {
        if (inner)
            mill_buf_char(w->out, ',');
        PUT(w->out, "{\"step\":");
        writer_str(w, slice(step));
        PUT(w->out, ",\"code\":");
        writer_str(w, slice(code));
        PUT(w->out, ",\"message\":");
        writer_str(w, slice(message));
        mill_buf_char(w->out, '}');
    }
    mill_buf_char(w->out, ']');
}

/* ---- all of it */

static mill_type
find_type(const struct mill_doc *doc, const char *name)
{
    mill_type known = (mill_type)(doc->n_stores - doc->n_local);
    mill_type type = mill_type_find(name);

    if (type != 0 && type < known)
        return type;
    for (mill_type t = known; t < doc->n_stores; t++)
        if (strcmp(doc->local_types[t - known], name) == 0)
            return t;
    return 0;
}

static bool
number(struct ann_map *map, const struct mill_doc *doc, mill_type type,
       struct mill_arena *arena)
{
    uint32_t index = 0;

    if (mill_doc_count(doc, type) == 0)
        return true;
    if (!ann_map_init(map, arena, mill_doc_count(doc, type)))
        return false;
    MILL_FOR_EACH(ann, doc, type)
    ann_map_put(map, ann, index++);
    return true;
}

static bool
prepare(struct writer *w)
{
    const struct mill_doc *doc = w->doc;
    struct mill_arena *arena = w->out->arena;
    size_t anns = 0;

    w->sentence = find_type(doc, "sentence");
    w->speaker = find_type(doc, "speaker");
    w->quote = find_type(doc, "quote");
    w->target = find_type(doc, "target");
    w->mention = find_type(doc, "mention");
    w->cue = find_type(doc, "cue");
    for (mill_type t = 1; t < doc->n_stores; t++)
        anns += doc->stores[t].visible;
    if (!number(&w->speakers, doc, w->speaker, arena) ||
        !number(&w->quotes, doc, w->quote, arena))
        return false;
    if (mill_doc_count(doc, w->quote) != 0 &&
        !ann_map_init(&w->told, arena, 2 * mill_doc_count(doc, w->quote)))
        return false;
    if (!offsets_init(&w->offsets, arena, mill_doc_text(doc),
                      w->options != NULL ? w->options->offsets
                                         : MILL_OFFSETS_CODEPOINT))
        return false;
    /* Most of what is needed at once, so that the buffer seldom moves; twice
     * what it was when records before this one lie in it. */
    if (w->out->cap - w->out->len < doc->text.len + anns * 48 + 1024) {
        size_t len = w->out->len, old = w->out->cap;
        size_t cap = len + doc->text.len + doc->text.len / 8 + anns * 64 + 2048;
        char *ptr;

        if (cap < 2 * old)
            cap = 2 * old;
        ptr = mill_arena_grow(arena, w->out->ptr, old, cap);
        if (ptr != NULL) { /* otherwise it may do with less */
            w->out->ptr = ptr;
            w->out->cap = cap;
        }
    }
    return true;
}

void
mill_record_write(const struct mill_doc *doc,
                  const struct mill_record_options *options,
                  struct mill_buf *out)
{
    struct writer w = { .doc = doc, .out = out, .options = options };
    bool comma = false;

    if (out->failed)
        return;
    if (!prepare(&w)) {
        out->failed = true;
        return;
    }
    mill_buf_char(out, '{');
    write_fields(&w, &comma);
    if (mill_doc_has_text(doc) && (options == NULL || !options->no_text) &&
        writer_part(&w, "text", &comma))
        mill_buf_json_str(out, mill_doc_text(doc));
    write_sentences(&w, &comma);
    if (wanted(options, "sentiment") && writer_fields(&w))
        writer_member(&w, MILL_STR("sentiment"), &comma);
    writer_speakers(&w, &comma);
    writer_quotes(&w, &comma);
    write_targets(&w, &comma);
    write_annotations(&w, &comma);
    write_errors(&w, &comma);
    mill_buf_char(out, '}');
}
