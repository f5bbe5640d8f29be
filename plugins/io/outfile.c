/* SPDX-License-Identifier: Apache-2.0
 *
 * outfile.c: see outfile.h.
 *
 * Lines are gathered into a large buffer. Each time it is written it becomes
 * one gzip member or zstd frame of its own: both formats allow any number,
 * and a file cut after any of them is a good file. */
#include "config.h"

#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <pressmill/hooks.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#if HAVE_ZSTD
#include <zstd.h>
#endif

enum { OUTFILE_BUF = 1024 * 1024, OUTFILE_ZSTD_LEVEL = 3 };

enum coding { CODING_NONE, CODING_GZIP, CODING_ZSTD };

struct outfile {
    int fd;
    bool own_fd, regular, dead, empty;
    enum coding coding;
    off_t at; /* where the next byte goes, in a regular file */
    char *buf;
    size_t len, cap;
    uint32_t *ends; /* where in the buffer each write ended */
    size_t n_ends, ends_cap;
    char *packed;
    size_t packed_cap;
    z_stream z;
    bool z_ready;
#if HAVE_ZSTD
    ZSTD_CCtx *zstd;
#endif
    char path[512]; /* for messages */
};

static bool
ends(const char *path, const char *ending)
{
    size_t n = strlen(path), k = strlen(ending);

    return n > k && strcmp(path + n - k, ending) == 0;
}

static void
destroy(struct outfile *f)
{
    const struct mill_hooks *h = mill_hooks();

    if (f->fd >= 0 && f->own_fd)
        close(f->fd);
    if (f->z_ready)
        deflateEnd(&f->z);
#if HAVE_ZSTD
    ZSTD_freeCCtx(f->zstd);
#endif
    h->memory(f->buf, 0);
    h->memory(f->ends, 0);
    h->memory(f->packed, 0);
    h->memory(f, 0);
}

static bool
choose_coding(struct outfile *f, const char *path, struct mill_report *rep)
{
    if (ends(path, ".gz")) {
        f->coding = CODING_GZIP;
        f->z_ready = deflateInit2(&f->z, 6, Z_DEFLATED, 15 + 16, 8,
                                  Z_DEFAULT_STRATEGY) == Z_OK;
        if (f->z_ready)
            return true;
    } else if (ends(path, ".zst")) {
        f->coding = CODING_ZSTD;
#if HAVE_ZSTD
        f->zstd = ZSTD_createCCtx();
        if (f->zstd != NULL) {
            ZSTD_CCtx_setParameter(f->zstd, ZSTD_c_compressionLevel,
                                   OUTFILE_ZSTD_LEVEL);
            ZSTD_CCtx_setParameter(f->zstd, ZSTD_c_checksumFlag, 1);
            return true;
        }
#endif
    } else {
        return true;
    }
    mill_fail_code(rep, MILL_ERR_STAGE, "cannot-create",
                   "cannot pack '%s': this pressmill is built without the "
                   "library for it",
                   path);
    return false;
}

/* What a killed run left of a line it did not get to the end of goes: the
 * file is whole lines again. */
static void
mend_end(struct outfile *f)
{
    char block[4096];
    off_t end = f->at;

    while (end > 0) {
        size_t size = end < (off_t)sizeof block ? (size_t)end : sizeof block;
        ssize_t n = pread(f->fd, block, size, end - (off_t)size);

        if (n != (ssize_t)size)
            return;
        while (size > 0 && block[size - 1] != '\n') {
            size--;
            end--;
        }
        if (size > 0)
            break;
    }
    if (end != f->at && ftruncate(f->fd, end) == 0)
        f->at = lseek(f->fd, end, SEEK_SET);
}

/* "at BYTES\n" and what was not packed yet. */
static bool
go_on(struct outfile *f, struct mill_str state, struct mill_report *rep)
{
    const char *nl = memchr(state.ptr, '\n', state.len);
    struct stat st;
    char *end;
    long long at;

    if (nl == NULL || state.len < 4) {
        mill_fail(rep, MILL_ERR_STAGE, "nothing says where '%s' stood",
                  f->path);
        return false;
    }
    at = strtoll(state.ptr + 3, &end, 10);
    if (!f->regular || fstat(f->fd, &st) != 0 || st.st_size < at) {
        mill_fail_code(rep, MILL_ERR_STAGE, "cannot-create",
                       "'%s' has less than the run had written; run it from "
                       "the beginning, without --resume",
                       f->path);
        return false;
    }
    state.len -= (size_t)(nl + 1 - state.ptr);
    if (ftruncate(f->fd, (off_t)at) != 0 ||
        lseek(f->fd, (off_t)at, SEEK_SET) < 0 || state.len > f->cap) {
        mill_fail_code(rep, MILL_ERR_STAGE, "cannot-create",
                       "'%s' cannot be cut back: %s", f->path,
                       strerror(errno));
        return false;
    }
    memcpy(f->buf, nl + 1, state.len);
    f->len = state.len;
    f->at = (off_t)at;
    return true;
}

struct outfile *
outfile_open(const char *path, struct outfile_mode mode,
             struct mill_report *rep)
{
    bool append = mode.append || mode.resume.ptr != NULL;
    const struct mill_hooks *h = mill_hooks();
    struct outfile *f = h->memory(NULL, sizeof *f);
    struct stat st;

    if (f == NULL)
        goto memory;
    memset(f, 0, sizeof *f);
    f->fd = -1;
    f->empty = true;
    strncpy(f->path, strcmp(path, "-") == 0 ? "stdout" : path,
            sizeof f->path - 1);
    f->cap = OUTFILE_BUF;
    while (f->cap < mode.resume.len)
        f->cap *= 2; /* a record was longer than the buffer */
    f->buf = h->memory(NULL, f->cap);
    if (f->buf == NULL)
        goto memory;
    if (!mode.plain && !choose_coding(f, path, rep)) {
        destroy(f);
        return NULL;
    }
    if (strcmp(path, "-") == 0) {
        f->fd = STDOUT_FILENO;
    } else {
        f->own_fd = true;
        f->fd = open(path,
                     (append ? O_RDWR : O_WRONLY | O_TRUNC) | O_CREAT |
                         O_CLOEXEC | O_NOCTTY,
                     0666);
    }
    if (f->fd < 0 || fstat(f->fd, &st) != 0) {
        mill_fail_code(rep, MILL_ERR_STAGE, "cannot-create",
                       "cannot write '%s': %s", f->path, strerror(errno));
        destroy(f);
        return NULL;
    }
    /* `pressmill ... >> file` opens for appending: then there is nothing to
     * cut but the end */
    f->regular = S_ISREG(st.st_mode);
    if (f->regular) {
        f->at = append && f->own_fd ? lseek(f->fd, 0, SEEK_END)
                                    : lseek(f->fd, 0, SEEK_CUR);
        if (!f->own_fd && (fcntl(f->fd, F_GETFL) & O_APPEND) != 0)
            f->at = st.st_size;
        if (mode.append && mode.resume.ptr == NULL && f->own_fd &&
            !mode.plain && f->coding == CODING_NONE)
            mend_end(f);
    }
    if (mode.resume.ptr != NULL && !go_on(f, mode.resume, rep)) {
        destroy(f);
        return NULL;
    }
    f->empty = f->at == 0;
    return f;
memory:
    if (f != NULL)
        destroy(f);
    mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    return NULL;
}

/* Room for `need` bytes of packed data. */
static bool
reserve_packed(struct outfile *f, size_t need)
{
    char *grown;

    if (need <= f->packed_cap)
        return true;
    grown = mill_hooks()->memory(f->packed, need);
    if (grown == NULL)
        return false;
    f->packed = grown;
    f->packed_cap = need;
    return true;
}

/* Packs the buffer into one member or frame. */
static bool
pack(struct outfile *f, struct mill_str *out)
{
    if (f->coding == CODING_GZIP) {
        if (deflateReset(&f->z) != Z_OK ||
            !reserve_packed(f, deflateBound(&f->z, f->len)))
            return false;
        f->z.next_in = (Bytef *)f->buf;
        f->z.avail_in = (uInt)f->len;
        f->z.next_out = (Bytef *)f->packed;
        f->z.avail_out = (uInt)f->packed_cap;
        if (deflate(&f->z, Z_FINISH) != Z_STREAM_END)
            return false;
        out->ptr = f->packed;
        out->len = f->packed_cap - f->z.avail_out;
        return true;
    }
#if HAVE_ZSTD
    if (f->coding == CODING_ZSTD) {
        size_t n;

        if (!reserve_packed(f, ZSTD_compressBound(f->len)))
            return false;
        n = ZSTD_compress2(f->zstd, f->packed, f->packed_cap, f->buf, f->len);
        if (ZSTD_isError(n))
            return false;
        out->ptr = f->packed;
        out->len = n;
        return true;
    }
#endif
    *out = (struct mill_str){ f->buf, f->len };
    return true;
}

/* Takes back what was written of a record, or of a packed part, that has no
 * end. */
static void
cut(struct outfile *f, size_t written)
{
    size_t whole = 0;

    if (!f->regular)
        return;
    if (f->coding == CODING_NONE)
        for (size_t i = 0; i < f->n_ends && f->ends[i] <= written; i++)
            whole = f->ends[i];
    if (ftruncate(f->fd, f->at + (off_t)whole) == 0)
        f->at += (off_t)whole;
}

static enum mill_status
write_out(struct outfile *f, struct mill_report *rep)
{
    struct mill_str part;
    size_t done = 0;

    if (!pack(f, &part)) {
        f->dead = true;
        return mill_fail_code(rep, MILL_ERR_STAGE, "output",
                              "cannot pack '%s': out of memory", f->path);
    }
    while (done < part.len) {
        ssize_t n = mill_hooks()->write(f->fd, part.ptr + done,
                                        part.len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            int error = errno;

            f->dead = true;
            cut(f, done);
            if (error == EPIPE)
                return mill_fail_code(rep, MILL_ERR_STAGE, "closed",
                                      "nobody reads '%s' any more", f->path);
            return mill_fail_code(rep, MILL_ERR_STAGE, "output",
                                  "cannot write '%s': %s", f->path,
                                  strerror(error));
        }
        done += (size_t)n;
    }
    f->at += (off_t)part.len;
    f->len = 0;
    f->n_ends = 0;
    f->empty = false;
    return MILL_OK;
}

/* Without memory for it more is cut than need be, nothing worse. */
static void
remember_end(struct outfile *f)
{
    if (f->n_ends == f->ends_cap) {
        size_t cap = f->ends_cap == 0 ? 1024 : f->ends_cap * 2;
        uint32_t *grown =
            mill_hooks()->memory(f->ends, cap * sizeof *grown);

        if (grown == NULL)
            return;
        f->ends = grown;
        f->ends_cap = cap;
    }
    f->ends[f->n_ends++] = (uint32_t)f->len;
}

enum mill_status
outfile_write(struct outfile *f, struct mill_str bytes,
              struct mill_report *rep)
{
    if (f->dead)
        return mill_fail_code(rep, MILL_ERR_STAGE, "output",
                              "cannot write '%s' any more", f->path);
    if (f->len > 0 && bytes.len > f->cap - f->len) {
        enum mill_status status = write_out(f, rep);

        if (status != MILL_OK)
            return status;
    }
    if (bytes.len > f->cap) {
        char *grown = mill_hooks()->memory(f->buf, bytes.len);

        if (grown == NULL)
            return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        f->buf = grown;
        f->cap = bytes.len;
    }
    memcpy(f->buf + f->len, bytes.ptr, bytes.len);
    f->len += bytes.len;
    remember_end(f);
    return MILL_OK;
}

enum mill_status
outfile_finish(struct outfile *f, struct mill_report *rep)
{
    /* a packed file of nothing still has its head, or no reader takes it */
    bool needed = f->len > 0 || (f->empty && f->coding != CODING_NONE);

    if (f->dead || !needed) /* dead: told already */
        return MILL_OK;
    return write_out(f, rep);
}

enum mill_status
outfile_flush(struct outfile *f, struct mill_report *rep)
{
    return f->coding == CODING_NONE ? outfile_finish(f, rep) : MILL_OK;
}

enum mill_status
outfile_save(struct outfile *f, struct mill_buf *state,
             struct mill_report *rep)
{
    enum mill_status status = outfile_flush(f, rep);

    if (status != MILL_OK)
        return status;
    if (!f->regular || !f->own_fd)
        return mill_fail(rep, MILL_ERR_DOC,
                         "a run that writes to %s cannot be gone on with",
                         f->own_fd ? f->path : "stdout");
    mill_buf_printf(state, "at %lld\n", (long long)f->at);
    mill_buf_put(state, f->buf, f->len);
    return MILL_OK;
}

void
outfile_close(struct outfile *f)
{
    if (f == NULL)
        return;
    destroy(f);
}

bool
outfile_is_empty(const struct outfile *f)
{
    return f->empty && f->len == 0;
}
