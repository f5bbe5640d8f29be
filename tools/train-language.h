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
};

/* How often an n-gram was seen in a language. */
struct seen {
    uint64_t key;
    uint32_t label, count;
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
    struct lang_line *lines; /* its table */
    uint32_t line_count;
    /* options */
    size_t max_bytes; /* that are read of a file */
    double megabytes;
    unsigned max_pairs;
};

/* What is taken from each count: what was seen once is mostly chance. */
#define DISCOUNT 0.7
/* Added to the n-grams of a language, so that little text is not believed. */
#define SMALL_CORPUS 2e4

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

/** Counts the n-grams of all languages: tr->seen, by key, then label. */
void count_ngrams(struct training *tr);

/* language-table.c */

/** Room for the model, all but its table filled in. */
void start_model(struct training *tr);

/** Chooses the n-grams that tell most and packs them into the table. */
void fill_table(struct training *tr);

/** Opens the model with the engine that will use it. */
void open_model(struct training *tr, struct lang_model *m);

/* language-calibrate.c */

/** Finds what a margin is worth on lines of language, tab, text. */
void calibrate(struct training *tr, const char *path);

#endif
