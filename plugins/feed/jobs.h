/* SPDX-License-Identifier: Apache-2.0
 *
 * jobs.h: feeds that are fetched and read by a few threads ahead of the
 * source, which takes them in their order. */
#ifndef FEED_JOBS_H
#define FEED_JOBS_H

#include "../fetch/engine.h"
#include "parse.h"

enum job_state { JOB_PENDING, JOB_RUNNING, JOB_DONE };

struct job {
    char *url; /* or a path */
    int depth; /* behind how many indexes and pages it was found */
    enum job_state state;
    struct feed feed; /* once done; in feed.arena */
    const char *code; /* NULL: it was read */
    char why[500];
};

struct jobs_options {
    struct engine *engine;
    uint64_t max_bytes;
    size_t most; /* items of one feed */
};

struct jobs;

struct jobs *jobs_create(const struct jobs_options *options,
                         struct mill_report *rep);
void jobs_destroy(struct jobs *j);

/** Adds a feed behind all others; false when memory ran out. */
bool jobs_add(struct jobs *j, struct mill_str url, int depth);

/** The feed that comes next, when it has been read; waits for it. NULL at the
 * end. */
struct job *jobs_next(struct jobs *j);

/** The feed that jobs_next() gave is used up: its memory goes. */
void jobs_release(struct jobs *j, struct job *job);

/** Starts over with the first `count` feeds; the others are forgotten. */
void jobs_restart(struct jobs *j, size_t count);

size_t jobs_count(struct jobs *j);

#endif
