/* SPDX-License-Identifier: Apache-2.0
 *
 * robots.h: what a robots.txt allows, RFC 9309. */
#ifndef FETCH_ROBOTS_H
#define FETCH_ROBOTS_H

#include <pressmill/base.h>

struct robots;

/**
 * Reads a robots.txt for one crawler.
 *
 * @param bytes  the file; only its first 512 KiB count
 * @param agent  the crawler's product token, such as "pressmill"
 * @return its rules, or NULL when memory ran out
 */
struct robots *robots_parse(struct mill_str bytes, const char *agent);
void robots_destroy(struct robots *r);

/**
 * Whether a path may be fetched. The longest rule that matches decides; of
 * two that are as long, the one that allows.
 *
 * @param target  path and query of the URL, as sent: "/a/b?c=d"; an empty one
 *                is "/"
 */
bool robots_allow(const struct robots *r, struct mill_str target);

/** The Crawl-delay asked for, in milliseconds; 0 when none is. It is no part
 * of RFC 9309, but sites ask. */
int64_t robots_delay_ms(const struct robots *r);

#endif
