/* SPDX-License-Identifier: Apache-2.0
 *
 * recent.c: whom the author spoke of lately, and who of them a pronoun or a
 * role most likely means. */
#include "speakers.h"

#include <string.h>

void
recent_see(struct stage *st, uint32_t cluster, uint32_t tok, bool subject)
{
    uint32_t i, count = 0;

    for (i = 0; i < st->recent_count; i++)
        if (st->recent[i].cluster == cluster) {
            count = st->recent[i].count;
            break;
        }
    if (i == st->recent_count) {
        if (st->recent_count < RECENT)
            st->recent_count++;
        i = st->recent_count - 1;
    }
    memmove(st->recent + 1, st->recent, i * sizeof st->recent[0]);
    st->recent[0] = (struct seen){ cluster, st->w->tok.v[tok].sent, tok,
                                   count + 1, subject };
}

/* A first name in the nominative is a subject where names have cases. */
static bool
nominative(const struct work *w, const struct name *n)
{
    const struct word *first = w->tok.v[n->a].word;

    return n->b - n->a > 1 && first != NULL &&
           (first->classes & W_FIRST) != 0 && first->declines &&
           !first->oblique && w->lang->case_count > 0;
}

/* Whether only words of a noun phrase stand between the start of the sentence
 * and token a: "Air quality scientist", "Doyle's sister". */
static bool
opens(const struct work *w, uint32_t a)
{
    for (uint32_t left = 6; left > 0; a--, left--) {
        if ((w->tok.v[a].flags & TF_SENT) != 0)
            return true;
        if (a == 0 || (w->tok.v[a - 1].kind != T_WORD &&
                       w->tok.v[a - 1].kind != T_GENITIVE) ||
            tok_is(w, a - 1, W_PREP | W_VERB | W_AUX | W_CUE | W_THAT | W_REL |
                                 W_CLAUSE | W_PRON))
            return false;
    }
    return false;
}

void
recent_until(struct stage *st, uint32_t tok)
{
    struct work *w = st->w;

    for (; st->next_name < w->name.n && w->name.v[st->next_name].a < tok;
         st->next_name++) {
        const struct name *n = &w->name.v[st->next_name];
        uint32_t a = n->role_a < n->role_b ? n->role_a : n->a;
        bool subject;

        if (n->in_quote || n->cluster == NONE ||
            w->cl.v[n->cluster].kind == N_PLACE)
            continue;
        subject = (w->tok.v[a].flags & TF_SENT) != 0 ||
                  (w->tok.v[n->a].flags & TF_SENT) != 0 || n->subject ||
                  (a > 0 && (w->tok.v[a - 1].flags & TF_SENT) != 0 &&
                   tok_is(w, a - 1, W_DET | W_ROLE | W_CONJ)) ||
                  (w->lang->titlecase && opens(w, a)) || nominative(w, n);
        if (n->b < w->tok.n && w->tok.v[n->b].kind == T_GENITIVE)
            subject = false;
        recent_see(st, n->cluster, n->a, subject);
    }
}

static bool
has_role(const struct work *w, const struct cluster *cl, uint32_t key)
{
    const struct name *n = &w->name.v[cl->role_name];

    for (uint32_t t = n->role_a; t < n->role_b && t < n->role_a + 10; t++)
        if (tok_is(w, t, W_ROLE) && name_key(w, t) == key)
            return true;
    return false;
}

static bool
known(uint8_t gender)
{
    return gender == G_M || gender == G_F || gender == G_N || gender == G_PL;
}

/* Sentences in which persons of the gender asked for were named last. */
struct newest {
    uint32_t sent, subject;
};

/* How well somebody fits; false: not at all. */
static bool
fits(const struct stage *st, const struct wanted *want, const struct seen *s,
     const struct newest *newest, int *score)
{
    const struct work *w = st->w;
    const struct cluster *cl = &w->cl.v[s->cluster];
    uint32_t sent = w->tok.v[want->tok].sent;
    uint32_t d = sent > s->sent ? sent - s->sent : 0;
    bool here = s->tok >= w->para.v[want->para].begin;
    bool last = st->last != NONE && w->who.v[st->last].cluster == s->cluster;

    *score = -(int)(d > 12 ? 24 : 2 * d);
    if (cl->kind != N_PERSON)
        return false;
    if (known(want->gender) && known(cl->gender) && cl->gender != want->gender)
        return false;
    if (want->near && (!s->subject || (!here && d > 1)))
        return false;
    if (want->role != NONE && cl->role_name != NONE &&
        !has_role(w, cl, name_key(w, want->role))) {
        /* somebody with another role: "следователь" is not the accused */
        if (!want->generic && (!s->subject || (d > 1 && !here)))
            return false;
        *score -= 5;
    }
    if (known(want->gender) && cl->gender == want->gender)
        *score += 4;
    else if (want->noun && cl->gender == G_F)
        *score -= 3; /* "чиновник" is rather a man */
    if (s->subject)
        *score += 3;
    if (cl->words > 1)
        *score += 2;
    else if (cl->role_name == NONE && cl->gender == G_NONE && !cl->spoke)
        return false; /* nothing says that this is a person */
    if (cl->spoke)
        *score += 1;
    if (last)
        *score += want->para - st->last_para > 1            ? 2
                  : !s->subject && newest->subject >= s->sent ? 1
                  : s->sent < newest->sent                    ? 3
                                                              : 6;
    /* the paragraph's own subject before whoever spoke in the one before */
    if (here && s->subject && !last && st->last_para < want->para)
        *score += 3;
    if (s->count > 1)
        *score += 1;
    return true;
}

/* Whether one person only of those spoken of lately has the gender. */
static bool
only_one(const struct stage *st, uint8_t gender, uint32_t *cluster)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < st->recent_count; i++) {
        const struct cluster *cl = &st->w->cl.v[st->recent[i].cluster];

        if (cl->kind != N_PERSON || cl->gender != gender || cl->words < 2)
            continue;
        *cluster = st->recent[i].cluster;
        count++;
    }
    if (count != 1)
        *cluster = NONE;
    return count == 1;
}

/* A candidate, for `pressmill explain`. */
static void
tell(const struct work *w, const struct wanted *want, uint32_t cluster,
     int score)
{
    const struct name *n = &w->name.v[w->cl.v[cluster].best];
    uint32_t a = w->tok.v[n->a].begin, b = w->tok.v[n->b - 1].end;

    mill_doc_explain(w->doc,
                     (struct mill_span){ w->tok.v[want->tok].begin,
                                         w->tok.v[want->tok].end },
                     "may be %.*s: %d points for gender, place, subject and "
                     "who spoke last",
                     (int)(b - a), w->text + a, score);
}

uint32_t
recent_best(const struct stage *st, const struct wanted *want, bool *close)
{
    const struct work *w = st->w;
    struct newest newest = { 0, 0 };
    uint32_t best = NONE;
    int best_score = -100, second = -100;

    for (uint32_t i = 0; i < st->recent_count; i++) {
        const struct seen *s = &st->recent[i];
        const struct cluster *cl = &w->cl.v[s->cluster];

        if (cl->kind != N_PERSON ||
            (known(want->gender) && cl->gender != want->gender))
            continue;
        if (s->sent > newest.sent)
            newest.sent = s->sent;
        if (s->subject && s->sent > newest.subject)
            newest.subject = s->sent;
    }
    for (uint32_t i = 0; i < st->recent_count; i++) {
        int score;

        if (!fits(st, want, &st->recent[i], &newest, &score))
            continue;
        if (w->doc != NULL && mill_doc_explaining(w->doc))
            tell(w, want, st->recent[i].cluster, score);
        if (score > best_score) {
            second = best_score;
            best_score = score;
            best = st->recent[i].cluster;
        } else if (score > second) {
            second = score;
        }
    }
    if (best == NONE && want->near && known(want->gender))
        best_score = only_one(st, want->gender, &best) ? 0 : best_score;
    *close = best_score - second < 2;
    return best_score > -16 ? best : NONE;
}
