/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h (private): what is behind `struct mill_report`.
 *
 * A report is used in two ways. While a pipeline is read, planned and opened
 * it has an arena and collects findings ("diags") with their places: all of
 * them, to be printed at the end. While documents run, every worker has a
 * report without an arena: it keeps the first failure of a callback in a
 * buffer of its own, and report_reset() before each call costs two stores. */
#ifndef CORE_REPORT_H
#define CORE_REPORT_H

#include <pressmill/arena.h>
#include <pressmill/node.h>
#include <pressmill/report.h>

#include <stdarg.h>
#include <stdio.h>

#include "messages.h"

enum severity { DIAG_ERROR, DIAG_WARNING };

/* One finding. */
struct diag {
    struct diag *next;
    enum severity severity;
    enum message msg;    /* MSG_PLUGIN when a plugin said it */
    struct mill_loc loc; /* .file NULL: no file; .line 0: the file at large */
    unsigned width;      /* characters to underline, at least 1 */
    const char *text;    /* one sentence, already free of control characters */
    const char *hint;    /* or NULL */
};

/* The bytes of something read, kept to show the line of a finding. */
struct report_source {
    struct report_source *next;
    const char *name;
    struct mill_str text;
};

/* Who hears the warnings of a running step. Called from any thread. */
typedef void report_warn_fn(void *context, const char *step, const char *text);

struct mill_report {
    /* findings; no arena: none are kept, only the failure below */
    struct mill_arena *arena;
    struct diag *first, *last;
    struct diag *latest; /* what a hint is for; NULL when it was not kept */
    size_t errors, warnings, dropped;
    struct report_source *sources;

    /* the step at hand */
    const char *step; /* its name in the pipeline, or NULL */
    struct mill_loc step_loc;
    const struct mill_node *options; /* its map of options, or NULL */
    size_t step_errors;              /* rep->errors when it began */
    struct report_source *step_sources; /* rep->sources when it began */

    report_warn_fn *warn;
    void *warn_context;

    /* the first failure since report_reset() */
    enum mill_status status; /* MILL_OK: none */
    const char *code;        /* a word for programs, or NULL */
    char text[512];          /* what was said; cut at a character */
};

/** Makes a report ready. `arena` keeps the findings and must live as long as
 * they are needed; NULL for the report of a worker. */
void report_init(struct mill_report *rep, struct mill_arena *arena);

/** Who hears mill_warn() when there is no arena (see warnings.h). */
void
report_on_warn(struct mill_report *rep, report_warn_fn *warn, void *context);

/** Keeps the bytes of a file (or of `--set #1`) to show lines of; the bytes
 * are not copied and must live as long as the report's arena. */
void report_add_source(struct mill_report *rep, const char *name,
                       struct mill_str text);

/* ---- findings of the host */

/** Adds an error at a place; `loc` may be (struct mill_loc){0}. When a step is
 * at hand the text begins with "step 'NAME': ". */
void
report_error(struct mill_report *rep, enum message msg, struct mill_loc loc,
             const char *format, ...) MILL_PRINTF(4, 5);
void report_verror(struct mill_report *rep, enum message msg,
                   struct mill_loc loc, const char *format, va_list va);
void
report_warning(struct mill_report *rep, enum message msg, struct mill_loc loc,
               const char *format, ...) MILL_PRINTF(4, 5);

/** Adds a hint to the finding made last; does nothing when there is none. */
void
report_hint(struct mill_report *rep, const char *format, ...) MILL_PRINTF(2, 3);

/** How many characters the finding made last underlines. */
void report_width(struct mill_report *rep, size_t width);

/* ---- the step at hand, and what its callback said */

/** Before `declare`, `open` or option_bind() of a step: its name, the place
 * of the name, its map of options (or NULL). Also resets the failure. */
void report_begin_step(struct mill_report *rep, const char *name,
                       struct mill_loc loc, const struct mill_node *options);

/**
 * After the callback: makes a finding of what it said with mill_fail(), and
 * one of our own when it failed without a word.
 *
 * @param status  what the callback returned
 * @return whether the step came through without an error
 */
bool report_end_step(struct mill_report *rep, enum mill_status status);

/** Forgets the failure: before each callback of a running document. */
static inline void
report_reset(struct mill_report *rep)
{
    rep->status = MILL_OK;
    rep->text[0] = '\0';
    rep->code = NULL;
}

static inline enum mill_status
report_status(const struct mill_report *rep)
{
    return rep->status;
}

/** What went wrong, or "". */
static inline const char *
report_text(const struct mill_report *rep)
{
    return rep->text;
}

/** The word for programs, or NULL. */
static inline const char *
report_code(const struct mill_report *rep)
{
    return rep->code;
}

/* ---- telling */

/** Whether colours belong on a stream: a terminal, and no NO_COLOR. */
bool report_wants_colour(FILE *out);

/** Prints all findings, in the order of the files and lines, with the line
 * and a caret under the place, and how many there are. */
void report_print(const struct mill_report *rep, FILE *out);

/** The same as JSON lines for programs: {"severity","code","file","line",
 * "column","message","hint"}. */
void report_print_json(const struct mill_report *rep, FILE *out);

/** What the program exits with: 0 without errors, else the status of the
 * first error's message. */
int report_exit_status(const struct mill_report *rep);

/** Writes `text` with its control characters, terminal escapes and marks that
 * turn the direction of writing made visible or left out. For everything of
 * the user's that goes to a terminal. Always ends with a NUL. */
void report_clean(char *out, size_t size, const char *text);

#endif
