/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.h: a stream cut into lines, or into CSV records, in a buffer that is
 * kept from file to file. A line over the limit is passed over in constant
 * memory. */
#ifndef IO_LINES_H
#define IO_LINES_H

#include "stream.h"

struct lines {
    struct stream *stream;
    char *buf;
    size_t at, end, cap; /* bytes at hand: buf[at .. end) */
    size_t max;          /* longest line that is given out */
    uint64_t line;       /* number of the line given out last, from 1 */
    uint64_t next_line;  /* number of the one that follows */
    bool eof, failed;
};

enum lines_got {
    LINES_OK,
    LINES_END,
    LINES_LONG, /* over the limit, passed over */
    LINES_FAIL  /* the stream failed: stream_why(); nothing follows */
};

/** False when memory ran out. */
bool lines_init(struct lines *l, struct stream_limits limits, size_t max);
void lines_finish(struct lines *l);

/** Opens a path as stream_open() does, from line 1 on. */
bool lines_open(struct lines *l, const char *path);
/** The same for a part of a file: stream_open_part(). */
bool lines_open_part(struct lines *l, const char *path, uint64_t begin,
                     uint64_t end);
void lines_close(struct lines *l);

/** Has at least `need` bytes at hand, or all until the end or, with `line`,
 * a whole line: to look at what the file is. At most 64 KiB. */
void lines_peek(struct lines *l, size_t need, bool line);

/** The next line without its LF or CRLF, valid until the next call. */
enum lines_got lines_next(struct lines *l, struct mill_str *line);

/** The next CSV record: as a line, but line ends between quotes belong to
 * it. */
enum lines_got lines_next_csv(struct lines *l, struct mill_str *record);

/** Has `need` bytes at hand, beginning at buf[at], without taking them;
 * returns how many there are, fewer only at the end, or when `need` is above
 * the longest line by more than a few. */
size_t lines_hold(struct lines *l, size_t need);

/** Takes bytes that lines_hold() gave. */
void lines_take(struct lines *l, size_t count);

/** Passes over bytes, in constant memory; returns how many there were. */
uint64_t lines_skip(struct lines *l, uint64_t count);

/** After the stream failed in packed data: goes on with the next packed part
 * that can be found. False when there is none. */
bool lines_resync(struct lines *l);

#endif
