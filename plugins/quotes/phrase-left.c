/* SPDX-License-Identifier: Apache-2.0
 *
 * phrase-left.c: who is said to have said it, before the cue: over appositions,
 * relative clauses and what stands between a subject and its verb. */
#include "phrase.h"

#include <string.h>

/* Items that a phrase may have. */
#define REACH 18

static const uint32_t CLAUSE_WORDS = W_THAT | W_REL | W_CLAUSE;

static bool
verb_shaped(const struct work *w, uint32_t i)
{
    const struct tok *k = &w->tok.v[w->item.v[i].tok];

    if (item_stretch(w, i) != NONE || k->kind != T_WORD || k->word != NULL ||
        (k->flags & TF_CAP) != 0)
        return false;
    for (uint32_t n = 0; n < w->lang->verb_count; n++) {
        const struct ending *e = &w->lang->verbs[n];

        if (k->end - k->begin > e->from_len + 3 &&
            memcmp(w->text + k->end - e->from_len, e->from, e->from_len) == 0)
            return true;
    }
    return false;
}

bool
phrase_subject(const struct work *w, uint32_t start, uint32_t end,
               struct mention *m)
{
    uint32_t s = start, k;

    while (s < end &&
           (item_is(w, s, W_CONJ | W_TIME) || item_adverb(w, s) ||
            item_kind(w, s) == T_COMMA) &&
           phrase_name(w, s) == NONE)
        s++;
    if (s + 1 < end && item_is(w, s, W_ROLE | W_GROUP | W_ORG) &&
        phrase_name(w, s) == NONE && !item_is(w, s, W_PREP) &&
        (item_is(w, s + 1, W_CUE | W_VERB | W_AUX) || verb_shaped(w, s + 1))) {
        *m = phrase_make(w, w->item.v[s].tok, w->item.v[s].tok + 1);
        return true; /* "Президент выразил ... и отметил" */
    }
    for (k = s; k < end && k < s + 14; k++) {
        uint32_t n = phrase_name(w, k);

        if (item_kind(w, k) == I_QUOTE && !phrase_title(w, k))
            return false;
        if (n != NONE && w->name.v[n].cluster != NONE &&
            w->cl.v[w->name.v[n].cluster].kind == N_PERSON &&
            !(k > start && item_is(w, k - 1, W_PREP)) &&
            !phrase_of_role(w, &w->name.v[n], w->item.v[s].tok, NULL)) {
            uint32_t after = k;

            while (after < end && w->item.v[after].tok < w->name.v[n].b)
                after++;
            if (after < end &&
                (item_kind(w, after) == T_GENITIVE ||
                 (item_is(w, after, W_ROLE) && w->lang->titlecase)))
                continue; /* "United manager Ana Freitas" */
            *m = phrase_with_name(w, w->item.v[s].tok, n);
            return true;
        }
        if (k <= s + 2 && item_is(w, k, W_PRON) && !item_is(w, k, W_DET)) {
            *m = phrase_make(w, w->item.v[k].tok, w->item.v[k].tok + 1);
            return true;
        }
        if (k > s && n == NONE &&
            (item_is(w, k, W_CUE | W_VERB | W_AUX) || verb_shaped(w, k)) &&
            !item_is(w, k, W_ROLE | W_DOC | W_ORG | W_GROUP)) {
            /* a role or a group before its verb */
            for (uint32_t r = s; r < k; r++)
                if (item_is(w, r, W_ROLE | W_GROUP | W_ORG) &&
                    !item_is(w, s, W_PREP)) {
                    *m = phrase_make(w, w->item.v[s].tok,
                                     phrase_item_end(w, k - 1));
                    return m->kind != M_NONE;
                }
            return false;
        }
    }
    if (s < end && item_is(w, s, W_ROLE | W_GROUP | W_ORG | W_INDEF) &&
        !item_is(w, s, W_PREP)) { /* "Президент и сам ..." */
        for (k = s + 1; k < end && k < s + 5; k++)
            if (item_kind(w, k) != T_WORD ||
                item_is(w, k,
                        W_CONJ | W_PREP | W_ADV | W_VERB | W_CUE | W_DET |
                            W_AUX))
                break;
        *m = phrase_make(w, w->item.v[s].tok, phrase_item_end(w, k - 1));
        return m->kind != M_NONE;
    }
    return false;
}

/* Over a further apposition before a relative clause: "X, head of Y, who". */
static uint32_t
over_list(const struct work *w, uint32_t start, uint32_t comma)
{
    for (uint32_t i = comma, left = 14; i > start + 1 && left > 0;
         i--, left--) {
        unsigned k = item_kind(w, i - 1);

        if (k == T_COMMA && i < comma)
            return phrase_name(w, i - 2) != NONE &&
                           phrase_name(w, comma - 1) == NONE
                       ? i - 1
                       : comma;
        if (k != T_COMMA && k != T_WORD && k != T_NUM && k != T_GENITIVE)
            break;
    }
    return comma;
}

/* Steps back from a comma before the cue over appositions to the comma that
 * ends the subject; the index of that comma, or NONE. */
static uint32_t
over_apposition(const struct work *w, uint32_t start, uint32_t comma)
{
    uint32_t first = NONE, left = 45;
    unsigned mark = item_kind(w, comma);

    /* "Her neighbour, who did not want to be named, said" */
    for (uint32_t i = comma; i > start + 1 && left > 0 && mark == T_COMMA;
         i--, left--) {
        unsigned k = item_kind(w, i - 1);

        if (k == T_COLON || k == T_SEMI || k == T_STOP ||
            (k == I_QUOTE && !phrase_title(w, i - 1)))
            break;
        if (k == T_COMMA && i < comma && item_is(w, i, W_REL) &&
            !item_is(w, i, W_THAT | W_DET) &&
            (item_kind(w, i - 2) == T_WORD || item_kind(w, i - 2) == I_QUOTE))
            return over_list(w, start, i - 1);
    }
    left = 45;
    /* "Its chairwoman, Dr Irena Holub, said": the name between the commas */
    for (uint32_t i = comma; i > start + 1 && left > 30; i--, left--) {
        if (item_kind(w, i - 1) == mark) {
            if (i < comma && i > start + 2 &&
                (comma - i > 1 || item_is(w, i, W_FIRST)))
                return comma;
            break;
        }
        if (item_kind(w, i - 1) != T_WORD ||
            (phrase_name(w, i - 1) == NONE &&
             !item_is(w, i - 1, W_HONOR | W_ROLE)))
            break;
        if (i == comma && phrase_name(w, i - 1) == NONE)
            break;
    }
    left = 45;
    for (uint32_t i = comma; i > start + 1 && left > 0; i--, left--) {
        unsigned k = item_kind(w, i - 1);

        if (k == T_COLON || k == T_SEMI || k == T_STOP)
            break;
        if (k != mark)
            continue;
        if (item_kind(w, i - 2) == T_WORD || item_kind(w, i - 2) == I_QUOTE ||
            item_kind(w, i - 2) == T_RPAR) {
            if (phrase_name(w, i - 2) != NONE)
                return i - 1;
            if (first == NONE && !item_is(w, i - 2, W_TIME))
                first = i - 1;
        }
    }
    return first;
}

/* "First Minister": a word that belongs to the title behind it. */
static bool
titled(const struct work *w, uint32_t i)
{
    return w->lang->titlecase && item_is(w, i + 1, W_ROLE) &&
           phrase_token(w, i) != NONE &&
           (w->tok.v[phrase_token(w, i)].flags & TF_CAP) != 0 &&
           (w->tok.v[phrase_token(w, i + 1)].flags & TF_CAP) != 0 &&
           !item_is(w, i, W_CONJ);
}

static bool
left_of(const struct work *w, uint32_t start, uint32_t i,
        const struct word *verb, struct mention *m)
{
    uint32_t j = i, s, prep = NONE, n, left, lead = 0;

    while (j > start &&
           (item_is(w, j - 1, W_AUX | W_NEG) || item_adverb(w, j - 1) ||
            (item_is(w, j - 1, W_OBJ) && !item_is(w, j - 1, W_PRON) &&
             !(j > start + 1 && item_is(w, j - 2, W_PREP)))) &&
           phrase_name(w, j - 1) == NONE)
        j--;
    while (j > start && item_is(w, j - 1, W_TIME) &&
           phrase_name(w, j - 1) == NONE && !item_is(w, j - 1, W_PRON)) {
        j--;
        if (j > start && item_is(w, j - 1, W_PREP))
            j--;
    }
    /* "X, who said": X */
    if (j > start + 1 && item_is(w, j - 1, W_REL) &&
        !item_is(w, j - 1, W_THAT | W_CLAUSE) &&
        phrase_name(w, j - 1) == NONE) {
        j--;
        if (j > start && item_kind(w, j - 1) == T_COMMA)
            j--;
        return j > start && left_of(w, start, j, NULL, m);
    }
    /* "X laughed and said": the sentence's own subject */
    if (j > start + 2 && item_is(w, j - 1, W_CONJ) &&
        phrase_name(w, j - 1) == NONE)
        return phrase_subject(w, start, j - 1, m);
    if (j > start && item_kind(w, j - 1) == T_RPAR) {
        left = 20;
        while (j > start && left-- > 0 && item_kind(w, j - 1) != T_LPAR)
            j--;
        if (j > start && item_kind(w, j - 1) == T_LPAR)
            j--;
    }
    if (j > start &&
        (item_kind(w, j - 1) == T_COMMA || item_kind(w, j - 1) == T_DASH)) {
        uint32_t c = over_apposition(w, start, j - 1);

        if (c == NONE)
            return false;
        if (c == j - 1) { /* "Its chairwoman, Dr Irena Holub," */
            uint32_t k = c;

            while (k > start && item_kind(w, k - 1) == T_WORD)
                k--;
            if (k > start + 1 && item_kind(w, k - 1) == T_COMMA) {
                for (left = 12, k--; k > start && left > 0 &&
                                     (item_kind(w, k - 1) == T_WORD ||
                                      item_kind(w, k - 1) == T_GENITIVE);
                     left--)
                    k--;
                lead = w->item.v[k].tok;
            }
        }
        j = c;
    }
    if (j <= start)
        return false;
    /* where the phrase begins */
    left = REACH;
    for (s = j; s > start && left > 0; s--, left--) {
        unsigned k = item_kind(w, s - 1);

        if (k == I_QUOTE && phrase_title(w, s - 1))
            continue;
        if (k == T_GENITIVE)
            continue;
        if (k != T_WORD && k != T_NUM)
            break;
        if (phrase_name(w, s - 1) != NONE)
            continue;
        if (item_is(w, s - 1, CLAUSE_WORDS) && !item_is(w, s - 1, W_DET))
            break;
        if (item_is(w, s - 1, W_CONJ) &&
            !(s - 1 > start && s < j && phrase_name(w, s - 2) != NONE &&
              phrase_name(w, s) != NONE &&
              (verb == NULL || verb->vgender == G_PL)))
            break;
        if (item_is(w, s - 1, W_VERB | W_AUX))
            break;
        if (item_is(w, s - 1, W_CUE) &&
            !item_is(w, s - 1, W_ROLE | W_DOC | W_ORG | W_GROUP))
            break;
        if (item_is(w, s - 1, W_AS))
            break;
    }
    while (s < j && (item_is(w, s, W_CONJ | W_TIME) || item_adverb(w, s)) &&
           phrase_name(w, s) == NONE && !(s + 1 < j && titled(w, s)))
        s++;
    if (s >= j)
        return false;
    if (item_is(w, j - 1, W_PRON) && phrase_name(w, j - 1) == NONE &&
        !item_is(w, j - 1, W_DET | W_THAT)) {
        uint32_t t = w->item.v[j - 1].tok;

        *m = phrase_make(w, t, t + 1);
        return true;
    }
    for (uint32_t k = s; k < j; k++)
        if (item_is(w, k, W_PREP) && phrase_name(w, k) == NONE) {
            prep = k;
            break;
        }
    n = phrase_name(w, j - 1);
    /* "У серпні «Обленерго» заявляло": the name in marks */
    if (prep == s && item_kind(w, j - 1) == I_QUOTE && phrase_title(w, j - 1) &&
        item_kind(w, j - 2) == T_WORD && !item_is(w, j - 2, W_ORG)) {
        const struct stretch *st = &w->st.v[item_stretch(w, j - 1)];

        *m = phrase_make(w, st->a, st->b);
        m->who = N_ORG;
        return m->kind != M_NONE;
    }
    /* "Натомість у мерії сказали": an adverb we do not know */
    if (prep == s + 1 && verb != NULL && verb->vgender == G_PL && n == NONE &&
        w->lang->verb_first && phrase_token(w, s) != NONE &&
        w->tok.v[phrase_token(w, s)].word == NULL &&
        (w->tok.v[phrase_token(w, s)].flags & TF_SENT) != 0 &&
        phrase_name(w, s) == NONE)
        s = prep;
    if (prep == s) { /* "In March the minister", "В полиции" */
        uint32_t det = NONE;

        if (w->lang->all_nouns)
            return false;

        for (uint32_t k = s + 1; k < j; k++)
            if (item_is(w, k, W_DET | W_INDEF) || item_is(w, k - 1, W_TIME))
                det = k;
        if (verb != NULL && verb->need == NEED_DOC && s + 1 < j) {
            *m =
                phrase_make(w, w->item.v[s + 1].tok, phrase_item_end(w, j - 1));
            m->who = N_DOC;
            return m->kind != M_NONE;
        }
        if (n != NONE && (verb == NULL || verb->vgender != G_PL) &&
            w->name.v[n].a > w->item.v[s + 1].tok) {
            *m = phrase_with_name(w, w->name.v[n].role_a, n);
            return true;
        }
        if (w->lang->verb_first && item_is(w, j - 1, W_ROLE) && j - s > 2 &&
            (verb == NULL || verb->vgender != G_PL)) {
            *m =
                phrase_make(w, w->item.v[j - 1].tok, phrase_item_end(w, j - 1));
            return true;
        }
        if (det != NONE && det < j) {
            *m = phrase_make(w, w->item.v[det].tok, phrase_item_end(w, j - 1));
            return m->kind != M_NONE;
        }
        if (verb == NULL || verb->vgender == G_PL || w->lang->verb_first) {
            if (verb != NULL && verb->vgender != G_PL && verb->vgender != G_ANY)
                return false;
            if (s + 1 >= j)
                return false;
            for (uint32_t k = s + 2; k < j && item_is(w, s + 1, W_ORG); k++)
                if (item_is(w, k, W_WORK | W_DOC) && phrase_name(w, k) == NONE)
                    j = k; /* "В Кремле слова X назвали" */
            *m =
                phrase_make(w, w->item.v[s + 1].tok, phrase_item_end(w, j - 1));
            if (m->who == N_PERSON)
                m->who = N_ORG;
            return m->kind != M_NONE;
        }
        return false;
    }
    if (prep != NONE) {
        uint32_t before = phrase_name(w, prep - 1);

        /* "посолка Європейського Союзу в Україні Катаріна Матернова" */
        if (n != NONE && n != before && w->lang->verb_first &&
            w->name.v[n].b - w->name.v[n].a > 1 &&
            tok_is(w, w->name.v[n].a, W_FIRST) &&
            !(before != NONE && tok_is(w, w->name.v[before].a, W_FIRST))) {
            *m = phrase_with_name(w, w->item.v[s].tok, n);
            return true;
        }
        if (before != NONE &&
            !phrase_of_role(w, &w->name.v[before], w->item.v[s].tok, verb)) {
            *m = phrase_with_name(w, w->item.v[s].tok, before);
            return true;
        }
        if (n != NONE && w->lang->verb_first &&
            (w->name.v[n].b - w->name.v[n].a > 1 ||
             w->cl.v[w->name.v[n].cluster].words > 1) &&
            w->name.v[n].a > w->item.v[prep].tok + 1) {
            *m = phrase_with_name(w, w->item.v[s].tok, n);
            return true;
        }
        if (n != NONE && w->name.v[n].role_a < w->item.v[prep].tok &&
            w->name.v[n].role_b > w->item.v[prep].tok) {
            *m = phrase_with_name(w, w->item.v[s].tok, n);
            return true; /* US Secretary of State Marco Rubio */
        }
        *m = phrase_make(w, w->item.v[s].tok, phrase_item_end(w, j - 1));
        return m->kind != M_NONE;
    }
    if (n != NONE &&
        !phrase_of_role(w, &w->name.v[n], w->item.v[s].tok, verb)) {
        *m = phrase_with_name(w, w->item.v[s].tok, n);
        if (lead != 0 && phrase_shows_title(w))
            m->lead = lead;
        return true;
    }
    /* words we know nothing of are an object as likely as a subject */
    if (w->lang->verb_first && (j - s > 1 || w->lang->all_nouns)) {
        bool known = w->lang->all_nouns && item_is(w, s, W_DET | W_INDEF);

        for (uint32_t k = s; k < j && !known; k++)
            known = phrase_name(w, k) != NONE ||
                    item_is(w, k,
                            W_ROLE | W_ORG | W_GROUP | W_DOC | W_INDEF |
                                W_PLACE | W_POSS) ||
                    item_kind(w, k) == I_QUOTE;
        if (!known)
            return false;
    }
    *m = phrase_make(w, w->item.v[s].tok, phrase_item_end(w, j - 1));
    return m->kind != M_NONE;
}

bool
phrase_left(const struct work *w, uint32_t start, uint32_t i,
            const struct word *verb, struct mention *m)
{
    struct mention other;
    uint32_t first, k, from, left = 30;

    if (!left_of(w, start, i, verb, m))
        return false;
    if (!phrase_plural(w, verb) || !phrase_person(w, m))
        return true;
    first = m->lead != 0 ? m->lead : m->role_a < m->role_b ? m->role_a : m->a;
    for (k = i; k > start && w->item.v[k - 1].tok >= first; k--)
        ;
    while (k > start && item_is(w, k - 1, W_DET))
        k--;
    if (k < start + 2 || !item_is(w, k - 1, W_CONJ) ||
        item_kind(w, k - 2) != T_WORD ||
        !left_of(w, start, k - 1, NULL, &other) || !phrase_person(w, &other) ||
        other.b != w->item.v[k - 2].tok + 1 ||
        w->name.v[other.name].cluster == w->name.v[m->name].cluster)
        return true;
    /* the first of them begins the clause: no object of a verb before */
    first = other.lead != 0               ? other.lead
            : other.role_a < other.role_b ? other.role_a
                                          : other.a;
    for (from = k; from > start && left > 0 && w->item.v[from - 1].tok >= first;
         left--)
        from--;
    while (from > start && (item_is(w, from - 1, W_DET) ||
                            item_is(w, from - 1, W_ADV | W_TIME)))
        from--;
    if (from > start && item_kind(w, from - 1) == T_WORD &&
        !item_is(w, from - 1, W_THAT | W_CLAUSE | W_AS))
        return true;
    m->a = other.a;
    m->lead = first < other.a ? first : 0;
    m->also = other.name + 1;
    m->who = N_GROUP;
    return true;
}

bool
phrase_of(const struct work *w, uint32_t start, uint32_t k, uint32_t end,
          const struct word *verb, struct mention *m)
{
    struct mention other;
    bool left;

    /* ", говорит Иванов, «...»": the clause before is another's */
    if (w->lang->verb_first && k > start && item_kind(w, k - 1) == T_COMMA &&
        k + 1 < end && phrase_right(w, k + 1, end, verb, &other) &&
        other.kind != M_ROLE && mention_fits(w, &other, verb)) {
        *m = other;
        return true;
    }
    left = k > start && phrase_left(w, start, k, verb, m) &&
           mention_fits(w, m, verb);

    if (left && m->kind != M_ROLE)
        return true;
    if (left && !w->lang->all_nouns &&
        (!w->lang->verb_first || phrase_known(w, m)))
        return true;
    if (k + 1 < end && phrase_right(w, k + 1, end, verb, &other) &&
        mention_fits(w, &other, verb) &&
        /* "дед сказал Дзержинскому" */
        !(left && other.kind == M_NAME && other.b - other.a == 1 &&
          w->lang->verb_first && phrase_case(w, other.a, true)) &&
        (!left || other.kind == M_NAME ||
         (other.kind == M_PRONOUN && tok_is(w, other.a, W_PRON)))) {
        *m = other;
        return true;
    }
    return left;
}
