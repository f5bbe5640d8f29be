/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.h: text in, ranked languages out.
 *
 * A model is one block of bytes, used where it lies (mapped from a file) and
 * shared by any number of threads. Evidence is summed in integers: the same
 * text gives the same answer on every machine. Nothing is allocated.
 *
 *     struct lang_model m;
 *     struct lang_tally t;
 *     struct lang_guess best[3];
 *     const char *wrong = lang_model_open(&m, bytes, size);
 *
 *     if (wrong != NULL) ...
 *     lang_tally_init(&t, &m);
 *     lang_tally_text(&t, text, len);
 *     n = lang_rank(&t, NULL, best, 3);
 *
 * docs/language.md says which languages there are and what the numbers mean. */
#ifndef LANGUAGE_ENGINE_H
#define LANGUAGE_ENGINE_H

#include "scan.h"

enum {
    LANG_LABELS_MAX = 254,
    LANG_CODE_MAX = 16,
    LANG_VERSION = 3,
    LANG_UNIT = 4, /* a score of 1 nat */
    LANG_LINE_TAGS = 12,
    LANG_LINE_PAIRS = 26,
    LANG_PAIR = 12,       /* bits */
    LANG_WEIGHT_MAX = 15, /* nats */
    LANG_BINS = 8,
    LANG_UNSEEN_BITS = 4,
    LANG_UNSEEN = 1 << LANG_UNSEEN_BITS, /* parts of a LANG_UNIT */
    LANG_GUARD_LINES = 2, /* behind a table, so that reads stay inside */
    LANG_PROBABILITY_ONE = 10000
};

/* A cache line of the table: twelve n-grams, for each how many languages it
 * speaks for, and these in one row: 8 bits of label and above them 4 of weight
 * each. The lowest bits of a byte come first. */
struct lang_line {
    uint8_t tag[LANG_LINE_TAGS];   /* 8 bits of the key */
    uint8_t count[LANG_LINE_TAGS]; /* low half; above it 4 more of the key */
    uint8_t pairs[LANG_LINE_PAIRS * LANG_PAIR / 8];
    uint8_t unused;
};

struct lang_label {
    char code[LANG_CODE_MAX]; /* BCP 47, NUL behind it */
    int16_t prior;            /* how much is published in it: LANG_UNITs */
    int16_t unseen;           /* what a known n-gram that is not its own is
                                 worth to it, the more the less text it had:
                                 LANG_UNSEENth parts of a LANG_UNIT */
    uint8_t group;            /* the script it is written in */
    uint8_t unused[11];
};

struct lang_header {
    char magic[8]; /* "MILLLANG" */
    uint32_t version;
    uint32_t check; /* lang_checksum() of all bytes behind this one */
    uint32_t size;
    uint32_t labels;
    uint32_t pages;
    uint32_t lines;
    uint32_t labels_at, first_at, pages_at, lines_at; /* offsets in bytes */
    /* Calibration: probability from margins, by amount of evidence. */
    uint16_t bin_letters[LANG_BINS]; /* upper ends, rising; the last is all */
    uint16_t bin_slope[LANG_BINS];   /* 256: margins are nats as they are */
    uint8_t unused[48];
};

struct lang_model {
    const struct lang_header *header;
    const struct lang_label *labels; /* labels[0] is label 1 */
    const struct lang_line *lines;
    struct scan_chars chars;
    uint32_t label_count, line_count;
    uint8_t mode[SCAN_GROUPS];
    /* labels of each group: first[g] up to first[g + 1] */
    uint8_t first[SCAN_GROUPS + 1];
    int32_t prior[256], unseen[256];
    uint32_t exp2[256]; /* of negative 256ths, times 2^30 */
};

/** The part of a key that is kept: `tag`, and `more`, its upper half. */
static inline void
lang_tag(uint64_t key, uint8_t *tag, uint8_t *more)
{
    *tag = (uint8_t)(key >> 20);
    *more = (uint8_t)(key >> 24 & 0xf0);
}

/* What has been seen of a text so far. */
struct lang_tally {
    const struct lang_model *model;
    int32_t score[256];   /* by label, the prior included */
    uint32_t grams, hits; /* n-grams looked up and known */
    struct scan scan;
};

struct lang_guess {
    const char *code;     /* "und" for none */
    uint8_t label;        /* 0 for none */
    uint16_t probability; /* of LANG_PROBABILITY_ONE */
    int32_t score;
};

/* What is asked for; NULL where a pointer to it is taken means all. */
struct lang_choice {
    const bool *among;    /* by label; NULL: all */
    const int16_t *prior; /* by label, in LANG_UNIT of a nat; NULL: none */
    uint32_t min_letters; /* fewer are no evidence */
};

/**
 * Takes a model that lies in memory, aligned to 64 bytes.
 *
 * @return NULL, or what is wrong with it, to follow the file's name
 */
const char *
lang_model_open(struct lang_model *m, const void *bytes, size_t size);

/** The checksum of a model: 32 bits, some ten gigabytes a second, so that it
 * is checked whole at every start. */
uint32_t lang_checksum(const void *bytes, size_t size);

/** Label of a code, 0 for none. */
unsigned
lang_model_find(const struct lang_model *m, const char *code, size_t len);

void lang_tally_init(struct lang_tally *t, const struct lang_model *m);

/** Adds a stretch of valid UTF-8: all of it when it is short; places from
 * all over it, until they are clear, when it is long. */
void lang_tally_text(struct lang_tally *t, const char *text, size_t len);

/** Adds a stretch and reads all of it. */
void lang_tally_all(struct lang_tally *t, const char *text, size_t len);

/** Begins a stretch that lang_tally_some() reads. */
void lang_tally_begin(struct lang_tally *t, const char *text, size_t len);

/** Adds the next words of the stretch; false when there are none. */
bool lang_tally_some(struct lang_tally *t);

/**
 * Ranks the languages.
 *
 * @param guesses  receives up to `top`, best first; the first is always set,
 *                 to "und" when there is no evidence
 * @return how many were set
 */
size_t lang_rank(const struct lang_tally *t, const struct lang_choice *choice,
                 struct lang_guess *guesses, size_t top);

/** Score of a label, in LANG_UNITs of a nat; n-grams overlap, so it is several
 * times what the evidence is worth. */
int32_t lang_score(const struct lang_tally *t, const struct lang_choice *choice,
                   unsigned label);

/** Whether a label, not 0, is ahead of all others by `lead`, in LANG_UNITs of a
 * nat. */
bool lang_leads(const struct lang_tally *t, const struct lang_choice *choice,
                unsigned label, int32_t lead);

/** Letters that counted, and the script group with most of them. */
uint32_t lang_letters(const struct lang_tally *t, unsigned *group);

#endif
