/* SPDX-License-Identifier: Apache-2.0
 *
 * run-write.c: the sinks' thread: documents come back in input order, are
 * written, counted, and their failures told. */
#include "run.h"

#include "dead-letter.h"
#include "journal.h"
#include "messages.h"

#include <signal.h>
#include <string.h>

#define IDLE_MS            20 /* after which sinks are flushed */
#define SAVE_MS            100 /* after which a pause is noted */
#define MOST_FAILURES_TOLD 50

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

    run->save_failed = true;
    if (code != NULL && strcmp(code, "closed") == 0) {
        run_stop(run, RUN_CLOSED, 128 + SIGPIPE, 0, NULL);
        return;
    }
    snprintf(why, sizeof why, "%s: %s", sink->name,
             report_text(rep)[0] != '\0' ? report_text(rep)
                                         : "cannot write");
    run_stop(run, RUN_FAILED, EXIT_IO, 0, why);
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
            run_stop(run, RUN_FAILED, EXIT_IO, 0,
                     "the dead-letter file cannot be written");
        break;
    case OUTCOME_STOPPED:
        break;
    }
    if (run->plan->file->run.max_failures > 0 &&
        totals->failed >= (uint64_t)run->plan->file->run.max_failures)
        run_stop(run, RUN_FAILED, EXIT_SOME_FAILED, slot->doc->seq,
                 "as many documents failed as run.max_failures allows");
    if (run->journal != NULL && !*broken)
        journal_finished(run->journal, slot);
}

/* Notes how far the run is. */
static void
save(struct run *run, struct mill_report *rep)
{
    enum mill_status status =
        journal_save(run->journal, run->dead_fd, rep);

    if (status != MILL_OK)
        run_stop(run, RUN_FAILED, EXIT_IO, 0, report_text(rep));
    run->save_failed = status != MILL_OK;
}

static void
save_when_due(struct run *run, bool *unsaved, struct mill_report *rep)
{
    if (!*unsaved || run->save_failed || !journal_is_due(run->journal))
        return;
    save(run, rep);
    *unsaved = false;
}

void
run_flush_sinks(struct run *run, bool last, struct mill_report *rep)
{
    struct plan_step *sinks = plan_sinks(run->plan);

    for (size_t i = 0; i < run->plan->n_sinks; i++) {
        const struct mill_plugin *desc = sinks[i].desc;
        enum mill_status (*call)(void *, struct mill_report *) = desc->flush;

        if (last && desc->finish != NULL)
            call = desc->finish;
        if (call == NULL)
            continue;
        report_reset(rep);
        if (call(sinks[i].self, rep) != MILL_OK)
            sink_failed(run, &sinks[i], rep);
    }
}

void *
run_write(void *context)
{
    struct run *run = context;
    struct mill_report rep;
    bool done = false, dirty = false, broken = false, unsaved = false;

    report_init(&rep, NULL);
    report_on_warn(&rep, warnings_tell, &run->warnings);
    while (!done) {
        int wait_ms = dirty || run->options->progress ? IDLE_MS
                      : unsaved                        ? SAVE_MS
                                                       : -1;
        struct slot *slots = window_take(&run->window, wait_ms, &done);

        if (slots == NULL && dirty) {
            run_flush_sinks(run, false, &rep);
            dirty = false;
        }
        for (struct slot *s = slots; s != NULL; s = s->next)
            finish_slot(run, s, &rep, &broken);
        if (slots != NULL) {
            dirty = true;
            run_release_slots(run, slots);
            unsaved = run->journal != NULL && !broken;
        }
        save_when_due(run, &unsaved, &rep);
        progress_show(&run->progress, &run->result->totals);
    }
    /* before the sinks' end: what they do there is done again later */
    if (run->journal != NULL && !run->save_failed)
        save(run, &rep);
    progress_clear(&run->progress);
    if (run->told > MOST_FAILURES_TOLD && !run->options->quiet)
        fprintf(run->log, "... and %llu more failures, told in the records\n",
                (unsigned long long)(run->told - MOST_FAILURES_TOLD));
    return NULL;
}
