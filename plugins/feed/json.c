/* SPDX-License-Identifier: Apache-2.0
 *
 * json.c: JSON Feed, versions 1 and 1.1. */
#include "parse.h"

#include <pressmill/str.h>

#include <string.h>

static struct mill_str
text_of(struct feed *feed, struct mill_json map, const char *key)
{
    struct mill_json v = mill_json_get(map, key);

    if (mill_json_kind(v) == MILL_JSON_INT) { /* ids are numbers at times */
        char *made = mill_arena_printf(feed->arena, "%lld",
                                       (long long)mill_json_int(v));

        return made != NULL ? mill_str_of(made) : MILL_STR("");
    }
    return feed_copy(feed, mill_str_trim(mill_json_str(v)));
}

static void
add_author(struct feed *feed, struct feed_item *item, struct mill_json author)
{
    struct mill_str name = text_of(feed, author, "name");

    if (name.len > 0 && item->n_authors < FEED_AUTHORS)
        item->authors[item->n_authors++] = name;
}

static void
read_item(struct feed *feed, struct mill_json v, const char *base)
{
    struct feed_item *item = feed_add_item(feed);
    struct mill_json list;

    if (item == NULL)
        return;
    item->id = text_of(feed, v, "id");
    item->link = feed_resolve(feed, text_of(feed, v, "url"), base);
    if (item->link.len == 0)
        item->link = feed_resolve(feed, text_of(feed, v, "external_url"),
                                  base);
    item->title = text_of(feed, v, "title");
    item->summary = text_of(feed, v, "summary");
    item->content = text_of(feed, v, "content_html");
    item->image = feed_resolve(feed, text_of(feed, v, "image"), base);
    item->lang = text_of(feed, v, "language");
    item->published = feed_date(feed, text_of(feed, v, "date_published"));
    item->updated = feed_date(feed, text_of(feed, v, "date_modified"));
    if (item->content.len == 0)
        item->content = text_of(feed, v, "content_text");
    else
        item->content = feed_absolute(feed, item->content, base);
    list = mill_json_get(v, "authors");
    for (struct mill_json_iter i = mill_json_begin(list);
         mill_json_kind(list) == MILL_JSON_LIST && mill_json_step(&i);)
        add_author(feed, item, i.value);
    if (item->n_authors == 0)
        add_author(feed, item, mill_json_get(v, "author"));
    list = mill_json_get(v, "tags");
    for (struct mill_json_iter i = mill_json_begin(list);
         mill_json_kind(list) == MILL_JSON_LIST && mill_json_step(&i);)
        if (item->n_tags < FEED_TAGS && mill_json_str(i.value).len > 0)
            item->tags[item->n_tags++] =
                feed_copy(feed, mill_json_str(i.value));
}

bool
feed_parse_json(struct feed *feed, struct mill_str utf8, const char *base,
                struct mill_json_parser *json)
{
    struct mill_json root, items;
    const char *reason;

    if (!mill_json_parse(json, utf8, &root, &reason))
        return true; /* FEED_NONE */
    items = mill_json_get(root, "items");
    if (mill_json_kind(items) != MILL_JSON_LIST)
        return true;
    feed->kind = FEED_JSON;
    feed->title = text_of(feed, root, "title");
    feed->lang = text_of(feed, root, "language");
    feed->link = feed_resolve(feed, text_of(feed, root, "home_page_url"),
                              base);
    for (struct mill_json_iter i = mill_json_begin(items);
         mill_json_step(&i);)
        if (mill_json_kind(i.value) == MILL_JSON_MAP)
            read_item(feed, i.value, base);
    return true;
}
