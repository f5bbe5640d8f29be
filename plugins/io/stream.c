/* SPDX-License-Identifier: Apache-2.0
 *
 * stream.c: see stream.h. */
#include "config.h"

#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <pressmill/hooks.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#if HAVE_ZSTD
#include <zstd.h>
#endif

enum { STREAM_IN = 256 * 1024, STREAM_TRUST = 32 * 1024 * 1024 };

enum coding { CODING_NONE, CODING_GZIP, CODING_ZSTD };

struct stream {
    struct stream_limits limits;
    int fd; /* -1: closed, or memory */
    bool own_fd, in_eof, ended, between; /* between members or frames */
    enum coding coding;
    const unsigned char *in; /* the file's bytes at hand */
    size_t in_at, in_end;
    unsigned char *buf;
    uint64_t in_total, out_total, size;
    uint64_t in_left; /* of the part that is read */
    z_stream z;
    bool z_ready;
#if HAVE_ZSTD
    ZSTD_DCtx *zstd;
#endif
    const char *code;
    char why[200];
};

struct stream *
stream_create(struct stream_limits limits)
{
    const struct mill_hooks *h = mill_hooks();
    struct stream *s = h->memory(NULL, sizeof *s);

    if (s == NULL)
        return NULL;
    memset(s, 0, sizeof *s);
    s->limits = limits;
    s->fd = -1;
    s->ended = true;
    s->buf = h->memory(NULL, STREAM_IN);
    if (s->buf == NULL) {
        h->memory(s, 0);
        return NULL;
    }
    return s;
}

void
stream_destroy(struct stream *s)
{
    if (s == NULL)
        return;
    stream_close(s);
    if (s->z_ready)
        inflateEnd(&s->z);
#if HAVE_ZSTD
    ZSTD_freeDCtx(s->zstd);
#endif
    mill_hooks()->memory(s->buf, 0);
    mill_hooks()->memory(s, 0);
}

static int
fail(struct stream *s, const char *code, const char *format, ...)
{
    va_list ap;

    s->code = code;
    va_start(ap, format);
    vsnprintf(s->why, sizeof s->why, format, ap);
    va_end(ap);
    s->ended = true;
    return -1;
}

static int
fail_errno(struct stream *s, int error)
{
    /* nothing of it read yet: the program's exit status tells */
    return fail(s, s->in_total == 0 ? "no-input" : "unreadable", "%s",
                strerror(error));
}

/* Bytes of the file, up to the end of the part that is read. */
static ssize_t
read_file(struct stream *s, void *out, size_t size)
{
    ssize_t n;

    if (size > s->in_left)
        size = (size_t)s->in_left;
    if (size == 0)
        return 0;
    do
        n = mill_hooks()->read(s->fd, out, size);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        s->in_left -= (uint64_t)n;
    return n;
}

/* Reads more of the file; 1, 0 at the end, -1. */
static int
refill(struct stream *s)
{
    ssize_t n;

    if (s->in_at < s->in_end)
        return 1;
    if (s->in_eof || s->fd < 0)
        return 0;
    n = read_file(s, s->buf, STREAM_IN);
    if (n < 0)
        return fail_errno(s, errno);
    s->in = s->buf;
    s->in_at = 0;
    s->in_end = (size_t)n;
    s->in_total += (uint64_t)n;
    s->in_eof = n == 0;
    return n > 0;
}

/* Has `need` bytes at hand, unless the file ends before: a pipe may give
 * them one at a time. */
static int
gather(struct stream *s, size_t need)
{
    while (s->in_end - s->in_at < need && !s->in_eof && s->fd >= 0) {
        ssize_t n;

        memmove(s->buf, s->in + s->in_at, s->in_end - s->in_at);
        s->in = s->buf;
        s->in_end -= s->in_at;
        s->in_at = 0;
        n = read_file(s, s->buf + s->in_end, STREAM_IN - s->in_end);
        if (n < 0)
            return fail_errno(s, errno);
        s->in_end += (size_t)n;
        s->in_total += (uint64_t)n;
        s->in_eof = n == 0;
    }
    return 0;
}

static bool
is_gzip(const unsigned char *p, size_t n)
{
    return n >= 2 && p[0] == 0x1f && p[1] == 0x8b;
}

static bool
is_zstd(const unsigned char *p, size_t n)
{
    if (n < 4)
        return false;
    return (p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd) ||
           ((p[0] & 0xf0) == 0x50 && p[1] == 0x2a && p[2] == 0x4d &&
            p[3] == 0x18);
}

/* Gets the library ready for a file; -1 when it is not there. */
static int
start_gzip(struct stream *s)
{
    s->coding = CODING_GZIP;
    if (s->z_ready) {
        inflateReset(&s->z);
        return 0;
    }
    s->z_ready = inflateInit2(&s->z, 15 + 16) == Z_OK;
    return s->z_ready ? 0 : fail(s, "memory", "out of memory");
}

static int
start_zstd(struct stream *s)
{
#if HAVE_ZSTD
    s->coding = CODING_ZSTD;
    if (s->zstd == NULL && (s->zstd = ZSTD_createDCtx()) == NULL)
        return fail(s, "memory", "out of memory");
    ZSTD_DCtx_reset(s->zstd, ZSTD_reset_session_only);
    return 0;
#else
    return fail(s, "unsupported",
                "it is packed by zstd, and pressmill was built without it");
#endif
}

/* Tells gzip and zstd by their first bytes. */
static int
sniff(struct stream *s)
{
    const unsigned char *p;
    int status = 0;

    if (refill(s) < 0)
        return -1;
    p = s->in + s->in_at;
    if (s->in_at < s->in_end &&
        (p[0] == 0x1f || p[0] == 0x28 || (p[0] & 0xf0) == 0x50) &&
        gather(s, 4) < 0)
        return -1;
    p = s->in + s->in_at;
    if (is_gzip(p, s->in_end - s->in_at))
        status = start_gzip(s);
    else if (is_zstd(p, s->in_end - s->in_at))
        status = start_zstd(s);
    if (s->coding != CODING_NONE)
        s->size = 0;
    return status;
}

static void
reset(struct stream *s)
{
    s->in_at = s->in_end = 0;
    s->in_total = s->out_total = s->size = 0;
    s->in_eof = s->ended = s->between = false;
    s->coding = CODING_NONE;
    s->in_left = UINT64_MAX;
    s->code = NULL;
    s->why[0] = '\0';
}

bool
stream_open(struct stream *s, const char *path)
{
    struct stat st;

    stream_close(s);
    reset(s);
    if (strcmp(path, "-") == 0) {
        s->fd = STDIN_FILENO;
        s->own_fd = false;
    } else {
        s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        s->own_fd = true;
    }
    if (s->fd < 0)
        return fail_errno(s, errno) == 0;
    if (fstat(s->fd, &st) != 0) {
        fail_errno(s, errno);
    } else if (S_ISDIR(st.st_mode)) {
        fail(s, "no-input", "it is a folder");
    } else {
        if (S_ISREG(st.st_mode))
            s->size = (uint64_t)st.st_size;
        if (sniff(s) == 0)
            return true;
    }
    stream_close(s);
    return false;
}

bool
stream_open_part(struct stream *s, const char *path, uint64_t begin,
                 uint64_t end)
{
    if (!stream_open(s, path))
        return false;
    /* what it is was told by its beginning; now from the part's */
    if (lseek(s->fd, (off_t)begin, SEEK_SET) < 0) {
        fail_errno(s, errno);
        stream_close(s);
        return false;
    }
    s->in_at = s->in_end = 0;
    s->in_total = s->out_total = 0;
    s->in_eof = false;
    s->in_left = end - begin;
    s->ended = s->in_left == 0;
    if (s->size > 0)
        s->size = s->in_left;
    return true;
}

void
stream_open_memory(struct stream *s, struct mill_str bytes)
{
    stream_close(s);
    reset(s);
    s->in = (const unsigned char *)bytes.ptr;
    s->in_end = bytes.len;
    s->in_total = bytes.len;
    s->in_eof = true;
    sniff(s);
    s->size = s->coding == CODING_NONE ? bytes.len : 0;
}

void
stream_close(struct stream *s)
{
    if (s->fd >= 0 && s->own_fd)
        close(s->fd);
    s->fd = -1;
    s->ended = true;
}

/* Skips what may stand between members: zeros, as tapes pad; 1 when another
 * member or frame follows, 0 at the end. */
static int
next_member(struct stream *s)
{
    const unsigned char *p;
    size_t left;
    int n;

    while ((n = refill(s)) > 0 && s->coding == CODING_GZIP &&
           s->in[s->in_at] == 0)
        s->in_at++;
    if (n <= 0)
        return n;
    if (gather(s, 4) < 0)
        return -1;
    p = s->in + s->in_at;
    left = s->in_end - s->in_at;
    if (s->coding == CODING_GZIP && is_gzip(p, left)) {
        inflateReset(&s->z);
        return 1;
    }
    if (s->coding == CODING_ZSTD && is_zstd(p, left))
        return 1;
    return fail(s, "bad-packing",
                "bytes that are neither follow the last packed part");
}

static ssize_t
inflate_some(struct stream *s, void *out, size_t size)
{
    int rc;

    s->z.next_in = (Bytef *)(uintptr_t)(s->in + s->in_at);
    s->z.avail_in = (uInt)(s->in_end - s->in_at);
    s->z.next_out = out;
    s->z.avail_out = (uInt)(size > 1u << 30 ? 1u << 30 : size);
    size = s->z.avail_out;
    rc = inflate(&s->z, Z_NO_FLUSH);
    s->in_at = s->in_end - s->z.avail_in;
    if (rc == Z_STREAM_END)
        s->between = true;
    else if (rc != Z_OK && rc != Z_BUF_ERROR)
        return fail(s, "bad-packing", "the gzip data is damaged (%s)",
                    s->z.msg != NULL ? s->z.msg : "zlib");
    return (ssize_t)(size - s->z.avail_out);
}

#if HAVE_ZSTD
static ssize_t
unzstd_some(struct stream *s, void *out, size_t size)
{
    ZSTD_inBuffer in = { s->in, s->in_end, s->in_at };
    ZSTD_outBuffer o = { out, size, 0 };
    size_t rc = ZSTD_decompressStream(s->zstd, &o, &in);

    if (ZSTD_isError(rc))
        return fail(s, "bad-packing", "the zstd data is damaged (%s)",
                    ZSTD_getErrorName(rc));
    s->in_at = in.pos;
    s->between = rc == 0;
    return (ssize_t)o.pos;
}
#endif

static ssize_t
unpack_some(struct stream *s, void *out, size_t size)
{
    if (s->coding == CODING_GZIP)
        return inflate_some(s, out, size);
#if HAVE_ZSTD
    if (s->coding == CODING_ZSTD)
        return unzstd_some(s, out, size);
#endif
    (void)out;
    (void)size;
    return fail(s, "unsupported", "it is packed");
}

static int
check_limits(struct stream *s)
{
    uint64_t packed = s->in_total - (s->in_end - s->in_at);

    if (s->limits.max_bytes != 0 && s->out_total > s->limits.max_bytes)
        return fail(s, "bomb", "it unpacks to more than %llu bytes",
                    (unsigned long long)s->limits.max_bytes);
    if (s->limits.max_ratio != 0 && s->out_total > STREAM_TRUST &&
        s->out_total / s->limits.max_ratio > packed)
        return fail(s, "bomb", "it unpacks to more than %llu times its size",
                    (unsigned long long)s->limits.max_ratio);
    return 0;
}

static ssize_t
read_packed(struct stream *s, void *out, size_t size)
{
    for (;;) {
        ssize_t n;
        int more;

        if (s->between) {
            more = next_member(s);
            if (more <= 0) {
                s->ended = true;
                return more;
            }
            s->between = false;
        }
        more = refill(s);
        if (more < 0)
            return -1;
        n = unpack_some(s, out, size);
        if (n < 0)
            return -1;
        if (n == 0 && more == 0 && !s->between)
            return fail(s, "truncated",
                        "it ends in the middle of a packed part");
        if (n > 0) {
            s->out_total += (uint64_t)n;
            return check_limits(s) < 0 ? -1 : n;
        }
    }
}

ssize_t
stream_read(struct stream *s, void *out, size_t size)
{
    if (s->code != NULL)
        return -1;
    if (s->ended || size == 0)
        return 0;
    if (s->coding != CODING_NONE)
        return read_packed(s, out, size);

    if (s->in_at == s->in_end && s->fd >= 0 && size >= STREAM_IN) {
        /* plain and nothing at hand: straight into the caller's buffer */
        ssize_t n;

        n = read_file(s, out, size);
        if (n < 0)
            return fail_errno(s, errno);
        s->in_total += (uint64_t)n;
        s->ended = n == 0;
        return n;
    }
    switch (refill(s)) {
    case -1:
        return -1;
    case 0:
        s->ended = true;
        return 0;
    default:
        break;
    }
    if (size > s->in_end - s->in_at)
        size = s->in_end - s->in_at;
    memcpy(out, s->in + s->in_at, size);
    s->in_at += size;
    return (ssize_t)size;
}

bool
stream_resync(struct stream *s)
{
    if (s->coding != CODING_GZIP || s->code == NULL ||
        strcmp(s->code, "bad-packing") != 0)
        return false;
    s->code = NULL;
    while (gather(s, 4) == 0) {
        const unsigned char *p = s->in + s->in_at;
        size_t left = s->in_end - s->in_at;

        if (left < 4)
            return false;
        /* magic, deflate, flags that are known */
        if (is_gzip(p, left) && p[2] == 8 && (p[3] & 0xe0) == 0) {
            inflateReset(&s->z);
            s->ended = s->between = false;
            return true;
        }
        s->in_at++;
        p = memchr(s->in + s->in_at, 0x1f, s->in_end - s->in_at);
        s->in_at = p != NULL ? (size_t)(p - s->in) : s->in_end;
    }
    return false;
}

uint64_t
stream_size(const struct stream *s)
{
    return s->size;
}

bool
stream_packed(const struct stream *s)
{
    return s->coding != CODING_NONE;
}

const char *
stream_code(const struct stream *s)
{
    return s->code != NULL ? s->code : "unreadable";
}

const char *
stream_why(const struct stream *s)
{
    return s->why;
}
