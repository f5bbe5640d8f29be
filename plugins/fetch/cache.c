/* SPDX-License-Identifier: Apache-2.0
 *
 * cache.c: see cache.h. One table of SQLite; each page is a transaction of
 * its own in WAL mode, which survives a kill without a sync each. */
#include "cache.h"

#include <pressmill/hooks.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ST_GET, ST_PUT, ST_TOUCH, ST_SIZE, ST_OLD, ST_SHRINK, ST_COUNT };

struct cache {
    sqlite3 *db;
    sqlite3_stmt *st[ST_COUNT];
    int64_t opened_ms;
    uint64_t bytes, max_bytes;
};

/* What a page takes, about. */
#define SIZE "length(body) + length(head) + length(sent) + 512"

static const char *const statements[ST_COUNT] = {
    [ST_GET] = ("SELECT fetched, status, etag, modified, type, final_url, "
                "body, sent, head FROM page WHERE url = ?"),
    [ST_PUT] = ("INSERT OR REPLACE INTO page(url, fetched, status, etag, "
                "modified, type, final_url, body, sent, head) "
                "VALUES(?,?,?,?,?,?,?,?,?,?)"),
    [ST_TOUCH] = "UPDATE page SET fetched = ? WHERE url = ?",
    [ST_SIZE] = "SELECT total(" SIZE ") FROM page",
    [ST_OLD] = ("DELETE FROM page WHERE url IN (SELECT url FROM page "
                "ORDER BY fetched LIMIT (SELECT count(*) / 16 + 1 FROM "
                "page))"),
    [ST_SHRINK] = "PRAGMA incremental_vacuum",
};

static const char tables[] =
    "PRAGMA auto_vacuum = INCREMENTAL;" /* of a new file */
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "CREATE TABLE IF NOT EXISTS page("
    " url TEXT PRIMARY KEY, fetched INTEGER NOT NULL,"
    " status INTEGER, etag TEXT, modified TEXT,"
    " type TEXT, final_url TEXT, body BLOB,"
    " sent BLOB NOT NULL DEFAULT x'', head BLOB NOT NULL DEFAULT x'');"
    "CREATE INDEX IF NOT EXISTS page_fetched ON page(fetched);";

/* A file of an older pressmill lacks these: an error where it does not. */
static const char columns[] =
    "ALTER TABLE page ADD COLUMN sent BLOB NOT NULL DEFAULT x'';"
    "ALTER TABLE page ADD COLUMN head BLOB NOT NULL DEFAULT x'';";

static int64_t
wall_clock_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
cache_close(struct cache *c)
{
    if (c == NULL)
        return;
    for (int i = 0; i < ST_COUNT; i++)
        sqlite3_finalize(c->st[i]);
    sqlite3_close(c->db);
    mill_hooks()->memory(c, 0);
}

/* ---- what it may take */

static uint64_t
measure(struct cache *c)
{
    sqlite3_stmt *st = c->st[ST_SIZE];
    uint64_t bytes = 0;

    if (sqlite3_step(st) == SQLITE_ROW)
        bytes = (uint64_t)sqlite3_column_double(st, 0);
    sqlite3_reset(st);
    return bytes;
}

static void
run(sqlite3_stmt *st)
{
    while (sqlite3_step(st) == SQLITE_ROW)
        ;
    sqlite3_reset(st);
}

/* The oldest go until there is some room; the file shrinks with them. */
static void
shrink(struct cache *c)
{
    c->bytes = measure(c); /* pages that came again were counted twice */
    if (c->bytes <= c->max_bytes)
        return;
    while (c->bytes > c->max_bytes / 10 * 9) {
        run(c->st[ST_OLD]);
        if (sqlite3_changes(c->db) == 0)
            break;
        c->bytes = measure(c);
    }
    run(c->st[ST_SHRINK]);
}

static void
forget_old(struct cache *c, int64_t max_age_ms)
{
    char sql[120];

    snprintf(sql, sizeof sql, "DELETE FROM page WHERE fetched < %lld",
             (long long)(c->opened_ms - max_age_ms));
    sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    if (sqlite3_changes(c->db) > 0)
        run(c->st[ST_SHRINK]);
}

struct cache *
cache_open(const char *path, uint64_t max_bytes, int64_t max_age_ms,
           struct mill_report *rep)
{
    struct cache *c = mill_hooks()->memory(NULL, sizeof *c);
    int rc;

    if (c == NULL) {
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        return NULL;
    }
    memset(c, 0, sizeof *c);
    rc = sqlite3_open_v2(path, &c->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                             SQLITE_OPEN_NOMUTEX,
                         NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(c->db, 5000);
        rc = sqlite3_exec(c->db, tables, NULL, NULL, NULL);
        sqlite3_exec(c->db, columns, NULL, NULL, NULL);
    }
    for (int i = 0; i < ST_COUNT && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(c->db, statements[i], -1,
                                SQLITE_PREPARE_PERSISTENT, &c->st[i], NULL);
    if (rc == SQLITE_OK) {
        c->opened_ms = wall_clock_ms();
        c->max_bytes = max_bytes;
        forget_old(c, max_age_ms);
        shrink(c);
        return c;
    }
    mill_fail_option(rep, "cache", "cannot use '%s': %s", path,
                     sqlite3_errmsg(c->db));
    cache_close(c);
    return NULL;
}

static void
copy(char *out, size_t size, sqlite3_stmt *st, int column)
{
    const unsigned char *text = sqlite3_column_text(st, column);

    snprintf(out, size, "%s", text != NULL ? (const char *)text : "");
}

static struct mill_str
blob(sqlite3_stmt *st, int column)
{
    struct mill_str bytes = { sqlite3_column_blob(st, column), 0 };

    if (bytes.ptr == NULL)
        return MILL_STR("");
    bytes.len = (size_t)sqlite3_column_bytes(st, column);
    return bytes;
}

bool
cache_get(struct cache *c, const char *url, struct cached *found)
{
    sqlite3_stmt *st = c->st[ST_GET];

    sqlite3_reset(st);
    sqlite3_bind_text(st, 1, url, -1, SQLITE_STATIC);
    if (sqlite3_step(st) != SQLITE_ROW) {
        sqlite3_reset(st);
        return false;
    }
    memset(found, 0, sizeof *found);
    found->age_ms = wall_clock_ms() - sqlite3_column_int64(st, 0);
    found->status = sqlite3_column_int(st, 1);
    copy(found->etag, sizeof found->etag, st, 2);
    copy(found->modified, sizeof found->modified, st, 3);
    copy(found->type, sizeof found->type, st, 4);
    copy(found->final_url, sizeof found->final_url, st, 5);
    found->earlier = sqlite3_column_int64(st, 0) < c->opened_ms;
    found->body = blob(st, 6);
    found->sent = blob(st, 7);
    found->head = blob(st, 8);
    return true;
}

/* Nothing is no NULL. */
static void
bind_blob(sqlite3_stmt *st, int column, struct mill_str bytes)
{
    sqlite3_bind_blob64(st, column, bytes.len > 0 ? bytes.ptr : "",
                        bytes.len, SQLITE_STATIC);
}

void
cache_put(struct cache *c, const char *url, const struct cached *page)
{
    sqlite3_stmt *st = c->st[ST_PUT];

    sqlite3_reset(c->st[ST_GET]); /* a reader in progress blocks nothing */
    sqlite3_bind_text(st, 1, url, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, wall_clock_ms());
    sqlite3_bind_int64(st, 3, page->status);
    sqlite3_bind_text(st, 4, page->etag, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 5, page->modified, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 6, page->type, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 7, page->final_url, -1, SQLITE_STATIC);
    bind_blob(st, 8, page->body);
    bind_blob(st, 9, page->sent);
    bind_blob(st, 10, page->head);
    sqlite3_step(st);
    sqlite3_reset(st);
    c->bytes += page->body.len + page->sent.len + page->head.len + 512;
    if (c->bytes > c->max_bytes)
        shrink(c);
}

void
cache_touch(struct cache *c, const char *url)
{
    sqlite3_stmt *st = c->st[ST_TOUCH];

    sqlite3_reset(c->st[ST_GET]);
    sqlite3_bind_int64(st, 1, wall_clock_ms());
    sqlite3_bind_text(st, 2, url, -1, SQLITE_STATIC);
    sqlite3_step(st);
    sqlite3_reset(st);
}
