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

/* The words of a subject: items [from, end), the first preposition among them
 * that is in no name (or NONE), and the name at their end (or NONE). */
struct left {
    const struct work *w;
    const struct word *verb;
    uint32_t from, end, prep, name;
};

static struct mention
words_of(const struct left *l, uint32_t from)
{
    return phrase_make(l->w, l->w->item.v[from].tok,
                       phrase_item_end(l->w, l->end - 1));
}

static bool
plural_verb(const struct word *verb)
{
    return verb != NULL && verb->vgender == G_PL;
}

/* Back over what stands between a subject and its verb: "has not yet, on
 * Monday, said". */
static uint32_t
over_adverbs(const struct work *w, uint32_t start, uint32_t j)
{
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
    return j;
}

/* Back over "(52)". */
static uint32_t
over_brackets(const struct work *w, uint32_t start, uint32_t j)
{
    if (j <= start || item_kind(w, j - 1) != T_RPAR)
        return j;
    for (uint32_t left = 20;
         j > start && left > 0 && item_kind(w, j - 1) != T_LPAR; left--)
        j--;
    return j > start && item_kind(w, j - 1) == T_LPAR ? j - 1 : j;
}

/* Where the title before a name between commas begins: "Its chairwoman, Dr
 * Irena Holub, said". `comma` is the second; a token, 0 when there is none. */
static uint32_t
title_before(const struct work *w, uint32_t start, uint32_t comma)
{
    uint32_t k = comma;

    while (k > start && item_kind(w, k - 1) == T_WORD)
        k--;
    if (k <= start + 1 || item_kind(w, k - 1) != T_COMMA)
        return 0;
    k--;
    for (uint32_t left = 12;
         k > start && left > 0 &&
         (item_kind(w, k - 1) == T_WORD || item_kind(w, k - 1) == T_GENITIVE);
         left--)
        k--;
    return w->item.v[k].tok;
}

/* Whether the item before s is no part of the phrase that ends at `end`. */
static bool
ends_before(const struct left *l, uint32_t start, uint32_t s)
{
    const struct work *w = l->w;
    unsigned k = item_kind(w, s - 1);

    if ((k == I_QUOTE && phrase_title(w, s - 1)) || k == T_GENITIVE)
        return false;
    if (k != T_WORD && k != T_NUM)
        return true;
    if (phrase_name(w, s - 1) != NONE)
        return false;
    if (item_is(w, s - 1, CLAUSE_WORDS) && !item_is(w, s - 1, W_DET))
        return true;
    if (item_is(w, s - 1, W_CONJ) &&
        !(s - 1 > start && s < l->end && phrase_name(w, s - 2) != NONE &&
          phrase_name(w, s) != NONE &&
          (l->verb == NULL || plural_verb(l->verb))))
        return true;
    if (item_is(w, s - 1, W_VERB | W_AUX | W_AS))
        return true;
    return item_is(w, s - 1, W_CUE) &&
           !item_is(w, s - 1, W_ROLE | W_DOC | W_ORG | W_GROUP);
}

/* The phrase that ends at l->end. False when there is none. */
static bool
read_left(struct left *l, uint32_t start)
{
    const struct work *w = l->w;
    uint32_t s = l->end;

    for (uint32_t left = REACH;
         s > start && left > 0 && !ends_before(l, start, s); left--)
        s--;
    while (s < l->end &&
           (item_is(w, s, W_CONJ | W_TIME) || item_adverb(w, s)) &&
           phrase_name(w, s) == NONE && !(s + 1 < l->end && titled(w, s)))
        s++;
    if (s >= l->end)
        return false;
    l->from = s;
    l->name = phrase_name(w, l->end - 1);
    l->prep = NONE;
    for (; s < l->end && l->prep == NONE; s++)
        if (item_is(w, s, W_PREP) && phrase_name(w, s) == NONE)
            l->prep = s;
    return true;
}

/* "Натомість у мерії сказали": an adverb we do not know. */
static bool
unknown_adverb(const struct left *l)
{
    const struct work *w = l->w;
    uint32_t t = phrase_token(w, l->from);

    return l->prep == l->from + 1 && plural_verb(l->verb) && l->name == NONE &&
           w->lang->verb_first && t != NONE && w->tok.v[t].word == NULL &&
           (w->tok.v[t].flags & TF_SENT) != 0 && w->tok.v[t].name == NONE;
}

/* "У серпні «Обленерго» заявляло": the name in marks at the end. */
static bool
ends_in_title(const struct left *l)
{
    const struct work *w = l->w;
    uint32_t last = l->end - 1;

    return l->prep == l->from && item_kind(w, last) == I_QUOTE &&
           phrase_title(w, last) && item_kind(w, last - 1) == T_WORD &&
           !item_is(w, last - 1, W_ORG);
}

/* Those in a place speak: "В полиции сообщили". */
static bool
speak_from(struct left *l, struct mention *m)
{
    const struct work *w = l->w;
    uint32_t first = l->from + 1;

    if (!plural_verb(l->verb) && l->verb != NULL &&
        (l->verb->vgender != G_ANY || !w->lang->verb_first))
        return false;
    if (first >= l->end)
        return false;
    for (uint32_t k = first + 1; k < l->end && item_is(w, first, W_ORG); k++)
        if (item_is(w, k, W_WORK | W_DOC) && phrase_name(w, k) == NONE)
            l->end = k; /* "В Кремле слова X назвали" */
    *m = words_of(l, first);
    if (m->who == N_PERSON)
        m->who = N_ORG;
    return m->kind != M_NONE;
}

/* A preposition begins the phrase: "In March the minister", "В полиции". */
static bool
behind_adverbial(struct left *l, struct mention *m)
{
    const struct work *w = l->w;
    uint32_t det = NONE;

    if (w->lang->all_nouns)
        return false;
    for (uint32_t k = l->from + 1; k < l->end; k++)
        if (item_is(w, k, W_DET | W_INDEF) || item_is(w, k - 1, W_TIME))
            det = k;
    if (l->verb != NULL && l->verb->need == NEED_DOC && l->from + 1 < l->end) {
        *m = words_of(l, l->from + 1);
        m->who = N_DOC;
        return m->kind != M_NONE;
    }
    if (l->name != NONE && !plural_verb(l->verb) &&
        w->name.v[l->name].a > w->item.v[l->from + 1].tok) {
        *m = phrase_with_name(w, w->name.v[l->name].role_a, l->name);
        return true;
    }
    if (w->lang->verb_first && item_is(w, l->end - 1, W_ROLE) &&
        l->end - l->from > 2 && !plural_verb(l->verb)) {
        *m = words_of(l, l->end - 1);
        return true;
    }
    if (det != NONE) {
        *m = words_of(l, det);
        return m->kind != M_NONE;
    }
    return speak_from(l, m);
}

/* A preposition stands within the phrase: "the head of the union". */
static bool
around_preposition(const struct left *l, struct mention *m)
{
    const struct work *w = l->w;
    uint32_t a = w->item.v[l->from].tok, prep = w->item.v[l->prep].tok;
    uint32_t before = phrase_name(w, l->prep - 1);
    const struct name *n = l->name != NONE ? &w->name.v[l->name] : NULL;

    /* "посолка Європейського Союзу в Україні Катаріна Матернова" */
    if (n != NULL && l->name != before && w->lang->verb_first &&
        n->b - n->a > 1 && tok_is(w, n->a, W_FIRST) &&
        !(before != NONE && tok_is(w, w->name.v[before].a, W_FIRST))) {
        *m = phrase_with_name(w, a, l->name);
        return true;
    }
    if (before != NONE && !phrase_of_role(w, &w->name.v[before], a, l->verb)) {
        *m = phrase_with_name(w, a, before);
        return true;
    }
    if (n != NULL && ((w->lang->verb_first &&
                       (n->b - n->a > 1 || w->cl.v[n->cluster].words > 1) &&
                       n->a > prep + 1) ||
                      /* US Secretary of State Marco Rubio */
                      (n->role_a < prep && n->role_b > prep))) {
        *m = phrase_with_name(w, a, l->name);
        return true;
    }
    *m = words_of(l, l->from);
    return m->kind != M_NONE;
}

/* Words we know nothing of are an object as likely as a subject. */
static bool
knows_words(const struct left *l)
{
    const struct work *w = l->w;

    if (!w->lang->verb_first ||
        (l->end - l->from <= 1 && !w->lang->all_nouns) ||
        (w->lang->all_nouns && item_is(w, l->from, W_DET | W_INDEF)))
        return true;
    for (uint32_t k = l->from; k < l->end; k++)
        if (phrase_name(w, k) != NONE || item_kind(w, k) == I_QUOTE ||
            item_is(w, k,
                    W_ROLE | W_ORG | W_GROUP | W_DOC | W_INDEF | W_PLACE |
                        W_POSS))
            return true;
    return false;
}

static bool
left_of(const struct work *w, uint32_t start, uint32_t i,
        const struct word *verb, struct mention *m)
{
    struct left l = { .w = w, .verb = verb };
    uint32_t j = over_adverbs(w, start, i), lead = 0;

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
    j = over_brackets(w, start, j);
    if (j > start &&
        (item_kind(w, j - 1) == T_COMMA || item_kind(w, j - 1) == T_DASH)) {
        uint32_t comma = over_apposition(w, start, j - 1);

        if (comma == NONE)
            return false;
        if (comma == j - 1)
            lead = title_before(w, start, comma);
        j = comma;
    }
    l.end = j;
    if (j <= start || !read_left(&l, start))
        return false;

    if (item_is(w, j - 1, W_PRON) && phrase_name(w, j - 1) == NONE &&
        !item_is(w, j - 1, W_DET | W_THAT)) {
        uint32_t t = w->item.v[j - 1].tok;

        *m = phrase_make(w, t, t + 1);
        return true;
    }
    if (ends_in_title(&l)) {
        const struct stretch *st = &w->st.v[item_stretch(w, j - 1)];

        *m = phrase_make(w, st->a, st->b);
        m->who = N_ORG;
        return m->kind != M_NONE;
    }
    if (unknown_adverb(&l))
        l.from = l.prep;
    if (l.prep == l.from)
        return behind_adverbial(&l, m);
    if (l.prep != NONE)
        return around_preposition(&l, m);
    if (l.name != NONE &&
        !phrase_of_role(w, &w->name.v[l.name], w->item.v[l.from].tok, verb)) {
        *m = phrase_with_name(w, w->item.v[l.from].tok, l.name);
        if (lead != 0 && phrase_shows_title(w))
            m->lead = lead;
        return true;
    }
    if (!knows_words(&l))
        return false;
    *m = words_of(&l, l.from);
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
