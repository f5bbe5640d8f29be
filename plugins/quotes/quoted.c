/* SPDX-License-Identifier: Apache-2.0
 *
 * quoted.c: one quoted stretch of an author's sentence: whether it is a
 * quotation, direct or mixed, and which clause of the author attributes it. */
#include "quoted.h"

/* Items that are looked at on either side of a quotation: more are no
 * sentence that somebody wrote. */
#define SIDE_MAX 300

/* What is known of a quoted item before it is judged. */
struct quoted {
    uint32_t i, s; /* the item, its stretch */
    struct stretch *st;
    const struct tok *inner; /* its last token that is no mark */
    bool sentence;           /* reads like one */
    bool stop;               /* ends like one */
    bool speech;             /* behind a dash, or a block of its own */
    bool colon;              /* behind a colon */
    bool nested;             /* within another quotation */
    uint32_t prev, next;     /* where clauses that may be its own begin, end */
    struct frame before, after;
    bool has_before, has_after;
};

enum verdict { NO_QUOTE, DIRECT, MIXED };

/* How a step of the judgement ended. */
enum step { GO_ON, DONE, NO_MEMORY };

bool
quoted_take(struct work *w, uint32_t s, uint32_t quote)
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

/* ---- what stands around */

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

static void
use(struct scene *sc, const struct frame *f)
{
    if (f->cue_item != NONE && sc->used_count < CUES_MAX)
        sc->used[sc->used_count++] = f->cue_item;
}

static bool
is_used(const struct scene *sc, const struct frame *f)
{
    for (uint32_t i = 0; i < sc->used_count; i++)
        if (f->cue_item != NONE && sc->used[i] == f->cue_item)
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

    while (i > start && (item_stretch(sc->w, i - 1) == NONE ||
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

/* ---- pieces of quotes */

/* A quote of its own, by frame `f` or by nobody (NULL). NULL when memory ran
 * out. */
static struct quote *
begin(struct scene *sc, const struct quoted *it, const struct frame *f,
      unsigned type)
{
    if (quote_make(sc->w, f, type, sc->cs) == NULL)
        return NULL;
    sc->last = sc->w->q.n - 1;
    sc->last_item = it->i;
    return quoted_take(sc->w, it->s, sc->last) ? &sc->w->q.v[sc->last] : NULL;
}

/* A further piece of a quote, or its next paragraph; it may bring the
 * speaker. */
static bool
join(struct scene *sc, const struct quoted *it, uint32_t group)
{
    struct work *w = sc->w;
    struct quote *q = &w->q.v[group];
    struct frame f;

    if (!quoted_take(w, it->s, group))
        return false;
    sc->last = group;
    sc->last_item = it->i;
    if (q->who.kind == M_NONE && q->basis == NULL &&
        frame_after(w, it->i, it->next, &f)) {
        q->who = f.who;
        q->cue_a = f.cue_a;
        q->cue_b = f.cue_b;
        q->basis = f.basis;
        q->confidence = f.confidence * 0.97f;
        q->stance = f.stance;
        q->vgender = f.vgender;
        q->dropped = f.dropped;
        q->reason = NULL;
        use(sc, &f);
    }
    return true;
}

/* A turn of an interview. */
static bool
take_turn(struct scene *sc, const struct quoted *it)
{
    struct frame f;
    const char *reason = turns_speaker(sc->w, it->st->para, &f);
    struct quote *q = begin(sc, it, reason == NULL ? &f : NULL, Q_DIRECT);

    if (q == NULL)
        return false;
    q->reason = reason;
    return true;
}

/* Whether only commas and the like part the item from the one before. */
static bool
listed(const struct scene *sc, uint32_t i)
{
    if (i - sc->last_item >= SIDE_MAX)
        return false;
    for (uint32_t k = sc->last_item + 1; k < i; k++)
        if (item_kind(sc->w, k) != T_COMMA &&
            !item_is(sc->w, k, W_CONJ | W_ADV))
            return false;
    return true;
}

/* A: "Q, Q" of one speaker, the second goes on behind the cue. */
static enum step
go_on_with_last(struct scene *sc, const struct quoted *it)
{
    struct work *w = sc->w;
    const struct stretch *st = it->st;
    const struct quote *l;
    bool cue_between, list;

    if (sc->last == NONE || it->has_before || sc->last_item >= it->i)
        return GO_ON;
    l = &w->q.v[sc->last];
    cue_between = l->cue_a > w->st.v[item_stretch(w, sc->last_item)].a &&
                  l->cue_a < st->a;
    if (cue_between && st->words < 3 && !it->stop &&
        item_kind(w, it->i - 1) == T_WORD)
        return DONE; /* the cue's own words: РИА «Новости» */
    list = listed(sc, it->i);
    if (!(cue_between && !it->nested) &&
        !(list && l->type != Q_INDIRECT &&
          (!it->has_after || it->after.confidence < 0.9f)))
        return GO_ON;
    if (l->type == Q_MIXED && list) {
        struct frame same = { .cue_item = NONE,
                              .who = l->who,
                              .cue_a = l->cue_a,
                              .cue_b = l->cue_b,
                              .basis = l->basis,
                              .confidence = l->confidence * 0.97f,
                              .stance = l->stance,
                              .vgender = l->vgender,
                              .dropped = l->dropped };

        if (st->words < 2 && st->level > 0)
            return DONE;
        return begin(sc, it, &same, Q_MIXED) != NULL ? DONE : NO_MEMORY;
    }
    sc->last_item = it->i;
    return quoted_take(w, it->s, sc->last) ? DONE : NO_MEMORY;
}

/* ---- without a clause of the author */

/* Whether nothing but a stop stands beside the item. */
static bool
is_alone(const struct scene *sc, const struct quoted *it)
{
    uint32_t i = it->i;

    return i == sc->start &&
           (i + 1 >= sc->end ||
            (i + 2 >= sc->end && item_kind(sc->w, i + 1) == T_STOP));
}

/* Whether the quote made last is direct and stands in the same paragraph. */
static bool
behind_direct(const struct scene *sc)
{
    const struct work *w = sc->w;
    const struct quote *q = w->q.n > 0 ? &w->q.v[w->q.n - 1] : NULL;

    return q != NULL && q->para == w->cs.v[sc->cs].para && q->type == Q_DIRECT;
}

/* Whether the marks alone say that these are somebody's words. */
static bool
stands_by_itself(const struct scene *sc, const struct quoted *it)
{
    const struct work *w = sc->w;
    const struct stretch *st = it->st;
    bool alone = is_alone(sc, it);

    if (it->speech || parted_stretch(st) || before_dash(sc, it->i))
        return true;
    if (w->lang->words == NULL && /* nothing is known but the marks */
        (st->words >= 4 || (it->stop && st->words >= 3)))
        return true;
    if (alone && it->stop && st->words > 0 && sc->start > 0 &&
        behind_direct(sc) && (st->flags & SP_SINGLE) == 0)
        return true;
    if (alone && ((it->sentence && (st->words >= 4 || it->stop)) ||
                  (it->stop && st->words >= 3)))
        return true;
    if (it->colon && it->sentence && st->words >= 4)
        return true;
    return it->i == sc->start && it->sentence && it->stop && st->words >= 6;
}

/* A quotation that no clause of the author introduces. */
static bool
without_frame(struct scene *sc, const struct quoted *it)
{
    struct work *w = sc->w;
    const struct stretch *st = it->st;
    struct quote *q;

    if (it->nested)
        return true;
    if (is_alone(sc, it) && !parted_stretch(st) &&
        (stretch_title(w, st) ||
         ((st->flags & SP_SINGLE) != 0 && st->words < 8)) &&
        w->lang->titlecase && sc->start == para_first(w, sc->cs))
        return true; /* a heading between paragraphs */
    if (w->cs.v[sc->cs].para < w->title_para && st->words >= 3 &&
        !stretch_title(w, st))
        return begin(sc, it, NULL, Q_DIRECT) != NULL;
    if (!stands_by_itself(sc, it))
        return true;
    q = begin(sc, it, NULL, Q_DIRECT);
    if (q == NULL)
        return false;
    if (!it->speech && !parted_stretch(st) && before_dash(sc, it->i))
        q->reason = "the words behind the dash name nobody known";
    return true;
}

/* ---- with one */

/* By the clause behind: "Q", said X. */
static enum verdict
judge_after(const struct scene *sc, const struct quoted *it)
{
    const struct work *w = sc->w;
    uint32_t i = it->i;
    bool sep = it->inner->kind == T_COMMA || it->stop ||
               (i + 1 < sc->end && (item_kind(w, i + 1) == T_COMMA ||
                                    item_kind(w, i + 1) == T_DASH));

    if (!sep)
        return NO_QUOTE;
    /* "the plan is "a mess," Smith said": the clause is reported */
    if (i > sc->start && !it->sentence && !it->speech &&
        item_kind(w, i - 1) != T_COLON && item_kind(w, i - 1) != T_COMMA &&
        item_kind(w, i - 1) != I_QUOTE)
        return NO_QUOTE;
    return it->sentence || i == sc->start || it->stop ||
                   it->inner->kind == T_COMMA || it->st->words >= 4 ||
                   it->speech
               ? DIRECT
               : NO_QUOTE;
}

/* Whether another clause begins between the cue and the item. */
static bool
clause_between(const struct work *w, uint32_t cue, uint32_t i)
{
    for (uint32_t k = cue + 1; k < i; k++)
        if (item_is(w, k, W_THAT | W_CLAUSE | W_REL) &&
            !(w->lang->all_nouns && item_is(w, k, W_DET)))
            return true; /* "die" may be an article */
    return false;
}

/* Whether words that are no sentence may still be quoted by the clause before
 * them. */
static bool
is_fragment(const struct scene *sc, const struct quoted *it)
{
    const struct work *w = sc->w;
    const struct stretch *st = it->st;
    const struct frame *f = &it->before;
    bool naming = f->need == NEED_NAMING;

    if (st->words < 2 && !naming)
        return false;
    if (sc->phrase && !naming)
        return false; /* whoever the phrase names says it */
    if ((st->flags & SP_SINGLE) != 0 && st->words < 3)
        return false;
    if (f->cue_item != NONE && clause_between(w, f->cue_item, it->i))
        return false;
    /* «Name» behind a verb: a name, not words */
    if (!naming && st->words < 4 && (w->tok.v[st->a].flags & TF_CAP) != 0)
        return false;
    /* else the clause around it is the quotation */
    return w->lang->fragment || naming || it->i <= f->cue_item + 1;
}

/* By the clause before: X said: "Q". */
static enum verdict
judge_before(const struct scene *sc, const struct quoted *it)
{
    const struct work *w = sc->w;
    const struct stretch *st = it->st;
    const struct frame *f = &it->before;
    uint32_t i = it->i;
    bool tail = i + 1 < sc->end && item_kind(w, i + 1) == T_WORD;
    bool comma = item_kind(w, i - 1) == T_COMMA;
    bool direct = it->colon || (comma && (it->sentence || st->words >= 4)) ||
                  (it->sentence && !tail && st->words >= 3) || it->speech;

    if (f->need == NEED_NAMING && !it->colon)
        direct = false;
    if (!direct && !is_fragment(sc, it))
        return NO_QUOTE;
    if (comma && !it->sentence && sc->phrase)
        return NO_QUOTE;
    if (f->cue_item == NONE &&
        ((!it->sentence && !it->speech) || st->words < 3))
        return NO_QUOTE;
    return direct ? DIRECT : MIXED;
}

/* Which of the clauses around it attributes the item, or NULL. */
static const struct frame *
choose_frame(const struct scene *sc, const struct quoted *it)
{
    const struct work *w = sc->w;
    uint32_t i = it->i;
    bool comma;

    if (!it->has_after)
        return it->has_before ? &it->before : NULL;
    if (!it->has_before || it->before.cue_item == NONE)
        return &it->after;
    /* between two cues: the mark of punctuation tells */
    comma = it->inner->kind == T_COMMA ||
            (i + 1 < sc->end && item_kind(w, i + 1) == T_COMMA);
    if (it->colon || (!comma && it->before.confidence >= it->after.confidence))
        return &it->before;
    return &it->after;
}

/* Whether the item is the name of a work, of an organisation, a term. */
static bool
is_name(const struct scene *sc, const struct quoted *it)
{
    const struct work *w = sc->w;
    const struct stretch *st = it->st;
    uint32_t i = it->i;
    struct frame f;

    if (it->speech || it->colon)
        return false;
    if (named_work(w, sc->start, i) && !(it->stop && it->sentence) &&
        it->inner->kind != T_COMMA &&
        /* "назвав пісню «провалом року»" */
        !(w->lang->fragment && st->words > 1 &&
          (w->tok.v[st->a].flags & TF_CAP) == 0 &&
          frame_before(w, it->prev, i, &f) && f.need == NEED_NAMING))
        return true;
    return w->lang->titlecase && stretch_title(w, st) && i > sc->start &&
           item_kind(w, i - 1) == T_WORD && !item_is(w, i - 1, W_CUE);
}

static void
look(const struct scene *sc, uint32_t i, struct quoted *it)
{
    struct work *w = sc->w;
    uint32_t s = item_stretch(w, i);
    struct stretch *st = &w->st.v[s];

    *it = (struct quoted){ .i = i,
                           .s = s,
                           .st = st,
                           .inner = &w->tok.v[stretch_last(w, st)],
                           .sentence = stretch_sentence(w, st),
                           .speech = (st->flags & (SP_DASH | SP_BLOCK)) != 0,
                           .nested = w->cs.v[sc->cs].parent != NONE,
                           .prev = prev_real(sc, i),
                           .next = next_real(sc, i + 1) };
    it->stop = it->inner->kind == T_STOP;
    if (i == sc->start && sc->cs > 0 && w->cs.v[sc->cs - 1].parent == NONE &&
        i > 0 && item_kind(w, i - 1) == T_COLON && !it->nested)
        it->prev = w->cs.v[sc->cs - 1].a; /* "She said:", a new paragraph */
    it->colon = i > it->prev && item_kind(w, i - 1) == T_COLON;
}

bool
quoted_item(struct scene *sc, uint32_t i)
{
    struct work *w = sc->w;
    const struct frame *f;
    struct quoted it;
    struct quote *q;
    enum verdict verdict;
    enum step step;
    uint32_t group = group_quote(w, item_stretch(w, i));

    look(sc, i, &it);
    if (group != NONE)
        return join(sc, &it, group);
    if ((it.st->flags & (SP_BLOCK | SP_TURN)) == (SP_BLOCK | SP_TURN))
        return take_turn(sc, &it);
    if (is_name(sc, &it))
        return true;

    it.has_after =
        frame_after(w, i, it.next, &it.after) && !is_used(sc, &it.after);
    it.has_before =
        frame_before(w, it.prev, i, &it.before) && !is_used(sc, &it.before);
    step = go_on_with_last(sc, &it);
    if (step != GO_ON)
        return step == DONE;

    f = choose_frame(sc, &it);
    if (f == NULL)
        return without_frame(sc, &it);
    verdict = f == &it.after ? judge_after(sc, &it) : judge_before(sc, &it);
    if (verdict == NO_QUOTE)
        return true;
    use(sc, f);
    q = begin(sc, &it, f, verdict == DIRECT ? Q_DIRECT : Q_MIXED);
    if (q == NULL)
        return false;
    if (f == &it.before && i == sc->start && it.prev < sc->start &&
        quote_signature(w, w->cs.v[sc->cs].para + 1, &q->who)) {
        q->basis = "signature";
        q->cue_a = q->cue_b = 0;
    }
    return true;
}
