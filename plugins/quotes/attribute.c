/* SPDX-License-Identifier: Apache-2.0
 *
 * attribute.c: which quoted stretches are quotations, and the frame that
 * attributes each. Author's sentence by author's sentence; then the
 * quotations that no clause introduces, from what stands around them. */
#include "frames.h"

#include <string.h>

#define CUES_MAX 24

/* Items that are looked at on either side of a quotation: more are no
 * sentence that somebody wrote. */
#define SIDE_MAX 300

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

/* Gives stretch `s` to a quote: as its first piece, as a further one, or as
 * the next paragraph of the last. */
static bool
take(struct work *w, uint32_t s, uint32_t quote)
{
    struct stretch *st = &w->st.v[s];
    uint32_t b = st->b;

    st->quote = quote;
    if ((st->flags & SP_CONTINUES) != 0)
        while (b > st->a + 1 && w->tok.v[b - 1].kind == T_COMMA)
            b--;
    if ((st->flags & (SP_CONTINUES | SP_CUT)) == SP_CONTINUES)
        for (uint32_t i = w->piece.n; i > 0 && w->piece.n - i < 64; i--)
            if (w->piece.v[i - 1].quote == quote) {
                w->piece.v[i - 1].b = b;
                return true;
            }
    return quote_piece(w, quote, st->a, b);
}

/* The quote of the first piece of the same pair or chain, or NONE. */
static uint32_t
group_quote(const struct work *w, uint32_t s)
{
    uint32_t left = 64;

    while (w->st.v[s].group != NONE && left-- > 0) {
        s = w->st.v[s].group;
        if (w->st.v[s].quote != NONE)
            return w->st.v[s].quote;
    }
    return NONE;
}

static bool
named_work(const struct work *w, uint32_t start, uint32_t q)
{
    if (q > start && item_is(w, q - 1, W_WORK | W_ORG))
        return true;
    return q > start + 1 && item_kind(w, q - 1) == T_COLON &&
           item_is(w, q - 2, W_WORK);
}

struct scene { /* one author's sentence at work */
    struct work *w;
    uint32_t cs, start, end;
    uint32_t used[CUES_MAX], used_count;
    bool phrase; /* "according to X" stands in it */
    uint32_t last; /* quote made last in this sentence, or NONE */
    uint32_t last_item;
};

static void
use(struct scene *sc, const struct frame *f)
{
    if (f->cue_item != NONE && sc->used_count < CUES_MAX)
        sc->used[sc->used_count++] = f->cue_item;
}

static bool
is_used(const struct scene *sc, uint32_t item)
{
    for (uint32_t i = 0; i < sc->used_count; i++)
        if (sc->used[i] == item)
            return true;
    return false;
}

/* Next item that is a quotation of some length, or the end. */
static uint32_t
next_real(const struct scene *sc, uint32_t i)
{
    uint32_t end = sc->end - i > SIDE_MAX ? i + SIDE_MAX : sc->end;

    while (i < end &&
           (item_stretch(sc->w, i) == NONE ||
            (sc->w->st.v[item_stretch(sc->w, i)].words < 4 &&
             (sc->w->st.v[item_stretch(sc->w, i)].flags & SP_CUT) == 0)))
        i++;
    return i;
}

static uint32_t
prev_real(const struct scene *sc, uint32_t i)
{
    uint32_t start = i - sc->start > SIDE_MAX ? i - SIDE_MAX : sc->start;

    while (i > start &&
           (item_stretch(sc->w, i - 1) == NONE ||
            sc->w->st.v[item_stretch(sc->w, i - 1)].quote == NONE))
        i--;
    return i;
}

static bool
parted_stretch(const struct stretch *st)
{
    return (st->flags & (SP_CONT | SP_CONTINUES | SP_CUT)) != 0;
}

/* First item of the paragraph of a sentence that begins it, else NONE. */
static uint32_t
para_first(const struct work *w, uint32_t cs)
{
    if (cs > 0 && w->cs.v[cs - 1].para == w->cs.v[cs].para)
        return NONE;
    return w->cs.v[cs].a;
}

/* "«...», — " where dashes part speech from its author: speech, whoever says
 * it. */
static bool
before_dash(const struct scene *sc, uint32_t i)
{
    const struct work *w = sc->w;
    const struct stretch *st = &w->st.v[item_stretch(w, i)];
    unsigned last = w->tok.v[stretch_last(w, st)].kind;
    bool sep = last == T_COMMA || last == T_STOP;

    if (!w->lang->dash_speech || st->words < 3 || stretch_title(w, st) ||
        i + 2 >= sc->end)
        return false;
    if (item_kind(w, i + 1) == T_COMMA) {
        sep = true;
        i++;
    }
    return sep && i + 2 < sc->end && item_kind(w, i + 1) == T_DASH &&
           item_kind(w, i + 2) == T_WORD &&
           (w->tok.v[w->item.v[i + 2].tok].flags & TF_CAP) == 0;
}

/* One quoted item of the sentence. */
static bool
one_item(struct scene *sc, uint32_t i)
{
    struct work *w = sc->w;
    uint32_t s = item_stretch(w, i), group = group_quote(w, s);
    struct stretch *st = &w->st.v[s];
    const struct tok *inner = &w->tok.v[stretch_last(w, st)];
    bool sentence = stretch_sentence(w, st), stop = inner->kind == T_STOP;
    bool speech = (st->flags & (SP_DASH | SP_BLOCK)) != 0, after, before;
    uint32_t nq = next_real(sc, i + 1), pq = prev_real(sc, i);
    struct frame fa, fb, *f = NULL;
    struct quote *q;
    bool nested = w->cs.v[sc->cs].parent != NONE, direct, colon;

    if (group != NONE) {
        if (!take(w, s, group))
            return false;
        sc->last = group;
        sc->last_item = i;
        /* the last paragraph or piece may bring the speaker */
        q = &w->q.v[group];
        if (q->who.kind == M_NONE && q->basis == NULL &&
            frame_after(w, i, nq, &fa)) {
            q->who = fa.who;
            q->cue_a = fa.cue_a;
            q->cue_b = fa.cue_b;
            q->basis = fa.basis;
            q->confidence = fa.confidence * 0.97f;
            q->stance = fa.stance;
            q->vgender = fa.vgender;
            q->dropped = fa.dropped;
            q->reason = NULL;
            use(sc, &fa);
        }
        return true;
    }
    if ((st->flags & (SP_BLOCK | SP_TURN)) == (SP_BLOCK | SP_TURN)) {
        const char *reason = turns_speaker(w, st->para, &fa);

        q = quote_make(w, reason == NULL ? &fa : NULL, Q_DIRECT, sc->cs);
        if (q == NULL)
            return false;
        q->reason = reason;
        sc->last = w->q.n - 1;
        sc->last_item = i;
        return take(w, s, sc->last);
    }
    if (i == sc->start && sc->cs > 0 && w->cs.v[sc->cs - 1].parent == NONE &&
        i > 0 && item_kind(w, i - 1) == T_COLON && !nested)
        pq = w->cs.v[sc->cs - 1].a; /* "She said:" and a new paragraph */
    colon = i > pq && item_kind(w, i - 1) == T_COLON;
    if (!speech && !colon && named_work(w, sc->start, i) &&
        !(stop && sentence) && inner->kind != T_COMMA &&
        /* "назвав пісню «провалом року»" */
        !(w->lang->fragment && st->words > 1 &&
          (w->tok.v[st->a].flags & TF_CAP) == 0 &&
          frame_before(w, pq, i, &fb) && fb.need == NEED_NAMING))
        return true;
    if (!speech && !colon && w->lang->titlecase && stretch_title(w, st) &&
        i > sc->start && item_kind(w, i - 1) == T_WORD &&
        !item_is(w, i - 1, W_CUE))
        return true;
    after = frame_after(w, i, nq, &fa);
    if (after && fa.cue_item != NONE && is_used(sc, fa.cue_item))
        after = false;
    before = frame_before(w, pq, i, &fb);
    if (before && fb.cue_item != NONE && is_used(sc, fb.cue_item))
        before = false;
    /* A: "Q, Q" of one speaker, the second goes on behind the cue */
    if (sc->last != NONE && !before && sc->last_item < i) {
        const struct quote *l = &w->q.v[sc->last];
        bool cue_between =
            l->cue_a > w->st.v[item_stretch(w, sc->last_item)].a &&
            l->cue_a < st->a;
        bool list = i - sc->last_item < SIDE_MAX;

        if (cue_between && st->words < 3 && !stop &&
            item_kind(w, i - 1) == T_WORD)
            return true; /* the cue's own words: РИА «Новости» */
        for (uint32_t k = sc->last_item + 1; k < i && list; k++)
            list = (item_kind(w, k) == T_COMMA ||
                            item_is(w, k, W_CONJ | W_ADV));
        if ((cue_between && !nested) || (list && l->type != Q_INDIRECT &&
                                         (!after || fa.confidence < 0.9f))) {
            if (l->type == Q_MIXED && list) {
                struct frame same = { .cue_item = NONE, .who = l->who,
                                      .cue_a = l->cue_a, .cue_b = l->cue_b,
                                      .basis = l->basis,
                                      .confidence = l->confidence * 0.97f,
                                      .stance = l->stance,
                                      .vgender = l->vgender,
                                      .dropped = l->dropped };

                if (st->words < 2 && st->level > 0)
                    return true;
                q = quote_make(w, &same, Q_MIXED, sc->cs);
                if (q == NULL)
                    return false;
                sc->last = w->q.n - 1;
            }
            sc->last_item = i;
            return take(w, s, sc->last);
        }
    }
    if (after && before && fb.cue_item != NONE) {
        /* between two cues: the mark of punctuation tells */
        bool comma_inside = inner->kind == T_COMMA ||
                            (i + 1 < sc->end && item_kind(w, i + 1) == T_COMMA);

        f = colon || (!comma_inside && fb.confidence >= fa.confidence) ? &fb
                                                                      : &fa;
    } else if (after) {
        f = &fa;
    } else if (before) {
        f = &fb;
    }
    if (f == NULL) {
        if (nested)
            return true;
        /* no clause of the author: a quotation of its own? */
        bool alone = i == sc->start && (i + 1 >= sc->end ||
                                        (i + 2 >= sc->end &&
                                         item_kind(w, i + 1) == T_STOP));
        if (alone && !parted_stretch(st) &&
            (stretch_title(w, st) ||
             ((st->flags & SP_SINGLE) != 0 && st->words < 8)) &&
            w->lang->titlecase && sc->start == para_first(w, sc->cs))
            return true; /* a heading between paragraphs */
        if (w->cs.v[sc->cs].para < w->title_para && st->words >= 3 &&
            !stretch_title(w, st)) {
            q = quote_make(w, NULL, Q_DIRECT, sc->cs);
            if (q == NULL)
                return false;
            sc->last = w->q.n - 1;
            sc->last_item = i;
            return take(w, s, sc->last);
        }
        bool parted = (st->flags & (SP_CONT | SP_CONTINUES | SP_CUT)) != 0;

        if (speech || parted || before_dash(sc, i) ||
            (alone && stop && st->words > 0 && sc->start > 0 && w->q.n > 0 &&
             w->q.v[w->q.n - 1].para == w->cs.v[sc->cs].para &&
             w->q.v[w->q.n - 1].type == Q_DIRECT && !nested &&
             (st->flags & SP_SINGLE) == 0) ||
            (alone && ((sentence && (st->words >= 4 || stop)) ||
                       (stop && st->words >= 3))) ||
            (colon && sentence && st->words >= 4) ||
            (i == sc->start && sentence && stop && st->words >= 6) ||
            /* nothing is known but the marks */
            (w->lang->words == NULL &&
             (st->words >= 4 || (stop && st->words >= 3)))) {
            q = quote_make(w, NULL, Q_DIRECT, sc->cs);
            if (q == NULL)
                return false;
            if (!speech && !parted && before_dash(sc, i))
                q->reason = "the words behind the dash name nobody known";
            sc->last = w->q.n - 1;
            sc->last_item = i;
            return take(w, s, sc->last);
        }
        return true;
    }
    if (f == &fa) {
        bool sep = inner->kind == T_COMMA || stop ||
                   (i + 1 < sc->end && (item_kind(w, i + 1) == T_COMMA ||
                                        item_kind(w, i + 1) == T_DASH));

        direct = sep && (sentence || i == sc->start || stop ||
                         inner->kind == T_COMMA || st->words >= 4 || speech);
        if (i > sc->start && !sentence && !speech && sep &&
            item_kind(w, i - 1) != T_COLON && item_kind(w, i - 1) != T_COMMA &&
            item_kind(w, i - 1) != I_QUOTE) {
            /* "the plan is "a mess," Smith said": the clause is reported */
            return true;
        }
        if (!direct)
            return true;
    } else {
        bool tail = i + 1 < sc->end && item_kind(w, i + 1) == T_WORD;

        direct = colon || (item_kind(w, i - 1) == T_COMMA &&
                           (sentence || st->words >= 4)) ||
                 (sentence && !tail && st->words >= 3) || speech;
        if (f->need == NEED_NAMING && !colon)
            direct = false;
        if (!direct && st->words < 2 && f->need != NEED_NAMING)
            return true;
        if (!direct && sc->phrase && f->need != NEED_NAMING)
            return true; /* whoever the phrase names says it */
        if (item_kind(w, i - 1) == T_COMMA && !sentence && sc->phrase)
            return true;
        if (!direct && (st->flags & SP_SINGLE) != 0 && st->words < 3)
            return true;
        if (!direct && fb.cue_item != NONE) {
            /* how far is the fragment from its cue? the words between must
             * not be another clause's */
            for (uint32_t k = fb.cue_item + 1; k < i; k++)
                if (item_is(w, k, W_THAT | W_CLAUSE | W_REL) &&
                    !(w->lang->all_nouns && item_is(w, k, W_DET)))
                    return true; /* "die" may be an article */
        }
        /* «Name» behind a verb: a name, not words */
        if (!direct && f->need != NEED_NAMING && st->words < 4 &&
            (w->tok.v[st->a].flags & TF_CAP) != 0)
            return true;
        if (fb.cue_item == NONE && !sentence && !speech)
            return true;
        if (fb.cue_item == NONE && st->words < 3)
            return true;
        if (!direct && !w->lang->fragment && f->need != NEED_NAMING &&
            i > fb.cue_item + 1)
            return true; /* the clause around it is the quotation */
    }
    use(sc, f);
    q = quote_make(w, f, direct ? Q_DIRECT : Q_MIXED, sc->cs);
    if (q == NULL)
        return false;
    if (f == &fb && i == sc->start && pq < sc->start &&
        quote_signature(w, w->cs.v[sc->cs].para + 1, &q->who)) {
        q->basis = "signature";
        q->cue_a = q->cue_b = 0;
    }
    sc->last = w->q.n - 1;
    sc->last_item = i;
    return take(w, s, sc->last);
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
        if (q == NULL || !take(w, item_stretch(w, i), w->q.n - 1))
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
            if (item_stretch(w, i) != NONE && !one_item(&sc, i))
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
