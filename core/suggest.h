/* SPDX-License-Identifier: Apache-2.0
 *
 * suggest.h: "did you mean": the known name nearest to one that is not. */
#ifndef CORE_SUGGEST_H
#define CORE_SUGGEST_H

#include <stddef.h>

/* Keeps the best of the names offered one by one. */
struct suggest {
    const char *word;  /* what was written */
    const char *best;  /* NULL while nothing is near enough */
    unsigned distance; /* of the best */
};

/** Begins a search; words over 64 bytes get no suggestion. */
void suggest_begin(struct suggest *s, const char *word);

/** Offers a known name; it must live as long as the answer is needed. */
void suggest_offer(struct suggest *s, const char *name);

/** Edits (insert, delete, change, swap of neighbours) that make one of the
 * other, or `limit` + 1 when it takes more. Case counts as half: "Lang" is
 * nearer to "lang" than "long" is, so an edit is 2 and a change of case 1. */
unsigned suggest_distance(const char *a, const char *b, unsigned limit);

#endif
