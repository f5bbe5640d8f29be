/* SPDX-License-Identifier: Apache-2.0
 *
 * model.c: the hashed linear model: features of a sentence, and the sum of
 * their weights. All features of a sentence have one value, so the sums are
 * of integers and the same on every machine. */
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static inline void
put(struct tone_scratch *s, uint64_t kind, uint64_t a, uint64_t b)
{
    uint64_t h = (a + kind * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;

    h ^= h >> 33;
    h = (h + b) * 0xc4ceb9fe1a85ec53u;
    s->features[s->n_features++] = (uint32_t)(h >> 32);
}

enum {
    F_WORD = 1,
    F_PAIR,
    F_PREFIX,
    F_SKIP,
    F_LEFT,
    F_RIGHT,
    F_NEAR,
    F_AT,
    F_NEAR_PAIR,
    F_CLAUSE,
    F_SIDE_PREFIX,
    F_FRAME,
    F_TAIL,
    F_SHAPE,
    F_SELF,
    F_GOVERN
};

static bool
counts(const struct tone_token *t)
{
    return t->kind != TOKEN_PUNCT || t->c == '!' || t->c == '?' ||
           t->c == '"' || t->c == ',' || t->c == 0x201c || t->c == 0xab;
}

void
model_sentence_features(struct tone_scratch *s)
{
    uint64_t before = 7;

    s->n_features = 0;
    for (size_t i = 0; i < s->n_tokens; i++) {
        const struct tone_token *t = &s->tokens[i];

        if (!counts(t))
            continue;
        put(s, F_WORD, t->hash, s->negated[i]);
        put(s, F_PAIR, before, t->hash);
        if (t->chars > 5)
            put(s, F_PREFIX, t->prefix, 0);
        before = t->hash;
    }
    put(s, F_PAIR, before, 11);
}

static bool
ends_clause(const struct tone_token *t)
{
    return t->kind == TOKEN_PUNCT && t->c != '-' && t->c != '\'' &&
           t->c != 0x2019 && t->c != '.';
}

/* The last letters of a word: in many languages its case and number. */
static uint64_t
ending(const char *text, const struct tone_token *t)
{
    uint64_t h = TONE_HASH;
    size_t at = t->end;

    if (t->kind != TOKEN_WORD)
        return 1;
    for (int n = 0; n < 2 && at > t->begin; n++)
        h = tone_hash_add(h, mill_utf8_prev(text, &at));
    return h;
}

/* 0 next to the target, 1 near, 2 further, 3 far. */
static uint64_t
range_of(size_t far)
{
    return far < 2 ? 0 : far < 5 ? 1 : far < 10 ? 2 : 3;
}

/* Which words with a weight stand where, without saying which words: what is
 * learned of "criticised" serves "rebuked", too. */
static void
frame_features(struct tone_scratch *s, size_t left, size_t right, uint64_t tail,
               uint64_t before)
{
    size_t from = s->target.begin, to = s->target.end;

    for (size_t k = 0; k < s->n_hits && k < 60; k++) {
        const struct tone_hit *h = &s->hits[k];
        bool after = h->first >= to;
        size_t far = after ? h->first - to : from - 1 - h->last;
        uint64_t sign = h->value <= -2 ? 0
                        : h->value < 0 ? 1
                        : h->value < 2 ? 2
                                       : 3;
        uint64_t side = after ? 4 : 0;

        if (h->last >= from && h->first < to)
            continue;
        put(s, F_FRAME, sign | side | range_of(far) << 4, h->role);
        if (h->first >= left && h->last < right) {
            put(s, F_FRAME, 64 | sign | side, tail);
            put(s, F_FRAME, 192 | sign | side, tail << 3 | h->role);
            put(s, F_FRAME, 128 | sign | side, before);
        }
        if (far < 6)
            put(s, F_FRAME, s->tokens[h->first].prefix, 256 | side);
    }
}

/* What kind of word the target is, and how many others the sentence names.
 * A name itself says nothing, but a common noun may: "the thief". */
static void
shape_features(struct tone_scratch *s)
{
    const struct tone_token *t = &s->tokens[s->target.begin];
    size_t words = s->target.end - s->target.begin, others = 0;
    uint64_t shape = (t->flags & TOKEN_CAPITAL ? 1 : 0) |
                     (t->flags & TOKEN_CAPS ? 2 : 0) |
                     (words > 2 ? 2 : words) << 2;

    if (words == 0)
        return;
    for (size_t i = 1; i < s->n_tokens; i++)
        if (i < s->target.begin || i >= s->target.end)
            others += (s->tokens[i].flags & TOKEN_CAPITAL) != 0;
    others = others > 7 ? 7 : others;
    put(s, F_SHAPE, shape, 0);
    put(s, F_SHAPE, shape, 1 + others / 2);
    put(s, F_SHAPE, shape, 16 | t->quoted);
    if (!(t->flags & TOKEN_CAPITAL))
        for (size_t i = s->target.begin; i < s->target.end; i++)
            put(s, F_SELF, s->tokens[i].prefix, 0);
}

enum { REACH = 16 }; /* further words say nothing of a target */

void
model_target_features(const char *text, struct tone_scratch *s)
{
    const size_t from = s->target.begin, to = s->target.end;
    uint64_t before = 7, tail;
    size_t left = from, right = to;

    tail = to > from ? ending(text, &s->tokens[to - 1]) : 0;
    /* the clause around the target */
    while (left > 0 && !ends_clause(&s->tokens[left - 1]))
        left--;
    while (right < s->n_tokens && !ends_clause(&s->tokens[right]))
        right++;
    s->n_features = 0;
    for (size_t i = from > REACH ? from - REACH : 0;
         i < s->n_tokens && i < to + REACH; i++) {
        const struct tone_token *t = &s->tokens[i];
        bool after = i >= to;
        size_t far;

        if (i >= from && i < to) {
            before = 5; /* the name itself says nothing */
            continue;
        }
        if (!counts(t))
            continue;
        far = after ? i - to : from - 1 - i;
        put(s, after ? F_RIGHT : F_LEFT, t->hash, s->negated[i]);
        if (t->chars > 5) {
            put(s, F_SIDE_PREFIX, t->prefix, after);
            if (far < 6)
                put(s, F_SIDE_PREFIX, t->prefix, 2u + after);
        }
        if (far < 4)
            put(s, F_NEAR, t->hash, after);
        if (far < 2)
            put(s, F_AT, t->hash, (uint64_t)(after ? far : 10 + far));
        if (i >= left && i < right)
            put(s, F_CLAUSE, t->hash, s->negated[i]);
        if (i >= left && i < right && t->chars > 3)
            put(s, F_GOVERN, t->prefix, tail << 1 | after);
        if (far < 8)
            put(s, F_NEAR_PAIR, before + after, t->hash);
        before = t->hash;
    }
    shape_features(s);
    put(s, F_TAIL, tail, 0);
    put(s, F_TAIL, tail, from > 0 ? s->tokens[from - 1].hash : 1);
    frame_features(s, left, right, tail,
                   from > 0 ? s->tokens[from - 1].hash : 1);
}

/* The four signed bytes of a bucket as four unsigned 16-bit lanes. */
static inline uint64_t
lanes(uint32_t bucket)
{
    uint64_t x = bucket ^ 0x80808080u; /* -128..127 becomes 0..255 */
    x = (x | x << 16) & 0x0000ffff0000ffffu;
    return (x | x << 8) & 0x00ff00ff00ff00ffu;
}

float
model_run(const struct tone_model *m, enum model_head_kind kind,
          const struct tone_scratch *s, const float *dense,
          float out[MODEL_OUT])
{
    const struct model_head *h = &m->file->head[kind];
    const int8_t *w = (const int8_t *)m->map.ptr + h->weights;
    uint32_t shift = 32 - h->bits;
    int32_t sum[MODEL_OUT] = { 0, 0, 0, 0 };
    float value = 1 / sqrtf((float)s->n_features + 1);
    uint32_t met = 0;

    for (size_t i = 0; i < s->n_features;) {
        size_t stop = i + 256 < s->n_features ? i + 256 : s->n_features;
        int32_t bias = (int32_t)(stop - i) * 128;
        uint64_t four = 0; /* 256 times 255 fits a lane */

        for (; i < stop; i++) {
            uint32_t bucket;
            size_t ahead = i + 48 < s->n_features ? i + 48 : i;

            __builtin_prefetch(w + (size_t)(s->features[ahead] >> shift) *
                                       MODEL_OUT);
            memcpy(&bucket, w + (size_t)(s->features[i] >> shift) * MODEL_OUT,
                   sizeof bucket);
            met += bucket != 0;
            four += lanes(bucket);
        }
        for (int k = 0; k < MODEL_OUT; k++)
            sum[k] += (int32_t)(four >> (16 * k) & 0xffff) - bias;
    }
    for (int k = 0; k < MODEL_OUT; k++)
        out[k] = (float)sum[k] * value * h->scale[k];
    for (int d = 0; d < TONE_DENSE; d++)
        for (int k = 0; k < MODEL_OUT; k++)
            out[k] += dense[d] * h->dense[d][k];
    return model_met_share(met, s->n_features);
}

float
model_known(const struct tone_model *m, enum model_head_kind kind,
            const struct tone_scratch *s)
{
    const uint8_t *set =
        (const uint8_t *)m->map.ptr + m->file->head[kind].known;
    uint32_t words = 0, known = 0;

    for (size_t i = 0; i < s->n_tokens; i++) {
        uint32_t bit;

        if (s->tokens[i].kind != TOKEN_WORD)
            continue;
        bit = model_known_bit(s->tokens[i].key);
        words++;
        known += set[bit >> 3] >> (bit & 7) & 1;
    }
    return words > 0 ? (float)known / (float)words : 0;
}

float
model_review(const struct tone_model *m, enum model_head_kind kind,
             const struct tone_scratch *s)
{
    const struct model_head *h = &m->file->head[kind];
    const int8_t *w = (const int8_t *)m->map.ptr + h->review;
    int32_t sum = 0, words = 0;

    if (h->review == 0)
        return 0;
    for (size_t i = 0; i < s->n_tokens; i++) {
        if (s->tokens[i].kind != TOKEN_WORD)
            continue;
        sum += w[model_review_slot(s->tokens[i].key)];
        words++;
    }
    return 1 / (1 + expf(-h->review_bias - (float)sum * h->review_scale /
                                               sqrtf((float)words + 1)));
}

uint64_t
model_sum(const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    uint64_t lane[4] = { 1, 2, 3, 4 }, h = size;

    for (; size >= 32; p += 32, size -= 32)
        for (int k = 0; k < 4; k++) {
            uint64_t w;

            memcpy(&w, p + 8 * k, sizeof w);
            lane[k] = (lane[k] ^ w) * 0x9e3779b97f4a7c15u;
            lane[k] ^= lane[k] >> 32;
        }
    for (; size > 0; p++, size--)
        lane[0] = (lane[0] ^ *p) * 0x9e3779b97f4a7c15u;
    for (int k = 0; k < 4; k++) {
        h = (h ^ lane[k]) * 0xff51afd7ed558ccdu;
        h ^= h >> 33;
    }
    return h;
}

/* Why a mapped file is no model of ours, or NULL. */
static const char *
model_wrong(const struct mill_map *map, const char *lang)
{
    const struct model_file *f = map->ptr;
    size_t from = offsetof(struct model_file, sum) + sizeof f->sum;

    if (map->size < sizeof *f || memcmp(f->magic, MODEL_MAGIC, 8) != 0)
        return "is no sentiment model";
    if (f->version != MODEL_VERSION)
        return "is of another version";
    if (f->size != map->size)
        return "is cut short";
    if (model_sum((const char *)map->ptr + from, map->size - from) != f->sum)
        return "has been altered (its checksum is wrong)";
    if (strncmp(f->lang, lang, sizeof f->lang) != 0)
        return "is for another language";
    for (int k = 0; k < MODEL_HEADS; k++) {
        const struct model_head *h = &f->head[k];

        if (h->bits == 0)
            continue;
        if (h->bits < 8 || h->bits > 24 || h->weights > map->size ||
            map->size - h->weights < (size_t)MODEL_OUT << h->bits ||
            h->known > map->size ||
            map->size - h->known < (size_t)1 << (MODEL_KNOWN_BITS - 3) ||
            (h->review != 0 &&
             (h->review > map->size ||
              map->size - h->review < (size_t)1 << MODEL_REVIEW_BITS)))
            return "has a part outside the file";
    }
    return NULL;
}

bool
tone_lang_model(struct tone_lang *lang, struct mill_arena *a,
                struct mill_report *rep)
{
    char name[64];
    const char *path, *wrong;
    struct tone_model *m;

    snprintf(name, sizeof name, "models/sentiment-%.20s.bin", lang->code);
    path = mill_data_find(a, name);
    if (path == NULL)
        return false;
    m = mill_arena_zalloc(a, sizeof *m);
    if (m == NULL || !mill_map_open(&m->map, path, rep))
        return false;
    wrong = model_wrong(&m->map, lang->code);
    if (wrong != NULL) {
        mill_warn(rep, "%s %s; '%s' is scored by rules alone", path, wrong,
                  lang->code);
        mill_map_close(&m->map);
        return false;
    }
    m->file = m->map.ptr;
    lang->model = m;
    return true;
}
