/* SPDX-License-Identifier: Apache-2.0
 *
 * cache.h: what was fetched before, on disk: to ask servers only for what has
 * changed, and not to fetch twice after a run was killed. */
#ifndef FETCH_CACHE_H
#define FETCH_CACHE_H

#include <pressmill/base.h>
#include <pressmill/report.h>

struct cache;

struct cached {
    int64_t age_ms; /* since it was fetched or found unchanged */
    long status;
    char etag[256], modified[64], type[128];
    char final_url[2048]; /* "" when it is the URL itself */
    /* until the next call on the cache: */
    struct mill_str body;
    struct mill_str sent, head; /* of HTTP: the request, and the answer up to
                                 * its body */
    bool earlier; /* from before the cache was opened */
};

/** Opens or makes the file; NULL: the report says why.
 *
 * @param max_bytes  above which the oldest pages go
 * @param max_age_ms  of pages that were not asked for again
 */
struct cache *cache_open(const char *path, uint64_t max_bytes,
                         int64_t max_age_ms, struct mill_report *rep);
void cache_close(struct cache *c);

/** Looks a URL up. */
bool cache_get(struct cache *c, const char *url, struct cached *found);

/** Keeps an answer; a failure to do so is no failure of the fetch. */
void cache_put(struct cache *c, const char *url, const struct cached *page);

/** Notes that a page was found unchanged just now. */
void cache_touch(struct cache *c, const char *url);

#endif
