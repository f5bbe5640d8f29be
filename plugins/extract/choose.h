/* SPDX-License-Identifier: Apache-2.0
 *
 * choose.h: which blocks are the article. */
#ifndef EXTRACT_CHOOSE_H
#define EXTRACT_CHOOSE_H

#include "article.h"

/* Which way the text was found: the field "extract.way". */
enum choose_way {
    WAY_CONTENT = 0, /* the classifier's blocks, within their container */
    WAY_LD,          /* articleBody of JSON-LD: there was next to nothing */
    WAY_RECALL,      /* with blocks of a lower score */
    WAY_LONG,        /* paragraphs of more than 80 characters */
    WAY_ALL,         /* all text of the page */
    WAY_COUNT
};
const char *choose_way_name(enum choose_way way);

/* "caption", "related" ...: what a block is that was left out. */
const char *choose_reason_name(enum reason reason);

/* Scores from a few rules: what is done without a model. */
void choose_rules(struct article *art, const struct features *f);

/* Sets `keep` and `why` of every block from the scores. */
enum choose_way choose_blocks(struct article *art, const struct features *f);

/* Whether a block only says a phrase that is no part of an article. */
bool choose_is_junk(const struct block *block);

/* Whether the text is the title, or the title with a credit behind it. */
bool choose_is_title(const struct words *words, struct mill_str text,
                     struct mill_str title);

#endif
