/* SPDX-License-Identifier: Apache-2.0
 *
 * warnings.h: telling what mill_warn() says in a running step: once each, on
 * one line, from any thread. */
#ifndef CORE_WARNINGS_H
#define CORE_WARNINGS_H

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

struct warnings {
    pthread_mutex_t lock;
    FILE *out;         /* NULL: count only */
    uint64_t seen[64]; /* hashes of what was told; more is only counted */
    size_t n_seen, quiet;
};

void warnings_init(struct warnings *w, FILE *out);
void warnings_finish(struct warnings *w);

/** A report_warn_fn; `context` is the struct. */
void warnings_tell(void *context, const char *step, const char *text);

#endif
