/* SPDX-License-Identifier: Apache-2.0
 *
 * attribute.c: the quotations of a text and the frame that attributes each.
 * Author's sentence by author's sentence: what stands in marks (quoted.c), what
 * is reported without (indirect.c), words in marks within a report, headlines;
 * then the quotations that no clause introduces, from what stands around them
 * (floating.c). */
#include "quoted.h"

#include <string.h>

struct quote *
quote_make(struct work *w, const struct frame *f, unsigned type, uint32_t cs)
{
    struct quote *q = VEC_PUSH(w, w->q);

    if (q == NULL)
        return NULL;
    *q = (struct quote){ .who = { .name = NONE }, .speaker = NONE,
                         .outer = NONE, .from = NONE,
                         .type = (uint8_t)type, .vgender = G_ANY,
                         .para = w->cs.v[cs].para, .sent = cs,
                         .at = NONE };
    if (f != NULL && w->lang->words != NULL) { /* else it knows no speakers */
        q->who = f->who;
        q->cue_a = f->cue_a;
        q->cue_b = f->cue_b;
        q->basis = f->basis;
        q->confidence = f->confidence;
        q->stance = f->stance;
        q->vgender = f->vgender;
        q->dropped = f->dropped;
        q->weak = f->weak;
        q->firm = f->firm;
    }
    if (w->cs.v[cs].parent != NONE)
        q->outer = w->st.v[w->cs.v[cs].parent].quote;
    return q;
}

/* Whether the mark at token a opens words that end before b: it is part of
 * what is quoted. */
static bool
opens_part(const struct work *w, uint32_t a, uint32_t b)
{
    uint32_t s = w->stretch_at[a];

    return s != 0 && w->st.v[s - 1].outer_a == a &&
           w->st.v[s - 1].outer_b < b && b - w->st.v[s - 1].outer_b > 2;
}

bool
quote_piece(struct work *w, uint32_t quote, uint32_t a, uint32_t b)
{
    struct piece *p;

    if (a < b && w->stretch_at[a] != 0 &&
        w->st.v[w->stretch_at[a] - 1].outer_a == a &&
        w->st.v[w->stretch_at[a] - 1].outer_b == b)
        b = w->st.v[w->stretch_at[a] - 1].b; /* all of it is in marks */
    while (a < b && ((w->tok.v[a].kind == T_MARK && !opens_part(w, a, b)) ||
                     w->tok.v[a].kind == T_DASH ||
                     w->tok.v[a].kind == T_COMMA))
        a++;
    while (b > a && (w->tok.v[b - 1].kind == T_COMMA ||
                     w->tok.v[b - 1].kind == T_DASH ||
                     w->tok.v[b - 1].kind == T_SEMI ||
                     w->tok.v[b - 1].kind == T_COLON))
        b--;
    if (a >= b)
        return true;
    p = VEC_PUSH(w, w->piece);
    if (p == NULL)
        return false;
    *p = (struct piece){ a, b, quote };
    if (a < w->q.v[quote].at)
        w->q.v[quote].at = a;
    return true;
}

/* Pieces by quote, in the order of the text. */
static bool
sort_pieces(struct work *w)
{
    uint32_t at = 0;

    w->pieces = mill_arena_alloc(w->arena,
                                 (w->piece.n + 1) * sizeof *w->pieces);
    if (w->pieces == NULL)
        return false;
    for (uint32_t i = 0; i < w->piece.n; i++)
        w->q.v[w->piece.v[i].quote].count++;
    for (uint32_t i = 0; i < w->q.n; i++) {
        w->q.v[i].first = at;
        at += w->q.v[i].count;
        w->q.v[i].count = 0;
    }
    for (uint32_t i = 0; i < w->piece.n; i++) {
        struct quote *q = &w->q.v[w->piece.v[i].quote];

        w->pieces[q->first + q->count++] = w->piece.v[i];
    }
    for (uint32_t i = 0; i < w->q.n; i++)
        if (w->q.v[i].count == 0)
            w->q.v[i].dead = true;
    return true;
}

/* Quoted words inside a sentence about what somebody says: "likened the rules
 * to "burning the constitution"". */
static bool
fragments(struct scene *sc)
{
    struct work *w = sc->w;

    if (w->cs.v[sc->cs].para < w->title_para)
        return true;
    for (uint32_t i = sc->start + 1; i < sc->end; i++) {
        struct stretch *st;
        struct frame f = { .cue_item = NONE, .who = { .name = NONE },
                           .basis = "words-in-report", .vgender = G_ANY };
        struct quote *q;
        uint32_t k, left = 24;

        if (item_stretch(w, i) == NONE)
            continue;
        st = &w->st.v[item_stretch(w, i)];
        if (st->quote != NONE || st->words < 3 ||
            (w->tok.v[st->a].flags & TF_CAP) != 0 ||
            item_is(w, i - 1, W_WORK | W_ORG) || stretch_title(w, st))
            continue;
        for (k = i; k > sc->start && left > 0; k--, left--) {
            if (item_kind(w, k - 1) == T_STOP || item_kind(w, k - 1) == T_SEMI)
                break;
            if (frame_cue(w, sc->start, k - 1) &&
                w->tok.v[w->item.v[k - 1].tok].word->vform != F_BASE) {
                const struct tok *t = &w->tok.v[w->item.v[k - 1].tok];

                f.cue_item = k - 1;
                f.cue_a = w->item.v[k - 1].tok;
                f.cue_b = f.cue_a + 1;
                f.stance = t->word->stance;
                f.vgender = t->word->vgender;
                f.gerund = t->word->vform == F_GERUND;
                break;
            }
        }
        if (f.cue_item == NONE)
            continue;
        if (f.gerund
                ? !phrase_subject(w, sc->start, f.cue_item, &f.who)
                : !phrase_left(w, sc->start, f.cue_item,
                               w->tok.v[f.cue_a].word, &f.who))
            continue;
        if (!mention_fits(w, &f.who, w->tok.v[f.cue_a].word))
            continue;
        f.confidence = 0.55f;
        q = quote_make(w, &f, Q_MIXED, sc->cs);
        if (q == NULL || !quoted_take(w, item_stretch(w, i), w->q.n - 1))
            return false;
    }
    return true;
}

/* A headline such as "Mayor: the bridge will stay" or "The bridge will stay -
 * mayor Marsh". */
static bool
headline_report(struct scene *sc)
{
    struct work *w = sc->w;
    struct frame f = { .cue_item = NONE, .who = { .name = NONE },
                       .basis = "headline", .confidence = 0.7f,
                       .vgender = G_ANY };
    uint32_t colon = NONE, a, b;
    bool who = false;

    if (item_is(w, sc->start, W_STOPNAME))
        return true; /* "Source: ..." */
    for (uint32_t i = sc->start; i < sc->end && i < sc->start + 7; i++) {
        if (item_kind(w, i) == T_COLON) {
            colon = i;
            break;
        }
        if (item_kind(w, i) != T_WORD)
            break;
        who = who || item_is(w, i, W_GROUP | W_ORG | W_ROLE) ||
              w->tok.v[w->item.v[i].tok].name != NONE;
    }
    if (colon != NONE && who && colon > sc->start && colon + 3 < sc->end &&
        item_kind(w, colon + 1) == T_WORD) {
        if (!phrase_left(w, sc->start, colon, NULL, &f.who) ||
            (colon == sc->start + 1 && item_is(w, sc->start, W_PLACE)))
            return true; /* "Крим: ..." is the topic */
        for (uint32_t i = sc->start; i < colon; i++)
            if (tok_verb_shape(w, w->item.v[i].tok) != G_NONE)
                return true; /* "Дрони атакували район: є постраждалі" */
        a = colon + 1;
        b = sc->end;
    } else {
        uint32_t dash = sc->end;

        while (dash > sc->start + 3 && dash + 6 > sc->end &&
               item_kind(w, dash - 1) != T_DASH)
            dash--;
        if (dash <= sc->start + 3 || dash >= sc->end ||
            item_kind(w, dash - 1) != T_DASH ||
            !phrase_right(w, dash, sc->end, NULL, &f.who) ||
            f.who.kind != M_NAME || f.who.who != N_PERSON ||
            f.who.b != w->item.v[sc->end - 1].tok + 1)
            return true;
        a = sc->start;
        b = dash - 1;
    }
    for (uint32_t i = a; i < b; i++)
        if (item_stretch(w, i) != NONE &&
            w->st.v[item_stretch(w, i)].quote != NONE)
            return true;
    if (!w->indirect)
        return true;
    if (quote_make(w, &f, Q_INDIRECT, sc->cs) == NULL)
        return false;
    return quote_piece(w, w->q.n - 1, w->item.v[a].tok,
                       item_stretch(w, b - 1) != NONE
                           ? w->st.v[item_stretch(w, b - 1)].outer_b
                           : w->item.v[b - 1].tok + 1);
}

bool
attribute_all(struct work *w)
{
    for (uint32_t c = 0; c < w->cs.n; c++) {
        struct scene sc = { .w = w, .cs = c, .start = w->cs.v[c].a,
                            .end = w->cs.v[c].b, .last = NONE };

        struct frame f;
        const struct phrase *ph;

        if (w->cs.v[c].parent != NONE &&
            w->st.v[w->cs.v[c].parent].quote == NONE)
            continue; /* marks inside a title */
        for (uint32_t i = sc.start; i < sc.end && i < sc.start + 200; i++)
            if (frame_phrase(w, i, sc.end, &f, &ph) && !ph->anaphoric) {
                sc.phrase = true;
                break;
            }
        for (uint32_t i = sc.start; i < sc.end; i++)
            if (item_stretch(w, i) != NONE && !quoted_item(&sc, i))
                return false;
        if (w->cs.v[c].parent == NONE &&
            (!indirect_sentence(w, c, sc.used, sc.used_count) ||
             !fragments(&sc)))
            return false;
        if (w->cs.v[c].parent == NONE && w->cs.v[c].para < w->title_para &&
            sc.last == NONE && !headline_report(&sc))
            return false;
    }
    floating_all(w);
    return sort_pieces(w);
}
