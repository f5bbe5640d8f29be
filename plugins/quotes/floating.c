/* SPDX-License-Identifier: Apache-2.0
 *
 * floating.c: quotations that no clause introduces: whoever spoke in the
 * paragraph goes on, the subject of the sentence beside speaks, a line behind
 * signs, or turns of an interview alternate. */
#include "frames.h"

/* A paragraph that is a dash and a name signs the quotation before it. */
bool
quote_signature(const struct work *w, uint32_t para, struct mention *m)
{
    uint32_t t;

    if (para >= w->para.n)
        return false;
    t = w->para.v[para].begin;
    if (w->tok.v[t].kind != T_DASH || t + 1 >= w->para.v[para].end)
        return false;
    t++;
    if (w->tok.v[t].name == NONE ||
        w->para.v[para].end - w->para.v[para].begin > 30 ||
        w->tok.v[w->para.v[para].end - 1].kind == T_STOP)
        return false;
    *m = (struct mention){ .a = w->name.v[w->tok.v[t].name].a,
                           .b = w->name.v[w->tok.v[t].name].b,
                           .name = w->tok.v[t].name, .kind = M_NAME,
                           .gender = w->name.v[w->tok.v[t].name].gender };
    return true;
}

static bool
subject_of(const struct work *w, uint32_t cs, struct mention *m)
{
    const struct clause_sent *c = &w->cs.v[cs];

    for (uint32_t i = c->a; i < c->b && i < c->a + 14; i++) {
        uint32_t t = w->item.v[i].tok, n;

        if (item_stretch(w, i) != NONE)
            return false;
        n = w->tok.v[t].name;
        if (n != NONE && w->name.v[n].cluster != NONE &&
            w->cl.v[w->name.v[n].cluster].kind == N_PERSON &&
            !(i > c->a && item_is(w, i - 1, W_PREP))) {
            *m = (struct mention){ .a = w->name.v[n].a, .b = w->name.v[n].b,
                                   .name = n, .kind = M_NAME,
                                   .gender = w->name.v[n].gender };
            return true;
        }
        if (item_is(w, i, W_PRON) && !item_is(w, i, W_DET) &&
            i <= c->a + 3) {
            *m = phrase_make(w, t, t + 1);
            return true;
        }
    }
    return false;
}

static bool
attributed(const struct quote *q)
{
    return q->who.kind != M_NONE || q->dropped || q->from != NONE;
}

static void
follow(struct work *w, uint32_t quote, uint32_t from, const char *basis,
       float confidence)
{
    struct quote *q = &w->q.v[quote];

    while (w->q.v[from].from != NONE && w->q.v[from].from < quote &&
           w->q.v[from].who.kind == M_NONE)
        from = w->q.v[from].from;
    q->from = from;
    q->basis = basis;
    q->confidence = confidence;
    q->who = w->q.v[from].who;
    q->dropped = w->q.v[from].dropped;
    q->vgender = w->q.v[from].vgender;
}

/* ---- interviews: questions and answers take turns behind dashes */

/* Whether a quote is a whole paragraph behind a dash. */
static bool
turn(const struct work *w, uint32_t i)
{
    const struct quote *q = &w->q.v[i];

    return w->lang->dash_speech && q->type == Q_DIRECT &&
           w->cs.v[q->sent].parent == NONE && q->para >= w->title_para &&
           w->tok.v[w->para.v[q->para].begin].kind == T_DASH &&
           q->at == w->para.v[q->para].begin + 1;
}

static bool
asks(const struct work *w, const struct quote *q)
{
    uint32_t t = w->para.v[q->para].end - 1;

    while (t > w->para.v[q->para].begin && w->tok.v[t].kind == T_MARK)
        t--;
    return w->tok.v[t].kind == T_STOP && w->tok.v[t].mark == '?';
}

/* Quotes [a, b) are one paragraph each, one behind the other. When every
 * other one asks and the rest do not, whoever is named beside one of the rest
 * says them all. */
static void
interview(struct work *w, uint32_t a, uint32_t b)
{
    struct mention one = { .kind = M_NONE, .name = NONE };
    uint32_t asked[2] = { 0, 0 }, all[2] = { 0, 0 }, who = NONE;
    unsigned answers;

    for (uint32_t i = a; i < b; i++) {
        unsigned side = (w->q.v[i].para - w->q.v[a].para) & 1;

        asked[side] += asks(w, &w->q.v[i]);
        all[side]++;
    }
    if (all[0] == 0 || all[1] == 0)
        return;
    answers = asked[0] * all[1] > asked[1] * all[0] ? 1 : 0;
    if (asked[answers ^ 1] * 2 < all[answers ^ 1] ||
        asked[answers] * 3 > all[answers])
        return;
    for (uint32_t i = a; i < b && who == NONE; i++)
        if (((w->q.v[i].para - w->q.v[a].para) & 1) == answers &&
            w->q.v[i].who.kind != M_NONE && w->q.v[i].from == NONE)
            who = i;
    if (who == NONE && b - a >= 4)
        (void)turns_guest(w, w->para.v[w->q.v[a].para].begin, &one);
    for (uint32_t i = a; i < b; i++) {
        struct quote *q = &w->q.v[i];

        if (q->cue_b > q->cue_a || q->who.kind != M_NONE)
            continue;
        if (((q->para - w->q.v[a].para) & 1) != answers) {
            q->reason = "a question of the interviewer";
        } else if (who != NONE) {
            q->who = w->q.v[who].who;
            q->vgender = w->q.v[who].vgender;
            q->from = who < i ? who : NONE;
            q->basis = "interview-turn";
            q->confidence = 0.7f;
            q->reason = NULL;
        } else if (one.kind != M_NONE) {
            q->who = one;
            q->basis = "interview-turn";
            q->confidence = 0.55f;
            q->reason = NULL;
        }
    }
}

static void
turns(struct work *w)
{
    for (uint32_t a = 0; a < w->q.n;) {
        uint32_t b = a + 1;

        if (!turn(w, a)) {
            a++;
            continue;
        }
        while (b < w->q.n && turn(w, b) &&
               w->q.v[b].para == w->q.v[b - 1].para + 1)
            b++;
        if (b - a >= 2)
            interview(w, a, b);
        a = b;
    }
}

void
floating_all(struct work *w)
{
    uint32_t level0 = NONE; /* last quotation of the author's level */

    for (uint32_t i = 0; i < w->q.n; i++) {
        struct quote *q = &w->q.v[i];
        struct mention m;
        uint32_t next = NONE;

        if (w->cs.v[q->sent].parent != NONE || q->para < w->title_para)
            continue;
        if (attributed(q) || q->basis != NULL || q->reason != NULL) {
            if (!q->weak)
                level0 = i;
            continue;
        }
        /* the chain's or the same paragraph's */
        if (level0 != NONE && w->q.v[level0].para == q->para &&
            attributed(&w->q.v[level0])) {
            uint32_t between = q->sent - w->q.v[level0].sent;

            follow(w, i, level0, "same-paragraph",
                   between <= 1 ? 0.9f : 0.75f);
            level0 = i;
            continue;
        }
        for (uint32_t k = i + 1; k < w->q.n && k < i + 6; k++)
            if (w->q.v[k].para == q->para &&
                w->cs.v[w->q.v[k].sent].parent == NONE &&
                w->q.v[k].type == Q_DIRECT && w->q.v[k].basis != NULL &&
                w->q.v[k].who.kind != M_NONE) {
                next = k;
                break;
            }
        if (q->sent > 0 && w->cs.v[q->sent - 1].para == q->para &&
            w->cs.v[q->sent - 1].parent == NONE &&
            subject_of(w, q->sent - 1, &m)) {
            q->who = m;
            q->basis = "subject-before";
            q->confidence = 0.6f;
        } else if (next != NONE) {
            q->who = w->q.v[next].who;
            q->vgender = w->q.v[next].vgender;
            q->basis = "cue-in-next-sentence";
            q->confidence = 0.75f;
        } else if (quote_signature(w, q->para + 1, &m)) {
            q->who = m;
            q->basis = "signature";
            q->confidence = 0.85f;
        } else if (level0 != NONE && q->para - w->q.v[level0].para == 1 &&
                   attributed(&w->q.v[level0])) {
            const struct clause_sent *c = &w->cs.v[q->sent];
            const struct stretch *st =
                &w->st.v[item_stretch(w, c->a) != NONE
                             ? item_stretch(w, c->a)
                             : 0];

            /* dialogue changes speakers; a monologue does not */
            if (item_stretch(w, c->a) != NONE &&
                (st->flags & SP_TURN) != 0)
                q->reason = "a turn of a dialogue without a name";
            else
                follow(w, i, level0, "previous-paragraph", 0.5f);
        } else if (q->sent + 1 < w->cs.n &&
                   w->cs.v[q->sent + 1].para == q->para &&
                   subject_of(w, q->sent + 1, &m)) {
            q->who = m;
            q->basis = "subject-after";
            q->confidence = 0.4f;
        } else if (q->reason == NULL) {
            q->reason = "no cue and no speaker in reach";
        }
        level0 = i;
    }
    turns(w);
}
