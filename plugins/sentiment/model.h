/* SPDX-License-Identifier: Apache-2.0
 *
 * model.h: the file of a trained model and the features it weighs; the
 * trainer (tools/train-sentiment.c) writes what model.c maps.
 *
 * The file: struct model_file, then for each head at its offset: `1 << bits`
 * buckets of four int8 (negative, neutral, positive, score), a bit set of
 * 1 << MODEL_KNOWN_BITS words met in training, and an int8 for each of
 * 1 << MODEL_REVIEW_BITS words. Little endian. The
 * checksum covers everything behind its field. */
#ifndef SENTIMENT_MODEL_H
#define SENTIMENT_MODEL_H

#include "tone.h"

#define MODEL_MAGIC "MILLTONE"
enum {
    MODEL_VERSION = 6,
    MODEL_OUT = 4,          /* negative, neutral, positive, score */
    MODEL_KNOWN_BITS = 17,  /* 16 KiB */
    MODEL_REVIEW_BITS = 16, /* words that tell a review from news */
    MODEL_TRUST = 16,       /* numbers that tell how far to trust a label */
    MODEL_HEADS = 3,
    TRUST_REVIEW = 10 /* of these: how much it reads like a review */
};

enum model_head_kind { HEAD_SENTENCE, HEAD_TARGET, HEAD_REVIEW };

struct model_head {
    uint32_t bits;    /* 0: the file has no such head */
    uint32_t weights; /* offset of the buckets */
    uint32_t known;   /* offset of the known words */
    float scale[MODEL_OUT];
    float dense[TONE_DENSE][MODEL_OUT];
    float gate_low, gate_high; /* share of met features: rules .. model */
    float blend;               /* share of the rules where all is known */
    uint32_t review;           /* offset of int8 by word; 0: none */
    float review_scale, review_bias;
    float temperature;
    float lean[3];            /* the label is the largest p * lean */
    float trust[MODEL_TRUST]; /* see score.c */
};

struct model_file {
    char magic[8];
    uint32_t version;
    uint32_t size; /* of the whole file */
    uint64_t sum;  /* model_sum() of what follows */
    char lang[12];
    struct model_head head[MODEL_HEADS];
};

struct tone_model {
    struct mill_map map;
    const struct model_file *file;
};

/* Four lanes of 64 bits, so that megabytes are checked within the start-up
 * time we allow. Each step can be undone: one changed word always shows. */
uint64_t model_sum(const void *bytes, size_t size);

/* Puts the features of the tokens into s->features. */
void model_sentence_features(struct tone_scratch *s);
void model_target_features(const char *text, struct tone_scratch *s);
/* Numbers about the target, as dense features. */
void tone_target_dense(const struct tone_scratch *s, const struct tone_sum *sum,
                       float *dense);

/* The share of features that are met; of a few features it says little. */
static inline float
model_met_share(uint32_t met, size_t features)
{
    return ((float)met + 8) / ((float)features + 10);
}

static inline uint32_t
model_known_bit(uint64_t key)
{
    return (uint32_t)(key >> (64 - MODEL_KNOWN_BITS));
}

/* What a head says: sums of its four outputs. Returns the share of features
 * that it has learned something of. */
float model_run(const struct tone_model *m, enum model_head_kind kind,
                const struct tone_scratch *s, const float *dense,
                float out[MODEL_OUT]);
static inline uint32_t
model_review_slot(uint64_t key)
{
    return (uint32_t)(key >> (64 - MODEL_REVIEW_BITS));
}

/* How much the sentence reads like a review, from 0 to 1. */
float model_review(const struct tone_model *m, enum model_head_kind kind,
                   const struct tone_scratch *s);
/* Share of the sentence's words that were met in training. */
float model_known(const struct tone_model *m, enum model_head_kind kind,
                  const struct tone_scratch *s);

#endif
