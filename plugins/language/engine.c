/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.c: text in, ranked languages out; see engine.h. */
#include "engine.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Reading stops when the best is ahead by this much (and some letters were
 * read), in texts longer than LONG_TEXT only after several places. */
enum {
    AHEAD = 40 * LANG_UNIT,
    CLEAR_LETTERS = 30,
    MUCH_TEXT = 72, /* bytes: from here on every other n-gram will do */
    LONG_TEXT = 1536,
    PLACE = 320,
    PLACES = 8
};

_Static_assert(sizeof(struct lang_line) == 64, "a cache line");
_Static_assert(sizeof(struct lang_label) == 32, "part of the file");

static inline uint64_t
load64(const void *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

uint32_t
lang_checksum(const void *bytes, size_t size)
{
    static const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    const unsigned char *p = bytes;
    uint64_t lane[4] = { 1, 2, 3, 4 }, sum = size, last = 0;
    size_t at = 0;

    /* every step can be undone: a change anywhere changes its lane */
    for (; at + 32 <= size; at += 32)
        for (int i = 0; i < 4; i++) {
            lane[i] = (lane[i] ^ load64(p + at + 8 * (size_t)i)) * odd;
            lane[i] ^= lane[i] >> 29;
        }
    for (; at < size; at++)
        last = (last ^ p[at]) * odd;
    for (int i = 0; i < 4; i++) {
        sum = (sum ^ lane[i]) * odd;
        sum ^= sum >> 32;
    }
    sum = (sum ^ last) * odd;
    return (uint32_t)(sum >> 32);
}

static bool
fits(size_t size, uint32_t at, size_t count, size_t each)
{
    return at % 4 == 0 && at <= size && count <= (size - at) / each;
}

/* 2^(-x / 256) times 2^30, x below 256; integers only, the same everywhere. */
static uint32_t
exp2_negative(uint32_t x)
{
    /* 2^(-1/2), 2^(-1/4) ... times 2^32 */
    static const uint32_t root[8] = { 3037000500u, 3611622603u, 3938502376u,
                                      4112874773u, 4202935003u, 4248701965u,
                                      4271771996u, 4283353945u };
    uint64_t v = UINT64_C(1) << 30;

    for (int i = 0; i < 8; i++)
        if (x >> (7 - i) & 1)
            v = v * root[i] >> 32;
    return (uint32_t)v;
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
    if (lang_checksum(base + after, size - after) != h->check)
        return "is damaged: its checksum does not fit; copy or train it again";
    if (h->labels == 0 || h->labels > LANG_LABELS_MAX || h->lines == 0 ||
        h->pages == 0 || h->pages > 256 ||
        !fits(size, h->labels_at, h->labels, sizeof(struct lang_label)) ||
        !fits(size, h->first_at, SCAN_FIRST_COUNT, 1) ||
        !fits(size, h->pages_at, h->pages, 1024) || h->lines_at % 64 != 0 ||
        !fits(size, h->lines_at, (size_t)h->lines + LANG_GUARD_LINES,
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
        count[l->group]++;
        if (i > 0 && l->group < l[-1].group)
            return "is damaged: its languages are out of order";
        m->prior[i + 1] = l->prior;
    }
    for (uint32_t i = 0; i < 256; i++)
        m->exp2[i] = exp2_negative(i);
    m->first[0] = 1;
    for (unsigned g = 0; g < SCAN_GROUPS; g++) {
        m->first[g + 1] = (uint8_t)(m->first[g] + count[g]);
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
    memcpy(t->score, m->prior, sizeof t->score);
    t->grams = t->hits = 0;
    scan_init(&t->scan, &m->chars, m->mode, "", 0);
}

/* Where the pairs of a key begin in its line, and how many there are. */
static inline bool
find_pairs(const struct lang_line *line, uint64_t key, unsigned *begin,
           unsigned *count)
{
    uint8_t tag, more;
#ifdef __SSE2__
    /* a window on these, 16 bytes from 16 - i on, covers i bytes */
    static const uint8_t cover[32] = { 15, 15, 15, 15, 15, 15, 15, 15,
                                       15, 15, 15, 15, 15, 15, 15, 15 };
    __m128i tags, counts, same, sums;
    unsigned bits, at;

    lang_tag(key, &tag, &more);
    tags = _mm_load_si128((const __m128i *)(const void *)line->tag);
    counts = _mm_loadu_si128((const __m128i *)(const void *)line->count);
    same = _mm_cmpeq_epi8(tags, _mm_set1_epi8((char)tag));
    same = _mm_and_si128(
        same, _mm_cmpeq_epi8(_mm_and_si128(counts, _mm_set1_epi8((char)0xf0)),
                             _mm_set1_epi8((char)more)));
    bits = (unsigned)_mm_movemask_epi8(same) & ((1u << LANG_LINE_TAGS) - 1);
    if (bits == 0)
        return false;
    at = (unsigned)__builtin_ctz(bits);
    sums = _mm_sad_epu8(
        _mm_and_si128(
            counts,
            _mm_loadu_si128((const __m128i *)(const void *)(cover + 16 - at))),
        _mm_setzero_si128());
    *begin = (unsigned)_mm_cvtsi128_si32(sums) +
             (unsigned)_mm_extract_epi16(sums, 4);
    *count = line->count[at] & 15;
    return *count > 0;
#else
    lang_tag(key, &tag, &more);
    *begin = 0;
    for (unsigned i = 0; i < LANG_LINE_TAGS; i++) {
        if (line->tag[i] == tag && (line->count[i] & 0xf0) == more) {
            *count = line->count[i] & 15;
            return *count > 0;
        }
        *begin += line->count[i] & 15;
    }
    return false;
#endif
}

static inline const struct lang_line *
line_of(const struct lang_model *m, uint64_t key)
{
    return &m->lines[(key >> 32) * m->line_count >> 32];
}

/* Adds four pairs; of those past the n-th only weights of nought. */
static inline void
add_four(int32_t *score, uint64_t v, unsigned n)
{
    static const uint64_t weights[5] = { 0, UINT64_C(0x3f), UINT64_C(0xfc03f),
                                         UINT64_C(0x3f00fc03f),
                                         UINT64_C(0xfc03f00fc03f) };
    uint64_t w = v & weights[n < 4 ? n : 4];

    score[v >> 6 & 255] += (int32_t)(w & 63);
    score[v >> 20 & 255] += (int32_t)(w >> 14 & 63);
    score[v >> 34 & 255] += (int32_t)(w >> 28 & 63);
    score[v >> 48 & 255] += (int32_t)(w >> 42);
}

static void
add_keys(struct lang_tally *t, const uint64_t *keys, size_t count)
{
    const struct lang_model *m = t->model;
    int32_t *score = t->score;
    uint32_t hits = 0, tried = 0;

    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(line_of(m, keys[i]));
    for (size_t i = 0; i < count; i++) {
        const struct lang_line *line = line_of(m, keys[i]);
        unsigned begin, n, bit;

        tried++;
        if (!find_pairs(line, keys[i], &begin, &n))
            continue;
        hits++;
        i += keys[i] & SCAN_LONG;
        if (begin > LANG_LINE_PAIRS)
            continue; /* no line of ours is like that */
        bit = begin * 14;
        add_four(score, load64(line->pairs + bit / 8) >> bit % 8, n);
        while (n > 4) {
            n -= 4;
            bit += 56;
            add_four(score, load64(line->pairs + bit / 8) >> bit % 8, n);
        }
    }
    t->grams += tried;
    t->hits += hits;
}

typedef int32_t many __attribute__((vector_size(32)));

/* The scores of a group's labels in whole vectors, filled up with the least
 * there is; returns how many. */
static unsigned
gather(const struct lang_tally *t, unsigned group, many *out)
{
    const struct lang_model *m = t->model;
    unsigned n = (unsigned)m->first[group + 1] - m->first[group];
    unsigned whole = (n + 7) / 8;

    if (whole > 0)
        out[whole - 1] = (many){ INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN,
                                 INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN };
    memcpy(out, t->score + m->first[group], n * sizeof(int32_t));
    return whole;
}

/* Whether the best language of the script with most letters is clear. */
static bool
is_clear(const struct lang_tally *t)
{
    many v[32], top, near = { 0 };
    int32_t best;
    unsigned group, n;

    if (lang_letters(t, &group) < CLEAR_LETTERS)
        return false;
    n = gather(t, group, v);
    if (n == 0)
        return false;
    top = v[0];
    for (unsigned i = 1; i < n; i++) {
        many above = v[i] > top;

        top = (v[i] & above) | (top & ~above);
    }
    best = top[0];
    for (unsigned i = 1; i < 8; i++)
        best = top[i] > best ? top[i] : best;
    best -= AHEAD;
    for (unsigned i = 0; i < n; i++)
        near += v[i] > best; /* true is -1 */
    return near[0] + near[1] + near[2] + near[3] + near[4] + near[5] + near[6] +
               near[7] ==
           -1;
}

/* Reads a stretch to its end, or until the language is clear. */
static void
add_stretch(struct lang_tally *t, const char *text, size_t len, bool all)
{
    uint64_t keys[SCAN_KEYS_MAX];

    scan_more(&t->scan, text, len);
    t->scan.step = len >= MUCH_TEXT ? 2 : 1;
    while (t->scan.at < t->scan.len) {
        size_t n = scan_next(&t->scan, keys);

        add_keys(t, keys, n);
        if (!all && t->scan.at < t->scan.len && is_clear(t))
            break;
    }
}

void
lang_tally_text(struct lang_tally *t, const char *text, size_t len)
{
    /* the order of places: begin, middle, end, then between */
    static const uint8_t order[PLACES] = { 0, 4, 7, 2, 6, 1, 5, 3 };

    if (len <= LONG_TEXT) {
        add_stretch(t, text, len, false);
        return;
    }
    for (int i = 0; i < PLACES; i++) {
        size_t begin =
            (size_t)((uint64_t)(len - PLACE) * order[i] / (PLACES - 1));
        size_t end = begin + PLACE;

        while (begin > 0 && begin < end && (unsigned char)text[begin - 1] > ' ')
            begin++;
        if (begin == end) /* no blank: begin with any character */
            for (begin -= PLACE;
                 begin > 0 && ((unsigned char)text[begin] & 0xc0) == 0x80;)
                begin--;
        while (end < len && ((unsigned char)text[end] & 0xc0) == 0x80)
            end++;
        add_stretch(t, text + begin, end - begin, true);
        if (i >= 2 && is_clear(t))
            break;
    }
}

void
lang_tally_all(struct lang_tally *t, const char *text, size_t len)
{
    add_stretch(t, text, len, true);
}

uint32_t
lang_letters(const struct lang_tally *t, unsigned *group)
{
    const uint32_t *letters = t->scan.letters;
    uint64_t most = 0, left = t->scan.groups;
    uint32_t sum = 0;
    unsigned best = 0;

    for (; left != 0; left &= left - 1) {
        unsigned g = (unsigned)__builtin_ctzll(left);
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

int32_t
lang_score(const struct lang_tally *t, const struct lang_choice *choice,
           unsigned label)
{
    if (choice != NULL && choice->prior != NULL)
        return t->score[label] + choice->prior[label];
    return t->score[label];
}

/* Part of the probability that lies `gap` below the best: 2^30 at 0. `scale`
 * makes 256ths of a power of two of it, times 65536. */
static inline uint32_t
odds(const struct lang_model *m, int64_t gap, uint64_t scale)
{
    uint64_t x = (uint64_t)gap * scale >> 16;

    return x >= 256 * 24 ? 0 : m->exp2[x & 255] >> (x >> 8);
}

size_t
lang_rank(const struct lang_tally *t, const struct lang_choice *choice,
          struct lang_guess *guesses, size_t top)
{
    const struct lang_model *m = t->model;
    const struct lang_header *h = m->header;
    int32_t score[LANG_LABELS_MAX];
    unsigned group, bin = 0, first, n, left = 0;
    uint32_t letters = lang_letters(t, &group);
    uint64_t sum = 0, scale;
    size_t found = 0;
    int32_t best = INT32_MIN;

    if (top == 0)
        return 0;
    guesses[0] = (struct lang_guess){ .code = "und" };
    if (letters == 0 || (choice != NULL && letters < choice->min_letters))
        return 1;
    /* One sentence in a thousand knows fewer than 2 in 7 of its n-grams: this
     * is code, or nothing at all. */
    if (group <= SCAN_GROUP_CYRILLIC && t->grams >= 32 &&
        t->hits * 7 < t->grams * 2)
        return 1;
    first = m->first[group];
    n = (unsigned)m->first[group + 1] - first;
    memcpy(score, t->score + first, n * sizeof *score);
    for (unsigned i = 0; i < n && choice != NULL; i++) {
        if (choice->prior != NULL)
            score[i] += choice->prior[first + i];
        if (choice->among != NULL && !choice->among[first + i])
            score[i] = INT32_MIN;
    }
    for (unsigned i = 0; i < n; i++) {
        best = score[i] > best ? score[i] : best;
        left += score[i] != INT32_MIN;
    }

    while (bin + 1 < LANG_BINS && letters > h->bin_letters[bin])
        bin++;
    /* 1 / ln 2 is 369 / 256, nearly */
    scale = (uint64_t)h->bin_slope[bin] * 369 * 65536 / (LANG_UNIT * 256);
    for (unsigned i = 0; i < n; i++)
        sum += odds(m, (int64_t)best - score[i], scale);
    for (; found < top && found < left; found++) {
        unsigned at = 0;
        uint64_t e;

        for (unsigned i = 1; i < n; i++)
            at = score[i] > score[at] ? i : at;
        e = odds(m, (int64_t)best - score[at], scale);
        guesses[found] = (struct lang_guess){
            .code = m->labels[first + at - 1].code,
            .label = (uint8_t)(first + at),
            .probability =
                (uint16_t)((e * LANG_PROBABILITY_ONE + sum / 2) / sum),
            .score = score[at]
        };
        score[at] = INT32_MIN;
    }
    return found > 0 ? found : 1;
}
