/* SPDX-License-Identifier: Apache-2.0
 *
 * score.c: from what the rules and the model say to a tone. */
#include "tone.h"

#include <math.h>

const char *const tone_labels[3] = { "negative", "neutral", "positive" };

/* Rules alone: the further from the threshold, the surer. */
static void
rules_tone(const struct tone_lang *lang, float score, struct tone *out)
{
    float far = fabsf(score) - lang->threshold;

    out->score = score;
    out->label = far < 0 ? 1 : score < 0 ? 0 : 2;
    out->confidence = 0.45f + 0.35f * (far < 0 ? -far : far);
    out->known = 0;
}

void
tone_sentence(const struct tone_lang *lang, const char *text, uint32_t begin,
              uint32_t end, struct tone_scratch *s, struct tone *out)
{
    float score = 0, weight = 0;
    struct tone_sum sum;

    out->words = 0;
    do {
        float w;

        begin = tone_tokenise(lang, text, begin, end, s);
        tone_rules(lang, text, s, &sum);
        w = (float)sum.words + 1;
        score += sum.dense[DENSE_SUM] * w;
        weight += w;
        out->words += sum.words;
    } while (begin < end);
    rules_tone(lang, score / weight, out);
}

/* The tokens a span of text covers. */
static struct mill_span
tokens_of(const struct tone_scratch *s, struct mill_span span)
{
    struct mill_span t = { 0, 0 };

    while (t.begin < s->n_tokens && s->tokens[t.begin].end <= span.begin)
        t.begin++;
    t.end = t.begin;
    while (t.end < s->n_tokens && s->tokens[t.end].begin < span.end)
        t.end++;
    return t;
}

void
tone_target(const struct tone_lang *lang, const char *text, uint32_t begin,
            uint32_t end, struct mill_span target, struct tone_scratch *s,
            struct tone *out)
{
    struct tone_sum sum;
    uint32_t stop;
    float v;

    do {
        stop = tone_tokenise(lang, text, begin, end, s);
        begin = stop;
    } while (stop < end && stop <= target.begin);
    tone_rules(lang, text, s, &sum);
    s->target = tokens_of(s, target);
    v = tone_target_rules(lang, s);
    rules_tone(lang, v / sqrtf(v * v + 4), out);
    out->words = sum.words;
}
