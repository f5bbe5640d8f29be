/* SPDX-License-Identifier: Apache-2.0
 *
 * levels.c: the tone of a document at each level: sentence, quote, speaker,
 * target, document. The document's own tone is the mean over its narration:
 * what stands inside quotation marks belongs to who said it. */
#include "sentiment.h"

#include <math.h>
#include <string.h>

enum { SHORT_WORDS = 60, SHORT_BYTES = 480 };

struct run {
    const struct sentiment *se;
    struct levels *lv;
    const struct tone_lang *lang;
    struct mill_doc *doc;
    struct mill_str text;
    struct mill_span *spoken; /* quoted text, in order, without overlap */
    size_t n_spoken;
    /* over the narration so far */
    double weight, sum, good, bad, sure;
    uint32_t words, sentences;
    struct tone only; /* of the only sentence */
    bool full;        /* the arena is full */
};

static void
ann_tone(struct run *r, struct mill_ann *a, const struct tone *t)
{
    const char *label = tone_labels[t->label];

    if (!mill_ann_set_str(r->doc, a, "sentiment.label",
                          (struct mill_str){ label, strlen(label) }) ||
        !mill_ann_set_num(r->doc, a, "sentiment.score",
                          round((double)t->score * 1000) / 1000) ||
        !mill_ann_set_num(r->doc, a, "sentiment.confidence",
                          round((double)t->confidence * 1000) / 1000))
        r->full = true;
}

static const char *
shift_name(const struct tone_hit *h)
{
    static const char *const names[] = { "",           "negated by",
                                         "graded by",  "turned by",
                                         "weighed by", "conceded by",
                                         "unreal by",  "",
                                         "",           "" };

    if (h->move != MOVE_NONE)
        return "moves with";
    return names[h->shift];
}

static void
explain(struct run *r, struct mill_span sentence, const struct tone *t)
{
    const struct tone_scratch *s = &r->lv->scratch;

    if (!mill_doc_explaining(r->doc))
        return;
    mill_doc_explain(r->doc, sentence,
                     "%s %.3f, sure %.2f; the rules say %.2f, the model "
                     "knows %.0f%% of the words",
                     tone_labels[t->label], (double)t->score,
                     (double)t->confidence, (double)s->sum.dense[DENSE_SUM],
                     (double)t->known * 100);
    for (size_t i = 0; i < s->n_hits; i++) {
        const struct tone_hit *h = &s->hits[i];
        const struct tone_token *by = &s->tokens[h->shifter];
        struct mill_span span = { s->tokens[h->first].begin,
                                  s->tokens[h->last].end };
        struct mill_str by_text =
            mill_doc_slice(r->doc, (struct mill_span){ by->begin, by->end });
        const char *how = shift_name(h);

        if (how[0] == '\0')
            mill_doc_explain(r->doc, span, "weight %.2f counts %.2f",
                             (double)h->weight, (double)h->value);
        else
            mill_doc_explain(r->doc, span, "weight %.2f counts %.2f, %s '%.*s'",
                             (double)h->weight, (double)h->value, how,
                             MILL_FMT(by_text));
    }
}

/* ---- narration */

static void
narration_add(struct run *r, const struct tone *t)
{
    double w;

    if (t->words == 0)
        return;
    w = sqrt((double)(t->words < 60 ? t->words : 60));
    r->weight += w;
    r->sum += w * (double)t->score;
    if (t->label == 2)
        r->good += w * fabs((double)t->score);
    if (t->label == 0)
        r->bad += w * fabs((double)t->score);
    r->sure += w * (double)t->confidence;
    r->words += t->words;
    r->only = *t;
    r->sentences++;
}

/* The first piece of quoted text that ends behind `at`. */
static size_t
spoken_seek(const struct run *r, uint32_t at)
{
    size_t lo = 0, hi = r->n_spoken;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (r->spoken[mid].end <= at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool
has_words(const struct run *r, uint32_t begin, uint32_t end)
{
    size_t letters = 0;

    for (size_t at = begin; at < end && letters < 6;)
        letters +=
            mill_char_is_letter(mill_utf8_next(r->text.ptr, r->text.len, &at));
    return letters >= 6;
}

/* The targets the record brought that stand in this sentence, and whom the
 * sentence names. */
static void
targets_run(struct run *r, struct mill_span span)
{
    size_t n = mill_doc_count(r->doc, r->se->target);

    for (size_t i = mill_doc_seek(r->doc, r->se->target, span.begin); i < n;
         i++) {
        struct mill_ann *a = mill_doc_ann(r->doc, r->se->target, i);
        struct mill_span where = mill_ann_span(a);
        struct tone t;

        if (where.begin >= span.end)
            break;
        tone_toward(r->lang, r->text.ptr, where, &r->lv->scratch, &t);
        ann_tone(r, a, &t);
    }
    names_collect(r->lv, r->lang, r->text);
}

/* One sentence: its tone, and what of it is the newsroom's. */
static void
sentence_run(struct run *r, struct mill_span span, struct mill_ann *ann)
{
    size_t k = spoken_seek(r, span.begin);
    struct tone t;

    tone_sentence(r->lang, r->text.ptr, span.begin, span.end, &r->lv->scratch,
                  &t);
    explain(r, span, &t);
    if (r->se->targets)
        targets_run(r, span);
    if (ann != NULL && t.words > 0)
        ann_tone(r, ann, &t);
    if (k == r->n_spoken || r->spoken[k].begin >= span.end) {
        narration_add(r, &t);
        return;
    }
    while (span.begin < span.end) {
        uint32_t stop = span.end, next = span.end;

        if (k < r->n_spoken && r->spoken[k].begin < span.end) {
            stop = r->spoken[k].begin > span.begin ? r->spoken[k].begin
                                                   : span.begin;
            next = r->spoken[k].end;
            k++;
        }
        if (stop > span.begin && has_words(r, span.begin, stop)) {
            tone_sentence(r->lang, r->text.ptr, span.begin, stop,
                          &r->lv->scratch, &t);
            narration_add(r, &t);
        }
        span.begin = next;
    }
}

/* Where a sentence ends when no step has said so: at a mark followed by
 * white space, or at the end of a line. */
static uint32_t
sentence_end(const struct run *r, uint32_t at)
{
    const char *p = r->text.ptr;
    uint32_t end = (uint32_t)r->text.len;

    while (at < end) {
        char c = p[at++];

        if (c == '\n')
            break;
        if ((c == '.' || c == '!' || c == '?') && at < end &&
            (p[at] == ' ' || p[at] == '\n') && at + 1 < end &&
            !(p[at + 1] >= 'a' && p[at + 1] <= 'z'))
            break;
    }
    return at;
}

static void
sentences_run(struct run *r)
{
    uint32_t at = 0, end = (uint32_t)r->text.len;

    if (mill_doc_count(r->doc, r->se->sentence) > 0) {
        MILL_FOR_EACH(s, r->doc, r->se->sentence)
            sentence_run(r, mill_ann_span(s), s);
        return;
    }
    while (at < end) {
        uint32_t stop = sentence_end(r, at);

        sentence_run(r, (struct mill_span){ at, stop }, NULL);
        at = stop;
    }
}

/* ---- quotes */

/* Quotes come in order of their beginning; one inside another adds nothing. */
static void
spoken_add(struct run *r, struct mill_span span, size_t room)
{
    size_t i = r->n_spoken;

    if (span.begin >= span.end || r->n_spoken == room)
        return;
    if (i > 0 && span.begin < r->spoken[i - 1].end) {
        if (span.begin >= r->spoken[i - 1].begin &&
            span.end > r->spoken[i - 1].end)
            r->spoken[i - 1].end = span.end;
        return;
    }
    r->spoken[r->n_spoken++] = span;
}

static size_t
pieces_of(const struct mill_ann *q, const struct mill_span **spans,
          struct mill_span *whole)
{
    const struct mill_value *v = mill_ann_get(q, "pieces");

    if (v != NULL && v->kind == MILL_SPANS && v->count > 0) {
        *spans = v->spans;
        return v->count;
    }
    *whole = mill_ann_span(q);
    *spans = whole;
    return 1;
}

static bool
is_indirect(const struct mill_ann *q)
{
    struct mill_str type = mill_ann_get_str(q, "type");

    return type.len == 8 && memcmp(type.ptr, "indirect", 8) == 0;
}

static void
spoken_collect(struct run *r)
{
    size_t room = 0;

    MILL_FOR_EACH(q, r->doc, r->se->quote) {
        const struct mill_span *spans;
        struct mill_span whole;

        room += pieces_of(q, &spans, &whole);
    }
    if (room == 0)
        return;
    r->spoken = mill_doc_alloc(r->doc, room * sizeof *r->spoken);
    if (r->spoken == NULL) {
        r->full = true;
        return;
    }
    MILL_FOR_EACH(d, r->doc, r->se->quote) {
        const struct mill_span *spans;
        struct mill_span whole;
        size_t n = pieces_of(d, &spans, &whole);

        if (is_indirect(d))
            continue;
        for (size_t i = 0; i < n; i++)
            spoken_add(r, spans[i], room);
    }
}

static void
quote_tone(struct run *r, const struct mill_ann *q, struct tone *out)
{
    const struct mill_span *spans;
    struct mill_span whole;
    size_t n = pieces_of(q, &spans, &whole);
    float weight = 0, score = 0, best = -1;

    *out = (struct tone){ .label = 1 };
    for (size_t i = 0; i < n; i++) {
        struct tone t;
        float w;

        tone_sentence(r->lang, r->text.ptr, spans[i].begin, spans[i].end,
                      &r->lv->scratch, &t);
        w = (float)t.words;
        weight += w;
        score += w * t.score;
        if (w > best) {
            best = w;
            out->label = t.label;
            out->confidence = t.confidence;
        }
        out->words += t.words;
    }
    out->score = weight > 0 ? score / weight : 0;
}

/* ---- people */

/* What a speaker says: the mean over the quotes, by length. */
static bool
said_tone(struct run *r, struct mill_ann *speaker)
{
    double sum = 0, weight = 0, mean;
    const char *label;

    MILL_FOR_EACH(q, r->doc, r->se->quote) {
        const struct mill_value *score = mill_ann_get(q, "sentiment.score");
        struct mill_span span = mill_ann_span(q);
        double w = sqrt((double)(span.end - span.begin) + 1);

        if (mill_ann_get_ref(q, "speaker") != speaker || score == NULL)
            continue;
        sum += w * (score->kind == MILL_INT ? (double)score->integer
                                            : score->number);
        weight += w;
    }
    if (weight == 0)
        return true;
    mean = sum / weight;
    label = tone_labels[fabs(mean) < 0.1 ? 1 : mean < 0 ? 0 : 2];
    return mill_ann_set_str(r->doc, speaker, "said.label",
                            (struct mill_str){ label, strlen(label) }) &&
           mill_ann_set_num(r->doc, speaker, "said.score",
                            round(mean * 1000) / 1000);
}

/* Where a name is to be written down: at the target an earlier run of this
 * step made, which alone has mentions, else at a new one. NULL when the
 * record brought a target of its own there, which has its tone by now. */
static struct mill_ann *
target_of(struct run *r, struct mill_span span)
{
    size_t n = mill_doc_count(r->doc, r->se->target);
    struct mill_ann *a;

    for (size_t i = mill_doc_seek(r->doc, r->se->target, span.begin); i < n;
         i++) {
        struct mill_span where;

        a = mill_doc_ann(r->doc, r->se->target, i);
        where = mill_ann_span(a);
        if (where.begin >= span.end)
            break;
        if (mill_ann_get(a, "mentions") == NULL)
            return NULL;
        if (where.begin == span.begin && where.end == span.end)
            return a;
    }
    a = mill_annotate(r->doc, r->se->target, span);
    if (a == NULL)
        r->full = true;
    return a;
}

static void
people_run(struct run *r)
{
    size_t left = 200; /* speakers times quotes stays small */

    MILL_FOR_EACH(p, r->doc, r->se->speaker) {
        const struct name *n =
            target_names_find(r->lv, r->lang, mill_ann_get_str(p, "name"));
        struct tone t;

        if (left-- == 0)
            break;
        if (!said_tone(r, p))
            r->full = true;
        if (n != NULL) {
            name_tone(n, &t);
            ann_tone(r, p, &t);
        }
    }
    for (size_t i = 0; i < r->lv->n_names; i++) {
        const struct name *n = &r->lv->names[i];
        struct mill_ann *a = target_of(r, n->span);
        struct tone t;

        if (a == NULL)
            continue;
        name_tone(n, &t);
        mill_ann_set_confidence(a, t.confidence);
        if (!mill_ann_set_int(r->doc, a, "mentions", n->mentions))
            r->full = true;
        ann_tone(r, a, &t);
    }
}

/* ---- the document */

static const char *const tone_fields[] = { "sentiment.label",
                                           "sentiment.score",
                                           "sentiment.confidence",
                                           "sentiment.mixed" };

bool
doc_reason(struct mill_doc *doc, struct mill_str why)
{
    for (size_t i = 0; i < sizeof tone_fields / sizeof *tone_fields; i++)
        if (!mill_doc_unset(doc, tone_fields[i]))
            return false;
    return mill_doc_set_str(doc, "sentiment.reason", why);
}

static bool
doc_tone(struct run *r, const struct tone *t, double mixed)
{
    const char *label = tone_labels[t->label];

    return mill_doc_unset(r->doc, "sentiment.reason") &&
           mill_doc_set_str(r->doc, tone_fields[0],
                            (struct mill_str){ label, strlen(label) }) &&
           mill_doc_set_num(r->doc, tone_fields[1],
                            round((double)t->score * 1000) / 1000) &&
           mill_doc_set_num(r->doc, tone_fields[2],
                            round((double)t->confidence * 1000) / 1000) &&
           mill_doc_set_num(r->doc, tone_fields[3], round(mixed * 1000) / 1000);
}

static bool
document_run(struct run *r)
{
    double both = r->good + r->bad;
    double mixed =
        2 * (r->good < r->bad ? r->good : r->bad) / (both > 0 ? both : 1);
    struct tone t = { .label = 1 };

    if (r->words == 0) {
        static const char spoken[] = "all of the text is quoted speech";
        static const char none[] = "the text has no words";

        return doc_reason(r->doc, r->n_spoken > 0 ? MILL_STR(spoken)
                                                  : MILL_STR(none));
    }
    if (r->sentences == 1) {
        t = r->only;
    } else if (r->n_spoken == 0 && r->words <= SHORT_WORDS &&
               r->text.len <= SHORT_BYTES) {
        /* a message of a few short sentences is judged as one */
        tone_sentence(r->lang, r->text.ptr, 0, (uint32_t)r->text.len,
                      &r->lv->scratch, &t);
    } else {
        double mean = r->sum / r->weight;
        double far = fabs(mean) - 0.08;

        t.score = (float)mean;
        t.label = far < 0 ? 1 : mean < 0 ? 0 : 2;
        t.confidence = (float)(0.5 * r->sure / r->weight +
                               0.5 * (0.5 + 0.45 * tanh(fabs(far) / 0.15)));
    }
    mill_doc_explain(r->doc, (struct mill_span){ 0, 0 },
                     "%s %.3f: %u words of narration, %zu stretches of "
                     "speech left out",
                     tone_labels[t.label], (double)t.score, r->words,
                     r->n_spoken);
    return doc_tone(r, &t, mixed);
}

enum mill_status
levels_run(const struct sentiment *se, struct levels *lv,
           const struct tone_lang *lang, struct mill_doc *doc,
           struct mill_report *rep)
{
    struct run r = {
        .se = se, .lv = lv, .lang = lang, .doc = doc, .text = mill_doc_text(doc)
    };

    lv->n_names = 0;
    spoken_collect(&r);
    sentences_run(&r);
    MILL_FOR_EACH(q, doc, se->quote) {
        struct tone t;

        quote_tone(&r, q, &t);
        if (t.words > 0)
            ann_tone(&r, q, &t);
    }
    if (se->targets)
        people_run(&r);
    if (!document_run(&r) || r.full)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    return MILL_OK;
}
