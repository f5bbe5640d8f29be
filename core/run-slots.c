/* SPDX-License-Identifier: Apache-2.0
 *
 * run-slots.c: documents under way and the memory they may hold. Slots and
 * bytes are the credits of a run: when they are out, the source waits. That is
 * all the back-pressure there is. */
#include "run.h"

#include "arena.h"
#include "memory.h"

#include <time.h>

#define SLOTS_PER_WORKER 32
#define KEEP_PER_SLOT    ((size_t)1 << 20)

void
run_account(struct run *run, struct slot *slot)
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

struct slot *
run_take_slot(struct run *run)
{
    struct slot *slot = NULL;

    pthread_mutex_lock(&run->free_lock);
    while (!run_stopped(run) &&
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
    if (!run_stopped(run)) {
        slot = run->free_slots;
        run->free_slots = slot->next;
        run->n_free--;
    }
    pthread_mutex_unlock(&run->free_lock);
    return slot;
}

void
run_release_slots(struct run *run, struct slot *slots)
{
    struct slot *last = slots;
    size_t n = 1, given = 0;
    bool full, wake;

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
    full = run->held_bytes > run->memory;
    run->held_bytes -= given;
    /* the source is not woken for each slot: it would go back to sleep */
    wake = full || run->n_free >= run->n_slots / 8;
    pthread_mutex_unlock(&run->free_lock);
    if (wake)
        pthread_cond_signal(&run->freed);
}

bool
run_make_slots(struct run *run, size_t workers)
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

void
run_free_slots(struct run *run)
{
    for (size_t i = 0; run->slots != NULL && i < run->n_slots; i++) {
        doc_destroy(run->slots[i].doc);
        mem_free(run->slots[i].rendered);
    }
    mem_free(run->slots);
}
