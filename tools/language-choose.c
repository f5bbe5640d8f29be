/* SPDX-License-Identifier: Apache-2.0
 *
 * language-choose.c: n-grams that tell most about the language; see
 * train-language.h. */
#include "train-language.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A probability that tells nothing. */
#define HARDLY 1e-7
/* A language is not named for less: it would be a weight of nought. */
#define LEAST_LIFT 1.65
/* N-grams that tell less, each time they are read, are left out. */
#define LEAST_WORTH 2e-7
/* The part of what an n-gram tells that counts though its parent tells it,
 * too. */
#define ALONE 0.2

/* N-grams of languages that little is published in take less room: the prior
 * from which on, and the part. */
#define SELDOM -40
#define SELDOM_PART 0.05

struct scored {
    float p;
    uint8_t label;
};

static int
by_p(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;

    if (x->p != y->p)
        return x->p > y->p ? -1 : 1;
    return x->label - y->label;
}

static int
by_worth(const void *a, const void *b)
{
    const struct gram *x = a, *y = b;

    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->key < y->key ? -1 : x->key > y->key;
}

/* How much likelier than where it was not seen, allowance made; `mean` is how
 * often it occurs in all languages of the script. */
static double
lift(const struct corpus *c, double p, double mean)
{
    return (p + c->hidden * mean) / (HIDDEN * mean) / exp(c->unseen);
}

/* The weight of an n-gram that is p times likelier in a language, `floor`
 * times in those that it does not name. */
static uint8_t
weight_of(double p, double floor)
{
    double w = log(p / floor);

    return w >= LANG_WEIGHT_MAX ? LANG_WEIGHT_MAX : (uint8_t)lround(w);
}

static double
importance(const struct training *tr, unsigned label)
{
    return code_prior(tr->corpora[label].code) <= SELDOM ? SELDOM_PART : 1;
}

/* What an n-gram tells more than its parent, which speaks when this one is not
 * known. */
static double
news_of(const struct training *tr, const struct scored *s, size_t n,
        uint64_t parent, double labels)
{
    double before[LANG_LABELS_MAX + 1], sum = 0, all = 0, news = 0;
    size_t low = 0, high = tr->seen_count;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (tr->seen[mid].key < parent)
            low = mid + 1;
        else
            high = mid;
    }
    for (unsigned l = 1; l <= tr->label_count; l++)
        before[l] = HARDLY;
    all = HARDLY * labels;
    for (; low < tr->seen_count && tr->seen[low].key == parent; low++) {
        double p = probability(tr, &tr->seen[low]);

        before[tr->seen[low].label] += p;
        all += p;
    }
    for (size_t k = 0; k < n; k++)
        sum += s[k].p;
    for (size_t k = 0; k < n; k++)
        news += importance(tr, s[k].label) * s[k].p *
                log(s[k].p / sum * all / before[s[k].label]);
    return news;
}

static void
add_gram(struct grams *g, struct gram gram)
{
    if (g->count == g->room) {
        g->room = g->room ? g->room * 2 : 1 << 20;
        g->list = grow(g->list, g->room * sizeof *g->list);
    }
    gram.first = (uint32_t)g->pair_count;
    g->list[g->count++] = gram;
}

static void
add_pair(struct grams *g, struct pair pair)
{
    if (g->pair_count == g->pair_room) {
        g->pair_room = g->pair_room ? g->pair_room * 2 : 1 << 22;
        g->pairs = grow(g->pairs, g->pair_room * sizeof *g->pairs);
    }
    g->pairs[g->pair_count++] = pair;
}

void
choose_ngrams(struct training *tr, struct grams *out)
{
    double labels[SCAN_GROUPS] = { 0 };

    out->count = out->pair_count = 0;
    for (unsigned l = 1; l <= tr->label_count; l++)
        labels[tr->corpora[l].group]++;
    for (size_t i = 0, j; i < tr->seen_count; i = j) {
        struct scored s[LANG_LABELS_MAX];
        size_t n = 0, pick;
        double sum = 0, worth = 0, mean, floor = 1, in_group;

        for (j = i; j < tr->seen_count && tr->seen[j].key == tr->seen[i].key;
             j++) {
            s[n].label = (uint8_t)tr->seen[j].label;
            s[n].p = (float)probability(tr, &tr->seen[j]);
            sum += s[n++].p;
        }
        in_group = labels[tr->corpora[tr->seen[i].label].group];
        mean = sum / in_group;
        for (size_t k = 0; k < n; k++)
            worth += importance(tr, s[k].label) * s[k].p *
                     log(s[k].p / (mean + HARDLY));
        if (worth <= LEAST_WORTH)
            continue;
        if (tr->seen[i].parent != 0)
            worth =
                ALONE * worth + news_of(tr, s, n, tr->seen[i].parent, in_group);
        for (size_t k = 0; k < n; k++)
            s[k].p =
                (float)lift(&tr->corpora[s[k].label], s[k].p, mean + HARDLY);
        qsort(s, n, sizeof *s, by_p);
        pick = n < tr->max_pairs ? n : tr->max_pairs;
        if (pick < n && s[pick].p > floor)
            floor = s[pick].p;
        while (pick > 0 && s[pick - 1].p < floor * LEAST_LIFT)
            pick--;
        while (pick > 1 && s[pick - 1].p < s[0].p * 0.01f)
            pick--;
        if (pick == 0)
            continue;
        worth /= 16 + LANG_PAIR * (double)pick; /* for each bit it takes */
        add_gram(out, (struct gram){ .key = tr->seen[i].key,
                                     .worth = (float)worth,
                                     .pairs = (uint8_t)pick });
        for (size_t k = 0; k < pick; k++)
            add_pair(out,
                     (struct pair){ s[k].label, weight_of(s[k].p, floor) });
    }
    qsort(out->list, out->count, sizeof *out->list, by_worth);
}
