/* SPDX-License-Identifier: Apache-2.0
 *
 * seen.c: see seen.h. */
#include "seen.h"

#include <pressmill/hooks.h>
#include <sqlite3.h>
#include <string.h>

enum { ST_GET, ST_PUT, ST_BEGIN, ST_COMMIT, ST_COUNT };

struct seen {
    sqlite3 *db;
    sqlite3_stmt *st[ST_COUNT];
    bool in_transaction;
};

static const char *const statements[ST_COUNT] = {
    [ST_GET] = "SELECT feed, hash FROM item WHERE key = ?",
    [ST_PUT] = "INSERT OR REPLACE INTO item VALUES(?,?,?)",
    [ST_BEGIN] = "BEGIN",
    [ST_COMMIT] = "COMMIT",
};

void
seen_close(struct seen *s)
{
    if (s == NULL)
        return;
    for (int i = 0; i < ST_COUNT; i++)
        sqlite3_finalize(s->st[i]);
    sqlite3_close(s->db);
    mill_hooks()->memory(s, 0);
}

struct seen *
seen_open(const char *path, struct mill_report *rep)
{
    struct seen *s = mill_hooks()->memory(NULL, sizeof *s);
    int rc;

    if (s == NULL) {
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        return NULL;
    }
    memset(s, 0, sizeof *s);
    rc = sqlite3_open_v2(path != NULL ? path : ":memory:", &s->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                             SQLITE_OPEN_NOMUTEX,
                         NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(s->db, 5000);
        rc = sqlite3_exec(s->db,
                          "PRAGMA journal_mode = WAL;"
                          "PRAGMA synchronous = NORMAL;"
                          "CREATE TABLE IF NOT EXISTS item("
                          " key TEXT PRIMARY KEY, feed TEXT, hash INTEGER)"
                          " WITHOUT ROWID;",
                          NULL, NULL, NULL);
    }
    for (int i = 0; i < ST_COUNT && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(s->db, statements[i], -1,
                                SQLITE_PREPARE_PERSISTENT, &s->st[i], NULL);
    if (rc == SQLITE_OK)
        return s;
    mill_fail_option(rep, "seen", "cannot use '%s': %s", path,
                     sqlite3_errmsg(s->db));
    seen_close(s);
    return NULL;
}

static uint64_t
mix(uint64_t h, struct mill_str s)
{
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return (h ^ 0xff) * 1099511628211u;
}

/* Runs a statement that gives no rows. What fails is seen again next time:
 * no reason to stop. */
static void
run(sqlite3_stmt *st)
{
    sqlite3_step(st);
    sqlite3_reset(st);
}

bool
seen_is_new(struct seen *s, const char *feed, const struct feed_item *item)
{
    struct mill_str key = item->link.len > 0 ? item->link : item->id;
    uint64_t hash = 14695981039346656037u;
    bool is_new = true;

    hash = mix(mix(hash, item->title), item->updated);
    hash = mix(hash, item->content.len > 0 ? item->content : item->summary);
    sqlite3_bind_text64(s->st[ST_GET], 1, key.ptr, key.len, SQLITE_STATIC,
                        SQLITE_UTF8);
    if (sqlite3_step(s->st[ST_GET]) == SQLITE_ROW) {
        const unsigned char *by = sqlite3_column_text(s->st[ST_GET], 0);

        /* another feed has its own words for it: no change */
        is_new = by != NULL && strcmp((const char *)by, feed) == 0 &&
                 sqlite3_column_int64(s->st[ST_GET], 1) != (int64_t)hash;
    }
    sqlite3_reset(s->st[ST_GET]);
    if (!is_new)
        return false;
    if (!s->in_transaction)
        run(s->st[ST_BEGIN]);
    s->in_transaction = true;
    sqlite3_bind_text64(s->st[ST_PUT], 1, key.ptr, key.len, SQLITE_STATIC,
                        SQLITE_UTF8);
    sqlite3_bind_text(s->st[ST_PUT], 2, feed, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s->st[ST_PUT], 3, (int64_t)hash);
    run(s->st[ST_PUT]);
    return true;
}

void
seen_commit(struct seen *s)
{
    if (s->in_transaction)
        run(s->st[ST_COMMIT]);
    s->in_transaction = false;
}
