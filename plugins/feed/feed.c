/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.c: the source `feed`: a document for each article that feeds and
 * sitemaps name, once or whenever something new is in them. */
#include "../fetch/net.h"
#include "../io/lines.h"
#include "jobs.h"
#include "seen.h"

#include <pressmill/hooks.h>
#include <pressmill/plugin.h>
#include <pressmill/str.h>
#include <stdio.h>
#include <string.h>

enum { FEED_DEPTH = 4 };

struct feed_source {
    struct net net; /* first: see NET_OPTIONS */
    /* options */
    struct mill_list urls, path, list;
    const char *seen_path;
    bool content, discover, all;
    int64_t every, max_items;
    uint64_t max_size;

    struct engine *engine;
    struct jobs *jobs;
    struct seen *seen;
    size_t given_feeds; /* those of the options, without what they lead to */
    size_t bad_lists;   /* files of 'list' that were told already */
    struct job *job;    /* at hand */
    size_t item;
    bool started, waiting, ended;
    int64_t next_round, keep_at; /* us */
};

static const struct mill_option options[] = {
    MILL_OPT_LIST(struct feed_source, urls,
                  .help = "Addresses of feeds, sitemaps, robots.txt files "
                          "that name sitemaps, or pages that name feeds."),
    MILL_OPT_PATHS(struct feed_source, list,
                   .help = "Files with such an address a line; '#' begins a "
                           "comment."),
    MILL_OPT_PATHS(struct feed_source, path,
                   .help = "Feeds that are saved as files."),
    MILL_OPT_DURATION(struct feed_source, every, .fallback = "0s", .min = 0,
                      .max = 2592000000.0,
                      .help = "Look again so often, for ever; 0 looks once. "
                              "Unchanged feeds are not sent again by "
                              "servers that can tell."),
    { .name = "seen",
      .offset = MILL_FIELD(struct feed_source, seen_path, const char *),
      .kind = MILL_OPT_KIND_PATH,
      .help = "File that remembers articles from run to run: only new and "
              "changed ones go on. Kept up to date when a round has been "
              "written." },
    MILL_OPT_BOOL(struct feed_source, all, .fallback = "false",
                  .help = "Also give out what was seen before, and the same "
                          "article of several feeds."),
    MILL_OPT_BOOL(struct feed_source, content, .fallback = "false",
                  .help = "Take the article from the feed where it is there "
                          "in full, so that 'fetch' need not."),
    MILL_OPT_BOOL(struct feed_source, discover, .fallback = "true",
                  .help = "Go on to the feeds that a page names, and the "
                          "sitemaps that a robots.txt or an index names."),
    MILL_OPT_INT(struct feed_source, max_items, .fallback = "50000",
                 .min = 1, .max = 10000000, .unit = "articles",
                 .help = "Most that is taken of one feed."),
    MILL_OPT_SIZE(struct feed_source, max_size, .fallback = "64MiB",
                  .min = 1, .max = 2147483648.0,
                  .help = "Largest feed, unpacked."),
    NET_OPTIONS,
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_WRITES_FIELD("url", "the article's address"),
    MILL_WRITES_FIELD("title", "as the feed has it"),
    MILL_WRITES_FIELD("author", "list"),
    MILL_WRITES_FIELD("published", "2025-05-07 or 2025-05-07T10:30:00+03:00"),
    MILL_WRITES_FIELD("modified", "the same"),
    MILL_WRITES_FIELD("summary", "in plain text"),
    MILL_WRITES_FIELD("tags", "list"),
    MILL_WRITES_FIELD("image", "address"),
    MILL_WRITES_FIELD("alternates", "list, of sitemaps: language, space, URL"),
    MILL_WRITES_FIELD("feed", "address of the feed"),
    MILL_WRITES_FIELD("body", "the article, with 'content'"),
    MILL_USE_END
};

static enum mill_status
feed_declare(void *self, struct mill_declare *decl, struct mill_report *rep)
{
    struct feed_source *f = self;

    (void)decl;
    if (f->urls.count + f->list.count + f->path.count == 0)
        return mill_fail_option(rep, "urls",
                                "no feeds: give 'urls', 'list' or 'path'");
    return net_declare(&f->net, rep);
}

static void
feed_close(void *self)
{
    struct feed_source *f = self;

    jobs_destroy(f->jobs);
    engine_destroy(f->engine);
    seen_close(f->seen);
}

static enum mill_status
feed_open(void *self, struct mill_report *rep)
{
    static const struct mill_list any = { NULL, 0 };
    struct feed_source *f = self;
    struct engine_options e = net_engine_options(&f->net);
    struct jobs_options j = { .max_bytes = f->max_size,
                              .most = (size_t)f->max_items };

    e.accept = "application/rss+xml,application/atom+xml,"
               "application/feed+json,application/xml;q=0.9,*/*;q=0.5";
    e.connections = 64;
    e.max_bytes = f->max_size;
    e.types = &any;
    /* in memory when there is none: feeds that have not changed need not be
     * sent again */
    if (e.cache == NULL && f->every > 0)
        e.cache = ":memory:";
    f->seen = seen_open(f->seen_path != NULL && f->seen_path[0] != '\0'
                            ? f->seen_path
                            : NULL,
                        rep);
    if (f->seen == NULL)
        return MILL_ERR_STAGE;
    f->engine = engine_create(&e, rep);
    j.engine = f->engine;
    if (f->engine != NULL)
        f->jobs = jobs_create(&j, rep);
    if (f->jobs != NULL)
        return MILL_OK;
    feed_close(f);
    return MILL_ERR_STAGE;
}

/* ---- the feeds */

static bool
add(struct feed_source *f, const char *url)
{
    return jobs_add(f->jobs, mill_str_of(url), 0);
}

/* Adds the addresses of a file; false: `lines` says why not. */
static bool
add_list(struct feed_source *f, struct lines *lines, const char *path)
{
    struct mill_str line;

    if (!lines_open(lines, path))
        return false;
    for (;;) {
        enum lines_got got = lines_next(lines, &line);

        if (got == LINES_END || got == LINES_FAIL) {
            lines_close(lines);
            return got == LINES_END;
        }
        line = mill_str_trim(line);
        if (got == LINES_OK && line.len > 0 && line.ptr[0] != '#')
            jobs_add(f->jobs, line, 0);
    }
}

static enum mill_status
start(struct feed_source *f, struct mill_doc *doc, struct mill_report *rep)
{
    static const struct stream_limits limits = { 0, 1000 };
    struct lines lines;

    for (size_t i = 0; i < f->urls.count && f->bad_lists == 0; i++)
        add(f, f->urls.items[i]);
    for (size_t i = 0; i < f->path.count && f->bad_lists == 0; i++)
        add(f, f->path.items[i]);
    if (!lines_init(&lines, limits, 8000))
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    while (f->bad_lists < f->list.count) {
        const char *path = f->list.items[f->bad_lists++];
        bool ok = add_list(f, &lines, path);

        if (ok)
            continue;
        mill_fail_code(rep, MILL_ERR_DOC, stream_code(lines.stream),
                       "cannot read: %s", stream_why(lines.stream));
        lines_finish(&lines);
        if (!mill_doc_set_source(doc, path))
            return MILL_ERR_DOC;
        return MILL_ERR_DOC;
    }
    lines_finish(&lines);
    f->given_feeds = jobs_count(f->jobs);
    f->started = true;
    f->next_round = mill_hooks()->now_us() + f->every * 1000;
    return MILL_OK;
}

/* Goes on to what the feed at hand leads to. */
static void
follow(struct feed_source *f, struct job *job, struct mill_report *rep)
{
    const struct feed *feed = &job->feed;

    if (feed->n_children == 0 || !f->discover)
        return;
    if (job->depth >= FEED_DEPTH) {
        mill_warn(rep, "'%s' is behind too many indexes: left out",
                  job->url);
        return;
    }
    for (size_t i = 0; i < feed->n_children; i++) {
        struct mill_str url = feed->children[i];

        /* the comments under a page are no articles */
        if (feed->kind == FEED_PAGE && strstr(url.ptr, "comments") != NULL)
            continue;
        jobs_add(f->jobs, url, job->depth + 1);
    }
}

/* ---- documents */

static bool
set(struct mill_doc *doc, const char *name, struct mill_str value)
{
    return value.len == 0 || mill_doc_set_str(doc, name, value);
}

static enum mill_status
give(struct feed_source *f, struct mill_doc *doc, const struct job *job,
     const struct feed_item *item, struct mill_report *rep)
{
    struct mill_str url = mill_str_of(job->url), summary;
    struct feed scratch = { .arena = mill_doc_arena(doc) };
    bool ok = mill_doc_set_source(
        doc, item->link.len > 0 ? item->link.ptr : job->url);

    summary = feed_plain(&scratch, item->summary);
    ok = ok && set(doc, "url", item->link) &&
         set(doc, "title", item->title) &&
         (item->n_authors == 0 || mill_doc_set_list(doc, "author",
                                                    item->authors,
                                                    item->n_authors)) &&
         set(doc, "published", item->published) &&
         set(doc, "modified", item->updated) && set(doc, "feed", url) &&
         set(doc, "summary", summary) &&
         (item->n_tags == 0 ||
          mill_doc_set_list(doc, "tags", item->tags, item->n_tags)) &&
         (item->n_alternates == 0 ||
          mill_doc_set_list(doc, "alternates", item->alternates,
                            item->n_alternates)) &&
         set(doc, "image", item->image);
    if (ok && item->content.len > 0 && (f->content || item->link.len == 0))
        ok = mill_doc_set_body(doc, item->content,
                               "text/html; charset=utf-8");
    if (!ok)
        return mill_fail_code(rep, MILL_ERR_DOC, "memory", "out of memory");
    /* what the feed says of it stays in the record */
    if (item->link.len == 0 && item->content.len == 0)
        return mill_fail_code(rep, MILL_ERR_DOC, "no-link",
                              "an article without an address: '%.100s'",
                              item->title.len > 0 ? item->title.ptr : "");
    return MILL_OK;
}

/* The round is over: ends, or waits for the next one without blocking. */
static enum mill_status
end_round(struct feed_source *f)
{
    int64_t now = mill_hooks()->now_us();

    f->ended = f->every == 0;
    if (f->ended)
        return MILL_END;
    if (!f->waiting) {
        f->waiting = true;
        f->keep_at = now + (f->next_round - now) / 2;
    }
    /* half a pause later what this round gave out has been written */
    if (now >= f->keep_at)
        seen_commit(f->seen);
    if (now < f->next_round)
        return MILL_ERR_AGAIN;
    f->waiting = false;
    f->next_round = now + f->every * 1000;
    jobs_restart(f->jobs, f->given_feeds);
    return MILL_OK;
}

static enum mill_status
feed_next(void *self, struct mill_doc *doc, struct mill_report *rep)
{
    struct feed_source *f = self;
    enum mill_status status;

    if (!f->started) {
        status = start(f, doc, rep);
        if (status != MILL_OK)
            return status;
    }
    for (;;) {
        if (f->job == NULL) {
            f->job = jobs_next(f->jobs);
            f->item = 0;
            if (f->job == NULL) {
                status = end_round(f);
                if (status != MILL_OK)
                    return status;
                continue;
            }
            if (f->job->code != NULL) {
                bool ok = mill_doc_set_source(doc, f->job->url);

                status = mill_fail_code(rep, MILL_ERR_DOC, f->job->code,
                                        "feed '%.300s': %s", f->job->url,
                                        f->job->why);
                jobs_release(f->jobs, f->job);
                f->job = NULL;
                return ok ? status : MILL_ERR_DOC;
            }
            if (f->job->feed.damaged)
                mill_warn(rep, "feed '%s' is ill-formed: read as far as it "
                               "makes sense",
                          f->job->url);
            follow(f, f->job, rep);
        }
        while (f->item < f->job->feed.count) {
            const struct feed_item *item = &f->job->feed.items[f->item++];

            if (f->all || seen_is_new(f->seen, f->job->url, item))
                return give(f, doc, f->job, item, rep);
        }
        jobs_release(f->jobs, f->job);
        f->job = NULL;
    }
}

/* Not after a run that was stopped: what is not written yet would never be
 * given out again. */
static enum mill_status
feed_finish(void *self, struct mill_report *rep)
{
    struct feed_source *f = self;

    (void)rep;
    if (f->ended)
        seen_commit(f->seen);
    return MILL_OK;
}

MILL_PLUGIN(feed) = {
    MILL_PLUGIN_HEAD,
    .name = "feed",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Names the articles of feeds and sitemaps, for 'fetch'",
    .manual =
        "Reads RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, sitemaps and their "
        "indexes, also packed; feeds that a page of HTML names and sitemaps "
        "that a robots.txt names are found. Ill-formed XML is read as far "
        "as it makes sense.\n\n"
        "An article is known by its address. It goes on when it is new, or "
        "when its title, date or text has changed in the feed that named it "
        "first. With 'every', feeds are looked at for ever; with 'seen', a "
        "later run goes on where this one ends.\n\n"
        "Failures have the codes of 'fetch', and no-feed, empty-feed, "
        "no-link.",
    .example =
        "- feed: {list: feeds.txt, every: 10m, seen: seen.db}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct feed_source),
    .flags = MILL_CHANGES,
    .declare = feed_declare,
    .open = feed_open,
    .close = feed_close,
    .next = feed_next,
    .finish = feed_finish,
};
