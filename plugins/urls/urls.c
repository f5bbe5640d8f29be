/* SPDX-License-Identifier: Apache-2.0
 *
 * urls.c: the source `urls`: a document for each address of a list, for
 * `fetch` to fill. */
#include "../io/lines.h"

#include <pressmill/hash.h>
#include <pressmill/hooks.h>
#include <pressmill/plugin.h>
#include <pressmill/str.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { URLS_LONGEST = 8000 };

struct urls {
    /* options */
    struct mill_list urls, list;
    bool unique;

    struct lines lines;
    size_t next_url, next_list;
    bool is_open;
    const char *name;
    /* hashes of those given out, open addressing, 0 is free */
    uint64_t *seen;
    size_t seen_count, seen_size;
};

static const struct mill_option options[] = {
    MILL_OPT_LIST(struct urls, urls, .help = "Addresses, http or https."),
    MILL_OPT_PATHS(struct urls, list,
                   .help = "Files with an address a line; '-' is stdin. "
                           "Empty lines and those that begin with '#' are "
                           "passed over. May be packed."),
    MILL_OPT_BOOL(struct urls, unique, .fallback = "true",
                  .help = "Whether an address that comes again is left "
                          "out."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_WRITES_FIELD("url", "the address"),
    MILL_USE_END
};

static enum mill_status
urls_open(void *self, struct mill_report *rep)
{
    struct urls *u = self;
    struct stream_limits limits = { 0, 1000 };

    if (u->urls.count == 0 && u->list.count == 0)
        return mill_fail_option(rep, "urls",
                                "no addresses: give 'urls' or 'list'");
    if (!lines_init(&u->lines, limits, URLS_LONGEST))
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    return MILL_OK;
}

static void
urls_close(void *self)
{
    struct urls *u = self;

    lines_finish(&u->lines);
    if (u->seen != NULL)
        mill_hooks()->memory(u->seen, 0);
}

/* 0 is a free place. */
static uint64_t
hash(struct mill_str s)
{
    uint64_t h = mill_hash(s);

    return h == 0 ? 1 : h;
}

static void
put(uint64_t *table, size_t size, uint64_t h)
{
    size_t i = (size_t)h & (size - 1);

    while (table[i] != 0)
        i = (i + 1) & (size - 1);
    table[i] = h;
}

/* Whether the address is new; without memory every one is. */
static bool
is_new(struct urls *u, struct mill_str url)
{
    uint64_t h = hash(url);

    if (!u->unique)
        return true;
    if (u->seen_count * 2 >= u->seen_size) {
        size_t size = u->seen_size == 0 ? 1024 : u->seen_size * 2;
        uint64_t *table = mill_hooks()->memory(NULL, size * sizeof *table);

        if (table == NULL)
            return true;
        memset(table, 0, size * sizeof *table);
        for (size_t i = 0; i < u->seen_size; i++)
            if (u->seen[i] != 0)
                put(table, size, u->seen[i]);
        if (u->seen != NULL)
            mill_hooks()->memory(u->seen, 0);
        u->seen = table;
        u->seen_size = size;
    }
    for (size_t i = (size_t)h & (u->seen_size - 1); u->seen[i] != 0;
         i = (i + 1) & (u->seen_size - 1))
        if (u->seen[i] == h)
            return false;
    put(u->seen, u->seen_size, h);
    u->seen_count++;
    return true;
}

static bool
is_address(struct mill_str s)
{
    if (s.len > 8 && strncasecmp(s.ptr, "https://", 8) == 0)
        return s.ptr[8] != '/';
    return s.len > 7 && strncasecmp(s.ptr, "http://", 7) == 0 &&
           s.ptr[7] != '/';
}

static enum mill_status
give(struct mill_doc *doc, struct mill_str url, const char *where,
     struct mill_report *rep)
{
    char source[URLS_LONGEST + 1];
    bool ok = is_address(url);

    snprintf(source, sizeof source, "%.*s", MILL_FMT(url));
    if (!mill_doc_set_source(doc, ok ? source : where))
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    if (!ok)
        return mill_fail_code(rep, MILL_ERR_DOC, "bad-url",
                              "'%.200s' is no http or https address", source);
    if (!mill_doc_set_str(doc, "url", url))
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    return MILL_OK;
}

/* The next line of the lists. */
static enum mill_status
next_line(struct urls *u, struct mill_doc *doc, struct mill_report *rep)
{
    char where[4200];
    struct mill_str line;

    for (;;) {
        if (!u->is_open) {
            if (u->next_list == u->list.count)
                return MILL_END;
            u->name = u->list.items[u->next_list++];
            u->is_open = lines_open(&u->lines, u->name);
            if (strcmp(u->name, "-") == 0)
                u->name = "stdin";
            if (!u->is_open) {
                if (!mill_doc_set_source(doc, u->name))
                    return MILL_ERR_DOC;
                return mill_fail_code(rep, MILL_ERR_DOC,
                                      stream_code(u->lines.stream),
                                      "cannot read: %s",
                                      stream_why(u->lines.stream));
            }
        }
        switch (lines_next(&u->lines, &line)) {
        case LINES_OK:
            if (u->lines.line == 1 && line.len >= 3 &&
                memcmp(line.ptr, "\xef\xbb\xbf", 3) == 0) {
                line.ptr += 3;
                line.len -= 3;
            }
            line = mill_str_trim(line);
            if (line.len == 0 || line.ptr[0] == '#' || !is_new(u, line))
                continue;
            snprintf(where, sizeof where, "%.4096s:%llu", u->name,
                     (unsigned long long)u->lines.line);
            return give(doc, line, where, rep);
        case LINES_LONG:
            snprintf(where, sizeof where, "%.4096s:%llu", u->name,
                     (unsigned long long)u->lines.line);
            if (!mill_doc_set_source(doc, where))
                return MILL_ERR_DOC;
            return mill_fail_code(rep, MILL_ERR_DOC, "bad-url",
                                  "a line of more than %d bytes",
                                  URLS_LONGEST);
        case LINES_FAIL:
            if (!mill_doc_set_source(doc, u->name))
                return MILL_ERR_DOC;
            return mill_fail_code(rep, MILL_ERR_DOC,
                                  stream_code(u->lines.stream), "%s",
                                  stream_why(u->lines.stream));
        case LINES_END:
            lines_close(&u->lines);
            u->is_open = false;
            break;
        }
    }
}

static enum mill_status
urls_next(void *self, struct mill_doc *doc, struct mill_report *rep)
{
    struct urls *u = self;

    while (u->next_url < u->urls.count) {
        const char *text = u->urls.items[u->next_url++];
        struct mill_str url = mill_str_trim(mill_str_of(text));

        if (is_new(u, url))
            return give(doc, url, "urls", rep);
    }
    return next_line(u, doc, rep);
}

MILL_PLUGIN(urls) = {
    MILL_PLUGIN_HEAD,
    .name = "urls",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Names pages of the web, for 'fetch'",
    .example = "- urls: {list: addresses.txt}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct urls),
    .open = urls_open,
    .close = urls_close,
    .next = urls_next,
};
