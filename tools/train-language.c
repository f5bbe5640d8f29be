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
 *    be used;
 * 3. sharpen: logistic regression over that table (AdaGrad) on short crops of
 *    the lines: a word, two, three, some tens of letters, the whole line;
 * 4. write: weights in 8 bits.
 *
 * The same input and options give the same file. */
#include "codes.h"
#include "engine.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pressmill/data.h>
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
    double tokens;  /* n-grams counted */
    uint32_t least; /* rarer n-grams are left out */
    double share;   /* how often lines are taken from it */
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
static struct lang_line *lines;
static uint32_t line_count;
static float bias[LANG_LABELS_MAX + 1], bias_speed[LANG_LABELS_MAX + 1];
static float prior[LANG_LABELS_MAX + 1];
static float (*weights)[LANG_LINE_PAIRS], (*speeds)[LANG_LINE_PAIRS];
/* how often a pair was counted above what was asked for: a line that is learnt
 * from must not lean on what only itself has taught */
static uint8_t (*slack)[LANG_LINE_PAIRS];
static uint64_t random_state = UINT64_C(0x853c49e6748fea9b);

static struct {
    const char *out;
    double megabytes, rate, drop, rounds, power, clean;
    unsigned max_pairs;
    size_t max_bytes;
    bool plain;
} opt = { .megabytes = 4,
          .rate = 0.1,
          .drop = 0.3,
          .rounds = 8,
          .power = 0.35,
          .clean = 0.04,
          .max_pairs = 12,
          .max_bytes = 3000000 };

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

static uint32_t
random32(void)
{
    random_state =
        random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)((random_state ^ random_state >> 22) >>
                      (22 + (random_state >> 61)));
}

static double
random_unit(void)
{
    return random32() * (1.0 / 4294967296.0);
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

static void
count_label(unsigned label)
{
    struct corpus *c = &corpora[label];
    struct counter counter = { 0 };
    struct scan s;
    uint64_t keys[SCAN_KEYS_MAX];
    uint8_t own[SCAN_GROUPS];
    uint32_t least;

    c->tokens = 0;
    /* words in another script than its own say nothing about a language */
    memset(own, SCAN_SOLO, sizeof own);
    own[c->group] = mode[c->group];
    for (size_t i = 0; i < c->lines; i++) {
        scan_init(&s, &chars, own, c->text + c->line[i], c->length[i]);
        while (s.at < s.len) {
            size_t n = scan_next(&s, keys);

            for (size_t k = 0; k < n; k++)
                counter_add(&counter, keys[k], 1);
            c->tokens += (double)n;
        }
    }
    least = c->tokens > 3e6 ? 3 : c->tokens > 4e5 ? 2 : 1;
    c->least = least;
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
    uint8_t label, slack;
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

static float
start_weight(float p, float floor)
{
    return logf(p / floor) * 0.2f;
}

static void
choose(void)
{
    struct gram *grams = NULL;
    struct lang_pair *pairs = NULL;
    float *starts = NULL;
    uint8_t *slacks = NULL;
    size_t gram_count = 0, gram_room = 0, pair_count = 0, pair_room = 0;
    double groups[SCAN_GROUPS] = { 0 };
    size_t placed = 0, placed_pairs = 0;

    line_count = (uint32_t)(opt.megabytes * 1048576 / 64);

    for (unsigned l = 1; l <= label_count; l++)
        groups[corpora[l].group]++;
    qsort(seen, seen_count, sizeof *seen, by_key);
    for (size_t i = 0, j; i < seen_count; i = j) {
        struct scored s[LANG_LABELS_MAX];
        size_t n = 0, k, pick;
        double sum = 0, worth = 0, size, mean, floor;

        for (j = i; j < seen_count && seen[j].key == seen[i].key; j++) {
            const struct corpus *c = &corpora[seen[j].label];
            double p = ((double)seen[j].count - 0.7) / (c->tokens + 2e4);

            uint32_t more = seen[j].count - c->least;

            s[n].label = (uint8_t)seen[j].label;
            s[n].slack = (uint8_t)(more < 255 ? more : 255);
            s[n++].p = (float)p;
            sum += p;
        }
        size = groups[corpora[s[0].label].group];
        mean = sum / size;
        for (k = 0; k < n; k++)
            worth += s[k].p * log(s[k].p / (mean + 1e-7));
        if (worth <= 2e-7)
            continue;
        qsort(s, n, sizeof *s, by_p);
        pick = n < opt.max_pairs ? n : opt.max_pairs;
        floor = 3e-7;
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
            starts = grow(starts, pair_room * sizeof *starts);
            slacks = grow(slacks, pair_room);
        }
        grams[gram_count++] =
            (struct gram){ seen[i].key, (float)(worth / size),
                           (uint32_t)pair_count, (uint8_t)pick };
        for (k = 0; k < pick; k++) {
            pairs[pair_count].label = s[k].label;
            slacks[pair_count] = s[k].slack;
            starts[pair_count++] = start_weight(s[k].p, (float)floor);
        }
    }
    free(seen);
    seen = NULL;
    seen_count = seen_room = 0;
    qsort(grams, gram_count, sizeof *grams, by_worth);

    lines = aligned_alloc(64, ((size_t)line_count + 1) * sizeof *lines);
    weights = calloc(line_count + 1, sizeof *weights);
    speeds = calloc(line_count + 1, sizeof *speeds);
    slack = calloc(line_count + 1, sizeof *slack);
    if (lines == NULL || weights == NULL || speeds == NULL || slack == NULL)
        die("out of memory");
    placed = 0;
    memset(lines, 0, ((size_t)line_count + 1) * sizeof *lines);
    for (size_t i = 0; i < gram_count; i++) {
        uint32_t at = (uint32_t)((grams[i].key >> 32) * line_count >> 32);
        struct lang_line *line = &lines[at];
        uint16_t tag = (uint16_t)(grams[i].key >> 24);
        unsigned slot = 0, begin, n = grams[i].pairs;
        bool taken = tag == 0;

        while (slot < LANG_LINE_TAGS && line->tag[slot] != 0)
            taken |= line->tag[slot++] == tag;
        if (taken || slot == LANG_LINE_TAGS)
            continue;
        begin = slot == 0 ? 0 : line->end[slot - 1];
        if (begin + n > LANG_LINE_PAIRS)
            n = LANG_LINE_PAIRS - begin;
        if (n == 0)
            continue;
        line->tag[slot] = tag;
        for (unsigned k = 0; k < n; k++) {
            line->pair[begin + k].label = pairs[grams[i].first + k].label;
            weights[at][begin + k] = starts[grams[i].first + k];
            slack[at][begin + k] = slacks[grams[i].first + k];
        }
        for (unsigned k = slot; k < LANG_LINE_TAGS; k++)
            line->end[k] = (uint8_t)(begin + n);
        placed++;
        placed_pairs += n;
    }
    fprintf(stderr,
            "%zu n-grams worth keeping, %zu kept with %zu pairs "
            "(%.2f of the room)\n",
            gram_count, placed, placed_pairs,
            (double)placed_pairs / LANG_LINE_PAIRS / line_count);
    free(grams);
    free(pairs);
    free(starts);
    free(slacks);
}

/* ---- 3. sharpen */

enum { FEATURES_MAX = 4096 };

struct feature {
    uint32_t line;
    uint8_t begin, end;
    uint8_t masked; /* pair that does not count, 255 for none */
};

static size_t
features_of(const char *text, size_t len, struct feature *out, unsigned own)
{
    uint64_t keys[SCAN_KEYS_MAX];
    struct scan s;
    size_t count = 0;
    uint32_t threshold = (uint32_t)(opt.drop * 4294967295.0);

    scan_init(&s, &chars, mode, text, len);
    while (s.at < s.len) {
        size_t n = scan_next(&s, keys);

        for (size_t i = 0; i < n; i++)
            __builtin_prefetch(&lines[(keys[i] >> 32) * line_count >> 32]);
        for (size_t i = 0; i < n && count < FEATURES_MAX; i++) {
            uint32_t at = (uint32_t)((keys[i] >> 32) * line_count >> 32);
            const struct lang_line *line = &lines[at];
            uint16_t tag = (uint16_t)(keys[i] >> 24);

            for (unsigned k = 0; k < LANG_LINE_TAGS; k++) {
                if (line->tag[k] != tag)
                    continue;
                if (tag == 0 || (own != 0 && random32() < threshold))
                    break;
                out[count] =
                    (struct feature){ at, k ? line->end[k - 1] : (uint8_t)0,
                                      line->end[k], 255 };
                for (uint8_t j = out[count].begin;
                     own != 0 && j < out[count].end; j++)
                    if (line->pair[j].label == own &&
                        (slack[at][j] == 0 ||
                         (slack[at][j] == 1 && random32() % 3 == 0)))
                        out[count].masked = j;
                count++;
                break;
            }
        }
    }
    return count;
}

/* Scores of the languages of a group; the others get -1e9. Returns the best. */
static unsigned
score_features(const struct feature *f, size_t n, unsigned group, float *score)
{
    unsigned winner = 0;

    for (unsigned l = 0; l <= label_count; l++)
        score[l] = prior[l] + bias[l] * (float)n;
    for (size_t i = 0; i < n; i++)
        for (unsigned k = f[i].begin; k < f[i].end; k++)
            if (k != f[i].masked)
                score[lines[f[i].line].pair[k].label] += weights[f[i].line][k];
    for (unsigned l = 1; l <= label_count; l++)
        if (corpora[l].group != group)
            score[l] = -1e9f;
        else if (winner == 0 || score[l] > score[winner])
            winner = l;
    return winner;
}

/* Takes out lines that are clearly of another language: untranslated
 * strings, names of things, quotations. */
static void
clean(double gap)
{
    static struct feature f[FEATURES_MAX];
    float score[256];

    for (unsigned l = 1; l <= label_count; l++) {
        struct corpus *c = &corpora[l];
        size_t kept = 0, dropped = 0;

        if (mode[c->group] != SCAN_NGRAMS)
            continue;
        for (size_t i = 0; i < c->lines; i++) {
            size_t n = features_of(c->text + c->line[i], c->length[i], f, 0);
            unsigned best;

            if (n >= 10) {
                best = score_features(f, n, c->group, score);
                if (best != l &&
                    score[best] - score[l] > (float)(gap * (double)n)) {
                    dropped++;
                    continue;
                }
            }
            c->line[kept] = c->line[i];
            c->length[kept++] = c->length[i];
        }
        c->lines = kept;
        if (dropped * 20 > kept || getenv("VERBOSE") != NULL)
            fprintf(stderr, "%s: %zu lines kept, %zu are another language\n",
                    c->code, kept, dropped);
    }
}

/* Takes the marks off: cafe for café. */
static size_t
strip_marks(char *text, size_t len)
{
    size_t at = 0, out = 0;

    while (at < len) {
        uint32_t c = mill_utf8_next(text, len, &at);
        uint32_t lower = mill_char_lower(c);
        uint32_t base = c < 0x80 ? c : scan_base(lower);

        if (base == lower)
            base = c;
        out += mill_utf8_put(text + out, base);
    }
    return out;
}

/* A piece of a random line of the corpus. */
static size_t
crop(const struct corpus *c, char *out, size_t room)
{
    size_t i = (size_t)(random_unit() * (double)c->lines);
    const char *line = c->text + c->line[i];
    size_t len = c->length[i], begin = 0, end = len, words;
    double kind = random_unit();

    if (len > room)
        len = end = 0;
    if (kind < 0.80 && len > 0) { /* from the begin of a word on */
        begin = (size_t)(random_unit() * (double)len);
        while (begin > 0 && line[begin - 1] != ' ')
            begin--;
        end = begin;
        if (kind < 0.55) {
            words = kind < 0.25 ? 1 : kind < 0.42 ? 2 : 3;
            while (words-- > 0) {
                while (end < len && line[end] == ' ')
                    end++;
                while (end < len && line[end] != ' ')
                    end++;
            }
        } else {
            end = begin + 10 + (size_t)(random_unit() * 50);
            while (end < len && line[end] != ' ')
                end++;
        }
        if (end > len)
            end = len;
    }
    memcpy(out, line + begin, end - begin);
    return end - begin;
}

static void
sharpen(void)
{
    static struct feature f[FEATURES_MAX];
    static char text[65536];
    double total = 0, loss = 0, steps, wrong = 0, seen_steps = 0;
    double pick[LANG_LABELS_MAX + 1];
    uint64_t step;

    for (unsigned l = 1; l <= label_count; l++) {
        bool solo = mode[corpora[l].group] == SCAN_SOLO;

        corpora[l].share = solo ? 0 : pow((double)corpora[l].size, opt.power);
        if (prior[l] < -1)
            corpora[l].share *= 0.4;
        total += corpora[l].share;
        pick[l] = total;
    }
    if (total == 0)
        return;
    steps = opt.rounds * 1e6;
    for (step = 0; step < (uint64_t)steps; step++) {
        double at = random_unit() * total, sum = 0, best;
        double rate = opt.rate * (1 - (double)step / steps);
        float score[256];
        size_t len, n;
        unsigned label = 1, group, winner;

        while (label < label_count && pick[label] < at)
            label++;
        group = corpora[label].group;
        len = crop(&corpora[label], text, sizeof text);
        if (random_unit() < 0.08)
            len = strip_marks(text, len);
        n = features_of(text, len, f, label);
        if (n == 0)
            continue;
        winner = score_features(f, n, group, score);
        best = score[winner];
        for (unsigned l = 1; l <= label_count; l++) {
            if (corpora[l].group == group) {
                score[l] = expf(score[l] - (float)best);
                sum += score[l];
            } else {
                score[l] = 0;
            }
        }
        for (unsigned l = 1; l <= label_count; l++)
            score[l] /= (float)sum;
        loss -= log(score[label] + 1e-9);
        wrong += winner != label;
        seen_steps++;
        score[label] -= 1;
        for (unsigned l = 1; l <= label_count; l++) {
            float g = score[l] * (float)n;

            if (g > -1e-3f && g < 1e-3f)
                continue;
            bias_speed[l] += g * g;
            bias[l] -= 0.1f * (float)rate * g / sqrtf(bias_speed[l] + 1000);
        }
        for (size_t i = 0; i < n; i++) {
            float *w = weights[f[i].line], *v = speeds[f[i].line];
            const struct lang_pair *pair = lines[f[i].line].pair;

            for (unsigned k = f[i].begin; k < f[i].end; k++) {
                float g = score[pair[k].label];

                if ((g > -1e-4f && g < 1e-4f) || k == f[i].masked)
                    continue;
                v[k] += g * g;
                w[k] -= (float)rate * g / sqrtf(v[k] + 0.1f);
            }
        }
        if ((step & 0xfffff) == 0xfffff) {
            fprintf(stderr, "step %.1fM: loss %.4f, wrong %.4f\n",
                    (double)(step + 1) / 1e6, loss / seen_steps,
                    wrong / seen_steps);
            loss = wrong = seen_steps = 0;
        }
    }
}

/* ---- 4. write */

static void
write_model(void)
{
    struct lang_header h = { .magic = "MILLLANG", .version = LANG_VERSION };
    size_t at = sizeof h, after = offsetof(struct lang_header, size);
    unsigned char *bytes;
    struct lang_label *labels;
    double clipped = 0, used = 0;
    FILE *f;

    h.labels = label_count;
    h.pages = page_count;
    h.lines = line_count;
    h.labels_at = (uint32_t)at;
    at += label_count * sizeof(struct lang_label);
    h.first_at = (uint32_t)at;
    at += SCAN_FIRST_COUNT;
    at = (at + 63) & ~(size_t)63;
    h.pages_at = (uint32_t)at;
    at += (size_t)page_count * 1024;
    h.lines_at = (uint32_t)at;
    at += ((size_t)line_count + 1) * sizeof *lines;
    h.size = (uint32_t)at;
    for (int i = 0; i < LANG_BINS; i++) {
        h.bin_letters[i] = (uint16_t)(4u << i);
        h.bin_slope[i] = 256;
    }
    for (uint32_t i = 0; i < line_count; i++)
        for (unsigned k = 0; k < lines[i].end[LANG_LINE_TAGS - 1]; k++) {
            float w = roundf(weights[i][k] * LANG_UNIT);

            used++;
            clipped += w > 127 || w < -127;
            w = w > 127 ? 127 : w < -127 ? -127 : w;
            lines[i].pair[k].weight = (int8_t)w;
        }
    bytes = calloc(1, at);
    if (bytes == NULL)
        die("out of memory");
    labels = (struct lang_label *)(void *)(bytes + h.labels_at);
    for (unsigned l = 1; l <= label_count; l++) {
        memcpy(labels[l - 1].code, corpora[l].code, LANG_CODE_MAX);
        labels[l - 1].group = (uint8_t)corpora[l].group;
        labels[l - 1].bias = (int16_t)lroundf(bias[l] * LANG_UNIT * 256);
        labels[l - 1].prior = (int16_t)lroundf(prior[l] * LANG_UNIT);
    }
    memcpy(bytes + h.first_at, first_table, sizeof first_table);
    memcpy(bytes + h.pages_at, pages, (size_t)page_count * 1024);
    memcpy(bytes + h.lines_at, lines, (size_t)line_count * sizeof *lines);
    memcpy(bytes, &h, sizeof h);
    h.crc = mill_crc32(bytes + after, at - after);
    memcpy(bytes, &h, sizeof h);
    f = fopen(opt.out, "wb");
    if (f == NULL || fwrite(bytes, 1, at, f) != at || fclose(f) != 0)
        die("%s: %s", opt.out, strerror(errno));
    fprintf(stderr, "%s: %zu bytes, %u languages, %.4f of the weights cut\n",
            opt.out, at, label_count, clipped / used);
    free(bytes);
}

static void
usage(void)
{
    fputs("usage: train-language -o MODEL [options] FOLDER-OR-FILE...\n"
          "  -m MB     size of the table (4)\n"
          "  -k N      most languages an n-gram speaks for (12)\n"
          "  -r N      million crops to learn from (8)\n"
          "  -l RATE   speed of learning (0.1)\n"
          "  -d SHARE  n-grams left out of each crop (0.3)\n"
          "  -p POWER  of a language's bytes: how often it is drawn (0.35)\n"
          "  -b BYTES  most that is read of a file (3000000)\n",
          stderr);
    exit(64);
}

int
main(int argc, char **argv)
{
    int c;

    while ((c = getopt(argc, argv, "o:m:k:r:l:d:p:b:c:")) != -1) {
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
        case 'r':
            opt.rounds = atof(optarg);
            break;
        case 'l':
            opt.rate = atof(optarg);
            break;
        case 'd':
            opt.drop = atof(optarg);
            break;
        case 'p':
            opt.power = atof(optarg);
            break;
        case 'c':
            opt.clean = atof(optarg);
            break;
        case 'b':
            opt.max_bytes = (size_t)atof(optarg);
            break;
        default:
            usage();
        }
    }
    if (opt.out == NULL || optind == argc)
        usage();
    build_chars();
    for (int i = optind; i < argc; i++)
        read_argument(argv[i]);
    settle_groups();
    for (unsigned l = 1; l <= label_count; l++)
        prior[l] = (float)code_prior(corpora[l].code) / LANG_UNIT;
    for (unsigned l = 1; l <= label_count; l++)
        if (mode[corpora[l].group] != SCAN_SOLO)
            count_label(l);
    fprintf(stderr, "%u languages, %zu n-grams of a language\n", label_count,
            seen_count);
    choose();
    for (int round = 0; round < 2 && opt.clean > 0; round++) {
        clean(round == 0 ? opt.clean * 2 : opt.clean);
        free(lines);
        free(weights);
        free(speeds);
        free(slack);
        for (unsigned l = 1; l <= label_count; l++)
            if (mode[corpora[l].group] != SCAN_SOLO)
                count_label(l);
        choose();
    }
    sharpen();
    write_model();
    return 0;
}
