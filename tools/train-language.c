/* SPDX-License-Identifier: Apache-2.0
 *
 * train-language.c: builds a model for the language plugin from text files.
 *
 *     train-language -o my.bin [options] FOLDER-OR-FILE...
 *
 * Each file NAME.txt or NAME.txt.xz holds one language, a sentence or string
 * a line; NAME is its code, ISO 639-3 or BCP 47 (ukr.txt, uk.txt, sr-Latn.txt
 * are all fine). Files of one language in several folders are taken together.
 *
 * 1. count: how often each n-gram occurs in each language;
 * 2. choose: the n-grams that tell most, with languages of equal weight, and
 *    for each the languages it speaks for, packed into the table as it will
 *    be used: naive Bayes, but only what is worth its place;
 * 3. clean: lines that this first model gives to another language are taken
 *    out, and 1 and 2 done again, twice;
 * 4. calibrate, when test lines are given: what a margin is worth;
 * 5. write: weights in 6 bits.
 *
 * The same input and options give the same file. */
#include "codes.h"
#include "engine.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pressmill/unicode.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct corpus {
    char name[64];
    char code[LANG_CODE_MAX];
    unsigned group;
    char *text;
    size_t size, room;
    uint32_t *line, *length; /* where each line starts */
    size_t lines;
    double tokens; /* n-grams counted */
};

struct seen {
    uint64_t key;
    uint32_t label, count;
};

/* an n-gram that may go into the table */
struct gram {
    uint64_t key;
    float worth;
    uint32_t first; /* into pairs */
    uint8_t pairs;
};

static struct corpus corpora[LANG_LABELS_MAX + 1];
static unsigned label_count;
static struct seen *seen;
static size_t seen_count, seen_room;
static struct scan_chars chars;
static uint8_t first_table[SCAN_FIRST_COUNT];
static int32_t *pages;
static uint32_t page_count;
static uint8_t mode[SCAN_GROUPS];
static unsigned char *image; /* the model */
static size_t image_size;
static struct lang_line *lines; /* its table */
static uint32_t line_count;

enum { SLOPES = 60 }; /* tried for the calibration */

/* What is never seen in a language counts as this often. */
#define RAREST 1e-8
/* Taken from each count: what was seen once is mostly chance. */
#define DISCOUNT 0.7
/* Added to the n-grams of a language, so that little text is not believed. */
#define SMALL_CORPUS 2e4

struct pair {
    uint8_t label, weight;
};
static struct {
    const char *out, *lines_to, *test;
    double megabytes, clean;
    unsigned max_pairs;
    size_t max_bytes;
} opt = {
    .megabytes = 7.45, .clean = 0.1, .max_pairs = 15, .max_bytes = 3000000
};

static void
die(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    fputs("train-language: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

static void *
grow(void *old, size_t bytes)
{
    void *p = realloc(old, bytes);

    if (p == NULL)
        die("out of memory");
    return p;
}

/* ---- the table of characters */

static uint32_t
kind_of(uint32_t c)
{
    enum mill_class k = mill_char_class(c);
    unsigned g = mill_char_script(c);

    if (c == '\'' || c == 0x2019 || c == 0x2bc || c == 0x2bb || c == 0x2bf ||
        c == 0xb4 || c == '`' || c == 0x2018 || c == 0x55a)
        return SCAN_APOSTROPHE;
    if (c == 0xad || c == 0x200b || c == 0x200d || c == 0x2060 || c == 0xfeff ||
        c == 0x640)
        return SCAN_SKIP;
    if (c == 0x200c)
        return SCAN_MARK;
    if (g == MILL_SCRIPT_HIRAGANA || g == MILL_SCRIPT_KATAKANA ||
        g == MILL_SCRIPT_BOPOMOFO)
        g = MILL_SCRIPT_HAN;
    switch (k) {
    case MILL_CLASS_UPPER:
    case MILL_CLASS_LOWER:
    case MILL_CLASS_LETTER:
        return g == 0 ? SCAN_BREAK : SCAN_LETTER + g;
    case MILL_CLASS_MARK:
        return SCAN_MARK;
    case MILL_CLASS_DIGIT:
        return SCAN_DIGIT;
    default:
        return SCAN_BREAK;
    }
}

static void
build_chars(void)
{
    int32_t page[256];

    pages = grow(NULL, 256 * sizeof page);
    for (uint32_t hi = 0; hi < SCAN_FIRST_COUNT; hi++) {
        uint32_t p;

        for (uint32_t lo = 0; lo < 256; lo++) {
            uint32_t c = hi << 8 | lo, kind = kind_of(c);
            int32_t shift = 0;

            if (kind >= SCAN_LETTER)
                shift = (int32_t)mill_char_lower(c) - (int32_t)c;
            page[lo] = (int32_t)((uint32_t)shift << 8 | kind);
        }
        for (p = 0; p < page_count; p++)
            if (memcmp(pages + (size_t)p * 256, page, sizeof page) == 0)
                break;
        if (p == page_count) {
            if (p == 256)
                die("too many different pages of characters");
            memcpy(pages + (size_t)p * 256, page, sizeof page);
            page_count++;
        }
        first_table[hi] = (uint8_t)p;
    }
    chars.first = first_table;
    chars.pages = pages;
}

/* ---- reading */

static struct corpus *
corpus_for(const char *name)
{
    char code[LANG_CODE_MAX];

    code_normal(name, code, sizeof code);
    for (unsigned i = 1; i <= label_count; i++)
        if (strcmp(corpora[i].code, code) == 0)
            return &corpora[i];
    if (label_count == LANG_LABELS_MAX)
        die("more than %d languages", LANG_LABELS_MAX);
    label_count++;
    snprintf(corpora[label_count].name, sizeof corpora[0].name, "%s", name);
    memcpy(corpora[label_count].code, code, sizeof code);
    return &corpora[label_count];
}

static void
read_stream(struct corpus *c, FILE *f)
{
    char *line = NULL;
    size_t room = 0, taken = 0;
    ssize_t n;

    while ((n = getline(&line, &room, f)) > 0) {
        size_t len = (size_t)n;

        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        if (len == 0 || taken + len > opt.max_bytes ||
            mill_utf8_valid(line, len) != len)
            continue;
        if (c->size + len + 1 > c->room) {
            c->room = (c->size + len + 1) * 2;
            c->text = grow(c->text, c->room);
        }
        if (c->lines % 4096 == 0) {
            c->line = grow(c->line, (c->lines + 4096) * sizeof *c->line);
            c->length = grow(c->length, (c->lines + 4096) * sizeof *c->line);
        }
        c->line[c->lines] = (uint32_t)c->size;
        c->length[c->lines++] = (uint32_t)len;
        memcpy(c->text + c->size, line, len);
        c->size += len;
        taken += len;
    }
    free(line);
}

static void
read_file(const char *path)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t len = strlen(name);
    char code[64], command[1200];
    bool packed = len > 7 && strcmp(name + len - 7, ".txt.xz") == 0;
    FILE *f;

    if (!packed && !(len > 4 && strcmp(name + len - 4, ".txt") == 0))
        return;
    len -= packed ? 7 : 4;
    if (len >= sizeof code || strchr(path, '\'') != NULL)
        die("%s: unfit name", path);
    memcpy(code, name, len);
    code[len] = '\0';
    if (packed) {
        snprintf(command, sizeof command, "xz -dc '%s'", path);
        f = popen(command, "r");
    } else {
        f = fopen(path, "r");
    }
    if (f == NULL)
        die("%s: %s", path, strerror(errno));
    read_stream(corpus_for(code), f);
    if ((packed ? pclose(f) : fclose(f)) != 0)
        die("%s: cannot be read to its end", path);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
read_argument(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *d;
    char **names = NULL, full[1100];
    size_t n = 0;

    if (dir == NULL) {
        read_file(path);
        return;
    }
    while ((d = readdir(dir)) != NULL) {
        names = grow(names, (n + 1) * sizeof *names);
        names[n++] = strdup(d->d_name);
    }
    closedir(dir);
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++) {
        snprintf(full, sizeof full, "%s/%s", path, names[i]);
        read_file(full);
        free(names[i]);
    }
    free(names);
}

/* The engine wants the languages of a script side by side. */
static int
by_group(const void *a, const void *b)
{
    const struct corpus *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return strcmp(x->code, y->code);
}

/* Script of each language, then how to read each script. */
static void
settle_groups(void)
{
    unsigned count[SCAN_GROUPS] = { 0 };
    struct lang_model m = { .chars = chars };
    struct lang_tally t;
    uint64_t keys[SCAN_KEYS_MAX];
    uint8_t solo[SCAN_GROUPS];

    memset(solo, SCAN_SOLO, sizeof solo);
    for (unsigned i = 1; i <= label_count; i++) {
        struct corpus *c = &corpora[i];

        t.model = &m;
        scan_init(&t.scan, &chars, solo, c->text,
                  c->size < 200000 ? c->size : c->line[c->lines / 20 + 1]);
        while (t.scan.at < t.scan.len)
            (void)scan_next(&t.scan, keys);
        lang_letters(&t, &c->group);
        count[c->group]++;
    }
    qsort(corpora + 1, label_count, sizeof corpora[0], by_group);
    for (int g = 0; g < SCAN_GROUPS; g++)
        mode[g] = count[g] < 2          ? SCAN_SOLO
                  : g == SCAN_GROUP_HAN ? SCAN_RUNS
                                        : SCAN_NGRAMS;
}

/* ---- 1. count */

struct counter {
    uint64_t *key;
    uint32_t *count;
    size_t room, used;
};

static void
counter_add(struct counter *c, uint64_t key, uint32_t n)
{
    size_t i;

    if (c->used * 3 >= c->room * 2) {
        struct counter bigger = { .room = c->room ? c->room * 2 : 1 << 16 };

        bigger.key = calloc(bigger.room, sizeof *bigger.key);
        bigger.count = calloc(bigger.room, sizeof *bigger.count);
        if (bigger.key == NULL || bigger.count == NULL)
            die("out of memory");
        for (i = 0; i < c->room; i++)
            if (c->count[i] != 0)
                counter_add(&bigger, c->key[i], c->count[i]);
        free(c->key);
        free(c->count);
        *c = bigger;
    }
    i = (size_t)(key >> 20) & (c->room - 1);
    while (c->count[i] != 0 && c->key[i] != key)
        i = (i + 1) & (c->room - 1);
    if (c->count[i] == 0)
        c->used++;
    c->key[i] = key;
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

/* Counts the n-grams of a text. */
static void
count_text(struct corpus *c, const uint8_t *own, struct counter *counter,
           const char *text, size_t len)
{
    uint64_t keys[SCAN_KEYS_MAX];
    struct scan s;

    scan_init(&s, &chars, own, text, len);
    while (s.at < s.len) {
        size_t n = scan_next(&s, keys);

        for (size_t k = 0; k < n; k++)
            counter_add(counter, keys[k], 1);
        c->tokens += (double)n;
    }
}

static void
count_label(unsigned label)
{
    struct corpus *c = &corpora[label];
    struct counter counter = { 0 };
    uint8_t own[SCAN_GROUPS];
    char *plain = NULL;
    uint32_t least;

    c->tokens = 0;
    /* words in another script than its own say nothing about a language */
    memset(own, SCAN_SOLO, sizeof own);
    own[c->group] = mode[c->group];
    for (size_t i = 0; i < c->lines; i++) {
        const char *line = c->text + c->line[i];
        size_t len = c->length[i], size;

        count_text(c, own, &counter, line, len);
        /* people leave marks out: now and then the corpus does, too */
        if (i % 4 != 0 || c->group != MILL_SCRIPT_LATIN)
            continue;
        plain = grow(plain, len + 4);
        size = strip_marks(line, len, plain);
        if (size != len)
            count_text(c, own, &counter, plain, size);
    }
    free(plain);
    least = c->tokens > 3e6 ? 3 : c->tokens > 4e5 ? 2 : 1;
    for (size_t i = 0; i < counter.room; i++) {
        if (counter.count[i] < least)
            continue;
        if (seen_count == seen_room) {
            seen_room = seen_room ? seen_room * 2 : 1 << 22;
            seen = grow(seen, seen_room * sizeof *seen);
        }
        seen[seen_count++] =
            (struct seen){ counter.key[i], label, counter.count[i] };
    }
    free(counter.key);
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

/* ---- 2. choose */

struct scored {
    float p;
    uint8_t label;
};

static int
by_p(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;

    if (x->p != y->p)
        return x->p > y->p ? -1 : 1;
    return x->label - y->label;
}

static int
by_worth(const void *a, const void *b)
{
    const struct gram *x = a, *y = b;

    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->key < y->key ? -1 : x->key > y->key;
}

/* Puts a pair into the row of a line. */
static void
put_pair(struct lang_line *line, unsigned at, unsigned label, unsigned weight)
{
    uint32_t value = label << 6 | weight;

    for (unsigned bit = 0; bit < 14; bit++)
        if (value >> bit & 1)
            line->pairs[(at * 14 + bit) / 8] |=
                (uint8_t)(1u << (at * 14 + bit) % 8);
}

/* Packs an n-gram into its line, when there is room: its languages with the
 * least weight give way. */
static size_t
place(const struct gram *g, const struct pair *pairs)
{
    struct lang_line *line = &lines[(g->key >> 32) * line_count >> 32];
    unsigned slot = 0, used = 0, n = g->pairs;
    uint8_t tag, more;

    lang_tag(g->key, &tag, &more);
    for (; slot < LANG_LINE_TAGS && (line->count[slot] & 15) != 0; slot++) {
        if (line->tag[slot] == tag && (line->count[slot] & 0xf0) == more)
            return 0; /* cannot be told from another */
        used += line->count[slot] & 15;
    }
    if (slot == LANG_LINE_TAGS || used == LANG_LINE_PAIRS)
        return 0;
    if (n > LANG_LINE_PAIRS - used)
        n = LANG_LINE_PAIRS - used;
    line->tag[slot] = tag;
    line->count[slot] = (uint8_t)(more | n);
    for (unsigned k = 0; k < n; k++)
        put_pair(line, used + k, pairs[k].label, pairs[k].weight);
    return n;
}

/* The weight of an n-gram that is p in a language and `floor` in those that
 * it does not name. */
static uint8_t
weight_of(double p, double floor)
{
    double w = log(p / floor) * LANG_UNIT;

    return w >= LANG_WEIGHT_MAX ? LANG_WEIGHT_MAX : (uint8_t)lround(w);
}

static void
choose(void)
{
    struct gram *grams = NULL;
    struct pair *pairs = NULL;
    size_t gram_count = 0, gram_room = 0, pair_count = 0, pair_room = 0;
    size_t placed = 0, placed_pairs = 0;
    double groups[SCAN_GROUPS] = { 0 };

    for (unsigned l = 1; l <= label_count; l++)
        groups[corpora[l].group]++;
    qsort(seen, seen_count, sizeof *seen, by_key);
    for (size_t i = 0, j; i < seen_count; i = j) {
        struct scored s[LANG_LABELS_MAX];
        size_t n = 0, pick;
        double sum = 0, worth = 0, mean, floor = RAREST;

        for (j = i; j < seen_count && seen[j].key == seen[i].key; j++) {
            const struct corpus *c = &corpora[seen[j].label];
            double p =
                ((double)seen[j].count - DISCOUNT) / (c->tokens + SMALL_CORPUS);

            s[n].label = (uint8_t)seen[j].label;
            s[n++].p = (float)p;
            sum += p;
        }
        mean = sum / groups[corpora[s[0].label].group];
        for (size_t k = 0; k < n; k++)
            worth += s[k].p * log(s[k].p / (mean + 1e-7));
        if (worth <= 2e-7)
            continue;
        qsort(s, n, sizeof *s, by_p);
        pick = n < opt.max_pairs ? n : opt.max_pairs;
        if (pick < n && s[pick].p > floor)
            floor = s[pick].p;
        while (pick > 0 && s[pick - 1].p < floor * 1.3)
            pick--;
        while (pick > 1 && s[pick - 1].p < s[0].p * 0.01f)
            pick--;
        if (pick == 0)
            continue;
        if (gram_count == gram_room) {
            gram_room = gram_room ? gram_room * 2 : 1 << 20;
            grams = grow(grams, gram_room * sizeof *grams);
        }
        if (pair_count + pick > pair_room) {
            pair_room = pair_room ? pair_room * 2 : 1 << 22;
            pairs = grow(pairs, pair_room * sizeof *pairs);
        }
        grams[gram_count++] =
            (struct gram){ seen[i].key, (float)worth, (uint32_t)pair_count,
                           (uint8_t)pick };
        for (size_t k = 0; k < pick; k++)
            pairs[pair_count++] =
                (struct pair){ s[k].label, weight_of(s[k].p, floor) };
    }
    free(seen);
    seen = NULL;
    seen_count = seen_room = 0;
    qsort(grams, gram_count, sizeof *grams, by_worth);
    for (size_t i = 0; i < gram_count; i++) {
        size_t n = place(&grams[i], pairs + grams[i].first);

        placed += n > 0;
        placed_pairs += n;
    }
    fprintf(stderr,
            "%zu n-grams worth keeping, %zu kept with %zu pairs (%.2f and "
            "%.2f of the room)\n",
            gram_count, placed, placed_pairs,
            (double)placed / LANG_LINE_TAGS / line_count,
            (double)placed_pairs / LANG_LINE_PAIRS / line_count);
    free(grams);
    free(pairs);
}

/* ---- the model as it will be written */

static void
start_model(void)
{
    struct lang_header *h;
    struct lang_label *labels;
    size_t at = sizeof *h;

    line_count = (uint32_t)(opt.megabytes * 1048576 / sizeof *lines);
    at += label_count * sizeof *labels + SCAN_FIRST_COUNT;
    at = (at + 63) & ~(size_t)63;
    image_size = at + (size_t)page_count * 1024 +
                 ((size_t)line_count + LANG_GUARD_LINES) * sizeof *lines;
    image = aligned_alloc(64, image_size);
    if (image == NULL)
        die("out of memory");
    memset(image, 0, image_size);
    h = (struct lang_header *)(void *)image;
    memcpy(h->magic, "MILLLANG", 8);
    h->version = LANG_VERSION;
    h->size = (uint32_t)image_size;
    h->labels = label_count;
    h->pages = page_count;
    h->lines = line_count;
    h->labels_at = sizeof *h;
    h->first_at = (uint32_t)(h->labels_at + label_count * sizeof *labels);
    h->pages_at = (uint32_t)at;
    h->lines_at = (uint32_t)(at + (size_t)page_count * 1024);
    for (int i = 0; i < LANG_BINS; i++) {
        static const uint16_t letters[LANG_BINS] = { 4,  8,  14,  24,
                                                     40, 70, 120, 65535 };
        static const uint16_t slope[LANG_BINS] = { 100, 100, 90, 80,
                                                   70,  60,  50, 40 };

        h->bin_letters[i] = letters[i];
        h->bin_slope[i] = slope[i];
    }
    labels = (struct lang_label *)(void *)(image + h->labels_at);
    for (unsigned l = 1; l <= label_count; l++) {
        memcpy(labels[l - 1].code, corpora[l].code, LANG_CODE_MAX);
        labels[l - 1].group = (uint8_t)corpora[l].group;
        labels[l - 1].prior = (int16_t)code_prior(corpora[l].code);
    }
    memcpy(image + h->first_at, first_table, sizeof first_table);
    memcpy(image + h->pages_at, pages, (size_t)page_count * 1024);
    lines = (struct lang_line *)(void *)(image + h->lines_at);
}

/* Opens the image with the engine that will use it. */
static void
open_model(struct lang_model *m)
{
    struct lang_header *h = (struct lang_header *)(void *)image;
    size_t after = offsetof(struct lang_header, size);
    const char *wrong;

    h->check = lang_checksum(image + after, image_size - after);
    wrong = lang_model_open(m, image, image_size);
    if (wrong != NULL)
        die("the new model %s", wrong);
}

static void
train(void)
{
    memset(lines, 0, (size_t)line_count * sizeof *lines);
    for (unsigned l = 1; l <= label_count; l++)
        if (mode[corpora[l].group] != SCAN_SOLO)
            count_label(l);
    choose();
}

/* ---- 3. clean */

/* Takes out lines that are clearly of another language: untranslated strings,
 * names of things, quotations. English is what mostly slips in; others must be
 * far ahead, so that close relatives keep what they share. */
static void
clean(double nats)
{
    struct lang_model m;
    struct lang_tally t;

    open_model(&m);
    for (unsigned l = 1; l <= label_count; l++) {
        struct corpus *c = &corpora[l];
        size_t kept = 0, dropped = 0;

        if (mode[c->group] != SCAN_NGRAMS)
            continue;
        for (size_t i = 0; i < c->lines; i++) {
            struct lang_guess best;
            double gap = nats;

            lang_tally_init(&t, &m);
            lang_tally_text(&t, c->text + c->line[i], c->length[i]);
            lang_rank(&t, NULL, &best, 1);
            if (strcmp(best.code, "en") != 0 || strcmp(c->code, "sco") == 0)
                gap *= 20;
            if (best.label != l && best.label != 0 && t.hits >= 6 &&
                corpora[best.label].group == c->group &&
                best.score - t.score[l] > gap * LANG_UNIT * t.hits) {
                dropped++;
                continue;
            }
            c->line[kept] = c->line[i];
            c->length[kept++] = c->length[i];
        }
        c->lines = kept;
        if (dropped * 20 > kept)
            fprintf(stderr, "%s: %zu lines kept, %zu are another language\n",
                    c->code, kept, dropped);
    }
}

/* Lines that were kept, so that further runs need not read and clean. */
static void
write_lines(void)
{
    char path[1200];

    for (unsigned l = 1; l <= label_count; l++) {
        struct corpus *c = &corpora[l];
        FILE *f;

        snprintf(path, sizeof path, "%s/%s.txt", opt.lines_to, c->name);
        f = fopen(path, "w");
        if (f == NULL)
            die("%s: %s", path, strerror(errno));
        for (size_t i = 0; i < c->lines; i++)
            fprintf(f, "%.*s\n", (int)c->length[i], c->text + c->line[i]);
        if (fclose(f) != 0)
            die("%s: %s", path, strerror(errno));
    }
}

/* ---- 4. calibrate */

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
static void
calibrate(void)
{
    struct lang_header *h = (struct lang_header *)(void *)image;
    struct outcome *all = NULL;
    size_t count = 0, room = 0, size = 0;
    struct lang_model m;
    char *line = NULL;
    ssize_t n;
    FILE *f = fopen(opt.test, "r");

    if (f == NULL)
        die("%s: %s", opt.test, strerror(errno));
    open_model(&m);
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

/* ---- 5. write */

static void
write_model(void)
{
    struct lang_model m;
    FILE *f;

    open_model(&m);
    f = fopen(opt.out, "wb");
    if (f == NULL || fwrite(image, 1, image_size, f) != image_size ||
        fclose(f) != 0)
        die("%s: %s", opt.out, strerror(errno));
    fprintf(stderr, "%s: %zu bytes, %u languages\n", opt.out, image_size,
            label_count);
}

static void
usage(void)
{
    fputs("usage: train-language -o MODEL [options] FOLDER-OR-FILE...\n"
          "  -m MB     size of the table (7.45)\n"
          "  -k N      most languages an n-gram speaks for (15)\n"
          "  -b BYTES  most that is read of a file (3000000)\n"
          "  -c NATS   how far ahead, for each n-gram, English takes a line\n"
          "            out, others 20 times as far; 0 takes none (0.1)\n"
          "  -w FOLDER writes the lines that were kept\n"
          "  -t TSV    calibrates on lines of language, tab, text\n",
          stderr);
    exit(64);
}

int
main(int argc, char **argv)
{
    int c;

    while ((c = getopt(argc, argv, "o:m:k:b:c:w:t:")) != -1) {
        switch (c) {
        case 'o':
            opt.out = optarg;
            break;
        case 'm':
            opt.megabytes = atof(optarg);
            break;
        case 'k':
            opt.max_pairs = (unsigned)atoi(optarg);
            break;
        case 'b':
            opt.max_bytes = (size_t)atof(optarg);
            break;
        case 'c':
            opt.clean = atof(optarg);
            break;
        case 'w':
            opt.lines_to = optarg;
            break;
        case 't':
            opt.test = optarg;
            break;
        default:
            usage();
        }
    }
    if (opt.out == NULL || optind == argc || !(opt.megabytes > 0.01) ||
        opt.megabytes > 1000 || opt.max_pairs < 1 || opt.max_pairs > 15)
        usage();
    build_chars();
    for (int i = optind; i < argc; i++)
        read_argument(argv[i]);
    if (label_count == 0)
        die("no text in what was given: expected files such as uk.txt");
    settle_groups();
    start_model();
    train();
    for (int round = 0; round < 2 && opt.clean > 0; round++) {
        clean(opt.clean);
        train();
    }
    if (opt.lines_to != NULL)
        write_lines();
    if (opt.test != NULL)
        calibrate();
    write_model();
    return 0;
}
