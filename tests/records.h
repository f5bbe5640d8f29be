/* SPDX-License-Identifier: Apache-2.0
 *
 * records.h: reading and writing one record after the other, for tests. */
#ifndef TESTS_RECORDS_H
#define TESTS_RECORDS_H

#include "tap.h"

#include "../core/doc.h"
#include "../core/record.h"
#include "../core/report.h"

#include <pressmill/record.h>

extern const char *const records_steps[];

struct bench {
    struct mill_doc *doc;
    struct mill_json_parser *parser;
    struct mill_report report;
    char *line; /* written last */
};

struct mill_str records_str(const char *s);
void records_init(struct bench *b);
void records_finish(struct bench *b);

/* A new document from a line; its report is in `b`. */
enum mill_status
records_read(struct bench *b, struct mill_str line, enum mill_offsets offsets);
/* The document's record, valid until the next call. */
const char *
records_write(struct bench *b, const struct mill_record_options *options);
/* A record in, the record out. */
const char *records_through(struct bench *b, const char *line);

/* Annotates the first place of some words. */
struct mill_ann *
records_put(struct mill_doc *doc, const char *type, const char *part);
/* A document with all there is, over a text of several widths, and its
 * record. */
void records_fill(struct mill_doc *doc);
extern const char records_full[];

#endif
