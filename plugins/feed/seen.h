/* SPDX-License-Identifier: Apache-2.0
 *
 * seen.h: which articles a feed has named before, so that only new and
 * changed ones go on. */
#ifndef FEED_SEEN_H
#define FEED_SEEN_H

#include "parse.h"

#include <pressmill/report.h>

struct seen;

/** Opens or makes the file; NULL is in memory only. */
struct seen *seen_open(const char *path, struct mill_report *rep);

/** Closes; what seen_commit() did not keep is forgotten, so that a run that
 * was cut off sees those articles again rather than never. */
void seen_close(struct seen *s);

/** Whether an article is new, or has changed in the feed that named it
 * first; remembers it. */
bool seen_is_new(struct seen *s, const char *feed,
                 const struct feed_item *item);

void seen_commit(struct seen *s);

#endif
