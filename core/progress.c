/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.c: documents, rate, failures and time left, on one line that is
 * written over. Only for people: nothing of it when stderr is no terminal. */
#include "progress.h"

#include "runner.h"

#include <pressmill/hooks.h>

#include <inttypes.h>

#define EVERY_US 200000

void
progress_init(struct progress *progress, bool on, FILE *out,
              uint64_t total_bytes)
{
    int64_t now = mill_hooks()->now_us();

    *progress = (struct progress){ .on = on,
                                   .out = out,
                                   .began_us = now,
                                   .last_us = now,
                                   .total_bytes = total_bytes };
}

static void
print_left(const struct progress *progress, const struct run_totals *totals,
           double seconds)
{
    double share, left;

    if (progress->total_bytes == 0 || totals->bytes == 0)
        return;
    share = (double)totals->bytes / (double)progress->total_bytes;
    if (share > 1)
        share = 1;
    left = seconds / share - seconds;
    fprintf(progress->out, ", %.0f%%, %.0f:%02.0f left", share * 100,
            (left - (double)((int64_t)left % 60)) / 60,
            (double)((int64_t)left % 60));
}

void
progress_show(struct progress *progress, const struct run_totals *totals)
{
    int64_t now;
    double seconds;
    uint64_t done;

    if (!progress->on)
        return;
    now = mill_hooks()->now_us();
    if (now - progress->last_us < EVERY_US)
        return;
    progress->last_us = now;
    seconds = (double)(now - progress->began_us) / 1e6;
    done = totals->written + totals->dropped + totals->rejected +
           totals->dead;
    fprintf(progress->out, "\r\033[K%" PRIu64 " documents, %.0f a second",
            done, (double)done / seconds);
    if (totals->failed != 0)
        fprintf(progress->out, ", %" PRIu64 " failed", totals->failed);
    print_left(progress, totals, seconds);
    fflush(progress->out);
    progress->shown = true;
}

void
progress_clear(struct progress *progress)
{
    if (!progress->shown)
        return;
    fprintf(progress->out, "\r\033[K");
    fflush(progress->out);
    progress->shown = false;
}
