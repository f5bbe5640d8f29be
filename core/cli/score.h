/* SPDX-License-Identifier: Apache-2.0
 *
 * score.h: how well found quotes agree with a gold file. */
#ifndef CORE_SCORE_H
#define CORE_SCORE_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

enum score_type { SCORE_DIRECT, SCORE_MIXED, SCORE_INDIRECT, SCORE_TYPES };

/* Code points of the gold text, half open. */
struct score_quote {
    uint32_t begin, end;
    uint8_t type;
    bool optional;   /* neither demanded nor punished */
    bool has_speaker;
    uint32_t who_begin, who_end; /* both 0: unknown */
    struct mill_str who, name;   /* the mention, and the person; may be empty */
};

struct score_doc {
    struct mill_str id, lang, tone;
    const uint32_t *text; /* code points; of a gold document */
    uint32_t len;
    struct score_quote *quotes;
    uint32_t count;
    bool traps; /* marks that are no quotes are labelled, too */
    bool seen;
};

/* Sums over documents. */
struct score_sum {
    uint64_t gold, pred, exact, iou50, joint, speaker, tokens_gold,
        tokens_pred, tokens_both, names, names_right;
    struct {
        uint64_t gold, pred, hit;
    } type[SCORE_TYPES];
};

/** Adds what one document scores. False when memory ran out. */
bool score_add(struct score_sum *sum, const struct score_doc *gold,
               const struct score_doc *pred,
               struct mill_arena *arena) MILL_MUST_USE;

#endif
