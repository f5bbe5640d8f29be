/* SPDX-License-Identifier: Apache-2.0
 *
 * outfile.h: a file, or stdout, that is written in whole lines, packed when
 * its name ends in .gz or .zst. When the disk is full or the reader is gone,
 * what stands in the file is whole lines, and whole packed parts. */
#ifndef IO_OUTFILE_H
#define IO_OUTFILE_H

#include <pressmill/base.h>
#include <pressmill/json.h>
#include <pressmill/report.h>

struct outfile;

/* How a file is opened. */
struct outfile_mode {
    bool append; /* keep what the file has, and write behind it; the beginning
                  * of a line at its end goes */
    bool plain;  /* never packed, whatever its name */
    struct mill_str resume; /* what outfile_save() said: goes on from there,
                             * and what the file has behind it goes */
};

/**
 * Opens a file for writing, from its start unless the mode says otherwise.
 *
 * @param path  "-" is stdout
 * @return the file, or NULL: the report says why (code "cannot-create")
 */
struct outfile *outfile_open(const char *path, struct outfile_mode mode,
                             struct mill_report *rep);

/** Hands everything to the system, or, of a packed file, puts what is no
 * packed part yet into `state`, and where the file stands. MILL_ERR_DOC when
 * it is no file that can be cut back. */
enum mill_status outfile_save(struct outfile *f, struct mill_buf *state,
                              struct mill_report *rep);

/** Adds bytes that belong together: one or more whole lines. On failure
 * MILL_ERR_STAGE, with the code "output" (the disk is full, ...) or "closed"
 * (nobody reads). */
enum mill_status outfile_write(struct outfile *f, struct mill_str bytes,
                               struct mill_report *rep);

/** Hands what was added to the system, unless the file is packed: where a
 * packed part ends must not depend on when the input paused. */
enum mill_status outfile_flush(struct outfile *f, struct mill_report *rep);

/** Hands everything to the system: nothing more will be added. */
enum mill_status outfile_finish(struct outfile *f, struct mill_report *rep);

/** Closes. Call outfile_finish() before: what it did not write is lost. */
void outfile_close(struct outfile *f);

/** Whether nothing has been written, and nothing was there. */
bool outfile_is_empty(const struct outfile *f);

#endif
