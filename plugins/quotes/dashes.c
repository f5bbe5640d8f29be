/* SPDX-License-Identifier: Apache-2.0
 *
 * dashes.c: speech that a dash opens, author's words between dashes inside
 * speech, and paragraphs quoted without any mark behind "X said:". */
#include "marks.h"

#include <string.h>

/* How far a cue may stand behind the dash, and how long an author's clause
 * may be, in tokens. */
#define CUE_REACH    7
#define CLAUSE_REACH 60

static bool
verb_like(const struct work *w, uint32_t t)
{
    return (tok_is(w, t, W_VERB) && (w->tok.v[t].flags & TF_CAP) == 0) ||
           tok_verb_shape(w, t) != G_NONE;
}

bool
dashes_author(const struct work *w, uint32_t t, uint32_t end)
{
    uint32_t i = t + 1, left = CUE_REACH;
    bool lower;

    if (i >= end || w->tok.v[i].kind != T_WORD)
        return false;
    lower = (w->tok.v[i].flags & TF_CAP) == 0;
    if (verb_like(w, i) && i + 1 < end && w->tok.v[i + 1].kind == T_WORD &&
        ((w->tok.v[i + 1].flags & TF_CAP) != 0 || tok_is(w, i + 1, W_PRON)))
        return true;
    /* "– Нема, – він махає рукою": */
    if (lower && tok_is(w, i, W_PRON) && !tok_is(w, i, W_DET) && i + 1 < end &&
        (w->tok.v[t - 1].kind == T_STOP || w->tok.v[t - 1].kind == T_COMMA) &&
        (w->tok.v[i].word->gender == G_M || w->tok.v[i].word->gender == G_F) &&
        verb_like(w, i + 1))
        return true;
    /* "– Восени! – сплескує руками Ганна" */
    if (lower && verb_like(w, i) && w->tok.v[t - 1].kind == T_STOP)
        for (uint32_t k = i + 1; k < end && k < i + 5; k++) {
            if (w->tok.v[k].kind != T_WORD)
                break;
            if ((w->tok.v[k].flags & TF_CAP) != 0 ||
                tok_is(w, k, W_PRON | W_ROLE))
                return true;
        }
    for (; i < end && left > 0; i++, left--) {
        const struct tok *k = &w->tok.v[i];

        if (k->kind == T_MARK)
            continue;
        if (k->kind != T_WORD && k->kind != T_GENITIVE)
            return false;
        if (tok_is(w, i, W_CUE))
            return lower || i <= t + 3;
        if (tok_is(w, i, W_THAT | W_REL | W_CLAUSE) && !tok_is(w, i, W_AS))
            return false;
    }
    return false;
}

/* « A, raconte X, boulanger. B »: commas part the author's words inside the
 * marks, in some languages. */
static void
commas_cut(struct work *w, uint32_t s)
{
    uint32_t end = w->st.v[s].b, whole = w->st.v[s].outer_b;

    for (uint32_t i = w->st.v[s].a + 1; i + 2 < end; i++) {
        uint32_t k = i + 2;
        struct stretch *piece;

        if (w->tok.v[i].kind != T_COMMA || !tok_is(w, i + 1, W_CUE) ||
            (w->tok.v[i + 1].flags & TF_CAP) != 0 ||
            w->tok.v[i + 1].word->vform != F_FINITE ||
            ((w->tok.v[i + 2].flags & TF_CAP) == 0 &&
             !tok_is(w, i + 2, W_PRON | W_DET | W_ROLE | W_HONOR)))
            continue;
        while (k < end && k - i < CLAUSE_REACH &&
               w->tok.v[k].kind != T_STOP)
            k++;
        if (k < end && w->tok.v[k].kind != T_STOP)
            continue;
        w->st.v[s].b = i;
        w->st.v[s].outer_b = i;
        w->st.v[s].flags |= SP_CUT;
        if (k + 2 >= end)
            return;
        piece = VEC_PUSH(w, w->st);
        if (piece == NULL)
            return;
        *piece = (struct stretch){
            .outer_a = k + 1, .outer_b = whole, .a = k + 1, .b = end,
            .para = w->st.v[s].para, .parent = NONE, .quote = NONE,
            .group = w->st.v[s].group != NONE ? w->st.v[s].group : s,
            .flags = (uint8_t)((w->st.v[s].flags & SP_CLOSED) | SP_CUT)
        };
        return;
    }
}

uint32_t
dashes_cut(struct work *w, uint32_t s)
{
    uint32_t cuts = 0, first = s, end = w->st.v[s].b,
             whole = w->st.v[s].outer_b;
    bool dash_line = (w->st.v[s].flags & SP_DASH) != 0;

    for (uint32_t i = w->st.v[s].a + 1; i < end; i++) {
        uint32_t k, b;
        const struct tok *before;
        struct stretch *piece;

        if (w->tok.v[i].kind != T_DASH)
            continue;
        before = &w->tok.v[i - 1];
        if (!dashes_author(w, i, end))
            continue;
        if (before->kind != T_COMMA && before->kind != T_STOP &&
            !(before->kind == T_MARK && i >= 2 &&
              (w->tok.v[i - 2].kind == T_STOP)) &&
            !(i + 2 < end && tok_is(w, i + 1, W_CUE) &&
              ((w->tok.v[i + 2].flags & TF_CAP) != 0 ||
               tok_is(w, i + 2, W_PRON) ||
               (dash_line && tok_is(w, i + 2, W_ROLE | W_DET | W_ORG |
                                                  W_GROUP | W_HONOR)))))
            continue;
        for (k = i + 2; k < end && k - i < CLAUSE_REACH; k++)
            if (w->tok.v[k].kind == T_DASH &&
                (w->tok.v[k - 1].kind == T_COMMA ||
                 w->tok.v[k - 1].kind == T_STOP ||
                 w->tok.v[k - 1].kind == T_COLON ||
                 (k + 2 < end && (w->tok.v[k + 1].kind == T_STOP ||
                                  w->tok.v[k + 1].kind == T_COMMA))))
                break;
        if (k >= end || k - i >= CLAUSE_REACH) {
            if (!dash_line && end - i > 14)
                continue;
            k = end;
        }
        b = i;
        if (before->kind == T_COMMA)
            b--;
        w->st.v[s].b = b;
        w->st.v[s].outer_b = i;
        w->st.v[s].flags |= SP_CUT;
        cuts++;
        if (k + 1 >= end)
            break;
        piece = VEC_PUSH(w, w->st);
        if (piece == NULL)
            return cuts;
        *piece = (struct stretch){
            .outer_a = k, .outer_b = whole, .b = end,
            .a = k + (w->tok.v[k + 1].kind == T_STOP ||
                      w->tok.v[k + 1].kind == T_COMMA ? 2u : 1u),
            .para = w->st.v[s].para, .parent = NONE, .quote = NONE,
            .group = w->st.v[s].group != NONE ? w->st.v[s].group : s,
            .flags = (uint8_t)((w->st.v[s].flags &
                                (SP_CLOSED | SP_DASH | SP_SINGLE)) | SP_CUT)
        };
        if ((w->st.v[s].flags & SP_CONTINUES) != 0)
            piece->group = s;
        s = w->st.n - 1;
        i = k;
    }
    if (cuts == 0 && w->lang->comma_cut && !dash_line)
        commas_cut(w, first);
    return cuts;
}

bool
dashes_open(struct work *w, uint32_t p)
{
    struct mill_span para = w->para.v[p];
    struct stretch *s;
    uint32_t prev_end;

    if (w->tok.v[para.begin].kind == T_DASH && w->lang->dash_speech &&
        para.end - para.begin > 1) {
        s = VEC_PUSH(w, w->st);
        if (s == NULL)
            return false;
        *s = (struct stretch){ .outer_a = para.begin, .outer_b = para.end,
                               .a = para.begin + 1, .b = para.end,
                               .para = p, .parent = NONE, .group = NONE,
                               .quote = NONE, .flags = SP_DASH };
        return true;
    }
    if (p == 0 || w->tok.v[para.begin].kind != T_WORD ||
        (w->tok.v[para.begin].flags & TF_CAP) == 0 ||
        w->tok.v[para.end - 1].kind != T_STOP || para.end - para.begin < 6)
        return true;
    prev_end = w->para.v[p - 1].end;
    if (w->tok.v[prev_end - 1].kind != T_COLON)
        return true;
    for (uint32_t i = prev_end, left = 16;
         i > w->para.v[p - 1].begin && left > 0; i--, left--)
        if (tok_is(w, i - 1, W_CUE) &&
            w->tok.v[i - 1].word->need != NEED_NAMING) {
            s = VEC_PUSH(w, w->st);
            if (s == NULL)
                return false;
            *s = (struct stretch){ .outer_a = para.begin,
                                   .outer_b = para.end, .a = para.begin,
                                   .b = para.end, .para = p, .parent = NONE,
                                   .group = NONE, .quote = NONE,
                                   .flags = SP_BLOCK };
            break;
        }
    return true;
}

/* A run of paragraphs that open with a dash is talk when one of them holds an
 * author's clause, or when there is a question among them; a list else. */
static void
decide_run(struct work *w, const uint32_t *at, uint32_t a, uint32_t b)
{
    bool talk = false, stops = true, colon = false;

    for (uint32_t p = a; p < b; p++) {
        const struct stretch *s = &w->st.v[at[p]];
        struct mill_span para = w->para.v[p];
        uint32_t end = para.end - 1;

        if ((s->flags & SP_CUT) != 0)
            talk = true;
        while (end > para.begin && w->tok.v[end].kind == T_MARK)
            end--;
        if (w->tok.v[end].kind != T_STOP && w->tok.v[end].kind != T_COLON)
            stops = false;
        else if (w->tok.v[end].mark == '?' && b - a > 1)
            talk = true;
        if ((w->tok.v[para.begin + 1].flags & TF_CAP) == 0 &&
            w->tok.v[para.begin + 1].kind == T_WORD)
            stops = false;
    }
    if (a > 0) {
        uint32_t e = w->para.v[a - 1].end;

        colon = w->tok.v[e - 1].kind == T_COLON;
        /* "Іван Петренко:" and his turn */
        if (colon && b - a == 1 && e - w->para.v[a - 1].begin <= 6 &&
            (w->tok.v[w->para.v[a - 1].begin].flags & TF_CAP) != 0)
            talk = true;
        /* "Іван Петренко, директор музею:" */
        if (colon && b - a == 1 && e - w->para.v[a - 1].begin <= 30 &&
            e - w->para.v[a - 1].begin > 3 &&
            (w->tok.v[w->para.v[a - 1].begin].flags &
             w->tok.v[w->para.v[a - 1].begin + 1].flags & TF_CAP) != 0 &&
            w->tok.v[w->para.v[a - 1].begin + 2].kind == T_COMMA)
            talk = true;
        for (uint32_t i = e, left = 14;
             colon && !talk && i > w->para.v[a - 1].begin && left > 0;
             i--, left--)
            if (tok_is(w, i - 1, W_CUE) && b - a == 1)
                talk = true;
    }
    for (uint32_t p = a; p < b; p++) {
        struct stretch *s = &w->st.v[at[p]];

        if ((s->flags & SP_CUT) != 0)
            continue;
        if (talk && stops)
            s->flags |= SP_TURN;
        else
            s->b = NONE;
    }
}

void
dashes_decide(struct work *w)
{
    uint32_t *at = mill_arena_alloc(w->arena,
                                    (w->para.n + 1) * sizeof *at);
    uint32_t run = NONE;

    if (at == NULL) {
        w->failed = true;
        return;
    }
    for (uint32_t p = 0; p <= w->para.n; p++)
        at[p] = NONE;
    for (uint32_t i = 0; i < w->st.n; i++)
        if ((w->st.v[i].flags & SP_DASH) != 0 &&
            at[w->st.v[i].para] == NONE)
            at[w->st.v[i].para] = i;
    for (uint32_t p = 0; p <= w->para.n; p++) {
        if (p < w->para.n && at[p] != NONE) {
            if (run == NONE)
                run = p;
        } else if (run != NONE) {
            decide_run(w, at, run, p);
            run = NONE;
        }
    }
}
