/* SPDX-License-Identifier: Apache-2.0
 *
 * headline.h: quotations in headlines. */
#ifndef QUOTES_HEADLINE_H
#define QUOTES_HEADLINE_H

#include "quotes.h"

/** Finds the paragraphs at the top that are headlines: w->title_para. */
void headline_find(struct work *w, struct mill_str title);

/** Gives quotations in the headline the speaker of what the body quotes. */
void headline_attribute(struct work *w);

/* What the body has of a quotation in the headline. */
struct headline {
    struct mill_str quote;  /* its words, in the title or the text */
    uint32_t a, b;          /* tokens of the nearest passage; equal: none */
    bool verbatim;
    float share;            /* of its words that the passage has */
};

/**
 * Compares the quotations of a title with the body.
 *
 * @param title  the title field; empty: the headlines in the text are taken
 * @param out    room for `max` of them
 * @return how many there are
 */
uint32_t headline_check(struct work *w, struct mill_str title,
                        struct headline *out, uint32_t max);

#endif
