/* SPDX-License-Identifier: Apache-2.0
 *
 * bench-record.c: how fast text is checked and records are read and written,
 * on one core, beside a memcpy of the same bytes in the same run.
 *
 *     bench/bench-record [RECORDS.jsonl]
 *
 * Without a file, over records it makes of its own words. The parts of records
 * are read and written as a pipeline would: one document, used again. */
#include "../core/doc.h"
#include "../core/report.h"
#include "../core/utf8.h"

#include <pressmill/record.h>
#include <pressmill/unicode.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15 };

static size_t allocations;

#ifdef __GLIBC__
void *__libc_malloc(size_t size);
void *__libc_realloc(void *ptr, size_t size);

void *
malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *
realloc(void *ptr, size_t size)
{
    allocations += size != 0;
    return __libc_realloc(ptr, size);
}
#endif

static double
now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double copy_rate;

static void
tell(const char *what, size_t bytes, double seconds)
{
    double rate = (double)bytes / seconds / 1e6;

    if (copy_rate == 0)
        copy_rate = rate;
    printf("%-34s %9.0f MB/s %8.2f of memcpy\n", what, rate, rate / copy_rate);
}

/* Times the best of some rounds of `what`, with `r` set before each. */
#define BEST(seconds, what)                \
    do {                                   \
        (seconds) = 1e9;                   \
        for (int r = 0; r < ROUNDS; r++) { \
            double start = now();          \
            what;                          \
            start = now() - start;         \
            if (start < (seconds))         \
                (seconds) = start;         \
        }                                  \
    } while (0)

static void *
check(void *ptr)
{
    if (ptr == NULL) {
        fputs("out of memory\n", stderr);
        exit(70);
    }
    return ptr;
}

/* ---- text */

static void
bench_text(const char *what, const char *unit, size_t size)
{
    size_t len = strlen(unit), total = size / len * len;
    char *text = check(malloc(total)), *out = check(malloc(2 * total + 4));
    struct utf8_way ways[8];
    size_t count = utf8_ways(ways, 8), good = 0;
    struct mill_str str = { text, total };
    double seconds;
    char line[80];

    for (size_t i = 0; i < total; i += len)
        memcpy(text + i, unit, len);
    for (size_t i = 0; i < count; i++) {
        if (!ways[i].usable)
            continue;
        BEST(seconds, good += ways[i].valid(text, total));
        snprintf(line, sizeof line, "%s: check UTF-8, %s", what, ways[i].name);
        tell(line, total, seconds);
    }
    BEST(seconds, good += mill_utf8_count(str));
    snprintf(line, sizeof line, "%s: count code points", what);
    tell(line, total, seconds);
    BEST(seconds, good += mill_utf8_lower(str, out));
    snprintf(line, sizeof line, "%s: lower-case", what);
    tell(line, total, seconds);
    if (good == 0)
        puts("");
    free(text);
    free(out);
}

/* ---- records */

static char *
make_records(size_t *size)
{
    static const char *const words[] = {
        "the bridge will open in May, said Mayor Ada Okoro. ",
        "“We kept our word,” she added, “and then some.” ",
        "Міст відкриють у травні, сказала міська голова. ",
        "Nobody knows who called it 'the needle'.\\n\\n",
    };
    char *all = check(malloc(16u << 20));
    size_t n = 0;

    for (unsigned k = 0; k < 400; k++) {
        n += (size_t)sprintf(all + n,
                             "{\"id\":\"%u\",\"url\":"
                             "\"https://news.example/%u\",\"title\":\"A "
                             "title\",\"lang\":\"en\",\"text\":\"",
                             k, k);
        for (unsigned w = 0; w < 90; w++)
            n += (size_t)sprintf(all + n, "%s", words[(w * 7 + k) % 4]);
        n += (size_t)sprintf(all + n, "\",\"sentences\":[");
        for (unsigned s = 0; s < 40; s++)
            n += (size_t)sprintf(all + n, "%s[%u,%u]", s ? "," : "", s * 80,
                                 s * 80 + 75);
        n += (size_t)sprintf(all + n, "],\"speakers\":[{\"id\":\"s1\","
                                      "\"name\":\"Ada Okoro\",\"start\":40,"
                                      "\"end\":49}],\"quotes\":[");
        for (unsigned q = 0; q < 10; q++)
            n += (size_t)sprintf(all + n,
                                 "%s{\"id\":\"q%u\",\"type\":"
                                 "\"direct\",\"start\":%u,\"end\":%u,"
                                 "\"speaker\":{\"id\":\"s1\",\"start\":%u,"
                                 "\"end\":%u,\"kind\":\"name\"},\"cue\":{"
                                 "\"start\":%u,\"end\":%u},\"confidence\":"
                                 "0.93,\"basis\":\"cue-after\"}",
                                 q ? "," : "", q + 1, q * 300, q * 300 + 60,
                                 q * 300 + 70, q * 300 + 79, q * 300 + 62,
                                 q * 300 + 68);
        n += (size_t)sprintf(all + n, "],\"errors\":[]}\n");
    }
    *size = n;
    return all;
}

static char *
load(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    size_t room = 1u << 20, got;
    char *all = check(malloc(room));

    if (f == NULL) {
        perror(path);
        exit(66);
    }
    *size = 0;
    while ((got = fread(all + *size, 1, room - *size, f)) > 0) {
        *size += got;
        if (*size == room)
            all = check(realloc(all, room *= 2));
    }
    fclose(f);
    return all;
}

struct job {
    struct mill_doc *doc;
    struct mill_json_parser *parser;
    struct mill_arena *out;
    const char *all;
    size_t size, documents, bytes_out, refused;
    double read, commit, write;
};

/* Each line in turn: parsed only, or read and written. */
static void
run(struct job *job, bool records)
{
    static const char *const steps[] = { "" };
    const char *p = job->all, *end = p + job->size;

    job->documents = job->bytes_out = job->refused = 0;
    job->read = job->commit = job->write = 0;
    while (p < end) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        struct mill_str line = { p, (size_t)((feed ? feed : end) - p) };
        struct mill_report report;
        struct mill_json root;
        const char *reason;
        double t0, t1, t2;

        p += line.len + 1;
        job->documents++;
        if (!records) {
            job->refused += !mill_json_parse(job->parser, line, &root, &reason);
            continue;
        }
        report_init(&report, NULL);
        t0 = now();
        if (!doc_begin(job->doc, 0, steps, 16u << 20) ||
            mill_record_read(job->doc, line, MILL_OFFSETS_CODEPOINT,
                             job->parser, &report) != MILL_OK) {
            job->refused++;
            continue;
        }
        t1 = now();
        if (doc_step_commit(job->doc)) {
            struct mill_buf buf = { .arena = mill_doc_arena(job->doc) };

            t2 = now();
            mill_record_write(job->doc, NULL, &buf);
            job->write += now() - t2;
            job->bytes_out += buf.len;
        }
        job->read += t1 - t0;
    }
}

int
main(int argc, char **argv)
{
    struct job job = { .doc = doc_create(0),
                       .parser = mill_json_parser_create() };
    double seconds, parse = 1e9, read = 1e9, write = 1e9;
    size_t before;
    char *all, *copy;

    all = argc > 1 ? load(argv[1], &job.size) : make_records(&job.size);
    job.all = all;
    copy = check(malloc(job.size));
    BEST(seconds, memcpy(copy, all, job.size));
    tell("memcpy of the records", job.size, seconds);
    bench_text("ASCII", "plain words of the kind one reads every day, ",
               1u << 20);
    bench_text("English",
               "“We’re done – and that’s final,” the mayor said "
               "on Tuesday after the vote. ",
               1u << 20);
    bench_text("Ukrainian",
               "Міст відкриють у травні, – сказала міська "
               "голова у вівторок. ",
               1u << 20);

    run(&job, false);
    run(&job, true);
    before = allocations;
    for (int r = 0; r < ROUNDS; r++) {
        seconds = now();
        run(&job, false);
        seconds = now() - seconds;
        parse = seconds < parse ? seconds : parse;
        run(&job, true);
        read = job.read < read ? job.read : read;
        write = job.write < write ? job.write : write;
    }
    before = allocations - before;
    tell("parse JSON", job.size, parse);
    tell("read records", job.size, read);
    tell("write records", job.bytes_out, write);
    printf("%zu records of %zu bytes, %zu refused; reading %.2f us, writing "
           "%.2f us each\n",
           job.documents, job.size / job.documents, job.refused,
           read / (double)job.documents * 1e6,
           write / (double)job.documents * 1e6);
    printf("heap allocations a record: %.3f\n",
           (double)before / (double)(2 * ROUNDS * job.documents));
    free(copy);
    free(all);
    doc_destroy(job.doc);
    mill_json_parser_destroy(job.parser);
    return 0;
}
