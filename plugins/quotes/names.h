/* SPDX-License-Identifier: Apache-2.0
 *
 * names.h: names and noun phrases, for those who attribute. */
#ifndef QUOTES_NAMES_H
#define QUOTES_NAMES_H

#include "quotes.h"

/** The noun phrase that begins at or soon after item i, before item `end`:
 * the subject behind a cue. `verb` may be NULL. */
bool phrase_right(const struct work *w, uint32_t i, uint32_t end,
                  const struct word *verb, struct mention *m);

/** The noun phrase before item i, not before item `start`: the subject in
 * front of a cue. */
bool phrase_left(const struct work *w, uint32_t start, uint32_t i,
                 const struct word *verb, struct mention *m);

/** Whether a name behind the role at token `from` names the office, not its
 * holder: "глава Росатома". */
bool phrase_office(const struct work *w, const struct name *n, uint32_t from);

/** The subject at the start of a sentence [start, end) of items. */
bool phrase_subject(const struct work *w, uint32_t start, uint32_t end,
                    struct mention *m);

/** The subject of the cue at item k: in front of it, not before `start`, or
 * behind it, before `end`. */
bool phrase_of(const struct work *w, uint32_t start, uint32_t k, uint32_t end,
               const struct word *verb, struct mention *m);

/** The mention that the tokens [a, b) make. */
struct mention phrase_make(const struct work *w, uint32_t a, uint32_t b);

/** Whether a mention without a name has a word that tells of people, of
 * organisations, groups or texts. */
bool phrase_known(const struct work *w, const struct mention *m);

/** Whether a mention can be the subject of a verb form by gender. */
bool mention_fits(const struct work *w, const struct mention *m,
                  const struct word *verb);

/** Whether a word ends as `e` says. */
bool name_ends(const char *s, size_t n, const struct ending *e);

/** Whether a capital at token t says nothing: a sentence begins there. */
bool name_starts(const struct work *w, uint32_t t);

/** Whether the language has cases and is written in Latin letters. */
bool name_latin(const struct work *w);

/** Whether token t is a father's name: Всеволодівна. */
bool name_patronymic(const struct work *w, uint32_t t);

/** Hash of a name's word without its case ending. */
uint32_t name_key(const struct work *w, uint32_t t);

/** Lower-cases token t into `low` (room for 160 bytes); its length. */
size_t token_low(const struct work *w, uint32_t t, char *low);

/** Whether item i is an adverb, by the list or, when unknown, its ending. */
bool item_adverb(const struct work *w, uint32_t i);

/** "Голуб Ірина": the surname stands before the first name. */
bool surname_first(const struct work *w, const struct name *n);

/** Gender of a name from first name, honorific, endings. */
uint8_t name_gender(const struct work *w, const struct name *n);

#endif
