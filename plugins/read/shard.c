/* SPDX-License-Identifier: Apache-2.0
 *
 * shard.c: see shard.h. In an archive as it should be each record is a gzip
 * member of its own, and members have a mark; in one that is not packed a
 * record begins behind an empty line. */
#include "config.h"

#include "shard.h"

#include "../io/http.h"

#include <fcntl.h>
#include <pressmill/hooks.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { SHARD_WINDOW = 256 * 1024, SHARD_HEAD = 16 * 1024 };

struct archive {
    int fd;
    uint64_t size;
    char *window; /* bytes of the file from `from` on */
    uint64_t from;
    size_t len;
    char head[SHARD_HEAD]; /* of a record that is looked at */
};

static size_t
read_at(struct archive *a, void *out, size_t size, uint64_t at)
{
    size_t done = 0;

    while (done < size) {
        ssize_t n = pread(a->fd, (char *)out + done, size - done,
                          (off_t)(at + done));

        if (n <= 0)
            break;
        done += (size_t)n;
    }
    return done;
}

static bool
is_version(const char *p, size_t len)
{
    return len >= 8 && memcmp(p, "WARC/", 5) == 0 &&
           (p[5] == '0' || p[5] == '1') && p[6] == '.';
}

/* Whether a gzip member at this place begins with a record. */
static bool
is_member(struct archive *a, uint64_t at)
{
    char out[8];
    size_t have = read_at(a, a->head, sizeof a->head, at);
    z_stream z = { .next_in = (Bytef *)a->head,
                   .avail_in = (uInt)have,
                   .next_out = (Bytef *)out,
                   .avail_out = sizeof out };
    bool good;

    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return false;
    inflate(&z, Z_SYNC_FLUSH);
    good = is_version(out, sizeof out - z.avail_out);
    inflateEnd(&z);
    return good;
}

/* Whether a record that is not packed begins here, and no page that speaks of
 * one: where its length ends there is another, or the end of the file. */
static bool
is_record(struct archive *a, uint64_t at)
{
    struct mill_str rest = { a->head, 0 }, line, value;
    uint64_t length = UINT64_MAX, next;
    char tail[32];
    size_t n, skip = 0;

    rest.len = read_at(a, a->head, sizeof a->head, at);
    if (!is_version(rest.ptr, rest.len) || !http_line(&rest, &line))
        return false;
    while (http_line(&rest, &line) && line.len > 0) {
        char digits[24] = "";

        if (!http_header(line, "content-length", &value) ||
            value.len >= sizeof digits)
            continue;
        memcpy(digits, value.ptr, value.len);
        length = strtoull(digits, NULL, 10);
    }
    next = at + (uint64_t)(rest.ptr - a->head);
    if (length > a->size || next + length > a->size)
        return false;
    next += length;
    n = read_at(a, tail, sizeof tail, next);
    while (skip < n && (tail[skip] == '\r' || tail[skip] == '\n'))
        skip++;
    return next + skip == a->size || is_version(tail + skip, n - skip);
}

/* The next place at or behind `at` where a record may begin. */
static uint64_t
next_candidate(struct archive *a, uint64_t at, bool packed)
{
    static const char gzip[] = "\x1f\x8b\x08", plain[] = "\nWARC/";
    const char *mark = packed ? gzip : plain;
    size_t mark_len = packed ? sizeof gzip - 1 : sizeof plain - 1;

    while (at < a->size) {
        const char *p;
        size_t skip;

        if (at < a->from || at + mark_len > a->from + a->len) {
            a->from = at;
            a->len = read_at(a, a->window, SHARD_WINDOW, at);
            if (a->len < mark_len)
                return a->size;
        }
        skip = (size_t)(at - a->from);
        p = memmem(a->window + skip, a->len - skip, mark, mark_len);
        if (p != NULL)
            return a->from + (uint64_t)(p - a->window);
        at = a->from + a->len - mark_len + 1;
    }
    return a->size;
}

/* Where the first record at or behind a place begins; the file's size when
 * none does. */
static uint64_t
boundary(struct archive *a, uint64_t at, bool packed)
{
    if (at == 0)
        return 0;
    if (!packed)
        at--; /* the line end before it */
    for (; (at = next_candidate(a, at, packed)) < a->size; at++)
        if (packed ? is_member(a, at) : is_record(a, at + 1))
            return packed ? at : at + 1;
    return a->size;
}

static bool
divide(struct archive *a, uint64_t at, uint64_t of, uint64_t *begin,
       uint64_t *end)
{
    unsigned char first[8] = { 0 };
    size_t n = read_at(a, first, sizeof first, 0);
    bool packed = n > 2 && first[0] == 0x1f && first[1] == 0x8b;

    if (packed ? !is_member(a, 0) : !is_version((char *)first, n))
        return false;
    if (packed && boundary(a, 1, true) == a->size)
        return false; /* packed as a whole */
    *begin = boundary(a, a->size / of * at, packed);
    *end = at + 1 == of ? a->size
                        : boundary(a, a->size / of * (at + 1), packed);
    return true;
}

bool
shard_of_archive(const char *path, uint64_t at, uint64_t of, uint64_t *begin,
                 uint64_t *end)
{
    const struct mill_hooks *h = mill_hooks();
    struct archive *a = h->memory(NULL, sizeof *a);
    struct stat st;
    bool good = false;

    if (a == NULL)
        return false;
    a->len = 0;
    a->from = 0;
    a->window = h->memory(NULL, SHARD_WINDOW);
    a->fd = strcmp(path, "-") == 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (a->window != NULL && a->fd >= 0 && fstat(a->fd, &st) == 0 &&
        S_ISREG(st.st_mode)) {
        a->size = (uint64_t)st.st_size;
        good = divide(a, at, of, begin, end);
    }
    if (a->fd >= 0)
        close(a->fd);
    if (a->window != NULL)
        h->memory(a->window, 0);
    h->memory(a, 0);
    return good;
}
