/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.h: where documents wait between threads. A mutex and a condition are
 * enough: a document costs tens of microseconds, a lock tens of nanoseconds,
 * and several documents are taken at a time when several wait. */
#ifndef CORE_QUEUE_H
#define CORE_QUEUE_H

#include "chain.h"

#include <pthread.h>

/* Documents waiting for a worker, first in, first out. */
struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct slot *head, **tail;
    size_t count, waiting;
    bool closed; /* nothing more will come */
};

void queue_init(struct queue *queue);
void queue_finish(struct queue *queue);
void queue_push(struct queue *queue, struct slot *slot);
/** Takes a chain of up to `most` slots, fewer when others wait, too; waits
 * for one. NULL when the queue is closed and empty. */
struct slot *queue_pop(struct queue *queue, size_t most);
void queue_close(struct queue *queue);

/* Documents that are done, put back in the order in which they were read. */
struct window {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    struct slot **slots; /* by seq % size */
    size_t size;
    uint64_t head; /* seq of the next to come out */
    uint64_t end;  /* seq behind the last, UINT64_MAX while unknown */
    bool in_order;
    struct slot *loose, **loose_tail; /* when order does not matter */
    uint64_t taken;
    bool waiting;
};

/** @param slots  room for `size` pointers, zeroed */
void window_init(struct window *window, struct slot **slots, size_t size,
                 bool in_order, uint64_t first);
void window_finish(struct window *window);
void window_put(struct window *window, struct slot *slot);
/** Says how many documents there are in all. */
void window_close(struct window *window, uint64_t end);

/**
 * Takes all documents that can come out now, as a chain.
 *
 * @param wait_ms  how long to wait for one; negative: as long as it takes
 * @param done     set when there are no more
 * @return NULL when the time is up or all is done
 */
struct slot *window_take(struct window *window, int wait_ms, bool *done);

#endif
