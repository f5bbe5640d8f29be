/* SPDX-License-Identifier: Apache-2.0
 *
 * journal-inner.h: a journal, for the files that make it up: journal.c, its
 * life; journal-progress.c, what is finished; journal-file.c, its text. */
#ifndef CORE_JOURNAL_INNER_H
#define CORE_JOURNAL_INNER_H

#include "journal.h"

struct journal {
    struct plan *plan;
    struct mill_arena *arena, *scratch;
    const char *folder, *path, *temporary, *log_path, *lock_path;
    const char **kept; /* by step: its file, or NULL */
    int lock_fd, log_fd;
    bool locked, resuming, required;
    struct journal_state now, before;
    struct journal_mark *skipped; /* by source, by the source's thread */

    /* numbers of the log, each once, in order, and how often each is to be
     * passed over yet */
    uint64_t *known;
    uint32_t *times;
    size_t n_known;
    uint64_t *fresh; /* not in the log yet */
    size_t n_fresh, fresh_cap;
    int64_t next_at;
};

/** Numbers of the log, in order; for qsort() and bsearch(). */
int journal_compare(const void *a, const void *b);

#endif
