/* SPDX-License-Identifier: Apache-2.0
 *
 * sqlite.c: the sink `sqlite`: a database that grows. A document is known by
 * its id, as in the record: one that comes again takes the place of its old
 * rows. Documents are written in transactions of many; `flush` ends one. */
#include "sqlite.h"
#include "schema.h"

#include <pressmill/json.h>
#include <pressmill/record.h>
#include <stdio.h>
#include <string.h>

static const struct mill_option options[] = {
    MILL_OPT_PATH(struct sink, path, .required = true,
                  .help = "The database; made when it is not there."),
    MILL_OPT_BOOL(struct sink, fulltext, .fallback = "true",
                  .help = "Keep full-text indexes, doc_fts and quote_fts."),
    MILL_OPT_BOOL(struct sink, text, .fallback = "true",
                  .help = "Whether to store the article's text."),
    MILL_OPT_BOOL(struct sink, record, .fallback = "false",
                  .help = "Also store the whole record as JSON."),
    MILL_OPT_INT(struct sink, batch, .fallback = "1000", .min = 1,
                 .max = 1000000, .unit = "documents",
                 .help = "Documents in one transaction."),
    MILL_OPT_DURATION(struct sink, busy, .fallback = "10s", .min = 0,
                      .max = 3600000,
                      .help = "How long to wait for another program that "
                              "holds the database."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ(struct sink, quote, "quote"),
    MILL_MAY_READ(struct sink, speaker, "speaker"),
    MILL_USE_END
};

#define COLUMNS                                                             \
    "id, url, source, title, author, published, modified, site, section, "  \
    "lang, lang_confidence, tone, tone_score, tone_confidence, text, record"

static const char *const statements[ST_COUNT] = {
    [ST_FIND] = "SELECT doc FROM doc WHERE id = ?",
    [ST_INSERT] = "INSERT INTO doc(" COLUMNS ") VALUES("
                  "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [ST_UPDATE] = "UPDATE doc SET (" COLUMNS ") = ("
                  "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) WHERE doc = ?",
    [ST_CLEAR_QUOTES] = "DELETE FROM quote WHERE doc = ?",
    [ST_CLEAR_SPEAKERS] = "DELETE FROM speaker WHERE doc = ?",
    [ST_CLEAR_ERRORS] = "DELETE FROM error WHERE doc = ?",
    [ST_SPEAKER] = "INSERT INTO speaker VALUES(?,?,?,?,?,?,?,?,?)",
    [ST_QUOTE] = "INSERT INTO quote(doc, n, type, start, end, text, speaker, "
                 "speaker_name, mention, cue, stance, confidence, basis, "
                 "unattributed, tone, tone_score) "
                 "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [ST_ERROR] = "INSERT INTO error VALUES(?,?,?,?,?)",
    [ST_BEGIN] = "BEGIN IMMEDIATE",
    [ST_COMMIT] = "COMMIT",
    [ST_ROLLBACK] = "ROLLBACK",
};

/* Says what SQLite says, with the remedy where there is one. */
static enum mill_status
fail_db(struct sink *s, int rc, const char *code, struct mill_report *rep)
{
    const char *remedy = "";

    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        remedy = ": another program holds it; raise 'busy' or stop that "
                 "program";
        break;
    case SQLITE_FULL:
        remedy = ": what was written before this batch is kept";
        break;
    case SQLITE_NOTADB:
        remedy = ": choose another 'path'";
        break;
    default:
        break;
    }
    return mill_fail_code(rep, MILL_ERR_STAGE, code,
                          "cannot write database '%s': %s%s", s->path,
                          s->db != NULL ? sqlite3_errmsg(s->db)
                                        : sqlite3_errstr(rc),
                          remedy);
}

static void
sink_close(void *self)
{
    struct sink *s = self;

    for (int i = 0; i < ST_COUNT; i++)
        sqlite3_finalize(s->st[i]);
    sqlite3_close(s->db);
}

static int
pragma_int(sqlite3 *db, const char *pragma)
{
    sqlite3_stmt *st = NULL;
    int value = 0;

    if (sqlite3_prepare_v2(db, pragma, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        value = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return value;
}

static bool
has_table(sqlite3 *db, const char *name)
{
    sqlite3_stmt *st = NULL;
    bool found = false;

    if (sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_master WHERE name = ?",
                           -1, &st, NULL) == SQLITE_OK) {
        sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
        found = sqlite3_step(st) == SQLITE_ROW;
    }
    sqlite3_finalize(st);
    return found;
}

/* Makes the tables, in one transaction, or finds that the file is somebody
 * else's. */
static enum mill_status
make_schema(struct sink *s, struct mill_report *rep)
{
    char pragmas[128];
    int version, rc;

    /* The first statement that looks into the file: BEGIN IMMEDIATE, so that
     * two programs that start at once do not both make tables. */
    rc = sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return fail_db(s, rc, "cannot-create", rep);
    version = pragma_int(s->db, "PRAGMA user_version");
    if (version > SCHEMA_VERSION)
        return mill_fail_option(rep, "path",
                                "'%s' was written by a newer pressmill "
                                "(tables of version %d, this one knows %d)",
                                s->path, version, SCHEMA_VERSION);
    if (version == 0 && has_table(s->db, "doc"))
        return mill_fail_option(rep, "path",
                                "'%s' has a table 'doc' that is not ours; "
                                "choose another file",
                                s->path);
    rc = sqlite3_exec(s->db, schema_tables, NULL, NULL, NULL);
    if (rc == SQLITE_OK && s->fulltext && !has_table(s->db, "doc_fts")) {
        rc = sqlite3_exec(s->db, schema_fulltext, NULL, NULL, NULL);
        if (rc == SQLITE_ERROR &&
            strstr(sqlite3_errmsg(s->db), "no such module") != NULL) {
            mill_warn(rep, "this SQLite has no FTS5: no full-text index");
            rc = SQLITE_OK;
        } else if (rc == SQLITE_OK) {
            /* the file may have rows from a run without it */
            rc = sqlite3_exec(
                s->db,
                "INSERT INTO doc_fts(doc_fts) VALUES('rebuild');"
                "INSERT INTO quote_fts(quote_fts) VALUES('rebuild');",
                NULL, NULL, NULL);
        }
    }
    if (rc == SQLITE_OK) {
        snprintf(pragmas, sizeof pragmas,
                 "PRAGMA user_version = %d; PRAGMA application_id = %s;",
                 SCHEMA_VERSION, SCHEMA_APPLICATION);
        rc = sqlite3_exec(s->db, pragmas, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
    return rc == SQLITE_OK ? MILL_OK : fail_db(s, rc, "cannot-create", rep);
}

static enum mill_status
sink_open(void *self, struct mill_report *rep)
{
    struct sink *s = self;
    enum mill_status status;
    int rc;

    rc = sqlite3_open_v2(s->path, &s->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                             SQLITE_OPEN_NOMUTEX,
                         NULL);
    if (rc != SQLITE_OK) {
        status = fail_db(s, rc, "cannot-create", rep);
        goto fail;
    }
    sqlite3_busy_timeout(s->db, (int)s->busy);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* WAL: readers are not held up, and a killed run leaves the last whole
     * batch. Where it is not possible the file stays as it is. */
    sqlite3_exec(s->db,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                 "PRAGMA temp_store = MEMORY;",
                 NULL, NULL, NULL);
    status = make_schema(s, rep);
    if (status != MILL_OK)
        goto fail;
    for (int i = 0; i < ST_COUNT; i++) {
        rc = sqlite3_prepare_v3(s->db, statements[i], -1,
                                SQLITE_PREPARE_PERSISTENT, &s->st[i], NULL);
        if (rc != SQLITE_OK) {
            status = fail_db(s, rc, "cannot-create", rep);
            goto fail;
        }
    }
    return MILL_OK;
fail:
    sink_close(s);
    return status;
}

static enum mill_status
sink_render(const void *self, void *worker, struct mill_doc *doc,
            struct mill_str *out, struct mill_report *rep)
{
    static const struct mill_record_options plain = { MILL_OFFSETS_CODEPOINT,
                                                      false, NULL };
    const struct sink *s = self;
    struct mill_buf buf = { .arena = mill_doc_arena(doc) };

    (void)worker;
    if (!s->record)
        return MILL_OK;
    mill_record_write(doc, &plain, &buf);
    if (buf.failed)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for the record");
    *out = (struct mill_str){ buf.ptr, buf.len };
    return MILL_OK;
}

static enum mill_status
commit(struct sink *s, struct mill_report *rep)
{
    int rc;

    if (!s->in_transaction || s->dead)
        return MILL_OK;
    rc = bind_run(s->st[ST_COMMIT]);
    if (rc != SQLITE_OK) {
        enum mill_status status = fail_db(s, rc, "output", rep);

        s->dead = true;
        bind_run(s->st[ST_ROLLBACK]);
        return status;
    }
    s->in_transaction = false;
    s->pending = 0;
    return MILL_OK;
}

static enum mill_status
sink_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
           struct mill_report *rep)
{
    struct sink *s = self;
    int rc = SQLITE_OK;

    if (s->dead)
        return mill_fail_code(rep, MILL_ERR_STAGE, "output",
                              "cannot write database '%s' any more", s->path);
    if (!s->in_transaction) {
        rc = bind_run(s->st[ST_BEGIN]);
        s->in_transaction = rc == SQLITE_OK;
    }
    if (rc == SQLITE_OK)
        rc = bind_document(s, doc, rendered);
    if (rc != SQLITE_OK) {
        enum mill_status status = fail_db(s, rc, "output", rep);

        s->dead = true;
        if (!sqlite3_get_autocommit(s->db))
            bind_run(s->st[ST_ROLLBACK]);
        return status;
    }
    return ++s->pending >= s->batch ? commit(s, rep) : MILL_OK;
}

static enum mill_status
sink_flush(void *self, struct mill_report *rep)
{
    return commit(self, rep);
}

/* A document that is written again takes the place of its rows: there is
 * nothing to cut back to. */
static enum mill_status
sink_save(void *self, struct mill_buf *state, struct mill_report *rep)
{
    (void)state;
    return commit(self, rep);
}

static enum mill_status
sink_resume(void *self, struct mill_str state, struct mill_report *rep)
{
    (void)self;
    (void)state;
    (void)rep;
    return MILL_OK;
}

MILL_PLUGIN(sqlite) = {
    MILL_PLUGIN_HEAD,
    .name = "sqlite",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Writes documents, quotes and speakers into an SQLite database",
    .manual =
        "Tables doc, speaker, quote and error; full-text indexes doc_fts and "
        "quote_fts. A document is known by its id; one without gets that of "
        "its record, made of its URL, else of its text. When it comes again "
        "its rows are replaced, so a run that is repeated does not double "
        "them.\n\n"
        "    SELECT speaker_name, text FROM quote JOIN doc USING(doc) "
        "WHERE lang = 'uk';\n"
        "    SELECT d.title FROM doc_fts f JOIN doc d ON d.doc = f.rowid "
        "WHERE doc_fts MATCH 'harbour';",
    .example = "- sqlite: {path: desk.db}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct sink),
    .open = sink_open,
    .close = sink_close,
    .render = sink_render,
    .write = sink_write,
    .flush = sink_flush,
    .save = sink_save,
    .resume = sink_resume,
};
