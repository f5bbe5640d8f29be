/* SPDX-License-Identifier: Apache-2.0
 *
 * score.c: from what the rules and the model say to a tone. Where the model
 * has met few of the words, the rules decide. */
#include "model.h"

#include <math.h>

const char *const tone_labels[3] = { "negative", "neutral", "positive" };

/* The further from the threshold, the surer. */
void
tone_by_rules(const struct tone_lang *lang, float score, bool toward,
              struct tone *out)
{
    float edge = toward      ? lang->threshold_target
                 : score < 0 ? lang->threshold_neg
                             : lang->threshold;
    float far = fabsf(score) - edge;

    out->score = score;
    out->label = far < 0 ? 1 : score < 0 ? 0 : 2;
    out->confidence = lang->sure[0] + lang->sure[1] * (far < 0 ? -far : far);
    out->known = 0;
}

static float
clip(float v, float low, float high)
{
    return v < low ? low : v > high ? high : v;
}

/* Calibrated: a line between the middles of two bins. */
static float
confidence_of(const struct model_head *h, float p)
{
    float x = clip(p, 0, 1) * MODEL_BINS - 0.5f;
    int i = x < 0 ? 0 : x >= MODEL_BINS - 1 ? MODEL_BINS - 2 : (int)x;
    float part = clip(x - (float)i, 0, 1);

    return h->confidence[i] * (1 - part) + h->confidence[i + 1] * part;
}

/* Probabilities of the labels, and the score; with the share of a head. */
struct opinion {
    float p[3], score;
};

static void
head_opinion(const struct tone_model *m, enum model_head_kind kind,
             const struct tone_scratch *s, const float *dense, float share,
             struct opinion *op)
{
    const struct model_head *h = &m->file->head[kind];
    float o[MODEL_OUT], p[3], sum = 0, top;

    model_run(m, kind, s, dense, o);
    top = fmaxf(o[0], fmaxf(o[1], o[2]));
    for (int k = 0; k < 3; k++)
        sum += p[k] = expf((o[k] - top) / h->temperature);
    for (int k = 0; k < 3; k++)
        op->p[k] += share * p[k] / sum;
    op->score += share * o[3];
}

static float
between(float a, float b, float share)
{
    return a * (1 - share) + b * share;
}

/* Puts what the model says on top of the rules' tone in *out. A text that
 * reads like a review is judged by the head that knows reviews. */
static void
model_tone(const struct tone_model *m, enum model_head_kind kind,
           const struct tone_scratch *s, const float *dense, struct tone *out)
{
    const struct model_head *h = &m->file->head[kind], *r = h;
    struct opinion op = { { 0, 0, 0 }, 0 };
    float familiar, gate, best = -1, review = 0;

    if (kind == HEAD_SENTENCE && h->review != 0 &&
        m->file->head[HEAD_REVIEW].bits != 0) {
        review = model_review(m, kind, s);
        review = review < 0.15f ? 0 : review > 0.85f ? 1 : review;
        r = &m->file->head[HEAD_REVIEW];
    }
    if (review < 1)
        head_opinion(m, kind, s, dense, 1 - review, &op);
    if (review > 0)
        head_opinion(m, HEAD_REVIEW, s, dense, review, &op);
    out->known = model_known(m, kind, s);
    familiar =
        clip((out->known - h->gate_low) / (h->gate_high - h->gate_low), 0, 1);
    gate = familiar * (1 - between(h->blend, r->blend, review));
    for (int k = 0; k < 3; k++) {
        float rules =
            k == out->label ? out->confidence : (1 - out->confidence) / 2;

        op.p[k] = between(rules, op.p[k], gate);
    }
    for (int k = 0; k < 3; k++) {
        float v = op.p[k] * between(h->lean[k], r->lean[k], review);

        if (v > best) {
            best = v;
            out->label = k;
        }
    }
    /* where the words are not familiar, less is certain */
    best = op.p[out->label];
    out->confidence = clip(
        between(best * 0.9f,
                between(confidence_of(h, best), confidence_of(r, best), review),
                familiar),
        0.05f, 0.99f);
    out->score = clip(between(out->score, op.score, gate), -1, 1);
    /* the score lies on the label's side */
    if (out->label == 0 && out->score > -0.01f)
        out->score = -0.01f;
    if (out->label == 2 && out->score < 0.01f)
        out->score = 0.01f;
}

static void
piece_tone(const struct tone_lang *lang, struct tone_scratch *s,
           const struct tone_sum *sum, struct tone *out)
{
    tone_by_rules(lang, sum->dense[DENSE_SUM], false, out);
    out->words = sum->words;
    if (lang->model == NULL || sum->words == 0 ||
        lang->model->file->head[HEAD_SENTENCE].bits == 0)
        return;
    model_sentence_features(s);
    model_tone(lang->model, HEAD_SENTENCE, s, sum->dense, out);
}

void
tone_sentence(const struct tone_lang *lang, const char *text, uint32_t begin,
              uint32_t end, struct tone_scratch *s, struct tone *out)
{
    struct tone piece;
    float weight, score;

    begin = tone_tokenise(lang, text, begin, end, s);
    tone_rules(lang, text, s, &s->sum);
    piece_tone(lang, s, &s->sum, out);
    weight = (float)out->words;
    score = out->score * weight;
    while (begin < end) { /* the mean of its pieces */
        begin = tone_tokenise(lang, text, begin, end, s);
        tone_rules(lang, text, s, &s->sum);
        piece_tone(lang, s, &s->sum, &piece);
        weight += (float)piece.words;
        score += piece.score * (float)piece.words;
        out->words += piece.words;
        if (begin >= end && weight > 0) {
            uint32_t words = out->words;

            tone_by_rules(lang, score / weight, false, out);
            out->words = words;
        }
    }
}

/* The tokens a span of text covers. */
static struct mill_span
tokens_of(const struct tone_scratch *s, struct mill_span span)
{
    struct mill_span t = { 0, 0 };

    while (t.begin < s->n_tokens && s->tokens[t.begin].end <= span.begin)
        t.begin++;
    t.end = t.begin;
    while (t.end < s->n_tokens && s->tokens[t.end].begin < span.end)
        t.end++;
    return t;
}

void
tone_toward(const struct tone_lang *lang, const char *text,
            struct mill_span target, struct tone_scratch *s, struct tone *out)
{
    float dense[TONE_DENSE], v;

    s->target = tokens_of(s, target);
    v = tone_target_rules(s);
    tone_by_rules(lang, v / sqrtf(v * v + 4), true, out);
    out->words = s->sum.words;
    if (lang->model == NULL || lang->model->file->head[HEAD_TARGET].bits == 0)
        return;
    tone_target_dense(s, &s->sum, dense);
    model_target_features(text, s);
    model_tone(lang->model, HEAD_TARGET, s, dense, out);
}

void
tone_target(const struct tone_lang *lang, const char *text, uint32_t begin,
            uint32_t end, struct mill_span target, struct tone_scratch *s,
            struct tone *out)
{
    do {
        begin = tone_tokenise(lang, text, begin, end, s);
    } while (begin < end && begin <= target.begin);
    tone_rules(lang, text, s, &s->sum);
    tone_toward(lang, text, target, s, out);
}
