/* SPDX-License-Identifier: Apache-2.0
 *
 * behind.c: reports whose cue stands behind them, "CONTENT, X said", and those
 * that a phrase gives to somebody, "according to X", on either side. */
#include "reports.h"

/* CONTENT, said X. / CONTENT, X said. */
/* "The US wants talks. The US is ready to help, states X.": the lead of an
 * article, two sentences about one subject, and X says both. */
static void
lead(const struct ctx *c, struct report *r)
{
    const struct work *w = c->w;
    uint32_t first = c->cs, a = r->a[0], b;

    if (c->cs == 0 || c->start != a || w->cs.v[c->cs].para != w->title_para)
        return;
    first--;
    b = w->cs.v[first].a;
    if (w->cs.v[first].para != w->cs.v[c->cs].para ||
        (first > 0 && w->cs.v[first - 1].para == w->cs.v[first].para) ||
        (w->q.n > 0 && w->q.v[w->q.n - 1].sent == first))
        return;
    for (uint32_t i = 0; i < 2; i++, a++, b++) {
        if (item_stretch(w, a) != NONE || item_stretch(w, b) != NONE ||
            item_kind(w, a) != T_WORD ||
            w->tok.v[w->item.v[a].tok].hash !=
                w->tok.v[w->item.v[b].tok].hash)
            return;
        if (w->tok.v[w->item.v[a].tok].name != NONE) {
            r->a[0] = w->cs.v[first].a;
            return;
        }
    }
}

/* "X, who took no part, calls it news": what stands before the comma is the
 * subject with its relative clause or apposition, the cue's object behind it
 * is nobody known. */
static bool
subject_and_object(const struct ctx *c, uint32_t comma,
                   const struct mention *behind)
{
    const struct work *w = c->w;
    uint32_t first = NONE;

    if (behind->kind != M_ROLE)
        return false;
    for (uint32_t i = c->done; i < comma && i < c->done + 24; i++)
        if (item_kind(w, i) == T_COMMA) {
            first = i;
            break;
        }
    if (first == NONE || report_verb(w, c->done, first, false))
        return false;
    for (uint32_t t = behind->a; t < behind->b; t++)
        if (tok_is(w, t, W_ROLE | W_ORG | W_GROUP | W_DOC | W_PRON) &&
            !tok_is(w, t, W_DET))
            return false;
    for (uint32_t i = c->done; i < comma; i++)
        if (item_stretch(w, i) == NONE &&
            w->tok.v[w->item.v[i].tok].name != NONE)
            return true;
    return false;
}

bool
clause_before_cue(const struct ctx *c, uint32_t k, struct report *r)
{
    const struct work *w = c->w;
    uint32_t comma = NONE, left = 22, e;
    const struct word *verb = w->tok.v[w->item.v[k].tok].word;
    bool dash, opener;

    if (r->f.need != NEED_NOTHING && r->f.need != NEED_THAT &&
        r->f.need != NEED_DOC)
        return false;
    if (r->f.gerund || (w->lang->zero_that && r->f.need == NEED_THAT))
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
    if (comma == NONE || comma < c->done + 1)
        return false;
    /* "Крім того, сказав X, CONTENT": what stands before is no report */
    opener = w->lang->verb_first && comma + 1 == k && comma <= c->done + 4 &&
             (item_is(w, c->done, W_PREP | W_ADV | W_CONJ) ||
              item_adverb(w, c->done));
    if (comma < c->done + 2 && !opener)
        return false;
    dash = item_kind(w, comma) == T_DASH;
    if (dash && w->lang->zero_that)
        return false;
    if (item_is(w, comma + 1, W_CONJ))
        return false;
    if (comma + 1 < k && !phrase_left(w, comma + 1, k, verb, &r->f.who))
        return false;
    if (comma + 1 == k || r->f.who.kind == M_NONE ||
        item_is(w, comma + 1, W_ADV)) {
        uint32_t p = k;

        while (p > comma + 1 && item_is(w, p - 1, W_ADV | W_TIME))
            p--;
        if (p == comma + 1) {
            if (!phrase_right(w, k + 1, c->end, verb, &r->f.who) ||
                (w->lang->zero_that && r->f.who.kind == M_PRONOUN))
                return false; /* ", who waited, say they will go" */
        } else if (r->f.who.kind == M_NONE) {
            return false;
        }
    }
    if (!mention_fits(w, &r->f.who, verb) ||
        (comma + 1 == k && subject_and_object(c, comma, &r->f.who)))
        return false;
    /* the apposition of the sentence's own subject: "X, said to be", "X, who"
     */
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
            (comma + 1 != k || /* ", reached by phone, said six were hurt" */
             (w->lang->zero_that && !item_is(w, e, W_REL | W_CLAUSE | W_AS))))
            return false;
    }
    if (e < c->end && item_kind(w, e) == T_COMMA && comma + 1 < k &&
        e + 1 < c->end && item_is(w, e + 1, W_THAT))
        return false;
    r->a[0] = c->done;
    r->b[0] = comma;
    r->parts = 1;
    /* "X zeigte sich froh: Es gehe gut, sagte sie" */
    for (uint32_t i = comma, far = 60; i > c->done + 2 && far > 0; i--, far--)
        if (item_kind(w, i - 1) == T_COLON && comma - i >= 3) {
            r->a[0] = i;
            break;
        }
    if (w->lang->zero_that) {
        bool whole = report_verb(w, r->a[0], comma, false);
        bool more = e + 2 < c->end && item_kind(w, e) == T_COMMA &&
                    !item_is(w, e + 1, W_REL) &&
                    report_verb(w, e + 1, c->end, false);

        if (!whole && (!more || item_is(w, e + 1, W_ROLE | W_DET)))
            return false; /* "Phil Smith, a spokesman, said ..." */
        if (more && (!whole || item_is(w, c->done, W_CLAUSE))) {
            r->a[1] = e + 1; /* "The museum, he said, will open" */
            r->b[1] = report_end(c, e + 1);
            r->parts = 2;
            if (item_is(w, r->a[0], W_CONJ | W_ADV) &&
                report_words(w, r->a[0], r->b[0]) < 2) {
                r->a[0] = r->a[1];
                r->b[0] = r->b[1];
                r->parts = 1;
            }
        }
    } else if (e + 3 < c->end && item_kind(w, e) == T_COMMA &&
               /* "X, said Y, goes on": the report surrounds its cue */
               !item_is(w, e + 1, W_REL | W_CONJ) &&
               (opener || !item_is(w, e + 1, W_CUE | W_ROLE | W_DET | W_AS)) &&
               report_words(w, c->done, comma) < 6) {
        r->a[1] = e + 1;
        r->b[1] = report_end(c, e + 1);
        r->parts = 2;
        report_short_start(w, r);
        if (opener && r->parts == 1)
            r->f.end_item = r->b[0];
    } else if (opener && !w->lang->zero_that) {
        return false; /* "До того ж, зазначив X." */
    }
    if (r->parts == 1 && report_words(w, r->a[0], r->b[0]) < 3)
        return false;
    r->f.basis = dash                ? "cue-behind-dash"
                 : comma + 1 == k ? "cue-behind-clause"
                                  : "subject-behind-clause";
    r->f.confidence = 0.75f;
    /* nothing else has this order: a comma, a cue, a person */
    r->f.firm = comma + 1 == k && r->f.who.kind == M_NAME &&
                r->f.who.who == N_PERSON;
    if (r->parts == 1 && w->lang->zero_that && comma + 1 == k)
        lead(c, r);
    r->f.end_item = e;
    return true;
}

/* According to X, CONTENT. / CONTENT, according to X. */
bool
clause_by_phrase(const struct ctx *c, uint32_t i, const struct frame *f,
                 const struct phrase *ph, struct report *r)
{
    const struct work *w = c->w;
    uint32_t e = f->end_item;
    bool comma_before = i > c->start && (item_kind(w, i - 1) == T_COMMA ||
                                         item_kind(w, i - 1) == T_DASH ||
                                         item_kind(w, i - 1) == T_LPAR);
    bool first = i == c->start ||
                 (i <= c->start + 2 && item_is(w, c->start, W_CONJ | W_ADV)) ||
                 i <= c->done;

    if (ph->trailing && first)
        return false;
    r->f = *f;
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
    if (ph->count == 1 && ph->slot == 255 && !ph->behind && e + 1 < c->end &&
        i > c->start) { /* "X відмахується: мовляв, CONTENT" */
        if (item_kind(w, e) == T_COMMA)
            e++;
        r->a[0] = e;
        r->b[0] = report_end(c, e);
        r->parts = 1;
        if (phrase_subject(w, c->start, i, &r->f.who))
            r->f.dropped = false;
        r->f.confidence = 0.6f;
        return report_words(w, r->a[0], r->b[0]) >= 2;
    }
    if (first) {
        uint32_t k = e;

        for (uint32_t left = 14;
             k < c->end && left > 0 && item_kind(w, k) != T_COMMA &&
             item_kind(w, k) != T_DASH && item_kind(w, k) != T_COLON;
             left--) {
            if (!item_is(w, k, W_PREP | W_TIME | W_PLACE) &&
                item_kind(w, k) != T_WORD && item_kind(w, k) != T_GENITIVE)
                break;
            k++;
        }
        if (k < c->end &&
            (item_kind(w, k) == T_COMMA || item_kind(w, k) == T_DASH ||
             item_kind(w, k) == T_COLON))
            e = k + 1;
        if (e >= c->end)
            return false;
        r->a[0] = e;
        r->b[0] = report_end(c, e);
        r->parts = 1;
    } else {
        uint32_t a = c->done, b = comma_before ? i - 1 : i;

        if (b <= a)
            return false;
        if (comma_before && i > c->start + 1 &&
            item_is(w, i - 2, W_CLAUSE | W_THAT) && e + 2 < c->end &&
            item_kind(w, e) == T_COMMA) {
            r->a[0] = e + 1; /* "..., бо, за його словами, CONTENT" */
            r->b[0] = report_end(c, e + 1);
            r->parts = 1;
            return report_words(w, r->a[0], r->b[0]) >= 2;
        }
        r->a[0] = a;
        r->b[0] = b;
        r->parts = 1;
        if (w->lang->comma_free && !comma_before && e + 1 < c->end &&
            item_kind(w, e) != T_COMMA) {
            /* "Sie wurde nach Angaben der Polizei verletzt" */
            r->a[1] = e;
            r->b[1] = report_end(c, e);
            if (report_words(w, r->a[1], r->b[1]) >= 1)
                r->parts = 2;
        }
        if (e + 2 < c->end && item_kind(w, e) == T_COMMA && comma_before) {
            r->a[1] = e + 1;
            r->b[1] = report_end(c, e + 1);
            if (report_words(w, r->a[1], r->b[1]) >= 2)
                r->parts = 2;
        }
        if (item_is(w, a, W_THAT | W_CONJ) && r->parts == 1)
            r->a[0]++;
    }
    return report_words(w, r->a[0], r->b[r->parts - 1]) >= 2;
}
