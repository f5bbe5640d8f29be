/* SPDX-License-Identifier: Apache-2.0
 *
 * rows.h: between features.c, which writes the rows, and features-page.c,
 * which finds out what concerns the page as a whole. */
#ifndef EXTRACT_ROWS_H
#define EXTRACT_ROWS_H

#include "article.h"

#include <math.h>

/* Sums over a node and all within it. */
struct sum {
    uint32_t words, link_words, good, blocks, head_links;
};

/* Children of one parent that are made alike: cards, teasers, list items. */
struct item {
    uint64_t key;
    uint32_t count, words, link_words, blocks, head_links;
};

struct group {
    uint64_t key;
    uint32_t words, link_words, good, count;
};

struct maker {
    const struct article *art;
    struct sum *sums;     /* of each node */
    struct group *groups; /* a hash table of `slots` */
    uint32_t *group_of;   /* of each block */
    uint32_t slots;
    struct item *items; /* a hash table of `item_slots` */
    uint32_t item_slots;
    uint32_t container, core, main_parent;
    uint32_t title; /* block that looks most like the title; count if none */
    uint64_t *title_words;
    uint32_t title_count;
    uint64_t *hint; /* hash table of the shingles of the hint */
    uint32_t hint_slots;
    uint32_t total_words;
    float *title_like;
    unsigned char *good;
};

static inline float
ratio(uint32_t a, uint32_t b)
{
    return b > 0 ? (float)a / (float)b : 0;
}

static inline float
scale(uint32_t n)
{
    return log2f((float)n + 1);
}

static inline uint32_t
table_size(uint32_t n)
{
    uint32_t slots = 16;

    while (slots < 2 * n)
        slots *= 2;
    return slots;
}

/* features-page.c */
float
features_hint_share(const struct maker *m, struct mill_str text, bool add);
bool features_make_hint(struct maker *m);
bool features_make_title(struct maker *m);
bool features_is_head_link(const struct block *b);
struct item *features_find_item(const struct maker *m, uint32_t node);
bool features_make_items(struct maker *m);
void features_check_hidden(const struct article *art);
bool features_make_sums(struct maker *m);
void features_find_containers(struct maker *m);
bool features_inside(const struct html_node *nodes, uint32_t node, uint32_t of);
bool features_count_repeats(const struct article *art);

#endif
