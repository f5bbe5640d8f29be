/* SPDX-License-Identifier: Apache-2.0
 *
 * phrase.c: the noun phrase beside a cue: who is said to have said it. No
 * grammar, only where phrases stop: at punctuation, verbs, conjunctions. */
#include "names.h"

#include <string.h>

#define REACH 18

static const uint32_t CLAUSE_WORDS = W_THAT | W_REL | W_CLAUSE;

/* Item i as a token, NONE for a stretch. */
static uint32_t
word_at(const struct work *w, uint32_t i)
{
    return item_stretch(w, i) == NONE ? w->item.v[i].tok : NONE;
}

static uint32_t
name_at(const struct work *w, uint32_t i)
{
    uint32_t t = word_at(w, i);

    return t != NONE ? w->tok.v[t].name : NONE;
}

/* Whether a single name behind a role names the role's office, not its
 * holder: "глава Росатома", "president of France". */
static bool
belongs_to_role(const struct work *w, const struct name *n, uint32_t from,
                const struct word *verb)
{
    char low[200];
    size_t len;
    const struct cluster *cl;

    if (n->b - n->a > 1 || n->a <= from || n->cluster == NONE)
        return false;
    if (tok_is(w, n->a, W_PLACE | W_ORG) && !tok_is(w, n->a, W_FIRST))
        return true;
    /* "жителі Куп'янська розповіли": several speak, no single name */
    if (verb != NULL && verb->vgender == G_PL && tok_is(w, from, W_GROUP) &&
        w->cl.v[n->cluster].words == 1)
        return true;
    cl = &w->cl.v[n->cluster];
    if (cl->words > 1 || tok_is(w, n->a, W_FIRST))
        return false;
    if ((w->tok.v[n->a].flags & TF_ALLCAPS) != 0)
        return true;
    if (w->lang->case_count == 0)
        return false;
    if ((unsigned char)w->text[w->tok.v[n->a].begin] < 0x80 &&
        (unsigned char)w->text[w->tok.v[from].begin] >= 0x80)
        return true; /* "представитель Philips" */
    len = token_low(w, n->a, low);
    for (uint32_t i = 0; i < w->lang->case_count; i++) {
        const struct ending *e = &w->lang->cases[i];

        if (len > e->from_len + 2 &&
            memcmp(low + len - e->from_len, e->from, e->from_len) == 0) {
            if (e->sure)
                return true;
            return verb != NULL && verb->vgender == G_M && e->gender == G_M;
        }
    }
    return false;
}

/* Whether a name has an ending of a case other than the nominative; `sure`:
 * one that no nominative has. */
static bool
case_like(const struct work *w, uint32_t t, bool sure)
{
    char low[200];
    size_t len = token_low(w, t, low);

    for (uint32_t i = 0; i < w->lang->case_count; i++) {
        const struct ending *e = &w->lang->cases[i];

        if (e->gender == G_M && len > e->from_len + 2 && (!sure || e->sure) &&
            memcmp(low + len - e->from_len, e->from, e->from_len) == 0)
            return true;
    }
    return false;
}

/* Whether a single name behind a noun is no person, or in another case. */
static bool
object_name(const struct work *w, uint32_t i)
{
    const struct name *n = &w->name.v[name_at(w, i)];

    return n->cluster != NONE && w->cl.v[n->cluster].words == 1 &&
           (w->cl.v[n->cluster].kind != N_PERSON || case_like(w, n->a, false));
}

bool
phrase_office(const struct work *w, const struct name *n, uint32_t from)
{
    return belongs_to_role(w, n, from, NULL);
}

struct mention
phrase_make(const struct work *w, uint32_t a, uint32_t b)
{
    struct mention m = { .a = a, .b = b, .name = NONE, .kind = M_ROLE,
                         .role_a = a, .role_b = a };

    while (m.b > a && (w->tok.v[m.b - 1].kind == T_COMMA ||
                       w->tok.v[m.b - 1].kind == T_DASH))
        b = --m.b;
    if (a >= b || (b - a == 1 && w->tok.v[a].kind == T_NUM)) {
        m.kind = M_NONE;
        return m;
    }
    if (b - a == 1 && tok_is(w, a, W_PRON | W_POSS | W_OBJ)) {
        m.kind = M_PRONOUN;
        m.gender = w->tok.v[a].word->gender;
        return m;
    }
    if (tok_is(w, a, W_INDEF))
        m.indefinite = true;
    for (uint32_t t = a; t < b; t++) {
        const struct word *k = w->tok.v[t].word;

        if (k == NULL)
            continue;
        if ((k->classes & (W_ORG | W_PLACE)) != 0 && m.who == N_PERSON)
            m.who = N_ORG;
        if ((k->classes & W_GROUP) != 0)
            m.who = N_GROUP;
        if ((k->classes & W_DOC) != 0 && m.who == N_PERSON)
            m.who = N_DOC;
        if ((k->classes & W_ROLE) != 0 && t == a + (tok_is(w, a, W_DET | W_INDEF) ? 1u : 0u))
            m.who = N_PERSON;
        if ((k->classes & (W_ROLE | W_HONOR)) != 0 && m.gender == G_NONE &&
            k->gender != G_ANY)
            m.gender = k->gender;
        if ((k->classes & W_ROLE) != 0)
            break;
    }
    return m;
}

/* Whether it is the custom to show a mention with its title. */
static bool
shows_title(const struct work *w)
{
    return !w->lang->fragment || w->lang->all_nouns;
}

/* The mention of a name with what stands before it as its role. */
static struct mention
with_name(const struct work *w, uint32_t a, uint32_t name)
{
    const struct name *n = &w->name.v[name];
    struct mention m = { .a = n->a, .b = n->b, .name = name, .kind = M_NAME };

    m.gender = n->gender;
    m.role_a = a;
    m.role_b = n->a;
    /* the mention is shown with its title where that is the custom */
    if (shows_title(w) && a < n->a && n->a - a <= 9)
        m.lead = a;
    while (m.role_a < m.role_b && tok_is(w, m.role_a, W_DET | W_INDEF |
                                         W_CONJ | W_POSS | W_ADV))
        m.role_a++;
    if (n->cluster != NONE)
        m.who = w->cl.v[n->cluster].kind;
    if (m.gender == G_NONE && n->cluster != NONE)
        m.gender = w->cl.v[n->cluster].gender;
    return m;
}

bool
mention_fits(const struct work *w, const struct mention *m,
             const struct word *verb)
{
    uint8_t v = verb != NULL ? verb->vgender : G_ANY;
    uint8_t g = m->gender;

    if (m->name != NONE && w->name.v[m->name].cluster != NONE &&
        w->cl.v[w->name.v[m->name].cluster].gender != G_NONE)
        g = w->cl.v[w->name.v[m->name].cluster].gender;
    if (v == G_ANY || v == G_NONE || g == G_NONE || g == G_ANY)
        return true;
    if (m->who != N_PERSON)
        return true;
    return v == g || v == G_PL;
}

static uint32_t
item_end(const struct work *w, uint32_t i)
{
    return item_stretch(w, i) == NONE
               ? w->item.v[i].tok + 1
               : w->st.v[item_stretch(w, i)].outer_b;
}

/* A short stretch inside a phrase is a name: движение «Левый фронт». */
static bool
title_item(const struct work *w, uint32_t i)
{
    return item_stretch(w, i) != NONE &&
           w->st.v[item_stretch(w, i)].words <= 5 &&
           (w->st.v[item_stretch(w, i)].flags &
            (SP_DASH | SP_BLOCK | SP_CUT)) == 0;
}

bool
item_adverb(const struct work *w, uint32_t i)
{
    const struct tok *k;

    if (item_stretch(w, i) != NONE)
        return false;
    k = &w->tok.v[w->item.v[i].tok];
    if (k->kind != T_WORD || k->name != NONE)
        return false;
    if (k->word != NULL)
        return (k->word->classes & W_ADV) != 0;
    if ((k->flags & TF_CAP) != 0 && (k->flags & TF_SENT) == 0)
        return false;
    for (uint32_t n = 0; n < w->lang->adverb_count; n++) {
        const struct ending *e = &w->lang->adverbs[n];

        if (k->end - k->begin > e->from_len + 3 &&
            memcmp(w->text + k->end - e->from_len, e->from, e->from_len) == 0)
            return true;
    }
    return false;
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

        if (k == I_QUOTE && title_item(w, i))
            continue;
        if (k == T_COMMA || k == T_NUM || k == T_GENITIVE || k == T_MARK)
            continue;
        if (k != T_WORD || item_is(w, i, W_THAT | W_REL | W_CLAUSE | W_AUX |
                                             W_NEG | W_PRON))
            return NONE;
        n = name_at(w, i);
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
            item_is(w, i + 1, W_ROLE) && name_at(w, i + 1) == NONE &&
            w->lang->all_nouns && !item_is(w, i, W_DET)) {
            i++; /* "erklärte dessen Sprecherin" */
            continue;
        }
        if (verb != NULL && verb->vgender == G_PL && w->lang->verb_first &&
            name_at(w, i) != NONE && i + 3 < end &&
            (w->tok.v[w->item.v[i].tok].flags & TF_ALLCAPS) != 0 &&
            item_kind(w, i + 1) == T_WORD && item_is(w, i + 2, W_PREP) &&
            item_is(w, i + 3, W_ORG)) {
            i += 2; /* "сообщили РИА Новости в суде" */
            continue;
        }
        if (verb != NULL && verb->vgender == G_PL && w->lang->verb_first &&
            name_at(w, i) != NONE && i + 2 < end &&
            w->name.v[name_at(w, i)].b - w->name.v[name_at(w, i)].a == 1 &&
            item_is(w, i + 1, W_PREP) &&
            (item_is(w, i + 2, W_ORG) || item_is(w, i + 3 < end ? i + 3 : i,
                                                 W_ORG))) {
            i++; /* "розповіли Суспільному у пресслужбі": the listener */
            continue;
        }
        if (k == T_WORD && item_is(w, i, W_PRON | W_DET))
            break;
        if (verb == NULL && item_is(w, i, W_NEG | W_CUE) &&
            name_at(w, i) == NONE)
            return false;
        if (verb == NULL && title_item(w, i)) { /* laut „Die Welt“ */
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
        if (verb != NULL && k == T_WORD && name_at(w, i) == NONE &&
            w->lang->verb_first) { /* "тем же вечером" */
            uint32_t t = i + 1;

            while (t < end && t < i + 3 && item_kind(w, t) == T_WORD &&
                   name_at(w, t) == NONE && !item_is(w, t, W_TIME))
                t++;
            if (t < end && t < i + 3 && item_is(w, t, W_TIME) &&
                !item_is(w, i, W_ROLE | W_ORG | W_GROUP | W_PRON)) {
                i = t + 1;
                continue;
            }
        }
        if (k == T_NUM || item_is(w, i, W_ADV | W_TIME | W_LISTENER | W_NEG) ||
            (item_is(w, i, W_OBJ) && name_at(w, i) == NONE &&
             (w->tok.v[w->item.v[i].tok].flags & TF_ALLCAPS) == 0)) {
            if (k == T_NUM && i + 1 < end &&
                !item_is(w, i + 1, W_TIME) && item_kind(w, i + 1) == T_WORD)
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
            if (i < end && name_at(w, i) != NONE) {
                uint32_t b = w->name.v[name_at(w, i)].b;

                while (i < end && word_at(w, i) != NONE && word_at(w, i) < b)
                    i++;
            } else {
                for (uint32_t n = 0; n < 2 && i < end &&
                                     item_kind(w, i) == T_WORD &&
                                     name_at(w, i) == NONE &&
                                     !item_is(w, i, W_ROLE | W_PREP | W_DET);
                     n++) {
                    bool time = item_is(w, i, W_TIME | W_LISTENER | W_ORG |
                                                  W_DOC);

                    i++;
                    if (time)
                        break;
                }
            }
            continue;
        }
        if (title_item(w, i) && i + 1 < end &&
            item_kind(w, i + 1) == T_WORD &&
            !item_is(w, i + 1, W_PREP | W_CUE)) {
            i++; /* сообщил «Интерфаксу» координатор ... */
            continue;
        }
        break;
    }
    if (locative != NONE &&
        (doc || i >= end || item_kind(w, i) != T_WORD ||
         (verb != NULL && verb->vgender == G_PL && name_at(w, i) == NONE &&
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
        w->lang->verb_first && name_at(w, i) != NONE &&
        !item_is(w, i - 1, W_TIME | W_LISTENER) && object_name(w, i)) {
        uint32_t b = w->name.v[name_at(w, i)].b;

        while (i < end && word_at(w, i) != NONE && word_at(w, i) < b)
            i++;
        if (i >= end || item_kind(w, i) != T_WORD ||
            !(name_at(w, i) != NONE || item_is(w, i, W_ROLE | W_GROUP)))
            return false;
    }
    /* "інформаційному каналу «Вісті» керівник дирекції": the subject is the
     * role, what stands before it is an object */
    if (w->lang->verb_first && verb != NULL && !doc && !seen_prep &&
        item_kind(w, i) == T_WORD && item_stretch(w, i) == NONE &&
        w->tok.v[w->item.v[i].tok].word == NULL && name_at(w, i) == NONE)
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
            if (i == from ? !title_item(w, i)
                          : !title_item(w, i))
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
            name_at(w, i) == NONE && !item_is(w, i, W_DET))
            break;
        if (item_is(w, i, W_CUE) && i > from && name_at(w, i) == NONE &&
            !item_is(w, i, W_ROLE | W_DOC))
            break;
        if (i > from && item_is(w, i, W_TIME | W_LISTENER | W_ADV |
                                          W_PRON) &&
            name_at(w, i) == NONE)
            break;
        if (item_is(w, i, W_PREP) && name_at(w, i) == NONE &&
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
        n = name_at(w, i);
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
        !belongs_to_role(w, &w->name.v[name], w->item.v[from].tok, verb) &&
        !doc && locative != from - 1) {
        *m = with_name(w, w->item.v[from].tok, name);
        return true;
    }
    if (w->lang->verb_first && verb != NULL && !doc &&
        (locative == NONE || from != locative + 1) &&
        item_is(w, from, W_ROLE)) {
        name = late_name(w, last, end);
        if (name != NONE) {
            *m = with_name(w, w->item.v[from].tok, name);
            if (mention_fits(w, m, verb))
                return true;
        }
    }
    if (role_end != NONE && role_end > from && w->lang->verb_first &&
        !item_is(w, from, W_INDEF))
        last = role_end;
    *m = phrase_make(w, w->item.v[from].tok, item_end(w, last - 1));
    if (m->kind == M_NONE)
        return false;
    if (m->kind == M_ROLE && m->b - m->a == 1 && name_at(w, from) != NONE) {
        *m = with_name(w, m->a, name_at(w, from));
        m->role_b = m->role_a;
    }
    if (doc)
        m->who = N_DOC;
    else if (seen_prep && locative != NONE && m->who == N_PERSON)
        m->who = N_ORG;
    return true;
}

static bool
verb_shaped(const struct work *w, uint32_t i)
{
    const struct tok *k = &w->tok.v[w->item.v[i].tok];

    if (item_stretch(w, i) != NONE || k->kind != T_WORD ||
        k->word != NULL || (k->flags & TF_CAP) != 0)
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

    while (s < end && (item_is(w, s, W_CONJ | W_TIME) || item_adverb(w, s) ||
                       item_kind(w, s) == T_COMMA) && name_at(w, s) == NONE)
        s++;
    if (s + 1 < end && item_is(w, s, W_ROLE | W_GROUP | W_ORG) &&
        name_at(w, s) == NONE && !item_is(w, s, W_PREP) &&
        (item_is(w, s + 1, W_CUE | W_VERB | W_AUX) ||
         verb_shaped(w, s + 1))) {
        *m = phrase_make(w, w->item.v[s].tok, w->item.v[s].tok + 1);
        return true; /* "Президент выразил ... и отметил" */
    }
    for (k = s; k < end && k < s + 14; k++) {
        uint32_t n = name_at(w, k);

        if (item_kind(w, k) == I_QUOTE && !title_item(w, k))
            return false;
        if (n != NONE && w->name.v[n].cluster != NONE &&
            w->cl.v[w->name.v[n].cluster].kind == N_PERSON &&
            !(k > start && item_is(w, k - 1, W_PREP)) &&
            !belongs_to_role(w, &w->name.v[n], w->item.v[s].tok, NULL)) {
            uint32_t after = k;

            while (after < end && w->item.v[after].tok < w->name.v[n].b)
                after++;
            if (after < end && (item_kind(w, after) == T_GENITIVE ||
                                (item_is(w, after, W_ROLE) &&
                                 w->lang->titlecase)))
                continue; /* "United manager Ana Freitas" */
            *m = with_name(w, w->item.v[s].tok, n);
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
                                     item_end(w, k - 1));
                    return m->kind != M_NONE;
                }
            return false;
        }
    }
    if (s < end && item_is(w, s, W_ROLE | W_GROUP | W_ORG | W_INDEF) &&
        !item_is(w, s, W_PREP)) { /* "Президент и сам ..." */
        for (k = s + 1; k < end && k < s + 5; k++)
            if (item_kind(w, k) != T_WORD ||
                item_is(w, k, W_CONJ | W_PREP | W_ADV | W_VERB | W_CUE |
                                  W_DET | W_AUX))
                break;
        *m = phrase_make(w, w->item.v[s].tok, item_end(w, k - 1));
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
            return name_at(w, i - 2) != NONE && name_at(w, comma - 1) == NONE
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
            (k == I_QUOTE && !title_item(w, i - 1)))
            break;
        if (k == T_COMMA && i < comma && item_is(w, i, W_REL) &&
            !item_is(w, i, W_THAT | W_DET) &&
            (item_kind(w, i - 2) == T_WORD || item_kind(w, i - 2) == I_QUOTE))
            return over_list(w, start, i - 1);
    }
    left = 45;
    /* "Its chairwoman, Dr Irena Holub, said": the name between the commas */
    for (uint32_t i = comma; i > start + 1 && left > 30; i--, left--) {
        if (item_kind(w, i - 1) == mark)
            {
            if (i < comma && i > start + 2 &&
                (comma - i > 1 || item_is(w, i, W_FIRST)))
                return comma;
            break;
        }
        if (item_kind(w, i - 1) != T_WORD ||
            (name_at(w, i - 1) == NONE &&
             !item_is(w, i - 1, W_HONOR | W_ROLE)))
            break;
        if (i == comma && name_at(w, i - 1) == NONE)
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
            if (name_at(w, i - 2) != NONE)
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
           word_at(w, i) != NONE &&
           (w->tok.v[word_at(w, i)].flags & TF_CAP) != 0 &&
           (w->tok.v[word_at(w, i + 1)].flags & TF_CAP) != 0 &&
           !item_is(w, i, W_CONJ);
}

static bool
left_of(const struct work *w, uint32_t start, uint32_t i,
        const struct word *verb, struct mention *m)
{
    uint32_t j = i, s, prep = NONE, n, left, lead = 0;

    while (j > start && (item_is(w, j - 1, W_AUX | W_NEG) ||
                         item_adverb(w, j - 1) ||
                         (item_is(w, j - 1, W_OBJ) &&
                          !item_is(w, j - 1, W_PRON) &&
                          !(j > start + 1 && item_is(w, j - 2, W_PREP)))) &&
           name_at(w, j - 1) == NONE)
        j--;
    while (j > start && item_is(w, j - 1, W_TIME) &&
           name_at(w, j - 1) == NONE && !item_is(w, j - 1, W_PRON)) {
        j--;
        if (j > start && item_is(w, j - 1, W_PREP))
            j--;
    }
    /* "X, who said": X */
    if (j > start + 1 && item_is(w, j - 1, W_REL) &&
        !item_is(w, j - 1, W_THAT | W_CLAUSE) && name_at(w, j - 1) == NONE) {
        j--;
        if (j > start && item_kind(w, j - 1) == T_COMMA)
            j--;
        return j > start && left_of(w, start, j, NULL, m);
    }
    /* "X laughed and said": the sentence's own subject */
    if (j > start + 2 && item_is(w, j - 1, W_CONJ) &&
        name_at(w, j - 1) == NONE)
        return phrase_subject(w, start, j - 1, m);
    if (j > start && item_kind(w, j - 1) == T_RPAR) {
        left = 20;
        while (j > start && left-- > 0 && item_kind(w, j - 1) != T_LPAR)
            j--;
        if (j > start && item_kind(w, j - 1) == T_LPAR)
            j--;
    }
    if (j > start && (item_kind(w, j - 1) == T_COMMA ||
                      item_kind(w, j - 1) == T_DASH)) {
        uint32_t c = over_apposition(w, start, j - 1);

        if (c == NONE)
            return false;
        if (c == j - 1) { /* "Its chairwoman, Dr Irena Holub," */
            uint32_t k = c;

            while (k > start && item_kind(w, k - 1) == T_WORD)
                k--;
            if (k > start + 1 && item_kind(w, k - 1) == T_COMMA) {
                for (left = 12, k--;
                     k > start && left > 0 &&
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

        if (k == I_QUOTE && title_item(w, s - 1))
            continue;
        if (k == T_GENITIVE)
            continue;
        if (k != T_WORD && k != T_NUM)
            break;
        if (name_at(w, s - 1) != NONE)
            continue;
        if (item_is(w, s - 1, CLAUSE_WORDS) && !item_is(w, s - 1, W_DET))
            break;
        if (item_is(w, s - 1, W_CONJ) &&
            !(s - 1 > start && s < j && name_at(w, s - 2) != NONE &&
              name_at(w, s) != NONE && (verb == NULL ||
                                        verb->vgender == G_PL)))
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
           name_at(w, s) == NONE && !(s + 1 < j && titled(w, s)))
        s++;
    if (s >= j)
        return false;
    if (item_is(w, j - 1, W_PRON) && name_at(w, j - 1) == NONE &&
        !item_is(w, j - 1, W_DET | W_THAT)) {
        uint32_t t = w->item.v[j - 1].tok;

        *m = phrase_make(w, t, t + 1);
        return true;
    }
    for (uint32_t k = s; k < j; k++)
        if (item_is(w, k, W_PREP) && name_at(w, k) == NONE) {
            prep = k;
            break;
        }
    n = name_at(w, j - 1);
    /* "У серпні «Обленерго» заявляло": the name in marks */
    if (prep == s && item_kind(w, j - 1) == I_QUOTE && title_item(w, j - 1) &&
        item_kind(w, j - 2) == T_WORD && !item_is(w, j - 2, W_ORG)) {
        const struct stretch *st = &w->st.v[item_stretch(w, j - 1)];

        *m = phrase_make(w, st->a, st->b);
        m->who = N_ORG;
        return m->kind != M_NONE;
    }
    /* "Натомість у мерії сказали": an adverb we do not know */
    if (prep == s + 1 && verb != NULL && verb->vgender == G_PL && n == NONE &&
        w->lang->verb_first && word_at(w, s) != NONE &&
        w->tok.v[word_at(w, s)].word == NULL &&
        (w->tok.v[word_at(w, s)].flags & TF_SENT) != 0 &&
        name_at(w, s) == NONE)
        s = prep;
    if (prep == s) { /* "In March the minister", "В полиции" */
        uint32_t det = NONE;

        if (w->lang->all_nouns)
            return false;

        for (uint32_t k = s + 1; k < j; k++)
            if (item_is(w, k, W_DET | W_INDEF) || item_is(w, k - 1, W_TIME))
                det = k;
        if (verb != NULL && verb->need == NEED_DOC && s + 1 < j) {
            *m = phrase_make(w, w->item.v[s + 1].tok, item_end(w, j - 1));
            m->who = N_DOC;
            return m->kind != M_NONE;
        }
        if (n != NONE && (verb == NULL || verb->vgender != G_PL) &&
            w->name.v[n].a > w->item.v[s + 1].tok) {
            *m = with_name(w, w->name.v[n].role_a, n);
            return true;
        }
        if (w->lang->verb_first && item_is(w, j - 1, W_ROLE) && j - s > 2 &&
            (verb == NULL || verb->vgender != G_PL)) {
            *m = phrase_make(w, w->item.v[j - 1].tok, item_end(w, j - 1));
            return true;
        }
        if (det != NONE && det < j) {
            *m = phrase_make(w, w->item.v[det].tok, item_end(w, j - 1));
            return m->kind != M_NONE;
        }
        if (verb == NULL || verb->vgender == G_PL || w->lang->verb_first) {
            if (verb != NULL && verb->vgender != G_PL &&
                verb->vgender != G_ANY)
                return false;
            if (s + 1 >= j)
                return false;
            for (uint32_t k = s + 2; k < j && item_is(w, s + 1, W_ORG); k++)
                if (item_is(w, k, W_WORK | W_DOC) && name_at(w, k) == NONE)
                    j = k; /* "В Кремле слова X назвали" */
            *m = phrase_make(w, w->item.v[s + 1].tok, item_end(w, j - 1));
            if (m->who == N_PERSON)
                m->who = N_ORG;
            return m->kind != M_NONE;
        }
        return false;
    }
    if (prep != NONE) {
        uint32_t before = name_at(w, prep - 1);

        /* "посолка Європейського Союзу в Україні Катаріна Матернова" */
        if (n != NONE && n != before && w->lang->verb_first &&
            w->name.v[n].b - w->name.v[n].a > 1 &&
            tok_is(w, w->name.v[n].a, W_FIRST) &&
            !(before != NONE && tok_is(w, w->name.v[before].a, W_FIRST))) {
            *m = with_name(w, w->item.v[s].tok, n);
            return true;
        }
        if (before != NONE &&
            !belongs_to_role(w, &w->name.v[before], w->item.v[s].tok,
                             verb)) {
            *m = with_name(w, w->item.v[s].tok, before);
            return true;
        }
        if (n != NONE && w->lang->verb_first &&
            (w->name.v[n].b - w->name.v[n].a > 1 ||
             w->cl.v[w->name.v[n].cluster].words > 1) &&
            w->name.v[n].a > w->item.v[prep].tok + 1) {
            *m = with_name(w, w->item.v[s].tok, n);
            return true;
        }
        if (n != NONE && w->name.v[n].role_a < w->item.v[prep].tok &&
            w->name.v[n].role_b > w->item.v[prep].tok) {
            *m = with_name(w, w->item.v[s].tok, n);
            return true; /* US Secretary of State Marco Rubio */
        }
        *m = phrase_make(w, w->item.v[s].tok, item_end(w, j - 1));
        return m->kind != M_NONE;
    }
    if (n != NONE &&
        !belongs_to_role(w, &w->name.v[n], w->item.v[s].tok, verb)) {
        *m = with_name(w, w->item.v[s].tok, n);
        if (lead != 0 && shows_title(w))
            m->lead = lead;
        return true;
    }
    /* words we know nothing of are an object as likely as a subject */
    if (w->lang->verb_first && (j - s > 1 || w->lang->all_nouns)) {
        bool known = w->lang->all_nouns && item_is(w, s, W_DET | W_INDEF);

        for (uint32_t k = s; k < j && !known; k++)
            known = name_at(w, k) != NONE ||
                    item_is(w, k, W_ROLE | W_ORG | W_GROUP | W_DOC | W_INDEF |
                                      W_PLACE | W_POSS) ||
                    item_kind(w, k) == I_QUOTE;
        if (!known)
            return false;
    }
    *m = phrase_make(w, w->item.v[s].tok, item_end(w, j - 1));
    return m->kind != M_NONE;
}

/* Whether a mention without a name has a word that tells of people. */
bool
phrase_known(const struct work *w, const struct mention *m)
{
    for (uint32_t t = m->a; t < m->b; t++)
        if (w->tok.v[t].name != NONE ||
            tok_is(w, t, W_ROLE | W_ORG | W_GROUP | W_DOC | W_INDEF |
                             W_PLACE | W_DET | W_PRON))
            return true;
    return false;
}

/* Whether the verb may have two subjects. */
static bool
plural(const struct work *w, const struct word *verb)
{
    return verb != NULL &&
           (verb->vgender == G_PL ||
            (w->lang->zero_that && verb->vgender == G_ANY));
}

static bool
person_named(const struct work *w, const struct mention *m)
{
    return m->kind == M_NAME && m->name != NONE && m->also == 0 &&
           w->name.v[m->name].cluster != NONE &&
           w->cl.v[w->name.v[m->name].cluster].kind == N_PERSON;
}

/* First item at or behind `from` whose token is t or later. */
static uint32_t
item_of(const struct work *w, uint32_t from, uint32_t end, uint32_t t)
{
    while (from < end && w->item.v[from].tok < t)
        from++;
    return from;
}

/* "the mayor, Ann Cole": a role whose bearer's name stands between commas. */
static void
apposed(const struct work *w, uint32_t i, uint32_t end, struct mention *m)
{
    uint32_t k = item_of(w, i, end, m->b), n, e;
    bool role = false;

    /* "le ministre des transports, Jean Martin" */
    if (k < end && item_is(w, k, W_PREP))
        for (uint32_t left = 6;
             k < end && left > 0 && item_kind(w, k) == T_WORD &&
             name_at(w, k) == NONE && !item_is(w, k, W_CUE | W_AUX);
             left--)
            k++;
    if (m->kind != M_ROLE || m->indefinite || k + 1 >= end ||
        item_kind(w, k) != T_COMMA)
        return;
    for (uint32_t t = m->a; t < m->b && t < m->a + 8; t++)
        role = role || tok_is(w, t, W_ROLE);
    n = name_at(w, k + 1);
    if (!role || n == NONE || w->name.v[n].b - w->name.v[n].a < 2 ||
        w->name.v[n].a != w->item.v[k + 1].tok ||
        w->name.v[n].cluster == NONE ||
        w->cl.v[w->name.v[n].cluster].kind != N_PERSON)
        return;
    e = item_of(w, k, end, w->name.v[n].b);
    if (e < end && item_kind(w, e) != T_COMMA && item_kind(w, e) != T_STOP &&
        item_kind(w, e) != T_DASH && item_kind(w, e) != I_QUOTE)
        return;
    *m = with_name(w, m->a, n);
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
    if (!plural(w, verb) || !person_named(w, m))
        return true;
    /* "заявили Іван Верба та Ольга Гай" */
    k = item_of(w, i, end, m->b);
    if (k + 1 >= end || !item_is(w, k, W_CONJ) || item_kind(w, k + 1) != T_WORD ||
        !right(w, k + 1, end, verb, &other) || !person_named(w, &other) ||
        other.a > w->item.v[k + 1].tok + 12 ||
        w->name.v[other.name].cluster == w->name.v[m->name].cluster)
        return true;
    e = item_of(w, k, end, other.b);
    if (e < end && item_kind(w, e) == T_WORD && !w->lang->verb_first)
        return true; /* "said Cole and Marsh left" */
    m->b = other.b;
    m->also = m->name + 1;
    m->name = other.name;
    m->who = N_GROUP;
    return true;
}

bool
phrase_left(const struct work *w, uint32_t start, uint32_t i,
            const struct word *verb, struct mention *m)
{
    struct mention other;
    uint32_t first, k, from, left = 30;

    if (!left_of(w, start, i, verb, m))
        return false;
    if (!plural(w, verb) || !person_named(w, m))
        return true;
    first = m->lead != 0 ? m->lead : m->role_a < m->role_b ? m->role_a : m->a;
    for (k = i; k > start && w->item.v[k - 1].tok >= first; k--)
        ;
    while (k > start && item_is(w, k - 1, W_DET))
        k--;
    if (k < start + 2 || !item_is(w, k - 1, W_CONJ) ||
        item_kind(w, k - 2) != T_WORD ||
        !left_of(w, start, k - 1, NULL, &other) || !person_named(w, &other) ||
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
          w->lang->verb_first && case_like(w, other.a, true)) &&
        (!left || other.kind == M_NAME ||
         (other.kind == M_PRONOUN && tok_is(w, other.a, W_PRON)))) {
        *m = other;
        return true;
    }
    return left;
}
