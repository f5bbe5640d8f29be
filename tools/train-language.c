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
 *    be used: naive Bayes, but only what is worth its place, with allowance
 *    for what little text does not show of a language;
 * 3. clean: lines that this first model gives to another language are taken
 *    out, and 1 and 2 done again, twice;
 * 4. calibrate, when test lines are given: what a margin is worth;
 * 5. write.
 *
 * The same input and options give the same file. */
#include "train-language.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
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

void *
grow(void *old, size_t bytes)
{
    void *p = realloc(old, bytes);

    if (p == NULL)
        die("out of memory");
    return p;
}

/* ---- 5. write */

static void
write_model(struct training *tr, const char *out)
{
    struct lang_model m;
    FILE *f;

    open_model(tr, &m);
    f = fopen(out, "wb");
    if (f == NULL ||
        fwrite(tr->image, 1, tr->image_size, f) != tr->image_size ||
        fclose(f) != 0)
        die("%s: %s", out, strerror(errno));
    fprintf(stderr, "%s: %zu bytes, %u languages\n", out, tr->image_size,
            tr->label_count);
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

static void
train(struct training *tr)
{
    static struct grams grams;

    count_ngrams(tr);
    choose_ngrams(tr, &grams);
    build_model(tr, &grams);
}

int
main(int argc, char **argv)
{
    static struct training tr = { .megabytes = 7.45,
                                  .max_pairs = 15,
                                  .max_bytes = 3000000 };
    const char *out = NULL, *lines_to = NULL, *lines_of = NULL;
    double nats = 0.1;
    int c;

    while ((c = getopt(argc, argv, "o:m:k:b:c:w:t:")) != -1) {
        switch (c) {
        case 'o':
            out = optarg;
            break;
        case 'm':
            tr.megabytes = atof(optarg);
            break;
        case 'k':
            tr.max_pairs = (unsigned)atoi(optarg);
            break;
        case 'b':
            tr.max_bytes = (size_t)atof(optarg);
            break;
        case 'c':
            nats = atof(optarg);
            break;
        case 'w':
            lines_to = optarg;
            break;
        case 't':
            lines_of = optarg;
            break;
        default:
            usage();
        }
    }
    if (out == NULL || optind == argc || !(tr.megabytes > 0.01) ||
        tr.megabytes > 1000 || tr.max_pairs < 1 || tr.max_pairs > 15)
        usage();
    build_chars(&tr);
    for (int i = optind; i < argc; i++)
        read_corpora(&tr, argv[i]);
    if (tr.label_count == 0)
        die("no text in what was given: expected files such as uk.txt");
    settle_groups(&tr);
    train(&tr);
    for (int round = 0; round < 2 && nats > 0; round++) {
        clean_corpora(&tr, nats);
        train(&tr);
    }
    if (lines_to != NULL)
        write_corpora(&tr, lines_to);
    if (lines_of != NULL)
        calibrate(&tr, lines_of);
    write_model(&tr, out);
    return 0;
}
