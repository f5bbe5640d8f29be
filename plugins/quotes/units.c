/* SPDX-License-Identifier: Apache-2.0
 *
 * units.c: the author's words as items in which each quoted stretch is one,
 * cut into sentences of the author. A stretch that quotes others is a unit of
 * its own, so that a quotation inside a quotation has its speaker. */
#include "quotes.h"

#include <string.h>

/* The last token of a stretch's words that is no mark. */
static uint32_t
last_inner(const struct work *w, const struct stretch *s)
{
    uint32_t t = s->b;

    while (t > s->a && w->tok.v[t - 1].kind == T_MARK)
        t--;
    return t > s->a ? t - 1 : s->a;
}

/* Whether a subject and a cue, or a cue, follow at item i: "she said". */
static bool
cue_follows(const struct work *w, uint32_t i, uint32_t end)
{
    for (uint32_t left = 7; i < end && left > 0; i++, left--) {
        unsigned k = item_kind(w, i);

        if (k == I_QUOTE || k == T_STOP || k == T_COLON || k == T_SEMI)
            return false;
        if (item_is(w, i, W_THAT | W_REL | W_CLAUSE))
            return false;
        if (item_is(w, i, W_CUE)) {
            unsigned after = i + 1 < end ? item_kind(w, i + 1) : T_STOP;

            /* "... she told the paper." not "She said that the plan" */
            if (item_is(w, i, W_RELAY))
                return true;
            if (i + 1 < end && item_is(w, i + 1, W_THAT))
                return false;
            return left == 7 || after == T_STOP || after == T_COMMA ||
                   after == T_COLON || after == I_QUOTE ||
                   after == T_DASH || w->tok.v[w->item.v[i].tok].word->need ==
                                          NEED_NOTHING;
        }
        if (k == T_COMMA && left == 7)
            return false;
        if (item_is(w, i, W_VERB | W_AUX) && left > 6)
            return false;
    }
    return false;
}

/* Whether the author's sentence ends behind item i. */
static bool
ends_after(const struct work *w, uint32_t i, uint32_t end)
{
    uint32_t next = i + 1;

    if (next >= end)
        return true;
    if (item_stretch(w, i) != NONE) {
        const struct stretch *s = &w->st.v[item_stretch(w, i)];
        const struct tok *last = &w->tok.v[last_inner(w, s)];
        unsigned k = item_kind(w, next);

        if ((s->flags & (SP_BLOCK | SP_TURN)) != 0)
            return true;
        if (last->kind != T_STOP)
            return false;
        if (k == T_COMMA || k == T_DASH || k == T_SEMI || k == T_COLON ||
            k == T_STOP || k == T_LPAR)
            return false;
        if (k == I_QUOTE)
            return true;
        if (k == T_WORD) {
            const struct tok *n = &w->tok.v[w->item.v[next].tok];

            if ((n->flags & TF_CAP) == 0)
                return false;
            /* American: "Q." He said ... is the next sentence; with ? and !
             * the speaker may follow at once */
            return !(last->mark != '.' && cue_follows(w, next, end));
        }
        return k != T_RPAR;
    }
    if (w->tok.v[w->item.v[i].tok].kind == T_STOP) {
        uint32_t t = w->item.v[i].tok, n = w->item.v[next].tok;

        if (item_kind(w, next) == T_RPAR)
            return false;
        if (item_stretch(w, next) != NONE)
            return true;
        return w->tok.v[n].sent != w->tok.v[t].sent ||
               item_kind(w, next) == T_DASH;
    }
    if (w->sent_count > 0 && item_stretch(w, next) == NONE &&
        w->tok.v[w->item.v[next].tok].sent !=
            w->tok.v[w->item.v[i].tok].sent &&
        w->tok.v[w->item.v[i].tok].kind == T_RPAR)
        return true;
    return false;
}

static bool
unit(struct work *w, uint32_t a, uint32_t b, uint32_t para, uint32_t parent)
{
    uint32_t from = w->item.n, start;

    for (uint32_t t = a; t < b;) {
        struct item *it = VEC_PUSH(w, w->item);
        uint32_t s = w->stretch_at[t];

        if (it == NULL)
            return false;
        *it = (struct item){ t, NONE };
        if (s != 0 && w->st.v[s - 1].parent == parent &&
            w->st.v[s - 1].outer_b <= b) {
            it->stretch = s - 1;
            t = w->st.v[s - 1].outer_b;
        } else {
            t++;
        }
    }
    start = from;
    for (uint32_t i = from; i < w->item.n; i++)
        if (ends_after(w, i, w->item.n)) {
            struct clause_sent *cs = VEC_PUSH(w, w->cs);

            if (cs == NULL)
                return false;
            *cs = (struct clause_sent){ start, i + 1, para, parent };
            start = i + 1;
        }
    return true;
}

bool
units_make(struct work *w)
{
    for (uint32_t p = 0; p < w->para.n; p++)
        if (!unit(w, w->para.v[p].begin, w->para.v[p].end, p, NONE))
            return false;
    for (uint32_t i = 0; i < w->st.n; i++) {
        struct stretch *s = &w->st.v[i];
        bool has = false;

        if (s->b == NONE || s->words < 4 || s->level > 2 ||
            w->stretch_at[s->outer_a] != i + 1)
            continue;
        /* only the first stretches are asked: enough to know */
        for (uint32_t t = s->a, left = 4000; t < s->b && !has && left > 0;
             t++, left--)
            has = w->stretch_at[t] != 0 &&
                  w->st.v[w->stretch_at[t] - 1].parent == i;
        if (has && !unit(w, s->a, s->b, s->para, i))
            return false;
    }
    return true;
}
