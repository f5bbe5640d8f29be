/* SPDX-License-Identifier: Apache-2.0
 *
 * doc.h: a document on its way through the pipeline.
 *
 * A document is a raw body (bytes as fetched), a text (valid UTF-8, set once
 * and never changed), fields (url, title, author, lang ...) and annotations
 * over the text. All of it lives in the document's arena and dies with it;
 * nobody frees anything, and a pointer got from a document is valid until the
 * document is. What a step adds is taken back when the step fails.
 *
 * Threads: a document belongs to the callback it was handed to, until that
 * callback returns. */
#ifndef PRESSMILL_DOC_H
#define PRESSMILL_DOC_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

MILL_BEGIN_DECLS

struct mill_doc;
struct mill_ann;

/* ---- values: what fields of documents and features of annotations hold */

enum mill_kind {
    MILL_NONE = 0,
    MILL_TEXT,  /* UTF-8 string: .str, length in .count */
    MILL_INT,   /* .integer */
    MILL_NUM,   /* .number, finite */
    MILL_BOOL,  /* .boolean */
    MILL_LIST,  /* strings: .list, .count of them */
    MILL_SPANS, /* pieces of text: .spans, .count of them */
    MILL_REF,   /* another annotation of the same document: .ref */
    MILL_JSON   /* one valid JSON value, passed through: .str, .count bytes */
};

struct mill_value {
    uint32_t kind;  /* enum mill_kind */
    uint32_t count; /* bytes of .str, entries of .list or .spans */
    union {
        const char *str; /* with a NUL behind it */
        int64_t integer;
        double number;
        bool boolean;
        const struct mill_str *list;
        const struct mill_span *spans;
        const struct mill_ann *ref;
    };
};

/** The string of a MILL_TEXT or MILL_JSON value, else an empty one. */
static inline struct mill_str
mill_value_str(const struct mill_value *v)
{
    struct mill_str s = { "", 0 };

    if (v != NULL && (v->kind == MILL_TEXT || v->kind == MILL_JSON)) {
        s.ptr = v->str;
        s.len = v->count;
    }
    return s;
}

/* ---- body, text, memory */

/** The document's own arena. */
MILL_API struct mill_arena *mill_doc_arena(struct mill_doc *doc);

/** Memory from the document's arena; NULL when its limit is reached. */
MILL_API void *mill_doc_alloc(struct mill_doc *doc, size_t size) MILL_MUST_USE;

/** The body as it came, any encoding, or an empty slice. */
MILL_API struct mill_str mill_doc_body(const struct mill_doc *doc);

/**
 * Sets the body.
 *
 * @param body  bytes, copied into the arena unless they lie there already
 * @param type  media type such as "text/html; charset=windows-1251", or NULL
 * @return false when the arena is full
 */
MILL_API bool mill_doc_set_body(struct mill_doc *doc, struct mill_str body,
                                const char *type) MILL_MUST_USE;

/**
 * Keeps what HTTP said around the body, for archives; no part of the record.
 *
 * @param request   what was sent, with its empty line, or an empty slice
 * @param response  status line and headers of the answer, the same
 * @return false when the arena is full
 */
MILL_API bool mill_doc_set_http(struct mill_doc *doc, struct mill_str request,
                                struct mill_str response) MILL_MUST_USE;
MILL_API struct mill_str mill_doc_http_request(const struct mill_doc *doc);
MILL_API struct mill_str mill_doc_http_response(const struct mill_doc *doc);

/** Like mill_doc_set_body() for bytes that outlive the document: no copy. */
MILL_API void mill_doc_lend_body(struct mill_doc *doc, struct mill_str body,
                                 const char *type);

/** Media type of the body, or "". */
MILL_API const char *mill_doc_body_type(const struct mill_doc *doc);

/** The article's text: valid UTF-8 with a NUL behind it; `ptr` is NULL as
 * long as no step has set one. */
MILL_API struct mill_str mill_doc_text(const struct mill_doc *doc);

/** Whether a text has been set (an empty one counts). */
MILL_API bool mill_doc_has_text(const struct mill_doc *doc);

/**
 * Sets the text, once. Invalid UTF-8 and NUL bytes are replaced by U+FFFD
 * and the document gets a note saying how many; a leading BOM is dropped and
 * CRLF becomes LF.
 *
 * @param text  bytes, copied unless they lie in the document's arena already
 *              and are clean
 * @return false when a text is set already, it is over 4 GiB - 1, or the
 *         arena is full
 */
MILL_API bool mill_doc_set_text(struct mill_doc *doc,
                                struct mill_str text) MILL_MUST_USE;

/** Bytes [begin, end) of the text. */
MILL_API struct mill_str mill_doc_slice(const struct mill_doc *doc,
                                        struct mill_span span);

/** Where the document comes from, for messages: a path, a path with a line,
 * or a URL. Never NULL. */
MILL_API const char *mill_doc_source(const struct mill_doc *doc);

/** Sets mill_doc_source(); false when the arena is full. */
MILL_API bool mill_doc_set_source(struct mill_doc *doc,
                                  const char *source) MILL_MUST_USE;

/** Place of the document in the input, counted from 0. */
MILL_API uint64_t mill_doc_seq(const struct mill_doc *doc);

/* ---- fields
 *
 * A field has a name (letters, digits, '_' and '.'); a name with a dot, such
 * as "sentiment.label", is written as a nested object in the record. Setting
 * a field again replaces it. Names are copied; values are copied. */

/** The field, or NULL. Valid until the document ends. */
MILL_API const struct mill_value *mill_doc_get(const struct mill_doc *doc,
                                               const char *name);

/** A field's string; an empty slice when it is missing or no string. */
MILL_API struct mill_str mill_doc_get_str(const struct mill_doc *doc,
                                          const char *name);

/** Set a field; false when the arena is full, or `number` is not finite. */
MILL_API bool mill_doc_set_str(struct mill_doc *doc, const char *name,
                               struct mill_str str) MILL_MUST_USE;
MILL_API bool mill_doc_set_int(struct mill_doc *doc, const char *name,
                               int64_t integer) MILL_MUST_USE;
MILL_API bool mill_doc_set_num(struct mill_doc *doc, const char *name,
                               double number) MILL_MUST_USE;
MILL_API bool mill_doc_set_bool(struct mill_doc *doc, const char *name,
                                bool boolean) MILL_MUST_USE;
MILL_API bool mill_doc_set_list(struct mill_doc *doc, const char *name,
                                const struct mill_str *list,
                                size_t count) MILL_MUST_USE;
/** `json` must be one valid JSON value. */
MILL_API bool mill_doc_set_json(struct mill_doc *doc, const char *name,
                                struct mill_str json) MILL_MUST_USE;

/** Takes a field away, such as one that an earlier run of the step wrote and
 * that holds no more; true also when there is none. False when the arena is
 * full. Should the step fail, the field comes back. */
MILL_API bool mill_doc_unset(struct mill_doc *doc,
                             const char *name) MILL_MUST_USE;

/** Walks the fields in the order in which they were first set.
 *
 * @param at    0 at first; moved on by the call
 * @param name  receives the name
 * @return the value, or NULL at the end
 */
MILL_API const struct mill_value *mill_doc_next_field(
    const struct mill_doc *doc, size_t *at, const char **name);

/* ---- annotations
 *
 * An annotation has a type, a span of the text, features, the step that made
 * it and a confidence. What a step adds becomes visible, sorted (begin up,
 * end down, then age), when the step returns: a loop over a type the step is
 * writing never meets its own additions. */

/**
 * Adds an annotation.
 *
 * @param type  id bound by the plugin's `uses` table
 * @param span  bytes of the text on UTF-8 boundaries; empty is allowed
 * @return the annotation, or NULL if the span is outside the text or cuts a
 *         character, or the arena is full
 *
 * Threads: only within `process` (or `prepare`), for the document at hand.
 * Cost:    O(1) amortised, no system call.
 */
MILL_API struct mill_ann *mill_annotate(struct mill_doc *doc, mill_type type,
                                        struct mill_span span) MILL_MUST_USE;

/**
 * Says that the step makes the annotations of a type anew: those that came in
 * with a record of an earlier run are taken away (and come back should the
 * step fail). What other steps of this run made stays.
 *
 * @return false when the arena is full
 *
 * Threads: only within `process`, before it adds any of that type.
 */
MILL_API bool mill_doc_renew(struct mill_doc *doc,
                             mill_type type) MILL_MUST_USE;

/** How many annotations of a type are visible. */
MILL_API size_t mill_doc_count(const struct mill_doc *doc, mill_type type);

/** The i-th visible annotation of a type in order; NULL past the end. */
MILL_API struct mill_ann *mill_doc_ann(const struct mill_doc *doc,
                                       mill_type type, size_t i);

/** Index of the first visible annotation of `type` that begins at or after
 * byte `at`; the count when there is none. O(log n). */
MILL_API size_t mill_doc_seek(const struct mill_doc *doc, mill_type type,
                              uint32_t at);

/** All visible annotations of a type, in order; mill_doc_count() of them. */
MILL_API struct mill_ann *const *mill_doc_anns(const struct mill_doc *doc,
                                               mill_type type);

/* for each annotation `a` of `type` in order */
#define MILL_FOR_EACH(a, doc, type)                                        \
    for (struct mill_ann *const *a##_at = mill_doc_anns((doc), (type)),    \
                         *const *a##_end =                                 \
                             a##_at + mill_doc_count((doc), (type)),       \
                         *a = NULL;                                        \
         a##_at < a##_end && (a = *a##_at, a != NULL); a##_at++)

MILL_API struct mill_span mill_ann_span(const struct mill_ann *ann);
MILL_API mill_type mill_ann_type(const struct mill_ann *ann);
/** Name of the step that made it ("" for one that came with the input). */
MILL_API const char *mill_ann_step(const struct mill_doc *doc,
                                   const struct mill_ann *ann);

/** Confidence in [0, 1]; negative when none was given. */
MILL_API float mill_ann_confidence(const struct mill_ann *ann);
MILL_API void mill_ann_set_confidence(struct mill_ann *ann, float confidence);

/** A feature, or NULL. Names follow the rules of fields. */
MILL_API const struct mill_value *mill_ann_get(const struct mill_ann *ann,
                                               const char *name);
MILL_API struct mill_str mill_ann_get_str(const struct mill_ann *ann,
                                          const char *name);
MILL_API const struct mill_ann *mill_ann_get_ref(const struct mill_ann *ann,
                                                 const char *name);

/** Set a feature; false when the arena is full. `name` is kept, not copied:
 * give a string that outlives the document (a literal, an option). A step
 * may set features of annotations that an earlier step made. */
MILL_API bool mill_ann_set_str(struct mill_doc *doc, struct mill_ann *ann,
                               const char *name,
                               struct mill_str str) MILL_MUST_USE;
MILL_API bool mill_ann_set_int(struct mill_doc *doc, struct mill_ann *ann,
                               const char *name,
                               int64_t integer) MILL_MUST_USE;
MILL_API bool mill_ann_set_num(struct mill_doc *doc, struct mill_ann *ann,
                               const char *name, double number) MILL_MUST_USE;
MILL_API bool mill_ann_set_bool(struct mill_doc *doc, struct mill_ann *ann,
                                const char *name, bool boolean) MILL_MUST_USE;
MILL_API bool mill_ann_set_list(struct mill_doc *doc, struct mill_ann *ann,
                                const char *name, const struct mill_str *list,
                                size_t count) MILL_MUST_USE;
MILL_API bool mill_ann_set_spans(struct mill_doc *doc, struct mill_ann *ann,
                                 const char *name,
                                 const struct mill_span *spans,
                                 size_t count) MILL_MUST_USE;
MILL_API bool mill_ann_set_ref(struct mill_doc *doc, struct mill_ann *ann,
                               const char *name,
                               const struct mill_ann *ref) MILL_MUST_USE;
MILL_API bool mill_ann_set_json(struct mill_doc *doc, struct mill_ann *ann,
                                const char *name,
                                struct mill_str json) MILL_MUST_USE;

/** Walks the features in the order in which they were set. `at` is NULL at
 * first; moved on by the call. */
MILL_API const struct mill_value *mill_ann_next_feature(
    const struct mill_ann *ann, const void **at, const char **name);

/* ---- what went wrong, without failing */

/**
 * Adds an entry to the record's `errors`: something a reader of the output
 * must know (the text was repaired, a limit cut the article). The document
 * does not count as failed.
 *
 * @param code  a code of docs/messages.md, or a short word of the plugin's
 */
MILL_API void mill_doc_note(struct mill_doc *doc, const char *code,
                            const char *format, ...) MILL_PRINTF(3, 4);

/**
 * Walks the entries of `errors`, oldest first: notes, and what failed.
 *
 * @param at  NULL at first; moved on by the call
 * @param step, code, message  receive the entry; may be NULL
 * @return false at the end
 */
MILL_API bool mill_doc_next_error(const struct mill_doc *doc,
                                  const void **at, const char **step,
                                  const char **code, const char **message);

/* ---- explain: why a step did what it did */

/** Whether `pressmill explain` is listening: ask before work that only serves
 * an explanation. */
MILL_API bool mill_doc_explaining(const struct mill_doc *doc);

/** One line of explanation about a span (or {0,0} for the document). Does
 * nothing unless mill_doc_explaining(). */
MILL_API void mill_doc_explain(struct mill_doc *doc, struct mill_span span,
                               const char *format, ...) MILL_PRINTF(3, 4);

MILL_END_DECLS
#endif
