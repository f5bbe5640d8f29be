/* SPDX-License-Identifier: Apache-2.0
 *
 * feed-items.c: what the parser reads out of one feed, as a line of JSON, for
 * bench/eval-feeds.py:
 *     feed-items FILE BASE MEDIA-TYPE */
#include "../plugins/feed/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct mill_str
slice(const char *s)
{
    return (struct mill_str){ s, strlen(s) };
}

static void
put(struct mill_buf *out, const char *name, struct mill_str value)
{
    if (value.len == 0)
        return;
    mill_buf_json_str(out, slice(name));
    mill_buf_char(out, ':');
    mill_buf_json_str(out, value);
    mill_buf_char(out, ',');
}

static void
put_list(struct mill_buf *out, const char *name, const struct mill_str *list,
         size_t count)
{
    mill_buf_json_str(out, slice(name));
    mill_buf_printf(out, ":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            mill_buf_char(out, ',');
        mill_buf_json_str(out, list[i]);
    }
    mill_buf_printf(out, "],");
}

static void
put_item(struct mill_buf *out, struct feed *feed,
         const struct feed_item *item)
{
    mill_buf_char(out, '{');
    put(out, "title", item->title);
    put(out, "link", item->link);
    put(out, "id", item->id);
    put(out, "summary", feed_plain(feed, item->summary)); /* as `feed` does */
    put(out, "content", item->content);
    put(out, "lang", item->lang);
    put(out, "image", item->image);
    put(out, "published", item->published);
    put(out, "updated", item->updated);
    put_list(out, "authors", item->authors, item->n_authors);
    put_list(out, "tags", item->tags, item->n_tags);
    mill_buf_printf(out, "\"\":0}");
}

static char *
read_file(const char *path, struct mill_arena *arena, size_t *len)
{
    FILE *in = fopen(path, "rb");
    size_t cap = 1 << 20;
    char *bytes = mill_arena_alloc(arena, cap);

    if (in == NULL || bytes == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    *len = fread(bytes, 1, cap, in);
    fclose(in);
    return bytes;
}

int
main(int argc, char **argv)
{
    static const char *const kinds[] = { "none",    "rss",   "atom",
                                         "json",    "sitemap", "index",
                                         "page",    "robots" };
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_json_parser *json = mill_json_parser_create();
    struct charset *charset = charset_create();
    struct feed feed = { .arena = arena, .most = 1000 };
    struct mill_buf out = { .arena = arena };
    struct mill_str bytes;

    if (argc != 4 || arena == NULL || json == NULL || charset == NULL) {
        fprintf(stderr, "usage: feed-items FILE BASE MEDIA-TYPE\n");
        return EXIT_FAILURE;
    }
    feed_parse_init();
    bytes.ptr = read_file(argv[1], arena, &bytes.len);
    if (!feed_parse(&feed, bytes, argv[3], argv[2], charset, json))
        return EXIT_FAILURE;
    mill_buf_char(&out, '{');
    put(&out, "kind", slice(kinds[feed.kind]));
    put(&out, "title", feed.title);
    put(&out, "link", feed.link);
    put(&out, "lang", feed.lang);
    mill_buf_printf(&out, "\"damaged\":%s,\"items\":[",
                    feed.damaged ? "true" : "false");
    for (size_t i = 0; i < feed.count; i++) {
        if (i > 0)
            mill_buf_char(&out, ',');
        put_item(&out, &feed, &feed.items[i]);
    }
    mill_buf_printf(&out, "]}\n");
    fwrite(out.ptr, 1, out.len, stdout);
    charset_destroy(charset);
    mill_json_parser_destroy(json);
    mill_arena_destroy(arena);
    return out.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
