/* SPDX-License-Identifier: Apache-2.0
 *
 * gold.h: the gold form, a text with its quotes marked in it that people
 * correct in an editor: `pressmill quotes --gold` writes it, `pressmill eval`
 * reads it. docs/quotes.md describes it. */
#ifndef CORE_GOLD_H
#define CORE_GOLD_H

#include <pressmill/json.h>
#include <pressmill/plugin.h>

/** First line of a file in the gold form. */
#define GOLD_HEAD "pressmill gold 1"

/** The sink that writes it to stdout. */
extern const struct mill_plugin gold_plugin;

/** Whether a file begins as the gold form does. */
bool gold_is(struct mill_str file);

/**
 * Turns a file in the gold form into records, one a line.
 *
 * @param line, why  when it is wrong: where, and what to do about it
 * @return the records in `arena`; a NULL `ptr` when something is wrong
 */
struct mill_str gold_records(struct mill_str file, struct mill_arena *arena,
                             unsigned *line, const char **why);

#endif
