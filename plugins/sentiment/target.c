/* SPDX-License-Identifier: Apache-2.0
 *
 * target.c: what a sentence says of one person or organisation. A word counts
 * by its distance, by the clause it stands in, and by whom it colours: the
 * one who does it (stole), the one it is done to (praised), or either. */
#include "model.h"

#include <math.h>
#include <string.h>

static bool
breaks(const struct tone_token *t)
{
    return t->kind == TOKEN_PUNCT &&
           (t->c == ',' || t->c == ';' || t->c == ':' || t->c == '(' ||
            t->c == ')' || t->c == 0x2014 || t->c == 0x2013 || t->c == '"');
}

static uint32_t
breaks_between(const struct tone_scratch *s, uint32_t a, uint32_t b)
{
    uint32_t n = 0;

    for (uint32_t i = a; i < b && n < 3; i++)
        n += breaks(&s->tokens[i]);
    return n;
}

/* Whether the target says something: a reporting word within three tokens
 * and a quotation mark in the sentence, or "target said". */
static bool
speaks(const struct tone_scratch *s)
{
    size_t to = s->target.end, from = s->target.begin;

    for (size_t i = to; i < s->n_tokens && i < to + 3; i++)
        if (s->shift[i] == SHIFT_REPORT)
            return true;
    for (size_t i = from; i-- > 0 && i + 3 > from;)
        if (s->shift[i] == SHIFT_REPORT)
            return true;
    return false;
}

float
tone_target_rules(const struct tone_scratch *s)
{
    static const float fade[] = { 1, 0.6f, 0.36f, 0.22f };
    /* what somebody says is about others more than about them */
    float share = speaks(s) ? 0.6f : 1, sum = 0;

    for (size_t k = 0; k < s->n_hits; k++) {
        const struct tone_hit *h = &s->hits[k];
        bool before = h->last < s->target.begin; /* the word, of the target */
        uint32_t a = before ? h->last + 1 : s->target.end;
        uint32_t b = before ? s->target.begin : h->first;
        uint32_t d = b > a ? b - a : 0;
        float w = 1.0f / (1 + (float)d / 6);

        if (h->last >= s->target.begin && h->first < s->target.end)
            continue; /* part of the name */
        w *= fade[d > 0 ? breaks_between(s, a, b) : 0];
        if (h->role == ROLE_OBJECT)
            w *= before ? 1.3f : 0.5f;
        else if (h->role == ROLE_DOER)
            w *= before ? 0.5f : 1.3f;
        else if (h->role == ROLE_VICTIM)
            w *= 0.2f;
        sum += w * h->value;
    }
    return share * sum;
}

static float
squash(float v, float alpha)
{
    return v / sqrtf(v * v + alpha);
}

enum {
    T_ONE,
    T_RULES,
    T_NEAR_POS,
    T_NEAR_NEG,
    T_MID_POS,
    T_MID_NEG,
    T_CLAUSE_POS,
    T_CLAUSE_NEG,
    T_LEFT,
    T_RIGHT,
    T_OBJECT_BEFORE,
    T_OBJECT_AFTER,
    T_DOER_BEFORE,
    T_DOER_AFTER,
    T_VICTIM,
    T_FIRST,
    T_QUOTED,
    T_SPEAKS,
    T_BY,
    T_POSSESSIVE,
    T_SUM,
    T_POS,
    T_NEG,
    T_LENGTH,
    T_RATE,
    T_NEAREST_LEFT,
    T_NEAREST_RIGHT,
    T_PLACE,
    T_MIXED,
    T_IRREALIS,
    T_NEGATED
};

void
tone_target_dense(const struct tone_scratch *s, const struct tone_sum *sum,
                  float *d)
{
    size_t from = s->target.begin, to = s->target.end;
    float near[2] = { 0, 0 }, mid[2] = { 0, 0 }, clause[2] = { 0, 0 };
    float side[2] = { 0, 0 }, object[2] = { 0, 0 }, doer[2] = { 0, 0 };
    float victim = 0, nearest[2] = { 0, 0 };
    uint32_t best[2] = { 99, 99 };

    memset(d, 0, TONE_DENSE * sizeof *d);
    for (size_t k = 0; k < s->n_hits; k++) {
        const struct tone_hit *h = &s->hits[k];
        bool after = h->first >= to;
        uint32_t a = after ? (uint32_t)to : h->last + 1;
        uint32_t b = after ? h->first : (uint32_t)from;
        uint32_t far = b > a ? b - a : 0;
        bool same = breaks_between(s, a, b) == 0;
        float v = h->value;
        int sign = v > 0 ? 0 : 1;

        if (h->last >= from && h->first < to)
            continue;
        near[sign] += v / (1 + (float)far);
        mid[sign] += v / (1 + (float)far / 6);
        if (same)
            clause[sign] += v;
        side[after] += v;
        if (h->role == ROLE_OBJECT)
            object[after] += v / (1 + (float)far / 4);
        else if (h->role == ROLE_DOER)
            doer[after] += v / (1 + (float)far / 4);
        else if (h->role == ROLE_VICTIM)
            victim += v;
        if (far < best[after]) {
            best[after] = far;
            nearest[after] = v;
        }
    }
    d[T_ONE] = 1;
    d[T_RULES] = squash(tone_target_rules(s), 4);
    d[T_NEAR_POS] = squash(near[0], 2);
    d[T_NEAR_NEG] = squash(near[1], 2);
    d[T_MID_POS] = squash(mid[0], 4);
    d[T_MID_NEG] = squash(mid[1], 4);
    d[T_CLAUSE_POS] = squash(clause[0], 6);
    d[T_CLAUSE_NEG] = squash(clause[1], 6);
    d[T_LEFT] = squash(side[0], 10);
    d[T_RIGHT] = squash(side[1], 10);
    d[T_OBJECT_BEFORE] = squash(object[0], 3);
    d[T_OBJECT_AFTER] = squash(object[1], 3);
    d[T_DOER_BEFORE] = squash(doer[0], 3);
    d[T_DOER_AFTER] = squash(doer[1], 3);
    d[T_VICTIM] = squash(victim, 6);
    d[T_FIRST] = from < 3 ? 1 : 0;
    d[T_QUOTED] = from < s->n_tokens && s->tokens[from].quoted ? 1 : 0;
    d[T_SPEAKS] = speaks(s) ? 1 : 0;
    d[T_PLACE] = s->n_tokens > 0 ? (float)from / (float)s->n_tokens : 0;
    d[T_SUM] = sum->dense[DENSE_SUM];
    d[T_POS] = sum->dense[DENSE_POS];
    d[T_NEG] = sum->dense[DENSE_NEG];
    d[T_RATE] = sum->dense[DENSE_RATE];
    d[T_LENGTH] = sum->dense[DENSE_LENGTH];
    d[T_MIXED] = sum->dense[DENSE_MIXED];
    d[T_IRREALIS] = sum->dense[DENSE_IRREALIS];
    d[T_NEAREST_LEFT] = nearest[0] / 4;
    d[T_NEAREST_RIGHT] = nearest[1] / 4;
    d[T_NEGATED] = from < s->n_tokens && s->negated[from] ? 1 : 0;
}
