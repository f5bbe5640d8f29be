/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.h: what marks.c and dashes.c share. */
#ifndef QUOTES_MARKS_H
#define QUOTES_MARKS_H

#include "quotes.h"

/** Cuts author's words, "A, — said X. — B", out of stretch `s`; the pieces
 * are appended. Returns how many insertions there were. */
uint32_t dashes_cut(struct work *w, uint32_t s);

/** Whether the words behind the dash at token `t` are the author's: a cue
 * among the first of them. */
bool dashes_author(const struct work *w, uint32_t t, uint32_t end);

/** Adds speech that opens with a dash or stands as a paragraph behind "X
 * said:". Before the marks of paragraph `p` are paired. */
bool dashes_open(struct work *w, uint32_t p);

/** Finds the turns of talks without marks; false when memory ran out. */
bool turns_find(struct work *w);

/** Adds the turn that paragraph `p` is; false when it is none. */
bool turns_open(struct work *w, uint32_t p);

/** Decides which of the paragraphs that open with a dash are speech. */
void dashes_decide(struct work *w);

#endif
