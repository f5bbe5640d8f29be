/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c: CSV files: one document a record, one column its text, the other
 * columns its fields. */
#include "read.h"
#include "row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <pressmill/unicode.h>

/* UTF-8 of a record, in the arena unless it is that already. */
static struct mill_str
decode(struct read *r, struct mill_str bytes, struct mill_arena *arena)
{
    size_t replaced;

    if (mill_utf8_valid(bytes.ptr, bytes.len) == bytes.len)
        return bytes;
    return charset_decode(r->detector, r->csv_charset, bytes, &replaced,
                          arena);
}

/* A field's name: what a header says, with only what names may have. */
static struct mill_str
column_name(struct read *r, struct mill_str cell, size_t i)
{
    char *name = mill_arena_alloc(r->columns_arena, cell.len + 32);
    size_t n = 0;

    if (name == NULL)
        return MILL_STR("");
    for (size_t k = 0; k < cell.len; k++) {
        unsigned char c = (unsigned char)cell.ptr[k];

        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
            (c >= 'A' && c <= 'Z') || c == '_')
            name[n++] = (char)c;
        else if (n > 0 && name[n - 1] != '_')
            name[n++] = '_';
    }
    while (n > 0 && name[n - 1] == '_')
        n--;
    if (n == 0)
        n = (size_t)snprintf(name, 32, "column%zu", i + 1);
    name[n] = '\0';
    return (struct mill_str){ name, n };
}

static bool
same(struct mill_str cell, const char *word)
{
    while (cell.len > 0 && cell.ptr[0] == ' ') {
        cell.ptr++;
        cell.len--;
    }
    while (cell.len > 0 && cell.ptr[cell.len - 1] == ' ')
        cell.len--;
    return strlen(word) == cell.len &&
           strncasecmp(cell.ptr, word, cell.len) == 0;
}

enum mill_status
read_csv_start(struct read *r, struct mill_doc *doc, struct mill_report *rep)
{
    struct mill_str header;
    bool has_text = false;

    r->column_count = 0;
    mill_arena_reset(r->columns_arena, 64 * 1024);
    if (strcmp(r->separator, "auto") == 0) {
        /* by the first line, whether it is a header or not */
        lines_peek(&r->lines, 64 * 1024, true);
        header.ptr = r->lines.buf + r->lines.at;
        header.len = r->lines.end - r->lines.at;
        if (header.len > 0) {
            const char *nl = memchr(header.ptr, '\n', header.len);

            if (nl != NULL)
                header.len = (size_t)(nl - header.ptr);
        }
        if (r->tab == '\0')
            r->tab = row_separator(header);
    } else {
        r->tab = strcmp(r->separator, "tab") == 0 ? '\t' : r->separator[0];
    }
    if (!r->header)
        return MILL_OK;
    switch (lines_next_csv(&r->lines, &header)) {
    case LINES_END:
        return MILL_OK; /* an empty file has no documents */
    case LINES_OK:
        break;
    default:
        return mill_fail_code(rep, MILL_ERR_DOC, "bad-csv",
                              "the header is no CSV line");
    }
    header = decode(r, header, r->columns_arena);
    if (header.ptr != NULL)
        r->column_count = row_cut(r->columns_arena, header, r->tab,
                                  r->columns, READ_COLUMNS);
    for (size_t i = 0; i < r->column_count; i++) {
        if (same(r->columns[i], r->text)) {
            r->columns[i] = MILL_STR("text");
            has_text = true;
        } else if (same(r->columns[i], r->id)) {
            r->columns[i] = MILL_STR("id");
        } else if (same(r->columns[i], r->url)) {
            r->columns[i] = MILL_STR("url");
        } else if (r->html != NULL && same(r->columns[i], r->html)) {
            r->columns[i] = MILL_STR("<html>");
            has_text = true;
        } else {
            r->columns[i] = column_name(r, r->columns[i], i);
        }
    }
    for (size_t i = 0; i < r->column_count && !has_text; i++)
        has_text = strcmp(r->columns[i].ptr, "url") == 0;
    if (has_text)
        return MILL_OK;
    (void)doc;
    return mill_fail_code(rep, MILL_ERR_DOC, "bad-csv",
                          "no column is called '%s'; name it with the option "
                          "'text'",
                          r->text);
}

/* Without a header, the options name columns by number, from 1. */
static const char *
numbered_name(const struct read *r, size_t i, char *room, size_t size)
{
    if ((size_t)strtoul(r->text, NULL, 10) == i + 1)
        return "text";
    if ((size_t)strtoul(r->id, NULL, 10) == i + 1)
        return "id";
    if ((size_t)strtoul(r->url, NULL, 10) == i + 1)
        return "url";
    snprintf(room, size, "column%zu", i + 1);
    return room;
}

static enum mill_status
fill(struct read *r, struct mill_doc *doc, struct mill_str record,
     struct mill_report *rep)
{
    struct mill_arena *arena = mill_doc_arena(doc);
    struct mill_str *cells =
        mill_doc_alloc(doc, READ_COLUMNS * sizeof *cells);
    size_t n;

    record = decode(r, record, arena);
    if (cells == NULL || record.ptr == NULL)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for this record");
    n = row_cut(arena, record, r->tab, cells, READ_COLUMNS);
    if (n == 0)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for this record");
    if (r->column_count > 0 && n != r->column_count)
        mill_doc_note(doc, "csv", "%zu cells where the header has %zu", n,
                      r->column_count);
    for (size_t i = 0; i < n; i++) {
        char room[32];
        const char *name;
        bool ok;

        if (r->header && i >= r->column_count)
            break;
        name = r->header ? r->columns[i].ptr
                         : numbered_name(r, i, room, sizeof room);
        if (strcmp(name, "text") == 0)
            ok = mill_doc_set_text(doc, cells[i]);
        else if (strcmp(name, "<html>") == 0)
            ok = mill_doc_set_body(doc, cells[i], "text/html; charset=utf-8");
        else if (cells[i].len == 0)
            continue;
        else
            ok = mill_doc_set_str(doc, name, cells[i]);
        if (!ok && strcmp(name, "text") != 0)
            return mill_fail(rep, MILL_ERR_DOC,
                             "out of memory for this record");
    }
    return MILL_OK;
}

int
read_csv_next(struct read *r, struct mill_doc *doc, struct mill_report *rep)
{
    struct mill_str record;

    for (;;) {
        enum lines_got got = lines_next_csv(&r->lines, &record);

        if (got == LINES_END)
            return READ_FILE_ENDS;
        if (got == LINES_OK && record.len == 0)
            continue;
        if (got != LINES_FAIL && !read_mine(r))
            continue;
        if (!read_name_line(r, doc, r->lines.line))
            return mill_fail(rep, MILL_ERR_DOC, "out of memory");
        if (got == LINES_LONG)
            return mill_fail_code(
                rep, MILL_ERR_DOC, "too-large",
                "the record is longer than the limit of %llu bytes (option "
                "'max_document'), or a quote in it is never closed",
                (unsigned long long)r->max_document);
        if (got == LINES_FAIL)
            return mill_fail_code(rep, MILL_ERR_DOC,
                                  stream_code(r->lines.stream), "%s",
                                  stream_why(r->lines.stream));
        return fill(r, doc, record, rep);
    }
}
