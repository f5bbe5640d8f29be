/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.c: which quotation marks belong together. A small stack machine over
 * all styles of marks, paragraph by paragraph, that repairs what writers get
 * wrong: a mark never closed, one closing two levels, one closing too much,
 * a second style closing the first. */
#include "marks.h"

#include <string.h>

/* Deeper marks than this are taken as text. */
#define DEPTH 8

enum family { FAM_NONE, FAM_DOUBLE, FAM_ANGLE, FAM_SINGLE, FAM_SANGLE,
              FAM_CJK, FAM_CJK2, FAM_CJK3 };
enum side { SIDE_NONE, SIDE_OPEN, SIDE_CLOSE };

struct open {
    uint32_t st; /* index of the stretch */
    uint16_t mark;
    uint8_t family;
};

struct machine {
    struct work *w;
    struct open stack[DEPTH];
    uint32_t depth;
    uint32_t first_st;   /* of this paragraph */
    uint32_t stray;      /* token of a closer that closed nothing, or NONE */
    uint32_t pending;    /* stretch that may go on in this paragraph */
    uint32_t pending_left;
};

static enum family
family_of(uint16_t c)
{
    switch (c) {
    case '"': case 0x5f4: case 0x201c: case 0x201d: case 0x201e: case 0x201f:
    case 0x301d: case 0x301e: case 0x301f: case 0xff02:
        return FAM_DOUBLE;
    case 0xab: case 0xbb:
        return FAM_ANGLE;
    case '\'': case 0x2018: case 0x2019: case 0x201a: case 0x201b:
        return FAM_SINGLE;
    case 0x2039: case 0x203a:
        return FAM_SANGLE;
    case 0x300a: case 0x300b:
        return FAM_CJK3;
    case 0x300c: case 0x300d:
        return FAM_CJK;
    case 0x300e: case 0x300f:
        return FAM_CJK2;
    default:
        return FAM_NONE;
    }
}

/* Whether token t may open or close by what stands around it. */
static void
context(const struct work *w, uint32_t t, struct mill_span para, bool *open,
        bool *close)
{
    const struct tok *k = &w->tok.v[t];
    bool left = (k->flags & TF_SPACE) != 0 || t == para.begin;
    bool right = (k->flags & TF_SPACE_AFTER) != 0 || t + 1 == para.end;

    if (!left) {
        const struct tok *p = &w->tok.v[t - 1];

        left = p->kind == T_LPAR || p->kind == T_DASH ||
               (p->kind == T_MARK && ((p->flags & TF_SPACE) != 0 ||
                                      t - 1 == para.begin));
    }
    if (!right) {
        const struct tok *n = &w->tok.v[t + 1];

        right = n->kind == T_COMMA || n->kind == T_STOP ||
                n->kind == T_COLON || n->kind == T_SEMI ||
                n->kind == T_RPAR || n->kind == T_DASH ||
                (n->kind == T_MARK && (n->flags & TF_SPACE_AFTER) != 0) ||
                (n->kind == T_MARK && t + 2 >= para.end);
    }
    *open = left && !right;
    *close = right && !left;
    if (left == right)
        *open = *close = true;
}

static uint32_t
find_open(const struct machine *m, enum family fam)
{
    for (uint32_t i = m->depth; i > 0; i--)
        if (m->stack[i - 1].family == fam)
            return i - 1;
    return NONE;
}

static enum side
side_of(const struct machine *m, uint32_t t, struct mill_span para)
{
    const struct work *w = m->w;
    uint16_t c = w->tok.v[t].mark;
    enum family fam = family_of(c);
    uint32_t at = find_open(m, fam);
    bool opens, closes;

    context(w, t, para, &opens, &closes);
    switch (c) {
    case 0xab: case 0x2039:
        if (at != NONE &&
            m->stack[at].mark == (c == 0xab ? 0xbb : 0x203a) && closes)
            return SIDE_CLOSE;
        return SIDE_OPEN;
    case 0xbb: case 0x203a:
        if (at != NONE)
            return m->stack[at].mark == c && opens && !closes ? SIDE_OPEN
                                                              : SIDE_CLOSE;
        return opens && !closes ? SIDE_OPEN : SIDE_CLOSE;
    case 0x201e: case 0x201f: case 0x301d:
        return SIDE_OPEN;
    case 0x201a: case 0x201b:
        return opens ? SIDE_OPEN : SIDE_NONE;
    case 0x300a: case 0x300c: case 0x300e:
        return SIDE_OPEN;
    case 0x300b: case 0x300d: case 0x300f: case 0x301e: case 0x301f:
        return SIDE_CLOSE;
    case 0x201c: /* opens in English, closes in German, Czech, Russian */
        if (opens && !closes)
            return SIDE_OPEN;
        if (at != NONE && closes &&
            (m->stack[at].mark == 0x201e || m->stack[at].mark == '"' ||
             !opens))
            return SIDE_CLOSE;
        return opens ? SIDE_OPEN : SIDE_CLOSE;
    case 0x201d:
        if (at != NONE && (closes || m->stack[at].mark != 0x201d))
            return SIDE_CLOSE;
        return opens && !closes ? SIDE_OPEN : SIDE_CLOSE;
    case 0x2018:
        if (at != NONE && closes && !opens && m->stack[at].mark == 0x201a)
            return SIDE_CLOSE;
        return opens ? SIDE_OPEN : SIDE_NONE;
    case '\'': case 0x2019:
        if (at != NONE && closes)
            return SIDE_CLOSE;
        if (opens && !closes && t + 1 < para.end &&
            w->tok.v[t + 1].kind != T_NUM)
            return SIDE_OPEN;
        return SIDE_NONE;
    case '"': case 0x5f4: case 0xff02:
        if (opens != closes)
            return opens ? SIDE_OPEN : SIDE_CLOSE;
        return at != NONE ? SIDE_CLOSE : SIDE_OPEN;
    default:
        return SIDE_NONE;
    }
}

static bool
open_mark(struct machine *m, uint32_t t, uint32_t p)
{
    struct work *w = m->w;
    struct stretch *s;

    if (m->depth == DEPTH)
        return true;
    s = VEC_PUSH(w, w->st);
    if (s == NULL)
        return false;
    *s = (struct stretch){ .outer_a = t, .outer_b = NONE, .a = t + 1,
                           .b = NONE, .para = p, .parent = NONE,
                           .group = NONE, .quote = NONE };
    if (family_of(w->tok.v[t].mark) == FAM_SINGLE)
        s->flags |= SP_SINGLE;
    m->stack[m->depth++] = (struct open){
        w->st.n - 1, w->tok.v[t].mark,
        (uint8_t)family_of(w->tok.v[t].mark)
    };
    return true;
}

static void
close_stretch(struct work *w, uint32_t s, uint32_t t)
{
    w->st.v[s].b = t;
    w->st.v[s].outer_b = t + 1;
    w->st.v[s].flags |= SP_CLOSED;
}

/* After a closer: does the author speak, or the sentence end here? */
static bool
speech_ends(const struct work *w, uint32_t t, struct mill_span para)
{
    uint32_t n = t + 1;

    if (n >= para.end)
        return true;
    if (w->tok.v[n].kind == T_STOP)
        return n + 1 >= para.end;
    if (w->tok.v[n].kind == T_COMMA) {
        n++;
        if (n < para.end && w->tok.v[n].kind == T_DASH)
            return dashes_author(w, n, para.end);
        return n < para.end && tok_is(w, n, W_CUE);
    }
    if (w->tok.v[n].kind == T_DASH)
        return dashes_author(w, n, para.end);
    return false;
}

static bool
close_mark(struct machine *m, uint32_t t, uint32_t p, struct mill_span para)
{
    struct work *w = m->w;
    uint32_t at = find_open(m, family_of(w->tok.v[t].mark));

    if (at != NONE) {
        close_stretch(w, m->stack[at].st, t);
        m->depth = at; /* what was open inside it was never closed */
        return true;
    }
    if (family_of(w->tok.v[t].mark) == FAM_SINGLE)
        return true;
    if (m->depth == 0 && m->pending != NONE) {
        /* the paragraph goes on with an open quotation, without a mark */
        struct stretch *s = VEC_PUSH(w, w->st);

        if (s == NULL)
            return false;
        *s = (struct stretch){
            .outer_a = para.begin, .outer_b = t + 1, .a = para.begin, .b = t,
            .para = p, .parent = NONE, .group = m->pending, .quote = NONE,
            .flags = SP_CLOSED | SP_CONTINUES
        };
        w->st.v[m->pending].flags |= SP_CONT;
        m->pending = NONE;
        return true;
    }
    if (m->depth == 0 && w->st.n > m->first_st && speech_ends(w, t, para)) {
        /* one opener for two: "«Name» ... »": the first pair at a sentence's
         * start takes the second closer */
        for (uint32_t i = w->st.n, left = 4; i > m->first_st && left > 0;
             i--, left--) {
            struct stretch *s = &w->st.v[i - 1];

            if ((s->flags & SP_CLOSED) != 0 &&
                (w->tok.v[s->outer_a].flags & TF_SENT) != 0) {
                close_stretch(w, i - 1, t);
                return true;
            }
        }
    }
    m->stray = t;
    return true;
}

/* What to do with stretch `s`, still open at the paragraph's end. */
static void
leave_open(struct machine *m, uint32_t s, uint32_t p, struct mill_span para)
{
    struct work *w = m->w;
    struct stretch *st = &w->st.v[s];
    uint32_t child = NONE;
    bool starts;

    if ((st->flags & SP_SINGLE) != 0)
        return; /* an apostrophe, most likely */
    if (m->stray != NONE && m->stray > st->outer_a) {
        close_stretch(w, s, m->stray);
        m->stray = NONE;
        return;
    }
    for (uint32_t i = w->st.n; i > s + 1; i--)
        if ((w->st.v[i - 1].flags & SP_CLOSED) != 0) {
            child = i - 1;
            break;
        }
    if (child != NONE && speech_ends(w, w->st.v[child].b, para)) {
        /* one closer for two levels */
        close_stretch(w, s, w->st.v[child].b);
        w->st.v[child].outer_b = w->st.v[child].b;
        return;
    }
    starts = st->outer_a == para.begin ||
             (st->outer_a == para.begin + 1 &&
              w->tok.v[para.begin].kind == T_DASH) ||
             w->tok.v[st->outer_a - 1].kind == T_COLON;
    if (starts) {
        uint32_t end = para.end;

        st->b = st->outer_b = end;
        /* "Q, said X." without the closing mark */
        for (uint32_t i = st->a; i + 2 < para.end; i++)
            if (w->tok.v[i].kind == T_COMMA && tok_is(w, i + 1, W_CUE) &&
                (w->tok.v[i + 2].flags & TF_CAP) != 0 &&
                para.end - i < 16 && w->lang->verb_first) {
                st->b = st->outer_b = i;
                break;
            }
    }
    (void)p;
    if (st->b == NONE || st->b == para.end) {
        m->pending = s;
        m->pending_left = 6;
    }
}

static bool
paragraph(struct machine *m, uint32_t p)
{
    struct work *w = m->w;
    struct mill_span para = w->para.v[p];
    uint32_t had = m->pending;

    m->depth = 0;
    m->stray = NONE;
    if (!turns_open(w, p) && !dashes_open(w, p))
        return false;
    m->first_st = w->st.n;
    for (uint32_t t = para.begin; t < para.end; t++) {
        enum side side;

        if (w->tok.v[t].kind != T_MARK)
            continue;
        side = side_of(m, t, para);
        if (side == SIDE_OPEN) {
            if (!open_mark(m, t, p))
                return false;
            if (m->pending != NONE && t <= para.begin + 1 &&
                (w->st.v[w->st.n - 1].flags & SP_SINGLE) == 0) {
                /* each paragraph opened anew, the last one closed */
                w->st.v[m->pending].flags |= SP_CONT;
                w->st.v[w->st.n - 1].flags |= SP_CONTINUES;
                w->st.v[w->st.n - 1].group = m->pending;
                m->pending = NONE;
            }
        } else if (side == SIDE_CLOSE) {
            if (!close_mark(m, t, p, para))
                return false;
        }
    }
    if (m->depth > 0)
        leave_open(m, m->stack[0].st, p, para);
    if (m->pending != NONE && m->pending == had && --m->pending_left == 0)
        m->pending = NONE;
    return true;
}

/* Order by place, parents, levels, words; takes out what never closed. */
static bool
nest(struct work *w)
{
    uint32_t stack[DEPTH + 4], depth = 0, cap = w->tok.n + 1, words = 0;
    uint32_t *count;

    w->stretch_at = mill_arena_zalloc(w->arena,
                                      cap * sizeof *w->stretch_at);
    count = mill_arena_alloc(w->arena, cap * sizeof *count);
    if (w->stretch_at == NULL || count == NULL)
        return false;
    for (uint32_t t = 0; t < w->tok.n; t++) {
        count[t] = words;
        words += w->tok.v[t].kind == T_WORD || w->tok.v[t].kind == T_NUM;
        /* scripts without blanks: two characters are a word, about */
        if (w->tok.v[t].kind == T_WORD &&
            (unsigned char)w->text[w->tok.v[t].begin] >= 0xe3)
            words += (w->tok.v[t].end - w->tok.v[t].begin) / 6;
    }
    count[w->tok.n] = words;
    for (uint32_t i = 0; i < w->st.n; i++) {
        struct stretch *s = &w->st.v[i];

        if (s->b == NONE || s->b <= s->a || count[s->b] == count[s->a])
            continue;
        s->words = count[s->b] - count[s->a];
        if (w->stretch_at[s->outer_a] == 0)
            w->stretch_at[s->outer_a] = i + 1;
    }
    for (uint32_t t = 0; t < w->tok.n; t++) {
        struct stretch *s;

        if (w->stretch_at[t] == 0)
            continue;
        s = &w->st.v[w->stretch_at[t] - 1];
        while (depth > 0 && w->st.v[stack[depth - 1]].outer_b <= t)
            depth--;
        if (depth > 0 && w->st.v[stack[depth - 1]].outer_b < s->outer_b) {
            /* crosses its parent: text, not a pair */
            w->stretch_at[t] = 0;
            continue;
        }
        s->parent = depth > 0 ? stack[depth - 1] : NONE;
        s->level = (uint8_t)depth;
        if (depth < DEPTH + 4)
            stack[depth++] = w->stretch_at[t] - 1;
    }
    return true;
}

bool
marks_pair(struct work *w)
{
    struct machine m = { .w = w, .pending = NONE };
    uint32_t n;

    if (!turns_find(w))
        return false;
    for (uint32_t p = 0; p < w->para.n; p++)
        if (!paragraph(&m, p))
            return false;
    n = w->st.n;
    for (uint32_t i = 0; i < n; i++)
        if (w->st.v[i].b != NONE && w->st.v[i].b > w->st.v[i].a)
            dashes_cut(w, i);
    if (w->failed)
        return false;
    dashes_decide(w);
    return nest(w);
}
