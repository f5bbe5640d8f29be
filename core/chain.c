/* SPDX-License-Identifier: Apache-2.0
 *
 * chain.c: a document goes through steps: conditions, tries, undoing, and
 * what `on_error:` makes of a failure. */
#include "chain.h"

#include "memory.h"
#include "messages.h"

#include <time.h>

/* ---- life of a worker */

/* Most documents any of the steps [first, last) takes at once. */
static size_t
most_at_once(const struct plan *plan, size_t first, size_t last)
{
    size_t most = 0;

    for (size_t i = first; i < last; i++)
        if (chain_many(&plan->steps[i]) > most)
            most = chain_many(&plan->steps[i]);
    return most;
}

static bool
open_step(struct chain *chain, size_t i, struct mill_report *rep)
{
    const struct plan_step *step = &chain->plan->steps[i];
    enum mill_status status = MILL_OK;
    void *scratch = mem_zalloc(1, step->desc->worker_size);

    if (scratch == NULL)
        return false;
    report_begin_step(rep, step->name, step->conf->loc, step->conf->options);
    if (step->desc->worker_open != NULL)
        status = step->desc->worker_open(step->self, scratch, rep);
    if (!report_end_step(rep, status)) {
        mem_free(scratch);
        return false;
    }
    chain->scratch[i] = scratch;
    return true;
}

bool
chain_open(struct chain *chain, const struct plan *plan, size_t first,
           size_t last, struct mill_report *rep)
{
    size_t many = most_at_once(plan, first, last);

    *chain = (struct chain){ .plan = plan, .n_reports = many };
    report_init(&chain->rep, NULL);
    chain->scratch = mem_zalloc(plan->n_steps, sizeof *chain->scratch);
    chain->counts = mem_zalloc(plan->n_steps, sizeof *chain->counts);
    chain->items = mem_zalloc(many, sizeof *chain->items);
    chain->reports = mem_zalloc(many, sizeof *chain->reports);
    chain->batch = mem_zalloc(many, sizeof *chain->batch);
    if (chain->scratch == NULL || chain->counts == NULL ||
        chain->items == NULL || chain->reports == NULL ||
        chain->batch == NULL)
        goto fail;
    for (size_t i = 0; i < many; i++)
        report_init(&chain->reports[i], NULL);
    for (size_t i = first; i < last; i++)
        if (!open_step(chain, i, rep))
            goto fail;
    return true;
fail:
    chain_close(chain);
    return false;
}

void
chain_warn_to(struct chain *chain, struct warnings *warnings)
{
    report_on_warn(&chain->rep, warnings_tell, warnings);
    for (size_t i = 0; i < chain->n_reports; i++)
        report_on_warn(&chain->reports[i], warnings_tell, warnings);
}

void
chain_close(struct chain *chain)
{
    for (size_t i = chain->plan->n_steps; i-- > 0;) {
        const struct plan_step *step = &chain->plan->steps[i];

        if (chain->scratch == NULL || chain->scratch[i] == NULL)
            continue;
        if (step->desc->worker_close != NULL)
            step->desc->worker_close(step->self, chain->scratch[i]);
        mem_free(chain->scratch[i]);
    }
    mem_free(chain->scratch);
    mem_free(chain->counts);
    mem_free(chain->items);
    mem_free(chain->reports);
    mem_free(chain->batch);
    chain->scratch = NULL;
    chain->counts = NULL;
}

/* ---- failing */

static enum outcome
failed(struct chain *chain, struct slot *slot, const struct plan_step *step,
       enum mill_status status, const struct mill_report *rep)
{
    const char *text = report_text(rep);
    const char *code = report_code(rep);
    enum on_error policy = step->on_error;

    if (text[0] == '\0')
        text = "failed and did not say why";
    if (code == NULL)
        code = message_get(MSG_STEP_FAILED)->code;
    doc_add_error(slot->doc, step->name, code, text);
    slot->doc->failed = true;
    chain->counts[step->number - 1].failed++;

    if (status == MILL_ERR_STAGE)
        policy = ON_ERROR_STOP;
    switch (policy) {
    case ON_ERROR_STOP:
        return OUTCOME_STOPPED;
    case ON_ERROR_DROP:
        return OUTCOME_REJECTED;
    case ON_ERROR_DEAD_LETTER:
        return OUTCOME_DEAD;
    case ON_ERROR_DEFAULT:
    case ON_ERROR_SKIP:
        break;
    }
    return OUTCOME_WRITE;
}

enum outcome
chain_failed(struct chain *chain, struct slot *slot,
             const struct plan_step *step, enum mill_status status)
{
    return failed(chain, slot, step, status, &chain->rep);
}

/* Sleeps before another try, in slices, so that a stopped run ends soon. */
static void
wait_before_retry(const struct chain *chain, int64_t wait_ms)
{
    while (wait_ms > 0) {
        int64_t slice = wait_ms < 50 ? wait_ms : 50;
        struct timespec ts = { .tv_nsec = (long)slice * 1000000 };

        if (chain->stop != NULL && atomic_load(chain->stop) != 0)
            return;
        nanosleep(&ts, NULL);
        wait_ms -= slice;
    }
}

/* ---- steps */

typedef enum mill_status step_fn(const void *self, void *worker,
                                 struct mill_doc *doc,
                                 struct mill_report *rep);

/* After a call: all or nothing. What a failed step did to the document is
 * undone. */
static enum mill_status
settle(struct mill_doc *doc, enum mill_status status, struct mill_report *rep)
{
    if (status == MILL_OK && report_status(rep) < 0)
        status = report_status(rep);
    if (status == MILL_OK && !doc_step_commit(doc))
        status = mill_fail(rep, MILL_ERR_DOC,
                           "the document takes more memory than it may");
    if (status != MILL_OK)
        doc_step_rollback(doc);
    return status;
}

static enum mill_status
attempt(struct chain *chain, struct slot *slot, const struct plan_step *step,
        step_fn *call, uint16_t number)
{
    struct mill_report *rep = &chain->rep;
    enum mill_status status;

    doc_step_begin(slot->doc, number);
    report_reset(rep);
    rep->step = step->name;
    status = call(step->self, chain->scratch[step->number - 1], slot->doc,
                  rep);
    return settle(slot->doc, status, rep);
}

/* What comes of a document after a step. False when it ends here. */
static bool
conclude(struct chain *chain, struct slot *slot, const struct plan_step *step,
         enum mill_status status, const struct mill_report *rep)
{
    if (status == MILL_OK)
        return true;
    if (status == MILL_DROP) {
        chain->counts[step->number - 1].dropped++;
        slot->outcome = OUTCOME_DROPPED;
        return false;
    }
    slot->outcome = failed(chain, slot, step, status, rep);
    return slot->outcome == OUTCOME_WRITE;
}

/* Calls a step, again where `retry:` says so. False when the document ends
 * here. */
static bool
call_step(struct chain *chain, struct slot *slot, const struct plan_step *step,
          step_fn *call, uint16_t number)
{
    struct chain_count *count = &chain->counts[step->number - 1];
    const struct pipeline_retry *retry = &step->conf->retry;
    int64_t began = chain->timed ? mill_hooks()->now_us() : 0;
    int64_t wait_ms = retry->wait_ms;
    enum mill_status status;

    for (unsigned tries = 0;; tries++) {
        status = attempt(chain, slot, step, call, number);
        if (status != MILL_ERR_AGAIN || tries >= retry->times)
            break;
        if (chain->stop != NULL && atomic_load(chain->stop) != 0)
            break;
        count->retried++;
        wait_before_retry(chain, wait_ms);
        wait_ms *= 2;
    }
    count->documents++;
    if (chain->timed)
        count->time_us += mill_hooks()->now_us() - began;
    return conclude(chain, slot, step, status, &chain->rep);
}

bool
chain_prepare(struct chain *chain, struct slot *slot)
{
    const struct plan_step *source = slot->source;

    if (slot->doc->failed || source->desc->prepare == NULL)
        return true;
    /* number 0: what comes with the input belongs to no step */
    return call_step(chain, slot, source, source->desc->prepare, 0);
}

/* Whether the document has what the step cannot do without. When it has not
 * and nothing went wrong before, that is this step's failure. */
static bool
has_needs(struct chain *chain, struct slot *slot, const struct plan_step *step)
{
    for (const char *const *need = step->needs; *need != NULL; need++) {
        if (doc_has(slot->doc, *need))
            continue;
        if (!slot->doc->failed) {
            report_reset(&chain->rep);
            mill_fail_code(&chain->rep, MILL_ERR_DOC,
                           message_get(MSG_STEP_NO_INPUT)->code,
                           "the document has no %s", *need);
            slot->outcome = chain_failed(chain, slot, step, MILL_ERR_DOC);
        }
        return false;
    }
    return true;
}

static bool
wanted(const struct chain *chain, const struct plan_step *step,
       struct slot *slot)
{
    if (step->conf->when == NULL && step->conf->switch_id < 0)
        return true;
    return pipeline_step_wanted(chain->plan->file, step->conf, &slot->route,
                                slot->doc);
}

bool
chain_run(struct chain *chain, struct slot *slot, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++) {
        const struct plan_step *step = &chain->plan->steps[i];

        if (!wanted(chain, step, slot))
            continue;
        if (!has_needs(chain, slot, step)) {
            if (slot->outcome != OUTCOME_WRITE)
                return false;
            continue;
        }
        if (!call_step(chain, slot, step, step->desc->process, step->number))
            return false;
    }
    return true;
}

size_t
chain_many(const struct plan_step *step)
{
    size_t many = step->desc->many;

    if (step->desc->process_many == NULL)
        return 0;
    return many < 1 ? 1 : many > 256 ? 256 : many;
}

void
chain_run_many(struct chain *chain, struct slot *slots, size_t at)
{
    const struct plan_step *step = &chain->plan->steps[at];
    struct chain_count *count = &chain->counts[step->number - 1];
    int64_t began = chain->timed ? mill_hooks()->now_us() : 0;
    size_t n = 0;

    for (struct slot *slot = slots; slot != NULL; slot = slot->next) {
        struct mill_report *rep = &chain->reports[n];

        slot->alive = true;
        if (!wanted(chain, step, slot))
            continue;
        if (!has_needs(chain, slot, step)) {
            slot->alive = slot->outcome == OUTCOME_WRITE;
            continue;
        }
        doc_step_begin(slot->doc, step->number);
        report_reset(rep);
        rep->step = step->name;
        chain->batch[n] = slot;
        chain->items[n++] =
            (struct mill_item){ slot->doc, rep, MILL_OK };
    }
    if (n == 0)
        return;
    step->desc->process_many(step->self, chain->scratch[at], chain->items, n);
    count->documents += n;
    if (chain->timed)
        count->time_us += mill_hooks()->now_us() - began;
    for (size_t i = 0; i < n; i++) {
        struct mill_item *item = &chain->items[i];
        struct slot *slot = chain->batch[i];

        item->status = settle(slot->doc, item->status, item->rep);
        /* what may work later is tried on its own */
        if (item->status == MILL_ERR_AGAIN && step->conf->retry.times > 0)
            slot->alive = call_step(chain, slot, step, step->desc->process,
                                    step->number);
        else
            slot->alive =
                conclude(chain, slot, step, item->status, item->rep);
    }
}

void
chain_render(struct chain *chain, struct slot *slot)
{
    const struct plan *plan = chain->plan;
    size_t base = plan->n_sources + plan->n_stages;

    slot->sinks_wanted = 0;
    for (size_t i = 0; i < plan->n_sinks; i++) {
        const struct plan_step *sink = &plan->steps[base + i];
        enum mill_status status = MILL_OK;

        slot->rendered[i] = (struct mill_str){ NULL, 0 };
        if (!wanted(chain, sink, slot))
            continue;
        if (sink->desc->render != NULL) {
            doc_step_begin(slot->doc, sink->number);
            report_reset(&chain->rep);
            status = sink->desc->render(sink->self, chain->scratch[base + i],
                                        slot->doc, &slot->rendered[i],
                                        &chain->rep);
        }
        if (status == MILL_DROP)
            continue;
        if (status != MILL_OK) {
            enum outcome outcome = chain_failed(chain, slot, sink, status);

            if (outcome != OUTCOME_WRITE)
                slot->outcome = outcome;
            continue;
        }
        slot->sinks_wanted |= UINT64_C(1) << i;
    }
}
