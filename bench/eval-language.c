/* SPDX-License-Identifier: Apache-2.0
 *
 * eval-language.c: the language engine on the lines of a file.
 *
 *     eval-language MODEL GOLD.tsv [rounds] > PRED.tsv
 *
 * Reads lang<TAB>text, writes lang<TAB>confidence a line; says on stderr how
 * long loading took and how many megabytes a second of CPU time were read,
 * best of the rounds. bench/eval-language.sh puts peers beside it. */
#include "../plugins/language/engine.h"

#include <pressmill/data.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

struct line {
    char *text;
    size_t len;
};

static double
seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const void *
map_file(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *at;

    if (fd < 0 || fstat(fd, &st) != 0) {
        perror(path);
        exit(66);
    }
    *size = (size_t)st.st_size;
    at = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (at == MAP_FAILED) {
        perror(path);
        exit(66);
    }
    return at;
}

int
main(int argc, char **argv)
{
    static struct lang_model model;
    static struct lang_tally tally;
    struct line *lines = NULL;
    struct lang_guess *best;
    size_t count = 0, bytes = 0, room = 0, size;
    double begin, load, least = 1e9;
    int rounds = argc > 3 ? atoi(argv[3]) : 1;
    const char *wrong;
    const void *map;
    char *line = NULL;
    ssize_t n;
    FILE *f;

    if (argc < 3) {
        fputs("usage: eval-language MODEL GOLD.tsv [rounds]\n", stderr);
        return 64;
    }
    begin = seconds(CLOCK_MONOTONIC);
    map = map_file(argv[1], &size);
    wrong = lang_model_open(&model, map, size);
    load = seconds(CLOCK_MONOTONIC) - begin;
    f = fopen(argv[2], "r");
    if (wrong != NULL || f == NULL) {
        fprintf(stderr, "%s %s\n", wrong != NULL ? argv[1] : argv[2],
                wrong != NULL ? wrong : "cannot be read");
        return 66;
    }
    while ((n = getline(&line, &room, f)) > 0) {
        char *text = memchr(line, '\t', (size_t)n);
        size_t len;

        if (line[n - 1] == '\n')
            n--;
        text = text != NULL ? text + 1 : line;
        len = (size_t)(line + n - text);
        if (count % 4096 == 0)
            lines = realloc(lines, (count + 4096) * sizeof *lines);
        lines[count].len = mill_utf8_valid(text, len);
        lines[count].text = malloc(len + 4);
        memcpy(lines[count].text, text, len);
        bytes += lines[count++].len;
    }
    fclose(f);
    best = calloc(count + 1, sizeof *best);
    for (int round = 0; round < rounds; round++) {
        double took;

        begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (size_t i = 0; i < count; i++) {
            lang_tally_init(&tally, &model);
            lang_tally_text(&tally, lines[i].text, lines[i].len);
            lang_rank(&tally, NULL, &best[i], 1);
        }
        took = seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
        least = took < least ? took : least;
    }
    for (size_t i = 0; i < count; i++) {
        printf("%s\t%.4f\n", best[i].code,
               best[i].probability / (double)LANG_PROBABILITY_ONE);
        free(lines[i].text);
    }
    fprintf(stderr, "pressmill: %zu lines, %.1f MB/s, loaded in %.2f ms\n",
            count, (double)bytes / least / 1e6, load * 1e3);
    free(lines);
    free(best);
    free(line);
    return 0;
}
