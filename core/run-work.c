/* SPDX-License-Identifier: Apache-2.0
 *
 * run-work.c: the workers. Each takes a document through all stages of its
 * segment, so that it stays in one processor's cache; stages that wait
 * (MILL_WAITS) form segments with a pool of their own. */
#include "run.h"

#include "memory.h"
#include "messages.h"

#include <stdio.h>

#define MOST_AT_ONCE 8

/* The newest entry of a document's errors. */
static const char *
last_error(const struct mill_doc *doc)
{
    const char *text = "";

    for (const struct doc_error *e = doc->errors; e != NULL; e = e->next)
        text = e->message;
    return text;
}

static void
hand_on(struct segment *segment, struct slot *slot)
{
    struct run *run = segment->run;

    run_account(run, slot);
    if (segment + 1 < run->segments + run->n_segments &&
        slot->outcome == OUTCOME_WRITE)
        queue_push(&segment[1].queue, slot);
    else
        window_put(&run->window, slot);
}

static bool
is_last(const struct segment *segment)
{
    return segment == segment->run->segments + segment->run->n_segments - 1;
}

/* What is behind the document at which a stopped run ends is let go. */
static bool
let_go(struct run *run, struct slot *slot)
{
    if (!run_stopped(run) || slot->doc->seq <= atomic_load(&run->stop_seq))
        return false;
    slot->outcome = OUTCOME_STOPPED;
    return true;
}

/* After the stages of a segment. */
static void
finish_work(struct worker *worker, struct slot *slot, bool alive)
{
    struct run *run = worker->segment->run;

    if (alive && is_last(worker->segment))
        chain_render(&worker->chain, slot);
    if (slot->outcome == OUTCOME_STOPPED) {
        char why[600];

        snprintf(why, sizeof why, "%s: %s", mill_doc_source(slot->doc),
                 last_error(slot->doc));
        run_stop(run, RUN_FAILED, EXIT_SOME_FAILED, slot->doc->seq, why);
    }
}

static void
work_on(struct worker *worker, struct slot *slot)
{
    struct segment *segment = worker->segment;
    bool alive = true;

    if (let_go(segment->run, slot))
        return;
    if (segment == segment->run->segments)
        alive = chain_prepare(&worker->chain, slot);
    alive = alive && chain_run(&worker->chain, slot, segment->first,
                               segment->last);
    finish_work(worker, slot, alive);
}

/* The same for a chain of slots and a stage that takes them at once. */
static void
work_on_many(struct worker *worker, struct slot *slots)
{
    struct segment *segment = worker->segment;
    struct run *run = segment->run;
    struct slot *ready = NULL, **tail = &ready, *gone = NULL, *next;

    for (struct slot *slot = slots; slot != NULL; slot = next) {
        next = slot->next;
        if (let_go(run, slot) || (segment == run->segments &&
                                  !chain_prepare(&worker->chain, slot))) {
            slot->next = gone;
            gone = slot;
        } else {
            slot->next = NULL;
            *tail = slot;
            tail = &slot->next;
        }
    }
    if (ready != NULL)
        chain_run_many(&worker->chain, ready, segment->first);
    for (struct slot *slot = gone; slot != NULL; slot = next) {
        next = slot->next;
        finish_work(worker, slot, false);
        hand_on(segment, slot);
    }
    for (struct slot *slot = ready; slot != NULL; slot = next) {
        next = slot->next;
        finish_work(worker, slot, slot->alive);
        hand_on(segment, slot);
    }
}

static void *
worker_main(void *context)
{
    struct worker *worker = context;
    struct segment *segment = worker->segment;
    struct run *run = segment->run;
    struct slot *slot, *next;

    while ((slot = queue_pop(&segment->queue, segment->most)) != NULL) {
        if (segment->many != 0) {
            work_on_many(worker, slot);
            continue;
        }
        for (; slot != NULL; slot = next) {
            next = slot->next;
            work_on(worker, slot);
            hand_on(segment, slot);
        }
    }
    /* the last to leave closes the next queue */
    if (atomic_fetch_sub(&segment->active, 1) == 1 &&
        segment + 1 < run->segments + run->n_segments)
        queue_close(&segment[1].queue);
    return NULL;
}

bool
run_make_segments(struct run *run, size_t workers)
{
    const struct plan *plan = run->plan;
    size_t end = plan->n_sources + plan->n_stages, at = plan->n_sources;

    run->segments = mem_zalloc(plan->n_stages + 1, sizeof *run->segments);
    if (run->segments == NULL)
        return false;
    do {
        struct segment *segment = &run->segments[run->n_segments++];
        uint32_t waits = 0;

        segment->run = run;
        segment->first = at;
        if (at < end) {
            waits = plan->steps[at].desc->flags & MILL_WAITS;
            segment->many = chain_many(&plan->steps[at]);
        }
        if (segment->many != 0)
            at++;
        else
            while (at < end &&
                   (plan->steps[at].desc->flags & MILL_WAITS) == waits &&
                   chain_many(&plan->steps[at]) == 0)
                at++;
        segment->last = at;
        /* what waits must not make others wait behind it */
        segment->most = segment->many != 0 ? segment->many
                        : waits != 0       ? 1
                                           : MOST_AT_ONCE;
        segment->n_threads =
            waits ? (size_t)plan->file->run.network : workers;
        queue_init(&segment->queue);
    } while (at < end);
    return true;
}

static bool
open_chain(struct run *run, struct chain *chain, size_t segment,
           struct mill_report *rep)
{
    const struct plan *plan = run->plan;
    size_t first = run->segments[segment].first;
    size_t last = run->segments[segment].last;

    /* the first segment prepares, the last renders */
    if (segment == 0)
        first = 0;
    if (segment == run->n_segments - 1)
        last = plan->n_steps;
    if (!chain_open(chain, plan, first, last, rep))
        return false;
    chain_warn_to(chain, &run->warnings);
    chain->stop = &run->stop;
    chain->timed = run->options->timed;
    return true;
}

bool
run_start_workers(struct run *run, struct mill_report *rep)
{
    for (size_t i = 0; i < run->n_segments; i++) {
        struct segment *segment = &run->segments[i];

        segment->workers =
            mem_zalloc(segment->n_threads, sizeof *segment->workers);
        if (segment->workers == NULL)
            return false;
        for (size_t w = 0; w < segment->n_threads; w++) {
            segment->workers[w].segment = segment;
            if (!open_chain(run, &segment->workers[w].chain, i, rep))
                return false;
        }
    }
    /* opened all: now none can fail half way */
    for (size_t i = 0; i < run->n_segments; i++) {
        struct segment *segment = &run->segments[i];

        for (size_t w = 0; w < segment->n_threads; w++) {
            struct worker *worker = &segment->workers[w];

            atomic_fetch_add(&segment->active, 1);
            if (pthread_create(&worker->thread, NULL, worker_main, worker) !=
                0) {
                atomic_fetch_sub(&segment->active, 1);
                if (w == 0)
                    return false;
                break; /* fewer threads do the work, too */
            }
            worker->started = true;
        }
    }
    return true;
}

void
run_add_counts(struct run *run, const struct chain *chain)
{
    for (size_t i = 0; i < run->plan->n_steps; i++) {
        struct chain_count *to = &run->result->counts[i];
        const struct chain_count *from = &chain->counts[i];

        to->documents += from->documents;
        to->failed += from->failed;
        to->dropped += from->dropped;
        to->retried += from->retried;
        to->time_us += from->time_us;
    }
}

void
run_join_workers(struct run *run)
{
    for (size_t i = 0; i < run->n_segments; i++) {
        struct segment *segment = &run->segments[i];

        for (size_t w = 0; segment->workers && w < segment->n_threads; w++) {
            struct worker *worker = &segment->workers[w];

            if (worker->started)
                pthread_join(worker->thread, NULL);
            if (worker->chain.counts != NULL) {
                run_add_counts(run, &worker->chain);
                chain_close(&worker->chain);
            }
        }
        mem_free(segment->workers);
        queue_finish(&segment->queue);
    }
    mem_free(run->segments);
}
