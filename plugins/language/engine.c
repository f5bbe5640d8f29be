/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.c: text in, ranked languages out; see engine.h. */
#include "engine.h"

#include <pressmill/data.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define SOLO_WEIGHT 64 /* of a letter whose script has one language */

_Static_assert(sizeof(struct lang_line) == 64, "a cache line");
_Static_assert(sizeof(struct lang_label) == 32, "part of the file");

static bool
fits(size_t size, uint32_t at, size_t count, size_t each)
{
    return at % 4 == 0 && at <= size && count <= (size - at) / each;
}

const char *
lang_model_open(struct lang_model *m, const void *bytes, size_t size)
{
    const struct lang_header *h = bytes;
    const unsigned char *base = bytes;
    const uint16_t probe = 1;
    uint8_t count[SCAN_GROUPS] = { 0 };
    size_t after = offsetof(struct lang_header, size);

    memset(m, 0, sizeof *m);
    if (size < sizeof *h || memcmp(h->magic, "MILLLANG", 8) != 0)
        return "is no language model";
    if (*(const unsigned char *)&probe != 1)
        return "needs a machine that stores the low byte first";
    if (h->version != LANG_VERSION)
        return "is a language model of another version; train it again with "
               "train-language";
    if (h->size != size)
        return "is cut short or has bytes too many; copy or train it again";
    if (mill_crc32(base + after, size - after) != h->crc)
        return "is damaged: its checksum does not fit; copy or train it again";
    if (h->labels == 0 || h->labels > LANG_LABELS_MAX || h->lines == 0 ||
        h->pages == 0 || h->pages > 256 ||
        !fits(size, h->labels_at, h->labels, sizeof(struct lang_label)) ||
        !fits(size, h->first_at, SCAN_FIRST_COUNT, 1) ||
        !fits(size, h->pages_at, h->pages, 1024) || h->lines_at % 64 != 0 ||
        !fits(size, h->lines_at, (size_t)h->lines + 1,
              sizeof(struct lang_line)))
        return "is damaged: a table lies outside of it";

    m->header = h;
    m->labels = (const struct lang_label *)(base + h->labels_at);
    m->lines = (const struct lang_line *)(base + h->lines_at);
    m->chars.first = base + h->first_at;
    m->chars.pages = (const int32_t *)(base + h->pages_at);
    m->label_count = h->labels;
    m->line_count = h->lines;
    for (size_t i = 0; i < SCAN_FIRST_COUNT; i++)
        if (m->chars.first[i] >= h->pages)
            return "is damaged: a table of characters is missing";
    for (size_t i = 0; i < (size_t)h->pages * 256; i++)
        if ((m->chars.pages[i] & 255) >= SCAN_LETTER + SCAN_GROUPS)
            return "is damaged: a script has no place";
    for (uint32_t i = 0; i < h->labels; i++) {
        const struct lang_label *l = &m->labels[i];

        if (l->group >= SCAN_GROUPS || l->code[0] == '\0' ||
            memchr(l->code, '\0', LANG_CODE_MAX) == NULL)
            return "is damaged: a language has no name or script";
        m->solo[l->group] = (uint8_t)(i + 1);
        if (count[l->group] < 2)
            count[l->group]++;
    }
    for (uint32_t i = 0; i < h->lines; i++) {
        const uint8_t *end = m->lines[i].end;
        uint8_t before = 0;

        for (int j = 0; j < LANG_LINE_TAGS; j++) {
            if (end[j] < before || end[j] > LANG_LINE_PAIRS)
                return "is damaged: an n-gram has no place";
            before = end[j];
        }
    }
    for (int g = 0; g < SCAN_GROUPS; g++) {
        if (count[g] > 1)
            m->solo[g] = 0;
        m->mode[g] = count[g] < 2          ? SCAN_SOLO
                     : g == SCAN_GROUP_HAN ? SCAN_RUNS
                                           : SCAN_NGRAMS;
    }
    return NULL;
}

unsigned
lang_model_find(const struct lang_model *m, const char *code, size_t len)
{
    if (len < LANG_CODE_MAX)
        for (uint32_t i = 0; i < m->label_count; i++)
            if (memcmp(m->labels[i].code, code, len) == 0 &&
                m->labels[i].code[len] == '\0')
                return i + 1;
    return 0;
}

void
lang_tally_init(struct lang_tally *t, const struct lang_model *m)
{
    t->model = m;
    memset(t->score, 0, sizeof t->score);
    t->grams = t->hits = 0;
    scan_init(&t->scan, &m->chars, m->mode, "", 0);
}

/* Which tags of a line are equal to `tag`, as bits. */
static inline unsigned
match_tags(const struct lang_line *line, uint16_t tag)
{
#ifdef __SSE2__
    __m128i tags = _mm_load_si128((const __m128i *)(const void *)line->tag);
    __m128i same = _mm_cmpeq_epi16(tags, _mm_set1_epi16((short)tag));

    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(same, same)) & 255;
#else
    unsigned bits = 0;

    for (unsigned i = 0; i < LANG_LINE_TAGS; i++)
        bits |= (unsigned)(line->tag[i] == tag) << i;
    return bits;
#endif
}

static inline const struct lang_line *
line_of(const struct lang_model *m, uint64_t key)
{
    return &m->lines[(key >> 32) * m->line_count >> 32];
}

static void
add_keys(struct lang_tally *t, const uint64_t *keys, size_t count)
{
    static const uint64_t keep[5] = { 0, UINT64_C(0xffff), UINT64_C(0xffffffff),
                                      UINT64_C(0xffffffffffff), UINT64_MAX };
    const struct lang_model *m = t->model;
    int32_t *score = t->score;
    uint32_t hits = 0;

    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(line_of(m, keys[i]));
    for (size_t i = 0; i < count; i++) {
        const struct lang_line *line = line_of(m, keys[i]);
        unsigned bits = match_tags(line, (uint16_t)(keys[i] >> 24));
        unsigned which, begin, n;
        uint64_t pairs;

        if (bits == 0)
            continue;
        hits++;
        which = (unsigned)__builtin_ctz(bits);
        begin = which == 0 ? 0 : line->end[which - 1];
        n = line->end[which] - begin;
        memcpy(&pairs, &line->pair[begin], sizeof pairs);
        pairs &= keep[n < 4 ? n : 4];
        for (int j = 0; j < 4; j++)
            score[pairs >> (16 * j) & 255] += (int8_t)(pairs >> (16 * j + 8));
        for (unsigned j = 4; j < n; j++)
            score[line->pair[begin + j].label] += line->pair[begin + j].weight;
    }
    score[0] = 0;
    t->grams += (uint32_t)count;
    t->hits += hits;
}

static void
add_stretch(struct lang_tally *t, const char *text, size_t len)
{
    uint64_t keys[SCAN_KEYS_MAX];

    scan_more(&t->scan, text, len);
    while (t->scan.at < t->scan.len) {
        size_t n = scan_next(&t->scan, keys);

        add_keys(t, keys, n);
    }
}

void
lang_tally_text(struct lang_tally *t, const char *text, size_t len)
{
    add_stretch(t, text, len);
}

uint32_t
lang_letters(const struct lang_tally *t, unsigned *group)
{
    const uint32_t *letters = t->scan.letters;
    uint64_t most = 0;
    uint32_t sum = 0;
    unsigned best = 0;

    for (unsigned g = 1; g < SCAN_GROUPS; g++) {
        /* a Han character or a syllable is worth several letters */
        uint64_t weight = (uint64_t)letters[g] * (g == SCAN_GROUP_HAN      ? 3
                                                  : g == SCAN_GROUP_HANGUL ? 2
                                                                           : 1);

        sum += letters[g];
        if (weight > most) {
            most = weight;
            best = g;
        }
    }
    *group = best;
    return sum;
}

/* 2^(-x / 256), x >= 0, times 2^30; integers only, the same everywhere. */
static uint32_t
exp2_negative(uint32_t x)
{
    /* 2^(-1/2), 2^(-1/4) ... times 2^32 */
    static const uint32_t root[8] = { 3037000500u, 3611622603u, 3938502376u,
                                      4112874773u, 4202935003u, 4248701965u,
                                      4271771996u, 4283353945u };
    uint64_t v = UINT64_C(1) << 30;

    if (x >= 256 * 31)
        return 0;
    for (int i = 0; i < 8; i++)
        if (x >> (7 - i) & 1)
            v = v * root[i] >> 32;
    return (uint32_t)(v >> (x >> 8));
}

static int32_t
score_of(const struct lang_tally *t, const struct lang_choice *choice,
         uint32_t l)
{
    const struct lang_label *label = &t->model->labels[l - 1];
    int64_t hits = t->hits;
    int32_t score = t->score[l] + label->prior;

    score += (int32_t)(hits * label->bias / 256);
    if (choice != NULL && choice->prior != NULL)
        score += choice->prior[l];
    return score;
}

size_t
lang_rank(const struct lang_tally *t, const struct lang_choice *choice,
          struct lang_guess *guesses, size_t top)
{
    const struct lang_model *m = t->model;
    const struct lang_header *h = m->header;
    unsigned group, bin = 0;
    uint32_t letters = lang_letters(t, &group), slope;
    uint64_t sum = 0;
    size_t found = 0;

    if (top == 0)
        return 0;
    guesses[0] = (struct lang_guess){ .code = "und" };
    if (letters == 0 || (choice != NULL && letters < choice->min_letters))
        return 1;
    for (uint32_t l = 1; l <= m->label_count; l++) {
        struct lang_guess g = { .code = m->labels[l - 1].code,
                                .label = (uint8_t)l,
                                .score = score_of(t, choice, l) };
        size_t i;

        if (m->labels[l - 1].group != group ||
            (choice != NULL && choice->among != NULL && !choice->among[l]))
            continue;
        if (found == top && guesses[top - 1].score >= g.score)
            continue;
        i = found < top ? found++ : top - 1;
        for (; i > 0 && guesses[i - 1].score < g.score; i--)
            guesses[i] = guesses[i - 1];
        guesses[i] = g;
    }
    if (found == 0)
        return 1;

    while (bin + 1 < LANG_BINS && letters > h->bin_letters[bin])
        bin++;
    slope = h->bin_slope[bin];
    for (uint32_t l = 1; l <= m->label_count; l++) {
        int64_t gap;

        if (m->labels[l - 1].group != group ||
            (choice != NULL && choice->among != NULL && !choice->among[l]))
            continue;
        gap = (int64_t)guesses[0].score - score_of(t, choice, l);
        gap = gap * slope * 369 / (LANG_UNIT * 256); /* 256 / ln 2 */
        sum += exp2_negative(gap > 8191 ? 8191 : (uint32_t)gap);
    }
    for (size_t i = 0; i < found; i++) {
        int64_t gap = (int64_t)guesses[0].score - guesses[i].score;
        uint64_t e;

        gap = gap * slope * 369 / (LANG_UNIT * 256);
        e = exp2_negative(gap > 8191 ? 8191 : (uint32_t)gap);
        guesses[i].probability =
            (uint16_t)((e * LANG_PROBABILITY_ONE + sum / 2) / sum);
    }
    return found;
}
