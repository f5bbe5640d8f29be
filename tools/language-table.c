/* SPDX-License-Identifier: Apache-2.0
 *
 * language-table.c: a model packed as the engine reads it; see
 * train-language.h. */
#include "train-language.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Puts a pair into the row of a line. */
static void
put_pair(struct lang_line *line, unsigned at, struct pair pair)
{
    uint32_t value = (uint32_t)pair.weight << 8 | pair.label;

    for (unsigned bit = 0; bit < LANG_PAIR; bit++)
        if (value >> bit & 1)
            line->pairs[(at * LANG_PAIR + bit) / 8] |=
                (uint8_t)(1u << (at * LANG_PAIR + bit) % 8);
}

/* Packs an n-gram into its line, when there is room: its languages with the
 * least weight give way. Returns how many it speaks for there. */
static size_t
place(struct lang_line *lines, uint32_t count, const struct gram *g,
      const struct pair *pairs)
{
    struct lang_line *line = &lines[scan_place(g->key, count)];
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
        put_pair(line, used + k, pairs[k]);
    return n;
}

static void
fill_labels(const struct training *tr, struct lang_label *labels)
{
    for (unsigned l = 1; l <= tr->label_count; l++) {
        const struct corpus *c = &tr->corpora[l];

        memcpy(labels[l - 1].code, c->code, LANG_CODE_MAX);
        labels[l - 1].group = (uint8_t)c->group;
        labels[l - 1].prior = (int16_t)code_prior(c->code);
        labels[l - 1].unseen =
            (int16_t)lround(c->unseen * LANG_UNIT * LANG_UNSEEN);
    }
}

/* Where each part lies, and what is known before anything is placed. */
static struct lang_header *
start_image(struct training *tr, uint32_t lines)
{
    static const uint16_t letters[LANG_BINS] = { 4,  8,  14,  24,
                                                 40, 70, 120, 65535 };
    static const uint16_t slope[LANG_BINS] = {
        100, 100, 90, 80, 70, 60, 50, 40
    };
    struct lang_header h = { .version = LANG_VERSION,
                             .labels = tr->label_count,
                             .pages = tr->page_count,
                             .lines = lines };
    size_t at = sizeof h;

    memcpy(h.magic, "MILLLANG", 8);
    memcpy(h.bin_letters, letters, sizeof letters);
    memcpy(h.bin_slope, slope, sizeof slope);
    h.labels_at = (uint32_t)at;
    h.first_at = (uint32_t)(at += tr->label_count * sizeof(struct lang_label));
    at += SCAN_FIRST_COUNT;
    h.pages_at = (uint32_t)(at = (at + 63) & ~(size_t)63);
    h.lines_at = (uint32_t)(at += (size_t)tr->page_count * 1024);
    at += ((size_t)lines + LANG_GUARD_LINES) * sizeof(struct lang_line);
    h.size = (uint32_t)(tr->image_size = at);
    free(tr->image);
    tr->image = aligned_alloc(64, at);
    if (tr->image == NULL)
        die("out of memory");
    memset(tr->image, 0, at);
    memcpy(tr->image, &h, sizeof h);
    memcpy(tr->image + h.first_at, tr->first, sizeof tr->first);
    memcpy(tr->image + h.pages_at, tr->pages, (size_t)tr->page_count * 1024);
    return (struct lang_header *)(void *)tr->image;
}

void
build_model(struct training *tr, const struct grams *g)
{
    const uint32_t count =
        (uint32_t)(tr->megabytes * 1048576 / sizeof(struct lang_line));
    const struct lang_header *h = start_image(tr, count);
    struct lang_line *lines =
        (struct lang_line *)(void *)(tr->image + h->lines_at);
    size_t grams = 0, pairs = 0;

    fill_labels(tr, (struct lang_label *)(void *)(tr->image + h->labels_at));
    for (size_t i = 0; i < g->count; i++) {
        size_t n =
            place(lines, count, &g->list[i], g->pairs + g->list[i].first);

        grams += n > 0;
        pairs += n;
    }
    fprintf(stderr,
            "%zu n-grams worth keeping, %zu kept with %zu pairs (%.2f and "
            "%.2f of the room)\n",
            g->count, grams, pairs, (double)grams / LANG_LINE_TAGS / count,
            (double)pairs / LANG_LINE_PAIRS / count);
}

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
