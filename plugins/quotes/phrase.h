/* SPDX-License-Identifier: Apache-2.0
 *
 * phrase.h: what the files share that find noun phrases. */
#ifndef QUOTES_PHRASE_H
#define QUOTES_PHRASE_H

#include "names.h"

/** Item i as a token, NONE for a stretch. */
uint32_t phrase_token(const struct work *w, uint32_t i);

/** The name that covers item i, or NONE. */
uint32_t phrase_name(const struct work *w, uint32_t i);

/** Whether a single name behind a role names the role's office, not its
 * holder: "глава Росатома", "president of France". */
bool phrase_of_role(const struct work *w, const struct name *n, uint32_t from,
                    const struct word *verb);

/** Whether a name has an ending of a case other than the nominative; `sure`:
 * one that no nominative has. */
bool phrase_case(const struct work *w, uint32_t t, bool sure);

/** Whether it is the custom to show a mention with its title. */
bool phrase_shows_title(const struct work *w);

/** The mention of a name with what stands before it as its role. */
struct mention
phrase_with_name(const struct work *w, uint32_t a, uint32_t name);

/** The token behind item i. */
uint32_t phrase_item_end(const struct work *w, uint32_t i);

/** A short stretch inside a phrase is a name: движение «Левый фронт». */
bool phrase_title(const struct work *w, uint32_t i);

/** Whether the verb may have two subjects. */
bool phrase_plural(const struct work *w, const struct word *verb);

/** Whether a mention is one person by name. */
bool phrase_person(const struct work *w, const struct mention *m);

/** First item at or behind `from` whose token is t or later. */
uint32_t
phrase_item(const struct work *w, uint32_t from, uint32_t end, uint32_t t);

#endif
