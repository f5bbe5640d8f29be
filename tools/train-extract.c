/* SPDX-License-Identifier: Apache-2.0
 *
 * train-extract.c: gradient boosted trees over the rows that
 * bench/eval-extract --dump writes.
 *
 *   train-extract DUMP LABELS OUT.bin [OPTION]...
 *
 * Trains on all rows into OUT.bin ("-": not). Options:
 *   --folds PREFIX        also on all but one fold, for each fold, into
 *                         PREFIX0.bin ...: what cross-validation needs
 *   NAME=VALUE            trees=140 leaves=24 depth=7 rate=0.08 lambda=8
 *                         child=1.5 columns=0.2 rows=0.8 seed=1
 * Deterministic: the same input gives the same bytes. */
#include "article.h"
#include "model.h"

#include <pressmill/data.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 256 };

struct params {
    double trees, leaves, depth, rate, lambda, child, columns, rows, seed;
};

struct data {
    size_t count;
    uint32_t features;
    float *rows;
    float *label, *weight, *fold, *page;
    unsigned char *bins; /* by feature, then row */
    float *cuts;         /* BINS a feature: upper bound of each bin */
    uint32_t *cut_count;
};

static void
die(const char *what)
{
    fprintf(stderr, "train-extract: %s\n", what);
    exit(65);
}

static void *
get(size_t n)
{
    void *p = calloc(1, n + 1);

    if (p == NULL)
        die("out of memory");
    return p;
}

static uint32_t
read_u32(FILE *f)
{
    uint32_t v = 0;

    if (fread(&v, sizeof(v), 1, f) != 1)
        die("the dump ends early");
    return v;
}

static void
load(struct data *d, const char *dump, const char *labels)
{
    FILE *f = fopen(dump, "rb"), *g = fopen(labels, "rb");
    size_t cap = 0;
    int c;

    if (f == NULL || g == NULL)
        die("cannot open the dump or the labels");
    memset(d, 0, sizeof(*d));
    d->features = features_count();
    while ((c = getc(f)) != EOF) {
        uint32_t blocks;

        ungetc(c, f);
        for (int k = 0; k < 2; k++)
            if (fseek(f, (long)read_u32(f), SEEK_CUR) != 0)
                die("the dump ends early");
        blocks = read_u32(f);
        if (read_u32(f) != d->features)
            die("the dump was made with other features");
        if (d->count + blocks > cap) {
            cap = (d->count + blocks) * 2;
            d->rows = realloc(d->rows, cap * d->features * sizeof(float));
            if (d->rows == NULL)
                die("out of memory");
        }
        if (fread(d->rows + d->count * d->features, sizeof(float) * d->features,
                  blocks, f) != blocks)
            die("the dump ends early");
        for (uint32_t i = 0; i < blocks; i++)
            if (fseek(f, (long)read_u32(f), SEEK_CUR) != 0)
                die("the dump ends early");
        d->count += blocks;
    }
    d->label = get(d->count * sizeof(float));
    d->weight = get(d->count * sizeof(float));
    d->fold = get(d->count * sizeof(float));
    d->page = get(d->count * sizeof(float));
    for (size_t i = 0; i < d->count; i++) {
        float four[4];

        if (fread(four, sizeof(float), 4, g) != 4)
            die("fewer labels than rows");
        d->label[i] = four[0];
        d->weight[i] = four[1];
        d->fold[i] = four[2];
        d->page[i] = four[3];
    }
    fclose(f);
    fclose(g);
}

static int
by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return x < y ? -1 : x > y;
}

/* Bounds so that each bin holds about as many rows. */
static void
make_bins(struct data *d)
{
    float *v = get(d->count * sizeof(float));

    d->bins = get(d->count * d->features);
    d->cuts = get((size_t)BINS * d->features * sizeof(float));
    d->cut_count = get(d->features * sizeof(uint32_t));
    for (uint32_t f = 0; f < d->features; f++) {
        float *cuts = d->cuts + (size_t)f * BINS;
        uint32_t n = 0;
        size_t step = d->count / (BINS - 1) + 1, next = step;

        for (size_t i = 0; i < d->count; i++)
            v[i] = d->rows[i * d->features + f];
        qsort(v, d->count, sizeof(float), by_value);
        for (size_t i = 1; i < d->count && n < BINS - 1; i++) {
            if (i < next && n + 1 > 32)
                continue; /* the first bounds go to every value */
            if (v[i] > v[i - 1] && (i >= next || i < d->count)) {
                if (i < next && i > 64 && n > 0)
                    continue;
                cuts[n++] = v[i - 1] + (v[i] - v[i - 1]) / 2;
                next = i + step;
            }
        }
        d->cut_count[f] = n;
        for (size_t i = 0; i < d->count; i++) {
            float x = d->rows[i * d->features + f];
            uint32_t lo = 0, hi = n;

            while (lo < hi) {
                uint32_t mid = (lo + hi) / 2;

                if (x <= cuts[mid])
                    hi = mid;
                else
                    lo = mid + 1;
            }
            d->bins[(size_t)f * d->count + i] = (unsigned char)lo;
        }
    }
    free(v);
}

/* ---- one tree */

struct cell {
    double g, h;
};

struct leaf {
    uint32_t *rows;
    size_t count;
    double g, h;
    struct cell *hist; /* BINS a feature */
    double gain;
    uint32_t feature, bin;
    uint32_t node; /* in the model */
    uint32_t depth;
};

static uint64_t
next_random(uint64_t *state)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static double
uniform(uint64_t *state)
{
    return (double)(next_random(state) >> 11) / 9007199254740992.0;
}

struct trainer {
    const struct data *d;
    const struct params *p;
    double *g, *h, *score;
    unsigned char *used; /* columns of this tree */
    struct model_node *nodes;
    uint32_t node_count, *roots, tree_count;
    double base;
    double *importance;
};

static void
fill(const struct trainer *t, struct leaf *leaf)
{
    const struct data *d = t->d;

    memset(leaf->hist, 0, (size_t)BINS * d->features * sizeof(*leaf->hist));
    for (uint32_t f = 0; f < d->features; f++) {
        const unsigned char *bins = d->bins + (size_t)f * d->count;
        struct cell *hist = leaf->hist + (size_t)f * BINS;

        if (!t->used[f])
            continue;
        for (size_t i = 0; i < leaf->count; i++) {
            uint32_t r = leaf->rows[i];

            hist[bins[r]].g += t->g[r];
            hist[bins[r]].h += t->h[r];
        }
    }
}

static void
find_split(const struct trainer *t, struct leaf *leaf)
{
    double l = t->p->lambda, whole = leaf->g * leaf->g / (leaf->h + l);

    leaf->gain = 0;
    if (leaf->depth >= (uint32_t)t->p->depth)
        return; /* running a tree takes as long as its longest path */
    for (uint32_t f = 0; f < t->d->features; f++) {
        const struct cell *hist = leaf->hist + (size_t)f * BINS;
        double g = 0, h = 0;

        if (!t->used[f])
            continue;
        for (uint32_t b = 0; b < t->d->cut_count[f]; b++) {
            double g2, h2, gain;

            g += hist[b].g;
            h += hist[b].h;
            g2 = leaf->g - g;
            h2 = leaf->h - h;
            if (h < t->p->child || h2 < t->p->child)
                continue;
            gain = g * g / (h + l) + g2 * g2 / (h2 + l) - whole;
            if (gain > leaf->gain + 1e-9) {
                leaf->gain = gain;
                leaf->feature = f;
                leaf->bin = b;
            }
        }
    }
}

static uint32_t
new_node(struct trainer *t)
{
    t->nodes = realloc(t->nodes, (t->node_count + 1) * sizeof(*t->nodes));
    if (t->nodes == NULL)
        die("out of memory");
    memset(&t->nodes[t->node_count], 0, sizeof(*t->nodes));
    return t->node_count++;
}

static void
grow(struct trainer *t, uint64_t *random, int fold)
{
    const struct data *d = t->d;
    uint32_t most = (uint32_t)t->p->leaves, n = 1;
    struct leaf *leaves = get(most * sizeof(*leaves));
    size_t hist = (size_t)BINS * d->features * sizeof(struct cell);
    uint64_t page_seed = next_random(random);

    for (uint32_t f = 0; f < d->features; f++)
        t->used[f] = uniform(random) < t->p->columns;
    leaves[0].rows = get(d->count * sizeof(uint32_t));
    leaves[0].hist = get(hist);
    for (size_t i = 0; i < d->count; i++) {
        uint64_t s = page_seed ^ (uint64_t)d->page[i] * 0x9e3779b97f4a7c15u;
        double p;

        if ((int)d->fold[i] == fold || d->weight[i] <= 0)
            continue;
        if (uniform(&s) >= t->p->rows) /* whole pages are left out */
            continue;
        p = 1 / (1 + exp(-t->score[i]));
        t->g[i] = (p - (double)d->label[i]) * (double)d->weight[i];
        t->h[i] = p * (1 - p) * (double)d->weight[i];
        leaves[0].rows[leaves[0].count++] = (uint32_t)i;
        leaves[0].g += t->g[i];
        leaves[0].h += t->h[i];
    }
    t->roots[t->tree_count] = leaves[0].node = new_node(t);
    fill(t, &leaves[0]);
    find_split(t, &leaves[0]);
    while (n < most) {
        struct leaf *a = &leaves[0], *b = &leaves[n], *small;
        const unsigned char *bins;
        size_t left = 0, right = 0;
        uint32_t *moved;

        for (uint32_t i = 1; i < n; i++)
            if (leaves[i].gain > a->gain)
                a = &leaves[i];
        if (a->gain <= 0)
            break;
        t->importance[a->feature] += a->gain;
        bins = d->bins + (size_t)a->feature * d->count;
        moved = get(a->count * sizeof(uint32_t));
        b->g = b->h = 0;
        for (size_t i = 0; i < a->count; i++) {
            uint32_t r = a->rows[i];

            if (bins[r] <= a->bin) {
                a->rows[left++] = r;
            } else {
                moved[right++] = r;
                b->g += t->g[r];
                b->h += t->h[r];
            }
        }
        {
            uint32_t l = new_node(t), r = new_node(t);
            struct model_node *node = &t->nodes[a->node];

            node->feature = (uint16_t)a->feature;
            node->value = d->cuts[(size_t)a->feature * BINS + a->bin];
            node->left = (uint16_t)(l - a->node);
            a->node = l;
            b->node = r;
        }
        a->g -= b->g;
        a->h -= b->h;
        a->count = left;
        b->count = right;
        b->depth = ++a->depth;
        b->rows = moved;
        b->hist = get(hist);
        /* count the smaller one, take it from the other's */
        small = left < right ? a : b;
        {
            struct cell *whole = a->hist;

            if (small == a) {
                a->hist = b->hist;
                b->hist = whole;
            }
            fill(t, small);
            small = small == a ? b : a;
            for (size_t i = 0; i < (size_t)BINS * d->features; i++) {
                const struct leaf *o = small == a ? b : a;

                whole[i].g -= o->hist[i].g;
                whole[i].h -= o->hist[i].h;
            }
        }
        find_split(t, a);
        find_split(t, b);
        n++;
    }
    for (uint32_t i = 0; i < n; i++) {
        t->nodes[leaves[i].node].feature = MODEL_LEAF;
        t->nodes[leaves[i].node].value =
            (float)(-t->p->rate * leaves[i].g / (leaves[i].h + t->p->lambda));
        free(leaves[i].rows);
        free(leaves[i].hist);
    }
    free(leaves);
    t->tree_count++;
}

static void
train(const struct data *d, const struct params *p, int fold, const char *path,
      bool tell)
{
    struct trainer t = { .d = d, .p = p };
    struct model model;
    uint64_t random = (uint64_t)p->seed;
    double w = 0, y = 0;

    t.g = get(d->count * sizeof(double));
    t.h = get(d->count * sizeof(double));
    t.score = get(d->count * sizeof(double));
    t.used = get(d->features);
    t.importance = get(d->features * sizeof(double));
    t.roots = get((size_t)p->trees * sizeof(uint32_t));
    for (size_t i = 0; i < d->count; i++)
        if ((int)d->fold[i] != fold) {
            w += (double)d->weight[i];
            y += (double)d->weight[i] * (double)d->label[i];
        }
    t.base = (double)(float)log(y / (w - y));
    for (size_t i = 0; i < d->count; i++)
        t.score[i] = t.base;
    for (uint32_t k = 0; k < (uint32_t)p->trees; k++) {
        double in = 0, out = 0, win = 0, wout = 0;

        grow(&t, &random, fold);
        for (size_t i = 0; i < d->count; i++) {
            double loss;

            t.score[i] += (double)model_tree(t.nodes + t.roots[k],
                                             d->rows + i * d->features);
            if (!tell || (k + 1) % 20 != 0)
                continue;
            loss = log(1 + exp(d->label[i] > 0 ? -t.score[i] : t.score[i])) *
                   (double)d->weight[i];
            if ((int)d->fold[i] == fold) {
                out += loss;
                wout += (double)d->weight[i];
            } else {
                in += loss;
                win += (double)d->weight[i];
            }
        }
        if (tell && (k + 1) % 20 == 0)
            fprintf(stderr, "fold %d, %u trees: loss %.5f, left out %.5f\n",
                    fold, k + 1, in / win, wout > 0 ? out / wout : 0);
    }
    model = (struct model){ .base = (float)t.base,
                            .trees = t.tree_count,
                            .nodes = t.node_count,
                            .roots = t.roots,
                            .node = t.nodes };
    if (!model_write(path, &model)) {
        perror(path);
        exit(73);
    }
    if (tell && fold < 0)
        for (int best = 0; best < 25; best++) {
            uint32_t top = 0;

            for (uint32_t f = 1; f < d->features; f++)
                if (t.importance[f] > t.importance[top])
                    top = f;
            fprintf(stderr, "%-18s %.1f\n", features_name(top),
                    t.importance[top]);
            t.importance[top] = -1;
        }
    free(t.g);
    free(t.h);
    free(t.score);
    free(t.used);
    free(t.roots);
    free(t.nodes);
    free(t.importance);
}

int
main(int argc, char **argv)
{
    struct params p = { .trees = 140,
                        .leaves = 24,
                        .depth = 7,
                        .rate = 0.08,
                        .lambda = 8,
                        .child = 1.5,
                        .columns = 0.2,
                        .rows = 0.8,
                        .seed = 1 };
    static const char *const names[] = { "trees",   "leaves", "depth",
                                         "rate",    "lambda", "child",
                                         "columns", "rows",   "seed" };
    double *const values[] = { &p.trees,   &p.leaves, &p.depth,
                               &p.rate,    &p.lambda, &p.child,
                               &p.columns, &p.rows,   &p.seed };
    const char *folds = NULL;
    struct data d;

    if (argc < 4) {
        fprintf(stderr, "usage: train-extract DUMP LABELS OUT.bin "
                        "[--folds PREFIX] [NAME=VALUE]...\n");
        return 64;
    }
    for (int i = 4; i < argc; i++) {
        bool known = false;

        if (strcmp(argv[i], "--folds") == 0 && i + 1 < argc) {
            folds = argv[++i];
            continue;
        }
        for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++) {
            size_t n = strlen(names[k]);

            if (strncmp(argv[i], names[k], n) == 0 && argv[i][n] == '=') {
                *values[k] = atof(argv[i] + n + 1);
                known = true;
            }
        }
        if (!known)
            die("an option is not known");
    }
    load(&d, argv[1], argv[2]);
    make_bins(&d);
    fprintf(stderr, "%zu rows of %u features\n", d.count, d.features);
    if (strcmp(argv[3], "-") != 0)
        train(&d, &p, -1, argv[3], true);
    for (int k = 0; folds != NULL && k < 5; k++) {
        char path[4096];

        snprintf(path, sizeof(path), "%s%d.bin", folds, k);
        train(&d, &p, k, path, true);
    }
    return 0;
}
