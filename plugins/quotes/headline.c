/* SPDX-License-Identifier: Apache-2.0
 *
 * headline.c: a quotation in a headline is found again in the body, word for
 * word or nearly; its speaker is whoever says it there. */
#include "headline.h"

#include "frames.h"
#include "marks.h"

#include <string.h>

#define WORDS_MAX 48

/* The words of a quotation, by hash. */
struct bag {
    uint32_t hash[WORDS_MAX], n;
};

static bool
counts(const struct work *w, uint32_t t)
{
    return w->tok.v[t].kind == T_WORD || w->tok.v[t].kind == T_NUM;
}

static void
fill(const struct work *w, uint32_t a, uint32_t b, struct bag *bag)
{
    bag->n = 0;
    for (uint32_t t = a; t < b && bag->n < WORDS_MAX; t++)
        if (counts(w, t))
            bag->hash[bag->n++] = w->tok.v[t].hash;
}

static bool
in_bag(const struct bag *bag, uint32_t hash)
{
    for (uint32_t i = 0; i < bag->n; i++)
        if (bag->hash[i] == hash)
            return true;
    return false;
}

/* The stretch of [from, to) with most of the bag's words, no longer than the
 * bag and a half. */
static float
nearest(const struct work *w, const struct bag *bag, uint32_t from,
        uint32_t to, uint32_t *best_a, uint32_t *best_b, bool *verbatim)
{
    uint32_t ring[WORDS_MAX * 2], size = bag->n + bag->n / 2 + 1, n = 0;
    uint32_t hits = 0, best = 0, run = 0;
    bool hit_ring[WORDS_MAX * 2];

    *best_a = *best_b = from;
    *verbatim = false;
    if (bag->n == 0)
        return 0;
    for (uint32_t t = from; t < to; t++) {
        bool hit;

        if (!counts(w, t))
            continue;
        hit = in_bag(bag, w->tok.v[t].hash);
        if (n >= size && hit_ring[n % size])
            hits--;
        ring[n % size] = t;
        hit_ring[n % size] = hit;
        n++;
        hits += hit;
        if (hits > best) {
            uint32_t first = n > size ? n - size : 0;

            while (first < n - 1 && !hit_ring[first % size])
                first++;
            best = hits;
            *best_a = ring[first % size];
            *best_b = t + 1;
        }
        /* the same words in a row */
        run = w->tok.v[t].hash == bag->hash[run] ? run + 1
              : w->tok.v[t].hash == bag->hash[0] ? 1
                                                 : 0;
        if (run == bag->n) {
            uint32_t k = n - run;

            *verbatim = true;
            *best_a = ring[k % size];
            *best_b = t + 1;
            return 1.0f;
        }
    }
    return (float)best / (float)bag->n;
}

void
headline_find(struct work *w, struct mill_str title)
{
    uint32_t last = 0;

    for (uint32_t p = 0; p < w->para.n && p < 5; p++) {
        struct mill_span para = w->para.v[p];
        uint32_t e = para.end;
        const struct tok *t = &w->tok.v[para.begin];
        bool same = title.len > 0 && t->begin + title.len <= w->len &&
                    memcmp(w->text + t->begin, title.ptr, title.len) == 0;

        while (e > para.begin && w->tok.v[e - 1].kind == T_MARK)
            e--;
        if (same || (para.end - para.begin <= 40 &&
                     (e == para.begin ||
                      w->tok.v[e - 1].kind != T_STOP) &&
                     w->tok.v[para.end - 1].kind != T_COLON &&
                     (last == p || p == 0) && w->para.n > p + 1 &&
                     w->tok.v[para.begin].kind != T_DASH)) {
            last = p + 1;
            continue;
        }
        /* a caption that repeats the headline */
        if (last > 0 && last == p && para.end - para.begin > 6) {
            struct mill_span h = w->para.v[p - 1];
            uint32_t n = 0;

            while (h.begin + n < h.end && para.begin + n < para.end &&
                   w->tok.v[h.begin + n].hash == w->tok.v[para.begin + n].hash)
                n++;
            if (n >= 5 && h.begin + n >= h.end) {
                last = p + 1;
                continue;
            }
        }
        break;
    }
    w->title_para = last;
}

void
headline_attribute(struct work *w)
{
    uint32_t body = w->title_para < w->para.n
                        ? w->para.v[w->title_para].begin
                        : w->tok.n;
    uint32_t left = 8;

    for (uint32_t i = 0; i < w->q.n && left > 0; i++) {
        struct quote *q = &w->q.v[i];
        struct bag bag;
        float best = 0;
        uint32_t from = NONE;

        if (q->dead || q->para >= w->title_para || q->speaker != NONE ||
            q->outer != NONE || q->type == Q_INDIRECT || q->count == 0)
            continue;
        left--;
        fill(w, w->pieces[q->first].a, w->pieces[q->first].b, &bag);
        for (uint32_t k = i + 1; k < w->q.n; k++) {
            const struct quote *o = &w->q.v[k];

            if (o->dead || o->para < w->title_para || o->count == 0 ||
                o->outer != NONE)
                continue;
            for (uint32_t p = 0; p < o->count; p++) {
                uint32_t a, b;
                bool verbatim;
                float share = nearest(w, &bag, w->pieces[o->first + p].a,
                                      w->pieces[o->first + p].b, &a, &b,
                                      &verbatim);

                if (verbatim)
                    share += 0.5f;
                if (share > best) {
                    best = share;
                    from = k;
                }
            }
        }
        (void)body;
        if (from != NONE && best >= 0.5f) {
            q->speaker = w->q.v[from].speaker;
            q->who = (struct mention){ .name = NONE };
            q->from = from;
            q->basis = "said-in-body";
            q->reason = q->speaker == NONE ? w->q.v[from].reason : NULL;
            q->confidence = w->q.v[from].confidence *
                            (best > 1 ? 0.95f : 0.5f + 0.4f * best);
            if (q->speaker != NONE)
                w->who.v[q->speaker].quotes++;
        } else if (q->who.kind == M_NONE) {
            q->dead = true; /* a name or a title, for all we know */
        }
    }
}

static void
check(const struct work *w, const struct work *from, uint32_t s,
      uint32_t body, struct headline *h)
{
    const struct stretch *st = &from->st.v[s];
    struct bag bag;

    fill(from, st->a, st->b, &bag);
    h->share = nearest(w, &bag, body, w->tok.n, &h->a, &h->b, &h->verbatim);
    h->quote = (struct mill_str){
        from->text + from->tok.v[st->a].begin,
        from->tok.v[st->b - 1].end - from->tok.v[st->a].begin
    };
    if (h->share < 0.34f)
        h->a = h->b = body;
}

uint32_t
headline_check(struct work *w, struct mill_str title, struct headline *out,
               uint32_t max)
{
    uint32_t body = w->title_para < w->para.n
                        ? w->para.v[w->title_para].begin
                        : w->tok.n;
    uint32_t n = 0;

    if (title.len > 0 && title.len < 4096) {
        struct work t = { .arena = w->arena, .lang = w->lang,
                          .text = title.ptr, .len = (uint32_t)title.len };

        if (!tokens_make(&t) || !marks_pair(&t))
            return 0;
        for (uint32_t i = 0; i < t.st.n && n < max; i++)
            if (t.st.v[i].b != NONE && t.st.v[i].words >= 3 &&
                t.st.v[i].level == 0)
                check(w, &t, i, body, &out[n++]);
        return n;
    }
    for (uint32_t i = 0; i < w->st.n && n < max; i++)
        if (w->st.v[i].b != NONE && w->st.v[i].words >= 3 &&
            w->st.v[i].para < w->title_para && w->st.v[i].level == 0) {
            bool again = false;

            check(w, w, i, body, &out[n]);
            for (uint32_t k = 0; k < n; k++)
                again = again ||
                        (out[k].quote.len == out[n].quote.len &&
                         memcmp(out[k].quote.ptr, out[n].quote.ptr,
                                out[n].quote.len) == 0);
            n += !again;
        }
    return n;
}
