/* SPDX-License-Identifier: Apache-2.0
 *
 * run-read.c: the source's thread: one document after the other into a slot,
 * and on to the workers. */
#include "run.h"

#include "journal.h"
#include "messages.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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
    slot->unread = false;
    pipeline_route_begin(&slot->route);
    report_reset(&chain->rep);
    chain->rep.step = source->name;
    if (!doc_begin(slot->doc, seq, run->plan->names, run->keep_bytes)) {
        run_stop(run, RUN_FAILED, EXIT_BUG, seq, "out of memory");
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
        run_stop(run, RUN_FAILED, EXIT_NO_INPUT, seq, why);
        return false;
    }
    }
    if (status == MILL_ERR_DOC) {
        slot->outcome = chain_failed(chain, slot, source, status);
        slot->unread = report_code(&chain->rep) != NULL &&
                       strcmp(report_code(&chain->rep), "no-input") == 0;
        if (slot->outcome == OUTCOME_STOPPED)
            run_stop(run, RUN_FAILED, EXIT_SOME_FAILED, seq,
                     report_text(&chain->rep));
    }
    return true;
}

/* Ends a run whose input does not go with what an earlier run has done. */
static bool
changed(struct run *run, const struct plan_step *source, uint64_t seq)
{
    char why[600];

    snprintf(why, sizeof why,
             "%s: the input is not the one that the earlier run read; run "
             "it from the beginning, without --resume",
             source->name);
    run_stop(run, RUN_FAILED, EXIT_CONFIG, seq, why);
    return false;
}

/* Whether a document is new to a run that goes on after another. */
static bool
is_new(struct run *run, size_t source, struct slot *slot, uint64_t seq)
{
    struct journal *journal = run->journal;

    if (journal == NULL)
        return true;
    slot->number = journal_number(slot->source, slot->doc);
    switch (journal_skip(journal, source, slot->number)) {
    case JOURNAL_SKIP:
        return false;
    case JOURNAL_CHANGED:
        return changed(run, slot->source, seq);
    case JOURNAL_TAKE:
        break;
    }
    return true;
}

static void
nap(int ms)
{
    struct timespec ts = { .tv_nsec = (long)ms * 1000000 };

    nanosleep(&ts, NULL);
}

void
run_read(struct run *run, struct chain *chain)
{
    struct run_totals *totals = &run->result->totals;
    uint64_t limit = run->options->limit;
    size_t source = 0;
    struct slot *slot = NULL;

    while (source < run->plan->n_sources && !run_stopped(run)) {
        bool again;

        if (limit != 0 && totals->read >= limit) {
            run->result->limited = true;
            break;
        }
        if (slot == NULL && (slot = run_take_slot(run)) == NULL)
            break;
        if (!read_one(run, &run->plan->steps[source], slot, totals->read,
                      chain, &again)) {
            if (again)
                nap(50);
            else if (run_stopped(run) || run->journal == NULL ||
                     journal_source_ended(run->journal, source) ||
                     changed(run, &run->plan->steps[source], totals->read))
                source++;
            continue;
        }
        if (!is_new(run, source, slot, totals->read))
            continue;
        run_account(run, slot);
        slot->bytes = slot->doc->body.len;
        totals->bytes += slot->bytes;
        totals->unread += slot->unread;
        totals->read++;
        if (slot->outcome == OUTCOME_WRITE)
            queue_push(&run->segments[0].queue, slot);
        else
            window_put(&run->window, slot);
        slot = NULL;
    }
    if (slot != NULL) {
        slot->next = NULL;
        run_release_slots(run, slot);
    }
}
