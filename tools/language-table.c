/* SPDX-License-Identifier: Apache-2.0
 *
 * language-table.c: n-grams worth their place, packed as the engine reads
 * them; see train-language.h. */
#include "train-language.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is never seen in a language counts as this often. */
#define RAREST 1e-8

/* an n-gram that may go into the table */
struct gram {
    uint64_t key;
    float worth;
    uint32_t first; /* into pairs */
    uint8_t pairs;
};

struct pair {
    uint8_t label, weight;
};

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

/* Puts a pair into the row of a line. */
static void
put_pair(struct lang_line *line, unsigned at, unsigned label, unsigned weight)
{
    uint32_t value = label << 6 | weight;

    for (unsigned bit = 0; bit < 14; bit++)
        if (value >> bit & 1)
            line->pairs[(at * 14 + bit) / 8] |=
                (uint8_t)(1u << (at * 14 + bit) % 8);
}

/* Packs an n-gram into its line, when there is room: its languages with the
 * least weight give way. */
static size_t
place(struct training *tr, const struct gram *g, const struct pair *pairs)
{
    struct lang_line *line = &tr->lines[(g->key >> 32) * tr->line_count >> 32];
    unsigned slot = 0, used = 0, n = g->pairs;
    uint8_t tag, more;

    lang_tag(g->key, &tag, &more);
    for (; slot < LANG_LINE_TAGS && (line->count[slot] & 15) != 0; slot++) {
        if (line->tag[slot] == tag && (line->count[slot] & 0xf0) == more)
            return 0; /* cannot be told from another */
        used += line->count[slot] & 15;
    }
    if (slot == LANG_LINE_TAGS || used == LANG_LINE_PAIRS)
        return 0;
    if (n > LANG_LINE_PAIRS - used)
        n = LANG_LINE_PAIRS - used;
    line->tag[slot] = tag;
    line->count[slot] = (uint8_t)(more | n);
    for (unsigned k = 0; k < n; k++)
        put_pair(line, used + k, pairs[k].label, pairs[k].weight);
    return n;
}

/* The weight of an n-gram that is p in a language and `floor` in those that
 * it does not name. */
static uint8_t
weight_of(double p, double floor)
{
    double w = log(p / floor) * LANG_UNIT;

    return w >= LANG_WEIGHT_MAX ? LANG_WEIGHT_MAX : (uint8_t)lround(w);
}

static void
choose(struct training *tr)
{
    struct gram *grams = NULL;
    struct pair *pairs = NULL;
    size_t gram_count = 0, gram_room = 0, pair_count = 0, pair_room = 0;
    size_t placed = 0, placed_pairs = 0;
    double groups[SCAN_GROUPS] = { 0 };

    for (unsigned l = 1; l <= tr->label_count; l++)
        groups[tr->corpora[l].group]++;
    for (size_t i = 0, j; i < tr->seen_count; i = j) {
        struct scored s[LANG_LABELS_MAX];
        size_t n = 0, pick;
        double sum = 0, worth = 0, mean, floor = RAREST;

        for (j = i; j < tr->seen_count && tr->seen[j].key == tr->seen[i].key;
             j++) {
            const struct corpus *c = &tr->corpora[tr->seen[j].label];
            double p = ((double)tr->seen[j].count - DISCOUNT) /
                       (c->tokens + SMALL_CORPUS);

            s[n].label = (uint8_t)tr->seen[j].label;
            s[n++].p = (float)p;
            sum += p;
        }
        mean = sum / groups[tr->corpora[s[0].label].group];
        for (size_t k = 0; k < n; k++)
            worth += s[k].p * log(s[k].p / (mean + 1e-7));
        if (worth <= 2e-7)
            continue;
        qsort(s, n, sizeof *s, by_p);
        pick = n < tr->max_pairs ? n : tr->max_pairs;
        if (pick < n && s[pick].p > floor)
            floor = s[pick].p;
        while (pick > 0 && s[pick - 1].p < floor * 1.3)
            pick--;
        while (pick > 1 && s[pick - 1].p < s[0].p * 0.01f)
            pick--;
        if (pick == 0)
            continue;
        if (gram_count == gram_room) {
            gram_room = gram_room ? gram_room * 2 : 1 << 20;
            grams = grow(grams, gram_room * sizeof *grams);
        }
        if (pair_count + pick > pair_room) {
            pair_room = pair_room ? pair_room * 2 : 1 << 22;
            pairs = grow(pairs, pair_room * sizeof *pairs);
        }
        grams[gram_count++] =
            (struct gram){ tr->seen[i].key, (float)worth, (uint32_t)pair_count,
                           (uint8_t)pick };
        for (size_t k = 0; k < pick; k++)
            pairs[pair_count++] =
                (struct pair){ s[k].label, weight_of(s[k].p, floor) };
    }
    qsort(grams, gram_count, sizeof *grams, by_worth);
    for (size_t i = 0; i < gram_count; i++) {
        size_t n = place(tr, &grams[i], pairs + grams[i].first);

        placed += n > 0;
        placed_pairs += n;
    }
    fprintf(stderr,
            "%zu n-grams worth keeping, %zu kept with %zu pairs (%.2f and "
            "%.2f of the room)\n",
            gram_count, placed, placed_pairs,
            (double)placed / LANG_LINE_TAGS / tr->line_count,
            (double)placed_pairs / LANG_LINE_PAIRS / tr->line_count);
    free(grams);
    free(pairs);
}

void
start_model(struct training *tr)
{
    struct lang_header *h;
    struct lang_label *labels;
    size_t at = sizeof *h;

    tr->line_count = (uint32_t)(tr->megabytes * 1048576 / sizeof *tr->lines);
    at += tr->label_count * sizeof *labels + SCAN_FIRST_COUNT;
    at = (at + 63) & ~(size_t)63;
    tr->image_size =
        at + (size_t)tr->page_count * 1024 +
        ((size_t)tr->line_count + LANG_GUARD_LINES) * sizeof *tr->lines;
    tr->image = aligned_alloc(64, tr->image_size);
    if (tr->image == NULL)
        die("out of memory");
    memset(tr->image, 0, tr->image_size);
    h = (struct lang_header *)(void *)tr->image;
    memcpy(h->magic, "MILLLANG", 8);
    h->version = LANG_VERSION;
    h->size = (uint32_t)tr->image_size;
    h->labels = tr->label_count;
    h->pages = tr->page_count;
    h->lines = tr->line_count;
    h->labels_at = sizeof *h;
    h->first_at = (uint32_t)(h->labels_at + tr->label_count * sizeof *labels);
    h->pages_at = (uint32_t)at;
    h->lines_at = (uint32_t)(at + (size_t)tr->page_count * 1024);
    for (int i = 0; i < LANG_BINS; i++) {
        static const uint16_t letters[LANG_BINS] = { 4,  8,  14,  24,
                                                     40, 70, 120, 65535 };
        static const uint16_t slope[LANG_BINS] = { 100, 100, 90, 80,
                                                   70,  60,  50, 40 };

        h->bin_letters[i] = letters[i];
        h->bin_slope[i] = slope[i];
    }
    labels = (struct lang_label *)(void *)(tr->image + h->labels_at);
    for (unsigned l = 1; l <= tr->label_count; l++) {
        memcpy(labels[l - 1].code, tr->corpora[l].code, LANG_CODE_MAX);
        labels[l - 1].group = (uint8_t)tr->corpora[l].group;
        labels[l - 1].prior = (int16_t)code_prior(tr->corpora[l].code);
    }
    memcpy(tr->image + h->first_at, tr->first, sizeof tr->first);
    memcpy(tr->image + h->pages_at, tr->pages, (size_t)tr->page_count * 1024);
    tr->lines = (struct lang_line *)(void *)(tr->image + h->lines_at);
}

/* Opens the image with the engine that will use it. */
void
open_model(struct training *tr, struct lang_model *m)
{
    struct lang_header *h = (struct lang_header *)(void *)tr->image;
    size_t after = offsetof(struct lang_header, size);
    const char *wrong;

    h->check = lang_checksum(tr->image + after, tr->image_size - after);
    wrong = lang_model_open(m, tr->image, tr->image_size);
    if (wrong != NULL)
        die("the new model %s", wrong);
}

void
fill_table(struct training *tr)
{
    memset(tr->lines, 0, (size_t)tr->line_count * sizeof *tr->lines);
    choose(tr);
}
