/* SPDX-License-Identifier: Apache-2.0
 *
 * clauses.c: reports that stand behind their cue: that-clauses, clauses
 * without "that", objects, clauses behind a comma or a colon; and "as X said"
 * on either side. */
#include "reports.h"

#include <string.h>

/* A gerund's subject is that of its sentence: "..., he said, adding that" */
static void
own_subject(const struct ctx *c, uint32_t k, struct frame *f)
{
    const struct work *w = c->w;

    if (w->q.n > 0 && w->q.v[w->q.n - 1].sent == c->cs &&
        w->q.v[w->q.n - 1].who.kind != M_NONE) {
        f->who = w->q.v[w->q.n - 1].who;
        return;
    }
    if (!phrase_subject(w, c->start, k, &f->who)) {
        f->who = (struct mention){ .name = NONE };
        f->dropped = true;
    }
}

/* Whether "that" at item t opens what cue k reports, and is no relative or
 * demonstrative: "the raid that killed him". */
static bool
that_fits(const struct ctx *c, uint32_t k, uint32_t t)
{
    const struct work *w = c->w;

    if (t + 1 >= c->end || item_is(w, t + 1, W_AUX | W_VERB) ||
        (item_is(w, t + 1, W_CUE) && !item_is(w, t + 1, W_ROLE)))
        return t + 1 < c->end && item_kind(w, t + 1) == I_QUOTE;
    if (item_is(w, k, W_TELLS) || t == k + 1)
        return true;
    for (uint32_t i = k + 1; i < t;) {
        if (item_is(w, i, W_TIME | W_ADV | W_OBJ | W_LISTENER) ||
            item_kind(w, i) == T_COMMA || item_kind(w, i) == T_NUM) {
            i++;
        } else if (item_is(w, i, W_PREP)) {
            for (i++;
                 i < t && !item_is(w, i, W_PREP) && item_kind(w, i) == T_WORD;
                 i++)
                ;
        } else {
            return false;
        }
    }
    return true;
}

/* X said that CONTENT */
bool
clause_that(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t that = NONE, left = w->lang->zero_that ? 24 : 16, commas = 0;

    if (w->lang->verb_first && k > c->start && item_is(w, k - 1, W_NEG))
        return false;
    for (uint32_t i = k + 1; i < c->end && left > 0; i++, left--) {
        if (item_is(w, i, W_THAT)) {
            that = i;
            break;
        }
        if (item_kind(w, i) == T_STOP || item_kind(w, i) == T_SEMI ||
            item_kind(w, i) == T_COLON)
            return false;
        if (i > k + 1 && item_is(w, i, W_CUE) && frame_cue(w, k, i) &&
            !item_is(w, i, W_ROLE))
            return false;
        if (item_is(w, i, W_REL) && !item_is(w, i, W_THAT))
            return false;
        if (item_kind(w, i) == T_COMMA && i + 1 < c->end &&
            !item_is(w, i + 1, W_THAT) &&
            (++commas > 2 || item_is(w, i + 1, W_CONJ | W_CLAUSE | W_ADV)))
            return false;
    }
    if (that == NONE || (w->lang->zero_that && !that_fits(c, k, that)))
        return false;
    r->a[0] = that + 1;
    if (r->a[0] < c->end && item_kind(w, r->a[0]) == T_COMMA)
        r->a[0]++;
    r->b[0] = report_end(c, r->a[0]);
    r->parts = 1;
    r->f.basis = "that-clause";
    r->f.confidence = 0.85f;
    if (r->f.gerund) {
        own_subject(c, k, &r->f);
        r->f.confidence = 0.75f;
        return true;
    }
    if (report_subject(w, c->start, report_clause(c, k), k, that, &r->f)) {
        /* "докази показують, що": no one speaks */
        if (r->f.need == NEED_THAT && w->lang->case_count > 0 &&
            r->f.who.kind == M_ROLE && !phrase_known(w, &r->f.who))
            return false;
    } else {
        if (r->f.need == NEED_DOC)
            return false; /* "it is reported": nobody says it */
        r->f.dropped = true;
        r->f.confidence = 0.5f;
    }
    return true;
}

/* As X said, CONTENT; CONTENT, as X said[, CONTENT] */
bool
clause_as(const struct ctx *c, uint32_t as, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t e = k + 1, left = 40;

    if (as + 1 < k) { /* як X повідомив */
        if (!phrase_left(w, as + 1, k, w->tok.v[w->item.v[k].tok].word,
                         &r->f.who))
            return false;
    } else if (!phrase_right(w, k + 1, c->end, w->tok.v[w->item.v[k].tok].word,
                             &r->f.who)) {
        return false;
    }
    while (e < c->end && w->item.v[e].tok < r->f.who.b)
        e++;
    for (; e < c->end && left > 0 && item_kind(w, e) != T_COMMA &&
           item_kind(w, e) != T_STOP;
         e++)
        left--;
    /* an apposition ends at a second comma: "X, head of Y, ..." */
    if (r->f.who.kind == M_NAME && e + 2 < c->end &&
        item_kind(w, e) == T_COMMA && item_is(w, e + 1, W_ROLE | W_REL)) {
        uint32_t n = e + 2;

        while (n < c->end && n < e + 20 && item_kind(w, n) != T_COMMA &&
               item_kind(w, n) != T_STOP)
            n++;
        if (n < c->end && item_kind(w, n) == T_COMMA)
            e = n;
    }
    r->f.basis = "as-clause";
    r->f.confidence = 0.85f;
    r->parts = 0;
    if (as > c->start + 2 ||
        (as == c->start + 2 && item_stretch(w, c->start) == NONE &&
         (w->tok.v[w->item.v[c->start].tok].name != NONE ||
          item_is(w, c->start, W_ORG | W_ROLE)))) {
        r->a[0] = c->done;
        r->b[0] = as;
        r->parts = 1;
    }
    if (e < c->end && item_kind(w, e) == T_COMMA && e + 2 < c->end) {
        r->a[r->parts] = e + 1;
        r->b[r->parts] = report_end(c, e + 1);
        r->parts++;
        report_short_start(w, r);
    }
    r->f.end_item = e;
    return r->parts > 0;
}

/* X said CONTENT */
/* A pronoun that is a subject, with or without its verb: "he'd". */
static bool
subject_first(const struct work *w, uint32_t i)
{
    const struct tok *t = &w->tok.v[w->item.v[i].tok];
    const struct word *k = t->word;
    const char *quote;
    char low[200];
    size_t n;

    if (item_stretch(w, i) != NONE || t->kind != T_WORD)
        return false;
    if (k == NULL) {
        n = token_low(w, w->item.v[i].tok, low);
        quote = memchr(low, '\'', n);
        if (quote == NULL)
            return false;
        n = (size_t)(quote - low);
        k = lang_word(w->lang, low, n, word_hash(low, n));
    }
    return k != NULL && (k->classes & W_PRON) != 0 &&
           (k->classes & (W_OBJ | W_DET)) == 0;
}

bool
clause_bare(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t i = k + 1, s = report_clause(c, k);

    if (r->f.need != NEED_NOTHING || i + 2 >= c->end)
        return false;
    if (r->f.gerund) {
        own_subject(c, k, &r->f);
    } else if (k <= s || !phrase_left(w, s, k, w->tok.v[w->item.v[k].tok].word,
                                      &r->f.who)) {
        return false;
    }
    /* a time, an object, "in a statement" */
    for (uint32_t left = 8; i < c->end && left > 0; left--) {
        if (item_is(w, i, W_TIME | W_LISTENER)) {
            i++;
        } else if (item_is(w, i, W_PREP) && i + 2 < c->end &&
                   (item_is(w, i + 1, W_TIME | W_DOC) ||
                    ((item_is(w, i + 1, W_DET | W_INDEF)) &&
                     item_is(w, i + 2, W_DOC | W_TIME)))) {
            i += item_is(w, i + 1, W_TIME | W_DOC) ? 2 : 3;
        } else {
            break;
        }
    }
    if (i + 2 >= c->end)
        return false;
    if (item_kind(w, i) != T_WORD && item_kind(w, i) != T_NUM)
        return false;
    if (item_is(w, i, W_PREP | W_CONJ | W_CLAUSE | W_REL | W_ADV) &&
        !item_is(w, i, W_PRON | W_DET))
        return false;
    r->a[0] = i;
    r->b[0] = report_end(c, i);
    r->parts = 1;
    if (report_words(w, r->a[0], r->b[0]) < 3)
        return false;
    if (!report_verb(w, r->a[0], r->b[0], r->f.gerund) &&
        !subject_first(w, r->a[0]))
        return false; /* "declaring a ceasefire" reports no clause */
    if (r->f.who.kind == M_ROLE && !r->f.gerund &&
        w->text[w->tok.v[r->f.cue_a].end - 1] == 's' &&
        !tok_is(w, r->f.who.a,
                W_DET | W_INDEF | W_POSS | W_ROLE | W_DOC | W_ORG | W_GROUP))
        return false; /* "coal states", "emission rules": nouns */
    r->f.basis = "clause-after-cue";
    r->f.confidence = 0.7f;
    return true;
}

/* "erklärte der Leiter, Uwe Marx (SPD), das sei neu": the comma at item k may
 * begin an apposition; the comma that ends it. */
static uint32_t
over_apposed(const struct ctx *c, uint32_t k)
{
    const struct work *w = c->w;
    uint32_t i = k + 1;

    if (i + 4 >= c->end || item_kind(w, k) != T_COMMA ||
        item_kind(w, i) != T_WORD ||
        !(w->tok.v[w->item.v[i].tok].name != NONE || item_is(w, i, W_ROLE) ||
          (item_is(w, i, W_DET | W_INDEF) &&
           item_is(w, i + 1, W_ROLE | W_ORG))))
        return k;
    for (uint32_t left = 14; i < c->end && left > 0; i++, left--) {
        if (item_kind(w, i) == T_COMMA)
            return item_kind(w, i + 1) == T_WORD ? i : k;
        if (item_is(w, i, W_MOOD | W_VERB | W_AUX | W_CUE | W_THAT) ||
            item_kind(w, i) == T_STOP)
            return k;
    }
    return k;
}

bool
clause_comma(const struct ctx *c, uint32_t i, struct report *r)
{
    const struct work *w = c->w;
    uint32_t k = i + 1;

    if (r->f.gerund || i + 4 >= c->end)
        return false;
    while (k < c->end && k < i + 14 && item_kind(w, k) != T_COMMA &&
           item_kind(w, k) != T_STOP && item_kind(w, k) != I_QUOTE &&
           item_kind(w, k) != T_COLON)
        k++;
    k = over_apposed(c, k);
    if (k + 4 >= c->end || item_kind(w, k) != T_COMMA ||
        item_kind(w, k + 1) != T_WORD ||
        (item_is(w, k + 1, W_REL | W_CONJ | W_CLAUSE | W_AS | W_THAT) &&
         !item_is(w, k + 1, W_DET)) ||
        /* "ein Taifun, der am Sonntag ..." */
        (item_is(w, k + 1, W_REL) &&
         item_is(w, k + 2, W_PREP | W_PRON | W_ADV | W_TIME | W_OBJ)) ||
        !report_subject(w, c->start, report_clause(c, i), i, k, &r->f))
        return false;
    r->a[0] = k + 1;
    r->b[0] = report_end(c, k + 1);
    r->parts = 1;
    r->f.basis = "clause-behind-comma";
    r->f.confidence = 0.6f;
    return true;
}

bool
clause_colon(const struct ctx *c, uint32_t i, struct report *r)
{
    const struct work *w = c->w;
    uint32_t k = i + 1;

    if (r->f.need != NEED_NOTHING && r->f.need != NEED_THAT)
        return false;
    while (k < c->end && k < i + 16 && item_kind(w, k) != T_COLON &&
           item_kind(w, k) != T_STOP && item_kind(w, k) != I_QUOTE &&
           !(item_kind(w, k) == T_COMMA && k + 1 < c->end &&
             item_is(w, k + 1, W_CONJ | W_CLAUSE | W_THAT)))
        k++;
    if (k + 3 >= c->end || item_kind(w, k) != T_COLON ||
        item_kind(w, k + 1) != T_WORD ||
        !report_subject(w, c->start, report_clause(c, i), i, k, &r->f))
        return false;
    r->a[0] = k + 1;
    r->b[0] = report_end(c, k + 1);
    r->parts = 1;
    r->f.basis = "clause-behind-colon";
    r->f.confidence = 0.65f;
    return true;
}

bool
clause_that_soon(const struct ctx *c, uint32_t k)
{
    for (uint32_t i = k + 1; i < c->end && i < k + 4; i++)
        if (item_is(c->w, i, W_THAT))
            return that_fits(c, k, i);
    return false;
}

/* X urged THEM TO COME */
bool
clause_object(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t i = k + 1, e;

    if (r->f.gerund) {
        own_subject(c, k, &r->f);
    } else if (!phrase_left(w, report_clause(c, k), k,
                            w->tok.v[w->item.v[k].tok].word, &r->f.who)) {
        return false;
    }
    while (i < c->end && item_is(w, i, W_TIME | W_ADV))
        i++;
    if (i < c->end && item_is(w, i, W_PREP))
        i++; /* called for, spoke about, promised to */
    if (i + 1 >= c->end ||
        (item_kind(w, i) != T_WORD && item_kind(w, i) != T_NUM) ||
        item_is(w, i, W_CONJ | W_THAT | W_AUX))
        return false;
    for (e = i; e < c->end; e++)
        if (item_kind(w, e) == T_SEMI || item_kind(w, e) == T_COLON ||
            item_kind(w, e) == T_STOP || item_kind(w, e) == T_DASH ||
            (item_kind(w, e) == T_COMMA && e + 1 < c->end &&
             (item_is(w, e + 1, W_REL | W_CLAUSE | W_CONJ) ||
              item_is(w, e + 1, W_CUE))))
            break;
    r->a[0] = i;
    r->b[0] = e;
    r->parts = 1;
    if (report_words(w, i, e) < (r->f.need == NEED_OBJECT ? 2u : 4u))
        return false;
    r->f.basis = "object-of-cue";
    r->f.confidence = 0.5f;
    return true;
}

/* A verb we do not know between a named subject and a that-clause. */
bool
clause_unknown_cue(const struct ctx *c, uint32_t i, struct report *r)
{
    const struct work *w = c->w;
    const struct tok *t = &w->tok.v[w->item.v[i].tok];
    uint32_t that = i + 1;
    uint8_t gender;

    if (t->word != NULL || i == c->start)
        return false;
    if (that < c->end && item_kind(w, that) == T_COMMA)
        that++;
    if (that >= c->end || that == i + 1 || !item_is(w, that, W_THAT))
        return false;
    gender = tok_verb_shape(w, w->item.v[i].tok);
    if (gender == G_NONE)
        return false;
    struct word guess = { .vgender = gender };
    r->f = (struct frame){ .cue_item = i,
                           .cue_a = w->item.v[i].tok,
                           .cue_b = w->item.v[i].tok + 1,
                           .who = { .name = NONE },
                           .vgender = gender,
                           .basis = "verb-shape",
                           .confidence = 0.55f };
    if (!phrase_left(w, report_clause(c, i), i, &guess, &r->f.who) ||
        r->f.who.kind == M_ROLE || !mention_fits(w, &r->f.who, &guess))
        return false;
    r->a[0] = that + 1;
    r->b[0] = report_end(c, that + 1);
    r->parts = 1;
    return true;
}
