/* SPDX-License-Identifier: Apache-2.0
 *
 * sentiment.h: the plugin's own state, shared by sentiment.c and levels.c. */
#ifndef SENTIMENT_SENTIMENT_H
#define SENTIMENT_SENTIMENT_H

#include "tone.h"

#include <pthread.h>
#include <stdatomic.h>

/* A language, read when its first document comes: a run that meets one does
 * not wait for ten. */
struct tone_slot {
    const char *code;
    struct mill_arena *arena;
    _Atomic(struct tone_lang *) lang;
};

struct sentiment { /* read-only once opened, but for what slots fill in */
    struct mill_list languages, ignore, lexicon;
    bool model, targets, selftest;
    mill_type sentence, quote, speaker, mention, target;
    struct mill_arena *arena;
    struct tone_slot *langs;
    size_t n_langs;
    pthread_mutex_t *reading; /* held while a language is read */
};

enum { LEVELS_NAMES = 64, LEVELS_NAME_WORDS = 5 };

/* Somebody or something the article names, and the tone toward it so far. */
struct name {
    uint64_t key, last;    /* of all its words; of the last one */
    struct mill_span span; /* where it is named first in full */
    double sum, sure, total;
    double label[3];
    uint32_t mentions;
};

struct levels { /* of a worker */
    struct tone_scratch scratch;
    struct name names[LEVELS_NAMES];
    size_t n_names;
};

/* Scores one document at all levels. */
enum mill_status levels_run(const struct sentiment *se, struct levels *lv,
                            const struct tone_lang *lang, struct mill_doc *doc,
                            struct mill_report *rep);

/* Why the document has no tone; what an earlier run said of it goes. */
bool doc_reason(struct mill_doc *doc, struct mill_str why);

/* names.c: names in the tokens at hand, each with the tone toward it. */
void names_collect(struct levels *lv, const struct tone_lang *lang,
                   struct mill_str text);
/* The name that a string is or ends in, or NULL. Uses the scratch. */
const struct name *target_names_find(
    struct levels *lv, const struct tone_lang *lang, struct mill_str name);
void name_tone(const struct name *n, struct tone *out);

#endif
