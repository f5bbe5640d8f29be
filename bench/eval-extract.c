/* SPDX-License-Identifier: Apache-2.0
 *
 * eval-extract.c: runs the extractor over a folder of saved pages.
 *
 *   eval-extract [--model FILE] [--fold-models PREFIX] FOLDER >PRED.json
 *   eval-extract --dump FILE FOLDER      rows and texts for the trainer
 *   eval-extract --time N FOLDER         pages a second, best of N rounds
 *   eval-extract --each N FOLDER         each page's time, best of N: reading
 *                                        and choosing, slowest first
 *   eval-extract --show ID FOLDER        every block, and why
 *
 * FOLDER holds list.tsv (id, URL, path) and the pages. */
#include "engine.h"
#include "model.h"

#include <pressmill/data.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FOLDS = 5 };

struct item {
    char *id, *url, *path;
    char *bytes;
    size_t size;
    double read, choose; /* seconds, with --each */
};

struct items {
    struct item *items;
    size_t count;
};

static char *
read_all(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *bytes;
    long n;

    if (f == NULL) {
        perror(path);
        exit(66);
    }
    fseek(f, 0, SEEK_END);
    n = ftell(f);
    rewind(f);
    bytes = malloc((size_t)n + 1);
    if (bytes == NULL || fread(bytes, 1, (size_t)n, f) != (size_t)n) {
        perror(path);
        exit(66);
    }
    bytes[n] = 0;
    fclose(f);
    *size = (size_t)n;
    return bytes;
}

static struct items
load(const char *folder)
{
    struct items list = { NULL, 0 };
    char path[4096];
    size_t size;
    char *tsv, *line;

    snprintf(path, sizeof(path), "%s/list.tsv", folder);
    tsv = read_all(path, &size);
    for (line = strtok(tsv, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *url = strchr(line, '\t'), *file;
        struct item *it;

        if (url == NULL || (file = strchr(url + 1, '\t')) == NULL)
            continue;
        *url++ = 0;
        *file++ = 0;
        list.items =
            realloc(list.items, (list.count + 1) * sizeof(*list.items));
        it = &list.items[list.count++];
        snprintf(path, sizeof(path), "%s/%s", folder, file);
        *it = (struct item){ line, url, strdup(path), NULL, 0, 1e9, 1e9 };
        it->bytes = read_all(path, &it->size);
    }
    return list;
}

static void
put_json(const char *s, size_t len)
{
    putchar('"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < ' ')
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void
put_result(const struct item *it, const struct engine_result *r, bool first)
{
    const struct meta *m = &r->meta;
    bool any = false;

    printf("%s\n", first ? "{" : ",");
    put_json(it->id, strlen(it->id));
    printf(":{\"articleBody\":\"");
    for (uint32_t i = 0; i < r->art.count; i++) {
        const struct block *b = &r->art.blocks[i];

        if (!b->keep)
            continue;
        if (any)
            printf("\\n\\n");
        any = true;
        for (size_t k = 0; k < b->text.len; k++) {
            unsigned char c = (unsigned char)b->text.ptr[k];

            if (c == '"' || c == '\\')
                printf("\\%c", c);
            else if (c < ' ')
                printf("\\u%04x", c);
            else
                putchar(c);
        }
    }
    printf("\"");
    if (m->title.value.len > 0) {
        printf(",\"title\":");
        put_json(m->title.value.ptr, m->title.value.len);
        printf(",\"title_source\":\"%s\"", m->title.source);
    }
    if (m->author_count > 0) {
        printf(",\"author\":[");
        for (uint32_t i = 0; i < m->author_count; i++) {
            if (i > 0)
                putchar(',');
            put_json(m->authors[i].ptr, m->authors[i].len);
        }
        printf("],\"author_source\":\"%s\"", m->author_source);
    }
    if (m->published.value.len > 0) {
        printf(",\"date\":");
        put_json(m->published.value.ptr, m->published.value.len);
        printf(",\"date_source\":\"%s\"", m->published.source);
    }
    printf(",\"way\":\"%s\"}", choose_way_name(r->way));
}

static void
put_u32(FILE *f, uint32_t v)
{
    fwrite(&v, sizeof(v), 1, f);
}

static void
dump(FILE *f, const struct item *it, const struct engine_result *r)
{
    put_u32(f, (uint32_t)strlen(it->id));
    fwrite(it->id, 1, strlen(it->id), f);
    put_u32(f, (uint32_t)strlen(it->url));
    fwrite(it->url, 1, strlen(it->url), f);
    put_u32(f, r->art.count);
    put_u32(f, r->features.stride);
    fwrite(r->features.rows, sizeof(float),
           (size_t)r->art.count * r->features.stride, f);
    for (uint32_t i = 0; i < r->art.count; i++) {
        put_u32(f, (uint32_t)r->art.blocks[i].text.len);
        fwrite(r->art.blocks[i].text.ptr, 1, r->art.blocks[i].text.len, f);
    }
}

static void
show(const struct engine_result *r)
{
    for (uint32_t i = 0; i < r->art.count; i++) {
        const struct block *b = &r->art.blocks[i];

        printf("%c %.2f n%u t%u k%u w%u %s | %.*s\n", b->keep ? '+' : '-',
               (double)b->score, b->node, b->tag, b->kind, b->words, b->why,
               (int)(b->text.len > 160 ? 160 : b->text.len), b->text.ptr);
    }
    printf("title %.*s (%s)\n", MILL_FMT(r->meta.title.value),
           r->meta.title.source);
}

/* As in tools/train-extract-labels.py. */
static int
fold_of(const char *url)
{
    const char *host = strstr(url, "://"), *end, *from;
    uint32_t h = 2166136261u;
    int dots = 0;

    host = host != NULL ? host + 3 : url;
    end = host + strcspn(host, "/");
    for (from = end; from > host; from--)
        if (from[-1] == '.' && ++dots == 2)
            break;
    for (; from < end; from++) {
        unsigned char c = (unsigned char)*from;

        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        h = (h ^ c) * 16777619u;
    }
    return (int)((h ^ h >> 15) % FOLDS);
}

static void
open_model(struct model *model, const char *path)
{
    struct mill_report *rep = NULL;

    if (!model_open(model, path, rep)) {
        fprintf(stderr, "%s: cannot use this model\n", path);
        exit(65);
    }
}

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int
by_time(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    double d = y->read + y->choose - x->read - x->choose;

    return d > 0 ? 1 : d < 0 ? -1 : 0;
}

static void
time_each(const struct engine *engine, struct engine_worker *worker,
          struct items *list, int rounds)
{
    for (size_t k = 0; k < list->count; k++) {
        struct item *it = &list->items[k];

        for (int round = 0; round < rounds; round++) {
            struct engine_result r;
            double a = now(), b, c;
            bool ok = engine_read(
                engine, worker, (struct mill_str){ it->bytes, it->size }, "",
                (struct mill_str){ it->url, strlen(it->url) }, &r);

            b = now();
            if (!ok || !engine_choose(engine, &r))
                fprintf(stderr, "%s: out of memory\n", it->id);
            c = now();
            it->read = b - a < it->read ? b - a : it->read;
            it->choose = c - b < it->choose ? c - b : it->choose;
        }
    }
    qsort(list->items, list->count, sizeof(*list->items), by_time);
    for (size_t k = 0; k < list->count; k++)
        printf("%8.2f ms: read %8.2f, choose %8.2f  %6zu KB %s\n",
               1e3 * (list->items[k].read + list->items[k].choose),
               1e3 * list->items[k].read, 1e3 * list->items[k].choose,
               list->items[k].size / 1000, list->items[k].id);
}

int
main(int argc, char **argv)
{
    static struct engine engine;
    static struct model models[FOLDS];
    const char *model = NULL, *folds = NULL;
    struct mill_arena *arena;
    struct engine_worker worker;
    struct engine_result r;
    const char *dump_to = NULL, *only = NULL;
    FILE *out = NULL;
    int rounds = 0, each = 0, i = 1;
    struct items list;
    double best = 1e9, worst = 0;
    const char *worst_id = "";
    size_t bytes = 0;

    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        if (strcmp(argv[i], "--dump") == 0)
            dump_to = argv[i + 1];
        else if (strcmp(argv[i], "--time") == 0)
            rounds = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--each") == 0)
            each = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--show") == 0)
            only = argv[i + 1];
        else if (strcmp(argv[i], "--model") == 0)
            model = argv[i + 1];
        else if (strcmp(argv[i], "--fold-models") == 0)
            folds = argv[i + 1];
    }
    if (i + 1 != argc) {
        fprintf(stderr, "usage: eval-extract [OPTION VALUE]... FOLDER\n");
        return 64;
    }
    arena = mill_arena_create(0);
    if (arena == NULL || engine_init(&engine, arena, NULL) != MILL_OK) {
        fprintf(stderr, "eval-extract: PRESSMILL_DATA_PATH has language data "
                        "that cannot be read\n");
        return 65;
    }
    if (engine.words.code_count == 0)
        fprintf(stderr, "eval-extract: no language data, set "
                        "PRESSMILL_DATA_PATH to config:.\n");
    if (!engine_worker_init(&worker))
        return 70;
    if (model != NULL) {
        open_model(&models[0], model);
        engine.model = &models[0];
    }
    for (int k = 0; folds != NULL && k < FOLDS; k++) {
        char path[4096];

        snprintf(path, sizeof(path), "%s%d.bin", folds, k);
        open_model(&models[k], path);
    }
    list = load(argv[i]);
    if (each > 0) {
        time_each(&engine, &worker, &list, each);
        engine_worker_finish(&worker);
        mill_arena_destroy(arena);
        return 0;
    }
    if (dump_to != NULL && (out = fopen(dump_to, "wb")) == NULL) {
        perror(dump_to);
        return 73;
    }
    for (int round = 0; round <= rounds; round++) {
        double start = now();

        for (size_t k = 0; k < list.count; k++) {
            const struct item *it = &list.items[k];
            double t = now();

            if (only != NULL && strcmp(only, it->id) != 0)
                continue;
            if (folds != NULL)
                engine.model = &models[fold_of(it->url)];
            if (!engine_page(
                    &engine, &worker, (struct mill_str){ it->bytes, it->size },
                    "", (struct mill_str){ it->url, strlen(it->url) }, &r)) {
                fprintf(stderr, "%s: out of memory\n", it->id);
                continue;
            }
            t = now() - t;
            if (t > worst && round > 0) {
                worst = t;
                worst_id = it->id;
            }
            if (round == 0)
                bytes += it->size;
            if (only != NULL)
                show(&r);
            else if (out != NULL && round == 0)
                dump(out, it, &r);
            else if (rounds == 0)
                put_result(it, &r, k == 0);
        }
        if (round > 0 && now() - start < best)
            best = now() - start;
    }
    if (out != NULL)
        fclose(out);
    else if (rounds > 0)
        printf("%.1f pages of 174 KB a second (%.1f MB/s, %zu pages of %.0f "
               "KB), worst page %.2f ms (%s)\n",
               (double)bytes / 174e3 / best, (double)bytes / 1e6 / best,
               list.count, (double)bytes / 1e3 / (double)list.count,
               worst * 1e3, worst_id);
    else if (only == NULL)
        printf("\n}\n");
    engine_worker_finish(&worker);
    mill_arena_destroy(arena);
    return 0;
}
