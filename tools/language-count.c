/* SPDX-License-Identifier: Apache-2.0
 *
 * language-count.c: how often each n-gram occurs in each language; see
 * train-language.h. */
#include "train-language.h"

#include <pressmill/unicode.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Added to the n-grams of a language, so that little text is not believed. */
#define SMALL_CORPUS 2e3

/* How much of what chance would allow for n-grams that a language has not
 * shown is allowed for. */
#define UNSEEN 0.3

struct counter {
    uint64_t *key, *parent;
    uint32_t *count;
    size_t room, used;
};

static void
counter_add(struct counter *c, uint64_t key, uint64_t parent, uint32_t n)
{
    size_t i;

    if (c->used * 3 >= c->room * 2) {
        struct counter bigger = { .room = c->room ? c->room * 2 : 1 << 16 };

        bigger.key = calloc(bigger.room, sizeof *bigger.key);
        bigger.parent = calloc(bigger.room, sizeof *bigger.parent);
        bigger.count = calloc(bigger.room, sizeof *bigger.count);
        if (bigger.key == NULL || bigger.parent == NULL || bigger.count == NULL)
            die("out of memory");
        for (i = 0; i < c->room; i++)
            if (c->count[i] != 0)
                counter_add(&bigger, c->key[i], c->parent[i], c->count[i]);
        free(c->key);
        free(c->parent);
        free(c->count);
        *c = bigger;
    }
    i = (size_t)(key >> 20) & (c->room - 1);
    while (c->count[i] != 0 && c->key[i] != key)
        i = (i + 1) & (c->room - 1);
    if (c->count[i] == 0)
        c->used++;
    c->key[i] = key;
    c->parent[i] = parent;
    c->count[i] += n;
}

/* Takes the marks off: cafe for café. Returns the length; `out` has room for
 * as much as there is. */
static size_t
strip_marks(const char *text, size_t len, char *out)
{
    size_t at = 0, size = 0;

    while (at < len) {
        uint32_t c = mill_utf8_next(text, len, &at);
        uint32_t lower = c < 0x80 ? c : mill_char_lower(c);
        uint32_t base = c < 0x80 ? c : scan_base(lower);

        if (c >= 0x300 && c < 0x370)
            continue;
        size += mill_utf8_put(out + size, base == lower ? c : base);
    }
    return size;
}

/* What tells nearly the same as a key, 0 for nothing: of 5 letters the first 3;
 * of a word its last 5. */
static uint64_t
parent_of(const uint64_t *keys, size_t at)
{
    if ((keys[at] & SCAN_LONG) != 0)
        return keys[at + 1];
    if ((keys[at] & SCAN_WORD) != 0)
        while (at-- > 0)
            if ((keys[at] & SCAN_LONG) != 0)
                return keys[at];
    return 0;
}

/* Counts the n-grams of a text. */
static void
count_text(const struct training *tr, struct corpus *c, const uint8_t *own,
           struct counter *counter, const char *text, size_t len)
{
    uint64_t keys[SCAN_KEYS_MAX];
    struct scan s;

    scan_init(&s, &tr->chars, own, text, len);
    while (s.at < s.len) {
        size_t n = scan_next(&s, keys);

        for (size_t k = 0; k < n; k++)
            counter_add(counter, keys[k], parent_of(keys, k), 1);
        c->tokens += (double)n;
    }
}

static void
count_label(struct training *tr, unsigned label)
{
    struct corpus *c = &tr->corpora[label];
    struct counter counter = { 0 };
    uint8_t own[SCAN_GROUPS];
    char *plain = NULL;
    uint32_t least;
    double kept = 0;

    c->tokens = 0;
    /* words in another script than its own say nothing about a language */
    memset(own, SCAN_SOLO, sizeof own);
    own[c->group] = tr->mode[c->group];
    for (size_t i = 0; i < c->lines; i++) {
        const char *line = c->text + c->line[i];
        size_t len = c->length[i], size;

        count_text(tr, c, own, &counter, line, len);
        /* people leave marks out: now and then the corpus does, too */
        if (i % 4 != 0 || c->group != MILL_SCRIPT_LATIN)
            continue;
        plain = grow(plain, len + 4);
        size = strip_marks(line, len, plain);
        if (size != len)
            count_text(tr, c, own, &counter, plain, size);
    }
    free(plain);
    least = c->tokens > 3e6 ? 3 : c->tokens > 4e5 ? 2 : 1;
    for (size_t i = 0; i < counter.room; i++) {
        if (counter.count[i] < least)
            continue;
        if (tr->seen_count == tr->seen_room) {
            tr->seen_room = tr->seen_room ? tr->seen_room * 2 : 1 << 22;
            tr->seen = grow(tr->seen, tr->seen_room * sizeof *tr->seen);
        }
        tr->seen[tr->seen_count++] =
            (struct seen){ counter.key[i], counter.parent[i], label,
                           counter.count[i] };
        kept += counter.count[i] - DISCOUNT;
    }
    c->hidden = 1 - kept / (c->tokens + SMALL_CORPUS);
    c->unseen = UNSEEN * log(fmax(c->hidden / HIDDEN, 1));
    free(counter.key);
    free(counter.parent);
    free(counter.count);
}

static int
by_key(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->label < y->label ? -1 : x->label > y->label;
}

double
probability(const struct training *tr, const struct seen *seen)
{
    return ((double)seen->count - DISCOUNT) /
           (tr->corpora[seen->label].tokens + SMALL_CORPUS);
}

void
count_ngrams(struct training *tr)
{
    tr->seen_count = 0;
    for (unsigned l = 1; l <= tr->label_count; l++)
        if (tr->mode[tr->corpora[l].group] != SCAN_SOLO)
            count_label(tr, l);
    qsort(tr->seen, tr->seen_count, sizeof *tr->seen, by_key);
}
