/* SPDX-License-Identifier: Apache-2.0
 *
 * turns.c: interviews and talks without marks or dashes: paragraphs that open
 * with who speaks, "Anna Cole: We did.", "Q: Why?", or stand below it.
 *
 * Captions and lists have labels with a colon, too ("Photo: ...", "Defenders:
 * ..."). In a talk two labels at least come again and take turns, most turns
 * are sentences, and somebody asks. */
#include "frames.h"
#include "marks.h"

#include <string.h>

/* Tokens of a label; paragraphs a turn may have; labels of one talk. */
#define LABEL_MAX  8
#define TURN_PARAS 12
#define VOICES     12

struct voice {
    uint32_t hash, turns, asks;
};

struct label {
    uint32_t para, hash;
    bool asks, stops;
};

/* Reads "Anna Cole:" at the start of paragraph p; the token behind the colon,
 * NONE when there is no label. */
static uint32_t
label_end(const struct work *w, uint32_t p, uint32_t *hash)
{
    struct mill_span para = w->para.v[p];
    uint32_t words = 0;

    *hash = 2166136261u;
    if (w->tok.v[para.begin].kind != T_WORD ||
        (w->tok.v[para.begin].flags & TF_CAP) == 0)
        return NONE;
    for (uint32_t t = para.begin; t < para.end && t <= para.begin + LABEL_MAX;
         t++) {
        const struct tok *k = &w->tok.v[t];

        if (k->kind == T_COLON)
            return words > 0 && (t + 1 >= para.end ||
                                 (w->tok.v[t + 1].flags & TF_SPACE) != 0)
                       ? t + 1
                       : NONE;
        if (k->kind != T_WORD && k->kind != T_COMMA && k->kind != T_GENITIVE &&
            !(k->kind == T_STOP && k->mark != '?' && k->mark != '!'))
            return NONE;
        if (tok_is(w, t, W_CUE | W_THAT) && words > 0)
            return NONE; /* "Anna Cole said:" */
        words += k->kind == T_WORD;
        *hash = (*hash ^ k->hash) * 16777619u;
    }
    return NONE;
}

static unsigned
last_stop(const struct work *w, struct mill_span para)
{
    uint32_t t = para.end;

    while (t > para.begin + 1 && (w->tok.v[t - 1].kind == T_MARK ||
                                  w->tok.v[t - 1].kind == T_RPAR))
        t--;
    return w->tok.v[t - 1].kind == T_STOP ? w->tok.v[t - 1].mark : 0;
}

static struct voice *
voice_of(struct voice *voices, uint32_t *n, uint32_t hash)
{
    for (uint32_t i = 0; i < *n; i++)
        if (voices[i].hash == hash)
            return &voices[i];
    if (*n == VOICES)
        return NULL;
    voices[*n] = (struct voice){ .hash = hash };
    return &voices[(*n)++];
}

/* Labels [a, b) follow each other within a few paragraphs each. */
static void
decide(struct work *w, const struct label *l, uint32_t a, uint32_t b)
{
    struct voice voices[VOICES], *v;
    uint32_t n = 0, changes = 0, asks = 0, stops = 0, all = 0;

    for (uint32_t i = a; i < b; i++) {
        v = voice_of(voices, &n, l[i].hash);
        if (v == NULL)
            return;
        v->turns++;
        v->asks += l[i].asks;
    }
    for (uint32_t i = a, prev = NONE; i < b; i++) {
        v = voice_of(voices, &n, l[i].hash);
        if (v->turns < 2)
            continue;
        all++;
        asks += l[i].asks;
        stops += l[i].stops;
        changes += prev != NONE && l[prev].hash != l[i].hash;
        prev = i;
    }
    if (all < 3 || changes < 2 || asks == 0 || stops * 4 < all * 3)
        return;
    for (uint32_t i = a; i < b; i++) {
        uint32_t p = l[i].para, hash, at = label_end(w, p, &hash), last;

        v = voice_of(voices, &n, hash);
        if (v->turns < 2)
            continue;
        last = i + 1 < b ? l[i + 1].para : p + (at == w->para.v[p].end) + 1;
        for (uint32_t k = p; k < last && k < w->para.n; k++)
            w->turn[k] = (struct turn){
                .label = w->para.v[p].begin, .at = k == p ? at
                                                  : w->para.v[k].begin,
                .uses = v->turns, .asks = v->asks * 2 > v->turns,
                .goes_on = k > p + (at == w->para.v[p].end)
            };
    }
}

bool
turns_find(struct work *w)
{
    struct label *l;
    uint32_t n = 0, a = 0, hash;

    for (uint32_t p = 0; p < w->para.n; p++)
        n += label_end(w, p, &hash) != NONE;
    if (n < 3)
        return true;
    l = mill_arena_alloc(w->arena, n * sizeof *l);
    w->turn = mill_arena_zalloc(w->arena, w->para.n * sizeof *w->turn);
    if (l == NULL || w->turn == NULL)
        return false;
    n = 0;
    for (uint32_t p = 0; p < w->para.n; p++) {
        uint32_t at = label_end(w, p, &hash);
        bool below = at == w->para.v[p].end;
        unsigned stop;

        if (at == NONE || (below && p + 1 >= w->para.n))
            continue;
        stop = last_stop(w, w->para.v[below ? p + 1 : p]);
        l[n++] = (struct label){ p, hash, stop == '?', stop != 0 };
    }
    for (uint32_t i = 1; i <= n; i++)
        if (i == n || l[i].para > l[i - 1].para + TURN_PARAS) {
            decide(w, l, a, i);
            a = i;
        }
    return true;
}

bool
turns_open(struct work *w, uint32_t p)
{
    const struct turn *turn;
    struct stretch *s;

    if (w->turn == NULL || w->turn[p].at == 0)
        return false;
    turn = &w->turn[p];
    if (turn->at >= w->para.v[p].end)
        return true; /* the label alone */
    s = VEC_PUSH(w, w->st);
    if (s == NULL)
        return false;
    *s = (struct stretch){ .outer_a = turn->at, .outer_b = w->para.v[p].end,
                           .a = turn->at, .b = w->para.v[p].end, .para = p,
                           .parent = NONE, .group = NONE, .quote = NONE,
                           .flags = SP_BLOCK | SP_TURN };
    if (turn->goes_on)
        for (uint32_t i = w->st.n - 1; i > 0; i--)
            if ((w->st.v[i - 1].flags & (SP_BLOCK | SP_TURN)) ==
                (SP_BLOCK | SP_TURN)) {
                w->st.v[i - 1].flags |= SP_CONT;
                s->flags |= SP_CONTINUES;
                s->group = i - 1;
                break;
            }
    return true;
}

/* The only person with a full name before token `end`: whom the interview is
 * with. */
bool
turns_guest(const struct work *w, uint32_t end, struct mention *m)
{
    uint32_t cluster = NONE;

    for (uint32_t n = 0; n < w->name.n && w->name.v[n].a < end; n++) {
        const struct name *nm = &w->name.v[n];

        if (nm->cluster == NONE || w->cl.v[nm->cluster].kind != N_PERSON ||
            w->cl.v[nm->cluster].words < 2)
            continue;
        if (cluster != NONE && cluster != nm->cluster)
            return false;
        cluster = nm->cluster;
        *m = (struct mention){ .a = nm->a, .b = nm->b, .name = n,
                               .kind = M_NAME, .gender = nm->gender };
    }
    return cluster != NONE;
}

const char *
turns_speaker(const struct work *w, uint32_t p, struct frame *f)
{
    const struct turn *turn = &w->turn[p];
    uint32_t a = turn->label, b = a, n;

    *f = (struct frame){ .cue_item = NONE, .who = { .name = NONE },
                         .basis = "interview-turn", .confidence = 0.9f,
                         .vgender = G_ANY };
    while (w->tok.v[b].kind != T_COLON)
        b++;
    for (uint32_t t = a; t < b; t++) {
        n = w->tok.v[t].name;
        if (n == NONE || w->name.v[n].cluster == NONE)
            continue;
        /* a word that stands in labels only, "Answer", is no name */
        if (w->cl.v[w->name.v[n].cluster].words < 2 &&
            w->cl.v[w->name.v[n].cluster].count <= turn->uses)
            continue;
        f->who = (struct mention){ .a = w->name.v[n].a, .b = w->name.v[n].b,
                                   .name = n, .kind = M_NAME,
                                   .gender = w->name.v[n].gender,
                                   .who = w->cl.v[w->name.v[n].cluster]
                                              .kind };
        return NULL;
    }
    if (tok_is(w, a, W_ROLE | W_ORG | W_GROUP)) {
        f->who = phrase_make(w, a, b);
        return NULL;
    }
    if (turn->asks)
        return "a question of the interviewer";
    f->confidence = 0.6f;
    return turns_guest(w, w->turn[p].label, &f->who)
               ? NULL
               : "a turn of a dialogue without a name";
}
