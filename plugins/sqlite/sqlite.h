/* SPDX-License-Identifier: Apache-2.0
 *
 * sqlite.h: what the files of this plugin share. */
#ifndef SQLITE_SQLITE_H
#define SQLITE_SQLITE_H

#include <pressmill/plugin.h>
#include <sqlite3.h>

enum statement {
    ST_FIND, ST_INSERT, ST_UPDATE, ST_CLEAR_QUOTES, ST_CLEAR_SPEAKERS,
    ST_CLEAR_ERRORS, ST_SPEAKER, ST_QUOTE, ST_ERROR,
    ST_BEGIN, ST_COMMIT, ST_ROLLBACK, ST_COUNT
};

struct sink {
    /* options */
    const char *path;
    bool fulltext, text, record;
    int64_t batch, busy;

    mill_type quote, speaker;
    sqlite3 *db;
    sqlite3_stmt *st[ST_COUNT];
    bool in_transaction, dead;
    int64_t pending; /* documents in the transaction */
};

/** Writes the rows of a document. SQLITE_OK, or what SQLite said. */
int bind_document(struct sink *s, const struct mill_doc *doc,
                  struct mill_str record);

/** Runs a statement that gives no rows, and makes it ready again. */
int bind_run(sqlite3_stmt *st);

#endif
