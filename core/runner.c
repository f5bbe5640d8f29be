/* SPDX-License-Identifier: Apache-2.0
 *
 * runner.c: the threads of a run.
 *
 *   source (main thread) -> queue -> workers -> [queue -> waiting pool ->
 *   queue -> workers ...] -> window -> sinks (a thread), in input order
 *
 * Stages that wait (MILL_WAITS) form segments with a pool of their own. A
 * document keeps its slot from the source to the sink; slots and the bytes
 * their documents hold are the credits: when they are out, the source waits.
 * That is all the back-pressure there is, and memory is bounded by it. */
#include "runner.h"

#include "arena.h"
#include "dead-letter.h"
#include "memory.h"
#include "messages.h"
#include "progress.h"
#include "queue.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLOTS_PER_WORKER 32
#define MOST_AT_ONCE     8
#define KEEP_PER_SLOT    ((size_t)1 << 20)
#define IDLE_MS          20 /* after which sinks are flushed */
#define MOST_FAILURES_TOLD 50

/* Stages [first, last) that one pool of threads runs. A stage that takes
 * several documents at once has a segment to itself. */
struct segment {
    struct run *run;
    size_t first, last, n_threads;
    size_t many; /* documents taken at once, 0: one after the other */
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
    int dead_fd;
    char why[600];    /* what ended a RUN_FAILED run */
    int why_status;   /* and the exit status for it */
    pthread_mutex_t why_lock;
};

/* ---- stopping */

static atomic_int stop_signal;
static atomic_int *stop_flag; /* of the run at hand */

static void
on_signal(int number)
{
    int none = 0;

    atomic_store(&stop_signal, number);
    if (stop_flag != NULL)
        atomic_compare_exchange_strong(stop_flag, &none, RUN_SIGNAL);
}

bool
run_stopping(void)
{
    return stop_flag != NULL && atomic_load(stop_flag) != 0;
}

/* The second signal ends the program at once: the handler is for one. */
static void
catch_signals(struct sigaction *old_int, struct sigaction *old_term,
              struct sigaction *old_pipe)
{
    struct sigaction act = { .sa_handler = on_signal };
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    act.sa_flags = (int)SA_RESETHAND;
    sigemptyset(&act.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &act, old_int);
    sigaction(SIGTERM, &act, old_term);
    sigaction(SIGPIPE, &ignore, old_pipe);
}

/* Ends the run because of document `seq`; 0 when it is nobody's fault. What
 * was read before that document is still worked on, so that the output is the
 * same for any number of workers: the earliest reason wins. */
static void
stop_run(struct run *run, enum run_end why, int status, uint64_t seq,
         const char *text)
{
    int none = 0;

    pthread_mutex_lock(&run->why_lock);
    if (seq < atomic_load(&run->stop_seq)) {
        atomic_store(&run->stop_seq, seq);
        run->why_status = status;
        if (text != NULL)
            snprintf(run->why, sizeof run->why, "%s", text);
    }
    pthread_mutex_unlock(&run->why_lock);
    atomic_compare_exchange_strong(&run->stop, &none, (int)why);
    /* the source may be waiting for room */
    pthread_mutex_lock(&run->free_lock);
    pthread_cond_broadcast(&run->freed);
    pthread_mutex_unlock(&run->free_lock);
}

static bool
stopped(const struct run *run)
{
    return atomic_load_explicit(&run->stop, memory_order_relaxed) != 0;
}

/* ---- slots and memory */

/* Enters what a document holds now. */
static void
account(struct run *run, struct slot *slot)
{
    size_t held = mill_arena_held(slot->doc->arena);

    if (held == slot->held)
        return;
    pthread_mutex_lock(&run->free_lock);
    run->held_bytes += held - slot->held;
    if (run->held_bytes > run->result->totals.peak_bytes)
        run->result->totals.peak_bytes = run->held_bytes;
    pthread_mutex_unlock(&run->free_lock);
    slot->held = held;
}

/* Waits for a slot and for memory; NULL when the run is stopping. One
 * document is always let in, however small `run.memory` is. */
static struct slot *
take_slot(struct run *run)
{
    struct slot *slot = NULL;

    pthread_mutex_lock(&run->free_lock);
    while (!stopped(run) &&
           (run->n_free == 0 || (run->held_bytes > run->memory &&
                                 run->n_free != run->n_slots))) {
        struct timespec until;

        /* a signal handler cannot wake us: look again now and then */
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 200000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&run->freed, &run->free_lock, &until);
    }
    if (!stopped(run)) {
        slot = run->free_slots;
        run->free_slots = slot->next;
        run->n_free--;
    }
    pthread_mutex_unlock(&run->free_lock);
    return slot;
}

/* Gives slots back, in one go. */
static void
release_slots(struct run *run, struct slot *slots)
{
    struct slot *last = slots;
    size_t n = 1, given = 0;

    for (struct slot *s = slots;; s = s->next, n++) {
        mill_arena_reset(s->doc->arena, run->keep_bytes);
        given += s->held;
        s->held = mill_arena_held(s->doc->arena);
        given -= s->held;
        last = s;
        if (s->next == NULL)
            break;
    }
    pthread_mutex_lock(&run->free_lock);
    last->next = run->free_slots;
    run->free_slots = slots;
    run->n_free += n;
    run->held_bytes -= given;
    pthread_mutex_unlock(&run->free_lock);
    pthread_cond_signal(&run->freed);
}

/* ---- workers */

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

    account(run, slot);
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
    if (!stopped(run) || slot->doc->seq <= atomic_load(&run->stop_seq))
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
        stop_run(run, RUN_FAILED, EXIT_SOME_FAILED, slot->doc->seq, why);
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

    while ((slot = queue_pop(&segment->queue, segment->many != 0
                                                  ? segment->many
                                                  : MOST_AT_ONCE)) != NULL) {
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

/* ---- sinks */

static void
tell_failures(struct run *run, const struct mill_doc *doc)
{
    if (run->options->quiet || !doc->failed)
        return;
    for (const struct doc_error *e = doc->errors; e != NULL; e = e->next) {
        char text[700], source[400];

        if (run->told++ >= MOST_FAILURES_TOLD)
            return;
        report_clean(text, sizeof text, e->message);
        report_clean(source, sizeof source, doc->source);
        progress_clear(&run->progress);
        fprintf(run->log, "%s: %s: %s [%s]\n", source, e->step, text,
                e->code);
    }
}

static void
sink_failed(struct run *run, const struct plan_step *sink,
            struct mill_report *rep)
{
    const char *code = report_code(rep);
    char why[600];

    if (code != NULL && strcmp(code, "closed") == 0) {
        stop_run(run, RUN_CLOSED, 128 + SIGPIPE, 0, NULL);
        return;
    }
    snprintf(why, sizeof why, "%s: %s", sink->name,
             report_text(rep)[0] != '\0' ? report_text(rep)
                                         : "cannot write");
    stop_run(run, RUN_FAILED, EXIT_IO, 0, why);
}

/* True when the document went to all the sinks that want it. */
static bool
write_slot(struct run *run, struct slot *slot, struct mill_report *rep)
{
    struct plan_step *sinks = plan_sinks(run->plan);

    for (size_t i = 0; i < run->plan->n_sinks; i++) {
        enum mill_status status;

        if ((slot->sinks_wanted >> i & 1) == 0)
            continue;
        report_reset(rep);
        rep->step = sinks[i].name;
        status = sinks[i].desc->write(sinks[i].self, slot->doc,
                                      slot->rendered[i], rep);
        if (status == MILL_OK)
            continue;
        sink_failed(run, &sinks[i], rep);
        return false;
    }
    return true;
}

static void
finish_slot(struct run *run, struct slot *slot, struct mill_report *rep,
            bool *broken)
{
    struct run_totals *totals = &run->result->totals;

    totals->failed += slot->doc->failed;
    tell_failures(run, slot->doc);
    if (*broken || slot->outcome == OUTCOME_STOPPED ||
        slot->doc->seq > atomic_load(&run->stop_seq)) {
        /* after this one the order would have a hole: nothing follows */
        *broken = true;
        totals->lost++;
        return;
    }
    switch (slot->outcome) {
    case OUTCOME_WRITE:
        if (write_slot(run, slot, rep)) {
            totals->written++;
        } else {
            *broken = true;
            totals->lost++;
        }
        break;
    case OUTCOME_DROPPED:
        totals->dropped++;
        break;
    case OUTCOME_REJECTED:
        totals->rejected++;
        break;
    case OUTCOME_DEAD:
        totals->dead++;
        /* a letter that cannot be kept must not be lost in silence */
        if (run->dead_fd >= 0 && !dead_letter_write(run->dead_fd, slot->doc))
            stop_run(run, RUN_FAILED, EXIT_IO, 0,
                     "the dead-letter file cannot be written");
        break;
    case OUTCOME_STOPPED:
        break;
    }
    if (run->plan->file->run.max_failures > 0 &&
        totals->failed >= (uint64_t)run->plan->file->run.max_failures)
        stop_run(run, RUN_FAILED, EXIT_SOME_FAILED, slot->doc->seq,
                 "as many documents failed as run.max_failures allows");
}

static void
flush_sinks(struct run *run, struct mill_report *rep)
{
    struct plan_step *sinks = plan_sinks(run->plan);

    for (size_t i = 0; i < run->plan->n_sinks; i++) {
        if (sinks[i].desc->flush == NULL)
            continue;
        report_reset(rep);
        if (sinks[i].desc->flush(sinks[i].self, rep) != MILL_OK)
            sink_failed(run, &sinks[i], rep);
    }
}

static void *
sink_main(void *context)
{
    struct run *run = context;
    struct mill_report rep;
    bool done = false, dirty = false, broken = false;

    report_init(&rep, NULL);
    report_on_warn(&rep, warnings_tell, &run->warnings);
    while (!done) {
        int wait_ms = dirty || run->options->progress ? IDLE_MS : -1;
        struct slot *slots = window_take(&run->window, wait_ms, &done);

        if (slots == NULL && dirty) {
            flush_sinks(run, &rep);
            dirty = false;
        }
        for (struct slot *s = slots; s != NULL; s = s->next)
            finish_slot(run, s, &rep, &broken);
        if (slots != NULL) {
            dirty = true;
            release_slots(run, slots);
        }
        progress_show(&run->progress, &run->result->totals);
    }
    progress_clear(&run->progress);
    return NULL;
}

/* ---- source */

/* One document from a source into a slot. False when the source has ended. */
static bool
read_one(struct run *run, struct plan_step *source, struct slot *slot,
         uint64_t seq, struct chain *chain, bool *again)
{
    enum mill_status status;

    *again = false;
    slot->outcome = OUTCOME_WRITE;
    slot->source = source;
    slot->sinks_wanted = 0;
    pipeline_route_begin(&slot->route);
    report_reset(&chain->rep);
    chain->rep.step = source->name;
    if (!doc_begin(slot->doc, seq, run->plan->names, run->keep_bytes)) {
        stop_run(run, RUN_FAILED, EXIT_BUG, seq, "out of memory");
        return false;
    }
    status = source->desc->next(source->self, slot->doc, &chain->rep);
    switch (status) {
    case MILL_OK:
        if (!doc_step_commit(slot->doc))
            status = mill_fail(&chain->rep, MILL_ERR_DOC,
                               "the document takes more memory than it may");
        break;
    case MILL_END:
    case MILL_DROP:
        *again = status == MILL_DROP;
        return false;
    case MILL_ERR_AGAIN:
        *again = true;
        return false;
    case MILL_ERR_DOC:
        break;
    case MILL_ERR_STAGE: {
        char why[600];

        snprintf(why, sizeof why, "%s: %s", source->name,
                 report_text(&chain->rep));
        stop_run(run, RUN_FAILED, EXIT_NO_INPUT, seq, why);
        return false;
    }
    }
    if (status == MILL_ERR_DOC) {
        slot->outcome = chain_failed(chain, slot, source, status);
        if (report_code(&chain->rep) != NULL &&
            strcmp(report_code(&chain->rep), "no-input") == 0)
            run->result->totals.unread++;
        if (slot->outcome == OUTCOME_STOPPED)
            stop_run(run, RUN_FAILED, EXIT_SOME_FAILED, seq,
                     report_text(&chain->rep));
    }
    return true;
}

static void
nap(int ms)
{
    struct timespec ts = { .tv_nsec = (long)ms * 1000000 };

    nanosleep(&ts, NULL);
}

static void
read_all(struct run *run, struct chain *chain)
{
    struct run_totals *totals = &run->result->totals;
    uint64_t limit = run->options->limit;
    size_t source = 0;
    struct slot *slot = NULL;

    while (source < run->plan->n_sources && !stopped(run)) {
        bool again;

        if (limit != 0 && totals->read == limit)
            break;
        if (slot == NULL && (slot = take_slot(run)) == NULL)
            break;
        if (!read_one(run, &run->plan->steps[source], slot, totals->read,
                      chain, &again)) {
            if (!again)
                source++;
            else
                nap(50);
            continue;
        }
        account(run, slot);
        totals->bytes += slot->doc->body.len;
        totals->read++;
        if (slot->outcome == OUTCOME_WRITE)
            queue_push(&run->segments[0].queue, slot);
        else
            window_put(&run->window, slot);
        slot = NULL;
    }
    if (slot != NULL) {
        slot->next = NULL;
        release_slots(run, slot);
    }
}

/* ---- setting up */

/* Cuts the stages into segments: those that wait, those that take several
 * documents at once, those that work. */
static bool
make_segments(struct run *run, size_t workers)
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

static bool
start_workers(struct run *run, struct mill_report *rep)
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

static bool
make_slots(struct run *run, size_t workers)
{
    size_t waiting = 0, n;

    for (size_t i = 0; i < run->n_segments; i++)
        if (run->segments[i].n_threads > workers)
            waiting += run->segments[i].n_threads * 2;
    n = workers * SLOTS_PER_WORKER + waiting;
    run->n_slots = n;
    run->keep_bytes = run->memory / 4 / n;
    if (run->keep_bytes > KEEP_PER_SLOT)
        run->keep_bytes = KEEP_PER_SLOT;
    run->document_bytes = run->memory / (workers + 1);
    run->slots = mem_zalloc(n, sizeof *run->slots);
    if (run->slots == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct slot *slot = &run->slots[i];

        slot->doc = doc_create(run->document_bytes);
        slot->rendered =
            mem_zalloc(run->plan->n_sinks, sizeof *slot->rendered);
        if (slot->doc == NULL || slot->rendered == NULL)
            return false;
        slot->next = run->free_slots;
        run->free_slots = slot;
        run->n_free++;
    }
    return true;
}

static void
add_counts(struct run *run, const struct chain *chain)
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

static void
join_workers(struct run *run)
{
    for (size_t i = 0; i < run->n_segments; i++) {
        struct segment *segment = &run->segments[i];

        for (size_t w = 0; segment->workers && w < segment->n_threads; w++) {
            struct worker *worker = &segment->workers[w];

            if (worker->started)
                pthread_join(worker->thread, NULL);
            if (worker->chain.counts != NULL) {
                add_counts(run, &worker->chain);
                chain_close(&worker->chain);
            }
        }
        mem_free(segment->workers);
        queue_finish(&segment->queue);
    }
    mem_free(run->segments);
}

static void
free_slots(struct run *run)
{
    for (size_t i = 0; run->slots != NULL && i < run->n_slots; i++) {
        doc_destroy(run->slots[i].doc);
        mem_free(run->slots[i].rendered);
    }
    mem_free(run->slots);
}

static size_t
count_workers(const struct run *run)
{
    int64_t n = run->plan->file->run.workers;

    if (run->options->workers != 0)
        n = (int64_t)run->options->workers;
    if (n == 0)
        n = sysconf(_SC_NPROCESSORS_ONLN);
    if (n < 1)
        n = 1;
    return n > 256 ? 256 : (size_t)n;
}

static bool
open_dead_letters(struct run *run)
{
    const char *path = run->plan->file->run.dead_letter;

    run->dead_fd = -1;
    if (path == NULL)
        return true;
    run->dead_fd = dead_letter_open(path);
    if (run->dead_fd < 0) {
        snprintf(run->why, sizeof run->why,
                 "cannot write the dead-letter file '%s': %s", path,
                 strerror(errno));
        run->why_status = EXIT_CANT_CREATE;
        return false;
    }
    return true;
}

/* Of all sources; 0 when one of them does not know. */
static uint64_t
input_bytes(const struct plan *plan)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < plan->n_sources; i++) {
        const struct plan_step *source = &plan->steps[i];
        uint64_t bytes = 0;

        if (source->desc->input_bytes != NULL)
            bytes = source->desc->input_bytes(source->self);
        if (bytes == 0)
            return 0;
        sum += bytes;
    }
    return sum;
}

/* What the program exits with, once all is done. */
static void
conclude(struct run *run, struct mill_report *rep)
{
    struct run_result *result = run->result;
    struct run_totals *totals = &result->totals;
    struct mill_loc nowhere = { 0 };

    result->end = (enum run_end)atomic_load(&run->stop);
    if (result->end == RUN_SIGNAL) {
        result->signal = atomic_load(&stop_signal);
        result->exit_status = 128 + result->signal;
    } else if (result->end == RUN_CLOSED) {
        result->exit_status = 128 + SIGPIPE;
    } else if (rep->errors != 0) {
        /* a worker could not be opened: the step has said why */
        result->exit_status = report_exit_status(rep);
    } else if (result->end == RUN_FAILED) {
        report_error(rep, MSG_RUN_STOPPED, nowhere, "the run ended: %s",
                     run->why);
        result->exit_status = run->why_status;
    } else if (totals->unread != 0 && totals->unread == totals->read) {
        result->exit_status = EXIT_NO_INPUT;
    } else if (totals->failed != 0) {
        result->exit_status = EXIT_SOME_FAILED;
    }
    if (run->told > MOST_FAILURES_TOLD && !run->options->quiet)
        fprintf(run->log, "... and %llu more failures, told in the records\n",
                (unsigned long long)(run->told - MOST_FAILURES_TOLD));
}

/* Only the source's thread takes signals: they end its waiting for input. */
static void
block_signals(bool block)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

void
run_plan(struct plan *plan, const struct run_options *options,
         struct mill_report *rep, FILE *log, struct run_result *result)
{
    struct run run = { .plan = plan, .options = options, .result = result,
                       .log = log, .why_status = EXIT_BUG, .dead_fd = -1 };
    struct sigaction old_int, old_term, old_pipe;
    struct slot **window_slots = NULL;
    struct mill_report sink_rep;
    struct chain source_chain = { .plan = plan };
    size_t workers;
    int64_t began = mill_hooks()->now_us();
    bool source_open = false, sink_started = false;

    *result = (struct run_result){ .end = RUN_DONE };
    atomic_store(&run.stop_seq, UINT64_MAX);
    run.memory = plan->file->run.memory;
    warnings_init(&run.warnings, options->quiet ? NULL : log);
    pthread_mutex_init(&run.free_lock, NULL);
    pthread_mutex_init(&run.why_lock, NULL);
    pthread_cond_init(&run.freed, NULL);
    snprintf(run.why, sizeof run.why, "out of memory or threads");
    progress_init(&run.progress, options->progress, log, input_bytes(plan));
    result->counts = mem_zalloc(plan->n_steps, sizeof *result->counts);
    workers = count_workers(&run);
    if (result->counts == NULL || !open_dead_letters(&run) ||
        !make_segments(&run, workers) ||
        !make_slots(&run, workers))
        goto out;
    window_slots = mem_zalloc(run.n_slots, sizeof *window_slots);
    if (window_slots == NULL)
        goto out;
    window_init(&run.window, window_slots, run.n_slots,
                plan->file->run.order == ORDER_INPUT);

    atomic_store(&stop_signal, 0);
    stop_flag = &run.stop;
    block_signals(true);
    source_open = chain_open(&source_chain, plan, 0, 0, rep);
    if (source_open)
        chain_warn_to(&source_chain, &run.warnings);
    if (source_open && start_workers(&run, rep))
        sink_started = pthread_create(&run.sink_thread, NULL, sink_main,
                                      &run) == 0;
    catch_signals(&old_int, &old_term, &old_pipe);
    block_signals(false);
    if (sink_started)
        read_all(&run, &source_chain);

    queue_close(&run.segments[0].queue);
    if (!sink_started)
        for (size_t i = 1; i < run.n_segments; i++)
            queue_close(&run.segments[i].queue);
    window_close(&run.window, result->totals.read);
    if (sink_started)
        pthread_join(run.sink_thread, NULL);
    report_init(&sink_rep, NULL);
    if (sink_started)
        flush_sinks(&run, &sink_rep);
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
    sigaction(SIGPIPE, &old_pipe, NULL);
    stop_flag = NULL;
out:
    if (!sink_started)
        atomic_store(&run.stop, RUN_FAILED);
    if (run.segments != NULL)
        join_workers(&run);
    if (source_open) {
        add_counts(&run, &source_chain);
        chain_close(&source_chain);
    }
    if (window_slots != NULL)
        window_finish(&run.window);
    mem_free(window_slots);
    free_slots(&run);
    if (run.dead_fd >= 0 && !dead_letter_close(run.dead_fd))
        stop_run(&run, RUN_FAILED, EXIT_IO, 0, "the dead-letter file");
    result->totals.time_us = mill_hooks()->now_us() - began;
    warnings_finish(&run.warnings);
    conclude(&run, rep);
    pthread_cond_destroy(&run.freed);
    pthread_mutex_destroy(&run.why_lock);
    pthread_mutex_destroy(&run.free_lock);
}
