/* SPDX-License-Identifier: Apache-2.0
 *
 * speakers.c: the person behind a mention. Names go to their cluster;
 * pronouns to whoever fits by gender and was spoken of or spoke last; roles to
 * the person who was given that role; nobody is guessed when nobody fits. */
#include "speakers.h"

#include <string.h>

/* ---- persons */

uint32_t
person_of_cluster(struct stage *st, uint32_t cluster)
{
    struct work *w = st->w;
    struct person *p;

    if (st->person_of[cluster] != 0)
        return st->person_of[cluster] - 1;
    p = VEC_PUSH(w, w->who);
    if (p == NULL)
        return NONE;
    p->cluster = cluster;
    p->also = NONE;
    p->pronouns = NONE;
    p->name = NULL; /* filled in when all forms are known */
    p->who.name = w->cl.v[cluster].best;
    p->who.a = w->name.v[p->who.name].a;
    p->who.b = w->name.v[p->who.name].b;
    p->who.kind = M_NAME;
    p->who.who = w->cl.v[cluster].kind;
    st->person_of[cluster] = w->who.n;
    return w->who.n - 1;
}

/* Two persons who speak as one: "Іван Верба та Ольга Гай". */
static uint32_t
person_of_pair(struct stage *st, const struct mention *m)
{
    struct work *w = st->w;
    uint32_t x = w->name.v[m->also - 1].cluster;
    uint32_t y = w->name.v[m->name].cluster;
    struct person *p;

    for (uint32_t i = w->who.n, left = 32; i > 0 && left > 0; i--, left--)
        if (w->who.v[i - 1].also == x && w->who.v[i - 1].cluster == y)
            return i - 1;
    p = VEC_PUSH(w, w->who);
    if (p == NULL)
        return NONE;
    p->cluster = y;
    p->also = x;
    p->pronouns = NONE;
    p->who = *m;
    return w->who.n - 1;
}

/* The name of a pair: both in the nominative and the word between them. */
static const char *
pair_name(struct work *w, const struct person *p, uint32_t *len)
{
    uint32_t n1, n2, and = p->who.a, size;
    const char *x = nominative_name(w, p->also, &n1);
    const char *y = nominative_name(w, p->cluster, &n2);
    char *out;

    while (and + 1 < p->who.b && !tok_is(w, and, W_CONJ))
        and++;
    size = w->tok.v[and].end - w->tok.v[and].begin;
    out = x != NULL && y != NULL
              ? mill_arena_alloc(w->arena, n1 + n2 + size + 3)
              : NULL;
    if (out == NULL)
        return NULL;
    memcpy(out, x, n1);
    out[n1] = ' ';
    memcpy(out + n1 + 1, w->text + w->tok.v[and].begin, size);
    out[n1 + 1 + size] = ' ';
    memcpy(out + n1 + size + 2, y, n2);
    *len = n1 + n2 + size + 2;
    out[*len] = '\0';
    return out;
}

uint32_t
person_of_role(struct stage *st, const struct mention *m)
{
    struct work *w = st->w;
    uint32_t a = m->a, h = 2166136261u, k;
    struct person *p;

    while (a + 1 < m->b && tok_is(w, a, W_DET))
        a++;
    for (uint32_t t = a; t < m->b; t++)
        h = (h ^ name_key(w, t)) * 16777619u;
    if (m->indefinite) /* "a source" is another one each time */
        h ^= a * 2654435761u;
    for (k = h & st->by_role_mask; st->by_role[k] != 0;
         k = (k + 1) & st->by_role_mask)
        if (w->who.v[st->by_role[k] - 1].hash == h)
            return st->by_role[k] - 1;
    p = VEC_PUSH(w, w->who);
    if (p == NULL)
        return NONE;
    p->cluster = p->also = NONE;
    p->pronouns = NONE;
    p->who = *m;
    p->who.a = a;
    p->hash = h;
    p->name = NULL; /* told last, like the others */
    st->by_role[k] = w->who.n;
    return w->who.n - 1;
}

/* "В ней говорится": the text that was spoken of last. */
static uint32_t
document_before(struct stage *st, const struct mention *m, float *sure)
{
    struct work *w = st->w;

    for (uint32_t t = m->a, left = 60; t > 0 && left > 0; t--, left--) {
        struct mention text;

        if (!tok_is(w, t - 1, W_DOC) || tok_is(w, t - 1, W_CUE))
            continue;
        text = phrase_make(w, t - 1, t);
        text.who = N_DOC;
        *sure = 0.8f;
        return person_of_role(st, &text);
    }
    return NONE;
}

static uint32_t
resolve(struct stage *st, struct quote *q, float *sure)
{
    struct work *w = st->w;
    const struct mention *m = &q->who;
    uint32_t at = m->kind != M_NONE ? m->a : q->cue_b > q->cue_a ? q->cue_a
                                                                 : q->at;
    struct wanted want = { .tok = at < w->tok.n ? at : 0, .para = q->para,
                           .role = NONE };
    uint32_t c;
    bool close = false;

    *sure = 1.0f;
    switch (m->kind) {
    case M_NAME:
        if (m->name == NONE || w->name.v[m->name].cluster == NONE)
            return person_of_role(st, m);
        if (m->also != 0 && w->name.v[m->also - 1].cluster != NONE) {
            *sure = 0.9f;
            return person_of_pair(st, m);
        }
        w->name.v[m->name].subject = true;
        return person_of_cluster(st, w->name.v[m->name].cluster);
    case M_ROLE:
        /* "Reporter: Why?" is none of those the talk is about */
        if (w->turn != NULL && w->turn[q->para].at != 0 &&
            w->turn[q->para].asks && m->a == w->turn[q->para].label)
            return person_of_role(st, m);
        return roles_resolve(st, q, sure);
    case M_PRONOUN: {
        uint8_t g = m->gender;

        if (q->cue_b > q->cue_a && w->tok.v[q->cue_a].word != NULL &&
            w->tok.v[q->cue_a].word->need == NEED_DOC)
            return document_before(st, m, sure);

        if (g == G_F && q->vgender == G_PL)
            g = G_PL; /* "sie sagten" */
        if (g == G_PL || g == G_N) {
            if (st->last != NONE && q->para - st->last_para <= 1 &&
                w->who.v[st->last].who.who != N_PERSON) {
                *sure = 0.8f;
                return st->last;
            }
            *sure = 0.9f;
            if (q->reason == NULL)
                q->reason = "the pronoun names nobody before it";
            return NONE;
        }
        if (g == G_ANY || g == G_NONE) {
            q->reason = "the author or an unnamed person speaks";
            return NONE;
        }
        want.gender = g;
        c = recent_best(st, &want, &close);
        if (c == NONE) {
            if (st->last != NONE && w->who.v[st->last].cluster == NONE &&
                w->who.v[st->last].who.who == N_PERSON &&
                q->para - st->last_para <= 2) {
                *sure = 0.8f;
                return st->last;
            }
            q->reason = "the pronoun fits nobody before it";
            return NONE;
        }
        /* an unnamed speaker met after the last name: "a nurse ... she" */
        if (st->last != NONE && w->who.v[st->last].cluster == NONE &&
            w->who.v[st->last].who.who == N_PERSON &&
            q->para - st->last_para <= 1 &&
            (w->who.v[st->last].who.gender == g ||
             (w->lang->titlecase &&
              w->who.v[st->last].who.gender == G_NONE)) &&
            w->who.v[st->last].who.a > w->name.v[w->cl.v[c].best].a) {
            *sure = 0.8f;
            return st->last;
        }
        *sure = close ? 0.75f : 0.92f;
        if (w->cl.v[c].gender == G_NONE)
            w->cl.v[c].gender = g;
        return person_of_cluster(st, c);
    }
    default:
        break;
    }
    if (!q->dropped)
        return NONE;
    /* the subject is left out: whoever the text is about */
    if (st->last != NONE && q->para - st->last_para <= 1) {
        const struct person *p = &w->who.v[st->last];
        uint8_t g = p->cluster != NONE ? w->cl.v[p->cluster].gender
                                       : p->who.gender;

        if (q->vgender == G_PL
                ? p->who.who != N_PERSON || st->last_para == q->para
                : p->also == NONE &&
                      (q->vgender == G_ANY || q->vgender == G_NONE ||
                       g == G_NONE || g == q->vgender || g == G_ANY)) {
            *sure = 0.85f;
            return st->last;
        }
    }
    if (q->vgender == G_PL) {
        q->reason = "the sentence names no subject";
        return NONE;
    }
    want.gender = q->vgender;
    c = recent_best(st, &want, &close);
    if (c == NONE) {
        q->reason = "the sentence names no subject";
        return NONE;
    }
    *sure = close ? 0.65f : 0.8f;
    return person_of_cluster(st, c);
}

/* "За словами Рефата Чубарова": what would be a woman's name in the nominative
 * is a man's where another case has to stand. */
static void
oblique_man(struct work *w, uint32_t n)
{
    struct name *nm = &w->name.v[n];
    struct cluster *cl = nm->cluster != NONE ? &w->cl.v[nm->cluster] : NULL;
    const struct word *first = w->tok.v[nm->a].word;
    char low[200];
    size_t len;

    if (cl == NULL || cl->gender != G_F || nm->gender != G_F ||
        nm->b - nm->a < 2 || w->lang->case_count == 0 ||
        (first != NULL && (first->classes & W_FIRST) != 0 &&
         first->other == NULL))
        return;
    len = token_low(w, nm->b - 1, low);
    for (uint32_t i = 0; i < w->lang->gender_count; i++)
        if (w->lang->genders[i].gender == G_F &&
            name_ends(low, len, &w->lang->genders[i])) {
            nm->gender = cl->gender = G_M;
            return;
        }
}

static bool
prepare(struct stage *st)
{
    struct work *w = st->w;
    uint32_t size = 64, people = 64;

    while (size < w->name.n * 4)
        size *= 2;
    while (people < w->q.n * 4)
        people *= 2;
    st->roles = mill_arena_zalloc(w->arena, size * sizeof *st->roles);
    st->entry_cap = size / 2;
    st->entry = mill_arena_alloc(w->arena,
                                 st->entry_cap * sizeof *st->entry);
    st->person_of = mill_arena_zalloc(
        w->arena, (w->cl.n + 1) * sizeof *st->person_of);
    st->by_role = mill_arena_zalloc(w->arena,
                                    people * sizeof *st->by_role);
    if (st->roles == NULL || st->entry == NULL || st->person_of == NULL ||
        st->by_role == NULL)
        return false;
    st->roles_mask = size - 1;
    st->by_role_mask = people - 1;
    for (uint32_t n = 0; n < w->name.n; n++)
        if (w->name.v[n].cluster != NONE)
            roles_note(st, n);
    /* verbs tell the gender of their subjects */
    for (uint32_t i = 0; i < w->q.n; i++) {
        const struct quote *q = &w->q.v[i];

        if (q->who.kind == M_NAME && q->who.name != NONE &&
            w->name.v[q->who.name].cluster != NONE) {
            struct cluster *cl = &w->cl.v[w->name.v[q->who.name].cluster];

            cl->spoke = true;
            if (cl->gender == G_NONE &&
                (q->vgender == G_M || q->vgender == G_F))
                cl->gender = q->vgender;
            if (cl->kind == N_PLACE)
                cl->kind = N_ORG; /* "Washington said" */
            if (q->basis != NULL && (strncmp(q->basis, "phrase", 6) == 0 ||
                                     strcmp(q->basis, "relay") == 0))
                w->name.v[q->who.name].oblique = true;
        }
    }
    for (uint32_t n = 0; n < w->name.n; n++) {
        uint32_t a = w->name.v[n].role_a < w->name.v[n].role_b
                         ? w->name.v[n].role_a
                         : w->name.v[n].a;

        if (a > 0 && tok_is(w, a - 1, W_PREP) &&
            (w->tok.v[a].flags & TF_SENT) == 0)
            w->name.v[n].oblique = true;
        if (w->name.v[n].oblique)
            oblique_man(w, n);
    }
    return true;
}

/* Quotes in the order in which their speakers are told; a quote inside
 * another comes when the outer one has its speaker. */
static uint32_t *
by_place(struct work *w)
{
    uint32_t *count = mill_arena_zalloc(w->arena,
                                        (w->tok.n + 2) * sizeof *count);
    uint32_t *order = mill_arena_alloc(w->arena,
                                       (w->q.n + 1) * sizeof *order);

    if (count == NULL || order == NULL)
        return NULL;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < w->q.n; i++) {
            uint32_t top = i, left = 4, at;

            while (w->q.v[top].outer != NONE && left-- > 0)
                top = w->q.v[top].outer;
            at = w->q.v[top].at < w->tok.n ? w->q.v[top].at : w->tok.n;
            if (pass == 0)
                count[at + 1]++;
            else
                order[count[at]++] = i;
        }
        for (uint32_t t = 0; pass == 0 && t <= w->tok.n; t++)
            count[t + 1] += count[t];
    }
    return order;
}

bool
speakers_resolve(struct work *w)
{
    struct stage st = { .w = w, .last = NONE, .last_quote = NONE };
    uint32_t *order;

    if (!prepare(&st))
        return false;
    order = by_place(w);
    if (order == NULL)
        return false;
    for (uint32_t o = 0; o < w->q.n; o++) {
        uint32_t i = order[o];
        struct quote *q = &w->q.v[i];
        uint32_t at = q->who.kind != M_NONE ? q->who.a
                      : q->cue_b > q->cue_a ? q->cue_a
                                            : q->at;
        bool nested = q->outer != NONE;
        float sure;

        if (q->dead)
            continue;
        if (!nested && at != NONE)
            recent_until(&st, at);
        if (nested && q->who.kind == M_PRONOUN && q->who.gender == G_ANY) {
            q->speaker = w->q.v[q->outer].speaker; /* "I told them, '...'" */
            if (q->speaker == NONE)
                q->reason = "the outer quotation has no speaker";
            continue;
        }
        if (q->from != NONE && q->from < i &&
            w->q.v[q->from].speaker != NONE) {
            q->speaker = w->q.v[q->from].speaker;
            sure = 1.0f;
        } else {
            q->speaker = resolve(&st, q, &sure);
        }
        q->confidence *= sure;
        if (q->speaker == NONE) {
            if (q->reason == NULL)
                q->reason = "no cue and no speaker in reach";
            continue;
        }
        w->who.v[q->speaker].quotes++;
        if (q->who.kind == M_PRONOUN &&
            w->who.v[q->speaker].pronouns == NONE)
            w->who.v[q->speaker].pronouns = q->who.a;
        /* a subject left out is the mention nearest before */
        if (q->who.kind == M_NONE && q->dropped && st.last == q->speaker &&
            st.last_quote != NONE && q->para - st.last_para <= 1)
            q->who = w->q.v[st.last_quote].who;
        if (!nested && q->para >= w->title_para && q->who.kind != M_NONE)
            st.last_quote = i;
        if (!nested && q->para >= w->title_para) {
            st.last = q->speaker;
            st.last_para = q->para;
            if (w->who.v[q->speaker].cluster != NONE)
                recent_see(&st, w->who.v[q->speaker].cluster,
                           at < w->tok.n ? at : 0, true);
        }
    }
    for (uint32_t i = 0; i < w->who.n; i++) {
        struct person *p = &w->who.v[i];

        p->name = p->also != NONE ? pair_name(w, p, &p->name_len)
                  : p->cluster != NONE
                      ? nominative_name(w, p->cluster, &p->name_len)
                      : nominative_phrase(w, &p->who, &p->name_len);
        if (p->name == NULL)
            return false;
        if (p->cluster != NONE && p->also == NONE)
            p->who.who = w->cl.v[p->cluster].kind;
    }
    return true;
}
