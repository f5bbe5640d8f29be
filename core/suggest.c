/* SPDX-License-Identifier: Apache-2.0
 *
 * suggest.c: the distance of Damerau and Levenshtein (neighbours may swap),
 * in half edits, over a band of three rows. */
#include "suggest.h"

#include <stdbool.h>
#include <string.h>

#define MAX_WORD 64

static char
lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c == '-' ? '_' : c);
}

/* What it costs to read one for the other: case and '-' for '_' are half. */
static unsigned
cost(char a, char b)
{
    return a == b ? 0 : lower(a) == lower(b) ? 1 : 2;
}

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned
suggest_distance(const char *a, const char *b, unsigned limit)
{
    unsigned rows[3][MAX_WORD + 1];
    unsigned *older = rows[0], *old = rows[1], *now = rows[2];
    size_t n = strlen(a), m = strlen(b);

    if (n > MAX_WORD || m > MAX_WORD)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        old[j] = 2 * (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *spare = older, lowest;

        now[0] = lowest = 2 * (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = old[j - 1] + cost(a[i - 1], b[j - 1]);

            best = least(best, least(old[j], now[j - 1]) + 2);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = least(best, older[j - 2] + 2);
            now[j] = best;
            lowest = least(lowest, best);
        }
        if (lowest > limit + 2) /* a swap may still take 2 off */
            return limit + 1;
        older = old;
        old = now;
        now = spare;
    }
    return least(old[m], limit + 1);
}

void
suggest_begin(struct suggest *s, const char *word)
{
    size_t len = strlen(word);

    s->word = word;
    s->best = NULL;
    /* a third of the word may be wrong, one letter always */
    s->distance = len > MAX_WORD ? 0
                  : len < 6      ? 3
                                 : 2 * (unsigned)(len / 3) + 1;
}

void
suggest_offer(struct suggest *s, const char *name)
{
    size_t len = strlen(s->word);
    unsigned distance;

    if (s->distance == 0)
        return;
    distance = suggest_distance(s->word, name, s->distance);
    /* "lang" for "language": an honest beginning counts as one letter off */
    if (len >= 3 && strncmp(s->word, name, len) == 0)
        distance = least(distance, 2);
    if (distance < s->distance) {
        s->distance = distance;
        s->best = name;
    }
}
