/* SPDX-License-Identifier: Apache-2.0
 *
 * sentiment.h: the plugin's own state, shared by sentiment.c and levels.c. */
#ifndef SENTIMENT_SENTIMENT_H
#define SENTIMENT_SENTIMENT_H

#include "tone.h"

struct sentiment { /* read-only once opened */
    struct mill_list languages, ignore, lexicon;
    bool model, targets;
    mill_type sentence, quote, speaker, mention, target;
    struct mill_arena *arena;
    struct tone_lang **langs;
    size_t n_langs;
};

struct levels { /* of a worker */
    struct tone_scratch scratch;
};

/* Scores one document at all levels. */
enum mill_status levels_run(const struct sentiment *se, struct levels *lv,
                            const struct tone_lang *lang,
                            struct mill_doc *doc, struct mill_report *rep);

#endif
