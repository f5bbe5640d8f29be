/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h: reading JSON (by simdjson, behind a plain C face) and writing it
 * (by hand, for speed), RFC 8259. */
#ifndef PRESSMILL_JSON_H
#define PRESSMILL_JSON_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

MILL_BEGIN_DECLS

/* ---- reading */

/* Keeps its buffers from one text to the next: no allocation in a steady
 * load. One per worker. */
struct mill_json_parser;

MILL_API struct mill_json_parser *mill_json_parser_create(void) MILL_MUST_USE;
MILL_API void mill_json_parser_destroy(struct mill_json_parser *parser);

enum mill_json_kind {
    MILL_JSON_NONE = 0, /* missing */
    MILL_JSON_NULL,
    MILL_JSON_BOOL,
    MILL_JSON_INT, /* fits int64_t */
    MILL_JSON_NUM, /* any other number */
    MILL_JSON_STR,
    MILL_JSON_LIST,
    MILL_JSON_MAP
};

/* A value of the text parsed last; valid until the next parse. Opaque. */
struct mill_json {
    const void *in;
    size_t at;
};

/**
 * Parses one JSON text (at most 4 GiB, nested at most 64 deep).
 *
 * @param text    valid UTF-8 or not: ill-formed UTF-8 is refused
 * @param root    receives the value
 * @param reason  receives a phrase on failure, such as "a string is not
 *                closed"; never NULL then
 * @return false when it is no JSON
 */
MILL_API bool mill_json_parse(struct mill_json_parser *parser,
                              struct mill_str text, struct mill_json *root,
                              const char **reason) MILL_MUST_USE;

MILL_API enum mill_json_kind mill_json_kind(struct mill_json value);
/** A string's bytes, unescaped, in the parser's memory; empty when it is no
 * string. */
MILL_API struct mill_str mill_json_str(struct mill_json value);
MILL_API bool mill_json_bool(struct mill_json value);   /* else false */
MILL_API int64_t mill_json_int(struct mill_json value); /* else 0 */
MILL_API double mill_json_num(struct mill_json value);  /* int too; else 0 */
/** Entries of a list or map. */
MILL_API size_t mill_json_count(struct mill_json value);
/** The first value of a key; kind MILL_JSON_NONE when missing. */
MILL_API struct mill_json mill_json_get(struct mill_json map,
                                        const char *key);

/* Walks a list or a map: for (i = mill_json_begin(v); mill_json_step(&i);) */
struct mill_json_iter {
    struct mill_json value; /* the entry at hand */
    struct mill_str key;    /* in a map */
    /* private */
    const void *in;
    size_t at, end;
    bool map;
};
MILL_API struct mill_json_iter mill_json_begin(struct mill_json value);
MILL_API bool mill_json_step(struct mill_json_iter *iter);

/** Cuts the members of a JSON object that has been parsed without error out
 * of its text, as they stand there: `key` is raw, without its quotes, and
 * `value` raw, without white space around. `*at` is 0 at first. False at the
 * end. */
MILL_API bool mill_json_raw_member(struct mill_str object, size_t *at,
                                   struct mill_str *key,
                                   struct mill_str *value);

/* ---- writing */

/* A growing buffer of bytes in an arena. Zero it and set the arena. After a
 * failed allocation `failed` is set and later calls do nothing: look once,
 * at the end. */
struct mill_buf {
    struct mill_arena *arena;
    char *ptr;
    size_t len, cap;
    bool failed;
};

MILL_API void mill_buf_put(struct mill_buf *buf, const void *bytes,
                           size_t len);
MILL_API void mill_buf_char(struct mill_buf *buf, char c);
MILL_API void mill_buf_printf(struct mill_buf *buf, const char *format, ...)
    MILL_PRINTF(2, 3);
/** A JSON string with its quotes; `str` is valid UTF-8. Escapes what RFC 8259
 * asks, and U+2028, U+2029 for the sake of JavaScript. */
MILL_API void mill_buf_json_str(struct mill_buf *buf, struct mill_str str);
MILL_API void mill_buf_int(struct mill_buf *buf, int64_t n);
/** A number, the shortest form that reads back the same; `null` for one that
 * is not finite. The same bytes in every locale. */
MILL_API void mill_buf_num(struct mill_buf *buf, double n);

MILL_END_DECLS
#endif
