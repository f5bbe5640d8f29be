/* SPDX-License-Identifier: Apache-2.0
 *
 * train-sentiment.c: trains the hashed linear model of a language and writes
 * it as models/sentiment-XX.bin and its card; run by tools/train-sentiment.
 *
 *   train-sentiment-bin LANG OUT.bin CARD.md [name=value ...]
 * KIND=ROWS.jsonl[:weight] ...
 *
 * KIND is "sentence", "target" or "review"; the rows of a review with the full
 * weight teach also what a review is. Rows of another language lend what does
 * not depend on words: where words of which weight stand. AdaGrad on the cross
 * entropy of the label and the square error of the score, in one thread and a
 * fixed order: the same rows give the same bytes. Confidence is calibrated on
 * rows left out by five-fold cross-validation. */
#include "../plugins/sentiment/model.h"
#include "sentiment-rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/report.h"

enum { FOLDS = 5, FILES = 24, LANGS = 8 };

struct example {
    uint32_t *feature; /* buckets */
    uint32_t n;
    float value, weight, score, rules;
    float dense[TONE_DENSE];
    float out[MODEL_OUT]; /* of the fold that left it out */
    uint16_t *words;      /* slots of model_review_slot() */
    uint32_t n_words;
    bool review;
    uint8_t label, fold, file;
    bool scored, sound; /* sound: its label is of the sentence */
    float p[3];         /* of the fold that left it out, rules blended in */
    struct tone by_rules;
};

struct set {
    struct example *item;
    size_t count, room;
};

static struct {
    double epochs, rate, dense_rate, l2, dense_l2, bits, least, square;
    double rate_review, rate_target, blend_target;
    double balance, rare, weak;
    double gate_low, gate_high, blend, blend_review, smooth, slow, slow_target;
} opt = { .epochs = 12,
          .rate = 0.05,
          .rate_review = 0.1,
          .rate_target = 0.1,
          .dense_rate = 0.05,
          .l2 = 2e-4,
          .dense_l2 = 1e-5,
          .bits = 18,
          .least = 2,
          .square = 1,
          .gate_low = 0.45,
          .gate_high = 0.9,
          .blend = 0.2,
          .smooth = 0.05,
          .slow = 0.1,
          .slow_target = 0.1 };

static double rate_now, slow_now;
static struct mill_arena *arena;
static struct mill_report report;
static struct tone_lang *langs[LANGS]; /* the model's own comes first */
static size_t n_langs;
static struct tone_scratch *scratch;
static const char *names[FILES];
static size_t counts[FILES];
static size_t n_files;
static uint8_t known[MODEL_HEADS][1 << (MODEL_KNOWN_BITS - 3)];
static uint8_t seen[1 << MODEL_KNOWN_BITS];

static void
die(const char *what, const char *which)
{
    fprintf(stderr, "train-sentiment: %s%s\n", what, which);
    exit(1);
}

static void *
need(void *p)
{
    if (p == NULL)
        die("out of memory", "");
    return p;
}

static struct tone_lang *
lang_get(const char *code)
{
    for (size_t i = 0; i < n_langs; i++)
        if (strcmp(langs[i]->code, code) == 0)
            return langs[i];
    if (n_langs == LANGS)
        die("too many languages: ", code);
    langs[n_langs] = tone_lang_read(arena, code, &report);
    if (langs[n_langs] == NULL)
        die("no language ", code);
    return langs[n_langs++];
}

/* Rows of one document, or with one text, fall into one fold. */
static uint8_t
fold_of(const struct row *r)
{
    uint64_t h = TONE_HASH;

    for (size_t i = 0; i < r->text.len && i < 60; i++)
        h = tone_hash_add(h, (unsigned char)r->text.ptr[i]);
    return (uint8_t)(tone_mix(h) >> 40) % FOLDS;
}

static void
example_add(struct set *set, const struct row *r, enum model_head_kind kind,
            float weight, uint8_t file)
{
    struct tone_lang *lang = lang_get(r->lang);
    struct example *e;
    struct tone_sum sum;
    uint32_t shift = 32 - (uint32_t)opt.bits;

    if (set->count == set->room) {
        set->room = set->room ? set->room * 2 : 4096;
        set->item = need(realloc(set->item, set->room * sizeof *set->item));
    }
    e = &set->item[set->count++];
    memset(e, 0, sizeof *e);
    tone_tokenise(lang, r->text.ptr, 0, (uint32_t)r->text.len, scratch);
    tone_rules(lang, r->text.ptr, scratch, &sum);
    if (kind == HEAD_TARGET) {
        struct tone t;

        tone_target(lang, r->text.ptr, 0, (uint32_t)r->text.len, r->target,
                    scratch, &t);
        e->rules = t.score;
        tone_target_dense(scratch, &sum, e->dense);
        model_target_features(r->text.ptr, scratch);
    } else {
        e->rules = sum.dense[DENSE_SUM];
        memcpy(e->dense, sum.dense, sizeof e->dense);
        model_sentence_features(scratch);
    }
    e->n = (uint32_t)scratch->n_features;
    e->feature = need(malloc((e->n + 1) * sizeof *e->feature));
    for (uint32_t i = 0; i < e->n; i++)
        e->feature[i] = scratch->features[i] >> shift;
    e->value = 1 / sqrtf((float)e->n + 1);
    e->weight = weight;
    e->sound = weight >= 1;
    tone_by_rules(lang, e->rules, kind == HEAD_TARGET, &e->by_rules);
    e->label = (uint8_t)r->label;
    e->scored = r->scored || kind == HEAD_TARGET || opt.weak > 0;
    e->score = r->scored ? r->score
                         : (kind == HEAD_TARGET ? 0.6f : (float)opt.weak) *
                               (float)(r->label - 1);
    e->fold = fold_of(r);
    e->file = file;
    e->review = kind == HEAD_REVIEW && weight >= 1;
    e->words = need(malloc((scratch->n_tokens + 1) * sizeof *e->words));
    for (size_t i = 0; i < scratch->n_tokens; i++)
        if (scratch->tokens[i].kind == TOKEN_WORD)
            e->words[e->n_words++] =
                (uint16_t)model_review_slot(scratch->tokens[i].hash);
    if (lang != langs[0])
        return; /* its words are not this model's */
    for (size_t i = 0; i < scratch->n_tokens; i++) {
        uint32_t bit = model_known_bit(scratch->tokens[i].hash);

        if (scratch->tokens[i].kind == TOKEN_WORD && seen[bit] < 255 &&
            ++seen[bit] >= 2)
            known[kind][bit >> 3] |= (uint8_t)(1u << (bit & 7));
    }
}

static uint64_t state = 88172645463325252u;

static uint32_t
roll(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) * below >> 32);
}

struct weights {
    float *w, *g; /* buckets x MODEL_OUT, and their squared gradients */
    float dense[MODEL_OUT][TONE_DENSE], dense_g[MODEL_OUT][TONE_DENSE];
    uint8_t *often; /* buckets met often enough */
};

static void
outputs(const struct weights *m, const struct example *e, float out[MODEL_OUT])
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
learn(struct weights *m, const struct example *e, float rate, float dense_rate)
{
    float out[MODEL_OUT], grad[MODEL_OUT], sum = 0, top;
    float smooth = (float)opt.smooth;

    outputs(m, e, out);
    top = fmaxf(out[0], fmaxf(out[1], out[2]));
    for (int k = 0; k < 3; k++)
        sum += grad[k] = expf(out[k] - top);
    for (int k = 0; k < 3; k++)
        grad[k] =
            (grad[k] / sum - ((k == e->label ? 1 - smooth : 0) + smooth / 3)) *
            e->weight;
    grad[3] =
        e->scored ? (out[3] - e->score) * (float)opt.square * e->weight : 0;
    for (uint32_t i = 0; i < e->n; i++) {
        size_t at = (size_t)e->feature[i] * MODEL_OUT;

        if (!m->often[e->feature[i]])
            continue;
        for (size_t k = 0; k < MODEL_OUT; k++) {
            float g = grad[k] * e->value + (float)opt.l2 * m->w[at + k];

            m->g[at + k] += g * g;
            m->w[at + k] -= rate * g / sqrtf(m->g[at + k] + (float)slow_now);
        }
    }
    for (size_t k = 0; k < MODEL_OUT; k++)
        for (size_t d = 0; d < TONE_DENSE; d++) {
            float g =
                grad[k] * e->dense[d] + (float)opt.dense_l2 * m->dense[k][d];

            m->dense_g[k][d] += g * g;
            m->dense[k][d] -= dense_rate * g / sqrtf(m->dense_g[k][d] + 1e-4f);
        }
}

/* Trains on all rows but those of `left_out` (FOLDS: on all). */
static void
train(struct weights *m, const struct set *set, uint32_t left_out)
{
    size_t buckets = (size_t)1 << (uint32_t)opt.bits, n = 0;
    uint32_t *order = need(malloc((set->count + 1) * sizeof *order));
    uint32_t *last = need(calloc(buckets, sizeof *last));
    uint8_t *often = need(calloc(buckets, 1));

    memset(m->w, 0, buckets * MODEL_OUT * sizeof *m->w);
    memset(m->g, 0, buckets * MODEL_OUT * sizeof *m->g);
    memset(m->dense, 0, sizeof m->dense);
    memset(m->dense_g, 0, sizeof m->dense_g);
    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];

        if (e->fold == left_out)
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
        m->often[b] = often[b] >= (uint8_t)opt.least;
    state = 88172645463325252u;
    for (int epoch = 0; epoch < (int)opt.epochs; epoch++) {
        float fade = 1 / (1 + (float)epoch * 0.25f);

        for (size_t i = n; i > 1; i--) {
            uint32_t j = roll((uint32_t)i), t = order[i - 1];

            order[i - 1] = order[j];
            order[j] = t;
        }
        for (size_t i = 0; i < n; i++)
            learn(m, &set->item[order[i]], (float)rate_now * fade,
                  (float)opt.dense_rate * fade);
    }
    free(order);
    free(last);
    free(often);
}

static void
weights_init(struct weights *m)
{
    size_t buckets = (size_t)1 << (uint32_t)opt.bits;

    m->w = need(malloc(buckets * MODEL_OUT * sizeof *m->w));
    m->g = need(malloc(buckets * MODEL_OUT * sizeof *m->g));
    m->often = need(malloc(buckets));
}

/* ---- what cross-validation says */

/* The label of probabilities; with `lean` as in the file. */
static int
label_of(const float p[3], const float lean[3])
{
    int best = 0;

    for (int k = 1; k < 3; k++)
        if (p[k] * lean[k] > p[best] * lean[best])
            best = k;
    return best;
}

static double
cross_entropy(const struct set *set, float temperature)
{
    double sum = 0;

    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];
        float top = fmaxf(e->out[0], fmaxf(e->out[1], e->out[2])), z = 0;

        if (!e->sound)
            continue;

        for (int k = 0; k < 3; k++)
            z += expf((e->out[k] - top) / temperature);
        sum -= (double)((e->out[e->label] - top) / temperature - logf(z));
    }
    return sum / (double)set->count;
}

/* What score.c will make of the outputs: probabilities with the rules'. */
static void
blend_in(const struct model_head *h, struct set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct example *e = &set->item[i];
        float top = fmaxf(e->out[0], fmaxf(e->out[1], e->out[2])), z = 0;

        for (int k = 0; k < 3; k++)
            z += e->p[k] = expf((e->out[k] - top) / h->temperature);
        for (int k = 0; k < 3; k++) {
            float rules = k == e->by_rules.label
                              ? e->by_rules.confidence
                              : (1 - e->by_rules.confidence) / 2;

            e->p[k] = e->p[k] / z * (1 - h->blend) + rules * h->blend;
        }
        e->out[3] = e->out[3] * (1 - h->blend) + e->by_rules.score * h->blend;
    }
}

/* Macro-F1 and F1 of positive and negative with a leaning. */
static double
worth(const struct set *set, const float lean[3])
{
    double tp[3] = { 0 }, sum[3] = { 1e-9, 1e-9, 1e-9 }, f[3];

    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];
        int label;

        if (!e->sound)
            continue;
        label = label_of(e->p, lean);
        tp[label] += label == e->label;
        sum[label]++;
        sum[e->label]++;
    }
    for (int k = 0; k < 3; k++)
        f[k] = 2 * tp[k] / sum[k];
    return (f[0] + f[1] + f[2]) / 3 + opt.rare * (f[0] + f[2]) / 2;
}

static void
lean_find(struct model_head *h, const struct set *set)
{
    double best = -1;

    for (int a = 0; a < 14; a++)
        for (int b = 0; b < 14; b++) {
            float lean[3] = { 0.8f + 0.1f * (float)a, 1,
                              0.8f + 0.1f * (float)b };
            /* near ties go to the label that is likeliest */
            double w = worth(set, lean) - 0.002 * (fabs((double)lean[0] - 1) +
                                                   fabs((double)lean[2] - 1));

            if (w > best) {
                best = w;
                memcpy(h->lean, lean, sizeof lean);
            }
        }
}

static void
calibrate(struct model_head *h, struct set *set)
{
    double right[MODEL_BINS] = { 0 }, all[MODEL_BINS] = { 0 };
    double best = 1e9;

    for (float t = 0.4f; t < 3; t *= 1.05f)
        if (cross_entropy(set, t) < best) {
            best = cross_entropy(set, t);
            h->temperature = t;
        }
    blend_in(h, set);
    lean_find(h, set);
    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];
        int label = label_of(e->p, h->lean);
        int bin = (int)(e->p[label] * MODEL_BINS);

        if (!e->sound)
            continue;
        bin = bin >= MODEL_BINS ? MODEL_BINS - 1 : bin;
        all[bin]++;
        right[bin] += label == e->label;
    }
    /* towards the middle of the bin where there are few */
    for (int b = 0; b < MODEL_BINS; b++) {
        double middle = ((double)b + 0.5) / MODEL_BINS;

        h->confidence[b] = (float)((right[b] + 20 * middle) / (all[b] + 20));
    }
    for (int b = 1; b < MODEL_BINS; b++)
        if (h->confidence[b] < h->confidence[b - 1])
            h->confidence[b] = h->confidence[b - 1];
}

/* As in score.c. */
static float
confidence_of(const struct model_head *h, float p)
{
    float x = p * MODEL_BINS - 0.5f;
    int i = x < 0 ? 0 : x >= MODEL_BINS - 1 ? MODEL_BINS - 2 : (int)x;
    float part = fminf(fmaxf(x - (float)i, 0), 1);

    return h->confidence[i] * (1 - part) + h->confidence[i + 1] * part;
}

struct figures {
    double f1, f1_pn, r, ece;
    size_t n;
};

/* Macro-F1, r and calibration error over the rows of a file. */
static struct figures
figures(const struct set *set, const struct model_head *h, size_t file)
{
    double tp[3] = { 0 }, gold[3] = { 0 }, got[3] = { 0 };
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0, m = 0;
    double sure[10] = { 0 }, right[10] = { 0 };
    struct figures f = { 0 };

    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];
        int label, bin;
        float p;

        if (e->file != file)
            continue;
        label = label_of(e->p, h->lean);
        p = confidence_of(h, e->p[label]);
        bin = (int)(p * 10) > 9 ? 9 : (int)(p * 10);
        sure[bin] += (double)p;
        right[bin] += label == e->label;
        gold[e->label]++;
        got[label]++;
        tp[label] += label == e->label;
        f.n++;
        if (e->scored) {
            double x = (double)e->out[3], y = (double)e->score;

            m++;
            sx += x;
            sy += y;
            sxx += x * x;
            syy += y * y;
            sxy += x * y;
        }
    }
    for (int k = 0; k < 3; k++) {
        double f1 = gold[k] + got[k] > 0 ? 2 * tp[k] / (gold[k] + got[k]) : 0;

        f.f1 += f1 / 3;
        f.f1_pn += k == 1 ? 0 : f1 / 2;
    }
    if (m > 2)
        f.r = (sxy - sx * sy / m) /
              sqrt((sxx - sx * sx / m) * (syy - sy * sy / m) + 1e-12);
    for (int b = 0; b < 10; b++)
        f.ece += f.n ? fabs(sure[b] - right[b]) / (double)f.n : 0;
    return f;
}

/* Gives rare labels more weight, so that they are found, too. */
static void
balance(struct set *set)
{
    double count[3] = { 1, 1, 1 }, all = 3;

    for (size_t i = 0; i < set->count; i++, all++)
        count[set->item[i].label]++;
    for (size_t i = 0; i < set->count; i++)
        set->item[i].weight *=
            (float)pow(all / 3 / count[set->item[i].label], opt.balance);
}

static void
head_train(struct model_head *h, struct set *set, struct weights *m, FILE *card,
           const char *what, int set_kind)
{
    h->blend = (float)(set_kind == HEAD_TARGET   ? opt.blend_target
                       : set_kind == HEAD_REVIEW ? opt.blend_review
                                                 : opt.blend);
    for (uint32_t fold = 0; fold < FOLDS; fold++) {
        train(m, set, fold);
        for (size_t i = 0; i < set->count; i++)
            if (set->item[i].fold == fold)
                outputs(m, &set->item[i], set->item[i].out);
    }
    calibrate(h, set);
    fprintf(card,
            "\n## %s\n\n| rows | count | macro-F1 | F1 of positive and "
            "negative | r | ECE |\n"
            "| --- | --- | --- | --- | --- | --- |\n",
            what);
    for (size_t f = 0; f < n_files; f++) {
        struct figures g = figures(set, h, f);

        if (g.n == 0)
            continue;
        fprintf(card, "| %s | %zu | %.3f | %.3f | %.3f | %.3f |\n", names[f],
                g.n, g.f1, g.f1_pn, g.r, g.ece);
        printf("  cv %-24s n=%6zu F1m=%.3f F1pn=%.3f r=%.3f ece=%.3f\n",
               names[f], g.n, g.f1, g.f1_pn, g.r, g.ece);
    }
    train(m, set, FOLDS);
}

static void
quantise(struct model_head *h, const struct weights *m, int8_t *to)
{
    size_t buckets = (size_t)1 << (uint32_t)opt.bits;

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
    h->bits = (uint32_t)opt.bits;
    h->gate_low = (float)opt.gate_low;
    h->gate_high = (float)opt.gate_high;
}

static bool
option(const char *arg)
{
    static const struct {
        const char *name;
        double *at;
    } known_options[] = {
        { "epochs", &opt.epochs },
        { "rate", &opt.rate },
        { "balance", &opt.balance },
        { "rare", &opt.rare },
        { "weak", &opt.weak },
        { "rate-review", &opt.rate_review },
        { "rate-target", &opt.rate_target },
        { "blend-target", &opt.blend_target },
        { "dense-rate", &opt.dense_rate },
        { "l2", &opt.l2 },
        { "dense-l2", &opt.dense_l2 },
        { "bits", &opt.bits },
        { "least", &opt.least },
        { "square", &opt.square },
        { "gate-low", &opt.gate_low },
        { "gate-high", &opt.gate_high },
        { "slow-target", &opt.slow_target },
        { "slow", &opt.slow },
        { "blend", &opt.blend },
        { "smooth", &opt.smooth },
        { "blend-review", &opt.blend_review },
    };
    const char *eq = strchr(arg, '=');

    for (size_t i = 0; i < sizeof known_options / sizeof *known_options; i++)
        if (strncmp(known_options[i].name, arg, (size_t)(eq - arg)) == 0 &&
            strlen(known_options[i].name) == (size_t)(eq - arg)) {
            *known_options[i].at = atof(eq + 1);
            return true;
        }
    return false;
}

/* Logistic regression of "is from a review" on the words of all rows. */
static void
review_train(struct model_head *h, const struct set set[MODEL_HEADS],
             int8_t *to)
{
    enum { SLOTS = 1 << MODEL_REVIEW_BITS };
    static float w[SLOTS], g[SLOTS];
    size_t n = 0;
    float bias = 0, top = 1e-6f;

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
        v = 1 / sqrtf((float)e->n_words + 1);

        for (uint32_t k = 0; k < e->n_words; k++)
            sum += w[e->words[k]] * v;
        grad = 1 / (1 + expf(-sum)) - (e->review ? 1.0f : 0.0f);
        bias -= 0.01f * grad;
        for (uint32_t k = 0; k < e->n_words; k++) {
            float d = grad * v + 1e-4f * w[e->words[k]];

            g[e->words[k]] += d * d;
            w[e->words[k]] -= 0.2f * d / sqrtf(g[e->words[k]] + 0.1f);
        }
    }
    for (size_t k = 0; k < SLOTS; k++)
        top = fmaxf(top, fabsf(w[k]));
    for (size_t k = 0; k < SLOTS; k++)
        to[k] = (int8_t)lrintf(w[k] / top * 127);
    h->review_scale = top / 127;
    h->review_bias = bias;
}

static void
rows_add(struct set set[MODEL_HEADS], char *arg)
{
    char *path = strchr(arg, '=') + 1, *colon = strrchr(path, ':');
    enum model_head_kind kind = strncmp(arg, "target=", 7) == 0 ? HEAD_TARGET
                                : strncmp(arg, "review=", 7) == 0
                                    ? HEAD_REVIEW
                                    : HEAD_SENTENCE;
    float weight = 1;
    struct rows rows = { 0 };
    const char *base;

    if (colon != NULL) {
        weight = (float)atof(colon + 1);
        *colon = '\0';
    }
    if (n_files == FILES)
        die("too many files", "");
    rows_read(&rows, path);
    base = strrchr(path, '/');
    names[n_files] = base != NULL ? base + 1 : path;
    counts[n_files] = rows.count;
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < rows.count; i++)
        example_add(&set[kind], &rows.row[i], kind, weight, (uint8_t)n_files);
    n_files++;
    rows_free(&rows);
}

static void
write_file(const char *path, struct model_file *f,
           int8_t *const weights[MODEL_HEADS], const int8_t *review)
{
    size_t buckets = (size_t)1 << (uint32_t)opt.bits, at = sizeof *f;
    size_t from = offsetof(struct model_file, sum) + sizeof f->sum;
    unsigned char *bytes;
    FILE *out = fopen(path, "wb");

    for (int k = 0; k < MODEL_HEADS; k++) {
        if (f->head[k].bits == 0)
            continue;
        f->head[k].weights = (uint32_t)at;
        at += buckets * MODEL_OUT;
        f->head[k].known = (uint32_t)at;
        at += sizeof known[k];
        if (k == HEAD_SENTENCE) {
            f->head[k].review = (uint32_t)at;
            at += 1 << MODEL_REVIEW_BITS;
        }
    }
    f->size = (uint32_t)at;
    bytes = need(calloc(1, at));
    memcpy(bytes, f, sizeof *f);
    for (int k = 0; k < MODEL_HEADS; k++) {
        if (f->head[k].bits == 0)
            continue;
        memcpy(bytes + f->head[k].weights, weights[k], buckets * MODEL_OUT);
        memcpy(bytes + f->head[k].known, known[k], sizeof known[k]);
        if (f->head[k].review != 0)
            memcpy(bytes + f->head[k].review, review, 1 << MODEL_REVIEW_BITS);
    }
    f->sum = model_sum(bytes + from, at - from);
    memcpy(bytes, f, sizeof *f);
    if (out == NULL || fwrite(bytes, 1, at, out) != at || fclose(out) != 0)
        die("cannot write ", path);
    printf("%s: %zu bytes\n", path, at);
    free(bytes);
}

int
main(int argc, char **argv)
{
    static const char *const what[] = { "Sentences", "Toward a target",
                                        "Sentences of reviews" };
    struct set set[MODEL_HEADS] = { { 0 }, { 0 }, { 0 } };
    int8_t *weights[MODEL_HEADS] = { NULL, NULL, NULL };
    struct model_file file = { .magic = MODEL_MAGIC, .version = MODEL_VERSION };
    struct weights m;
    int8_t *review;
    FILE *card;

    if (argc < 5)
        die("usage: LANG OUT.bin CARD.md [name=value...] KIND=ROWS...", "");
    arena = need(mill_arena_create(0));
    scratch = need(calloc(1, sizeof *scratch));
    report_init(&report, arena);
    scratch->match = tone_idiom_scratch();
    lang_get(argv[1]);
    snprintf(file.lang, sizeof file.lang, "%s", argv[1]);
    card = need(fopen(argv[3], "w"));
    fprintf(card, "Figures of five-fold cross-validation on the training "
                  "rows.\n");
    for (int i = 4; i < argc; i++) {
        if (strchr(argv[i], '=') == NULL)
            die("expected name=value: ", argv[i]);
        if (!option(argv[i]))
            rows_add(set, argv[i]);
    }
    weights_init(&m);
    for (int k = 0; k < MODEL_HEADS; k++) {
        if (set[k].count == 0)
            continue;
        rate_now = k == HEAD_REVIEW   ? opt.rate_review
                   : k == HEAD_TARGET ? opt.rate_target
                                      : opt.rate;
        slow_now = k == HEAD_TARGET ? opt.slow_target : opt.slow;
        if (k == HEAD_TARGET)
            balance(&set[k]);
        head_train(&file.head[k], &set[k], &m, card, what[k], k);
        weights[k] = need(calloc((size_t)1 << (uint32_t)opt.bits, MODEL_OUT));
        quantise(&file.head[k], &m, weights[k]);
        if (k == HEAD_TARGET) {
            file.head[k].gate_low = 0.3f;
            file.head[k].gate_high = 0.6f;
        }
    }
    fclose(card);
    review = need(calloc(1, 1 << MODEL_REVIEW_BITS));
    review_train(&file.head[HEAD_SENTENCE], set, review);
    write_file(argv[2], &file, weights, review);
    return 0;
}
