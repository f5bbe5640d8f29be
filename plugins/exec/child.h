/* SPDX-License-Identifier: Apache-2.0
 *
 * child.h: a program that answers lines with lines, one for one. */
#ifndef EXEC_CHILD_H
#define EXEC_CHILD_H

#include <pressmill/base.h>

#include <sys/types.h>

struct child {
    pid_t pid; /* 0: not running */
    int in, out;
    char *answer; /* what has come back, not yet handed out */
    size_t len, room, taken;
};

/* How an exchange ended. */
enum child_end {
    CHILD_ANSWERED, /* as many lines as were sent */
    CHILD_GONE,     /* the program ended before */
    CHILD_LATE,     /* the time was up */
    CHILD_TOO_LONG, /* a line longer than allowed */
    CHILD_NO_MEMORY
};

/* Gets one answer; `context` is the caller's. */
typedef void child_line_fn(void *context, size_t number, struct mill_str line);

/** Starts `command` by /bin/sh; false and errno when that fails.
 *
 * @param python_path  goes in front of PYTHONPATH; may be NULL */
bool child_start(struct child *child, const char *command,
                 const char *python_path) MILL_MUST_USE;

/** Ends the program: closes its stdin, waits a little, kills. Returns its
 * wait status, or 0 when none ran. */
int child_stop(struct child *child);

/** Frees what child_stop() leaves. */
void child_finish(struct child *child);

/**
 * Sends lines and hands out as many answers, reading and writing by turns so
 * that neither side blocks.
 *
 * @param count       lines in `lines`
 * @param timeout_ms  for all of them
 * @param max_line    bytes of the longest answer taken
 * @param answered    receives how many were handed out
 */
enum child_end child_exchange(struct child *child, struct mill_str lines,
                              size_t count, int64_t timeout_ms,
                              size_t max_line, child_line_fn *line,
                              void *context, size_t *answered);

#endif
