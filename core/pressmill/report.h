/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h: how a plugin says what is wrong. The host knows the step, the
 * document, the attempt, and the file, line and column of every option; a
 * plugin only gives the sentence: lower case, no final stop, user text in
 * '...', and what was expected. */
#ifndef PRESSMILL_REPORT_H
#define PRESSMILL_REPORT_H

#include <pressmill/base.h>

MILL_BEGIN_DECLS

struct mill_report;

/**
 * Says why the callback fails, and returns `status` so that one line does:
 * `return mill_fail(rep, MILL_ERR_DOC, "no article in this page");`
 * The first failure of a callback is the one that is told.
 *
 * Threads: the report belongs to the callback it was handed to.
 */
MILL_API enum mill_status mill_fail(struct mill_report *rep,
                                    enum mill_status status,
                                    const char *format, ...) MILL_PRINTF(3, 4);

/** The same with a stable word for programs, such as "http-404"; it becomes
 * `code` in the record's `errors`. `code` is kept, not copied: a literal. */
MILL_API enum mill_status mill_fail_code(struct mill_report *rep,
                                         enum mill_status status,
                                         const char *code, const char *format,
                                         ...) MILL_PRINTF(4, 5);

/** Says that an option's value is wrong, at its place in the pipeline file.
 * For `declare` and `open`; returns MILL_ERR_STAGE. May be called several
 * times: all are told. */
MILL_API enum mill_status mill_fail_option(struct mill_report *rep,
                                           const char *option,
                                           const char *format, ...)
    MILL_PRINTF(3, 4);

/** Says that a data file is wrong at a place (line and column from 1; 0 when
 * unknown). Returns MILL_ERR_STAGE. May be called several times. */
MILL_API enum mill_status mill_fail_at(struct mill_report *rep,
                                       const char *file, unsigned line,
                                       unsigned column, const char *format,
                                       ...) MILL_PRINTF(5, 6);

/** Tells the user something once, on stderr; the step goes on. */
MILL_API void mill_warn(struct mill_report *rep, const char *format, ...)
    MILL_PRINTF(2, 3);

MILL_END_DECLS
#endif
