/* SPDX-License-Identifier: Apache-2.0
 *
 * train-sentiment-check.c: what cross-validation says of a head, and of the
 * whole: rows of a fold, and whole sets of rows, are judged by a model that
 * has not met them, through the very code that will judge articles. From
 * both it is fitted how far to trust a label (score.c), so that a model is
 * not too sure of texts of a kind it has not seen. */
#include "train-sentiment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
worth(const struct set *set, const float lean[3], double rare)
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
    return (f[0] + f[1] + f[2]) / 3 + rare * (f[0] + f[2]) / 2;
}

static void
lean_find(struct model_head *h, const struct set *set, double rare)
{
    double best = -1;

    for (int a = 0; a < 14; a++)
        for (int b = 0; b < 14; b++) {
            float lean[3] = { 0.8f + 0.1f * (float)a, 1,
                              0.8f + 0.1f * (float)b };
            /* near ties go to the label that is likeliest */
            double w =
                worth(set, lean, rare) -
                0.002 * (fabs((double)lean[0] - 1) + fabs((double)lean[2] - 1));

            if (w > best) {
                best = w;
                memcpy(h->lean, lean, sizeof lean);
            }
        }
}

static float
model_met(const int8_t *buckets, const uint32_t *feature, uint32_t n)
{
    static const int8_t nothing[MODEL_OUT];
    uint32_t met = 0;

    for (uint32_t i = 0; i < n; i++)
        met += memcmp(buckets + (size_t)feature[i] * MODEL_OUT, nothing,
                      sizeof nothing) != 0;
    return model_met_share(met, n);
}

static int
by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* The model is trusted less below what three quarters of the rows reach
 * that it has not met, and not at all below what nineteen of twenty reach. */
static void
gate_find(struct model_head *h, float *met, size_t n)
{
    qsort(met, n, sizeof *met, by_size);
    h->gate_low = n > 0 ? met[n / 20] : 0;
    h->gate_high = n > 0 ? met[n / 4] : 1;
}

void
head_calibrate(struct trainer *tr, enum model_head_kind kind)
{
    struct set *set = &tr->set[kind];
    struct model_head *h = &tr->file.head[kind];
    size_t buckets = (size_t)1 << (uint32_t)tr->opt.bits, n = 0;
    int8_t *small = need(malloc(buckets * MODEL_OUT));
    float *met = need(malloc((set->count + 1) * sizeof *met));
    double best = 1e9;

    for (uint32_t fold = 0; fold < FOLDS; fold++) {
        head_learn(tr, kind, (struct left_out){ fold, NULL });
        head_quantise(tr, h, small);
        for (size_t i = 0; i < set->count; i++) {
            struct example *e = &set->item[i];

            if (e->fold != fold)
                continue;
            head_outputs(&tr->m, e, e->out);
            if (e->sound)
                met[n++] = model_met(small, e->feature, e->n);
        }
    }
    gate_find(h, met, n);
    for (float t = 0.4f; t < 3; t *= 1.05f)
        if (cross_entropy(set, t) < best) {
            best = cross_entropy(set, t);
            h->temperature = t;
        }
    blend_in(h, set);
    lean_find(h, set, tr->opt.rare);
    free(met);
    free(small);
}

/* ---- the whole */

struct guess { /* of a row by a model that has not met it */
    const struct example *e;
    struct tone tone;
    float x[MODEL_TRUST];
    bool toward, away; /* away: nor any other row of its kind */
};

struct guesses {
    struct guess *item;
    size_t count, room;
};

static bool
has_target(const struct example *e)
{
    return e->row->target.begin <= e->row->target.end;
}

/* Whether its label is of what was judged: that toward a target tells little
 * of the whole sentence. */
static bool
judged(const struct guess *g)
{
    return g->toward || !has_target(g->e);
}

static void
guess_add(struct trainer *tr, struct guesses *gs, struct tone_lang *lang,
          const struct example *e, bool toward, bool away)
{
    const struct row *r = e->row;
    struct tone_scratch *s = tr->scratch;
    struct guess *g;

    if (gs->count == gs->room) {
        gs->room = gs->room ? gs->room * 2 : 4096;
        gs->item = need(realloc(gs->item, gs->room * sizeof *gs->item));
    }
    g = &gs->item[gs->count++];
    g->e = e;
    g->toward = toward;
    g->away = away;
    memset(s->trust, 0, sizeof s->trust);
    if (toward)
        tone_target(lang, r->text.ptr, 0, (uint32_t)r->text.len, r->target, s,
                    &g->tone);
    else
        tone_sentence(lang, r->text.ptr, 0, (uint32_t)r->text.len, s, &g->tone);
    memcpy(g->x, s->trust, sizeof g->x);
}

/* Lets a model without some rows judge just those. */
static void
guess_all(struct trainer *tr, struct guesses *gs, struct tone_lang *lang,
          enum model_head_kind kind, struct left_out out)
{
    const struct set *set = &tr->set[kind];
    struct tone_model m;
    size_t size;
    uint32_t heads = kind == HEAD_TARGET
                         ? 1u << HEAD_TARGET
                         : 1u << HEAD_SENTENCE | 1u << HEAD_REVIEW;
    unsigned char *bytes = model_image(tr, heads, out, &size);

    m.map.ptr = bytes;
    m.map.size = size;
    m.file = (const struct model_file *)(const void *)bytes;
    lang->model = &m;
    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];

        if (e->lang == lang && is_left_out(tr, e, out))
            guess_add(tr, gs, lang, e, kind == HEAD_TARGET, out.name != NULL);
    }
    lang->model = NULL;
    free(bytes);
}

/* Solves a x = b in place by elimination; a is small and positive. */
static void
solve(double a[MODEL_TRUST][MODEL_TRUST], double b[MODEL_TRUST])
{
    for (size_t i = 0; i < MODEL_TRUST; i++)
        for (size_t k = i + 1; k < MODEL_TRUST; k++) {
            double f = a[k][i] / a[i][i];

            for (size_t j = i; j < MODEL_TRUST; j++)
                a[k][j] -= f * a[i][j];
            b[k] -= f * b[i];
        }
    for (size_t i = MODEL_TRUST; i-- > 0;) {
        for (size_t j = i + 1; j < MODEL_TRUST; j++)
            b[i] -= a[i][j] * b[j];
        b[i] /= a[i][i];
    }
}

static double
chance(const float *w, const float *x)
{
    double z = 0;

    for (int k = 0; k < MODEL_TRUST; k++)
        z += (double)w[k] * (double)x[k];
    return 1 / (1 + exp(-z));
}

static bool
is_review(const struct guess *g)
{
    return g->x[TRUST_REVIEW] > 0.5f;
}

/* Logistic regression of "the label is right", by Newton's method. */
static void
trust_fit(const struct guesses *gs, bool review, float *w)
{
    memset(w, 0, MODEL_TRUST * sizeof *w);
    for (int step = 0; step < 20; step++) {
        double a[MODEL_TRUST][MODEL_TRUST] = { { 0 } }, b[MODEL_TRUST] = { 0 };

        for (size_t k = 0; k < MODEL_TRUST; k++) {
            a[k][k] = 1; /* towards 0 where little is known */
            b[k] = -(double)w[k];
        }
        for (size_t i = 0; i < gs->count; i++) {
            const struct guess *g = &gs->item[i];
            double p = chance(w, g->x);
            double d = (g->tone.label == g->e->label) - p;

            if (g->x[0] == 0 || !judged(g) || is_review(g) != review ||
                (!review && !g->e->sound))
                continue;
            for (size_t k = 0; k < MODEL_TRUST; k++) {
                b[k] += d * (double)g->x[k];
                for (size_t j = 0; j < MODEL_TRUST; j++)
                    a[k][j] += p * (1 - p) * (double)g->x[k] * (double)g->x[j];
            }
        }
        solve(a, b);
        for (size_t k = 0; k < MODEL_TRUST; k++)
            w[k] += (float)b[k];
    }
}

struct figures {
    double f1, f1_pn, r, ece;
    size_t n;
};

/* Macro-F1, r and calibration error over the rows of a name. */
static struct figures
figures(const struct trainer *tr, const struct guesses *gs,
        enum model_head_kind kind, const char *name, bool away)
{
    double tp[3] = { 0 }, gold[3] = { 0 }, got[3] = { 0 };
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0, m = 0;
    double sure[10] = { 0 }, right[10] = { 0 };
    struct figures f = { 0 };

    for (size_t i = 0; i < gs->count; i++) {
        const struct guess *g = &gs->item[i];
        const struct example *e = g->e;
        const float *w = tr->file.head[is_review(g) ? HEAD_REVIEW : kind].trust;
        double p = g->x[0] != 0 ? chance(w, g->x) : (double)g->tone.confidence;
        int label = g->tone.label, bin = (int)(p * 10) > 9 ? 9 : (int)(p * 10);

        if (strcmp(tr->names[e->file], name) != 0 || g->away != away)
            continue;
        sure[bin] += p;
        right[bin] += label == e->label;
        gold[e->label]++;
        got[label]++;
        tp[label] += label == e->label;
        f.n++;
        if (e->scored) {
            double x = (double)g->tone.score, y = (double)e->score;

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

static void
table(const struct trainer *tr, const struct guesses *gs,
      enum model_head_kind kind, FILE *card, const char *title, bool away)
{
    fprintf(card,
            "\n## %s\n\n| rows | count | macro-F1 | F1 of positive and "
            "negative | r | ECE |\n"
            "| --- | --- | --- | --- | --- | --- |\n",
            title);
    for (size_t f = 0; f < tr->n_files; f++) {
        struct figures g;
        size_t before = 0;

        while (before < f && strcmp(tr->names[before], tr->names[f]) != 0)
            before++;
        if (before < f)
            continue;
        g = figures(tr, gs, kind, tr->names[f], away);
        if (g.n == 0)
            continue;
        fprintf(card, "| %s | %zu | %.3f | %.3f | %.3f | %.3f |\n",
                tr->names[f], g.n, g.f1, g.f1_pn, g.r, g.ece);
        printf("  %s %-24s n=%6zu F1m=%.3f F1pn=%.3f r=%.3f ece=%.3f\n",
               away ? "away" : "cv  ", tr->names[f], g.n, g.f1, g.f1_pn, g.r,
               g.ece);
    }
}

/* Whether the rows of a file teach the tone of sentences. */
static bool
is_kind(const struct trainer *tr, size_t file)
{
    const struct set *set = &tr->set[HEAD_SENTENCE];

    for (size_t i = 0; i < set->count; i++)
        if (set->item[i].file == file)
            return !has_target(&set->item[i]);
    return false;
}

void
model_check(struct trainer *tr, struct tone_lang *lang, FILE *card)
{
    static const char *const what[] = { "Sentences", "Toward a target" };

    fprintf(card, "Figures of five-fold cross-validation on the training "
                  "rows.\n");
    for (int k = 0; k <= HEAD_TARGET; k++) {
        struct guesses gs = { 0 };

        if (tr->set[k].count == 0)
            continue;
        for (uint32_t fold = 0; fold < FOLDS; fold++)
            guess_all(tr, &gs, lang, (enum model_head_kind)k,
                      (struct left_out){ fold, NULL });
        for (size_t f = 0; k == HEAD_SENTENCE && f < tr->n_files; f++)
            if (is_kind(tr, f))
                guess_all(tr, &gs, lang, HEAD_SENTENCE,
                          (struct left_out){ FOLDS, tr->names[f] });
        trust_fit(&gs, false, tr->file.head[k].trust);
        if (k == HEAD_SENTENCE)
            trust_fit(&gs, true, tr->file.head[HEAD_REVIEW].trust);
        table(tr, &gs, (enum model_head_kind)k, card, what[k], false);
        if (k == HEAD_SENTENCE)
            table(tr, &gs, HEAD_SENTENCE, card,
                  "Sentences, without any rows of the kind", true);
        free(gs.item);
    }
}
