/* SPDX-License-Identifier: Apache-2.0
 *
 * read.h: what the files of this plugin share: its options and where it is
 * in its input. */
#ifndef READ_READ_H
#define READ_READ_H

#include "../io/charset.h"
#include "../io/lines.h"
#include "format.h"
#include "inputs.h"

#include <pressmill/json.h>
#include <pressmill/plugin.h>

enum { READ_COLUMNS = 512 };

struct read {
    /* options */
    struct mill_list path, names, brings;
    const char *text, *html, *id, *url, *charset, *separator, *shard;
    int format, offsets;
    bool header;
    uint64_t max_document, max_unpacked;
    int64_t max_ratio, limit;

    /* fixed by open */
    bool rename; /* keys of JSONL are not the record's own */
    uint64_t shard_at, shard_of;

    /* the source's thread */
    struct inputs inputs;
    struct lines lines;
    bool is_open;
    enum format now;   /* of the file at hand */
    const char *name;  /* the file at hand, for messages */
    char body_type[96];
    uint64_t ordinal;  /* documents met so far, in every shard */
    uint64_t given;    /* documents given out */
    struct charset *detector;
    /* CSV: the header of the file at hand */
    char tab;
    struct mill_arena *columns_arena;
    struct mill_str columns[READ_COLUMNS];
    size_t column_count;
    const char *csv_charset;
    /* WARC */
    uint64_t warc_record;
    bool warc_arc, warc_lost;
    bool divided; /* this part of the file is ours, all of it */
    char part_name[4200];
};

struct read_worker {
    struct mill_json_parser *parser;
    struct charset *charset;
};

/* Outcome of a step inside a file, beside the statuses. */
enum { READ_FILE_ENDS = 100, READ_NOT_MINE };

/** Whether the document met now belongs to this shard; counts it. */
bool read_mine(struct read *r);

/** Names the document "file:line". */
bool read_name_line(const struct read *r, struct mill_doc *doc,
                    uint64_t line);

/* csv.c */
enum mill_status read_csv_start(struct read *r, struct mill_doc *doc,
                                struct mill_report *rep);
int read_csv_next(struct read *r, struct mill_doc *doc,
                  struct mill_report *rep);

/* warc.c */
void read_warc_start(struct read *r);
int read_warc_next(struct read *r, struct mill_doc *doc,
                   struct mill_report *rep);

/* prepare.c */
enum mill_status read_prepare(const void *self, void *worker,
                              struct mill_doc *doc, struct mill_report *rep);

#endif
