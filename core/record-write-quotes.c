/* SPDX-License-Identifier: Apache-2.0
 *
 * record-write-quotes.c: speakers and quotes as parts of a record. */
#include "record.h"

void
writer_speakers(struct writer *w, bool *comma)
{
    static const struct mill_str order[] = { KEY("name"),   KEY("aliases"),
                                             KEY("role"),   KEY("kind"),
                                             KEY("gender"), KEY_END };
    static const struct mill_str told[] = { KEY("id"),         KEY("name"),
                                            KEY("aliases"),    KEY("role"),
                                            KEY("kind"),       KEY("gender"),
                                            KEY("start"),      KEY("end"),
                                            KEY("confidence"), KEY_END };
    char separator = '[';

    if (mill_doc_count(w->doc, w->speaker) == 0 ||
        !writer_part(w, "speakers", comma))
        return;
    MILL_FOR_EACH(s, w->doc, w->speaker)
    {
        bool inner = true;

        mill_buf_char(w->out, separator);
        separator = ',';
        PUT(w->out, "{\"id\":");
        writer_id(w, 's', &w->speakers, s);
        if (!writer_features(w, s))
            return;
        for (size_t i = 0; order[i].ptr != NULL; i++)
            writer_member(w, order[i], &inner);
        if (s->end != 0) { /* else it stands nowhere */
            mill_buf_char(w->out, ',');
            writer_span(w, mill_ann_span(s));
        }
        writer_confidence(w, s, &inner);
        writer_others(w, told, &inner);
        mill_buf_char(w->out, '}');
    }
    mill_buf_char(w->out, ']');
}

/* A mention or a cue as a part of its quote: where it stands, its words and
 * what else is known of it. */
static void
put_told(struct writer *w, const struct mill_ann *ann, bool named)
{
    static const struct mill_str told[] = { KEY("id"),         KEY("name"),
                                            KEY("start"),      KEY("end"),
                                            KEY("text"),       KEY("speaker"),
                                            KEY("confidence"), KEY_END };
    bool inner = true;

    ann_map_put(&w->told, ann, 0);
    writer_span(w, mill_ann_span(ann));
    writer_text(w, mill_ann_span(ann));
    writer_confidence(w, ann, &inner);
    if (writer_features(w, ann))
        writer_others(w, named ? told : told + 2, &inner);
}

static const struct mill_ann *
ref_of(const struct mill_ann *ann, const char *name, mill_type type)
{
    const struct mill_ann *ref = mill_ann_get_ref(ann, name);

    return ref != NULL && ref->type == type ? ref : NULL;
}

/* "speaker":{..} or null and why. */
static void
put_speaker(struct writer *w, const struct mill_ann *quote)
{
    const struct mill_ann *speaker = ref_of(quote, "speaker", w->speaker);
    const struct mill_ann *mention = ref_of(quote, "mention", w->mention);
    const struct mill_value *why = mill_ann_get(quote, "unattributed");
    bool comma = false;

    if (speaker == NULL && mention != NULL)
        speaker = ref_of(mention, "speaker", w->speaker);
    if (speaker != NULL && ann_map_find(&w->speakers, speaker) == NULL)
        speaker = NULL; /* taken back by its step */
    if (speaker == NULL && mention == NULL) {
        PUT(w->out, ",\"speaker\":null");
    } else {
        PUT(w->out, ",\"speaker\":{");
        if (speaker != NULL) {
            PUT(w->out, "\"id\":");
            writer_id(w, 's', &w->speakers, speaker);
            comma = true;
            if (writer_features(w, speaker))
                writer_member(w, MILL_STR("name"), &comma);
        }
        if (mention != NULL) {
            if (comma)
                mill_buf_char(w->out, ',');
            put_told(w, mention, speaker != NULL);
        }
        mill_buf_char(w->out, '}');
    }
    if (why != NULL) {
        PUT(w->out, ",\"unattributed\":");
        writer_str(w, mill_value_str(why));
    }
}

static void
write_quote(struct writer *w, const struct mill_ann *quote)
{
    static const struct mill_str told[] = {
        KEY("id"),      KEY("type"),   KEY("start"),      KEY("end"),
        KEY("text"),    KEY("pieces"), KEY("speaker"),    KEY("unattributed"),
        KEY("mention"), KEY("cue"),    KEY("confidence"), KEY("basis"),
        KEY("within"),  KEY("stance"), KEY("sentiment"),  KEY_END
    };
    static const struct mill_str order[] = { KEY("basis"), KEY("stance"),
                                             KEY("sentiment"), KEY_END };
    const struct mill_value *pieces = mill_ann_get(quote, "pieces");
    const struct mill_ann *cue = ref_of(quote, "cue", w->cue);
    const struct mill_ann *outer = ref_of(quote, "within", w->quote);
    bool comma = true;

    PUT(w->out, "{\"id\":");
    writer_id(w, 'q', &w->quotes, quote);
    if (writer_features(w, quote))
        writer_member(w, MILL_STR("type"), &comma);
    mill_buf_char(w->out, ',');
    writer_span(w, mill_ann_span(quote));
    writer_text(w, mill_ann_span(quote));
    if (pieces != NULL && pieces->kind == MILL_SPANS && pieces->count > 0) {
        writer_member(w, MILL_STR("pieces"), &comma);
    } else {
        PUT(w->out, ",\"pieces\":[[");
        writer_place(w, quote->begin);
        mill_buf_char(w->out, ',');
        writer_place(w, quote->end);
        PUT(w->out, "]]");
    }
    put_speaker(w, quote);
    if (cue != NULL) {
        PUT(w->out, ",\"cue\":{");
        put_told(w, cue, false);
        mill_buf_char(w->out, '}');
    }
    writer_confidence(w, quote, &comma);
    if (!writer_features(w, quote))
        return;
    writer_member(w, order[0], &comma);
    if (outer != NULL && ann_map_find(&w->quotes, outer) != NULL) {
        PUT(w->out, ",\"within\":");
        writer_id(w, 'q', &w->quotes, outer);
    }
    for (size_t i = 1; order[i].ptr != NULL; i++)
        writer_member(w, order[i], &comma);
    writer_others(w, told, &comma);
    mill_buf_char(w->out, '}');
}

void
writer_quotes(struct writer *w, bool *comma)
{
    char separator = '[';

    if (mill_doc_count(w->doc, w->quote) == 0 ||
        !writer_part(w, "quotes", comma))
        return;
    MILL_FOR_EACH(q, w->doc, w->quote)
    {
        mill_buf_char(w->out, separator);
        separator = ',';
        write_quote(w, q);
    }
    mill_buf_char(w->out, ']');
}
