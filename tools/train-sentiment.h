/* SPDX-License-Identifier: Apache-2.0
 *
 * train-sentiment.h: what the parts of the trainer share: rows as the heads
 * see them, and the settings. */
#ifndef TOOLS_TRAIN_SENTIMENT_H
#define TOOLS_TRAIN_SENTIMENT_H

#include "../plugins/sentiment/model.h"
#include "sentiment-rows.h"

#include <stdio.h>

enum { FOLDS = 5, FILES = 24, LANGS = 8 };

struct example {
    const struct row *row;
    struct tone_lang *lang;
    uint32_t *feature; /* buckets */
    uint32_t n;
    float value, weight, score, rules;
    float dense[TONE_DENSE];
    float out[MODEL_OUT]; /* of the fold that left it out */
    uint32_t *words;      /* their model_known_bit() */
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

struct weights {
    float *w, *g; /* buckets x MODEL_OUT, and their squared gradients */
    float dense[MODEL_OUT][TONE_DENSE], dense_g[MODEL_OUT][TONE_DENSE];
    uint8_t *often; /* buckets met often enough */
};

struct options {
    double epochs, rate, dense_rate, l2, dense_l2, bits, least, square;
    double rate_review, rate_target, blend_target;
    double balance, rare, weak;
    double blend, blend_review, smooth, slow, slow_target;
};

/* Rows that a training leaves out: of a fold (FOLDS: none), and all that
 * come from the rows of one name (NULL: none). */
struct left_out {
    uint32_t fold;
    const char *name;
};

struct trainer {
    struct options opt;
    struct set set[MODEL_HEADS];
    struct model_file file; /* what has been found of it so far */
    const char *names[FILES];
    size_t n_files;
    struct weights m;
    struct tone_scratch *scratch;
};

void die(const char *what, const char *which);
void *need(void *p);
bool is_left_out(const struct trainer *tr, const struct example *e,
                 struct left_out out);

/* train-sentiment-learn.c: weights of a head from the rows of its set. */
void weights_init(struct trainer *tr);
void
head_learn(struct trainer *tr, enum model_head_kind kind, struct left_out out);
void head_outputs(const struct weights *m, const struct example *e,
                  float out[MODEL_OUT]);
void head_quantise(struct trainer *tr, struct model_head *h, int8_t *to);
void balance(struct trainer *tr, struct set *set);
/* What tells a review from news: an int8 for each word. */
void review_learn(struct trainer *tr, struct left_out out, struct model_head *h,
                  int8_t *to);

/* train-sentiment-check.c: what cross-validation says. */
void head_calibrate(struct trainer *tr, enum model_head_kind kind);
/* Trains the whole without each fold and each set of rows in turn, fits how
 * far to trust a label, and prints figures. */
void model_check(struct trainer *tr, struct tone_lang *lang, FILE *card);

/* train-sentiment.c: a model of all rows but those left out, as its file;
 * `heads` has a bit for each head wanted. */
unsigned char *model_image(struct trainer *tr, uint32_t heads,
                           struct left_out out, size_t *size);

#endif
