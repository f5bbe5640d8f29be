/* SPDX-License-Identifier: Apache-2.0
 *
 * chain.h: one worker's way of taking a document through steps. The runner
 * has many of these, an embedding program one. */
#ifndef CORE_CHAIN_H
#define CORE_CHAIN_H

#include "doc.h"
#include "plan.h"
#include "report.h"
#include "warnings.h"

#include <stdatomic.h>

/* What became of a document. */
enum outcome {
    OUTCOME_WRITE,    /* goes to the sinks, perhaps with errors in it */
    OUTCOME_DROPPED,  /* a step left it out (MILL_DROP) */
    OUTCOME_REJECTED, /* failed, and `on_error: drop` */
    OUTCOME_DEAD,     /* failed, and `on_error: dead-letter` */
    OUTCOME_STOPPED   /* failed, and the run must end */
};

/* A document under way and what goes with it. */
struct slot {
    struct mill_doc *doc;
    struct pipeline_route route;
    enum outcome outcome;
    struct plan_step *source;
    struct mill_str *rendered; /* a slice a sink */
    uint64_t sinks_wanted;     /* bit i: sink i gets it */
    struct slot *next;         /* in a queue or the free list */
    bool alive;                /* after chain_run_many(): goes on */
    size_t held;               /* bytes accounted for */
    uint64_t number;           /* journal_number(), when there is a journal */
    size_t bytes;              /* of the body as it was read */
    bool unread;               /* its input could not be opened */
};

/* What a worker counts of a step. */
struct chain_count {
    uint64_t documents, failed, dropped, retried;
    int64_t time_us; /* only when `timed` */
};

struct chain {
    const struct plan *plan;
    struct mill_report rep;
    void **scratch; /* by step; NULL where not opened */
    struct chain_count *counts; /* by step */
    struct mill_item *items;    /* of chain_run_many() */
    struct mill_report *reports;
    size_t n_reports;
    struct slot **batch;
    bool timed;
    /* set from outside to end waiting early; may be NULL */
    const atomic_int *stop;
};

/**
 * Makes a worker and calls `worker_open` of steps [first, last).
 *
 * @param rep  says why not, on false; nothing is left behind then
 */
bool chain_open(struct chain *chain, const struct plan *plan, size_t first,
                size_t last, struct mill_report *rep) MILL_MUST_USE;
void chain_close(struct chain *chain);

/** Who hears the warnings of its steps. */
void chain_warn_to(struct chain *chain, struct warnings *warnings);

/** Runs the source's `prepare`. False when the document ends here. */
bool chain_prepare(struct chain *chain, struct slot *slot);

/** Runs stages [first, last), numbers of plan->steps. False when the document
 * ends here: slot->outcome says how. */
bool chain_run(struct chain *chain, struct slot *slot, size_t first,
               size_t last);

/**
 * Runs one stage that takes several documents at once (`process_many`).
 * Each slot's `alive` says afterwards whether it goes on.
 *
 * @param slots  a chain of at most chain_many() of them
 */
void chain_run_many(struct chain *chain, struct slot *slots, size_t step);

/** How many documents a stage takes at once; 0 for one that does not. */
size_t chain_many(const struct plan_step *step);

/** Runs the sinks' `render`. */
void chain_render(struct chain *chain, struct slot *slot);

/** Enters what chain->rep says as the failure of a step and gives what the
 * step's policy makes of it. */
enum outcome chain_failed(struct chain *chain, struct slot *slot,
                          const struct plan_step *step,
                          enum mill_status status);

#endif
