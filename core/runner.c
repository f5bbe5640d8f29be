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
#include "run.h"

#include "dead-letter.h"
#include "journal.h"
#include "memory.h"
#include "messages.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

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

void
run_stop(struct run *run, enum run_end why, int status, uint64_t seq,
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

/* ---- setting up, and the end */

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
}

/* All they gave is written. */
static void
finish_sources(struct run *run, struct mill_report *rep)
{
    for (size_t i = 0; i < run->plan->n_sources; i++) {
        const struct plan_step *source = &run->plan->steps[i];
        char why[600];

        report_reset(rep);
        if (source->desc->finish == NULL ||
            source->desc->finish(source->self, rep) == MILL_OK)
            continue;
        snprintf(why, sizeof why, "%s: %s", source->name, report_text(rep));
        run_stop(run, RUN_FAILED, EXIT_IO, 0, why);
    }
}

/* Where the outputs stand before the first document. */
static bool
save_first(struct run *run, struct mill_report *rep)
{
    struct mill_report at;
    enum mill_status status;

    report_init(&at, NULL);
    status = journal_save(run->journal, run->dead_fd, &at);
    if (status == MILL_OK)
        return true;
    if (status == MILL_ERR_DOC && !journal_is_required(run->journal)) {
        warnings_tell(&run->warnings, at.step, report_text(&at));
        run->journal = NULL;
        return true;
    }
    report_error(rep, MSG_RESUME, (struct mill_loc){ 0 }, "'%s': %s",
                 at.step, report_text(&at));
    return false;
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
                       .journal = options->journal, .log = log,
                       .why_status = EXIT_BUG, .dead_fd = -1 };
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
        !run_make_segments(&run, workers) ||
        !run_make_slots(&run, workers))
        goto out;
    window_slots = mem_zalloc(run.n_slots, sizeof *window_slots);
    if (window_slots == NULL)
        goto out;
    if (run.journal != NULL) {
        result->totals = *journal_totals(run.journal);
        result->before = result->totals.read;
        if (!save_first(&run, rep))
            goto out;
    }
    window_init(&run.window, window_slots, run.n_slots,
                plan->file->run.order == ORDER_INPUT, result->totals.read);

    atomic_store(&stop_signal, 0);
    stop_flag = &run.stop;
    block_signals(true);
    source_open = chain_open(&source_chain, plan, 0, 0, rep);
    if (source_open)
        chain_warn_to(&source_chain, &run.warnings);
    if (source_open && run_start_workers(&run, rep))
        sink_started = pthread_create(&run.sink_thread, NULL, run_write,
                                      &run) == 0;
    catch_signals(&old_int, &old_term, &old_pipe);
    block_signals(false);
    if (sink_started)
        run_read(&run, &source_chain);

    queue_close(&run.segments[0].queue);
    if (!sink_started)
        for (size_t i = 1; i < run.n_segments; i++)
            queue_close(&run.segments[i].queue);
    window_close(&run.window, result->totals.read);
    if (sink_started)
        pthread_join(run.sink_thread, NULL);
    report_init(&sink_rep, NULL);
    if (sink_started)
        run_flush_sinks(&run, true, &sink_rep);
    if (sink_started && !run_stopped(&run))
        finish_sources(&run, &sink_rep);
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
    sigaction(SIGPIPE, &old_pipe, NULL);
    stop_flag = NULL;
out:
    if (!sink_started)
        atomic_store(&run.stop, RUN_FAILED);
    if (run.segments != NULL)
        run_join_workers(&run);
    if (source_open) {
        run_add_counts(&run, &source_chain);
        chain_close(&source_chain);
    }
    if (window_slots != NULL)
        window_finish(&run.window);
    mem_free(window_slots);
    run_free_slots(&run);
    if (run.dead_fd >= 0 && !dead_letter_close(run.dead_fd))
        run_stop(&run, RUN_FAILED, EXIT_IO, 0, "the dead-letter file");
    result->totals.time_us = mill_hooks()->now_us() - began;
    warnings_finish(&run.warnings);
    conclude(&run, rep);
    pthread_cond_destroy(&run.freed);
    pthread_mutex_destroy(&run.why_lock);
    pthread_mutex_destroy(&run.free_lock);
}
