/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.h: the tables. Other people write queries against them: change them
 * only with SCHEMA_VERSION and docs/inputs-and-outputs.md. */
#ifndef SQLITE_SCHEMA_H
#define SQLITE_SCHEMA_H

enum { SCHEMA_VERSION = 1 };

/* "application_id" of files of ours: "mill" */
#define SCHEMA_APPLICATION "1835625580"

static const char schema_tables[] =
    "CREATE TABLE IF NOT EXISTS doc("
    " doc INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " url TEXT, source TEXT, title TEXT, author TEXT,"
    " published TEXT, modified TEXT, site TEXT, section TEXT,"
    " lang TEXT, lang_confidence REAL,"
    " tone TEXT, tone_score REAL, tone_confidence REAL,"
    " text TEXT, record TEXT);"
    "CREATE TABLE IF NOT EXISTS speaker("
    " doc INTEGER NOT NULL REFERENCES doc(doc) ON DELETE CASCADE,"
    " n INTEGER NOT NULL,"
    " name TEXT, aliases TEXT, role TEXT, kind TEXT, gender TEXT,"
    " said_tone TEXT, said_score REAL,"
    " PRIMARY KEY(doc, n)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS quote("
    " quote INTEGER PRIMARY KEY,"
    " doc INTEGER NOT NULL REFERENCES doc(doc) ON DELETE CASCADE,"
    " n INTEGER NOT NULL,"
    " type TEXT, start INTEGER, end INTEGER, text TEXT,"
    " speaker INTEGER, speaker_name TEXT, mention TEXT, cue TEXT,"
    " stance TEXT, confidence REAL, basis TEXT, unattributed TEXT,"
    " tone TEXT, tone_score REAL);"
    "CREATE INDEX IF NOT EXISTS quote_doc ON quote(doc);"
    "CREATE INDEX IF NOT EXISTS quote_speaker ON quote(speaker_name);"
    "CREATE TABLE IF NOT EXISTS error("
    " doc INTEGER NOT NULL REFERENCES doc(doc) ON DELETE CASCADE,"
    " n INTEGER NOT NULL,"
    " step TEXT, code TEXT, message TEXT,"
    " PRIMARY KEY(doc, n)) WITHOUT ROWID;";

/* The full-text indexes hold no text of their own; triggers keep them. */
static const char schema_fulltext[] =
    "CREATE VIRTUAL TABLE IF NOT EXISTS doc_fts USING fts5("
    " title, text, content='doc', content_rowid='doc',"
    " tokenize='unicode61 remove_diacritics 0');"
    "CREATE VIRTUAL TABLE IF NOT EXISTS quote_fts USING fts5("
    " text, speaker_name, content='quote', content_rowid='quote',"
    " tokenize='unicode61 remove_diacritics 0');"
    "CREATE TRIGGER IF NOT EXISTS doc_fts_insert AFTER INSERT ON doc BEGIN"
    " INSERT INTO doc_fts(rowid, title, text)"
    " VALUES(new.doc, new.title, new.text); END;"
    "CREATE TRIGGER IF NOT EXISTS doc_fts_delete AFTER DELETE ON doc BEGIN"
    " INSERT INTO doc_fts(doc_fts, rowid, title, text)"
    " VALUES('delete', old.doc, old.title, old.text); END;"
    "CREATE TRIGGER IF NOT EXISTS doc_fts_update AFTER UPDATE ON doc BEGIN"
    " INSERT INTO doc_fts(doc_fts, rowid, title, text)"
    " VALUES('delete', old.doc, old.title, old.text);"
    " INSERT INTO doc_fts(rowid, title, text)"
    " VALUES(new.doc, new.title, new.text); END;"
    "CREATE TRIGGER IF NOT EXISTS quote_fts_insert AFTER INSERT ON quote"
    " BEGIN INSERT INTO quote_fts(rowid, text, speaker_name)"
    " VALUES(new.quote, new.text, new.speaker_name); END;"
    "CREATE TRIGGER IF NOT EXISTS quote_fts_delete AFTER DELETE ON quote"
    " BEGIN INSERT INTO quote_fts(quote_fts, rowid, text, speaker_name)"
    " VALUES('delete', old.quote, old.text, old.speaker_name); END;";

#endif
