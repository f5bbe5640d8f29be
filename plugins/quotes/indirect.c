/* SPDX-License-Identifier: Apache-2.0
 *
 * indirect.c: reports without marks around them: that-clauses, "according
 * to", a clause with its cue behind it, the sentence before "Об этом
 * сообщил X"; and the quoted fragments inside such reports. */
#include "frames.h"

#include <string.h>

struct report {
    struct frame f;
    uint32_t a[2], b[2]; /* items of the content, in up to two parts */
    uint32_t parts;
    bool sure; /* marked as a report by a word, not by place alone */
};

struct ctx {
    struct work *w;
    uint32_t cs, start, end;
    const uint32_t *used;
    uint32_t used_count;
    uint32_t done; /* items before this have been reported */
};

static bool
taken(const struct ctx *c, uint32_t item)
{
    for (uint32_t i = 0; i < c->used_count; i++)
        if (c->used[i] == item)
            return true;
    return false;
}

/* First item behind the content that begins at i: the sentence's end, or a
 * comma behind which the next cue goes on ("..., adding that"). */
static uint32_t
content_end(const struct ctx *c, uint32_t i)
{
    const struct work *w = c->w;
    uint32_t e = c->end;

    for (uint32_t k = i + 1; k + 1 < c->end; k++) {
        uint32_t n = k + 1;

        if (item_kind(w, k) == T_COLON && item_kind(w, n) == I_QUOTE &&
            w->st.v[w->item.v[n].stretch].quote != NONE) {
            e = k;
            break;
        }
        if (item_kind(w, k) == T_SEMI && k > i + 3) {
            e = k;
            break;
        }
        if (item_kind(w, k) != T_COMMA)
            continue;
        if (item_is(w, n, W_CONJ) && n + 1 < c->end)
            n++;
        while (n < c->end && item_is(w, n, W_ADV))
            n++;
        if (n < c->end && frame_cue(w, c->start, n) &&
            (w->tok.v[w->item.v[n].tok].word->vform == F_GERUND)) {
            e = k;
            break;
        }
        if (taken(c, k + 1) || (n < c->end && taken(c, n))) {
            e = k;
            break;
        }
    }
    while (e > i && (item_kind(w, e - 1) == T_STOP ||
                     item_kind(w, e - 1) == T_COMMA ||
                     item_kind(w, e - 1) == T_DASH))
        e--;
    return e;
}

static uint32_t
word_count(const struct work *w, uint32_t a, uint32_t b)
{
    uint32_t n = 0;

    for (uint32_t i = a; i < b; i++)
        n += w->item.v[i].stretch != NONE
                 ? w->st.v[w->item.v[i].stretch].words
                 : w->tok.v[w->item.v[i].tok].kind == T_WORD ||
                       w->tok.v[w->item.v[i].tok].kind == T_NUM;
    return n;
}

/* Whether a finite verb stands among the items, as far as lists and endings
 * tell; a plural noun looks like one unless it must be `sure`. */
static bool
has_verb(const struct work *w, uint32_t a, uint32_t b, bool sure)
{
    for (uint32_t i = a; i < b; i++) {
        const struct tok *t = &w->tok.v[w->item.v[i].tok];

        if (w->item.v[i].stretch != NONE)
            return true;
        if (t->kind != T_WORD || t->name != NONE)
            continue;
        if (t->word != NULL) {
            if ((t->word->classes & (W_VERB | W_AUX)) != 0 ||
                ((t->word->classes & W_CUE) != 0 &&
                 t->word->vform == F_FINITE))
                return true;
            continue;
        }
        if (t->end - t->begin > 3 && (t->flags & TF_CAP) == 0 &&
            (memcmp(w->text + t->end - 2, "ed", 2) == 0 ||
             (!sure && w->text[t->end - 1] == 's' && w->text[t->end - 2] != 's' &&
              i > a)))
            return true;
    }
    return false;
}

static void
set_frame(const struct work *w, uint32_t k, struct frame *f)
{
    const struct tok *t = &w->tok.v[w->item.v[k].tok];

    *f = (struct frame){ .cue_item = k, .cue_a = w->item.v[k].tok,
                         .cue_b = w->item.v[k].tok + 1,
                         .who = { .name = NONE },
                         .stance = t->word->stance,
                         .vgender = t->word->vgender,
                         .need = t->word->need,
                         .gerund = t->word->vform == F_GERUND };
}

/* The subject of the cue at item k: before it, else behind it up to `stop`. */
static bool
subject(const struct work *w, uint32_t all, uint32_t start, uint32_t k,
        uint32_t stop, struct frame *f)
{
    const struct word *verb = w->tok.v[w->item.v[k].tok].word;

    if (f->need == NEED_DOC && phrase_right(w, k + 1, stop, verb, &f->who))
        return true;
    if (k > all && item_is(w, k - 1, W_CONJ))
        start = all; /* "X did this and said" */
    if (phrase_of(w, start, k, stop, verb, &f->who))
        return true;
    f->who = (struct mention){ .name = NONE };
    return false;
}

/* Start of the clause in which item k stands: behind the last comma that is
 * followed by a clause word, or the sentence's start. */
static uint32_t
clause_start(const struct ctx *c, uint32_t k)
{
    const struct work *w = c->w;
    uint32_t left = 40, s = c->start;

    for (uint32_t i = k; i > c->start && left > 0; i--, left--) {
        unsigned kind = item_kind(w, i - 1);

        if (kind == T_SEMI || kind == T_COLON ||
            item_is(w, i - 1, W_CLAUSE | W_THAT)) {
            s = i;
            break;
        }
    }
    return s > c->done ? s : c->done > k ? k : c->done;
}

/* A gerund's subject is that of its sentence: "..., he said, adding that" */
static void
own_subject(const struct ctx *c, uint32_t k, struct frame *f)
{
    const struct work *w = c->w;

    if (w->q.n > 0 && w->q.v[w->q.n - 1].sent == c->cs &&
        w->q.v[w->q.n - 1].who.kind != M_NONE) {
        f->who = w->q.v[w->q.n - 1].who;
        return;
    }
    if (!phrase_subject(w, c->start, k, &f->who)) {
        f->who = (struct mention){ .name = NONE };
        f->dropped = true;
    }
}

/* "До того ж, зазначив X, ...": the first words are no part of the report */
static void
short_start(const struct work *w, struct report *r)
{
    uint32_t n = word_count(w, r->a[0], r->b[0]);

    if (r->parts == 2 &&
        (n <= 2 || (n <= 4 && item_is(w, r->a[0], W_PREP | W_ADV | W_CONJ)))) {
        r->a[0] = r->a[1];
        r->b[0] = r->b[1];
        r->parts = 1;
    }
}

/* Whether "that" at item t opens what cue k reports, and is no relative or
 * demonstrative: "the raid that killed him". */
static bool
that_fits(const struct ctx *c, uint32_t k, uint32_t t)
{
    const struct work *w = c->w;

    if (t + 1 >= c->end ||
        item_is(w, t + 1, W_AUX | W_VERB) ||
        (item_is(w, t + 1, W_CUE) && !item_is(w, t + 1, W_ROLE)))
        return t + 1 < c->end && item_kind(w, t + 1) == I_QUOTE;
    if (item_is(w, k, W_TELLS) || t == k + 1)
        return true;
    for (uint32_t i = k + 1; i < t;) {
        if (item_is(w, i, W_TIME | W_ADV | W_OBJ | W_LISTENER) ||
            item_kind(w, i) == T_COMMA || item_kind(w, i) == T_NUM) {
            i++;
        } else if (item_is(w, i, W_PREP)) {
            for (i++; i < t && !item_is(w, i, W_PREP) &&
                      item_kind(w, i) == T_WORD; i++)
                ;
        } else {
            return false;
        }
    }
    return true;
}

/* X said that CONTENT */
static bool
that_clause(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t that = NONE, left = w->lang->zero_that ? 24 : 16, commas = 0;

    if (w->lang->verb_first && k > c->start && item_is(w, k - 1, W_NEG))
        return false;
    for (uint32_t i = k + 1; i < c->end && left > 0; i++, left--) {
        if (item_is(w, i, W_THAT)) {
            that = i;
            break;
        }
        if (item_kind(w, i) == T_STOP || item_kind(w, i) == T_SEMI ||
            item_kind(w, i) == T_COLON)
            return false;
        if (i > k + 1 && item_is(w, i, W_CUE) && frame_cue(w, k, i) &&
            !item_is(w, i, W_ROLE))
            return false;
        if (item_is(w, i, W_REL) && !item_is(w, i, W_THAT))
            return false;
        if (item_kind(w, i) == T_COMMA && i + 1 < c->end &&
            !item_is(w, i + 1, W_THAT) &&
            (++commas > 2 || item_is(w, i + 1, W_CONJ | W_CLAUSE | W_ADV)))
            return false;
    }
    if (that == NONE || (w->lang->zero_that && !that_fits(c, k, that)))
        return false;
    r->a[0] = that + 1;
    if (r->a[0] < c->end && item_kind(w, r->a[0]) == T_COMMA)
        r->a[0]++;
    r->b[0] = content_end(c, r->a[0]);
    r->parts = 1;
    r->sure = true;
    r->f.basis = "that-clause";
    r->f.confidence = 0.85f;
    if (r->f.gerund) {
        own_subject(c, k, &r->f);
        r->f.confidence = 0.75f;
        return true;
    }
    if (!subject(w, c->start, clause_start(c, k), k, that, &r->f)) {
        if (r->f.need == NEED_DOC)
            return false; /* "it is reported": nobody says it */
        r->f.dropped = true;
        r->f.confidence = 0.5f;
    }
    return true;
}

/* As X said, CONTENT; CONTENT, as X said[, CONTENT] */
static bool
as_clause(const struct ctx *c, uint32_t as, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t e = k + 1, left = 40;

    if (as + 1 < k) { /* як X повідомив */
        if (!phrase_left(w, as + 1, k, w->tok.v[w->item.v[k].tok].word,
                         &r->f.who))
            return false;
    } else if (!phrase_right(w, k + 1, c->end,
                             w->tok.v[w->item.v[k].tok].word, &r->f.who)) {
        return false;
    }
    while (e < c->end && w->item.v[e].tok < r->f.who.b)
        e++;
    for (; e < c->end && left > 0 && item_kind(w, e) != T_COMMA &&
           item_kind(w, e) != T_STOP; e++)
        left--;
    /* an apposition ends at a second comma: "X, head of Y, ..." */
    if (r->f.who.kind == M_NAME && e + 2 < c->end &&
        item_kind(w, e) == T_COMMA && item_is(w, e + 1, W_ROLE | W_REL)) {
        uint32_t n = e + 2;

        while (n < c->end && n < e + 20 && item_kind(w, n) != T_COMMA &&
               item_kind(w, n) != T_STOP)
            n++;
        if (n < c->end && item_kind(w, n) == T_COMMA)
            e = n;
    }
    r->f.basis = "as-clause";
    r->f.confidence = 0.85f;
    r->sure = true;
    r->parts = 0;
    if (as > c->start + 2) {
        r->a[0] = c->done;
        r->b[0] = as;
        r->parts = 1;
    }
    if (e < c->end && item_kind(w, e) == T_COMMA && e + 2 < c->end) {
        r->a[r->parts] = e + 1;
        r->b[r->parts] = content_end(c, e + 1);
        r->parts++;
        short_start(w, r);
    }
    r->f.end_item = e;
    return r->parts > 0;
}

/* CONTENT, said X. / CONTENT, X said. */
static bool
trailing(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t comma = NONE, left = 22, e;
    const struct word *verb = w->tok.v[w->item.v[k].tok].word;
    bool dash;

    if (r->f.need != NEED_NOTHING && r->f.need != NEED_THAT &&
        r->f.need != NEED_DOC)
        return false;
    if (r->f.gerund ||
        (w->lang->zero_that && r->f.need == NEED_THAT))
        return false;
    for (uint32_t i = k; i > c->done && left > 0; i--, left--) {
        unsigned kind = item_kind(w, i - 1);

        if (kind == T_COMMA || kind == T_DASH) {
            comma = i - 1;
            break;
        }
        if (kind == T_SEMI || kind == T_COLON || kind == T_STOP ||
            item_is(w, i - 1, W_THAT | W_CLAUSE | W_AS))
            return false;
        if (item_is(w, i - 1, W_REL))
            return false;
        if (item_is(w, i - 1, W_CONJ) && i - 2 == comma)
            return false;
    }
    if (comma == NONE || comma < c->done + 2)
        return false;
    dash = item_kind(w, comma) == T_DASH;
    if (dash && w->lang->zero_that)
        return false;
    if (item_is(w, comma + 1, W_CONJ))
        return false;
    if (comma + 1 < k &&
        !phrase_left(w, comma + 1, k, verb, &r->f.who))
        return false;
    if (comma + 1 == k || r->f.who.kind == M_NONE ||
        item_is(w, comma + 1, W_ADV)) {
        uint32_t p = k;

        while (p > comma + 1 && item_is(w, p - 1, W_ADV | W_TIME))
            p--;
        if (p == comma + 1) {
            if (!phrase_right(w, k + 1, c->end, verb, &r->f.who))
                return false;
        } else if (r->f.who.kind == M_NONE) {
            return false;
        }
    }
    if (!mention_fits(w, &r->f.who, verb))
        return false;
    /* the apposition of the sentence's own subject: "X, said to be", "X, who" */
    e = k + 1;
    while (e < c->end && w->item.v[e].tok < r->f.who.b)
        e++;
    for (left = 14; e < c->end; e++, left--) {
        unsigned kind = item_kind(w, e);

        if (kind == T_COMMA || kind == T_STOP || kind == T_SEMI ||
            kind == T_DASH)
            break;
        if (left == 0 || item_is(w, e, W_THAT))
            return false;
        /* an object or an infinitive behind it: no cue of the clause */
        if (left == 14 && kind == T_WORD && !item_adverb(w, e) &&
            !item_is(w, e, W_PREP | W_TIME | W_LISTENER | W_OBJ | W_CONJ) &&
            w->tok.v[w->item.v[e].tok].name == NONE &&
            !(comma + 1 == k))
            return false;
    }
    if (e < c->end && item_kind(w, e) == T_COMMA && comma + 1 < k &&
        e + 1 < c->end && item_is(w, e + 1, W_THAT))
        return false;
    r->a[0] = c->done;
    r->b[0] = comma;
    r->parts = 1;
    if (w->lang->zero_that) {
        bool whole = has_verb(w, c->done, comma, false);
        bool more = e + 2 < c->end && item_kind(w, e) == T_COMMA &&
                    !item_is(w, e + 1, W_REL) &&
                    has_verb(w, e + 1, c->end, false);

        if (!whole && (!more || item_is(w, e + 1, W_ROLE | W_DET)))
            return false; /* "Phil Smith, a spokesman, said ..." */
        if (more && (!whole || item_is(w, c->done, W_CLAUSE))) {
            r->a[1] = e + 1; /* "The museum, he said, will open" */
            r->b[1] = content_end(c, e + 1);
            r->parts = 2;
            if (item_is(w, r->a[0], W_CONJ | W_ADV) &&
                word_count(w, r->a[0], r->b[0]) < 2) {
                r->a[0] = r->a[1];
                r->b[0] = r->b[1];
                r->parts = 1;
            }
        }
    } else if (e + 3 < c->end && item_kind(w, e) == T_COMMA &&
        /* "X, said Y, goes on": the report surrounds its cue */
        !item_is(w, e + 1, W_REL | W_CONJ) &&
        !(item_is(w, e + 1, W_CUE | W_ROLE | W_DET | W_AS)) &&
        word_count(w, c->done, comma) < 6) {
        r->a[1] = e + 1;
        r->b[1] = content_end(c, e + 1);
        r->parts = 2;
        short_start(w, r);
    }
    if (r->parts == 1 && word_count(w, r->a[0], r->b[0]) < 3)
        return false;
    r->f.basis = dash ? "cue-behind-dash" : "cue-behind-clause";
    r->f.confidence = 0.75f;
    r->f.end_item = e;
    return true;
}

/* X said CONTENT */
static bool
zero_that(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t i = k + 1, s = clause_start(c, k);

    if (r->f.need != NEED_NOTHING || i + 2 >= c->end)
        return false;
    if (r->f.gerund) {
        own_subject(c, k, &r->f);
    } else if (k <= s || !phrase_left(w, s, k,
                                      w->tok.v[w->item.v[k].tok].word,
                                      &r->f.who)) {
        return false;
    }
    /* a time, an object, "in a statement" */
    for (uint32_t left = 8; i < c->end && left > 0; left--) {
        if (item_is(w, i, W_TIME | W_LISTENER)) {
            i++;
        } else if (item_is(w, i, W_PREP) && i + 2 < c->end &&
                   (item_is(w, i + 1, W_TIME | W_DOC) ||
                    ((item_is(w, i + 1, W_DET | W_INDEF)) &&
                     item_is(w, i + 2, W_DOC | W_TIME)))) {
            i += item_is(w, i + 1, W_TIME | W_DOC) ? 2 : 3;
        } else {
            break;
        }
    }
    if (i + 2 >= c->end)
        return false;
    if (item_kind(w, i) != T_WORD && item_kind(w, i) != T_NUM)
        return false;
    if (item_is(w, i, W_PREP | W_CONJ | W_CLAUSE | W_REL | W_ADV) &&
        !item_is(w, i, W_PRON | W_DET))
        return false;
    r->a[0] = i;
    r->b[0] = content_end(c, i);
    r->parts = 1;
    if (word_count(w, r->a[0], r->b[0]) < 3)
        return false;
    if (!has_verb(w, r->a[0], r->b[0], r->f.gerund))
        return false; /* "declaring a ceasefire" reports no clause */
    if (r->f.who.kind == M_ROLE && !r->f.gerund &&
        w->text[w->tok.v[r->f.cue_a].end - 1] == 's' &&
        !tok_is(w, r->f.who.a, W_DET | W_INDEF | W_POSS | W_ROLE | W_DOC |
                                   W_ORG | W_GROUP))
        return false; /* "coal states", "emission rules": nouns */
    r->f.basis = "clause-after-cue";
    r->f.confidence = 0.7f;
    return true;
}

static bool
that_soon(const struct ctx *c, uint32_t k)
{
    for (uint32_t i = k + 1; i < c->end && i < k + 4; i++)
        if (item_is(c->w, i, W_THAT))
            return that_fits(c, k, i);
    return false;
}

/* X urged THEM TO COME */
static bool
object(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t i = k + 1, e;

    if (r->f.gerund) {
        own_subject(c, k, &r->f);
    } else if (!phrase_left(w, clause_start(c, k), k,
                            w->tok.v[w->item.v[k].tok].word, &r->f.who)) {
        return false;
    }
    while (i < c->end && item_is(w, i, W_TIME | W_ADV))
        i++;
    if (i < c->end && item_is(w, i, W_PREP))
        i++; /* called for, spoke about, promised to */
    if (i + 1 >= c->end ||
        (item_kind(w, i) != T_WORD && item_kind(w, i) != T_NUM) ||
        item_is(w, i, W_CONJ | W_THAT | W_AUX))
        return false;
    for (e = i; e < c->end; e++)
        if (item_kind(w, e) == T_SEMI || item_kind(w, e) == T_COLON ||
            item_kind(w, e) == T_STOP || item_kind(w, e) == T_DASH ||
            (item_kind(w, e) == T_COMMA && e + 1 < c->end &&
             (item_is(w, e + 1, W_REL | W_CLAUSE | W_CONJ) ||
              item_is(w, e + 1, W_CUE))))
            break;
    r->a[0] = i;
    r->b[0] = e;
    r->parts = 1;
    if (word_count(w, i, e) < 2)
        return false;
    r->f.basis = "object-of-cue";
    r->f.confidence = 0.5f;
    return true;
}

/* According to X, CONTENT. / CONTENT, according to X. */
static bool
by_phrase(const struct ctx *c, uint32_t i, struct frame *f,
          const struct phrase *ph, struct report *r)
{
    const struct work *w = c->w;
    uint32_t e = f->end_item;
    bool comma_before = i > c->start &&
                        (item_kind(w, i - 1) == T_COMMA ||
                         item_kind(w, i - 1) == T_DASH ||
                         item_kind(w, i - 1) == T_LPAR);
    bool first = i == c->start ||
                 (i <= c->start + 2 && item_is(w, c->start, W_CONJ | W_ADV)) ||
                 i <= c->done;

    if (ph->trailing && first)
        return false;
    r->f = *f;
    r->sure = true;
    if (f->who.kind == M_NONE)
        r->f.dropped = true;
    /* an apposition or relative clause behind the name */
    if (first && e < c->end && item_kind(w, e) == T_COMMA) {
        uint32_t k = e + 1, close = NONE;

        if (k < c->end && item_is(w, k, W_REL)) {
            for (uint32_t n = k; n < c->end && n < k + 30; n++)
                if (item_kind(w, n) == T_COMMA) {
                    close = n;
                    break;
                }
            if (close != NONE)
                e = close;
        }
    }
    r->parts = 0;
    if (first) {
        uint32_t k = e;

        for (uint32_t left = 14; k < c->end && left > 0 &&
                                 item_kind(w, k) != T_COMMA &&
                                 item_kind(w, k) != T_DASH &&
                                 item_kind(w, k) != T_COLON;
             left--) {
            if (!item_is(w, k, W_PREP | W_TIME | W_PLACE) &&
                item_kind(w, k) != T_WORD && item_kind(w, k) != T_GENITIVE)
                break;
            k++;
        }
        if (k < c->end && (item_kind(w, k) == T_COMMA ||
                           item_kind(w, k) == T_DASH ||
                           item_kind(w, k) == T_COLON))
            e = k + 1;
        if (e >= c->end)
            return false;
        r->a[0] = e;
        r->b[0] = content_end(c, e);
        r->parts = 1;
    } else {
        uint32_t a = c->done, b = comma_before ? i - 1 : i;

        if (b <= a)
            return false;
        r->a[0] = a;
        r->b[0] = b;
        r->parts = 1;
        if (w->lang->comma_free && !comma_before && e + 1 < c->end &&
            item_kind(w, e) != T_COMMA) {
            /* "Sie wurde nach Angaben der Polizei verletzt" */
            r->a[1] = e;
            r->b[1] = content_end(c, e);
            if (word_count(w, r->a[1], r->b[1]) >= 1)
                r->parts = 2;
        }
        if (e + 2 < c->end && item_kind(w, e) == T_COMMA && comma_before) {
            r->a[1] = e + 1;
            r->b[1] = content_end(c, e + 1);
            if (word_count(w, r->a[1], r->b[1]) >= 2)
                r->parts = 2;
        }
        if (item_is(w, a, W_THAT | W_CONJ) && r->parts == 1)
            r->a[0]++;
    }
    return word_count(w, r->a[0], r->b[r->parts - 1]) >= 2;
}

/* Whether another report with a that-clause stands in this one. */
static bool
inner_report(const struct work *w, const struct report *r)
{
    bool cue = false;

    for (uint32_t i = r->a[0]; i < r->b[0]; i++) {
        if (w->item.v[i].stretch != NONE)
            return false;
        if (cue && item_is(w, i, W_THAT))
            return true;
        cue = cue || frame_cue(w, r->a[0], i);
    }
    return false;
}

/* Writes a report down: the clause, the quoted fragments, or both. */
static bool
emit(struct ctx *c, struct report *r)
{
    struct work *w = c->w;
    uint32_t marked = 0, all = 0, q, fragments = 0;
    struct quote *made;

    for (uint32_t p = 0; p < r->parts; p++) {
        while (r->b[p] > r->a[p] && (item_kind(w, r->b[p] - 1) == T_STOP ||
                                     item_kind(w, r->b[p] - 1) == T_COMMA ||
                                     item_kind(w, r->b[p] - 1) == T_DASH))
            r->b[p]--;
        all += word_count(w, r->a[p], r->b[p]);
        for (uint32_t i = r->a[p]; i < r->b[p]; i++) {
            const struct stretch *s;

            if (w->item.v[i].stretch == NONE)
                continue;
            s = &w->st.v[w->item.v[i].stretch];
            if (s->quote != NONE)
                return true; /* a direct quotation stands in it */
            if (s->words >= 3 ||
                (s->words == 2 && !stretch_sentence(w, s) &&
                 (w->tok.v[s->a].flags & TF_CAP) == 0)) {
                if (i > r->a[p] && item_is(w, i - 1, W_WORK | W_ORG))
                    continue;
                if (w->tok.v[s->a].kind == T_WORD &&
                    (w->tok.v[s->a].flags & TF_CAP) != 0 && s->words < 5)
                    continue; /* a name, a title */
                marked += s->words;
                fragments++;
            }
        }
    }
    if (all < 2)
        return true;
    if (fragments > 0 && strcmp(r->f.basis, "phrase") == 0 &&
        inner_report(w, r))
        return true; /* "По данным X, Y заявил, что «...»": Y's words */
    if (fragments > 0 && w->lang->fragment) {
        for (uint32_t p = 0; p < r->parts; p++)
            for (uint32_t i = r->a[p]; i < r->b[p]; i++) {
                struct stretch *s;

                if (w->item.v[i].stretch == NONE)
                    continue;
                s = &w->st.v[w->item.v[i].stretch];
                if (s->words < 2 ||
                    (i > r->a[p] && item_is(w, i - 1, W_WORK | W_ORG)) ||
                    ((w->tok.v[s->a].flags & TF_CAP) != 0 && s->words < 5) ||
                    (s->words == 2 && stretch_sentence(w, s)))
                    continue;
                made = quote_make(w, &r->f, Q_MIXED, c->cs);
                if (made == NULL)
                    return false;
                s->quote = w->q.n - 1;
                if (!quote_piece(w, s->quote, s->a, s->b))
                    return false;
            }
        if (marked * 2 > all)
            return true;
    }
    if (!w->indirect && marked == 0)
        return true;
    made = quote_make(w, &r->f, marked > 0 && !w->lang->fragment ? Q_MIXED
                                                                : Q_INDIRECT,
                      c->cs);
    if (made == NULL)
        return false;
    q = w->q.n - 1;
    for (uint32_t p = 0; p < r->parts && !w->lang->fragment; p++)
        for (uint32_t i = r->a[p]; i < r->b[p]; i++)
            if (w->item.v[i].stretch != NONE)
                w->st.v[w->item.v[i].stretch].quote = q;
    for (uint32_t p = 0; p < r->parts; p++) {
        uint32_t last = r->b[p] - 1;

        if (r->b[p] <= r->a[p])
            continue;
        if (!quote_piece(w, q, w->item.v[r->a[p]].tok,
                         w->item.v[last].stretch != NONE
                             ? w->st.v[w->item.v[last].stretch].outer_b
                             : w->item.v[last].tok + 1))
            return false;
    }
    return true;
}

/* "Про це повідомив X": the sentence before is the report. */
static bool
anaphoric(struct ctx *c, uint32_t i, bool *done)
{
    struct work *w = c->w;
    struct report r = { .sure = true };
    uint32_t prev;

    *done = false;
    if (c->cs == 0 || i > c->start + 2)
        return true;
    prev = c->cs - 1;
    if (w->cs.v[prev].parent != NONE)
        return true;
    for (uint32_t k = i + 1; k < c->end && k < i + 24; k++) {
        if (!frame_cue(w, c->start, k))
            continue;
        set_frame(w, k, &r.f);
        if (!phrase_right(w, k + 1, c->end, w->tok.v[r.f.cue_a].word,
                          &r.f.who) &&
            !phrase_left(w, i + 1, k, w->tok.v[r.f.cue_a].word, &r.f.who))
            return true;
        r.f.basis = "report-of-sentence-before";
        r.f.confidence = 0.7f;
        r.a[0] = w->cs.v[prev].a;
        r.b[0] = w->cs.v[prev].b;
        r.parts = 1;
        *done = true;
        return emit(c, &r);
    }
    return true;
}

/* A verb we do not know between a named subject and a that-clause. */
static bool
unknown_cue(const struct ctx *c, uint32_t i, struct report *r)
{
    const struct work *w = c->w;
    const struct tok *t = &w->tok.v[w->item.v[i].tok];
    uint32_t that = i + 1;
    uint8_t gender = G_NONE;

    if (w->lang->verb_count == 0 || t->kind != T_WORD || t->word != NULL ||
        (t->flags & TF_CAP) != 0 || i == c->start)
        return false;
    if (that < c->end && item_kind(w, that) == T_COMMA)
        that++;
    if (that >= c->end || that == i + 1 || !item_is(w, that, W_THAT))
        return false;
    for (uint32_t k = 0; k < w->lang->verb_count; k++) {
        const struct ending *e = &w->lang->verbs[k];

        if (t->end - t->begin > e->from_len + 3 &&
            memcmp(w->text + t->end - e->from_len, e->from, e->from_len) == 0)
            gender = e->gender;
    }
    if (gender == G_NONE)
        return false;
    struct word guess = { .vgender = gender };
    r->f = (struct frame){ .cue_item = i, .cue_a = w->item.v[i].tok,
                           .cue_b = w->item.v[i].tok + 1,
                           .who = { .name = NONE }, .vgender = gender,
                           .basis = "verb-shape", .confidence = 0.55f };
    if (!phrase_left(w, clause_start(c, i), i, &guess, &r->f.who) ||
        r->f.who.kind == M_ROLE || !mention_fits(w, &r->f.who, &guess))
        return false;
    r->a[0] = that + 1;
    r->b[0] = content_end(c, that + 1);
    r->parts = 1;
    return true;
}

/* "Laut X sagte Y, dass": a cue right behind the phrase */
static bool
cue_and_that(const struct ctx *c, uint32_t i)
{
    for (uint32_t k = i; k < c->end && k < i + 12; k++)
        if (item_is(c->w, k, W_THAT))
            return i < c->end && frame_cue(c->w, c->start, i);
    return false;
}

/* A sentence in the mood of reported speech goes on with the report before
 * it: "Er habe das gesehen." */
static bool
goes_on(struct ctx *c)
{
    struct work *w = c->w;
    struct report r = { .parts = 1, .a = { c->start }, .b = { c->end } };
    uint32_t last = w->q.n;
    bool mood = false;

    if (last == 0 || w->q.v[last - 1].para != w->cs.v[c->cs].para ||
        w->cs.v[w->q.v[last - 1].sent].parent != NONE ||
        c->cs - w->q.v[last - 1].sent != 1)
        return true;
    for (uint32_t i = c->start; i < c->end && i < c->start + 60; i++) {
        if (w->item.v[i].stretch != NONE &&
            w->st.v[w->item.v[i].stretch].quote != NONE)
            return true;
        if (item_is(w, i, W_MOOD))
            mood = true;
        if (item_is(w, i, W_CLAUSE) && i < c->start + 2)
            return true;
    }
    if (!mood)
        return true;
    r.f = (struct frame){ .cue_item = NONE, .who = { .name = NONE },
                          .basis = "mood-of-report", .confidence = 0.6f,
                          .vgender = G_ANY };
    if (!emit(c, &r))
        return false;
    if (w->q.n > last) { /* whoever spoke goes on speaking */
        w->q.v[w->q.n - 1].who = w->q.v[last - 1].who;
        w->q.v[w->q.n - 1].vgender = w->q.v[last - 1].vgender;
        w->q.v[w->q.n - 1].dropped = w->q.v[last - 1].dropped;
        w->q.v[w->q.n - 1].from = last - 1;
    }
    return true;
}

bool
indirect_sentence(struct work *w, uint32_t cs, const uint32_t *used,
                  uint32_t used_count)
{
    struct ctx c = { w, cs, w->cs.v[cs].a, w->cs.v[cs].b, used, used_count,
                     w->cs.v[cs].a };
    uint32_t limit = c.start + 400; /* longer sentences are no prose */
    uint32_t before = w->q.n;

    for (uint32_t i = c.start; i < c.end && i < limit; i++) {
        struct report r = { .parts = 0 };
        const struct phrase *ph;
        struct frame f;
        uint32_t as;
        bool done;

        if (w->item.v[i].stretch != NONE)
            continue;
        if (frame_phrase(w, i, c.end, &f, &ph)) {
            if (ph->anaphoric) {
                if (!anaphoric(&c, i, &done))
                    return false;
                if (done)
                    return true;
            } else if (!taken(&c, i) &&
                       !(w->lang->comma_free && cue_and_that(&c, f.end_item)) &&
                       by_phrase(&c, ph->behind && f.cue_item >= c.start ? f.cue_item : i,
                                 &f, ph, &r)) {
                if (!emit(&c, &r))
                    return false;
                i = f.end_item > i ? f.end_item - 1 : i;
                if (r.a[0] > i && !inner_report(w, &r))
                    c.done = r.b[r.parts - 1];
                else
                    c.done = f.end_item;
                continue;
            }
        }
        if (i < c.done && c.done != c.start && i < c.done)
            continue;
        if (!frame_cue(w, c.start, i) && unknown_cue(&c, i, &r)) {
            if (!emit(&c, &r))
                return false;
            c.done = r.b[0];
            continue;
        }
        if (!frame_cue(w, c.start, i) || taken(&c, i))
            continue;
        set_frame(w, i, &r.f);
        /* "called for", "called on" report; "called it" names */
        if (r.f.need == NEED_NAMING && w->lang->zero_that && i + 2 < c.end &&
            object(&c, i, &r)) {
            if (!emit(&c, &r))
                return false;
            c.done = r.b[0];
            continue;
        }
        if (r.f.need == NEED_QUOTE || r.f.need == NEED_NAMING)
            continue;
        if (r.f.need == NEED_OBJECT && !that_soon(&c, i)) {
            if (object(&c, i, &r)) {
                if (!emit(&c, &r))
                    return false;
                c.done = r.b[0];
            }
            continue;
        }
        /* as X said */
        as = NONE;
        for (uint32_t k = i; k > c.start && i - k < 14; k--) {
            if (item_is(w, k - 1, W_AS)) {
                as = k - 1;
                break;
            }
            if (item_kind(w, k - 1) != T_WORD &&
                item_kind(w, k - 1) != I_QUOTE &&
                !(w->lang->comma_free && item_is(w, c.start, W_AS)))
                break;
        }
        if (as != NONE && (as == c.start || item_kind(w, as - 1) == T_COMMA ||
                           as <= c.start + 1) &&
            as_clause(&c, as, i, &r)) {
            if (!emit(&c, &r))
                return false;
            c.done = r.parts > 0 ? r.b[r.parts - 1] : c.done;
            if (c.done < r.f.end_item)
                c.done = r.f.end_item;
            continue;
        }
        if (that_clause(&c, i, &r) ||
            (r.f.vgender != G_NONE && trailing(&c, i, &r)) ||
            (w->lang->zero_that && zero_that(&c, i, &r))) {
            bool trail = r.a[0] < i;

            if (!emit(&c, &r))
                return false;
            c.done = trail ? r.f.end_item : r.b[r.parts - 1];
            if (c.done <= i)
                c.done = i + 1;
            continue;
        }
        /* "announced plans to build": for the judge to tell */
        if (w->lang->zero_that && r.f.need != NEED_DOC &&
            !item_is(w, i, W_ROLE | W_DOC) && object(&c, i, &r)) {
            r.f.weak = true;
            if (!emit(&c, &r))
                return false;
            c.done = r.b[0];
            continue;
        }
        if (w->cs.v[cs].para < w->title_para)
            continue;
        /* X sagte, CLAUSE */
        if (w->lang->comma_free && !r.f.gerund && i + 4 < c.end) {
            uint32_t k = i + 1;

            while (k < c.end && k < i + 14 && item_kind(w, k) != T_COMMA &&
                   item_kind(w, k) != T_STOP && item_kind(w, k) != I_QUOTE &&
                   item_kind(w, k) != T_COLON)
                k++;
            if (k + 4 < c.end && item_kind(w, k) == T_COMMA &&
                item_kind(w, k + 1) == T_WORD &&
                (!item_is(w, k + 1, W_REL | W_CONJ | W_CLAUSE | W_AS |
                                        W_THAT) ||
                 item_is(w, k + 1, W_DET)) &&
                subject(w, c.start, clause_start(&c, i), i, k, &r.f)) {
                r.a[0] = k + 1;
                r.b[0] = content_end(&c, k + 1);
                r.parts = 1;
                r.f.basis = "clause-behind-comma";
                r.f.confidence = 0.6f;
                if (!emit(&c, &r))
                    return false;
                c.done = r.b[0];
                continue;
            }
        }
        /* X said: CLAUSE */
        if (w->lang->colon_free && (r.f.need == NEED_NOTHING ||
                                    r.f.need == NEED_THAT)) {
            uint32_t k = i + 1;

            while (k < c.end && k < i + 16 && item_kind(w, k) != T_COLON &&
                   item_kind(w, k) != T_STOP && item_kind(w, k) != I_QUOTE &&
                   !(item_kind(w, k) == T_COMMA && k + 1 < c.end &&
                     item_is(w, k + 1, W_CONJ | W_CLAUSE | W_THAT)))
                k++;
            if (k + 3 < c.end && item_kind(w, k) == T_COLON &&
                item_kind(w, k + 1) == T_WORD &&
                subject(w, c.start, clause_start(&c, i), i, k, &r.f)) {
                r.a[0] = k + 1;
                r.b[0] = content_end(&c, k + 1);
                r.parts = 1;
                r.f.basis = "clause-behind-colon";
                r.f.confidence = 0.65f;
                if (!emit(&c, &r))
                    return false;
                c.done = r.b[0];
            }
        }
    }
    if (w->q.n == before)
        return goes_on(&c);
    return true;
}
