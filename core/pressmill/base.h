/* SPDX-License-Identifier: Apache-2.0
 *
 * base.h: what every other header needs: visibility, the status a callback
 * returns, slices of bytes and spans of text. */
#ifndef PRESSMILL_BASE_H
#define PRESSMILL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define MILL_BEGIN_DECLS extern "C" {
#define MILL_END_DECLS   }
#else
#define MILL_BEGIN_DECLS
#define MILL_END_DECLS
#endif

#if defined(__GNUC__) || defined(__clang__)
#define MILL_API             __attribute__((visibility("default")))
#define MILL_MUST_USE        __attribute__((warn_unused_result))
#define MILL_PRINTF(fmt, va) __attribute__((format(printf, fmt, va)))
#else
#define MILL_API
#define MILL_MUST_USE
#define MILL_PRINTF(fmt, va)
#endif

MILL_BEGIN_DECLS

/**
 * What a callback tells the host. The plugin classifies, the pipeline
 * decides: whether a failure skips the step, drops the document, is tried
 * again or stops the run is `on_error:` and `retry:` in the pipeline file.
 */
enum mill_status {
    MILL_OK = 0,         /* done */
    MILL_DROP = 1,       /* leave this document out; not an error */
    MILL_END = 2,        /* from `next` only: the source has no more */
    MILL_ERR_DOC = -1,   /* this document is bad, others may be fine */
    MILL_ERR_AGAIN = -2, /* may work later: `retry:` applies */
    MILL_ERR_STAGE = -3  /* nothing will work any more: the run stops */
};

/* Bytes that somebody else owns; not terminated by a NUL unless the function
 * that returns them says so. `ptr` may be NULL when `len` is 0. */
struct mill_str {
    const char *ptr;
    size_t len;
};

/* A stretch of a document's text: byte offsets, half open. */
struct mill_span {
    uint32_t begin, end;
};

/* The number of an annotation type, fixed while the plan is compiled; compare
 * with ==. 0 is no type. */
typedef uint16_t mill_type;

/* A string literal as a slice. */
#ifdef __cplusplus
#define MILL_STR(literal) (mill_str{ (literal), sizeof(literal) - 1 })
#else
#define MILL_STR(literal) \
    ((struct mill_str){ (literal), sizeof(literal) - 1 })
#endif

/* printf("%.*s", MILL_FMT(s)) */
#define MILL_FMT(s) (int)(s).len, (s).ptr

MILL_END_DECLS
#endif
