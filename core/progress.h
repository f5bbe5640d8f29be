/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.h: the line on a terminal that tells how a run goes. */
#ifndef CORE_PROGRESS_H
#define CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct run_totals;

struct progress {
    bool on, shown;
    FILE *out;
    int64_t began_us, last_us;
    uint64_t total_bytes; /* of the input; 0: unknown */
};

/** @param total_bytes  of the input in all, 0 when nobody knows */
void progress_init(struct progress *progress, bool on, FILE *out,
                   uint64_t total_bytes);
/** Shows the line anew, a few times a second at most. */
void progress_show(struct progress *progress,
                   const struct run_totals *totals);
/** Takes the line away, so that something else can be written. */
void progress_clear(struct progress *progress);

#endif
