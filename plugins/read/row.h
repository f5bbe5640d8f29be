/* SPDX-License-Identifier: Apache-2.0
 *
 * row.h: one CSV record (RFC 4180) cut into its cells. */
#ifndef READ_ROW_H
#define READ_ROW_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

/** Cuts a record into at most `max` cells, unquoted, in the arena; returns
 * how many there are, 0 when the arena is full. What follows a closing quote
 * before the separator is taken as it stands. */
size_t row_cut(struct mill_arena *arena, struct mill_str record,
               char separator, struct mill_str *cells, size_t max);

/** The separator of a header line: the most frequent of , ; tab and | outside
 * quotes. */
char row_separator(struct mill_str header);

#endif
