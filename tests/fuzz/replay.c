/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.c: stands in for the fuzzer in `make check`. Runs a fuzz target over
 * its corpus, tests/corpus/NAME/, and over what becomes of each file when it
 * is cut off or a byte of it is changed: the same changes every time. One
 * line of TAP a file; a crash ends the program, which Automake counts. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILES 4096
#define MAX_BYTES (1u << 22)
#define CHANGES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A copy of exactly `size` bytes, so that sanitizers see a read past it. */
static void
try_input(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);

    if (copy == NULL)
        exit(99);
    if (size > 0)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void
try_changes(uint8_t *data, size_t size)
{
    static const uint8_t nasty[] = { 0, 0xff, 0x80, '"', '\n', '{', '<', ' ' };
    uint64_t state = 0x9e3779b97f4a7c15u + size;
    unsigned i;

    for (i = 0; i < CHANGES && size > 0 && size <= 65536; i++) {
        size_t at;
        uint8_t was;

        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        at = (size_t)(state % size);
        try_input(data, at);
        was = data[at];
        data[at] = nasty[i % sizeof(nasty)];
        try_input(data, size);
        data[at] = was;
    }
}

static bool
replay(const char *path)
{
    static uint8_t data[MAX_BYTES];
    FILE *f = fopen(path, "rb");
    size_t size;

    if (f == NULL)
        return false;
    size = fread(data, 1, sizeof(data), f);
    fclose(f);
    try_input(data, size);
    try_changes(data, size);
    return true;
}

int
main(int argc, char **argv)
{
    static char *names[MAX_FILES];
    const char *top = getenv("top_srcdir");
    const char *base = strrchr(argv[0], '/');
    char folder[2048], path[4096];
    struct dirent *entry;
    unsigned count = 0, i;
    DIR *dir;

    /* files on the command line: to look at one finding */
    if (argc > 1) {
        for (i = 1; i < (unsigned)argc; i++)
            printf("%s: %s\n", argv[i], replay(argv[i]) ? "ok" : "unreadable");
        return 0;
    }
    base = base != NULL ? base + 1 : argv[0];
    base = strncmp(base, "lt-", 3) == 0 ? base + 3 : base;
    base = strncmp(base, "fuzz-", 5) == 0 ? base + 5 : base;
    snprintf(folder, sizeof(folder), "%s/tests/corpus/%s",
             top != NULL ? top : ".", base);
    dir = opendir(folder);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.' || count == MAX_FILES)
            continue;
        names[count] = strdup(entry->d_name);
        count += names[count] != NULL;
    }
    if (dir != NULL)
        closedir(dir);
    if (count == 0) {
        printf("1..1\nnot ok 1 - %s holds inputs\n", folder);
        return 0;
    }
    qsort(names, count, sizeof(names[0]), by_name);
    printf("1..%u\n", count + 1);
    for (i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        printf("%s %u - %s survives %s and its variations\n",
               replay(path) ? "ok" : "not ok", i + 1, base, names[i]);
        fflush(stdout);
        free(names[i]);
    }
    try_input((const uint8_t *)"", 0);
    printf("ok %u - %s survives empty input\n", count + 1, base);
    return 0;
}
