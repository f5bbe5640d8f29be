/* SPDX-License-Identifier: Apache-2.0
 *
 * roles.c: roles as names of people: which words give somebody a role, and
 * whom "the minister", "посадовець", "die Sprecherin" means. */
#include "speakers.h"

#include <string.h>

static bool
add_role(struct stage *st, uint32_t t, uint32_t cluster, uint32_t end)
{
    uint32_t key = name_key(st->w, t), k = key & st->roles_mask;

    if (st->entry_count == st->entry_cap)
        return true;
    while (st->roles[k] != 0 && st->entry[st->roles[k] - 1].key != key)
        k = (k + 1) & st->roles_mask;
    st->entry[st->entry_count].cluster = cluster;
    st->entry[st->entry_count].pos = t;
    st->entry[st->entry_count].end = end;
    st->entry[st->entry_count].key = key;
    st->entry[st->entry_count].next =
        st->roles[k] != 0 ? st->roles[k] - 1 : NONE;
    st->roles[k] = ++st->entry_count;
    return true;
}

/* Do tokens x and y begin alike: "украинский", "Украины"? */
static bool
alike(const struct work *w, uint32_t x, uint32_t y)
{
    char lx[200], ly[200];
    size_t n = token_low(w, x, lx), m = token_low(w, y, ly), k = 0;
    size_t want = (unsigned char)lx[0] >= 0x80 ? 8 : 4;

    while (k < n && k < m && lx[k] == ly[k])
        k++;
    return k >= want || (k == n && k == m);
}

/* Whether word t of a mention narrows its role down: a place, an adjective,
 * an organisation. */
static bool
modifier(const struct work *w, uint32_t t, uint32_t role)
{
    return t != role && w->tok.v[t].kind == T_WORD &&
           !tok_is(w, t, W_DET | W_PREP | W_CONJ | W_ADV | W_INDEF);
}

/* Whether the tokens [a, b) have a word like one of the mention's. */
static bool
narrowed(const struct work *w, const struct mention *m, uint32_t role,
         uint32_t a, uint32_t b)
{
    if (b > a + 16)
        b = a + 16;
    for (uint32_t t = m->a; t < m->b && t < m->a + 8; t++) {
        if (!modifier(w, t, role))
            continue;
        for (uint32_t k = a; k < b; k++)
            if (w->tok.v[k].kind == T_WORD && alike(w, t, k))
                return true;
    }
    return false;
}

/* The cluster with a role, the last one given it before the mention, else
 * the first one after. A mention that narrows its role down ("глава
 * Казахстана") wants the same word there. */
static uint32_t
find_role(const struct stage *st, const struct mention *m, uint32_t t,
          bool narrow)
{
    const struct work *w = st->w;
    uint32_t key = name_key(w, t), k = key & st->roles_mask, e, left = 64;
    uint32_t after = NONE;

    while (st->roles[k] != 0 && st->entry[st->roles[k] - 1].key != key)
        k = (k + 1) & st->roles_mask;
    for (e = st->roles[k] != 0 ? st->roles[k] - 1 : NONE;
         e != NONE && left > 0; e = st->entry[e].next, left--) {
        if (narrow && !narrowed(w, m, t, st->entry[e].pos + 1,
                                st->entry[e].end))
            continue;
        if (st->entry[e].pos < m->a)
            return st->entry[e].cluster;
        if (w->cl.v[st->entry[e].cluster].words > 1)
            after = st->entry[e].cluster;
    }
    return after;
}

/* Words before and behind a name that give its bearer a role. */
void
roles_note(struct stage *st, uint32_t n)
{
    struct work *w = st->w;
    struct name *nm = &w->name.v[n];
    struct cluster *cl = &w->cl.v[nm->cluster];
    uint32_t from = nm->a, left = 10, t;

    if (cl->kind == N_PLACE || (cl->kind == N_ORG && cl->words > 1))
        return;
    for (t = nm->a; t > 0 && left > 0; t--, left--) {
        const struct tok *k = &w->tok.v[t - 1];

        if ((w->tok.v[t].flags & TF_SENT) != 0)
            break;
        if (k->kind == T_MARK || k->kind == T_GENITIVE || k->kind == T_NUM)
            continue;
        if (k->kind != T_WORD ||
            (k->word != NULL &&
             (k->word->classes & (W_CUE | W_VERB | W_AUX | W_CONJ | W_THAT |
                                  W_REL | W_PRON | W_CLAUSE)) != 0 &&
             (k->word->classes & (W_ROLE | W_DET)) == 0))
            break;
        if (k->name != NONE && k->name != n &&
            (w->cl.v[w->name.v[k->name].cluster].words > 1
                 ? left == 10 || tok_is(w, w->name.v[k->name].a, W_FIRST)
                 : w->cl.v[w->name.v[k->name].cluster].gender != G_NONE))
            break;
        if (left < 10 && w->tok.v[t - 1].word == NULL &&
            tok_verb_shape(w, t - 1) != G_NONE)
            break;
        if (tok_is(w, t - 1, W_PREP) && w->lang->titlecase)
            break;
        if (tok_is(w, t - 1, W_ROLE)) {
            if (!tok_is(w, t - 1, W_HONOR) && w->lang->titlecase)
                (void)add_role(st, t - 1, nm->cluster, nm->a);
            from = t - 1;
        }
    }
    /* elsewhere the first word is the head: заступник міністра */
    if (from < nm->a && !w->lang->titlecase && !tok_is(w, from, W_HONOR)) {
        if (phrase_office(w, nm, from))
            return; /* "глава Росатома": no person */
        (void)add_role(st, from, nm->cluster, nm->a);
    }
    if (from < nm->a && nm->role_a == nm->role_b) {
        nm->role_a = from;
        nm->role_b = nm->a;
    } else if (from < nm->role_a) {
        nm->role_a = from;
    }
    if (nm->role_a < nm->role_b) {
        if (cl->role_name == NONE)
            cl->role_name = n;
        if (cl->kind == N_ORG && cl->words == 1 && from < nm->a)
            cl->kind = N_PERSON;
        for (t = nm->role_a; t < nm->role_b && cl->gender == G_NONE; t++)
            if (tok_is(w, t, W_ROLE | W_HONOR) &&
                (w->tok.v[t].word->gender == G_F ||
                 w->tok.v[t].word->gender == G_M) &&
                w->lang->case_count == 0)
                cl->gender = w->tok.v[t].word->gender;
    }
    t = nm->b;
    if (t + 1 < w->tok.n && w->tok.v[t].kind == T_COMMA) {
        left = 7;
        for (t++; t < w->tok.n && left > 0; t++, left--) {
            if (w->tok.v[t].kind != T_WORD ||
                tok_is(w, t, W_CUE | W_REL | W_VERB))
                break;
            if (tok_is(w, t, W_ROLE) && w->tok.v[t].name == NONE) {
                (void)add_role(st, t, nm->cluster, t + left);
                if (cl->gender == G_NONE && w->lang->titlecase &&
                    (w->tok.v[t].word->gender == G_F ||
                     w->tok.v[t].word->gender == G_M))
                    cl->gender = w->tok.v[t].word->gender;
            }
        }
    }
}

/* The gender that a role's word has, else that of the verb. */
static uint8_t
head_gender(const struct work *w, uint32_t t, uint8_t verb)
{
    char low[200];
    size_t n;

    if (w->tok.v[t].word != NULL &&
        (w->tok.v[t].word->gender == G_M || w->tok.v[t].word->gender == G_F))
        return w->tok.v[t].word->gender;
    n = token_low(w, t, low);
    for (uint32_t i = 0; i < w->lang->female_count; i++) {
        const struct ending *e = &w->lang->females[i];

        if (n > e->from_len + 4 &&
            memcmp(low + n - e->from_len, e->from, e->from_len) == 0)
            return G_F;
    }
    return verb;
}

/* "усміхається майстриня", "заявил серб": one noun that no list has, in a
 * language without articles. */
static bool
unknown_noun(const struct work *w, const struct mention *m)
{
    uint32_t t = m->a;

    if (w->lang->titlecase) { /* "the violinist", "the 38-year-old" */
        char low[200];
        bool person = false;
        size_t n;

        if (m->b - t != 2 || !tok_is(w, t, W_DET))
            return false;
        n = token_low(w, ++t, low);
        for (uint32_t i = 0; i < w->lang->person_count && !person; i++) {
            const struct ending *e = &w->lang->persons[i];

            person = n > e->from_len + 2 &&
                     memcmp(low + n - e->from_len, e->from, e->from_len) == 0;
        }
        if (!person)
            return false;
    } else if (w->lang->case_count == 0) {
        return false;
    }
    return m->b - t == 1 && m->who == N_PERSON &&
           w->tok.v[t].kind == T_WORD && w->tok.v[t].word == NULL &&
           w->tok.v[t].name == NONE &&
           ((w->tok.v[t].flags & (TF_ALLCAPS | TF_CAP)) == 0 ||
            ((w->tok.v[t].flags & (TF_ALLCAPS | TF_SENT)) == TF_SENT &&
             !w->lang->titlecase));
}

/* "глава государства", "глава відомства": an office of two common words
 * narrows nobody down. */
static bool
common_office(const struct work *w, const struct mention *m, uint32_t a)
{
    return w->lang->case_count > 0 && m->b - a == 2 && !m->indefinite &&
           w->tok.v[a + 1].kind == T_WORD && w->tok.v[a + 1].name == NONE &&
           (w->tok.v[a + 1].flags & TF_CAP) == 0 &&
           !tok_is(w, a + 1, W_PLACE | W_ROLE | W_GROUP);
}

uint32_t
roles_resolve(struct stage *st, const struct quote *q, float *sure)
{
    struct work *w = st->w;
    const struct mention *m = &q->who;
    struct wanted want = { .tok = m->a, .para = q->para };
    uint32_t a = m->a, role = NONE, c;
    bool close, narrow = false, anaphor = false;

    while (a < m->b && tok_is(w, a, W_DET))
        a++;
    /* the last word of a role counts in English, the first elsewhere */
    for (uint32_t t = a; t < m->b && t < a + 8; t++) {
        if (tok_is(w, t, W_PREP))
            break;
        if (tok_is(w, t, W_ROLE)) {
            role = t;
            if (!w->lang->titlecase)
                break;
        }
    }
    for (uint32_t t = a; t < m->b && t < a + 8 && !w->lang->titlecase; t++)
        narrow = narrow || (modifier(w, t, role) &&
                            !tok_is(w, t, W_ROLE));
    if (role != NONE && w->tok.v[role].word->gender == G_PL)
        role = NONE; /* several are no person */
    if (role != NONE && !m->indefinite) {
        c = find_role(st, m, role, narrow);
        if (c != NONE && w->cl.v[c].kind == N_PERSON &&
            (q->vgender == G_ANY || q->vgender == G_NONE ||
             q->vgender == G_PL || w->cl.v[c].gender == G_NONE ||
             w->cl.v[c].gender == q->vgender) &&
            q->vgender != G_PL) {
            *sure = 0.9f;
            return person_of_cluster(st, c);
        }
    }
    /* "глава КНР" for the "председатель КНР" spoken of lately */
    if (role != NONE && narrow && tok_is(w, role, W_GENERIC))
        for (uint32_t i = 0; i < st->recent_count; i++) {
            const struct cluster *cl = &w->cl.v[st->recent[i].cluster];
            const struct name *n;

            if (cl->kind != N_PERSON || cl->role_name == NONE)
                continue;
            n = &w->name.v[cl->role_name];
            if (narrowed(w, m, role, n->role_a, n->role_b)) {
                *sure = 0.75f;
                return person_of_cluster(st, st->recent[i].cluster);
            }
        }
    /* "the spokesman" after "a spokesman for the union" */
    if (role != NONE && !m->indefinite && m->b - a <= 2) {
        uint32_t key = name_key(w, role), left = 16;

        for (uint32_t i = w->who.n; i > 0 && left > 0; i--, left--) {
            const struct person *p = &w->who.v[i - 1];

            if (p->cluster != NONE || p->who.who != N_PERSON)
                continue;
            for (uint32_t t = p->who.a; t < p->who.b && t < p->who.a + 6; t++)
                if (tok_is(w, t, W_ROLE) && name_key(w, t) == key) {
                    *sure = 0.85f;
                    return i - 1;
                }
        }
    }
    want.role = role;
    want.gender = head_gender(w, role != NONE ? role : a, q->vgender);
    want.noun = want.gender != G_F;
    want.generic = role != NONE && tok_is(w, role, W_GENERIC);
    if (role == NONE)
        anaphor = want.near = unknown_noun(w, m);
    else if (m->b - a <= 2 && (!w->lang->titlecase || a > m->a))
        anaphor = want.generic || m->b - a == 1 ||
                  (role == a && common_office(w, m, a));
    if (anaphor && !m->indefinite && q->vgender != G_PL) {
        c = recent_best(st, &want, &close);
        if (c != NONE) {
            *sure = close ? 0.6f : 0.75f;
            return person_of_cluster(st, c);
        }
    }
    *sure = 1.0f;
    return person_of_role(st, m);
}
