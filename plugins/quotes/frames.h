/* SPDX-License-Identifier: Apache-2.0
 *
 * frames.h: frames: a cue and who it says speaks. */
#ifndef QUOTES_FRAMES_H
#define QUOTES_FRAMES_H

#include "names.h"

struct frame {
    uint32_t cue_item;     /* first item of the cue, or NONE */
    uint32_t cue_a, cue_b; /* tokens */
    uint32_t end_item;     /* first item behind cue and speaker */
    struct mention who;    /* kind M_NONE: nobody named */
    const char *basis;
    float confidence;
    uint8_t stance, vgender, need;
    bool dropped, gerund, weak, firm;
};

/** Whether item i is a reporting verb in its place, not a noun of the same
 * form. */
bool frame_cue(const struct work *w, uint32_t start, uint32_t i);

/** The phrase that begins at item i, with its speaker; false when none. */
bool frame_phrase(const struct work *w, uint32_t i, uint32_t end,
                  struct frame *f, const struct phrase **which);

/** The author's clause behind the quoted item q: "Q", said X. */
bool frame_after(const struct work *w, uint32_t q, uint32_t end,
                 struct frame *f);

/** The author's clause before the quoted item q: X said: "Q". */
bool frame_before(const struct work *w, uint32_t start, uint32_t q,
                  struct frame *f);

/** Last token of a stretch's words that is no mark. */
uint32_t stretch_last(const struct work *w, const struct stretch *s);

/** Whether a stretch reads like a sentence: capital, some length. */
bool stretch_sentence(const struct work *w, const struct stretch *s);

/** Whether a stretch is a title: every longer word has a capital. */
bool stretch_title(const struct work *w, const struct stretch *s);

/* ---- attribute.c, for indirect.c */

/** Makes a quote of frame `f`, NULL when memory ran out. */
struct quote *quote_make(struct work *w, const struct frame *f, unsigned type,
                         uint32_t cs);
bool quote_piece(struct work *w, uint32_t quote, uint32_t a, uint32_t b);

/** A paragraph that is a dash and a name signs the quotation before it. */
bool quote_signature(const struct work *w, uint32_t para, struct mention *m);

/** turns.c: who says the turn that paragraph `p` is; NULL, or why nobody. */
const char *turns_speaker(const struct work *w, uint32_t p, struct frame *f);

/** The only person with a full name before token `end`. */
bool turns_guest(const struct work *w, uint32_t end, struct mention *m);

/** floating.c: the speakers of quotations that no clause introduces. */
void floating_all(struct work *w);

/** Reports without marks in author's sentence `cs`; `used` cues are taken. */
bool indirect_sentence(struct work *w, uint32_t cs, const uint32_t *used,
                       uint32_t used_count);

#endif
