/* SPDX-License-Identifier: Apache-2.0
 *
 * runner.h: runs a plan over its input. */
#ifndef CORE_RUNNER_H
#define CORE_RUNNER_H

#include "chain.h"
#include "plan.h"

#include <stdio.h>

/* What a run counted. read = written + dropped + rejected + dead + lost
 * always holds; lost are documents a stopped run did not finish. */
struct run_totals {
    uint64_t read, written, dropped, rejected, dead, lost;
    uint64_t failed;   /* documents with a failure, whatever became of them */
    uint64_t unread;   /* inputs that could not even be opened */
    uint64_t bytes;    /* of bodies */
    int64_t time_us;
    size_t peak_bytes; /* of documents under way */
};

struct journal;

struct run_options {
    size_t workers; /* 0: what the file says */
    uint64_t limit; /* documents to read at most; 0: all */
    bool quiet;     /* failures are not told, only counted */
    bool progress;  /* tell how it goes, on stderr, a few times a second */
    bool timed;     /* measure the time of each step */
    struct journal *journal; /* goes on from there; NULL: none */
};

/* Why a run ended. */
enum run_end {
    RUN_DONE,     /* the input is used up */
    RUN_SIGNAL,   /* SIGINT or SIGTERM: what was under way is written */
    RUN_CLOSED,   /* nobody reads the output any more */
    RUN_FAILED    /* a step, a source or a sink said that nothing works */
};

struct run_result {
    enum run_end end;
    int signal;
    int exit_status; /* of the program; see enum exit_status */
    bool limited;    /* ended by `limit`: there may be more */
    uint64_t before; /* documents that an earlier run had finished */
    struct run_totals totals;
    struct chain_count *counts; /* by step; mill_hooks()->memory(p, 0) */
};

/**
 * Runs an opened plan. Words about failed documents go to `log`, in input
 * order.
 *
 * Threads: from the main thread; handles SIGINT and SIGTERM while it runs
 *          (once: finish what is under way; twice: end at once).
 */
void run_plan(struct plan *plan, const struct run_options *options,
              struct mill_report *rep, FILE *log, struct run_result *result);

/** Whether a signal or a failure has ended the run; for what waits. */
bool run_stopping(void);

#endif
