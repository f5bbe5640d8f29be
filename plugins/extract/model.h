/* SPDX-License-Identifier: Apache-2.0
 *
 * model.h: the trained classifier: boosted trees over the rows of features.c,
 * in a file that is mapped as it is. */
#ifndef EXTRACT_MODEL_H
#define EXTRACT_MODEL_H

#include "article.h"

#include <pressmill/data.h>

enum { MODEL_LEAF = 0xffff };

/* Little endian, as in the file. */
struct model_node {
    float value;      /* of a leaf; else: at most this goes left */
    uint16_t feature; /* MODEL_LEAF: a leaf */
    uint16_t left;    /* steps to the left child; the right one follows it */
};

struct model {
    struct mill_map map;
    float base;
    uint32_t trees, nodes;
    const uint32_t *roots; /* first node of each tree */
    const struct model_node *node;
    struct model_node *walk; /* made at opening, see model.c */
    uint32_t *steps;         /* of each tree */
};

/* Maps a model; false when it is damaged or made for other features: the
 * report says which. */
bool model_open(struct model *model, const char *path,
                struct mill_report *rep) MILL_MUST_USE;
void model_close(struct model *model);

/* Sets the score of every block. */
void model_score(const struct model *model, struct article *art,
                 const struct features *f);

/* For the trainer; `map` is not looked at. */
bool model_write(const char *path, const struct model *model);

static inline float
model_tree(const struct model_node *n, const float *row)
{
    while (n->feature != MODEL_LEAF)
        n += n->left + (row[n->feature] > n->value);
    return n->value;
}

#endif
