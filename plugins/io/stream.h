/* SPDX-License-Identifier: Apache-2.0
 *
 * stream.h: bytes of a file or of stdin, unpacked on the way when they are
 * gzip (any number of members) or zstd (any number of frames). Memory is
 * constant; what unpacks to too much is stopped. */
#ifndef IO_STREAM_H
#define IO_STREAM_H

#include <pressmill/base.h>
#include <sys/types.h>

struct stream;

/* What unpacking may cost. */
struct stream_limits {
    uint64_t max_bytes; /* after unpacking; 0: no limit */
    uint64_t max_ratio; /* unpacked : packed, looked at past 32 MiB; 0: none */
};

/** Creates a reader that can be used for one file after another; NULL when
 * memory ran out. */
struct stream *stream_create(struct stream_limits limits);
void stream_destroy(struct stream *s);

/** Opens a path, "-" for stdin; false: stream_code() and stream_why(). */
bool stream_open(struct stream *s, const char *path);
void stream_close(struct stream *s);

/** The same for the bytes [begin, end) of a file that can be read from any
 * place; where it is packed, a packed part has to begin there. */
bool stream_open_part(struct stream *s, const char *path, uint64_t begin,
                      uint64_t end);

/** Reads from memory instead of from a file. The bytes must stay. */
void stream_open_memory(struct stream *s, struct mill_str bytes);

/** Reads at least 1 byte unless the end is reached; 0 at the end, -1 on
 * failure. Never waits for more than it already has to give. */
ssize_t stream_read(struct stream *s, void *out, size_t size);

/** After stream_read() failed inside of gzip data: looks for the next member
 * and goes on there. False when there is none. */
bool stream_resync(struct stream *s);

/** Size of a plain regular file, 0 when it is not known beforehand. */
uint64_t stream_size(const struct stream *s);

/** Whether what is read is packed, and where in the packed bytes it is. */
bool stream_packed(const struct stream *s);

/** A short word and a phrase for the failure last met. */
const char *stream_code(const struct stream *s);
const char *stream_why(const struct stream *s);

#endif
