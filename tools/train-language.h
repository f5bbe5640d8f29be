/* SPDX-License-Identifier: Apache-2.0
 *
 * train-language.h: what the parts of train-language share; train-language.c
 * says what it does and in which order. */
#ifndef TRAIN_LANGUAGE_H
#define TRAIN_LANGUAGE_H

#include "codes.h"
#include "engine.h"

/* The text of one language. */
struct corpus {
    char name[64];
    char code[LANG_CODE_MAX];
    unsigned group;
    char *text;
    size_t size, room;
    uint32_t *line, *length; /* where each line starts */
    size_t lines;
    double tokens; /* n-grams counted */
    double hidden; /* part of the language that the text does not show */
    double unseen; /* nats that a known n-gram not its own is worth to it */
};

/* How often an n-gram was seen in a language. */
struct seen {
    uint64_t key;
    uint64_t parent; /* key of the n-gram that tells nearly as much */
    uint32_t label, count;
};

struct pair {
    uint8_t label, weight;
};

/* An n-gram that may go into the model, its pairs by falling weight. */
struct gram {
    uint64_t key;
    float worth;
    uint32_t first; /* into pairs */
    uint8_t pairs;
};

/* Those worth most first. */
struct grams {
    struct gram *list;
    struct pair *pairs;
    size_t count, room, pair_count, pair_room;
};

/* All that is known while a model is made. */
struct training {
    struct corpus corpora[LANG_LABELS_MAX + 1]; /* from 1 on */
    unsigned label_count;
    struct seen *seen;
    size_t seen_count, seen_room;
    struct scan_chars chars;
    uint8_t first[SCAN_FIRST_COUNT];
    int32_t *pages;
    uint32_t page_count;
    uint8_t mode[SCAN_GROUPS];
    unsigned char *image; /* the model */
    size_t image_size;
    /* options */
    size_t max_bytes; /* that are read of a file */
    double megabytes;
    unsigned max_pairs;
};

/** Says what is wrong and ends the program. */
_Noreturn void
die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** realloc() that does not fail. */
void *grow(void *old, size_t bytes);

/* language-corpus.c */

/** The table of characters that goes into the model. */
void build_chars(struct training *tr);

/** Reads a file or a folder of them; refuses what is named a test set. */
void read_corpora(struct training *tr, const char *path);

/** Finds the script of each language and how to read each script. */
void settle_groups(struct training *tr);

/** Takes out lines that the model made so far gives to another language. */
void clean_corpora(struct training *tr, double nats);

/** Lines that were kept, so that further runs need not read and clean. */
void write_corpora(const struct training *tr, const char *folder);

/* language-count.c */

/** What is taken from each count: what was seen once is mostly chance. */
#define DISCOUNT 0.7

/** The part of a language that the largest corpus does not show. */
#define HIDDEN 0.01

/** Counts the n-grams of all languages: tr->seen, by key, then label. */
void count_ngrams(struct training *tr);

/** Probability of what was seen. */
double probability(const struct training *tr, const struct seen *seen);

/* language-choose.c */

/** Chooses the n-grams that tell most, and the languages each speaks for. */
void choose_ngrams(struct training *tr, struct grams *out);

/* language-table.c */

/** Makes the model: tables packed as the engine reads them. */
void build_model(struct training *tr, const struct grams *g);

/** Opens the model with the engine that will use it. */
void open_model(struct training *tr, struct lang_model *m);

/* language-calibrate.c */

/** Finds what a margin is worth on lines of language, tab, text. */
void calibrate(struct training *tr, const char *path);

#endif
