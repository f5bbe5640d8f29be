/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.h: how far a run has come, on disk, so that a later one can go on
 * where a killed one ended: `run.state`, `pressmill run --resume`.
 *
 * Documents are finished in the order of the input. Now and then, when those
 * up to some document are, every sink says where it stands, and both go into
 * a file that is replaced whole (journal-file.c). A run that goes on cuts the
 * outputs back to there, reads its input past what is finished, and works on
 * from the next document: none is lost and none is there twice. */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include "chain.h"
#include "plan.h"
#include "runner.h"

/* Of one source: documents, and a number made of all of them in turn. */
struct journal_mark {
    uint64_t documents, digest;
};

/* What the file holds. */
struct journal_state {
    uint64_t pipeline;            /* the steps and their options */
    struct run_totals totals;     /* of finished documents */
    struct journal_mark *sources; /* by source */
    uint64_t logged;   /* numbers in the log of MILL_CHANGES sources */
    int64_t dead_at;   /* size of the dead letters; -1: there are none */
    struct mill_str *sinks; /* by sink: what `save` said */
};

struct journal;

struct journal_options {
    bool resume;
    bool required; /* a run that could not be resumed is an error */
};

/**
 * Gets the folder ready, takes it for this run, reads what an earlier run
 * left, and hands it to the steps: before plan_open().
 *
 * @return NULL when it is not possible: an error in the report, or, unless
 *         `required`, a warning
 */
struct journal *journal_open(struct plan *plan,
                             const struct journal_options *options,
                             struct mill_report *rep);

/** Ends it, after plan_close(). `done`: there is nothing to go on with; the
 * files go. */
void journal_close(struct journal *j, bool done);

/** What an earlier run has finished; all zero when there was none. */
const struct run_totals *journal_totals(const struct journal *j);

/** A number made of what a source gave: of all of it when the source may give
 * something else next time. */
uint64_t journal_number(const struct plan_step *source,
                        const struct mill_doc *doc);

/** Whether a run that could not be resumed is an error. */
bool journal_is_required(const struct journal *j);

enum journal_skip {
    JOURNAL_TAKE,
    JOURNAL_SKIP,   /* finished by the earlier run */
    JOURNAL_CHANGED /* the input is not the one of the earlier run */
};

/** Whether a document is new. From the source's thread. */
enum journal_skip journal_skip(struct journal *j, size_t source,
                               uint64_t number);
/** False when a source ended before what was read of it before. */
bool journal_source_ended(const struct journal *j, size_t source);

/** A document is finished. From the sinks' thread, as the next two. */
void journal_finished(struct journal *j, const struct slot *slot);
bool journal_is_due(const struct journal *j);

/**
 * Writes down how far the run is.
 *
 * @param dead_fd  the dead letters, or -1
 * @return MILL_OK; MILL_ERR_DOC when a sink cannot say where it stands;
 *         MILL_ERR_STAGE when a sink or the file cannot be written
 */
enum mill_status journal_save(struct journal *j, int dead_fd,
                              struct mill_report *rep);

/* ---- journal-file.c */

/** The file's text. */
void journal_write(struct mill_buf *out, const struct plan *plan,
                   const struct journal_state *state);
/** Reads it back; what it points to lies in `bytes`. False when it is
 * damaged. */
bool journal_read(struct mill_str bytes, const struct plan *plan,
                  struct journal_state *state);
/** A number made of the steps and their options. */
uint64_t journal_pipeline(const struct plan *plan, struct mill_arena *arena);

#endif
