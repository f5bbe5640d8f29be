/* SPDX-License-Identifier: Apache-2.0
 *
 * indirect.c: the walk over an author's sentence for reports without marks
 * around them, which are written down with the quoted fragments in them; and
 * the sentences that report the one before or go on with it. */
#include "reports.h"

#include <string.h>

/* Whether another report with a that-clause stands in this one. */
static bool
inner_report(const struct work *w, const struct report *r)
{
    bool cue = false;

    for (uint32_t i = r->a[0]; i < r->b[0]; i++) {
        if (item_stretch(w, i) != NONE)
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
        all += report_words(w, r->a[p], r->b[p]);
        for (uint32_t i = r->a[p]; i < r->b[p]; i++) {
            const struct stretch *s;

            if (item_stretch(w, i) == NONE)
                continue;
            s = &w->st.v[item_stretch(w, i)];
            if (s->quote != NONE)
                return true; /* a direct quotation stands in it */
            if (s->words >= 3 || (s->words == 2 && !stretch_sentence(w, s) &&
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

                if (item_stretch(w, i) == NONE)
                    continue;
                s = &w->st.v[item_stretch(w, i)];
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
    made = quote_make(w, &r->f,
                      marked > 0 && !w->lang->fragment ? Q_MIXED : Q_INDIRECT,
                      c->cs);
    if (made == NULL)
        return false;
    q = w->q.n - 1;
    for (uint32_t p = 0; p < r->parts && !w->lang->fragment; p++)
        for (uint32_t i = r->a[p]; i < r->b[p]; i++)
            if (item_stretch(w, i) != NONE)
                w->st.v[item_stretch(w, i)].quote = q;
    for (uint32_t p = 0; p < r->parts; p++) {
        uint32_t last = r->b[p] - 1;

        if (r->b[p] <= r->a[p])
            continue;
        if (!quote_piece(w, q, w->item.v[r->a[p]].tok,
                         item_stretch(w, last) != NONE
                             ? w->st.v[item_stretch(w, last)].outer_b
                             : w->item.v[last].tok + 1))
            return false;
    }
    return true;
}

/* "Про це повідомив X": the sentence before is the report. */
static bool
anaphoric(struct ctx *c, uint32_t i, uint32_t from, bool *done)
{
    struct work *w = c->w;
    struct report r = { .parts = 0 };
    uint32_t prev;

    *done = false;
    if (c->cs == 0 || i > c->start + 2)
        return true;
    prev = c->cs - 1;
    if (w->cs.v[prev].parent != NONE)
        return true;
    for (uint32_t k = from; k < c->end && k < i + 24; k++) {
        if (!frame_cue(w, c->start, k))
            continue;
        report_frame(w, k, &r.f);
        if (!report_subject(w, from, from, k, c->end, &r.f))
            return true;
        r.f.basis = "report-of-sentence-before";
        r.f.confidence = 0.7f;
        r.a[0] = w->cs.v[prev].a;
        r.b[0] = w->cs.v[prev].b;
        r.parts = 1;
        *done = true;
        if (report_words(w, r.a[0], r.b[0]) < 4)
            return true; /* a caption */
        return emit(c, &r);
    }
    return true;
}

/* "Про те, що CONTENT, повідомила X": i is behind the phrase. */
static bool
about_that(const struct ctx *c, uint32_t i, struct report *r)
{
    const struct work *w = c->w;

    if (i + 4 >= c->end || item_kind(w, i) != T_COMMA ||
        !item_is(w, i + 1, W_THAT))
        return false;
    for (uint32_t k = i + 4; k + 1 < c->end && k < i + 80; k++) {
        if (item_kind(w, k - 1) != T_COMMA || !frame_cue(w, c->start, k))
            continue;
        report_frame(w, k, &r->f);
        if (r->f.gerund ||
            !phrase_right(w, k + 1, c->end, w->tok.v[r->f.cue_a].word,
                          &r->f.who))
            continue;
        r->a[0] = i + 2;
        r->b[0] = k - 1;
        r->parts = 1;
        r->f.basis = "that-clause";
        r->f.confidence = 0.8f;
        r->f.end_item = k + 1;
        return true;
    }
    return false;
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
        if (item_stretch(w, i) != NONE &&
            w->st.v[item_stretch(w, i)].quote != NONE)
            return true;
        if (item_is(w, i, W_MOOD))
            mood = true;
        if (item_is(w, i, W_CLAUSE) && i < c->start + 2)
            return true;
    }
    if (!mood)
        return true;
    r.f = (struct frame){ .cue_item = NONE,
                          .who = { .name = NONE },
                          .basis = "mood-of-report",
                          .confidence = 0.6f,
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

/* "agreed to meet, the Kremlin said": the report is that of the last cue. */
static bool
another_cue(const struct work *w, const struct report *r)
{
    for (uint32_t i = r->a[0] + 1; i < r->b[0]; i++)
        if (frame_cue(w, r->a[0], i) && !item_is(w, i, W_ROLE | W_DOC) &&
            w->tok.v[w->item.v[i].tok].word->vform == F_FINITE)
            return true;
    return false;
}

/* "She said that the road is closed: «...»": the cue of a quotation reports
 * what stands before the colon, too. */
static bool
quote_behind_colon(const struct ctx *c, uint32_t k)
{
    const struct work *w = c->w;

    for (uint32_t i = k + 4; i + 1 < c->end && i < k + 60; i++) {
        if (item_stretch(w, i) != NONE)
            return false;
        if (item_kind(w, i) == T_COLON)
            return item_stretch(w, i + 1) != NONE &&
                   w->st.v[item_stretch(w, i + 1)].quote != NONE;
    }
    return false;
}

bool
indirect_sentence(struct work *w, uint32_t cs, const uint32_t *used,
                  uint32_t used_count)
{
    struct ctx c = { w,    cs,         w->cs.v[cs].a, w->cs.v[cs].b,
                     used, used_count, w->cs.v[cs].a };
    uint32_t limit = c.start + 400; /* longer sentences are no prose */
    uint32_t before = w->q.n;

    for (uint32_t i = c.start; i < c.end && i < limit; i++) {
        struct report r = { .parts = 0 };
        const struct phrase *ph;
        struct frame f;
        uint32_t as;
        bool done;

        if (item_stretch(w, i) != NONE)
            continue;
        if (frame_phrase(w, i, c.end, &f, &ph)) {
            if (ph->anaphoric && about_that(&c, i + ph->count, &r)) {
                if (!emit(&c, &r))
                    return false;
                c.done = r.f.end_item;
                continue;
            } else if (ph->anaphoric) {
                if (!anaphoric(&c, i, i + ph->count, &done))
                    return false;
                if (done)
                    return true;
            } else if (!report_taken(&c, i) &&
                       !(w->lang->comma_free && cue_and_that(&c, f.end_item)) &&
                       clause_by_phrase(
                           &c,
                           ph->behind && f.cue_item >= c.start ? f.cue_item : i,
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
        if (!frame_cue(w, c.start, i) && clause_unknown_cue(&c, i, &r)) {
            if (!emit(&c, &r))
                return false;
            c.done = r.b[0];
            continue;
        }
        if (!frame_cue(w, c.start, i))
            continue;
        report_frame(w, i, &r.f);
        if (report_taken(&c, i)) {
            if (quote_behind_colon(&c, i) &&
                (clause_that(&c, i, &r) ||
                 (w->lang->zero_that && clause_bare(&c, i, &r)))) {
                if (!emit(&c, &r))
                    return false;
                c.done = r.b[r.parts - 1];
            }
            continue;
        }
        /* "called for", "called on" report; "called it" names */
        if (r.f.need == NEED_NAMING && w->lang->zero_that && i + 2 < c.end &&
            clause_object(&c, i, &r)) {
            if (!emit(&c, &r))
                return false;
            c.done = r.b[0];
            continue;
        }
        if (r.f.need == NEED_QUOTE || r.f.need == NEED_NAMING)
            continue;
        if (r.f.need == NEED_OBJECT && !clause_that_soon(&c, i)) {
            if (clause_object(&c, i, &r)) {
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
        if (as != NONE &&
            (as == c.start || item_kind(w, as - 1) == T_COMMA ||
             as <= c.start + 1) &&
            clause_as(&c, as, i, &r)) {
            if (!emit(&c, &r))
                return false;
            c.done = r.parts > 0 ? r.b[r.parts - 1] : c.done;
            if (c.done < r.f.end_item)
                c.done = r.f.end_item;
            continue;
        }
        if (clause_that(&c, i, &r) ||
            (r.f.vgender != G_NONE && clause_before_cue(&c, i, &r)) ||
            (w->lang->zero_that && clause_bare(&c, i, &r))) {
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
            !item_is(w, i, W_ROLE | W_DOC) && clause_object(&c, i, &r) &&
            !another_cue(w, &r)) {
            r.f.weak = true;
            if (!emit(&c, &r))
                return false;
            c.done = r.b[0];
            continue;
        }
        if (w->cs.v[cs].para < w->title_para)
            continue;
        if ((w->lang->comma_free && clause_comma(&c, i, &r)) ||
            (w->lang->colon_free && clause_colon(&c, i, &r))) {
            if (!emit(&c, &r))
                return false;
            c.done = r.b[0];
        }
    }
    if (w->q.n == before)
        return goes_on(&c);
    return true;
}
