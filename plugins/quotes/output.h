/* SPDX-License-Identifier: Apache-2.0
 *
 * output.h: from what was found to annotations. */
#ifndef QUOTES_OUTPUT_H
#define QUOTES_OUTPUT_H

#include "quotes.h"

struct output_types {
    mill_type speaker, mention, cue, quote, headline_check;
};

/** Writes the annotations; false when the document's arena is full. */
bool output_all(struct work *w, struct mill_doc *doc,
                const struct output_types *types, double abstain_below,
                struct mill_str title);

#endif
