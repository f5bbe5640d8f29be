/* SPDX-License-Identifier: Apache-2.0
 *
 * target.c: what a sentence says of one person or organisation. A word counts
 * by its distance, by the clause it stands in, and by whom it colours: the
 * one who does it (stole), the one it is done to (praised), or either. */
#include "tone.h"

#include <math.h>

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

float
tone_target_rules(const struct tone_lang *lang, const struct tone_scratch *s)
{
    float sum = 0;

    (void)lang;
    for (size_t k = 0; k < s->n_hits; k++) {
        const struct tone_hit *h = &s->hits[k];
        bool before = h->last < s->target.begin; /* the word, of the target */
        uint32_t a = before ? h->last + 1 : s->target.end;
        uint32_t b = before ? s->target.begin : h->first;
        uint32_t d = b > a ? b - a : 0;
        float w = 1.0f / (1 + (float)d / 6);

        if (h->last >= s->target.begin && h->first < s->target.end)
            continue; /* part of the name */
        w *= d > 0 ? powf(0.6f, (float)breaks_between(s, a, b)) : 1;
        if (h->role == ROLE_OBJECT)
            w *= before ? 1.3f : 0.5f;
        else if (h->role == ROLE_DOER)
            w *= before ? 0.5f : 1.3f;
        else if (h->role == ROLE_VICTIM)
            w *= 0.4f;
        sum += w * h->value;
    }
    return sum;
}
