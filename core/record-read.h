/* SPDX-License-Identifier: Apache-2.0
 *
 * record-read.h: what the files that read a record share. */
#ifndef CORE_RECORD_READ_H
#define CORE_RECORD_READ_H

#include "json.h"
#include "record.h"

/* Members with a shape of their own, in the order of RECORD_PARTS. */
enum part {
    PART_TEXT,
    PART_SENTENCES,
    PART_SENTENCE_FEATURES,
    PART_SENTIMENT,
    PART_SPEAKERS,
    PART_QUOTES,
    PART_TARGETS,
    PART_ANNOTATIONS,
    PART_ERRORS,
    PART_COUNT
};

static inline bool
key_is(struct mill_str a, struct mill_str b)
{
    return a.len == b.len && (a.len == 0 || (a.ptr[0] == b.ptr[0] &&
                                             memcmp(a.ptr, b.ptr, a.len) == 0));
}

/* Types that have a part of their own. */
enum record_type {
    TYPE_SENTENCE,
    TYPE_SPEAKER,
    TYPE_QUOTE,
    TYPE_TARGET,
    TYPE_MENTION,
    TYPE_CUE,
    TYPE_COUNT
};

/* A feature that names another annotation, resolved when all are there. */
struct late_ref {
    struct late_ref *next;
    struct mill_ann *ann;
    const char *name;
    struct mill_json value;
};

struct key_slot {
    struct mill_str key;
    struct mill_ann *ann;
};

/* Annotations by a string. */
struct key_map {
    struct key_slot *slots;
    uint32_t mask;
};

struct reader {
    struct mill_doc *doc;
    struct mill_report *rep;
    enum mill_offsets unit;
    struct mill_json parts[PART_COUNT];
    mill_type types[TYPE_COUNT]; /* 0: not looked up yet */

    struct mill_str given;  /* the text as it stands in the record */
    struct offsets offsets; /* of it */
    uint32_t *moved;        /* where every 64th byte went; NULL: nowhere */

    struct key_map ids;    /* of speakers and quotes */
    struct key_map names;  /* of speakers without an id */
    struct key_map told;   /* mentions and cues, by all that is said */
    struct key_map places; /* any annotation; made when needed */
    struct late_ref *late;
    size_t nested_left; /* values that maps may still be taken apart to:
                         * they are looked up one after the other, too */
    size_t surrogates;  /* replaced */
    size_t other_words; /* texts that are not what stands there */

    const char *part;        /* for messages */
    struct mill_str key;     /* of a member, when there is no part */
    size_t index;            /* in that part; SIZE_MAX: none */
    enum mill_status status; /* the first thing that went wrong */
};

/* Says what is wrong with a member ("" for the entry itself); false. */
bool reader_bad(struct reader *r, const char *member, const char *format, ...)
    MILL_PRINTF(3, 4);
/* The arena is full; false. */
bool reader_full(struct reader *r);
/* "a string", "a list" ... */
const char *reader_kind(struct mill_json value);

/* False, and reported, when a value is not of that kind. */
bool reader_want(struct reader *r, const char *member, struct mill_json value,
                 enum mill_json_kind kind, const char *what);

/* ---- parts (record-read-parts.c, record-read-quotes.c) */

/* Annotations of all parts. */
bool reader_parts(struct reader *r);
bool reader_speakers(struct reader *r);
bool reader_quotes(struct reader *r);

/* What many objects have; their tables of keys begin with these. */
enum { START, END, TEXT, CONFIDENCE, COMMON };
#define COMMON_KEYS KEY("start"), KEY("end"), KEY("text"), KEY("confidence")
extern const struct mill_str reader_keys[];

/* Whether a value is there and not null. */
bool reader_given(struct mill_json value);
/* The number of a type, and a new annotation of it. */
mill_type reader_type(struct reader *r, enum record_type type);
struct mill_ann *
reader_annotate(struct reader *r, enum record_type type, struct mill_span span);
/* "start" and "end" of the values taken by such a table; whether "text" says
 * the same words; "confidence". */
bool reader_span(struct reader *r, const struct mill_json *v,
                 struct mill_span *span);
void reader_words(struct reader *r, const struct mill_json *v,
                  struct mill_span span);
bool reader_confidence(struct reader *r, struct mill_ann *ann,
                       struct mill_json value);
/* Begins with a part: the entries of its list, 0 when it is missing. False
 * when it is no list. */
bool reader_part(struct reader *r, enum part part, size_t *count);

/* ---- values (record-read-value.c) */

/* Whether a name can be that of a field or feature, without a dot. */
bool reader_plain_name(struct mill_str name);
/* A value as JSON text of our own hand. */
void reader_render(struct mill_buf *buf, struct mill_json value);
/* Sets a field or, when `ann` is there, a feature by what a value is; maps
 * nest. `name` is kept. */
bool reader_set(struct reader *r, struct mill_ann *ann, const char *name,
                struct mill_json value);
/* The first value of each key; kind MILL_JSON_NONE for those not there. */
void reader_take(struct mill_json map, const struct mill_str *keys,
                 struct mill_json *values);
/* Sets all members but those in `told` as features. */
bool reader_features(struct reader *r, struct mill_ann *ann,
                     struct mill_json map, const struct mill_str *told);
/* One step over a text as given and as set, which lacks a byte order mark and
 * the returns of CRLF, and has U+FFFD for NUL. */
void reader_step(struct mill_str in, struct mill_str out, size_t *i, size_t *o);
/* A place in the text; a span of two. Without `member` nothing is reported. */
bool reader_place(struct reader *r, const char *member, struct mill_json value,
                  uint32_t *byte);
bool reader_pair(struct reader *r, const char *member, struct mill_json pair,
                 struct mill_span *span);

bool key_map_init(struct key_map *map, struct mill_arena *arena,
                  size_t count) MILL_MUST_USE;
/* The slot of a key, empty (`ann` NULL) when it is new. */
struct key_slot *key_map_at(const struct key_map *map, struct mill_str key);

#endif
