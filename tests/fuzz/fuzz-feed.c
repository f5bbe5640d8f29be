/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-feed.c: any bytes as a feed. */
#include "../../plugins/feed/parse.h"

#include <pressmill/unicode.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
check(struct mill_str s)
{
    if (mill_utf8_valid(s.ptr, s.len) != s.len)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct charset *charset;
    static struct mill_json_parser *json;
    static struct mill_arena *arena;
    struct mill_str all = { (const char *)bytes, size };
    struct feed feed = { .most = 100 };

    if (arena == NULL) {
        charset = charset_create();
        json = mill_json_parser_create();
        arena = mill_arena_create(256u << 20);
    }
    if (arena == NULL || charset == NULL || json == NULL || size > 1 << 20)
        return 0;
    mill_arena_reset(arena, 1 << 20);
    feed.arena = arena;
    if (!feed_parse(&feed, all, "", "http://example.org/feed", charset, json))
        return 0;
    for (size_t i = 0; i < feed.count; i++) {
        check(feed.items[i].title);
        check(feed.items[i].link);
        check(feed.items[i].summary);
        check(feed.items[i].content);
        check(feed.items[i].published);
    }
    for (size_t i = 0; i < feed.n_children; i++)
        check(feed.children[i]);
    return 0;
}
