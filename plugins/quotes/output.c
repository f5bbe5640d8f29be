/* SPDX-License-Identifier: Apache-2.0
 *
 * output.c: quotes, speakers, mentions and cues as annotations, and the lines
 * of `pressmill explain`.
 *
 * The span of a quote is the utterance without its outer marks and without the
 * comma before the author's clause; a full stop, ! ? and ... of its own stay.
 * When the author's words part it, `pieces` has its parts and the span is from
 * the first to the last. */
#include "output.h"

#include "headline.h"
#include "names.h"

#include <stdio.h>
#include <string.h>

#define ALIASES_MAX 8

static struct mill_span
span_of(const struct work *w, uint32_t a, uint32_t b)
{
    return (struct mill_span){ w->tok.v[a].begin, w->tok.v[b - 1].end };
}

static struct mill_str
text_of(const struct work *w, uint32_t a, uint32_t b)
{
    struct mill_span s = span_of(w, a, b);

    return (struct mill_str){ w->text + s.begin, s.end - s.begin };
}

static bool
same(struct mill_str a, struct mill_str b)
{
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static const char *const kinds[] = { "person", "organisation", "organisation",
                                     "group", "document" };

/* Other forms under which somebody appears. */
static uint32_t
aliases(const struct work *w, const struct person *p, struct mill_str *out)
{
    struct mill_str name = { p->name, p->name_len };
    uint32_t n = 0, left = 200;

    if (p->cluster != NONE && p->also == NONE)
        for (uint32_t i = w->cl.v[p->cluster].first;
             i != NONE && n < ALIASES_MAX && left > 0;
             i = w->next_name.v[i], left--) {
            struct mill_str s = text_of(w, w->name.v[i].a, w->name.v[i].b);
            bool known = same(s, name);

            for (uint32_t k = 0; k < n && !known; k++)
                known = same(s, out[k]);
            if (!known)
                out[n++] = s;
        }
    if (p->pronouns != NONE && n < ALIASES_MAX)
        out[n++] = text_of(w, p->pronouns, p->pronouns + 1);
    return n;
}

/* Tokens of the role, without what only leads to it. */
static struct mill_str
role_of(const struct work *w, const struct person *p)
{
    struct mill_str none = { NULL, 0 };
    const struct name *n;
    uint32_t a, b;

    if (p->cluster == NONE || p->also != NONE ||
        w->cl.v[p->cluster].role_name == NONE)
        return none;
    n = &w->name.v[w->cl.v[p->cluster].role_name];
    a = n->role_a;
    b = n->role_b;
    if (a >= b || b - a > 14)
        return none;
    for (uint32_t t = a; t < b; t++)
        if (tok_is(w, t, W_ROLE) && !tok_is(w, t, W_HONOR))
            return text_of(w, a, b);
    return none;
}

static bool
put_speaker(struct work *w, struct mill_doc *doc,
            const struct output_types *ty, const struct person *p,
            struct mill_ann **made)
{
    struct mill_ann *a =
        mill_annotate(doc, ty->speaker, span_of(w, p->who.a, p->who.b));
    struct mill_str alias[ALIASES_MAX], role = role_of(w, p);
    uint32_t n = aliases(w, p, alias);
    uint8_t gender = p->also != NONE      ? G_NONE
                     : p->cluster != NONE ? w->cl.v[p->cluster].gender
                                          : p->who.gender;

    if (a == NULL ||
        !mill_ann_set_str(doc, a, "name",
                          (struct mill_str){ p->name, p->name_len }))
        return false;
    if (n > 0 && !mill_ann_set_list(doc, a, "aliases", alias, n))
        return false;
    if (role.ptr != NULL && !mill_ann_set_str(doc, a, "role", role))
        return false;
    if (!mill_ann_set_str(doc, a, "kind",
                          (struct mill_str){ kinds[p->who.who],
                                             strlen(kinds[p->who.who]) }))
        return false;
    if ((gender == G_M || gender == G_F) &&
        !mill_ann_set_str(doc, a, "gender",
                          gender == G_M ? MILL_STR("male")
                                        : MILL_STR("female")))
        return false;
    *made = a;
    return true;
}

static const char *const mention_kinds[] = { "", "name", "pronoun", "role" };

static bool
put_str(struct mill_doc *doc, struct mill_ann *a, const char *name,
        const char *s)
{
    return mill_ann_set_str(doc, a, name,
                            (struct mill_str){ s, strlen(s) });
}

static bool
put_quote(struct work *w, struct mill_doc *doc, const struct output_types *ty,
          uint32_t index, struct mill_ann **quotes, struct mill_ann **who,
          double abstain)
{
    static const char *const types[] = { "direct", "mixed", "indirect" };
    struct quote *q = &w->q.v[index];
    const struct piece *p = &w->pieces[q->first];
    struct mill_ann *a, *m = NULL, *c = NULL;
    struct mill_span *spans;
    char why[96];
    float confidence = q->confidence;

    a = mill_annotate(doc, ty->quote,
                      (struct mill_span){
                          w->tok.v[p[0].a].begin,
                          w->tok.v[p[q->count - 1].b - 1].end });
    if (a == NULL || !put_str(doc, a, "type", types[q->type]))
        return false;
    if (q->count > 1) {
        spans = mill_doc_alloc(doc, q->count * sizeof *spans);
        if (spans == NULL)
            return false;
        for (uint32_t i = 0; i < q->count; i++)
            spans[i] = span_of(w, p[i].a, p[i].b);
        if (!mill_ann_set_spans(doc, a, "pieces", spans, q->count))
            return false;
    }
    if (confidence > 0.99f)
        confidence = 0.99f;
    if (q->speaker != NONE && confidence < (float)abstain) {
        snprintf(why, sizeof why, "confidence %.2f is below %.2f",
                 (double)confidence, abstain);
        q->speaker = NONE;
        if (!put_str(doc, a, "unattributed", why))
            return false;
    } else if (q->speaker == NONE && q->reason != NULL &&
               !put_str(doc, a, "unattributed", q->reason)) {
        return false;
    }
    if (q->who.kind != M_NONE) {
        m = mill_annotate(doc, ty->mention, span_of(w, q->who.lead != 0 ? q->who.lead
                                                    : q->who.a,
                                  q->who.b));
        if (m == NULL ||
            !put_str(doc, m, "kind", mention_kinds[q->who.kind]) ||
            (q->speaker != NONE &&
             !mill_ann_set_ref(doc, m, "speaker", who[q->speaker])) ||
            !mill_ann_set_ref(doc, a, "mention", m))
            return false;
    }
    if (q->speaker != NONE &&
        !mill_ann_set_ref(doc, a, "speaker", who[q->speaker]))
        return false;
    if (q->cue_b > q->cue_a) {
        c = mill_annotate(doc, ty->cue, span_of(w, q->cue_a, q->cue_b));
        if (c == NULL ||
            !put_str(doc, c, "stance", stance_names[q->stance]) ||
            !mill_ann_set_ref(doc, a, "cue", c) ||
            !put_str(doc, a, "stance", stance_names[q->stance]))
            return false;
    }
    if (q->basis != NULL && !put_str(doc, a, "basis", q->basis))
        return false;
    if (q->outer != NONE && quotes[q->outer] != NULL &&
        !mill_ann_set_ref(doc, a, "within", quotes[q->outer]))
        return false;
    mill_ann_set_confidence(a, q->speaker == NONE && confidence == 0
                                   ? 0.5f
                                   : confidence);
    quotes[index] = a;
    return true;
}

static void
explain(struct work *w, struct mill_doc *doc, const struct quote *q)
{
    static const char *const types[] = { "direct", "mixed", "indirect" };
    const struct piece *p = &w->pieces[q->first];
    struct mill_str name = { "nobody", 6 }, who = { "", 0 }, cue = who;

    if (q->speaker != NONE)
        name = (struct mill_str){ w->who.v[q->speaker].name,
                                  w->who.v[q->speaker].name_len };
    if (q->who.kind != M_NONE)
        who = text_of(w, q->who.a, q->who.b);
    if (q->cue_b > q->cue_a)
        cue = text_of(w, q->cue_a, q->cue_b);
    mill_doc_explain(doc, span_of(w, p[0].a, p[q->count - 1].b),
                     "%s quote of %.*s: %s, confidence %.2f; mention '%.*s', "
                     "cue '%.*s'%s%s",
                     types[q->type], MILL_FMT(name),
                     q->basis != NULL ? q->basis : "no basis",
                     (double)q->confidence, MILL_FMT(who), MILL_FMT(cue),
                     q->reason != NULL ? "; " : "",
                     q->reason != NULL ? q->reason : "");
}

bool
output_all(struct work *w, struct mill_doc *doc,
           const struct output_types *ty, double abstain,
           struct mill_str title)
{
    struct mill_ann **quotes, **who;
    struct headline heads[8];
    uint32_t n;

    quotes = mill_arena_zalloc(w->arena, (w->q.n + 1) * sizeof *quotes);
    who = mill_arena_zalloc(w->arena, (w->who.n + 1) * sizeof *who);
    if (quotes == NULL || who == NULL)
        return false;
    for (uint32_t i = 0; i < w->who.n; i++)
        if (w->who.v[i].quotes > 0 &&
            !put_speaker(w, doc, ty, &w->who.v[i], &who[i]))
            return false;
    for (uint32_t i = 0; i < w->q.n; i++) {
        if (w->q.v[i].dead)
            continue;
        if (!put_quote(w, doc, ty, i, quotes, who, abstain))
            return false;
        if (mill_doc_explaining(doc))
            explain(w, doc, &w->q.v[i]);
    }
    if (mill_doc_explaining(doc))
        for (uint32_t i = 0; i < w->st.n; i++)
            if (w->st.v[i].b != NONE && w->st.v[i].quote == NONE &&
                w->st.v[i].words > 0)
                mill_doc_explain(doc,
                                 span_of(w, w->st.v[i].a, w->st.v[i].b),
                                 "no quote: a name, a term or words without "
                                 "a cue");
    n = headline_check(w, title, heads, 8);
    for (uint32_t i = 0; i < n; i++) {
        const struct headline *h = &heads[i];
        struct mill_span at = { 0, 0 };
        struct mill_ann *a;

        if (h->b > h->a)
            at = span_of(w, h->a, h->b);
        a = mill_annotate(doc, ty->headline_check, at);
        if (a == NULL || !mill_ann_set_str(doc, a, "quote", h->quote) ||
            !put_str(doc, a, "status",
                     h->verbatim ? "verbatim"
                     : h->b > h->a ? "differs"
                                   : "missing") ||
            (h->b > h->a && !h->verbatim &&
             !mill_ann_set_str(doc, a, "nearest", text_of(w, h->a, h->b))))
            return false;
        mill_ann_set_confidence(a, h->share > 1 ? 1 : h->share);
    }
    return true;
}
