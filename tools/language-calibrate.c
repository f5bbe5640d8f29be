/* SPDX-License-Identifier: Apache-2.0
 *
 * language-calibrate.c: what a margin is worth; see train-language.h. */
#include "train-language.h"

#include <errno.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOPES = 60 }; /* tried */

struct outcome {
    uint32_t letters;
    bool right;
    uint16_t confidence[SLOPES];
};

static uint16_t
slope_of(int i)
{
    return (uint16_t)(8 + 6 * i);
}

static bool
same_language(const char *a, const char *b)
{
    size_t n = strcspn(a, "-");

    return strncmp(a, b, n) == 0 && (b[n] == '\0' || b[n] == '-');
}

/* For texts of each length the slope with which confidences are right most
 * nearly: the least sum of squares of confidence less outcome. */
void
calibrate(struct training *tr, const char *path)
{
    struct lang_header *h = (struct lang_header *)(void *)tr->image;
    struct outcome *all = NULL;
    size_t count = 0, room = 0, size = 0;
    struct lang_model m;
    char *line = NULL;
    ssize_t n;
    FILE *f = fopen(path, "r");

    if (f == NULL)
        die("%s: %s", path, strerror(errno));
    open_model(tr, &m);
    while ((n = getline(&line, &size, f)) > 0) {
        char *tab = memchr(line, '\t', (size_t)n), code[LANG_CODE_MAX];
        struct lang_tally t;
        struct lang_guess best;
        unsigned group;
        size_t len;

        if (line[n - 1] == '\n')
            line[--n] = '\0';
        if (tab == NULL)
            continue;
        *tab++ = '\0';
        len = (size_t)(line + n - tab);
        if (mill_utf8_valid(tab, len) != len)
            continue;
        code_normal(line, code, sizeof code);
        lang_tally_init(&t, &m);
        lang_tally_text(&t, tab, len);
        if (count == room) {
            room = room ? room * 2 : 4096;
            all = grow(all, room * sizeof *all);
        }
        all[count].letters = lang_letters(&t, &group);
        for (int i = 0; i < SLOPES; i++) {
            for (int b = 0; b < LANG_BINS; b++)
                h->bin_slope[b] = slope_of(i);
            lang_rank(&t, NULL, &best, 1);
            all[count].confidence[i] = best.probability;
        }
        all[count].right = same_language(code, best.code);
        if (best.label != 0)
            count++;
    }
    free(line);
    fclose(f);
    for (int b = 0, best = 0; b < LANG_BINS; b++) {
        uint32_t low = b > 0 ? h->bin_letters[b - 1] : 0;
        double least = 1e300;
        size_t lines_seen = 0;

        for (int i = 0; i < SLOPES; i++) {
            double sum = 0;

            lines_seen = 0;
            for (size_t k = 0; k < count; k++) {
                double off =
                    all[k].confidence[i] / (double)LANG_PROBABILITY_ONE -
                    all[k].right;

                if (all[k].letters <= low || all[k].letters > h->bin_letters[b])
                    continue;
                sum += off * off;
                lines_seen++;
            }
            if (lines_seen > 0 && sum < least) {
                least = sum;
                best = i;
            }
        }
        h->bin_slope[b] = slope_of(best);
        fprintf(stderr, "up to %u letters: slope %u from %zu lines\n",
                h->bin_letters[b], h->bin_slope[b], lines_seen);
    }
    free(all);
}
