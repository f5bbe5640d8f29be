/* SPDX-License-Identifier: Apache-2.0
 *
 * phrase.c: noun phrases beside a cue: what a phrase is made of, for those who
 * look for it behind the cue (phrase-right.c) and before it (phrase-left.c).
 * No grammar, only where phrases stop: at punctuation, verbs, conjunctions. */
#include "phrase.h"

#include <string.h>

/* Item i as a token, NONE for a stretch. */
uint32_t
phrase_token(const struct work *w, uint32_t i)
{
    return item_stretch(w, i) == NONE ? w->item.v[i].tok : NONE;
}

uint32_t
phrase_name(const struct work *w, uint32_t i)
{
    uint32_t t = phrase_token(w, i);

    return t != NONE ? w->tok.v[t].name : NONE;
}

/* Whether a single name behind a role names the role's office, not its
 * holder: "глава Росатома", "president of France". */
bool
phrase_of_role(const struct work *w, const struct name *n, uint32_t from,
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
bool
phrase_case(const struct work *w, uint32_t t, bool sure)
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

bool
phrase_office(const struct work *w, const struct name *n, uint32_t from)
{
    return phrase_of_role(w, n, from, NULL);
}

struct mention
phrase_make(const struct work *w, uint32_t a, uint32_t b)
{
    struct mention m = {
        .a = a, .b = b, .name = NONE, .kind = M_ROLE, .role_a = a, .role_b = a
    };

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
        if ((k->classes & W_ROLE) != 0 &&
            t == a + (tok_is(w, a, W_DET | W_INDEF) ? 1u : 0u))
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
bool
phrase_shows_title(const struct work *w)
{
    return !w->lang->fragment || w->lang->all_nouns;
}

/* The mention of a name with what stands before it as its role. */
struct mention
phrase_with_name(const struct work *w, uint32_t a, uint32_t name)
{
    const struct name *n = &w->name.v[name];
    struct mention m = { .a = n->a, .b = n->b, .name = name, .kind = M_NAME };

    m.gender = n->gender;
    m.role_a = a;
    m.role_b = n->a;
    /* the mention is shown with its title where that is the custom */
    if (phrase_shows_title(w) && a < n->a && n->a - a <= 9)
        m.lead = a;
    while (m.role_a < m.role_b &&
           tok_is(w, m.role_a, W_DET | W_INDEF | W_CONJ | W_POSS | W_ADV))
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

uint32_t
phrase_item_end(const struct work *w, uint32_t i)
{
    return item_stretch(w, i) == NONE ? w->item.v[i].tok + 1
                                      : w->st.v[item_stretch(w, i)].outer_b;
}

/* A short stretch inside a phrase is a name: движение «Левый фронт». */
bool
phrase_title(const struct work *w, uint32_t i)
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

/* Whether a mention without a name has a word that tells of people. */
bool
phrase_known(const struct work *w, const struct mention *m)
{
    for (uint32_t t = m->a; t < m->b; t++)
        if (w->tok.v[t].name != NONE ||
            tok_is(w, t,
                   W_ROLE | W_ORG | W_GROUP | W_DOC | W_INDEF | W_PLACE |
                       W_DET | W_PRON))
            return true;
    return false;
}

/* Whether the verb may have two subjects. */
bool
phrase_plural(const struct work *w, const struct word *verb)
{
    return verb != NULL && (verb->vgender == G_PL ||
                            (w->lang->zero_that && verb->vgender == G_ANY));
}

bool
phrase_person(const struct work *w, const struct mention *m)
{
    return m->kind == M_NAME && m->name != NONE && m->also == 0 &&
           w->name.v[m->name].cluster != NONE &&
           w->cl.v[w->name.v[m->name].cluster].kind == N_PERSON;
}

/* First item at or behind `from` whose token is t or later. */
uint32_t
phrase_item(const struct work *w, uint32_t from, uint32_t end, uint32_t t)
{
    while (from < end && w->item.v[from].tok < t)
        from++;
    return from;
}
