/* SPDX-License-Identifier: Apache-2.0
 *
 * t-sinks.c: what jsonl, csv and sqlite write, also when they cannot. */
#include "plug.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <pressmill/hooks.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

extern const struct mill_plugin jsonl_LTX_mill_plugin;
extern const struct mill_plugin csv_LTX_mill_plugin;
extern const struct mill_plugin sqlite_LTX_mill_plugin;

static char out_path[4096];

/* Opens a sink on a new file of the test's folder. */
static struct plug *
open_sink(const struct mill_plugin *plugin, const char *name,
          const char *more)
{
    char yaml[8192];
    struct plug *p;

    snprintf(out_path, sizeof out_path, "%s/%s", tap_folder(), name);
    snprintf(yaml, sizeof yaml, "{path: '%s'%s%s}", out_path,
             more != NULL ? ", " : "", more != NULL ? more : "");
    p = plug_open(plugin, yaml);
    if (p == NULL) {
        TAP_FAIL("%s refuses %s: %s", plugin->name, yaml, plug_refusal());
        CU_FAIL_FATAL("nothing to go on with");
    }
    return p;
}

static const char *
slurp(const char *path)
{
    static char bytes[1 << 20];
    FILE *f = fopen(path, "rb");
    size_t n = f != NULL ? fread(bytes, 1, sizeof bytes - 1, f) : 0;

    if (f != NULL)
        fclose(f);
    bytes[n] = '\0';
    return bytes;
}

static void
set(struct plug *p, const char *field, const char *value)
{
    if (!mill_doc_set_str(p->doc, field,
                          (struct mill_str){ value, strlen(value) }))
        abort();
}

static struct mill_ann *
annotate(struct plug *p, const char *type, const char *words)
{
    struct mill_str text = mill_doc_text(p->doc);
    const char *at = strstr(text.ptr, words);
    struct mill_span span = { (uint32_t)(at - text.ptr), 0 };
    struct mill_ann *ann;

    span.end = span.begin + (uint32_t)strlen(words);
    ann = mill_annotate(p->doc, mill_type_find(type), span);
    if (ann == NULL)
        abort();
    return ann;
}

static void
feature(struct plug *p, struct mill_ann *ann, const char *name,
        const char *value)
{
    if (!mill_ann_set_str(p->doc, ann, name,
                          (struct mill_str){ value, strlen(value) }))
        abort();
}

/* An article with one quote and one scare quote. */
static void
article(struct plug *p)
{
    static const char text[] =
        "Міст закрито. «Ремонт, \"на жаль\", дорогий», — сказала Олена "
        "Коваль. Так званий «друг».";
    struct mill_ann *speaker, *quote;

    plug_doc(p, text);
    set(p, "url", "https://example.org/1");
    set(p, "lang", "uk");
    set(p, "title", "=HYPERLINK(\"x\")");
    if (!mill_doc_set_num(p->doc, "sentiment.score", -0.25))
        abort();
    speaker = annotate(p, "speaker", "Олена Коваль");
    feature(p, speaker, "name", "Олена Коваль");
    quote = annotate(p, "quote", "Ремонт, \"на жаль\", дорогий");
    feature(p, quote, "type", "direct");
    mill_ann_set_confidence(quote, 0.98f);
    if (!mill_ann_set_ref(p->doc, quote, "speaker", speaker) ||
        !mill_ann_set_ref(p->doc, quote, "cue",
                          annotate(p, "cue", "сказала")))
        abort();
    quote = annotate(p, "quote", "друг");
    feature(p, quote, "type", "mixed");
    feature(p, quote, "unattributed", "scare quote");
}

/* ---- jsonl */

static void
records_are_lines(void)
{
    struct plug *p = open_sink(&jsonl_LTX_mill_plugin, "a.jsonl", NULL);
    const char *got;

    for (int i = 0; i < 3; i++) {
        plug_doc(p, i == 1 ? "two\nlines" : "one");
        TAP_EQ_INT(plug_write(p), MILL_OK);
    }
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    got = slurp(out_path);
    TAP_HAS_STR(got, "\"text\":\"two\\nlines\"");
    for (int i = 0; i < 3; i++) {
        TAP_EQ_INT(got[0], '{');
        got = strchr(got, '\n') + 1;
    }
    TAP_EQ_STR(got, "");
    plug_close(p);
}

static void
packed_output_is_a_good_file_after_every_flush(void)
{
    struct plug *p = open_sink(&jsonl_LTX_mill_plugin, "a.jsonl.gz", NULL);
    char line[4096] = "";
    gzFile gz;

    plug_doc(p, "one");
    plug_write(p);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    plug_doc(p, "two");
    plug_write(p);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    gz = gzopen(out_path, "rb");
    TAP_OK(gzgets(gz, line, sizeof line) != NULL);
    TAP_HAS_STR(line, "\"text\":\"one\"");
    TAP_OK(gzgets(gz, line, sizeof line) != NULL);
    TAP_HAS_STR(line, "\"text\":\"two\"");
    TAP_OK(gzgets(gz, line, sizeof line) == NULL);
    TAP_OK(gzeof(gz));
    gzclose(gz);
    plug_close(p);

    p = open_sink(&jsonl_LTX_mill_plugin, "a.jsonl.zst", NULL);
    plug_doc(p, "three");
    plug_write(p);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    {
        FILE *f = fopen(out_path, "rb");
        char packed[4096];
        size_t n = fread(packed, 1, sizeof packed, f);

        fclose(f);
        n = ZSTD_decompress(line, sizeof line - 1, packed, n);
        TAP_OK(!ZSTD_isError(n));
        line[n < sizeof line ? n : 0] = '\0';
        TAP_HAS_STR(line, "\"text\":\"three\"");
    }
    plug_close(p);
}

static void
append_keeps_what_was_there(void)
{
    struct plug *p;

    plug_file(tap_folder(), "b.jsonl", "{}\n{\"cut", 8);
    p = open_sink(&jsonl_LTX_mill_plugin, "b.jsonl", "append: true");
    plug_doc(p, "new");
    plug_write(p);
    plug_flush(p);
    plug_close(p);
    TAP_OK(strncmp(slurp(out_path), "{}\n{", 4) == 0);
    p = open_sink(&jsonl_LTX_mill_plugin, "b.jsonl", NULL);
    plug_close(p);
    TAP_EQ_STR(slurp(out_path), "");
}

static void
folder_that_is_not_there_is_told_at_once(void)
{
    TAP_OK(plug_open(&jsonl_LTX_mill_plugin,
                     "{path: /nowhere/x.jsonl}") == NULL);
    TAP_HAS_STR(plug_refusal(), "cannot write '/nowhere/x.jsonl': No such");
}

/* A disk with room for so many bytes. */
static size_t room;
static int room_error;

static ssize_t
small_disk(int fd, const void *buf, size_t size)
{
    if (room == 0) {
        errno = room_error;
        return -1;
    }
    if (size > room)
        size = room;
    room -= size;
    return write(fd, buf, size);
}

static const struct mill_hooks small = { .write = small_disk };

static void
full_disk_leaves_whole_lines(void)
{
    struct plug *p = open_sink(&jsonl_LTX_mill_plugin, "full.jsonl", NULL);
    const char *got;
    size_t lines = 0;

    room = 12345;
    room_error = ENOSPC;
    mill_hooks_set(&small);
    for (int i = 0; i < 1000; i++) {
        plug_doc(p, "some words of an article");
        plug_write(p);
    }
    TAP_EQ_INT(plug_flush(p), MILL_ERR_STAGE);
    mill_hooks_set(NULL);
    TAP_EQ_STR(p->code, "output");
    TAP_HAS_STR(p->why, "No space left");
    plug_close(p);
    got = slurp(out_path);
    TAP_OK(strlen(got) > 10000 && strlen(got) <= 12345);
    for (; *got != '\0'; got = strchr(got, '\n') + 1, lines++)
        if (strchr(got, '\n') == NULL || got[0] != '{')
            TAP_FAIL("line %zu is cut", lines + 1);
}

static void
full_disk_leaves_a_whole_packed_file(void)
{
    struct plug *p = open_sink(&jsonl_LTX_mill_plugin, "full.jsonl.gz",
                               NULL);
    char line[4096];
    gzFile gz;

    plug_doc(p, "one");
    plug_write(p);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    room = 15;
    room_error = ENOSPC;
    mill_hooks_set(&small);
    plug_doc(p, "two");
    plug_write(p);
    TAP_EQ_INT(plug_flush(p), MILL_ERR_STAGE);
    mill_hooks_set(NULL);
    plug_close(p);
    gz = gzopen(out_path, "rb");
    TAP_OK(gzgets(gz, line, sizeof line) != NULL);
    TAP_OK(gzgets(gz, line, sizeof line) == NULL);
    TAP_EQ_INT(gzclose(gz), Z_OK);
}

static void
closed_output_has_its_own_code(void)
{
    struct plug *p = open_sink(&jsonl_LTX_mill_plugin, "closed.jsonl", NULL);

    room = 0;
    room_error = EPIPE;
    mill_hooks_set(&small);
    plug_doc(p, "x");
    plug_write(p);
    TAP_EQ_INT(plug_flush(p), MILL_ERR_STAGE);
    mill_hooks_set(NULL);
    TAP_EQ_STR(p->code, "closed");
    plug_close(p);
}

/* ---- csv */

static void
csv_row_is_a_quote_with_its_speaker(void)
{
    struct plug *p = open_sink(
        &csv_LTX_mill_plugin, "q.csv",
        "columns: [number, quote, speaker, cue, type, start, end, "
        "confidence, unattributed, sentiment.score, url]");

    article(p);
    TAP_EQ_INT(plug_write(p), MILL_OK);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    TAP_EQ_STR(
        slurp(out_path),
        "number,quote,speaker,cue,type,start,end,confidence,unattributed,"
        "sentiment.score,url\r\n"
        "1,\"Ремонт, \"\"на жаль\"\", дорогий\",Олена Коваль,сказала,direct,"
        "15,41,0.98,,-0.25,https://example.org/1\r\n"
        "2,друг,,,mixed,80,84,,scare quote,-0.25,https://example.org/1\r\n");
    plug_close(p);
}

static void
csv_defuses_formulas_but_not_numbers(void)
{
    struct plug *p = open_sink(&csv_LTX_mill_plugin, "d.csv",
                               "rows: document, header: false, "
                               "columns: [title, sentiment.score, lang]");

    article(p);
    plug_write(p);
    plug_flush(p);
    TAP_EQ_STR(slurp(out_path), "\"'=HYPERLINK(\"\"x\"\")\",-0.25,uk\r\n");
    plug_close(p);
    p = open_sink(&csv_LTX_mill_plugin, "d.tsv",
                  "rows: document, header: false, bom: true, "
                  "defuse: false, columns: [title, lang]");
    article(p);
    plug_write(p);
    plug_flush(p);
    TAP_EQ_STR(slurp(out_path), "\"=HYPERLINK(\"\"x\"\")\"\tuk\r\n");
    plug_close(p);
}

static void
csv_without_documents_has_its_header(void)
{
    struct plug *p = open_sink(&csv_LTX_mill_plugin, "e.csv",
                               "columns: [speaker, 'a,b']");

    plug_flush(p);
    plug_close(p);
    TAP_EQ_STR(slurp(out_path), "speaker,\"a,b\"\r\n");
    p = open_sink(&csv_LTX_mill_plugin, "e.csv",
                  "columns: [speaker, 'a,b'], append: true");
    plug_flush(p);
    plug_close(p);
    TAP_EQ_STR(slurp(out_path), "speaker,\"a,b\"\r\n");
}

static void
csv_refuses_a_separator_that_is_none(void)
{
    TAP_OK(plug_open(&csv_LTX_mill_plugin, "{separator: ab}") == NULL);
    TAP_HAS_STR(plug_refusal(), "1:13:");
}

/* ---- sqlite */

static const char *
query(const char *sql)
{
    static char out[8192];
    sqlite3_stmt *st = NULL;
    sqlite3 *db = NULL;

    out[0] = '\0';
    if (sqlite3_open(out_path, &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK)
        while (sqlite3_step(st) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(st); i++) {
                const unsigned char *v = sqlite3_column_text(st, i);
                size_t n = strlen(out);

                snprintf(out + n, sizeof out - n, "%s%s", i > 0 ? "|" : "",
                         v != NULL ? (const char *)v : "-");
            }
            snprintf(out + strlen(out), sizeof out - strlen(out), "\n");
        }
    else
        snprintf(out, sizeof out, "%s", sqlite3_errmsg(db));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return out;
}

static void
database_holds_documents_quotes_and_speakers(void)
{
    struct plug *p = open_sink(&sqlite_LTX_mill_plugin, "a.db", NULL);

    article(p);
    mill_doc_note(p->doc, "charset", "decoded from KOI8-U");
    TAP_EQ_INT(plug_write(p), MILL_OK);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    TAP_EQ_STR(query("SELECT url, lang, tone_score, length(text) FROM doc"),
               "https://example.org/1|uk|-0.25|86\n");
    TAP_EQ_STR(query("SELECT n, text, speaker, speaker_name, cue, start, "
                     "end, confidence FROM quote ORDER BY n"),
               "1|Ремонт, \"на жаль\", дорогий|1|Олена Коваль|сказала|15|41"
               "|0.98\n2|друг|-|-|-|80|84|-\n");
    TAP_EQ_STR(query("SELECT n, name FROM speaker"), "1|Олена Коваль\n");
    TAP_EQ_STR(query("SELECT code, message FROM error"),
               "charset|decoded from KOI8-U\n");
    TAP_EQ_STR(query("SELECT rowid FROM doc_fts WHERE doc_fts MATCH 'міст'"),
               "1\n");
    TAP_EQ_STR(query("SELECT speaker_name FROM quote_fts WHERE quote_fts "
                     "MATCH 'ремонт'"),
               "Олена Коваль\n");
    plug_close(p);
}

static void
document_that_comes_again_takes_its_place(void)
{
    struct plug *p;

    for (int run = 0; run < 3; run++) {
        p = open_sink(&sqlite_LTX_mill_plugin, "again.db", NULL);
        article(p);
        TAP_EQ_INT(plug_write(p), MILL_OK);
        plug_doc(p, "Another.");
        set(p, "id", "x");
        TAP_EQ_INT(plug_write(p), MILL_OK);
        TAP_EQ_INT(plug_flush(p), MILL_OK);
        plug_close(p);
    }
    TAP_EQ_STR(query("SELECT (SELECT count(*) FROM doc), "
                     "(SELECT count(*) FROM quote), "
                     "(SELECT count(*) FROM speaker), "
                     "(SELECT count(*) FROM doc_fts WHERE doc_fts MATCH "
                     "'another'), "
                     "(SELECT count(*) FROM quote_fts WHERE quote_fts MATCH "
                     "'друг')"),
               "2|2|1|1|1\n");
    TAP_EQ_STR(query("INSERT INTO doc_fts(doc_fts) VALUES"
                     "('integrity-check')"),
               "");
}

static void
words_of_a_statement_are_only_words(void)
{
    struct plug *p = open_sink(&sqlite_LTX_mill_plugin, "inject.db", NULL);

    plug_doc(p, "'); DROP TABLE doc; --");
    set(p, "id", "' OR 1=1 --");
    TAP_EQ_INT(plug_write(p), MILL_OK);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    plug_close(p);
    TAP_EQ_STR(query("SELECT id, text FROM doc"),
               "' OR 1=1 --|'); DROP TABLE doc; --\n");
}

static void
database_of_somebody_else_is_refused(void)
{
    static const char text[] = "this is no database at all, but long enough "
                               "to be looked at by the library, surely so";
    char yaml[8192];
    sqlite3 *db;

    snprintf(out_path, sizeof out_path, "%s/other.db", tap_folder());
    sqlite3_open(out_path, &db);
    sqlite3_exec(db, "CREATE TABLE doc(a)", NULL, NULL, NULL);
    sqlite3_close(db);
    snprintf(yaml, sizeof yaml, "{path: '%s'}", out_path);
    TAP_OK(plug_open(&sqlite_LTX_mill_plugin, yaml) == NULL);
    TAP_HAS_STR(plug_refusal(), "has a table 'doc' that is not ours");
    plug_file(tap_folder(), "text.db", text, sizeof text - 1);
    snprintf(yaml, sizeof yaml, "{path: '%s/text.db'}", tap_folder());
    TAP_OK(plug_open(&sqlite_LTX_mill_plugin, yaml) == NULL);
    TAP_HAS_STR(plug_refusal(), "not a database");
}

static void
database_held_by_another_is_told(void)
{
    struct plug *p = open_sink(&sqlite_LTX_mill_plugin, "busy.db",
                               "busy: 1ms");
    sqlite3 *db;

    sqlite3_open(out_path, &db);
    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    plug_doc(p, "x");
    TAP_EQ_INT(plug_write(p), MILL_ERR_STAGE);
    TAP_EQ_STR(p->code, "output");
    TAP_HAS_STR(p->why, "another program holds it");
    sqlite3_close(db);
    plug_close(p);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(records_are_lines),
        TAP_CASE(packed_output_is_a_good_file_after_every_flush),
        TAP_CASE(append_keeps_what_was_there),
        TAP_CASE(folder_that_is_not_there_is_told_at_once),
        TAP_CASE(full_disk_leaves_whole_lines),
        TAP_CASE(full_disk_leaves_a_whole_packed_file),
        TAP_CASE(closed_output_has_its_own_code),
        TAP_CASE(csv_row_is_a_quote_with_its_speaker),
        TAP_CASE(csv_defuses_formulas_but_not_numbers),
        TAP_CASE(csv_without_documents_has_its_header),
        TAP_CASE(csv_refuses_a_separator_that_is_none),
        TAP_CASE(database_holds_documents_quotes_and_speakers),
        TAP_CASE(document_that_comes_again_takes_its_place),
        TAP_CASE(words_of_a_statement_are_only_words),
        TAP_CASE(database_of_somebody_else_is_refused),
        TAP_CASE(database_held_by_another_is_told),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
