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

/* Probabilities of the labels, and the score; with the share of a head. */
struct opinion {
    float p[3], score, met, review;
};

static void
head_opinion(const struct tone_model *m, enum model_head_kind kind,
             const struct tone_scratch *s, const float *dense, float share,
             struct opinion *op)
{
    const struct model_head *h = &m->file->head[kind];
    float o[MODEL_OUT], p[3], sum = 0, top;

    op->met += share * model_run(m, kind, s, dense, o);
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

/* The chance that a label is right. A model is too sure where it was not
 * trained: what it has met of the sentence, how long that is, and whether
 * the rules agree tell how far to believe its probability. The weights are
 * fitted on rows left out by cross-validation and on whole domains left out
 * (tools/train-sentiment.c). */
static float
trusted(const struct model_head *h, const struct model_head *r,
        struct tone_scratch *s, const struct opinion *op, int rules,
        const struct tone *t)
{
    float p = clip(op->p[t->label], 0.02f, 0.98f), z = 0;
    float likely = logf(p / (1 - p)), words = logf((float)t->words + 1) - 3;
    const float *d = s->sum.dense;
    float *x = s->trust;

    x[0] = 1;
    x[1] = likely;
    x[2] = op->met - 0.5f;
    x[3] = likely * (op->met - 0.5f);
    x[4] = t->known - 0.8f;
    x[5] = t->label == rules;
    x[6] = t->label == 1;
    x[7] = t->label == 2;
    x[8] = words;
    x[9] = likely * words;
    x[TRUST_REVIEW] = op->review;
    x[11] = fabsf(op->score);
    x[12] = d[DENSE_SHARE];
    x[13] = likely * d[DENSE_SHARE];
    x[14] = d[DENSE_MIXED];
    x[15] = d[DENSE_EXCLAIM];
    for (int k = 0; k < MODEL_TRUST; k++)
        z += between(h->trust[k], r->trust[k], op->review) * x[k];
    return clip(1 / (1 + expf(-z)), 0.05f, 0.99f);
}

/* Puts what the model says on top of the rules' tone in *out. A text that
 * reads like a review is judged by the head that knows reviews. */
static void
model_tone(const struct tone_model *m, enum model_head_kind kind,
           struct tone_scratch *s, const float *dense, struct tone *out)
{
    const struct model_head *h = &m->file->head[kind], *r = h;
    struct opinion op = { { 0, 0, 0 }, 0, 0, 0 };
    float familiar, gate, best = -1, review = 0, sure = out->confidence;
    float low, high;
    int rules = out->label;

    if (kind == HEAD_SENTENCE && h->review != 0 &&
        m->file->head[HEAD_REVIEW].bits != 0) {
        review = model_review(m, kind, s);
        review = review < 0.15f ? 0 : review > 0.85f ? 1 : review;
        r = &m->file->head[HEAD_REVIEW];
        op.review = review;
    }
    if (review < 1)
        head_opinion(m, kind, s, dense, 1 - review, &op);
    if (review > 0)
        head_opinion(m, HEAD_REVIEW, s, dense, review, &op);
    out->known = model_known(m, kind, s);
    low = between(h->gate_low, r->gate_low, review);
    high = between(h->gate_high, r->gate_high, review);
    familiar = clip((op.met - low) / (high - low + 0.01f), 0, 1);
    /* it judges well where its confidence is not to be trusted any more */
    gate = clip((op.met - low) / (high - low + 0.01f) + 1, 0, 1) *
           (1 - between(h->blend, r->blend, review));
    for (int k = 0; k < 3; k++) {
        float p = k == rules ? sure : (1 - sure) / 2;

        op.p[k] = between(p, op.p[k], gate);
    }
    for (int k = 0; k < 3; k++) {
        float v = op.p[k] * between(h->lean[k], r->lean[k], review);

        if (v > best) {
            best = v;
            out->label = k;
        }
    }
    out->confidence =
        between(sure, trusted(h, r, s, &op, rules, out), familiar);
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
