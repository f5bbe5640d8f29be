/* SPDX-License-Identifier: Apache-2.0
 *
 * score.c: found quotes against gold ones.
 *
 * exact    the same span after trimming blanks, marks and outer punctuation
 * iou50    one to one, the spans share at least half of their union
 * overlap  words in quotes of both, over those found and those of the gold
 * joint    an iou50 match whose speaker is right: the mention's last word
 *          before a comma, "of" ... agrees, or the mention found covers it */
#include "score.h"

#include <pressmill/unicode.h>
#include <stdlib.h>
#include <string.h>

struct span {
    uint32_t begin, end;
};

static bool
edge(uint32_t c)
{
    static const uint32_t set[] = {
        '"', '\'', 0x201c, 0x201d, 0x201e, 0x201f, 0xab, 0xbb, 0x2039, 0x203a,
        0x2018, 0x2019, 0x201a, '`', '.', ',', ';', ':', '!', '?', 0x2026,
        0x2013, 0x2014, '-', '(', ')', '[', ']', ' ', '\t', '\r', '\n', 0xa0
    };

    for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
        if (set[i] == c)
            return true;
    return false;
}

/* Length of a leading "that" with its blanks, 0 for none. */
static uint32_t
lead(const uint32_t *t, uint32_t len)
{
    static const char *const words[] = { "that", "dass", "daß", "что", "що",
                                         "že",   "que",  "che", "że", "ki" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]), at = 0;
        uint32_t k = 0;

        while (at < n && k < len &&
               mill_char_lower(t[k]) == mill_utf8_next(words[i], n, &at))
            k++;
        if (at == n && k > 0 && k < len && edge(t[k]) &&
            mill_char_lower(t[k - 1]) != 0 && (t[k] <= ' ' || t[k] == 0xa0)) {
            while (k < len && (t[k] <= ' ' || t[k] == 0xa0))
                k++;
            return k;
        }
    }
    return 0;
}

static struct span
trim(const struct score_doc *d, const struct score_quote *q)
{
    struct span s = { q->begin, q->end }, whole = s;
    uint32_t n;

    while (s.begin < s.end && edge(d->text[s.begin]))
        s.begin++;
    while (s.end > s.begin && edge(d->text[s.end - 1]))
        s.end--;
    n = lead(d->text + s.begin, s.end - s.begin);
    if (n > 0 && s.begin + n < s.end) {
        s.begin += n;
        while (s.begin < s.end && edge(d->text[s.begin]))
            s.begin++;
    }
    return s.begin < s.end ? s : whole;
}

static uint32_t
shared(struct span a, struct span b)
{
    uint32_t x = a.begin > b.begin ? a.begin : b.begin;
    uint32_t y = a.end < b.end ? a.end : b.end;

    return y > x ? y - x : 0;
}

static double
iou(struct span a, struct span b)
{
    uint32_t i = shared(a, b);
    uint32_t x = a.begin < b.begin ? a.begin : b.begin;
    uint32_t y = a.end > b.end ? a.end : b.end;

    if (a.begin == b.begin && a.end == b.end)
        return 1;
    return i == 0 ? 0 : (double)i / (double)(y - x);
}

/* The word that heads a mention, lower case, into `out` (256 bytes); where it
 * begins in code points. */
static size_t
head(struct mill_str s, char *out, uint32_t *at_cp)
{
    static const char *const stops[] = {
        "who", "whose", "of", "for", "in", "at", "from", "with", "on", "von",
        "der", "des", "aus", "im", "і", "и", "and", "und"
    };
    char word[256], last[256] = "";
    size_t at = 0, n, last_n = 0;
    uint32_t cp = 0, last_cp = 0;

    while (at < s.len) {
        size_t begin = at, i = at;
        uint32_t begin_cp = cp, c = mill_utf8_next(s.ptr, s.len, &i);
        enum mill_class k = mill_char_class(c);
        bool stop = false;

        if (!(k >= MILL_CLASS_UPPER && k <= MILL_CLASS_NUMBER)) {
            if ((c == ',' || c == '(' || c == ';' || c == 0x2013 ||
                 c == 0x2014) &&
                last_n > 0)
                break;
            at = i;
            cp++;
            continue;
        }
        while (at < s.len) {
            i = at;
            c = mill_utf8_next(s.ptr, s.len, &i);
            k = mill_char_class(c);
            if (!(k >= MILL_CLASS_UPPER && k <= MILL_CLASS_NUMBER) &&
                c != '.' && c != '\'' && c != 0x2019 && c != '-')
                break;
            at = i;
            cp++;
        }
        n = at - begin;
        while (n > 0 && (s.ptr[begin + n - 1] == '.' ||
                         s.ptr[begin + n - 1] == '-'))
            n--;
        if (n > 100)
            n = 100;
        n = mill_utf8_lower((struct mill_str){ s.ptr + begin, n }, word);
        if (n > 2 && memcmp(word + n - 2, "'s", 2) == 0)
            n -= 2;
        else if (n > 4 && memcmp(word + n - 4, "\xe2\x80\x99s", 4) == 0)
            n -= 4;
        word[n] = '\0';
        for (size_t w = 0; w < sizeof stops / sizeof stops[0]; w++)
            stop = stop || strcmp(stops[w], word) == 0;
        if (stop && last_n > 0 && strcmp(last, "the") != 0)
            break;
        if (strcmp(word, "jr") == 0 || strcmp(word, "sr") == 0)
            continue;
        memcpy(last, word, n + 1);
        last_n = n;
        last_cp = begin_cp;
    }
    memcpy(out, last, last_n);
    *at_cp = last_cp;
    return last_n;
}

static bool
same_head(struct mill_str a, struct mill_str b)
{
    char x[256], y[256];
    uint32_t at;
    size_t n = head(a, x, &at), m = head(b, y, &at);

    return n > 0 && n == m && memcmp(x, y, n) == 0;
}

static bool
speaker_right(const struct score_quote *g, const struct score_quote *p)
{
    char word[256];
    uint32_t at, len;

    if (!g->has_speaker || !p->has_speaker)
        return g->has_speaker == p->has_speaker;
    if (same_head(g->who, p->who))
        return true;
    if (g->who_end == 0 || p->who_end == 0)
        return false;
    len = (uint32_t)mill_utf8_count(
        (struct mill_str){ word, head(g->who, word, &at) });
    at += g->who_begin;
    return len > 0 && p->who_begin <= at && at + len <= p->who_end &&
           p->who_end - p->who_begin <=
               3 * (g->who_end - g->who_begin > 20
                        ? g->who_end - g->who_begin
                        : 20);
}

struct pair {
    double iou;
    uint32_t g, p;
    bool optional;
};

static int
by_iou(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;

    if (a->iou != b->iou)
        return a->iou > b->iou ? -1 : 1;
    if (a->optional != b->optional)
        return a->optional ? 1 : -1;
    if (a->g != b->g)
        return a->g < b->g ? -1 : 1;
    return a->p < b->p ? -1 : a->p > b->p;
}

static void
mark(uint8_t *cover, uint32_t len, struct span s, uint8_t bit)
{
    for (uint32_t i = s.begin; i < s.end && i < len; i++)
        cover[i] |= bit;
}

static bool
wordy(uint32_t c)
{
    enum mill_class k = mill_char_class(c);

    return (k >= MILL_CLASS_UPPER && k <= MILL_CLASS_NUMBER) || c == '_';
}

bool
score_add(struct score_sum *sum, const struct score_doc *g,
          const struct score_doc *p, struct mill_arena *arena)
{
    enum { GOLD = 1, OPTIONAL = 2, PRED = 4 };
    uint32_t ng = g->count, np = p != NULL ? p->count : 0, pairs = 0;
    struct span *gs = mill_arena_alloc(arena, (ng + 1) * sizeof *gs);
    struct span *ps = mill_arena_alloc(arena, (np + 1) * sizeof *ps);
    uint32_t *mg = mill_arena_zalloc(arena, (ng + 1) * sizeof *mg);
    uint32_t *mp = mill_arena_zalloc(arena, (np + 1) * sizeof *mp);
    uint8_t *cover = mill_arena_zalloc(arena, g->len + 1);
    struct pair *pair;
    uint32_t cap = 64;

    pair = mill_arena_alloc(arena, cap * sizeof *pair);
    if (gs == NULL || ps == NULL || mg == NULL || mp == NULL ||
        cover == NULL || pair == NULL)
        return false;
    for (uint32_t i = 0; i < ng; i++)
        gs[i] = trim(g, &g->quotes[i]);
    for (uint32_t j = 0; j < np; j++)
        ps[j] = trim(g, &p->quotes[j]);
    for (uint32_t i = 0; i < ng; i++)
        for (uint32_t j = 0; j < np; j++) {
            double x = iou(gs[i], ps[j]);

            if (x < 0.5)
                continue;
            if (pairs == cap) {
                pair = mill_arena_grow(arena, pair, cap * sizeof *pair,
                                       2 * cap * sizeof *pair);
                if (pair == NULL)
                    return false;
                cap *= 2;
            }
            pair[pairs++] = (struct pair){ x, i, j, g->quotes[i].optional };
        }
    qsort(pair, pairs, sizeof *pair, by_iou);
    for (uint32_t k = 0; k < pairs; k++)
        if (mg[pair[k].g] == 0 && mp[pair[k].p] == 0) {
            mg[pair[k].g] = pair[k].p + 1;
            mp[pair[k].p] = pair[k].g + 1;
        }
    for (uint32_t i = 0; i < ng; i++) {
        const struct score_quote *q = &g->quotes[i];

        mark(cover, g->len, gs[i], q->optional ? OPTIONAL : GOLD);
        if (q->optional)
            continue;
        sum->gold++;
        sum->type[q->type].gold++;
        if (mg[i] != 0) {
            const struct score_quote *f = &p->quotes[mg[i] - 1];

            sum->iou50++;
            sum->type[q->type].hit++;
            if (gs[i].begin == ps[mg[i] - 1].begin &&
                gs[i].end == ps[mg[i] - 1].end)
                sum->exact++;
            if (speaker_right(q, f)) {
                sum->speaker++;
                sum->joint++;
            }
            if (q->name.len > 0) {
                sum->names++;
                sum->names_right +=
                    same_head(q->name, f->name.len > 0 ? f->name : f->who);
            }
        }
    }
    for (uint32_t j = 0; j < np; j++) {
        bool skip = mp[j] != 0 && g->quotes[mp[j] - 1].optional;

        for (uint32_t i = 0; i < ng && mp[j] == 0 && !skip; i++) {
            skip = g->quotes[i].optional &&
                   2 * shared(gs[i], ps[j]) >= ps[j].end - ps[j].begin;
            /* a clause around quoted words that the gold labels alone */
            skip = skip ||
                   (g->traps && g->quotes[i].type == SCORE_MIXED &&
                    p->quotes[j].type == SCORE_INDIRECT &&
                    ps[j].begin <= gs[i].begin && gs[i].end <= ps[j].end);
        }
        mark(cover, g->len, ps[j], PRED);
        if (skip)
            continue;
        sum->pred++;
        sum->type[p->quotes[j].type].pred++;
    }
    for (uint32_t i = 0; i < g->len;) {
        uint8_t all = 7;

        if (!wordy(g->text[i])) {
            i++;
            continue;
        }
        for (; i < g->len && wordy(g->text[i]); i++)
            all &= cover[i];
        if ((all & GOLD) != 0)
            sum->tokens_gold++;
        if ((all & PRED) != 0 && (all & (GOLD | OPTIONAL)) != OPTIONAL)
            sum->tokens_pred++;
        if ((all & (GOLD | PRED)) == (GOLD | PRED))
            sum->tokens_both++;
    }
    return true;
}
