/* SPDX-License-Identifier: Apache-2.0
 *
 * quoted.h: what stands in marks within an author's sentence. */
#ifndef QUOTES_QUOTED_H
#define QUOTES_QUOTED_H

#include "frames.h"

#define CUES_MAX 24

/* One author's sentence at work: items [start, end). */
struct scene {
    struct work *w;
    uint32_t cs, start, end;
    uint32_t used[CUES_MAX], used_count; /* cues that have their quotation */
    bool phrase;                         /* "according to X" stands in it */
    uint32_t last;      /* quote made last in this sentence, or NONE */
    uint32_t last_item; /* the item it was made of */
};

/** Makes a quote, or a piece of one, of the quoted item i if it is one. False
 * when memory ran out. */
bool quoted_item(struct scene *sc, uint32_t i);

/** Gives stretch `s` to a quote: as its first piece, as a further one, or as
 * the next paragraph of the last. False when memory ran out. */
bool quoted_take(struct work *w, uint32_t s, uint32_t quote);

#endif
