/* SPDX-License-Identifier: Apache-2.0
 *
 * phrase-right.c: who is said to have said it, behind the cue: "said the mayor,
 * Ann Cole", "повідомили в мерії". */
#include "phrase.h"

#include <string.h>

/* Items that a phrase may have. */
#define REACH 18

static const uint32_t CLAUSE_WORDS = W_THAT | W_REL | W_CLAUSE;

/* Whether a single name behind a noun is no person, or in another case. */
static bool
object_name(const struct work *w, uint32_t i)
{
    const struct name *n = &w->name.v[phrase_name(w, i)];

    return n->cluster != NONE && w->cl.v[n->cluster].words == 1 &&
           (w->cl.v[n->cluster].kind != N_PERSON ||
            phrase_case(w, n->a, false));
}

/* A role that ends without a name may still be followed by one: "директор
 * школи «Промінь», депутат Іван Петренко". The person's name among the next
 * items, or NONE. */
static uint32_t
late_name(const struct work *w, uint32_t i, uint32_t end)
{
    for (uint32_t left = 26; i < end && left > 0; i++, left--) {
        unsigned k = item_kind(w, i);
        uint32_t n;

        if (k == I_QUOTE && phrase_title(w, i))
            continue;
        if (k == T_COMMA || k == T_NUM || k == T_GENITIVE || k == T_MARK)
            continue;
        if (k != T_WORD ||
            item_is(w, i, W_THAT | W_REL | W_CLAUSE | W_AUX | W_NEG | W_PRON))
            return NONE;
        n = phrase_name(w, i);
        if (n == NONE && item_is(w, i, W_CUE | W_VERB) &&
            !item_is(w, i, W_ROLE | W_DOC))
            return NONE;
        if (n != NONE && w->name.v[n].cluster != NONE &&
            w->cl.v[w->name.v[n].cluster].kind == N_PERSON &&
            w->cl.v[w->name.v[n].cluster].words > 1 &&
            w->name.v[n].b - w->name.v[n].a > 1 &&
            (tok_is(w, w->name.v[n].a, W_FIRST) ||
             item_kind(w, i - 1) == T_WORD))
            return n;
    }
    return NONE;
}

static bool
right(const struct work *w, uint32_t i, uint32_t end, const struct word *verb,
      struct mention *m)
{
    uint32_t from, last, name = NONE, left = REACH, locative = NONE;
    uint32_t role_end = NONE;
    bool seen_prep = false, doc = verb != NULL && verb->need == NEED_DOC;

    /* what may stand between the cue and its subject */
    for (uint32_t skip = 12; i < end && skip > 0; skip--) {
        unsigned k = item_kind(w, i);

        if (verb != NULL && item_is(w, i, W_REL) && i + 1 < end &&
            item_is(w, i + 1, W_ROLE) && phrase_name(w, i + 1) == NONE &&
            w->lang->all_nouns && !item_is(w, i, W_DET)) {
            i++; /* "erklärte dessen Sprecherin" */
            continue;
        }
        if (verb != NULL && verb->vgender == G_PL && w->lang->verb_first &&
            phrase_name(w, i) != NONE && i + 3 < end &&
            (w->tok.v[w->item.v[i].tok].flags & TF_ALLCAPS) != 0 &&
            item_kind(w, i + 1) == T_WORD && item_is(w, i + 2, W_PREP) &&
            item_is(w, i + 3, W_ORG)) {
            i += 2; /* "сообщили РИА Новости в суде" */
            continue;
        }
        if (verb != NULL && verb->vgender == G_PL && w->lang->verb_first &&
            phrase_name(w, i) != NONE && i + 2 < end &&
            w->name.v[phrase_name(w, i)].b - w->name.v[phrase_name(w, i)].a ==
                1 &&
            item_is(w, i + 1, W_PREP) &&
            (item_is(w, i + 2, W_ORG) ||
             item_is(w, i + 3 < end ? i + 3 : i, W_ORG))) {
            i++; /* "розповіли Суспільному у пресслужбі": the listener */
            continue;
        }
        if (k == T_WORD && item_is(w, i, W_PRON | W_DET))
            break;
        if (verb == NULL && item_is(w, i, W_NEG | W_CUE) &&
            phrase_name(w, i) == NONE)
            return false;
        if (verb == NULL && phrase_title(w, i)) { /* laut „Die Welt“ */
            *m = phrase_make(w, w->st.v[item_stretch(w, i)].a,
                             w->st.v[item_stretch(w, i)].b);
            m->who = N_ORG;
            return m->kind != M_NONE;
        }
        if (verb == NULL && item_is(w, i, W_POSS) && i + 1 < end &&
            item_kind(w, i + 1) == T_WORD &&
            !item_is(w, i + 1, W_CUE | W_VERB | W_PREP)) {
            i++; /* "за словами її директора" */
            continue;
        }
        if (verb == NULL && item_is(w, i, W_OBJ) && !item_is(w, i, W_DET)) {
            *m = phrase_make(w, w->item.v[i].tok, w->item.v[i].tok + 1);
            return true; /* according to him */
        }
        if (item_adverb(w, i)) {
            i++;
            continue;
        }
        if (verb != NULL && k == T_WORD && phrase_name(w, i) == NONE &&
            w->lang->verb_first) { /* "тем же вечером" */
            uint32_t t = i + 1;

            while (t < end && t < i + 3 && item_kind(w, t) == T_WORD &&
                   phrase_name(w, t) == NONE && !item_is(w, t, W_TIME))
                t++;
            if (t < end && t < i + 3 && item_is(w, t, W_TIME) &&
                !item_is(w, i, W_ROLE | W_ORG | W_GROUP | W_PRON)) {
                i = t + 1;
                continue;
            }
        }
        if (k == T_NUM || item_is(w, i, W_ADV | W_TIME | W_LISTENER | W_NEG) ||
            (item_is(w, i, W_OBJ) && phrase_name(w, i) == NONE &&
             (w->tok.v[w->item.v[i].tok].flags & TF_ALLCAPS) == 0)) {
            if (k == T_NUM && i + 1 < end && !item_is(w, i + 1, W_TIME) &&
                item_kind(w, i + 1) == T_WORD)
                break;
            i++;
            continue;
        }
        if (k == T_WORD && item_is(w, i, W_PREP) && !item_is(w, i, W_DET)) {
            if (locative == NONE)
                locative = i;
            if (doc)
                break;
            i++;
            if (i < end && phrase_name(w, i) != NONE) {
                uint32_t b = w->name.v[phrase_name(w, i)].b;

                while (i < end && phrase_token(w, i) != NONE &&
                       phrase_token(w, i) < b)
                    i++;
            } else {
                for (uint32_t n = 0;
                     n < 2 && i < end && item_kind(w, i) == T_WORD &&
                     phrase_name(w, i) == NONE &&
                     !item_is(w, i, W_ROLE | W_PREP | W_DET);
                     n++) {
                    bool time =
                        item_is(w, i, W_TIME | W_LISTENER | W_ORG | W_DOC);

                    i++;
                    if (time)
                        break;
                }
            }
            continue;
        }
        if (phrase_title(w, i) && i + 1 < end &&
            item_kind(w, i + 1) == T_WORD &&
            !item_is(w, i + 1, W_PREP | W_CUE)) {
            i++; /* сообщил «Интерфаксу» координатор ... */
            continue;
        }
        break;
    }
    if (locative != NONE &&
        (doc || i >= end || item_kind(w, i) != T_WORD ||
         (verb != NULL && verb->vgender == G_PL && phrase_name(w, i) == NONE &&
          !item_is(w, i, W_ROLE | W_GROUP | W_PRON | W_INDEF) &&
          (!item_is(w, i, W_ORG) ||
           (i > locative + 1 && item_is(w, i - 1, W_ORG)))))) {
        if (!doc && (verb == NULL || verb->vgender != G_PL ||
                     item_is(w, locative + 1, W_OBJ)))
            return false;
        i = locative + 1;
        seen_prep = true;
    }
    if (i >= end)
        return false;
    /* "нагадала про блокування з боку Будапешта": the name is the object's;
     * "сказал в интервью РБК директор": the subject comes behind it */
    if (locative != NONE && !seen_prep && verb != NULL && i > locative + 1 &&
        w->lang->verb_first && phrase_name(w, i) != NONE &&
        !item_is(w, i - 1, W_TIME | W_LISTENER) && object_name(w, i)) {
        uint32_t b = w->name.v[phrase_name(w, i)].b;

        while (i < end && phrase_token(w, i) != NONE && phrase_token(w, i) < b)
            i++;
        if (i >= end || item_kind(w, i) != T_WORD ||
            !(phrase_name(w, i) != NONE || item_is(w, i, W_ROLE | W_GROUP)))
            return false;
    }
    /* "інформаційному каналу «Вісті» керівник дирекції": the subject is the
     * role, what stands before it is an object */
    if (w->lang->verb_first && verb != NULL && !doc && !seen_prep &&
        item_kind(w, i) == T_WORD && item_stretch(w, i) == NONE &&
        w->tok.v[w->item.v[i].tok].word == NULL && phrase_name(w, i) == NONE)
        for (uint32_t k = i + 1; k < end && k < i + 6; k++) {
            if (item_kind(w, k) != T_WORD && item_kind(w, k) != I_QUOTE)
                break;
            if (item_is(w, k, W_ROLE) &&
                (item_is(w, k - 1, W_ORG) || item_kind(w, k - 1) == I_QUOTE)) {
                i = k;
                break;
            }
        }
    from = last = i;
    for (; i < end && left > 0; i++, left--) {
        unsigned k = item_kind(w, i);
        uint32_t n;

        if (k == I_QUOTE) {
            if (i == from ? !phrase_title(w, i) : !phrase_title(w, i))
                break;
            last = i + 1;
            continue;
        }
        if (k == T_GENITIVE) {
            last = i + 1;
            continue;
        }
        if (k != T_WORD && k != T_NUM)
            break;
        if (i == from && item_is(w, i, W_PRON) && !item_is(w, i, W_DET)) {
            *m = phrase_make(w, w->item.v[i].tok, w->item.v[i].tok + 1);
            return true;
        }
        if (item_is(w, i, CLAUSE_WORDS | W_VERB | W_AUX | W_CONJ | W_NEG) &&
            phrase_name(w, i) == NONE && !item_is(w, i, W_DET))
            break;
        if (item_is(w, i, W_CUE) && i > from && phrase_name(w, i) == NONE &&
            !item_is(w, i, W_ROLE | W_DOC))
            break;
        if (i > from && item_is(w, i, W_TIME | W_LISTENER | W_ADV | W_PRON) &&
            phrase_name(w, i) == NONE)
            break;
        if (item_is(w, i, W_PREP) && phrase_name(w, i) == NONE &&
            !(i == from && item_is(w, i, W_DET))) {
            if (i == from || name != NONE || !w->lang->verb_first ||
                seen_prep) {
                if (w->lang->verb_first || name != NONE || i == from)
                    break;
                /* "a spokesman for the union" */
            }
            if (!seen_prep)
                role_end = last;
            seen_prep = true;
            continue;
        }
        n = phrase_name(w, i);
        if (n != NONE) {
            if (name != NONE && name != n &&
                w->name.v[name].b - w->name.v[name].a > 1 &&
                w->name.v[n].b - w->name.v[n].a == 1)
                break; /* «...», — сказал Иван Петров Интерфаксу */
            if (!seen_prep ||
                (w->lang->verb_first &&
                 (name == NONE || w->name.v[n].b - w->name.v[n].a > 1) &&
                 w->cl.v[w->name.v[n].cluster].kind == N_PERSON))
                name = n;
        } else if (name != NONE && !seen_prep && k == T_WORD &&
                   w->lang->titlecase) {
            name = NONE; /* "one Democratic source" */
        } else if (name != NONE && !seen_prep && k == T_WORD &&
                   w->name.v[name].b - w->name.v[name].a > 1 &&
                   w->lang->verb_first) {
            break; /* a full name, then an object: "Вовчок журналістам" */
        } else if (name != NONE && w->lang->verb_first &&
                   w->name.v[name].a == w->item.v[from].tok &&
                   tok_is(w, w->name.v[name].a, W_FIRST) == false &&
                   w->cl.n > 0 && w->name.v[name].cluster != NONE &&
                   w->cl.v[w->name.v[name].cluster].words > 1) {
            break;
        }
        last = i + 1;
    }
    while (last > from && item_kind(w, last - 1) == T_GENITIVE)
        last--;
    if (last <= from)
        return false;
    if (name != NONE && seen_prep && w->lang->verb_first && !doc &&
        w->name.v[name].b - w->name.v[name].a < 2 && locative == NONE)
        name = NONE;
    if (name != NONE &&
        !phrase_of_role(w, &w->name.v[name], w->item.v[from].tok, verb) &&
        !doc && locative != from - 1) {
        *m = phrase_with_name(w, w->item.v[from].tok, name);
        return true;
    }
    if (w->lang->verb_first && verb != NULL && !doc &&
        (locative == NONE || from != locative + 1) &&
        item_is(w, from, W_ROLE)) {
        name = late_name(w, last, end);
        if (name != NONE) {
            *m = phrase_with_name(w, w->item.v[from].tok, name);
            if (mention_fits(w, m, verb))
                return true;
        }
    }
    if (role_end != NONE && role_end > from && w->lang->verb_first &&
        !item_is(w, from, W_INDEF))
        last = role_end;
    *m = phrase_make(w, w->item.v[from].tok, phrase_item_end(w, last - 1));
    if (m->kind == M_NONE)
        return false;
    if (m->kind == M_ROLE && m->b - m->a == 1 && phrase_name(w, from) != NONE) {
        *m = phrase_with_name(w, m->a, phrase_name(w, from));
        m->role_b = m->role_a;
    }
    if (doc)
        m->who = N_DOC;
    else if (seen_prep && locative != NONE && m->who == N_PERSON)
        m->who = N_ORG;
    return true;
}

/* "the mayor, Ann Cole": a role whose bearer's name stands between commas. */
static void
apposed(const struct work *w, uint32_t i, uint32_t end, struct mention *m)
{
    uint32_t k = phrase_item(w, i, end, m->b), n, e;
    bool role = false;

    /* "le ministre des transports, Jean Martin" */
    if (k < end && item_is(w, k, W_PREP))
        for (uint32_t left = 6;
             k < end && left > 0 && item_kind(w, k) == T_WORD &&
             phrase_name(w, k) == NONE && !item_is(w, k, W_CUE | W_AUX);
             left--)
            k++;
    if (m->kind != M_ROLE || m->indefinite || k + 1 >= end ||
        item_kind(w, k) != T_COMMA)
        return;
    for (uint32_t t = m->a; t < m->b && t < m->a + 8; t++)
        role = role || tok_is(w, t, W_ROLE);
    n = phrase_name(w, k + 1);
    if (!role || n == NONE || w->name.v[n].b - w->name.v[n].a < 2 ||
        w->name.v[n].a != w->item.v[k + 1].tok ||
        w->name.v[n].cluster == NONE ||
        w->cl.v[w->name.v[n].cluster].kind != N_PERSON)
        return;
    e = phrase_item(w, k, end, w->name.v[n].b);
    if (e < end && item_kind(w, e) != T_COMMA && item_kind(w, e) != T_STOP &&
        item_kind(w, e) != T_DASH && item_kind(w, e) != I_QUOTE)
        return;
    *m = phrase_with_name(w, m->a, n);
}

bool
phrase_right(const struct work *w, uint32_t i, uint32_t end,
             const struct word *verb, struct mention *m)
{
    struct mention other;
    uint32_t k, e;

    if (!right(w, i, end, verb, m))
        return false;
    apposed(w, i, end, m);
    if (!phrase_plural(w, verb) || !phrase_person(w, m))
        return true;
    /* "заявили Іван Верба та Ольга Гай" */
    k = phrase_item(w, i, end, m->b);
    if (k + 1 >= end || !item_is(w, k, W_CONJ) ||
        item_kind(w, k + 1) != T_WORD || !right(w, k + 1, end, verb, &other) ||
        !phrase_person(w, &other) || other.a > w->item.v[k + 1].tok + 12 ||
        w->name.v[other.name].cluster == w->name.v[m->name].cluster)
        return true;
    e = phrase_item(w, k, end, other.b);
    if (e < end && item_kind(w, e) == T_WORD && !w->lang->verb_first)
        return true; /* "said Cole and Marsh left" */
    m->b = other.b;
    m->also = m->name + 1;
    m->name = other.name;
    m->who = N_GROUP;
    return true;
}
