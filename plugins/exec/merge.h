/* SPDX-License-Identifier: Apache-2.0
 *
 * merge.h: what a program answered, put into the document. */
#ifndef EXEC_MERGE_H
#define EXEC_MERGE_H

#include <pressmill/json.h>
#include <pressmill/option.h>
#include <pressmill/plugin.h>

#define EXEC_MAX_TYPES 32

struct merge {
    struct mill_list provides; /* fields taken from the answer */
    struct mill_list annotates;
    mill_type types[EXEC_MAX_TYPES]; /* of `annotates` */
};

/** Enters one answer. MILL_OK, MILL_DROP ("drop": true), or MILL_ERR_DOC: the
 * report says why. */
enum mill_status merge_answer(const struct merge *merge,
                              struct mill_json_parser *parser,
                              struct mill_doc *doc, struct mill_str line,
                              struct mill_report *rep);

#endif
