/* SPDX-License-Identifier: Apache-2.0
 *
 * t-record-read.c: records of other programs, and lines that are none. */
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
members_nobody_knows_pass_through_untouched(void)
{
    static const char *const lines[] = {
        /* in canonical form: readable by other steps as well */
        "{\"id\":\"1\",\"category\":\"sport\",\"rank\":3,\"score\":1,"
        "\"ok\":true,\"w\":0.5,\"tags\":[\"a\",\"b\"],\"none\":[],"
        "\"meta\":{\"a\":1,\"b\":{\"c\":\"d\"}},\"text\":\"t\","
        "\"errors\":[]}",
        /* in any other: kept as it stands */
        "{\"id\":\"1\",\"s\":\"caf\\u00e9 \\/ x\",\"n\":1.50,\"e\":1E5,"
        "\"m\":{ \"a\" : [1, 2 ,{}] },\"z\":null,\"big\":"
        "123456789012345678901234567890123,\"l\":[1,\"a\",[[]]],"
        "\"huge\":1e999,\"sur\":\"\\ud800\",\"em\":{},\"text\":\"t\","
        "\"errors\":[]}",
        /* names that are none for us */
        "{\"id\":\"1\",\"a.b\":1,\"with space\":\"x\",\"\":2,\"d\\u00e9j\":3,"
        "\"q\\\"\":4,\"назва\":\"у\",\"content-type\":\"x\",\"body\":\"y\","
        "\"text\":\"t\",\"errors\":[]}",
        ("{\"id\":\"1\",\"m\":{\"a.b\":1},\"n\":{\"x y\":2},\"d\":{\"a\":1,"
         "\"a\":2},\"text\":\"t\",\"errors\":[]}"),
    };
    struct bench b;

    records_init(&b);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        TAP_EQ_STR(records_through(&b, lines[i]), lines[i]);
    TAP_EQ_INT(records_read(&b, records_str(lines[0]), MILL_OFFSETS_CODEPOINT),
               MILL_OK);
    TAP_EQ_SLICE(mill_doc_get_str(b.doc, "category"), "sport");
    TAP_EQ_INT(mill_doc_get(b.doc, "rank")->integer, 3);
    TAP_EQ_SLICE(mill_doc_get_str(b.doc, "meta.b.c"), "d");
    /* white space around members is ours */
    TAP_EQ_STR(records_through(&b, " { \"text\" : \"t\" , \"x\" : [ 1 ] ,"
                                   " \"id\" : \"1\" } \r"),
               "{\"id\":\"1\",\"x\":[ 1 ],\"text\":\"t\",\"errors\":[]}");
    records_finish(&b);
}

static void
records_of_other_programs_are_understood(void)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "{\"id\":\"1\",\"title\":null,\"author\":\"Ann\",\"text\":null}",
          "{\"id\":\"1\",\"author\":[\"Ann\"],\"errors\":[]}" },
        { "{\"id\":\"1\",\"published\":1700000000,\"lang_confidence\":1}",
          "{\"id\":\"1\",\"published\":1700000000,\"lang_confidence\":1.0,"
          "\"errors\":[]}" },
        /* quotes without ids, speakers or pieces */
        { "{\"id\":\"1\",\"text\":\"No, said Ann.\",\"quotes\":[{\"start\":0,"
          "\"end\":2,\"type\":\"indirect\",\"group\":1,\"speaker\":{"
          "\"start\":9,\"end\":12,\"text\":\"Ann\",\"pronoun\":false},"
          "\"cue\":null}]}",
          "{\"id\":\"1\",\"text\":\"No, said Ann.\",\"quotes\":[{\"id\":"
          "\"q1\",\"type\":\"indirect\",\"start\":0,\"end\":2,\"text\":"
          "\"No\",\"pieces\":[[0,2]],\"speaker\":{\"start\":9,\"end\":12,"
          "\"text\":\"Ann\",\"pronoun\":false},\"group\":1}],"
          "\"errors\":[]}" },
        /* a speaker known by name only; one without a list of speakers */
        { "{\"id\":\"1\",\"text\":\"No, no.\",\"quotes\":[{\"start\":0,"
          "\"end\":2,\"speaker\":{\"name\":\"Ann\"}},{\"start\":4,\"end\":6,"
          "\"speaker\":\"Ann\"}]}",
          "{\"id\":\"1\",\"text\":\"No, no.\",\"speakers\":[{\"id\":\"s1\","
          "\"name\":\"Ann\"}],\"quotes\":[{\"id\":\"q1\",\"start\":0,"
          "\"end\":2,\"text\":\"No\",\"pieces\":[[0,2]],\"speaker\":{\"id\":"
          "\"s1\",\"name\":\"Ann\"}},{\"id\":\"q2\",\"start\":4,\"end\":6,"
          "\"text\":\"no\",\"pieces\":[[4,6]],\"speaker\":{\"id\":\"s1\","
          "\"name\":\"Ann\"}}],\"errors\":[]}" },
        { "{\"id\":\"1\",\"text\":\"No: Ann\",\"quotes\":[{\"id\":\"x\","
          "\"start\":0,\"end\":2,\"speaker\":{\"id\":\"p9\",\"name\":\"Ann "
          "B\",\"start\":4,\"end\":7}}]}",
          "{\"id\":\"1\",\"text\":\"No: Ann\",\"speakers\":[{\"id\":\"s1\","
          "\"name\":\"Ann B\",\"start\":4,\"end\":7}],\"quotes\":[{\"id\":"
          "\"q1\",\"start\":0,\"end\":2,\"text\":\"No\",\"pieces\":[[0,2]],"
          "\"speaker\":{\"id\":\"s1\",\"name\":\"Ann B\",\"start\":4,"
          "\"end\":7,\"text\":\"Ann\"}}],\"errors\":[]}" },
        /* in whatever order its members come; ids are made anew */
        { "{\"quotes\":[{\"id\":\"b\",\"start\":2,\"end\":3,\"within\":"
          "\"a\"},{\"id\":\"a\",\"start\":0,\"end\":4}],\"text\":\"abcd\","
          "\"id\":\"1\"}",
          "{\"id\":\"1\",\"text\":\"abcd\",\"quotes\":[{\"id\":\"q1\","
          "\"start\":0,\"end\":4,\"text\":\"abcd\",\"pieces\":[[0,4]],"
          "\"speaker\":null},{\"id\":\"q2\",\"start\":2,\"end\":3,\"text\":"
          "\"c\",\"pieces\":[[2,3]],\"speaker\":null,\"within\":\"q1\"}],"
          "\"errors\":[]}" },
        /* targets to be scored */
        { "{\"id\":\"1\",\"text\":\"Ann won\",\"targets\":[{\"start\":0,"
          "\"end\":3}]}",
          "{\"id\":\"1\",\"text\":\"Ann won\",\"targets\":[{\"start\":0,"
          "\"end\":3,\"text\":\"Ann\"}],\"errors\":[]}" },
    };
    struct bench b;

    records_init(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TAP_EQ_STR(records_through(&b, cases[i].in), cases[i].out);
        TAP_EQ_STR(records_through(&b, cases[i].out), cases[i].out);
    }
    records_finish(&b);
}

static void
a_record_of_a_wrong_shape_is_refused_at_its_place(void)
{
    static const struct {
        const char *in, *why;
    } cases[] = {
        { "", "no JSON: the text is empty (byte 1)" },
        { "{\"text\":\"a\"", "no JSON: ',' or '}' should stand here" },
        { "[1]", "a record is a JSON object, not a list" },
        { "\"x\"", "a record is a JSON object, not a string" },
        { "{\"text\":5}", "text: expected a string, not a whole number" },
        { "{\"text\":\"a\",\"text\":\"b\"}", "text: the key occurs twice" },
        { "{\"x\":1,\"y\":{\"a\":1},\"y\":2}", "y: the key occurs twice" },
        { "{\"title\":\"a\",\"title\":null}", "title: the key occurs twice" },
        { "{\"title\":[1]}", "title: expected a string, not a list" },
        { "{\"url\":7}", "url: expected a string, not a whole number" },
        { "{\"author\":[\"a\",1]}", "author: expected a list of strings" },
        { "{\"id\":{}}", "id: expected a string, not an object" },
        { "{\"lang_confidence\":1.5}", "lang_confidence: expected a number" },
        { "{\"sentiment\":\"good\"}", "sentiment: expected an object" },
        { "{\"sentiment\":{\"label\":1}}",
          "sentiment.label: expected a string, not a whole number" },
        { "{\"sentiment\":{\"score\":\"1\"}}",
          "sentiment.score: expected a number, not a string" },
        { "{\"text\":\"ab\",\"sentences\":{}}",
          "sentences: expected a list, not an object" },
        { "{\"text\":\"ab\",\"sentences\":[[0,1],[1]]}",
          "sentences[1]: expected [start, end], not a list" },
        { "{\"text\":\"ab\",\"sentences\":[[0,3]]}",
          "sentences[0]: 3 is past the end of the text, which has 2 code "
          "points" },
        { "{\"text\":\"ab\",\"sentences\":[[-1,2]]}",
          "sentences[0]: -1 is below 0" },
        { "{\"text\":\"ab\",\"sentences\":[[0,1.5]]}",
          "sentences[0]: expected a whole number, not a number" },
        { "{\"text\":\"ab\",\"sentences\":[[2,1]]}",
          "sentences[0]: it ends before it starts" },
        { "{\"text\":\"ab\",\"sentences\":[[0,99999999999999999999]]}",
          "sentences[0]: expected a whole number" },
        { "{\"sentences\":[[0,0]]}", "sentences: the record has no text" },
        { "{\"text\":\"ab\",\"sentences\":[[0,1]],\"sentence_features\":[]}",
          "" },
        { "{\"text\":\"ab\",\"sentences\":[[0,1]],\"sentence_features\":"
          "[null,null]}",
          "sentence_features: 2 entries for 1 sentences" },
        { "{\"text\":\"ab\",\"speakers\":[1]}",
          "speakers[0]: expected an object, not a whole number" },
        { "{\"text\":\"ab\",\"speakers\":[{\"id\":\"a\"},{\"id\":\"a\"}]}",
          "speakers[1].id: 'a' occurs twice" },
        { "{\"text\":\"ab\",\"targets\":[{\"start\":0,\"end\":1,"
          "\"x\":1,\"x\":2}]}",
          "targets[0]: the key 'x' occurs twice" },
        { "{\"text\":\"ab\",\"speakers\":[{\"name\":[]}]}",
          "speakers[0].name: expected a string, not a list" },
        { "{\"text\":\"ab\",\"quotes\":[{\"end\":1}]}",
          "quotes[0].start: missing" },
        { "{\"text\":\"ab\",\"quotes\":[{\"start\":\"0\",\"end\":1}]}",
          "quotes[0].start: expected a whole number, not a string" },
        { "{\"text\":\"ab\",\"quotes\":[{\"start\":0,\"end\":1,"
          "\"confidence\":2}]}",
          "quotes[0].confidence: expected a number from 0 to 1" },
        { "{\"text\":\"ab\",\"speakers\":[],\"quotes\":[{\"start\":0,"
          "\"end\":1,\"speaker\":{\"id\":\"s7\"}}]}",
          "quotes[0].speaker.id: 's7' is not among \"speakers\"" },
        { "{\"text\":\"ab\",\"quotes\":[{\"id\":\"q1\",\"start\":0,"
          "\"end\":1,\"speaker\":{\"id\":\"q1\"}}]}",
          "quotes[0].speaker.id: 'q1' is a quote" },
        { "{\"text\":\"ab\",\"quotes\":[{\"start\":0,\"end\":1,"
          "\"speaker\":{}}]}",
          "quotes[0].speaker: expected \"id\", \"name\" or a place" },
        { "{\"text\":\"ab\",\"quotes\":[{\"start\":0,\"end\":1,"
          "\"within\":\"q9\"}]}",
          "quotes[0].within: 'q9' is not among \"quotes\"" },
        { "{\"text\":\"ab\",\"quotes\":[{\"start\":0,\"end\":1,"
          "\"pieces\":[[0,5]]}]}",
          "quotes[0].pieces: 5 is past the end" },
        { "{\"text\":\"ab\",\"quotes\":[{\"start\":0,\"end\":1,"
          "\"cue\":\"said\"}]}",
          "quotes[0].cue: expected an object or null, not a string" },
        { "{\"text\":\"ab\",\"targets\":[{\"start\":0}]}",
          "targets[0].end: missing" },
        { "{\"text\":\"ab\",\"annotations\":[{\"start\":0,\"end\":1}]}",
          "annotations[0].type: expected a string, not nothing" },
        { "{\"text\":\"ab\",\"annotations\":[{\"type\":\"Big Type\","
          "\"start\":0,\"end\":1}]}",
          "annotations[0].type: 'Big Type' is no name of a type" },
        { "{\"errors\":[{\"message\":1}]}",
          "errors[0].message: expected a string, not a whole number" },
        { "{\"errors\":\"none\"}", "errors: expected a list, not a string" },
    };
    struct bench b;

    records_init(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum mill_status want =
            cases[i].why[0] != '\0' ? MILL_ERR_DOC : MILL_OK;

        TAP_EQ_INT(
            records_read(&b, records_str(cases[i].in), MILL_OFFSETS_CODEPOINT),
            want);
        if (want != MILL_OK &&
            strncmp(b.report.text, cases[i].why, strlen(cases[i].why)) != 0)
            TAP_FAIL("%s\n# says: %s", cases[i].in, b.report.text);
    }
    records_finish(&b);
}

static void
a_record_that_fails_leaves_nothing_behind(void)
{
    struct bench b;

    records_init(&b);
    TAP_EQ_INT(mill_record_read(b.doc,
                                records_str("{\"x\":1,\"text\":\"ab\","
                                            "\"sentences\":[[0,1],[0,9]]}"),
                                MILL_OFFSETS_CODEPOINT, b.parser, &b.report),
               MILL_ERR_DOC);
    doc_step_rollback(b.doc);
    TAP_OK(!mill_doc_has_text(b.doc));
    TAP_OK(mill_doc_get(b.doc, "x") == NULL);
    TAP_EQ_INT(mill_doc_count(b.doc, doc_type(b.doc, MILL_STR("sentence"))), 0);
    records_finish(&b);
}

static void
a_record_that_fails_keeps_its_name(void)
{
    static const struct {
        const char *in, *id, *url;
    } cases[] = {
        { "{\"title\":\"t\",\"id\":\"a-1\",\"x\":1,\"url\":\"u\","
          "\"text\":5}",
          "a-1", "u" },
        { "{\"x\":[1,2],\"id\":\"a-2\",\"text\":\"cut off", "a-2", "" },
        { "{\"id\":\"a\\u0041\",\"url\":\"v\",\"text\":}", "", "v" },
        { "{\"id\":\"a-3\",\"id\":\"a-4\",\"text\":}", "a-3", "" },
        { "no JSON at all", "", "" },
    };
    struct bench b;

    records_init(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TAP_EQ_INT(
            records_read(&b, records_str(cases[i].in), MILL_OFFSETS_CODEPOINT),
            MILL_ERR_DOC);
        doc_step_rollback(b.doc);
        TAP_EQ_SLICE(mill_doc_get_str(b.doc, "id"), cases[i].id);
        TAP_EQ_SLICE(mill_doc_get_str(b.doc, "url"), cases[i].url);
        TAP_OK(mill_doc_get(b.doc, "title") == NULL);
        TAP_OK(mill_doc_get(b.doc, "x") == NULL);
    }
    /* and is told with its place, since there may be nothing else */
    TAP_OK(mill_doc_set_source(b.doc, "in.jsonl:7"));
    TAP_OK(mill_doc_set_str(b.doc, "id", MILL_STR("1")));
    doc_add_error(b.doc, "read", "json", "no JSON");
    TAP_EQ_STR(records_write(&b, NULL),
               "{\"id\":\"1\",\"source\":\"in.jsonl:7\",\"errors\":["
               "{\"step\":\"read\",\"code\":\"json\",\"message\":\"no "
               "JSON\"}]}");
    records_finish(&b);
}

static void
offsets_follow_a_text_that_is_cleaned(void)
{
    /* BOM, CRLF and NUL: places count in the text as it stood */
    static const char in[] =
        "{\"id\":\"1\",\"text\":\"\xef\xbb\xbf"
        "a\\r\\nb\\u0000c\\r\\rd\\r\\n\","
        "\"sentences\":[[1,2],[1,4],[4,5],[5,6],[6,7],[9,10],[10,12]]}";
    static const char out[] =
        "{\"id\":\"1\",\"text\":\"a\\nb\xef\xbf\xbd"
        "c\\r\\rd\\n\","
        "\"sentences\":[[0,2],[0,1],[2,3],[3,4],[4,5],[7,8],[8,9]],"
        "\"errors\":[{\"step\":\"\",\"code\":\"nul-replaced\",\"message\":";
    struct bench b;
    char *line = malloc(40000);
    size_t n;

    records_init(&b);
    TAP_EQ_INT(strncmp(records_through(&b, in), out, strlen(out)), 0);
    /* and over a long one: every x stays an x */
    n = (size_t)sprintf(line, "{\"text\":\"");
    for (int i = 0; i < 300; i++)
        n += (size_t)sprintf(line + n, "%sx\\r\\n",
                             i % 3 == 0   ? "\\u0000"
                             : i % 3 == 1 ? "щ"
                                          : "🙂");
    n += (size_t)sprintf(line + n, "\",\"sentences\":[");
    for (int i = 0; i < 300; i++)
        n += (size_t)sprintf(line + n, "%s[%d,%d]", i ? "," : "", 4 * i + 1,
                             4 * i + 2);
    sprintf(line + n, "]}");
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_CODEPOINT),
               MILL_OK);
    TAP_EQ_INT(mill_doc_count(b.doc, doc_type(b.doc, MILL_STR("sentence"))),
               300);
    MILL_FOR_EACH(s, b.doc, doc_type(b.doc, MILL_STR("sentence")))
        TAP_EQ_SLICE(mill_doc_slice(b.doc, mill_ann_span(s)), "x");
    free(line);
    records_finish(&b);
}

static void
bytes_that_are_no_utf8_are_repaired_and_noted(void)
{
    struct bench b;

    records_init(&b);
    TAP_EQ_STR(records_through(&b, "{\"id\":\"1\",\"text\":\"caf\xe9 \xd0\"}"),
               "{\"id\":\"1\",\"text\":\"caf\xef\xbf\xbd \xef\xbf\xbd\","
               "\"errors\":[{\"step\":\"\",\"code\":\"utf8-repaired\","
               "\"message\":\"2 invalid UTF-8 sequences replaced by U+FFFD\"}"
               "]}");
    TAP_EQ_STR(records_through(&b, "{\"id\":\"1\",\"text\":\"a\\ud800b\","
                                   "\"x\":\"\\udc00\"}"),
               "{\"id\":\"1\",\"x\":\"\\udc00\",\"text\":\"a\xef\xbf\xbd"
               "b\",\"errors\":[{\"step\":\"\",\"code\":"
               "\"surrogate-replaced\",\"message\":\"1 lone surrogates "
               "replaced by U+FFFD\"}]}");
    TAP_EQ_INT(
        records_read(&b, records_str("\xff\xfe"), MILL_OFFSETS_CODEPOINT),
        MILL_ERR_DOC);
    TAP_EQ_INT(records_read(&b, (struct mill_str){ "{\"text\":\"a\0b\"}", 14 },
                            MILL_OFFSETS_CODEPOINT),
               MILL_ERR_DOC);
    TAP_HAS_STR(b.report.text, "a control character in a string (byte 11)");
    records_finish(&b);
}

static void
offsets_that_count_something_else_are_noticed(void)
{
    static const char line[] =
        "{\"id\":\"1\",\"text\":\"жінка каже: так\",\"quotes\":[{\"start\":"
        "21,\"end\":27,\"text\":\"так\"}]}";
    struct bench b;

    records_init(&b);
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_CODEPOINT),
               MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "quotes[0].start: 21 is past the end of the "
                              "text, which has 15 code points");
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_BYTE), MILL_OK);
    TAP_HAS_STR(records_write(&b, NULL), "\"start\":12,\"end\":15,\"text\":"
                                         "\"так\"");
    TAP_EQ_INT(
        records_read(&b, records_str("{\"text\":\"жж\",\"sentences\":[[0,1]]}"),
                     MILL_OFFSETS_BYTE),
        MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "sentences[0]: 1 falls within a character; are "
                              "offsets really bytes?");
    TAP_EQ_INT(records_read(
                   &b, records_str("{\"text\":\"🙂\",\"sentences\":[[0,1]]}"),
                   MILL_OFFSETS_UTF16),
               MILL_ERR_DOC);
    TAP_HAS_STR(
        records_through(&b, "{\"text\":\"abcdef\",\"targets\":[{\"start\":1,"
                            "\"end\":3,\"text\":\"cd\"}]}"),
        "\"code\":\"other-words\"");
    records_finish(&b);
}

static void
many_small_limits_hold(void)
{
    struct bench b;
    char *line = malloc(4u << 20);
    size_t n = 0;

    records_init(&b);
    n = (size_t)sprintf(line, "{\"text\":\"a\"");
    for (int i = 0; i < 1001; i++)
        n += (size_t)sprintf(line + n, ",\"k%d\":%d", i, i);
    sprintf(line + n, "}");
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_CODEPOINT),
               MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "over 1000 members in one record");

    n = (size_t)sprintf(line, "{\"text\":\"a\",\"targets\":[{\"start\":0,"
                              "\"end\":0");
    for (int i = 0; i < 200; i++)
        n += (size_t)sprintf(line + n, ",\"k%d\":%d", i, i);
    sprintf(line + n, "}]}");
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_CODEPOINT),
               MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "targets[0]: over 100 members");

    n = (size_t)sprintf(line, "{\"text\":\"a\",\"annotations\":[{}");
    n--, n--;
    for (int i = 0; i < 400; i++)
        n += (size_t)sprintf(line + n,
                             "%s{\"type\":\"t%d\",\"start\":0,"
                             "\"end\":1}",
                             i ? "," : "", i);
    sprintf(line + n, "]}");
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_CODEPOINT),
               MILL_ERR_DOC);
    TAP_HAS_STR(b.report.text, "at most 255 of them");

    /* objects in objects are taken apart to names only so far */
    n = (size_t)sprintf(line, "{\"id\":\"1\",\"s\":{\"a\":{\"b\":2}}");
    for (int i = 0; i < 60; i++) {
        n += (size_t)sprintf(line + n, ",\"m%d\":{", i);
        for (int k = 0; k < 30; k++) {
            n += (size_t)sprintf(line + n, "%s\"n%d\":{", k ? "," : "", k);
            for (int j = 0; j < 30; j++)
                n += (size_t)sprintf(line + n, "%s\"k%d\":1", j ? "," : "", j);
            n += (size_t)sprintf(line + n, "}");
        }
        n += (size_t)sprintf(line + n, "}");
    }
    sprintf(line + n, ",\"text\":\"t\",\"errors\":[]}");
    TAP_OK(strcmp(records_through(&b, line), line) == 0);
    TAP_OK(b.doc->n_fields < 400);
    TAP_EQ_INT(mill_doc_get(b.doc, "s.a.b")->integer, 2);
    TAP_OK(mill_doc_get(b.doc, "m59.n0.k0") == NULL);

    /* very many annotations of one place are no more work than others */
    n = (size_t)sprintf(line, "{\"text\":\"a\",\"quotes\":[");
    for (int i = 0; i < 20000; i++)
        n += (size_t)sprintf(line + n,
                             "%s{\"id\":\"%d\",\"start\":0,\"end\":1,"
                             "\"within\":\"%d\",\"cue\":{\"start\":0,"
                             "\"end\":1}}",
                             i ? "," : "", i, (i * 7) % 20000);
    sprintf(line + n, "]}");
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_CODEPOINT),
               MILL_OK);
    records_write(&b, NULL);
    free(line);
    line = strdup(b.line);
    TAP_EQ_INT(records_read(&b, records_str(line), MILL_OFFSETS_CODEPOINT),
               MILL_OK);
    TAP_OK(strcmp(records_write(&b, NULL), line) == 0);
    free(line);
    records_finish(&b);
}

static void
a_full_arena_fails_the_document_and_nothing_else(void)
{
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_report report;
    unsigned failed = 0, fine = 0;

    for (size_t limit = 17000; limit < 120000; limit += 700) {
        struct mill_doc *doc = doc_create(limit);
        struct mill_buf buf;

        report_init(&report, NULL);
        if (doc_begin(doc, 0, records_steps, 0)) {
            enum mill_status status =
                mill_record_read(doc, records_str(records_full),
                                 MILL_OFFSETS_CODEPOINT, parser, &report);

            if (status != MILL_OK) {
                TAP_EQ_INT(status, MILL_ERR_DOC);
                TAP_HAS_STR(report.text, "memory");
                failed++;
            } else if (doc_step_commit(doc)) {
                buf = (struct mill_buf){ .arena = mill_doc_arena(doc) };
                mill_record_write(doc, NULL, &buf);
                fine += !buf.failed;
                failed += buf.failed;
            }
        }
        doc_destroy(doc);
    }
    TAP_OK(fine > 0);
    (void)failed;
    mill_json_parser_destroy(parser);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(members_nobody_knows_pass_through_untouched),
        TAP_CASE(records_of_other_programs_are_understood),
        TAP_CASE(a_record_of_a_wrong_shape_is_refused_at_its_place),
        TAP_CASE(a_record_that_fails_leaves_nothing_behind),
        TAP_CASE(a_record_that_fails_keeps_its_name),
        TAP_CASE(offsets_follow_a_text_that_is_cleaned),
        TAP_CASE(bytes_that_are_no_utf8_are_repaired_and_noted),
        TAP_CASE(offsets_that_count_something_else_are_noticed),
        TAP_CASE(many_small_limits_hold),
        TAP_CASE(a_full_arena_fails_the_document_and_nothing_else),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
