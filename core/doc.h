/* SPDX-License-Identifier: Apache-2.0
 *
 * doc.h: the inside of a document, for the runner and the record. */
#ifndef CORE_DOC_H
#define CORE_DOC_H

#include "intern.h"

#include <pressmill/doc.h>

/* A named value; of an annotation, in the order set. */
struct feature {
    struct feature *next;
    const char *name;
    struct mill_value value;
};

struct mill_ann {
    uint32_t begin, end;
    mill_type type;
    uint16_t step;
    float confidence; /* negative: none */
    struct feature *first, *last;
};

/* The annotations of one type: items[0 .. visible) sorted, then those the
 * step at work has added, in order of age. */
struct ann_store {
    struct mill_ann **items;
    uint32_t visible, total, room;
    uint32_t n_before;        /* of mill_doc_renew(), for the step at work: */
    struct mill_ann **before; /* what was visible; NULL: nothing renewed */
};

struct field {
    const char *name;
    struct mill_value value;
};

/* An entry of the record's `errors`. */
struct doc_error {
    struct doc_error *next;
    const char *step, *code, *message;
};

/* What a step changed of what was there before it: put back when it fails. */
struct undo {
    struct undo *next;
    struct mill_value *value; /* replaced: gets `old` */
    struct mill_value old;
    struct mill_ann *ann; /* or: gets its features cut after `last` */
    struct feature *last;
};

/* Lines of `pressmill explain`. */
struct doc_explainer {
    void (*line)(void *context, const char *step, struct mill_span span,
                 const char *text);
    void *context;
};

struct mill_doc {
    struct mill_arena *arena;
    uint64_t seq;
    const char *source;

    struct mill_str body, text;
    const char *body_type;
    struct mill_str request, response; /* of HTTP, around the body */
    bool has_text;

    struct field *fields;
    uint32_t n_fields, fields_room;

    struct ann_store *stores; /* by type; [0] unused */
    mill_type n_stores;
    const char **local_types; /* names of the last n_local of them */
    mill_type n_local;        /* types that came in with this document only */

    struct doc_error *errors, **errors_end;
    bool failed; /* a step could not do its work on it */

    const char *const *steps; /* names by number; [0] is "" */
    uint16_t step;            /* at work */
    struct {                  /* state before that step */
        struct undo *undo;
        uint32_t n_fields;
        struct mill_str body, request, response;
        const char *body_type;
        bool has_text;
        struct doc_error **errors_end;
    } mark;

    const struct doc_explainer *explainer;
};

/** Makes a document; NULL when memory ran out. `max_bytes` is its arena's. */
struct mill_doc *doc_create(size_t max_bytes) MILL_MUST_USE;
void doc_destroy(struct mill_doc *doc);

/** Empties it for the next article. `steps` names the plan's steps, from [0],
 * the input. False when not even the basic tables fit in memory. */
bool doc_begin(struct mill_doc *doc, uint64_t seq, const char *const *steps,
               size_t keep_bytes) MILL_MUST_USE;

/** A step starts; then it ended well (what it added becomes visible, sorted)
 * or not (what it did is taken back). */
void doc_step_begin(struct mill_doc *doc, uint16_t step);
bool doc_step_commit(struct mill_doc *doc) MILL_MUST_USE;
void doc_step_rollback(struct mill_doc *doc);

/** Lets a field stay though the step at work fails: what names a document is
 * true of it also when nothing else can be read. */
void doc_keep_field(struct mill_doc *doc, const char *name);

/** Adds to `errors`; strings are copied. Does nothing when the arena is full:
 * the count of failures is kept by the runner, not here. */
void doc_add_error(struct mill_doc *doc, const char *step, const char *code,
                   const char *message);

/** Whether the document has what a step that reads `field` needs. */
bool doc_has(const struct mill_doc *doc, const char *field);

/* annotation.c */
bool ann_commit(struct mill_doc *doc) MILL_MUST_USE;
void ann_rollback(struct mill_doc *doc);
bool ann_boundary(const struct mill_doc *doc, uint32_t at);

/** Number of a type by its name; one that no step of the process knows gets a
 * number in this document only, so that what a record brings is kept. 0 when
 * the name is no good, there are too many, or the arena is full. */
mill_type doc_type(struct mill_doc *doc, struct mill_str name);

/** Name of a type, known to the process or to the document. */
const char *doc_type_name(const struct mill_doc *doc, mill_type type);

/** Remembers a value before it is replaced, or where features ended. */
bool doc_undo_value(struct mill_doc *doc,
                    struct mill_value *value) MILL_MUST_USE;
bool doc_undo_features(struct mill_doc *doc,
                       struct mill_ann *ann) MILL_MUST_USE;

/* Values copied into the document's arena; kind MILL_NONE when it is full. */
struct mill_value doc_value_str(struct mill_doc *doc, uint32_t kind,
                                struct mill_str str);
struct mill_value doc_value_list(struct mill_doc *doc,
                                 const struct mill_str *list, size_t count);

#endif
