/* SPDX-License-Identifier: Apache-2.0
 *
 * expect.h: comparing a record with what a case of `tests:` expects of it.
 *
 * What is written must be there; what is not written may be anything. A map
 * is compared key by key (a key with dots reaches into maps), a list entry by
 * entry in order and number, nothing (~) with a value that is missing or
 * null. A text against a map is compared with its name, text, label or id:
 * `speaker: Vance` and `sentiment: negative` say what one would say. */
#ifndef CORE_EXPECT_H
#define CORE_EXPECT_H

#include <pressmill/json.h>
#include <pressmill/node.h>
#include <pressmill/option.h>

/* What a case of `tests:` says. */
struct expect_case {
    const char *name, *text, *html, *file;
    const struct mill_node *fields, *expect, *contains, *holds;
    bool dropped;
};

/* The options it is written with; also for the schema. */
extern const struct mill_option expect_case_options[];

/* The first difference. */
struct expect_difference {
    const struct mill_node *at; /* what was expected, and where it says so */
    const char *text;           /* in words */
};

/**
 * Compares.
 *
 * @param anywhere  entries of a list may stand anywhere in it, with others
 *                  between: the record contains them
 * @param arena     keeps the words of the difference
 * @return whether the record is as expected
 */
bool expect_match(const struct mill_node *expected, struct mill_json record,
                  bool anywhere, struct mill_arena *arena,
                  struct expect_difference *out);

#endif
