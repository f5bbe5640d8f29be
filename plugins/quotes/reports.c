/* SPDX-License-Identifier: Apache-2.0
 *
 * reports.c: what every way of reporting asks: where a report ends, in which
 * clause its cue stands and who is its subject. */
#include "reports.h"

#include <string.h>

bool
report_taken(const struct ctx *c, uint32_t item)
{
    for (uint32_t i = 0; i < c->used_count; i++)
        if (c->used[i] == item)
            return true;
    return false;
}

/* First item behind the content that begins at i: the sentence's end, or a
 * comma behind which the next cue goes on ("..., adding that"). */
/* ", и аналитики прогнозируют": somebody else's report begins at item i. */
static bool
another_speaks(const struct ctx *c, uint32_t i)
{
    const struct work *w = c->w;
    bool who = false;

    for (uint32_t k = i; k < c->end && k < i + 4; k++) {
        if (item_kind(w, k) != T_WORD || item_is(w, k, W_THAT | W_PREP))
            return false;
        if (who && frame_cue(w, i, k))
            return w->tok.v[w->item.v[k].tok].word->vform == F_FINITE;
        who = who || item_is(w, k, W_GROUP | W_ROLE | W_ORG);
    }
    return false;
}

uint32_t
report_end(const struct ctx *c, uint32_t i)
{
    const struct work *w = c->w;
    uint32_t e = c->end;
    /* "Хотя X сказал, что CONTENT, ...": the main clause comes behind */
    bool first = w->lang->verb_first && item_is(w, c->start, W_CLAUSE) &&
                 i < c->start + 24;

    for (uint32_t k = i + 1; k + 1 < c->end; k++) {
        uint32_t n = k + 1;

        if (item_kind(w, k) == T_COLON && item_kind(w, n) == I_QUOTE &&
            w->st.v[item_stretch(w, n)].quote != NONE) {
            e = k;
            break;
        }
        if (item_kind(w, k) == T_SEMI && k > i + 3) {
            e = k;
            break;
        }
        if (item_kind(w, k) != T_COMMA)
            continue;
        if (first && !item_is(w, n, W_REL | W_THAT | W_CONJ | W_CLAUSE)) {
            e = k;
            break;
        }
        if (item_is(w, n, W_CONJ) && another_speaks(c, n + 1)) {
            e = k;
            break;
        }
        if (item_is(w, n, W_CONJ) && n + 1 < c->end)
            n++;
        while (n < c->end && item_is(w, n, W_ADV))
            n++;
        if (n < c->end && frame_cue(w, c->start, n) &&
            (w->tok.v[w->item.v[n].tok].word->vform == F_GERUND)) {
            e = k;
            break;
        }
        if (report_taken(c, k + 1) || (n < c->end && report_taken(c, n))) {
            e = k;
            break;
        }
    }
    while (e > i &&
           (item_kind(w, e - 1) == T_STOP || item_kind(w, e - 1) == T_COMMA ||
            item_kind(w, e - 1) == T_DASH))
        e--;
    return e;
}

uint32_t
report_words(const struct work *w, uint32_t a, uint32_t b)
{
    uint32_t n = 0;

    for (uint32_t i = a; i < b; i++)
        n += item_stretch(w, i) != NONE
                 ? w->st.v[item_stretch(w, i)].words
                 : w->tok.v[w->item.v[i].tok].kind == T_WORD ||
                       w->tok.v[w->item.v[i].tok].kind == T_NUM;
    return n;
}

/* Whether a finite verb stands among the items, as far as lists and endings
 * tell; a plural noun looks like one unless it must be `sure`. */
bool
report_verb(const struct work *w, uint32_t a, uint32_t b, bool sure)
{
    for (uint32_t i = a; i < b; i++) {
        const struct tok *t = &w->tok.v[w->item.v[i].tok];

        if (item_stretch(w, i) != NONE)
            return true;
        if (t->kind != T_WORD || t->name != NONE)
            continue;
        if (t->word != NULL) {
            if ((t->word->classes & (W_VERB | W_AUX)) != 0 ||
                ((t->word->classes & W_CUE) != 0 && t->word->vform == F_FINITE))
                return true;
            continue;
        }
        if (t->end - t->begin > 3 && (t->flags & TF_CAP) == 0 &&
            (memcmp(w->text + t->end - 2, "ed", 2) == 0 ||
             (!sure && w->text[t->end - 1] == 's' &&
              w->text[t->end - 2] != 's' && i > a)))
            return true;
    }
    return false;
}

void
report_frame(const struct work *w, uint32_t k, struct frame *f)
{
    const struct tok *t = &w->tok.v[w->item.v[k].tok];

    *f = (struct frame){ .cue_item = k,
                         .cue_a = w->item.v[k].tok,
                         .cue_b = w->item.v[k].tok + 1,
                         .who = { .name = NONE },
                         .stance = t->word->stance,
                         .vgender = t->word->vgender,
                         .need = t->word->need,
                         .gerund = t->word->vform == F_GERUND };
}

/* "In einem Papier der Partei heißt es": the text between the preposition and
 * the cue at item k. */
static bool
text_says(const struct work *w, uint32_t start, uint32_t k, struct mention *m)
{
    for (uint32_t i = k, left = 20; i > start && left > 0; i--, left--) {
        if (item_stretch(w, i - 1) != NONE || item_kind(w, i - 1) == T_COMMA ||
            item_kind(w, i - 1) == T_STOP)
            return false;
        if (!item_is(w, i - 1, W_PREP))
            continue;
        for (uint32_t t = i; t < k && t < i + 4; t++)
            if (item_is(w, t, W_DOC) && item_kind(w, t) == T_WORD) {
                *m = phrase_make(w, w->item.v[i].tok,
                                 w->item.v[k - 1].tok + 1);
                m->who = N_DOC;
                return true;
            }
    }
    return false;
}

/* The subject of the cue at item k: before it, else behind it up to `stop`. */
bool
report_subject(const struct work *w, uint32_t all, uint32_t start, uint32_t k,
               uint32_t stop, struct frame *f)
{
    const struct word *verb = w->tok.v[w->item.v[k].tok].word;

    if (f->need == NEED_DOC && phrase_right(w, k + 1, stop, verb, &f->who))
        return true;
    if (k > all && item_is(w, k - 1, W_CONJ))
        start = all; /* "X did this and said" */
    if (phrase_of(w, start, k, stop, verb, &f->who)) {
        if (w->lang->all_nouns && f->who.kind == M_PRONOUN &&
            f->who.gender == G_N && !text_says(w, all, k, &f->who)) {
            f->who = (struct mention){ .name = NONE };
            return false; /* "es heißt": nobody says it */
        }
        return true;
    }
    f->who = (struct mention){ .name = NONE };
    return false;
}

/* Start of the clause in which item k stands: behind the last comma that is
 * followed by a clause word, or the sentence's start. */
uint32_t
report_clause(const struct ctx *c, uint32_t k)
{
    const struct work *w = c->w;
    uint32_t left = 40, s = c->start;

    for (uint32_t i = k; i > c->start && left > 0; i--, left--) {
        unsigned kind = item_kind(w, i - 1);

        if (kind == T_SEMI || kind == T_COLON ||
            item_is(w, i - 1, W_CLAUSE | W_THAT)) {
            s = i;
            break;
        }
    }
    return s > c->done ? s : c->done > k ? k : c->done;
}

/* "До того ж, зазначив X, ...": the first words are no part of the report */
void
report_short_start(const struct work *w, struct report *r)
{
    uint32_t n = report_words(w, r->a[0], r->b[0]);

    if (r->parts == 2 &&
        ((n <= 2 && !item_is(w, r->a[0], W_DET | W_POSS | W_ORG | W_ROLE) &&
          !(item_stretch(w, r->a[0]) == NONE &&
            w->tok.v[w->item.v[r->a[0]].tok].name != NONE)) ||
         (n <= 4 && item_is(w, r->a[0], W_PREP | W_ADV | W_CONJ)))) {
        r->a[0] = r->a[1];
        r->b[0] = r->b[1];
        r->parts = 1;
    }
}
