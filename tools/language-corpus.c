/* SPDX-License-Identifier: Apache-2.0
 *
 * language-corpus.c: the text that a language model is trained on; see
 * train-language.h. */
#include "train-language.h"

#include <dirent.h>
#include <errno.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

void
build_chars(struct training *tr)
{
    int32_t page[256];

    tr->pages = grow(NULL, 256 * sizeof page);
    for (uint32_t hi = 0; hi < SCAN_FIRST_COUNT; hi++) {
        uint32_t p;

        for (uint32_t lo = 0; lo < 256; lo++) {
            uint32_t c = hi << 8 | lo, kind = kind_of(c);
            int32_t shift = 0;

            if (kind >= SCAN_LETTER)
                shift = (int32_t)mill_char_lower(c) - (int32_t)c;
            page[lo] = (int32_t)((uint32_t)shift << 8 | kind);
        }
        for (p = 0; p < tr->page_count; p++)
            if (memcmp(tr->pages + (size_t)p * 256, page, sizeof page) == 0)
                break;
        if (p == tr->page_count) {
            if (p == 256)
                die("too many different pages of characters");
            memcpy(tr->pages + (size_t)p * 256, page, sizeof page);
            tr->page_count++;
        }
        tr->first[hi] = (uint8_t)p;
    }
    tr->chars.first = tr->first;
    tr->chars.pages = tr->pages;
}

static struct corpus *
corpus_for(struct training *tr, const char *name)
{
    char code[LANG_CODE_MAX];

    code_normal(name, code, sizeof code);
    for (unsigned i = 1; i <= tr->label_count; i++)
        if (strcmp(tr->corpora[i].code, code) == 0)
            return &tr->corpora[i];
    if (tr->label_count == LANG_LABELS_MAX)
        die("more than %d languages", LANG_LABELS_MAX);
    tr->label_count++;
    snprintf(tr->corpora[tr->label_count].name, sizeof tr->corpora[0].name,
             "%s", name);
    memcpy(tr->corpora[tr->label_count].code, code, sizeof code);
    return &tr->corpora[tr->label_count];
}

static void
read_stream(struct corpus *c, size_t most, FILE *f)
{
    char *line = NULL;
    size_t room = 0, taken = 0;
    ssize_t n;

    while ((n = getline(&line, &room, f)) > 0) {
        size_t len = (size_t)n;

        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        if (len == 0 || taken + len > most || mill_utf8_valid(line, len) != len)
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

static const char *
base_name(const char *path)
{
    return strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
}

/* What others measure with must not be learned: text whose name says that it
 * is such a part is refused. */
static void
refuse_test_set(const char *path)
{
    static const char *const kept[] = { "test",    "tests",   "testset",
                                        "devtest", "heldout", "exam",
                                        "ntrex",   "flores" };
    const char *word = base_name(path);

    while (*word != '\0') {
        size_t len = 0;

        while (word[len] != '\0' && strchr("._- ", word[len]) == NULL)
            len++;
        for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
            size_t n = strlen(kept[i]);

            /* flores200, NTREX-128: digits may follow */
            if (len >= n && strncasecmp(word, kept[i], n) == 0 &&
                strspn(word + n, "0123456789") >= len - n)
                die("%s: is a part kept for testing, by its name; give text "
                    "that nobody measures with, or rename it",
                    path);
        }
        word += len + (word[len] != '\0');
    }
}

static void
read_file(struct training *tr, const char *path)
{
    const char *name = base_name(path);
    size_t len = strlen(name);
    char code[64], command[1200];
    bool packed = len > 7 && strcmp(name + len - 7, ".txt.xz") == 0;
    FILE *f;

    if (!packed && !(len > 4 && strcmp(name + len - 4, ".txt") == 0))
        return;
    refuse_test_set(path);
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
    read_stream(corpus_for(tr, code), tr->max_bytes, f);
    if ((packed ? pclose(f) : fclose(f)) != 0)
        die("%s: cannot be read to its end", path);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void
read_corpora(struct training *tr, const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *d;
    char **names = NULL, full[1100];
    size_t n = 0;

    if (dir != NULL)
        refuse_test_set(path);
    if (dir == NULL) {
        read_file(tr, path);
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
        read_file(tr, full);
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
void
settle_groups(struct training *tr)
{
    unsigned count[SCAN_GROUPS] = { 0 };
    struct lang_model m = { .chars = tr->chars };
    struct lang_tally t;
    uint64_t keys[SCAN_KEYS_MAX];
    uint8_t solo[SCAN_GROUPS];

    memset(solo, SCAN_SOLO, sizeof solo);
    for (unsigned i = 1; i <= tr->label_count; i++) {
        struct corpus *c = &tr->corpora[i];

        t.model = &m;
        scan_init(&t.scan, &tr->chars, solo, c->text,
                  c->size < 200000 ? c->size : c->line[c->lines / 20 + 1]);
        while (t.scan.at < t.scan.len)
            (void)scan_next(&t.scan, keys);
        lang_letters(&t, &c->group);
        count[c->group]++;
    }
    qsort(tr->corpora + 1, tr->label_count, sizeof tr->corpora[0], by_group);
    for (int g = 0; g < SCAN_GROUPS; g++)
        tr->mode[g] = count[g] < 2          ? SCAN_SOLO
                      : g == SCAN_GROUP_HAN ? SCAN_RUNS
                                            : SCAN_NGRAMS;
}

/* Takes out lines that are clearly of another language: untranslated strings,
 * names of things, quotations. English is what mostly slips in; others must be
 * far ahead, so that close relatives keep what they share. */
void
clean_corpora(struct training *tr, double nats)
{
    struct lang_model m;
    struct lang_tally t;

    open_model(tr, &m);
    for (unsigned l = 1; l <= tr->label_count; l++) {
        struct corpus *c = &tr->corpora[l];
        size_t kept = 0, dropped = 0;

        if (tr->mode[c->group] != SCAN_NGRAMS)
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
                tr->corpora[best.label].group == c->group &&
                best.score - lang_score(&t, NULL, l) >
                    gap * LANG_UNIT * t.hits) {
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
void
write_corpora(const struct training *tr, const char *folder)
{
    char path[1200];

    for (unsigned l = 1; l <= tr->label_count; l++) {
        const struct corpus *c = &tr->corpora[l];
        FILE *f;

        snprintf(path, sizeof path, "%s/%s.txt", folder, c->name);
        f = fopen(path, "w");
        if (f == NULL)
            die("%s: %s", path, strerror(errno));
        for (size_t i = 0; i < c->lines; i++)
            fprintf(f, "%.*s\n", (int)c->length[i], c->text + c->line[i]);
        if (fclose(f) != 0)
            die("%s: %s", path, strerror(errno));
    }
}
