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
    PLACES = 8,
    FEW_KEYS = 12,   /* looked up at a time where few may do */
    HITS_MAX = 32767 /* more allow for no more */
};

static inline uint64_t
load64(const void *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

void
lang_tally_init(struct lang_tally *t, const struct lang_model *m)
{
    t->model = m;
    memcpy(t->score, m->prior, sizeof t->score);
    t->grams = t->hits = 0;
    scan_init(&t->scan, &m->chars, m->mode, "", 0);
    t->scan.table = (const unsigned char *)m->lines;
    t->scan.lines = m->line_count;
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
    return &m->lines[scan_place(key, m->line_count)];
}

/* A row's pairs, spread out: label below, its quarters of a nat above. */
typedef struct {
    uint8_t label, weight;
} pair;

enum { ROW_ROOM = 16 }; /* a row has 15 pairs at most */

typedef uint64_t two __attribute__((vector_size(16)));

/* Spreads eight pairs of a row. Only as many as it has are of use. */
static inline void
spread(const uint8_t *pairs, unsigned shift, pair *out)
{
    two v = { load64(pairs), load64(pairs + 4 * LANG_PAIR / 8) };

    v >>= shift;
    v = (v & 0xffffff) | (v << 8 & UINT64_C(0xffffff00000000));
    v = (v & UINT64_C(0xfff00000fff)) | (v << 4 & UINT64_C(0xfff00000fff0000));
    v = (v & UINT64_C(0xff00ff00ff00ff)) |
        (v << 2 & UINT64_C(0x3c003c003c003c00));
    memcpy(out, &v, sizeof v);
}

_Static_assert(LANG_UNIT == 4 && LANG_PAIR == 12, "spread() knows them");

static void
add_keys(struct lang_tally *t, const uint64_t *keys, size_t count)
{
    const struct lang_model *m = t->model;
    int32_t *score = t->score;
    pair pairs[SCAN_KEYS_MAX * ROW_ROOM], *end = pairs;
    uint32_t hits = 0, tried = 0;

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
        bit = begin * LANG_PAIR;
        spread(line->pairs + bit / 8, bit % 8, end);
        spread(line->pairs + bit / 8 + LANG_PAIR, bit % 8, end + 8);
        end += n;
    }
    for (const pair *p = pairs; p < end; p++)
        score[p->label] += p->weight;
    t->grams += tried;
    t->hits += hits;
}

/* Known n-grams of a script, nearly: of all, its share of the letters. */
static uint32_t
hits_of(const struct lang_tally *t, unsigned group, uint32_t letters)
{
    uint64_t hits = t->hits;

    if (t->scan.letters[group] < letters)
        hits = hits * t->scan.letters[group] / letters;
    return hits < HITS_MAX ? (uint32_t)hits : HITS_MAX;
}

/* What `hits` known n-grams are worth to a label, its own or not. */
static inline int32_t
allowance(const struct lang_model *m, unsigned label, uint32_t hits)
{
    return (int32_t)hits * m->unseen[label] / LANG_UNSEEN;
}

typedef int32_t four __attribute__((vector_size(16)));
typedef uint32_t unsigned_four __attribute__((vector_size(16)));

enum { LABELS_ROOM = (LANG_LABELS_MAX + 7) / 4 * 4 };

static inline four
larger(four a, four b)
{
    four above = a > b;

    return (a & above) | (b & ~above);
}

static inline unsigned
labels_of(const struct lang_model *m, unsigned group)
{
    return (unsigned)m->first[group + 1] - m->first[group];
}

/* The scores of a group's labels, allowance made, filled up to whole vectors
 * with the least there is; returns the best of them. */
static int32_t
scores_of(const struct lang_tally *t, unsigned group, uint32_t hits,
          int32_t *out)
{
    const struct lang_model *m = t->model;
    const unsigned first = m->first[group];
    const unsigned n = labels_of(m, group);
    const int32_t *score = t->score + first;
    four top = { INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN };
    unsigned i = 0;

#ifdef __SSE2__
    /* neither factor has more than 15 bits */
    const __m128i times = _mm_set1_epi32((int)hits);

    for (; i + 4 <= n; i += 4) {
        four v;

        v = (four)_mm_add_epi32(
            _mm_loadu_si128((const __m128i *)(const void *)(score + i)),
            _mm_srai_epi32(
                _mm_madd_epi16(
                    _mm_loadu_si128(
                        (const __m128i *)(const void *)(m->unseen + first + i)),
                    times),
                LANG_UNSEEN_BITS));
        memcpy(out + i, &v, sizeof v);
        top = larger(v, top);
    }
#endif
    for (; i < n; i++) {
        out[i] = score[i] + allowance(m, first + i, hits);
        top[0] = out[i] > top[0] ? out[i] : top[0];
    }
    for (; i % 4 != 0; i++)
        out[i] = INT32_MIN;
    for (i = 1; i < 4; i++)
        top[0] = top[i] > top[0] ? top[i] : top[0];
    return top[0];
}

/* Whether one score of n, filled up as scores_of() does, is above `bar`. */
static bool
only_one_above(const int32_t *score, unsigned n, int32_t bar)
{
    four above = { 0 }, v;

    for (unsigned i = 0; i < n; i += 4) {
        memcpy(&v, score + i, sizeof v);
        above += v > bar; /* true is -1 */
    }
    return above[0] + above[1] + above[2] + above[3] == -1;
}

/* Whether the best language of the script with most letters is clear. */
static bool
is_clear(const struct lang_tally *t)
{
    int32_t score[LABELS_ROOM], best;
    unsigned group;
    uint32_t letters = lang_letters(t, &group);

    if (letters < CLEAR_LETTERS)
        return false;
    best = scores_of(t, group, hits_of(t, group, letters), score);
    return only_one_above(score, labels_of(t->model, group), best - AHEAD);
}

/* Whether a choice is no choice of all labels alike. */
static inline bool
restricts(const struct lang_choice *choice)
{
    return choice != NULL && (choice->among != NULL || choice->prior != NULL);
}

/* Scores as a choice has them; returns the best. Leaves out what is not among
 * them: `left` are left. */
static int32_t
choose(const struct lang_choice *choice, unsigned first, unsigned n,
       int32_t *score, unsigned *left)
{
    int32_t best = INT32_MIN;

    *left = 0;
    for (unsigned i = 0; i < n; i++) {
        if (choice->prior != NULL)
            score[i] += choice->prior[first + i];
        if (choice->among != NULL && !choice->among[first + i]) {
            score[i] = INT32_MIN;
            continue;
        }
        best = score[i] > best ? score[i] : best;
        ++*left;
    }
    return best;
}

void
lang_tally_begin(struct lang_tally *t, const char *text, size_t len)
{
    scan_more(&t->scan, text, len);
    t->scan.step = len >= MUCH_TEXT ? 2 : 1;
}

/* Reads a stretch to its end, or until the language is clear. */
static void
add_stretch(struct lang_tally *t, const char *text, size_t len, bool all)
{
    uint64_t keys[SCAN_KEYS_MAX];

    lang_tally_begin(t, text, len);
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

bool
lang_tally_some(struct lang_tally *t)
{
    uint64_t keys[SCAN_KEYS_MAX];

    if (t->scan.at == t->scan.len)
        return false;
    t->scan.full = FEW_KEYS;
    add_keys(t, keys, scan_next(&t->scan, keys));
    t->scan.full = SCAN_KEYS_FULL;
    return true;
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
    const unsigned group = t->model->labels[label - 1].group;
    unsigned most;
    uint32_t letters = lang_letters(t, &most);
    int32_t score = t->score[label];

    if (letters > 0)
        score += allowance(t->model, label, hits_of(t, group, letters));
    if (choice != NULL && choice->prior != NULL)
        score += choice->prior[label];
    return score;
}

bool
lang_leads(const struct lang_tally *t, const struct lang_choice *choice,
           unsigned label, int32_t lead)
{
    const struct lang_model *m = t->model;
    int32_t score[LABELS_ROOM], own;
    unsigned group, left;
    uint32_t letters = lang_letters(t, &group);

    if (group != m->labels[label - 1].group || letters == 0 ||
        (choice != NULL && letters < choice->min_letters))
        return false;
    scores_of(t, group, hits_of(t, group, letters), score);
    if (restricts(choice))
        choose(choice, m->first[group], labels_of(m, group), score, &left);
    own = score[label - m->first[group]];
    return own > INT32_MIN / 2 &&
           only_one_above(score, labels_of(m, group), own - lead);
}

/* Halvings of the best one's probability, in 256ths: what is further is
 * nothing. */
enum { FAR = 6144, NOTHING = 31 * 256 };

/* Part of the probability that lies `x` below the best: 2^30 at 0. */
static inline uint32_t
odds(const struct lang_model *m, uint32_t x)
{
    return m->exp2[x & 255] >> (x >> 8);
}

/* How far below the best n scores are, in 256ths of a halving. `scale` makes
 * these of a score, times 65536. */
static void
distances(const int32_t *score, unsigned n, int32_t best, uint32_t scale,
          uint32_t *out)
{
    const uint32_t far = ((uint32_t)FAR * 65536 - 1) / scale;

    for (unsigned i = 0; i < n; i += 4) {
        unsigned_four x;

        memcpy(&x, score + i, sizeof x);
        x = (uint32_t)best - x;
        x = ((x * scale >> 16) & (x <= far)) | (NOTHING & (x > far));
        memcpy(out + i, &x, sizeof x);
    }
}

size_t
lang_rank(const struct lang_tally *t, const struct lang_choice *choice,
          struct lang_guess *guesses, size_t top)
{
    const struct lang_model *m = t->model;
    const struct lang_header *h = m->header;
    int32_t score[LABELS_ROOM], best;
    uint32_t distance[LABELS_ROOM];
    unsigned group, bin = 0, first, n, left, at = 0;
    uint32_t letters = lang_letters(t, &group);
    uint64_t sum = 0;
    size_t found = 0;

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
    n = labels_of(m, group);
    best = scores_of(t, group, hits_of(t, group, letters), score);
    left = n;
    if (restricts(choice))
        best = choose(choice, first, n, score, &left);

    while (bin + 1 < LANG_BINS && letters > h->bin_letters[bin])
        bin++;
    /* 1 / ln 2 is 369 / 256, nearly */
    distances(score, n, best,
              h->bin_slope[bin] * (UINT32_C(369) * 65536 / (LANG_UNIT * 256)),
              distance);
    for (unsigned i = 0; i < n; i++)
        sum += odds(m, distance[i]);
    while (at + 1 < n && score[at] != best)
        at++;
    for (; found < top && found < left; found++) {
        uint64_t e = odds(m, distance[at]);

        guesses[found] = (struct lang_guess){
            .code = m->labels[first + at - 1].code,
            .label = (uint8_t)(first + at),
            .probability =
                (uint16_t)((e * LANG_PROBABILITY_ONE + sum / 2) / sum),
            .score = score[at]
        };
        if (found + 1 == top)
            continue;
        score[at] = INT32_MIN;
        at = 0;
        for (unsigned i = 1; i < n; i++)
            at = score[i] > score[at] ? i : at;
    }
    return found > 0 ? found : 1;
}
