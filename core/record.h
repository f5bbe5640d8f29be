/* SPDX-License-Identifier: Apache-2.0
 *
 * record.h: what the files that write a record share. */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include "doc.h"
#include "offsets.h"

#include <pressmill/json.h>
#include <pressmill/record.h>

/* A key as a literal, in tables that end with KEY_END. */
#define KEY(literal)                   \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }
#define KEY_END \
    {           \
        NULL, 0 \
    }

/* Members of a record with a shape of their own; every other is a field. */
#define RECORD_PARTS                                                           \
    KEY("text"), KEY("sentences"), KEY("sentence_features"), KEY("sentiment"), \
        KEY("speakers"), KEY("quotes"), KEY("targets"), KEY("annotations"),    \
        KEY("errors")

/* Most members of a record, values in objects that become fields of their own,
 * and features of an annotation that is read: they are looked up one after
 * the other. */
enum { RECORD_MEMBERS = 1000, RECORD_NESTED = 300, RECORD_FEATURES = 100 };

/* XXH64 with seed 0. */
uint64_t record_hash(struct mill_str bytes);

/* The id of a document that has none: 16 hexadecimal digits and a NUL. */
void record_make_id(const struct mill_doc *doc, char id[17]);

/* ---- annotations by address: which is the i-th, which was written already.
 * The order of addresses never shows in the output. */

struct ann_slot {
    const struct mill_ann *ann;
    uint32_t index;
};

struct ann_map {
    struct ann_slot *slots;
    uint32_t mask;
};

/* Room for `count` annotations; false when the arena is full. */
bool ann_map_init(struct ann_map *map, struct mill_arena *arena,
                  size_t count) MILL_MUST_USE;
void
ann_map_put(struct ann_map *map, const struct mill_ann *ann, uint32_t index);
/* The slot of an annotation, or NULL. */
const struct ann_slot *
ann_map_find(const struct ann_map *map, const struct mill_ann *ann);

/* ---- the writer */

struct writer {
    const struct mill_doc *doc;
    const struct mill_record_options *options;
    struct mill_buf *out;
    struct offsets offsets;
    mill_type sentence, speaker, quote, target, mention, cue;
    struct ann_map speakers, quotes; /* their places, for references */
    struct ann_map told;          /* mentions and cues told with their quote */
    struct writer_entry *entries; /* fields or features at hand */
    size_t n_entries, room;
};

/* A field or a feature. */
struct writer_entry {
    const char *name;
    size_t len;
    const struct mill_value *value;
};

/* A string literal without quoting. */
#define PUT(out, literal) mill_buf_put(out, literal, sizeof(literal) - 1)

void writer_str(struct writer *w, struct mill_str str);
void writer_place(struct writer *w, uint32_t byte);
/* "start":..,"end":.. */
void writer_span(struct writer *w, struct mill_span span);
void writer_id(struct writer *w, char letter, const struct ann_map *map,
               const struct mill_ann *ann);
/* The key of a part, when it is wanted; `*comma` says whether one is due
 * first, and is set. */
bool writer_part(struct writer *w, const char *key, bool *comma);
/* "confidence", when there is one, to four digits: what is behind them says
 * nothing. */
void
writer_confidence(struct writer *w, const struct mill_ann *ann, bool *comma);
/* ,"text":.. of a place */
void writer_text(struct writer *w, struct mill_span span);
/* Parts of their own (record-write-quotes.c). */
void writer_speakers(struct writer *w, bool *comma);
void writer_quotes(struct writer *w, bool *comma);

/* Collects what there is to tell of a document or an annotation. */
bool writer_fields(struct writer *w);
bool writer_features(struct writer *w, const struct mill_ann *ann);

/* Of what was collected: the entry of that name, or NULL. */
const struct mill_value *
writer_find(const struct writer *w, struct mill_str name);
/* The member for a name, such as "role" or "sentiment" for all that begin
 * with "sentiment."; nothing when there is none. `*comma` says whether one
 * is due first, and is set by each member. */
void writer_member(struct writer *w, struct mill_str name, bool *comma);
/* All members in order but those named in `told`, among which "sentiment"
 * stands for "sentiment.label", too. */
void writer_others(struct writer *w, const struct mill_str *told, bool *comma);

#endif
