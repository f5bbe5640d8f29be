/* SPDX-License-Identifier: Apache-2.0
 *
 * judge.c: a linear model over hashed features of what the rules found. The
 * features are made of the record alone (rule, cue, mention, lengths), so that
 * the trainer, tools/train-quotes, makes them from a run's output.
 *
 * File: "MILLQJ1\n", u32 CRC-32 of what follows, u32 buckets (a power of two),
 * float scale, bias, least, char lang[8], then an int8 a bucket. Numbers are
 * little-endian. */
#include "judge.h"

#include <string.h>

#define HEAD 36

/* Reports that a reader may well take for none are shown above this only. */
#define WEAK_LEAST 0.45f

/* Of an order of words that nothing else has; most of them are right. */
#define FIRM_LEAST 0.5f

static uint32_t
u32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static float
f32(const unsigned char *p)
{
    uint32_t bits = u32(p);
    float f;

    memcpy(&f, &bits, sizeof f);
    return f;
}

bool
judge_open(struct judge *j, const char *path, struct mill_report *rep)
{
    const unsigned char *p;
    uint32_t buckets;

    *j = (struct judge){ .weights = NULL };
    if (!mill_map_open(&j->map, path, rep))
        return false;
    p = j->map.ptr;
    if (j->map.size < HEAD || memcmp(p, "MILLQJ1\n", 8) != 0) {
        (void)mill_fail(rep, MILL_ERR_STAGE,
                        "'%s' is no model of quotes for this version", path);
        goto fail;
    }
    buckets = u32(p + 12);
    if (buckets == 0 || (buckets & (buckets - 1)) != 0 ||
        j->map.size != HEAD + (size_t)buckets ||
        u32(p + 8) != mill_crc32(p + 12, j->map.size - 12)) {
        (void)mill_fail(rep, MILL_ERR_STAGE,
                        "'%s' is damaged: its checksum or size is wrong; "
                        "install it again",
                        path);
        goto fail;
    }
    j->mask = buckets - 1;
    j->scale = f32(p + 16);
    j->bias = f32(p + 20);
    j->least = f32(p + 24);
    memcpy(j->lang, p + 28, sizeof j->lang);
    j->lang[7] = '\0';
    j->weights = (const int8_t *)(p + HEAD);
    return true;
fail:
    mill_map_close(&j->map);
    return false;
}

void
judge_close(struct judge *j)
{
    if (j->weights != NULL)
        mill_map_close(&j->map);
    j->weights = NULL;
}

/* One feature being hashed. */
struct feature_hash {
    uint32_t h;
};

static void
put(struct feature_hash *f, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c >= 'A' && c <= 'Z') /* the models are for ASCII cues */
            c = (unsigned char)(c | 0x20);
        f->h = (f->h ^ c) * 16777619u;
    }
}

struct sum {
    const struct judge *j;
    float total;
};

/* A feature of up to three parts, "name:a|b". */
static void
feature(struct sum *s, const char *name, struct mill_str a, struct mill_str b)
{
    struct feature_hash f = { 2166136261u };

    put(&f, name, strlen(name));
    put(&f, ":", 1);
    put(&f, a.ptr, a.len);
    put(&f, "|", 1);
    put(&f, b.ptr, b.len);
    f.h ^= f.h >> 15;
    s->total += (float)s->j->weights[f.h & s->j->mask] * s->j->scale;
}

static struct mill_str
str(const char *s)
{
    return (struct mill_str){ s, strlen(s) };
}

/* Bytes as a power of two, one letter. */
static struct mill_str
size_letter(uint32_t n)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    uint32_t k = 0;

    while (n > 0 && k < 25) {
        n >>= 1;
        k++;
    }
    return (struct mill_str){ letters + k, 1 };
}

static struct mill_str
bytes(const struct work *w, uint32_t a, uint32_t b)
{
    uint32_t from = w->tok.v[a].begin;

    return (struct mill_str){ w->text + from, w->tok.v[b - 1].end - from };
}

static struct mill_str
first_word(struct mill_str s)
{
    size_t n = 0;

    while (n < s.len && (unsigned char)s.ptr[n] > ' ')
        n++;
    return (struct mill_str){ s.ptr, n };
}

/* 1 / (1 + e^-x) without the mathematics library, whose last bits differ from
 * system to system: e^y as (1 + y / 2^20)^(2^20). */
static float
logistic(float x)
{
    double y = x > 20 ? -20 : x < -20 ? 20 : -(double)x;
    double e = 1 + y / 1048576;

    for (int i = 0; i < 20; i++)
        e *= e;
    return (float)(1 / (1 + e));
}

static float
likely(const struct judge *j, const struct work *w, const struct quote *q)
{
    static const char *const types[] = { "direct", "mixed", "indirect" };
    static const char *const kinds[] = { "none", "name", "pronoun", "role" };
    const struct piece *p = &w->pieces[q->first];
    uint32_t begin = w->tok.v[p[0].a].begin;
    uint32_t end = w->tok.v[p[q->count - 1].b - 1].end, gap = 0;
    struct mill_str type = str(types[q->type]), cue = { "", 0 };
    struct mill_str basis = str(q->basis != NULL ? q->basis : "");
    struct mill_str kind = str(kinds[q->who.kind]), who = { "", 0 };
    struct sum s = { j, j->bias };

    if (q->cue_b > q->cue_a) {
        cue = bytes(w, q->cue_a, q->cue_b);
        gap = w->tok.v[q->cue_a].begin >= end
                  ? w->tok.v[q->cue_a].begin - end + 1
              : w->tok.v[q->cue_b - 1].end <= begin
                  ? begin - w->tok.v[q->cue_b - 1].end + 1
                  : 1;
    }
    if (q->who.kind != M_NONE)
        who = bytes(w, q->who.lead != 0 ? q->who.lead : q->who.a, q->who.b);
    feature(&s, "t", type, basis);
    feature(&s, "c", cue, type);
    feature(&s, "cb", cue, basis);
    feature(&s, "m", kind, basis);
    feature(&s, "w", size_letter(end - begin), type);
    feature(&s, "d", size_letter(gap), basis);
    feature(&s, "f", first_word(bytes(w, p[0].a, p[0].b)), type);
    feature(&s, "l", size_letter((uint32_t)who.len), kind);
    feature(&s, "r", first_word(who), kind);
    feature(&s, "e",
            (struct mill_str){ w->text + end - 1, 1 }, basis);
    return logistic(s.total);
}

void
judge_all(const struct judge *j, struct work *w)
{
    for (uint32_t i = 0; i < w->q.n; i++) {
        struct quote *q = &w->q.v[i];
        float p;

        if (q->dead || q->count == 0 || q->outer != NONE ||
            q->para < w->title_para)
            continue;
        p = likely(j, w, q);
        if (q->firm && p < FIRM_LEAST)
            p = FIRM_LEAST;
        if (q->type != Q_DIRECT &&
            p < (q->weak && j->least < WEAK_LEAST ? WEAK_LEAST : j->least)) {
            q->dead = true;
            continue;
        }
        q->weak = false;
        if (q->speaker != NONE)
            q->confidence = p;
    }
}

static const char *const bases[] = {
    "as-clause", "clause-after-cue", "clause-behind-colon",
    "clause-behind-comma", "colon", "cue-after", "cue-before",
    "cue-behind-clause", "cue-behind-dash", "cue-in-next-sentence",
    "headline", "interview-turn", "mood-of-report", "object-of-cue", "phrase",
    "phrase-after", "phrase-before", "previous-paragraph", "relay",
    "report-of-sentence-before", "said-in-body", "same-paragraph",
    "signature", "subject-after", "subject-before", "subject-behind-clause",
    "that-clause", "verb-shape", "words-in-report",
};

bool
judge_knows(const char *basis)
{
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (strcmp(bases[i], basis) == 0)
            return true;
    return false;
}

void
judge_scale(struct work *w)
{
    const struct lang *lang = w->lang;

    for (uint32_t i = 0; i < w->q.n; i++) {
        float by = 1;

        if (w->q.v[i].dead || w->q.v[i].basis == NULL)
            continue;
        for (uint32_t k = 0; k < lang->factor_count; k++) {
            if (lang->factors[k].basis == NULL)
                by = lang->factors[k].by;
            else if (strcmp(lang->factors[k].basis, w->q.v[i].basis) == 0) {
                by = lang->factors[k].by;
                break;
            }
        }
        w->q.v[i].confidence *= by;
    }
}
