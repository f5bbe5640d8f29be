/* SPDX-License-Identifier: Apache-2.0
 *
 * bind.c: a document as rows. Values go in as bound parameters, never as
 * text of a statement; the document outlives the call, so SQLite copies
 * nothing. */
#include "sqlite.h"

#include <pressmill/record.h>
#include <pressmill/str.h>
#include <pressmill/unicode.h>
#include <string.h>

int
bind_run(sqlite3_stmt *st)
{
    int rc = sqlite3_step(st);

    sqlite3_reset(st);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static void
bind_str(sqlite3_stmt *st, int at, struct mill_str s)
{
    if (s.ptr == NULL)
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_text64(st, at, s.ptr, s.len, SQLITE_STATIC, SQLITE_UTF8);
}

/* A list as "a; b". */
static void
bind_list(sqlite3_stmt *st, int at, const struct mill_value *v)
{
    size_t len = 0, n = 0;
    char *joined;

    for (uint32_t i = 0; i < v->count; i++)
        len += v->list[i].len + 2;
    joined = sqlite3_malloc64(len + 1);
    if (joined == NULL) {
        sqlite3_bind_null(st, at);
        return;
    }
    for (uint32_t i = 0; i < v->count; i++) {
        if (i > 0) {
            memcpy(joined + n, "; ", 2);
            n += 2;
        }
        memcpy(joined + n, v->list[i].ptr, v->list[i].len);
        n += v->list[i].len;
    }
    sqlite3_bind_text64(st, at, joined, n, sqlite3_free, SQLITE_UTF8);
}

static void
bind_value(sqlite3_stmt *st, int at, const struct mill_value *v)
{
    switch (v != NULL ? v->kind : (uint32_t)MILL_NONE) {
    case MILL_TEXT:
    case MILL_JSON:
        bind_str(st, at, mill_value_str(v));
        break;
    case MILL_INT:
        sqlite3_bind_int64(st, at, v->integer);
        break;
    case MILL_NUM:
        sqlite3_bind_double(st, at, v->number);
        break;
    case MILL_BOOL:
        sqlite3_bind_int(st, at, v->boolean);
        break;
    case MILL_LIST:
        bind_list(st, at, v);
        break;
    default:
        sqlite3_bind_null(st, at);
        break;
    }
}

static void
bind_columns(const struct sink *s, sqlite3_stmt *st,
             const struct mill_doc *doc, struct mill_str id,
             struct mill_str record)
{
    static const char *const fields[] = {
        "title", "author", "published", "modified", "site", "section",
        "lang", "lang_confidence", "sentiment.label", "sentiment.score",
        "sentiment.confidence"
    };
    const char *source = mill_doc_source(doc);
    int at = 1;

    bind_str(st, at++, id);
    bind_value(st, at++, mill_doc_get(doc, "url"));
    bind_str(st, at++, mill_str_of(source));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        bind_value(st, at++, mill_doc_get(doc, fields[i]));
    if (s->text)
        bind_str(st, at++, mill_doc_text(doc));
    else
        sqlite3_bind_null(st, at++);
    if (record.len > 0)
        bind_str(st, at, record);
    else
        sqlite3_bind_null(st, at);
}

/* Clears what an earlier run wrote of the document. */
static int
clear_document(struct sink *s, sqlite3_int64 row)
{
    static const enum statement clears[] = { ST_CLEAR_QUOTES,
                                             ST_CLEAR_SPEAKERS,
                                             ST_CLEAR_ERRORS };

    for (size_t i = 0; i < sizeof clears / sizeof clears[0]; i++) {
        int rc;

        sqlite3_bind_int64(s->st[clears[i]], 1, row);
        rc = bind_run(s->st[clears[i]]);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

static int
write_speakers(struct sink *s, const struct mill_doc *doc, sqlite3_int64 row)
{
    static const char *const features[] = { "name", "aliases", "role",
                                            "kind", "gender", "said.label",
                                            "said.score" };
    sqlite3_stmt *st = s->st[ST_SPEAKER];
    int n = 0;

    MILL_FOR_EACH(speaker, doc, s->speaker)
    {
        int at = 3, rc;

        sqlite3_bind_int64(st, 1, row);
        sqlite3_bind_int(st, 2, ++n);
        for (size_t i = 0; i < sizeof features / sizeof features[0]; i++)
            bind_value(st, at++, mill_ann_get(speaker, features[i]));
        if (mill_ann_get(speaker, "name") == NULL)
            bind_str(st, 3, mill_doc_slice(doc, mill_ann_span(speaker)));
        rc = bind_run(st);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

/* Number of an annotation among its type, from 1; 0 when it is not there. */
static int
number_of(const struct mill_doc *doc, mill_type type,
          const struct mill_ann *ann)
{
    size_t i = mill_doc_seek(doc, type, mill_ann_span(ann).begin);

    for (; i < mill_doc_count(doc, type); i++)
        if (mill_doc_ann(doc, type, i) == ann)
            return (int)i + 1;
    return 0;
}

static void
bind_slice(sqlite3_stmt *st, int at, const struct mill_doc *doc,
           const struct mill_ann *ann)
{
    if (ann != NULL)
        bind_str(st, at, mill_doc_slice(doc, mill_ann_span(ann)));
    else
        sqlite3_bind_null(st, at);
}

static void
bind_speaker(sqlite3_stmt *st, const struct sink *s,
             const struct mill_doc *doc, const struct mill_ann *speaker)
{
    int number = speaker != NULL ? number_of(doc, s->speaker, speaker) : 0;

    if (number > 0)
        sqlite3_bind_int(st, 7, number);
    else
        sqlite3_bind_null(st, 7);
    if (speaker != NULL && mill_ann_get(speaker, "name") != NULL)
        bind_value(st, 8, mill_ann_get(speaker, "name"));
    else
        bind_slice(st, 8, doc, speaker);
}

static int
write_quotes(struct sink *s, const struct mill_doc *doc, sqlite3_int64 row)
{
    sqlite3_stmt *st = s->st[ST_QUOTE];
    struct mill_span before = { 0, 0 };
    sqlite3_int64 points = 0; /* code points before the quote */
    int n = 0;

    MILL_FOR_EACH(quote, doc, s->quote)
    {
        struct mill_span span = mill_ann_span(quote);
        struct mill_str text = mill_doc_slice(doc, span);
        float confidence = mill_ann_confidence(quote);
        int rc;

        before.end = span.begin;
        points += (sqlite3_int64)mill_utf8_count(mill_doc_slice(doc, before));
        before.begin = span.begin;
        sqlite3_bind_int64(st, 1, row);
        sqlite3_bind_int(st, 2, ++n);
        bind_value(st, 3, mill_ann_get(quote, "type"));
        sqlite3_bind_int64(st, 4, points);
        sqlite3_bind_int64(
            st, 5, points + (sqlite3_int64)mill_utf8_count(text));
        bind_str(st, 6, text);
        bind_speaker(st, s, doc, mill_ann_get_ref(quote, "speaker"));
        bind_slice(st, 9, doc, mill_ann_get_ref(quote, "mention"));
        bind_slice(st, 10, doc, mill_ann_get_ref(quote, "cue"));
        bind_value(st, 11, mill_ann_get(quote, "stance"));
        if (confidence >= 0)
            sqlite3_bind_double(
                st, 12, (double)(long)(confidence * 1000 + 0.5f) / 1000);
        else
            sqlite3_bind_null(st, 12);
        bind_value(st, 13, mill_ann_get(quote, "basis"));
        bind_value(st, 14, mill_ann_get(quote, "unattributed"));
        bind_value(st, 15, mill_ann_get(quote, "sentiment.label"));
        bind_value(st, 16, mill_ann_get(quote, "sentiment.score"));
        rc = bind_run(st);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

static int
write_errors(struct sink *s, const struct mill_doc *doc, sqlite3_int64 row)
{
    sqlite3_stmt *st = s->st[ST_ERROR];
    const char *words[3];
    const void *at = NULL;
    int n = 0;

    while (mill_doc_next_error(doc, &at, &words[0], &words[1], &words[2])) {
        int rc;

        sqlite3_bind_int64(st, 1, row);
        sqlite3_bind_int(st, 2, ++n);
        for (int i = 0; i < 3; i++)
            bind_str(st, i + 3, mill_str_of(words[i]));
        rc = bind_run(st);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

int
bind_document(struct sink *s, const struct mill_doc *doc,
              struct mill_str record)
{
    char room[24];
    struct mill_str id = mill_record_id(doc, room);
    sqlite3_int64 row;
    int rc;

    bind_str(s->st[ST_FIND], 1, id);
    rc = sqlite3_step(s->st[ST_FIND]);
    row = rc == SQLITE_ROW ? sqlite3_column_int64(s->st[ST_FIND], 0) : 0;
    sqlite3_reset(s->st[ST_FIND]);
    if (rc == SQLITE_ROW) {
        bind_columns(s, s->st[ST_UPDATE], doc, id, record);
        sqlite3_bind_int64(s->st[ST_UPDATE], 17, row);
        rc = bind_run(s->st[ST_UPDATE]);
        if (rc == SQLITE_OK)
            rc = clear_document(s, row);
    } else if (rc == SQLITE_DONE) {
        bind_columns(s, s->st[ST_INSERT], doc, id, record);
        rc = bind_run(s->st[ST_INSERT]);
        row = sqlite3_last_insert_rowid(s->db);
    }
    if (rc == SQLITE_OK)
        rc = write_speakers(s, doc, row);
    if (rc == SQLITE_OK)
        rc = write_quotes(s, doc, row);
    if (rc == SQLITE_OK)
        rc = write_errors(s, doc, row);
    return rc;
}
