/* SPDX-License-Identifier: Apache-2.0
 *
 * spans.h: which stretches of a text are in which language. */
#ifndef LANGUAGE_SPANS_H
#define LANGUAGE_SPANS_H

#include "engine.h"

#include <pressmill/base.h>

enum {
    SPANS_SEGMENTS_MAX = 8192, /* what is behind is one more segment */
    SPANS_LANGUAGES_MAX = 8    /* different ones in a document */
};

struct lang_segment {
    struct mill_span span;
    uint32_t letters;
    uint8_t label; /* 0: no evidence, or left out */
    bool skip;     /* menus: no part of any span */
    int32_t score[SPANS_LANGUAGES_MAX];
    uint8_t from[SPANS_LANGUAGES_MAX];
};

struct lang_stretch {
    struct mill_span span;
    uint8_t label;
    uint32_t letters;
};

/**
 * Cuts a text into sentences, lines and quotations.
 *
 * @param menus  stretches to leave out, in order
 * @param out    room for `max` segments
 * @return how many there are
 */
size_t spans_cut(struct mill_str text, const struct mill_span *menus,
                 size_t menu_count, struct lang_segment *out, size_t max);

/**
 * Gives each segment its language: the best course through all of them, where
 * to change the language costs something, so that a name or a foreign word
 * is no span of its own.
 *
 * @param tally    scratch
 * @param among    labels to choose from; NULL: all
 * @param main     the language of the document
 * @param out      receives stretches of one language each, in order; room for
 *                 as many as there are segments
 * @return how many; 0 when all is in one language, or nothing was certain
 *         enough
 */
size_t spans_label(struct mill_str text, struct lang_segment *segments,
                   size_t count, struct lang_tally *tally, const bool *among,
                   unsigned main, struct lang_stretch *out);

#endif
