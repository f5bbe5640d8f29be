/* SPDX-License-Identifier: Apache-2.0
 *
 * record.h: a document as a JSONL record, both ways. docs/record.md describes
 * the record. */
#ifndef PRESSMILL_RECORD_H
#define PRESSMILL_RECORD_H

#include <pressmill/doc.h>
#include <pressmill/json.h>
#include <pressmill/option.h>
#include <pressmill/report.h>

MILL_BEGIN_DECLS

enum mill_offsets { /* what "start" and "end" count */
    MILL_OFFSETS_CODEPOINT = 0,
    MILL_OFFSETS_BYTE,
    MILL_OFFSETS_UTF16
};

struct mill_record_options {
    enum mill_offsets offsets;
    bool no_text;               /* leave "text" out */
    const struct mill_list *keep; /* only these keys; NULL: all */
};

/**
 * Appends the document's record, one line without its line feed.
 *
 * Threads: any that may read the document.
 */
MILL_API void mill_record_write(const struct mill_doc *doc,
                                const struct mill_record_options *options,
                                struct mill_buf *out);

/**
 * What the record has as "id": the document's field, else a hash of its URL,
 * text, body or source, the same in every run.
 *
 * @param room  keeps one that has to be made, with a NUL behind it
 */
MILL_API struct mill_str mill_record_id(const struct mill_doc *doc,
                                        char room[24]);

/**
 * Fills a document from a record: text, fields, annotations of known shape;
 * members it does not know pass through untouched.
 *
 * @param line  one JSON object; invalid UTF-8 in it is repaired and noted
 * @return MILL_OK, or MILL_ERR_DOC: the report says what is wrong where
 */
MILL_API enum mill_status mill_record_read(struct mill_doc *doc,
                                           struct mill_str line,
                                           enum mill_offsets offsets,
                                           struct mill_json_parser *parser,
                                           struct mill_report *rep);

MILL_END_DECLS
#endif
