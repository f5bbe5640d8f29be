/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.c: the queue to the workers and the window back into order. */
#include "queue.h"

#include <time.h>

void
queue_init(struct queue *queue)
{
    *queue = (struct queue){ .head = NULL };
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    queue->tail = &queue->head;
}

void
queue_finish(struct queue *queue)
{
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
}

void
queue_push(struct queue *queue, struct slot *slot)
{
    bool wake;

    slot->next = NULL;
    pthread_mutex_lock(&queue->lock);
    *queue->tail = slot;
    queue->tail = &slot->next;
    queue->count++;
    wake = queue->waiting > 0;
    pthread_mutex_unlock(&queue->lock);
    if (wake)
        pthread_cond_signal(&queue->filled);
}

struct slot *
queue_pop(struct queue *queue, size_t most)
{
    struct slot *first, *last;
    size_t n;

    pthread_mutex_lock(&queue->lock);
    while (queue->head == NULL && !queue->closed) {
        queue->waiting++;
        pthread_cond_wait(&queue->filled, &queue->lock);
        queue->waiting--;
    }
    first = queue->head;
    if (first == NULL) {
        pthread_mutex_unlock(&queue->lock);
        return NULL;
    }
    /* a fair share: never more than half of what is there */
    n = queue->count / 2;
    if (n > most)
        n = most;
    if (n == 0)
        n = 1;
    last = first;
    for (size_t i = 1; i < n; i++)
        last = last->next;
    queue->head = last->next;
    if (queue->head == NULL)
        queue->tail = &queue->head;
    queue->count -= n;
    pthread_mutex_unlock(&queue->lock);
    last->next = NULL;
    return first;
}

void
queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_mutex_unlock(&queue->lock);
    pthread_cond_broadcast(&queue->filled);
}

void
window_init(struct window *window, struct slot **slots, size_t size,
            bool in_order, uint64_t first)
{
    pthread_condattr_t attr;

    *window = (struct window){ .slots = slots,
                               .size = size,
                               .end = UINT64_MAX,
                               .head = first,
                               .taken = first,
                               .in_order = in_order };
    window->loose_tail = &window->loose;
    pthread_mutex_init(&window->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&window->ready, &attr);
    pthread_condattr_destroy(&attr);
}

void
window_finish(struct window *window)
{
    pthread_cond_destroy(&window->ready);
    pthread_mutex_destroy(&window->lock);
}

void
window_put(struct window *window, struct slot *slot)
{
    uint64_t seq = slot->doc->seq;
    bool wake;

    slot->next = NULL;
    pthread_mutex_lock(&window->lock);
    if (window->in_order) {
        /* at most `size` documents are under way: the place is free */
        window->slots[seq % window->size] = slot;
        wake = seq == window->head;
    } else {
        *window->loose_tail = slot;
        window->loose_tail = &slot->next;
        wake = true;
    }
    wake = wake && window->waiting;
    pthread_mutex_unlock(&window->lock);
    if (wake)
        pthread_cond_signal(&window->ready);
}

void
window_close(struct window *window, uint64_t end)
{
    pthread_mutex_lock(&window->lock);
    window->end = end;
    pthread_mutex_unlock(&window->lock);
    pthread_cond_signal(&window->ready);
}

/* With the lock held. */
static struct slot *
take_ready(struct window *window)
{
    struct slot *first = NULL, **tail = &first;

    if (!window->in_order) {
        first = window->loose;
        window->loose = NULL;
        window->loose_tail = &window->loose;
        for (struct slot *s = first; s != NULL; s = s->next)
            window->taken++;
        return first;
    }
    for (;;) {
        struct slot **place = &window->slots[window->head % window->size];

        if (*place == NULL)
            break;
        *tail = *place;
        tail = &(*place)->next;
        *place = NULL;
        window->head++;
        window->taken++;
    }
    *tail = NULL;
    return first;
}

struct slot *
window_take(struct window *window, int wait_ms, bool *done)
{
    struct timespec until;
    struct slot *slots;

    if (wait_ms >= 0) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += (long)wait_ms * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
    }
    pthread_mutex_lock(&window->lock);
    for (;;) {
        int rc = 0;

        slots = take_ready(window);
        *done = slots == NULL && window->taken == window->end;
        if (slots != NULL || *done)
            break;
        window->waiting = true;
        if (wait_ms < 0)
            pthread_cond_wait(&window->ready, &window->lock);
        else
            rc = pthread_cond_timedwait(&window->ready, &window->lock,
                                        &until);
        window->waiting = false;
        if (rc != 0)
            break;
    }
    pthread_mutex_unlock(&window->lock);
    return slots;
}
