/* SPDX-License-Identifier: Apache-2.0
 *
 * reports.h: reports without marks around them, for the files that find them:
 * clauses behind their cue (clauses.c) and before it (behind.c), and the walk
 * over a sentence (indirect.c). Words and places are items of units.c. */
#ifndef QUOTES_REPORTS_H
#define QUOTES_REPORTS_H

#include "frames.h"

struct report {
    struct frame f;
    uint32_t a[2], b[2]; /* items of the content, in up to two parts */
    uint32_t parts;
};

/* An author's sentence while reports are looked for in it. */
struct ctx {
    struct work *w;
    uint32_t cs, start, end;
    const uint32_t *used; /* cues that quotations have taken */
    uint32_t used_count;
    uint32_t done; /* items before this have been reported */
};

/* ---- reports.c: what all of them ask */

/** Whether a quotation has taken the cue at `item`. */
bool report_taken(const struct ctx *c, uint32_t item);

/** First item behind the content that begins at i. */
uint32_t report_end(const struct ctx *c, uint32_t i);

uint32_t report_words(const struct work *w, uint32_t a, uint32_t b);

/** Whether a finite verb stands among the items, as far as lists and endings
 * tell; a plural noun looks like one unless it must be `sure`. */
bool report_verb(const struct work *w, uint32_t a, uint32_t b, bool sure);

/** The frame of the cue at item k, nobody named yet. */
void report_frame(const struct work *w, uint32_t k, struct frame *f);

/** The subject of the cue at item k: before it from `start` on (from `all` on
 * behind "and"), else behind it up to `stop`. */
bool report_subject(const struct work *w, uint32_t all, uint32_t start,
                    uint32_t k, uint32_t stop, struct frame *f);

/** Start of the clause in which item k stands. */
uint32_t report_clause(const struct ctx *c, uint32_t k);

/** Takes short first words off a report in two parts: they belong to the
 * author's sentence. */
void report_short_start(const struct work *w, struct report *r);

/* ---- clauses.c: the report stands behind its cue; false: it does not */

/** X said that CONTENT */
bool clause_that(const struct ctx *c, uint32_t k, struct report *r);

/** As X said, CONTENT; CONTENT, as X said[, CONTENT] */
bool clause_as(const struct ctx *c, uint32_t as, uint32_t k, struct report *r);

/** X said CONTENT */
bool clause_bare(const struct ctx *c, uint32_t k, struct report *r);

/** X sagte, CONTENT */
bool clause_comma(const struct ctx *c, uint32_t k, struct report *r);

/** X said: CONTENT */
bool clause_colon(const struct ctx *c, uint32_t k, struct report *r);

/** X urged THEM TO COME */
bool clause_object(const struct ctx *c, uint32_t k, struct report *r);

/** Whether "that" follows the cue at item k closely. */
bool clause_that_soon(const struct ctx *c, uint32_t k);

/** A verb that no list has, between a named subject and "that". */
bool clause_unknown_cue(const struct ctx *c, uint32_t i, struct report *r);

/* ---- behind.c: the cue stands behind its report, or a phrase reports */

/** CONTENT, said X. / CONTENT, X said. */
bool clause_before_cue(const struct ctx *c, uint32_t k, struct report *r);

/** According to X, CONTENT. / CONTENT, according to X. */
bool clause_by_phrase(const struct ctx *c, uint32_t i, const struct frame *f,
                      const struct phrase *ph, struct report *r);

#endif
