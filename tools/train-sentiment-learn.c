/* SPDX-License-Identifier: Apache-2.0
 *
 * train-sentiment-learn.c: AdaGrad on the cross entropy of the label and the
 * square error of the score, in one thread and a fixed order. */
#include "train-sentiment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static uint32_t
roll(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) * below >> 32);
}

void
head_outputs(const struct weights *m, const struct example *e,
             float out[MODEL_OUT])
{
    for (int k = 0; k < MODEL_OUT; k++)
        out[k] = 0;
    for (uint32_t i = 0; i < e->n; i++)
        for (int k = 0; k < MODEL_OUT; k++)
            out[k] += m->w[(size_t)e->feature[i] * MODEL_OUT + (size_t)k];
    for (int k = 0; k < MODEL_OUT; k++) {
        out[k] *= e->value;
        for (int d = 0; d < TONE_DENSE; d++)
            out[k] += m->dense[k][d] * e->dense[d];
    }
}

static void
learn(const struct options *opt, struct weights *m, const struct example *e,
      float rate, float dense_rate, float slow)
{
    float out[MODEL_OUT], grad[MODEL_OUT], sum = 0, top;
    float smooth = (float)opt->smooth;

    head_outputs(m, e, out);
    top = fmaxf(out[0], fmaxf(out[1], out[2]));
    for (int k = 0; k < 3; k++)
        sum += grad[k] = expf(out[k] - top);
    for (int k = 0; k < 3; k++)
        grad[k] =
            (grad[k] / sum - ((k == e->label ? 1 - smooth : 0) + smooth / 3)) *
            e->weight;
    grad[3] =
        e->scored ? (out[3] - e->score) * (float)opt->square * e->weight : 0;
    for (uint32_t i = 0; i < e->n; i++) {
        size_t at = (size_t)e->feature[i] * MODEL_OUT;

        if (!m->often[e->feature[i]])
            continue;
        for (size_t k = 0; k < MODEL_OUT; k++) {
            float g = grad[k] * e->value + (float)opt->l2 * m->w[at + k];

            m->g[at + k] += g * g;
            m->w[at + k] -= rate * g / sqrtf(m->g[at + k] + slow);
        }
    }
    for (size_t k = 0; k < MODEL_OUT; k++)
        for (size_t d = 0; d < TONE_DENSE; d++) {
            float g =
                grad[k] * e->dense[d] + (float)opt->dense_l2 * m->dense[k][d];

            m->dense_g[k][d] += g * g;
            m->dense[k][d] -= dense_rate * g / sqrtf(m->dense_g[k][d] + 1e-4f);
        }
}

void
head_learn(struct trainer *tr, enum model_head_kind kind, struct left_out out)
{
    const struct options *opt = &tr->opt;
    const struct set *set = &tr->set[kind];
    struct weights *m = &tr->m;
    float slow = (float)(kind == HEAD_TARGET ? opt->slow_target : opt->slow);
    float rate = (float)(kind == HEAD_REVIEW   ? opt->rate_review
                         : kind == HEAD_TARGET ? opt->rate_target
                                               : opt->rate);
    size_t buckets = (size_t)1 << (uint32_t)opt->bits, n = 0;
    uint32_t *order = need(malloc((set->count + 1) * sizeof *order));
    uint32_t *last = need(calloc(buckets, sizeof *last));
    uint8_t *often = need(calloc(buckets, 1));

    memset(m->w, 0, buckets * MODEL_OUT * sizeof *m->w);
    memset(m->g, 0, buckets * MODEL_OUT * sizeof *m->g);
    memset(m->dense, 0, sizeof m->dense);
    memset(m->dense_g, 0, sizeof m->dense_g);
    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];

        if (is_left_out(tr, e, out))
            continue;
        order[n++] = (uint32_t)i;
        for (uint32_t f = 0; f < e->n; f++)
            if (last[e->feature[f]] != i + 1) { /* once a row */
                last[e->feature[f]] = (uint32_t)i + 1;
                if (often[e->feature[f]] < 255)
                    often[e->feature[f]]++;
            }
    }
    for (size_t b = 0; b < buckets; b++)
        m->often[b] = often[b] >= (uint8_t)opt->least;
    state = 88172645463325252u;
    for (int epoch = 0; epoch < (int)opt->epochs; epoch++) {
        float fade = 1 / (1 + (float)epoch * 0.25f);

        for (size_t i = n; i > 1; i--) {
            uint32_t j = roll((uint32_t)i), t = order[i - 1];

            order[i - 1] = order[j];
            order[j] = t;
        }
        for (size_t i = 0; i < n; i++)
            learn(opt, m, &set->item[order[i]], rate * fade,
                  (float)opt->dense_rate * fade, slow);
    }
    free(order);
    free(last);
    free(often);
}

void
weights_init(struct trainer *tr)
{
    struct weights *m = &tr->m;
    size_t buckets = (size_t)1 << (uint32_t)tr->opt.bits;

    m->w = need(malloc(buckets * MODEL_OUT * sizeof *m->w));
    m->g = need(malloc(buckets * MODEL_OUT * sizeof *m->g));
    m->often = need(malloc(buckets));
}

/* Gives rare labels more weight, so that they are found, too. */
void
balance(struct trainer *tr, struct set *set)
{
    double count[3] = { 1, 1, 1 }, all = 3;

    for (size_t i = 0; i < set->count; i++, all++)
        count[set->item[i].label]++;
    for (size_t i = 0; i < set->count; i++)
        set->item[i].weight *=
            (float)pow(all / 3 / count[set->item[i].label], tr->opt.balance);
}

void
head_quantise(struct trainer *tr, struct model_head *h, int8_t *to)
{
    const struct weights *m = &tr->m;
    size_t buckets = (size_t)1 << (uint32_t)tr->opt.bits;

    for (size_t k = 0; k < MODEL_OUT; k++) {
        float top = 1e-6f;

        for (size_t b = 0; b < buckets; b++)
            top = fmaxf(top, fabsf(m->w[b * MODEL_OUT + k]));
        h->scale[k] = top / 127;
        for (size_t b = 0; b < buckets; b++)
            to[b * MODEL_OUT + k] =
                (int8_t)lrintf(m->w[b * MODEL_OUT + k] / h->scale[k]);
        for (size_t d = 0; d < TONE_DENSE; d++)
            h->dense[d][k] = m->dense[k][d];
    }
}

static uint32_t
slot_of(const struct example *e, uint32_t k)
{
    return e->words[k] >> (MODEL_KNOWN_BITS - MODEL_REVIEW_BITS);
}

/* Logistic regression of "is from a review" on the words of all rows. */
void
review_learn(struct trainer *tr, struct left_out out, struct model_head *h,
             int8_t *to)
{
    enum { SLOTS = 1 << MODEL_REVIEW_BITS };
    static float w[SLOTS], g[SLOTS];
    const struct set *set = tr->set;
    size_t n = 0;
    float bias = 0, top = 1e-6f;

    memset(w, 0, sizeof w);
    memset(g, 0, sizeof g);
    for (int k = 0; k < MODEL_HEADS; k++)
        n += set[k].count;
    state = 88172645463325252u;
    for (size_t step = 0; step < n * 6; step++) {
        size_t i = roll((uint32_t)n);
        const struct example *e;
        float v, sum = bias, grad;
        int k0 = 0;

        while (i >= set[k0].count)
            i -= set[k0++].count;
        e = &set[k0].item[i];
        if (k0 == HEAD_SENTENCE && e->weight < 1)
            continue; /* reviews lent to the news */
        if (is_left_out(tr, e, out))
            continue;
        v = 1 / sqrtf((float)e->n_words + 1);

        for (uint32_t k = 0; k < e->n_words; k++)
            sum += w[slot_of(e, k)] * v;
        grad = 1 / (1 + expf(-sum)) - (e->review ? 1.0f : 0.0f);
        bias -= 0.01f * grad;
        for (uint32_t k = 0; k < e->n_words; k++) {
            float d = grad * v + 1e-4f * w[slot_of(e, k)];

            g[slot_of(e, k)] += d * d;
            w[slot_of(e, k)] -= 0.2f * d / sqrtf(g[slot_of(e, k)] + 0.1f);
        }
    }
    for (size_t k = 0; k < SLOTS; k++)
        top = fmaxf(top, fabsf(w[k]));
    for (size_t k = 0; k < SLOTS; k++)
        to[k] = (int8_t)lrintf(w[k] / top * 127);
    h->review_scale = top / 127;
    h->review_bias = bias;
}
