/* SPDX-License-Identifier: Apache-2.0
 *
 * run.h: the inside of a run, shared by the files that make it up:
 *
 *   runner.c     signals, setting up, the end
 *   run-slots.c  documents under way and the memory they may hold
 *   run-read.c   the source's thread
 *   run-work.c   the workers, in segments
 *   run-write.c  the sinks' thread
 */
#ifndef CORE_RUN_H
#define CORE_RUN_H

#include "chain.h"
#include "progress.h"
#include "queue.h"
#include "runner.h"
#include "warnings.h"

#include <pthread.h>

/* Stages [first, last) that one pool of threads runs. A stage that takes
 * several documents at once has a segment to itself. */
struct segment {
    struct run *run;
    size_t first, last, n_threads;
    size_t many; /* documents taken at once, 0: one after the other */
    size_t most; /* documents a thread takes from the queue */
    struct queue queue;
    struct worker *workers;
    atomic_size_t active; /* threads that have not ended */
};

struct worker {
    struct segment *segment;
    struct chain chain;
    pthread_t thread;
    bool started;
};

struct run {
    struct plan *plan;
    const struct run_options *options;
    struct run_result *result;
    FILE *log;
    struct warnings warnings;
    atomic_int stop; /* 0, or why: a number of enum run_end */
    atomic_uint_fast64_t stop_seq; /* documents behind it are let go */

    struct slot *slots;
    size_t n_slots, keep_bytes, memory, document_bytes;
    pthread_mutex_t free_lock;
    pthread_cond_t freed;
    struct slot *free_slots;
    size_t n_free, held_bytes;

    struct segment *segments;
    size_t n_segments;
    struct window window;

    pthread_t sink_thread;
    struct progress progress;
    uint64_t told;
    struct journal *journal; /* or NULL */
    bool save_failed; /* a sink or the journal failed: no more of it */
    int dead_fd;
    char why[600];    /* what ended a RUN_FAILED run */
    int why_status;   /* and the exit status for it */
    pthread_mutex_t why_lock;
};

/* ---- runner.c */

/**
 * Ends the run because of document `seq`; 0 when it is nobody's fault. What
 * was read before that document is still worked on, so that the output is the
 * same for any number of workers: the earliest reason wins.
 *
 * @param status  the program's exit status
 * @param text    why, copied; NULL when nothing is to be said
 */
void run_stop(struct run *run, enum run_end why, int status, uint64_t seq,
              const char *text);

static inline bool
run_stopped(const struct run *run)
{
    return atomic_load_explicit(&run->stop, memory_order_relaxed) != 0;
}

/* ---- run-slots.c */

bool run_make_slots(struct run *run, size_t workers) MILL_MUST_USE;
void run_free_slots(struct run *run);

/** Enters what a document holds now. */
void run_account(struct run *run, struct slot *slot);

/** Waits for a slot and for memory; NULL when the run is stopping. One
 * document is always let in, however small `run.memory` is. */
struct slot *run_take_slot(struct run *run);

/** Gives a chain of slots back, in one go. */
void run_release_slots(struct run *run, struct slot *slots);

/* ---- run-read.c */

/** Reads until the sources have ended or the run is stopping. */
void run_read(struct run *run, struct chain *chain);

/* ---- run-work.c */

/** Cuts the stages into segments: those that wait, those that take several
 * documents at once, those that work. */
bool run_make_segments(struct run *run, size_t workers) MILL_MUST_USE;
bool run_start_workers(struct run *run, struct mill_report *rep) MILL_MUST_USE;
/** Waits for the workers and frees them and the segments. */
void run_join_workers(struct run *run);
/** Adds what a worker counted to the result. */
void run_add_counts(struct run *run, const struct chain *chain);

/* ---- run-write.c */

/** The sinks' thread; `context` is the struct run. */
void *run_write(void *context);
/** Flushes; `last`: nothing more will be written. */
void run_flush_sinks(struct run *run, bool last, struct mill_report *rep);

#endif
