/* SPDX-License-Identifier: Apache-2.0
 *
 * sentiment-rows.c: reads labelled rows; see sentiment-rows.h. */
#include "sentiment-rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const row_labels[3] = { "negative", "neutral", "positive" };

static void
die(const char *path, size_t line, const char *what)
{
    fprintf(stderr, "%s:%zu: %s\n", path, line, what);
    exit(65);
}

/* Byte offset of the n-th character. */
static uint32_t
byte_of(struct mill_str text, int64_t n)
{
    size_t at = 0;

    while (n-- > 0 && at < text.len)
        mill_utf8_next(text.ptr, text.len, &at);
    return (uint32_t)at;
}

static const char *
copy(struct rows *rows, struct mill_json value)
{
    return mill_arena_strdup(rows->arena, mill_json_str(value));
}

static void
row_add(struct rows *rows, struct mill_json v, const char *path, size_t line)
{
    struct mill_json t = mill_json_get(v, "target");
    struct mill_json s = mill_json_get(v, "score");
    struct mill_str label = mill_json_str(mill_json_get(v, "label"));
    struct mill_str text = mill_json_str(mill_json_get(v, "text"));
    struct row *r;

    if (rows->count == rows->room) {
        rows->room = rows->room ? rows->room * 2 : 1024;
        rows->row = realloc(rows->row, rows->room * sizeof *rows->row);
        if (rows->row == NULL)
            die(path, line, "out of memory");
    }
    r = &rows->row[rows->count++];
    memset(r, 0, sizeof *r);
    r->id = copy(rows, mill_json_get(v, "id"));
    r->lang = copy(rows, mill_json_get(v, "lang"));
    r->domain = copy(rows, mill_json_get(v, "domain"));
    r->text =
        (struct mill_str){ mill_arena_strdup(rows->arena, text), text.len };
    if (!r->id || !r->lang || !r->domain || !r->text.ptr)
        die(path, line, "out of memory");
    r->target = (struct mill_span){ 1, 0 };
    if (mill_json_kind(t) == MILL_JSON_MAP)
        r->target = (struct mill_span){
            byte_of(r->text, mill_json_int(mill_json_get(t, "start"))),
            byte_of(r->text, mill_json_int(mill_json_get(t, "end")))
        };
    for (r->label = 0; r->label < 3; r->label++)
        if (strlen(row_labels[r->label]) == label.len &&
            memcmp(row_labels[r->label], label.ptr, label.len) == 0)
            break;
    if (r->label == 3)
        die(path, line, "label: expected negative, neutral or positive");
    r->scored = mill_json_kind(s) == MILL_JSON_INT ||
                mill_json_kind(s) == MILL_JSON_NUM;
    r->score = (float)mill_json_num(s);
}

void
rows_read(struct rows *rows, const char *path)
{
    struct mill_json_parser *parser = mill_json_parser_create();
    FILE *in = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0, n = 0;
    ssize_t len;

    if (rows->arena == NULL)
        rows->arena = mill_arena_create(0);
    if (in == NULL || parser == NULL || rows->arena == NULL)
        die(path, 0, "cannot be read");
    while ((len = getline(&line, &room, in)) >= 0) {
        struct mill_json root;
        const char *why;

        n++;
        if (len <= 1)
            continue;
        if (!mill_json_parse(parser, (struct mill_str){ line, (size_t)len },
                             &root, &why))
            die(path, n, why);
        row_add(rows, root, path, n);
    }
    free(line);
    fclose(in);
    mill_json_parser_destroy(parser);
}

void
rows_free(struct rows *rows)
{
    free(rows->row);
    mill_arena_destroy(rows->arena);
    memset(rows, 0, sizeof *rows);
}
