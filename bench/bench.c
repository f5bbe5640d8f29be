/* SPDX-License-Identifier: Apache-2.0
 *
 * bench.c: the parts of `make bench` that a shell cannot do.
 *
 *     bench copy FILE...     MB/s of memcpy over the files, on one core
 *     bench tokens FILE...   MB/s of a loop that cuts words and hashes them
 *     bench run CMD ARG...   runs it, its output thrown away; prints seconds
 *                            of wall clock, of CPU, and the peak in KiB
 *     bench answer FILE      the least a program behind `exec` does: {}
 *                            to each line; adds its seconds of CPU to FILE
 *
 * Machines differ: the first two are what the others are compared with. */
#include <pressmill/unicode.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* All files, one after the other; with a NUL behind them. */
static char *
slurp(char **paths, size_t *size)
{
    char *all = NULL;
    size_t used = 0, room = 0;

    for (; *paths != NULL; paths++) {
        FILE *f = fopen(*paths, "rb");
        size_t got;

        if (f == NULL) {
            perror(*paths);
            exit(66);
        }
        do {
            if (room - used < 65536) {
                room = room * 2 + 131072;
                all = realloc(all, room);
                if (all == NULL)
                    abort();
            }
            got = fread(all + used, 1, room - used - 1, f);
            used += got;
        } while (got > 0);
        fclose(f);
    }
    if (all == NULL)
        exit(64);
    all[used] = '\0';
    *size = used;
    return all;
}

static volatile uint64_t sink;

static void
copy_all(const char *text, size_t size, char *to)
{
    memcpy(to, text, size);
    sink += (unsigned char)to[size / 2];
}

/* What any reader of words has to do at least. */
static void
cut_words(const char *text, size_t size, char *to)
{
    uint64_t hash = 0, words = 0;
    size_t at = 0;
    bool in_word = false;

    (void)to;
    while (at < size) {
        uint32_t c = mill_utf8_next(text, size, &at);

        if (mill_char_is_letter(c)) {
            hash = (hash ^ c) * 0x100000001b3u;
            in_word = true;
        } else if (in_word) {
            sink ^= hash;
            hash = 0;
            words++;
            in_word = false;
        }
    }
    sink += words;
}

static int
rate(char **paths, void (*work)(const char *, size_t, char *))
{
    size_t size, rounds;
    char *text = slurp(paths, &size), *to = malloc(size + 1);
    double best = 0;

    if (to == NULL)
        abort();
    size = mill_utf8_valid(text, size);
    for (rounds = 0; rounds < 9; rounds++) {
        double begin = now(), took;

        work(text, size, to);
        took = now() - begin;
        if (took > 0 && (double)size / took > best)
            best = (double)size / took;
    }
    printf("%.1f\n", best / 1e6);
    free(text);
    free(to);
    return 0;
}

static double
seconds(struct timeval user, struct timeval system)
{
    return (double)(user.tv_sec + system.tv_sec) +
           (double)(user.tv_usec + system.tv_usec) / 1e6;
}

/* An answer to each line as soon as it is there, as many at once as came. */
static int
answer(const char *path)
{
    static char in[1 << 16], out[3 << 16];
    struct rusage used;
    ssize_t got;
    FILE *file;

    while ((got = read(STDIN_FILENO, in, sizeof(in))) > 0) {
        const char *at = in, *end = in + got;
        size_t size = 0, done = 0;

        while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
            memcpy(out + size, "{}\n", 3);
            size += 3;
            at++;
        }
        while (done < size) {
            ssize_t put = write(STDOUT_FILENO, out + done, size - done);

            if (put < 0)
                return 1;
            done += (size_t)put;
        }
    }
    getrusage(RUSAGE_SELF, &used);
    file = fopen(path, "a");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    fprintf(file, "%.6f\n", seconds(used.ru_utime, used.ru_stime));
    return fclose(file) != 0;
}

static int
run(char **command)
{
    double begin = now(), wall;
    struct rusage used;
    int status, null;
    pid_t child = fork();

    if (child == 0) {
        null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror("bench");
        return 1;
    }
    wall = now() - begin;
    printf("%.4f %.4f %ld\n", wall, seconds(used.ru_utime, used.ru_stime),
           used.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int
main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "copy") == 0)
        return rate(argv + 2, copy_all);
    if (argc > 2 && strcmp(argv[1], "tokens") == 0)
        return rate(argv + 2, cut_words);
    if (argc > 2 && strcmp(argv[1], "run") == 0)
        return run(argv + 2);
    if (argc == 3 && strcmp(argv[1], "answer") == 0)
        return answer(argv[2]);
    fprintf(stderr, "usage: bench copy|tokens|run|answer ...\n");
    return 64;
}
