/* SPDX-License-Identifier: Apache-2.0
 *
 * findings.h: comparing what a report holds with what was expected. */
#ifndef TESTS_FINDINGS_H
#define TESTS_FINDINGS_H

#include "report.h"

/* All findings as "LINE:COLUMN CODE", sorted by place, with blanks between:
 * "2:1 D002 3:4 D009"; a file other than `file` stands before its place. */
const char *findings(const struct mill_report *rep, const char *file);

/* The text and hint of the finding with a code, or "". */
const char *finding(const struct mill_report *rep, const char *code);

#endif
