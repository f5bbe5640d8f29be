/* SPDX-License-Identifier: Apache-2.0
 *
 * t-record.c: a document as a JSONL record, both ways. */
#include "tap.h"

#include "../core/doc.h"
#include "../core/record.h"
#include "../core/report.h"

#include <pressmill/plugin.h>
#include <pressmill/record.h>
#include <pressmill/unicode.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const steps[] = { "", "demo" };

struct bench {
    struct mill_doc *doc;
    struct mill_json_parser *parser;
    struct mill_report report;
    char *line; /* written last */
};

static struct mill_str
str(const char *s)
{
    return (struct mill_str){ s, strlen(s) };
}

static void
bench_init(struct bench *b)
{
    memset(b, 0, sizeof *b);
    b->doc = doc_create(64u << 20);
    b->parser = mill_json_parser_create();
    report_init(&b->report, NULL);
    TAP_OK(doc_begin(b->doc, 0, steps, 1 << 20));
}

static void
bench_finish(struct bench *b)
{
    free(b->line);
    doc_destroy(b->doc);
    mill_json_parser_destroy(b->parser);
}

static enum mill_status
read_in(struct bench *b, struct mill_str line, enum mill_offsets offsets)
{
    enum mill_status status;

    report_init(&b->report, NULL);
    if (!doc_begin(b->doc, 0, steps, 1 << 20))
        return MILL_ERR_STAGE;
    status = mill_record_read(b->doc, line, offsets, b->parser, &b->report);
    if (status == MILL_OK && !doc_step_commit(b->doc))
        return MILL_ERR_STAGE;
    return status;
}

static const char *
write_out(struct bench *b, const struct mill_record_options *options)
{
    struct mill_buf buf = { .arena = mill_doc_arena(b->doc) };

    mill_record_write(b->doc, options, &buf);
    TAP_OK(!buf.failed);
    free(b->line);
    b->line = malloc(buf.len + 1);
    memcpy(b->line, buf.ptr, buf.len);
    b->line[buf.len] = '\0';
    return b->line;
}

/* A record in, the record out. */
static const char *
through(struct bench *b, const char *line)
{
    enum mill_status status = read_in(b, str(line), MILL_OFFSETS_CODEPOINT);

    if (status != MILL_OK) {
        TAP_FAIL("%s: %s", line, b->report.text);
        return "";
    }
    return write_out(b, NULL);
}

/* ---- writing */

static struct mill_ann *
put(struct mill_doc *doc, const char *type, const char *part)
{
    struct mill_str text = mill_doc_text(doc);
    const char *at = strstr(text.ptr, part);
    struct mill_span span = { 0, 0 };

    if (at != NULL) {
        span.begin = (uint32_t)(at - text.ptr);
        span.end = span.begin + (uint32_t)strlen(part);
    }
    return mill_annotate(doc, doc_type(doc, str(type)), span);
}

/* A document with all there is, over a text of several widths. */
static void
make_full(struct mill_doc *doc)
{
    static const char text[] =
        "“We – all of us – will stay 🙂,” said Olena "
        "Ковальчук. “Or,” she "
        "added, “we won't.”";
    struct mill_ann *olena, *q, *m, *c, *s, *inner, *a;
    struct mill_str list[] = { MILL_STR("Olena"), MILL_STR("she") };
    struct mill_span pieces[2];
    bool ok = true;

    doc_step_begin(doc, 1);
    ok &= mill_doc_set_str(doc, "lang", MILL_STR("en"));
    ok &= mill_doc_set_num(doc, "lang_confidence", 0.75);
    ok &= mill_doc_set_str(doc, "site.name", MILL_STR("The Daily \"Test\""));
    ok &= mill_doc_set_str(doc, "section", MILL_STR("local"));
    ok &= mill_doc_set_int(doc, "site.rank", 3);
    ok &= mill_doc_set_list(doc, "author", list, 1);
    ok &= mill_doc_set_str(doc, "url", MILL_STR("https://example.org/1"));
    ok &= mill_doc_set_str(doc, "id", MILL_STR("doc-1"));
    ok &= mill_doc_set_str(doc, "title", MILL_STR("We will stay"));
    ok &= mill_doc_set_text(doc, str(text));
    ok &= mill_doc_set_str(doc, "sentiment.label", MILL_STR("positive"));
    ok &= mill_doc_set_num(doc, "sentiment.score", 0.25);
    ok &= mill_doc_set_bool(doc, "sentiment.mixed", false);

    s = put(doc, "sentence",
            "“We – all of us – will stay 🙂,” said Olena "
            "Ковальчук.");
    ok &= mill_ann_set_str(doc, s, "sentiment.label", MILL_STR("positive"));
    ok &= mill_ann_set_num(doc, s, "sentiment.score", 1);
    mill_ann_set_confidence(s, 0.98f);
    ok &= put(doc, "sentence", "“Or,” she added, “we won't.”") != NULL;

    olena = put(doc, "speaker", "Olena Ковальчук");
    ok &= mill_ann_set_str(doc, olena, "kind", MILL_STR("person"));
    ok &= mill_ann_set_str(doc, olena, "name", MILL_STR("Olena Ковальчук"));
    ok &= mill_ann_set_list(doc, olena, "aliases", list, 2);
    ok &= mill_ann_set_str(doc, olena, "said.label", MILL_STR("neutral"));
    ok &= mill_ann_set_num(doc, olena, "said.score", -0.125);

    q = put(doc, "quote", "We – all of us – will stay 🙂,");
    m = put(doc, "mention", "Olena Ковальчук");
    ok &= mill_ann_set_ref(doc, m, "speaker", olena);
    ok &= mill_ann_set_str(doc, m, "kind", MILL_STR("name"));
    c = put(doc, "cue", "said");
    ok &= mill_ann_set_str(doc, c, "stance", MILL_STR("plain"));
    ok &= mill_ann_set_ref(doc, q, "cue", c);
    ok &= mill_ann_set_ref(doc, q, "speaker", olena);
    ok &= mill_ann_set_ref(doc, q, "mention", m);
    ok &= mill_ann_set_str(doc, q, "basis", MILL_STR("cue-after"));
    ok &= mill_ann_set_str(doc, q, "sentiment.label", MILL_STR("neutral"));
    ok &= mill_ann_set_str(doc, q, "type", MILL_STR("direct"));
    ok &= mill_ann_set_num(doc, q, "sentiment.score", 0);
    ok &= mill_ann_set_int(doc, q, "group", 1);
    mill_ann_set_confidence(q, 0.9f);
    inner = put(doc, "quote", "all of us");
    ok &= mill_ann_set_str(doc, inner, "type", MILL_STR("mixed"));
    ok &= mill_ann_set_str(doc, inner, "unattributed",
                           MILL_STR("no cue in reach"));
    ok &= mill_ann_set_ref(doc, inner, "within", q);

    q = put(doc, "quote", "Or,” she added, “we won't.");
    pieces[0] = mill_ann_span(put(doc, "piece", "Or,"));
    pieces[1] = mill_ann_span(put(doc, "piece", "we won't."));
    ok &= mill_ann_set_spans(doc, q, "pieces", pieces, 2);
    m = put(doc, "mention", "she");
    ok &= mill_ann_set_str(doc, m, "kind", MILL_STR("pronoun"));
    ok &= mill_ann_set_ref(doc, q, "mention", m);
    ok &= mill_ann_set_ref(doc, m, "speaker", olena);
    ok &= mill_ann_set_ref(doc, q, "speaker", olena);

    a = put(doc, "target", "Olena Ковальчук");
    ok &= mill_ann_set_str(doc, a, "sentiment.label", MILL_STR("neutral"));
    a = put(doc, "mention", "us");
    ok &= mill_ann_set_str(doc, a, "kind", MILL_STR("pronoun"));
    ok &= mill_ann_set_ref(doc, a, "speaker", olena);
    a = put(doc, "block", text);
    ok &= mill_ann_set_str(doc, a, "kind", MILL_STR("paragraph"));
    ok &= mill_ann_set_ref(doc, a, "first_cue", c);
    ok &= mill_ann_set_ref(doc, a, "first_quote", inner);
    ok &= mill_ann_set_spans(doc, a, "halves", pieces, 2);
    ok &= mill_ann_set_bool(doc, a, "last", true);
    ok &= mill_ann_set_json(doc, a, "extra", MILL_STR("{\"a\":[1,null]}"));
    mill_doc_note(doc, "test-note", "a \"note\" of %d words", 4);
    ok &= doc_step_commit(doc);
    TAP_OK(ok);
}

static const char full[] =
    "{\"id\":\"doc-1\",\"url\":\"https://example.org/1\","
    "\"title\":\"We will stay\",\"author\":[\"Olena\"],\"lang\":\"en\","
    "\"lang_confidence\":0.75,"
    "\"site\":{\"name\":\"The Daily \\\"Test\\\"\",\"rank\":3},"
    "\"section\":\"local\","
    "\"text\":\"“We – all of us – will stay 🙂,” said Olena "
    "Ковальчук. "
    "“Or,” "
    "she added, “we won't.”\","
    "\"sentences\":[[0,53],[54,82]],"
    "\"sentence_features\":[{\"confidence\":0.98,\"sentiment\":"
    "{\"label\":\"positive\",\"score\":1.0}},null],"
    "\"sentiment\":{\"label\":\"positive\",\"score\":0.25,\"mixed\":false},"
    "\"speakers\":[{\"id\":\"s1\",\"name\":\"Olena Ковальчук\","
    "\"aliases\":[\"Olena\",\"she\"],\"kind\":\"person\","
    "\"start\":37,\"end\":52,\"said\":{\"label\":\"neutral\","
    "\"score\":-0.125}}],"
    "\"quotes\":[{\"id\":\"q1\",\"type\":\"direct\",\"start\":1,\"end\":30,"
    "\"text\":\"We – all of us – will stay 🙂,\",\"pieces\":[[1,30]],"
    "\"speaker\":{\"id\":\"s1\",\"name\":\"Olena Ковальчук\",\"start\":37,"
    "\"end\":52,\"text\":\"Olena Ковальчук\",\"kind\":\"name\"},"
    "\"cue\":{\"start\":32,\"end\":36,\"text\":\"said\","
    "\"stance\":\"plain\"},\"confidence\":0.9,\"basis\":\"cue-after\","
    "\"sentiment\":{\"label\":\"neutral\",\"score\":0.0},\"group\":1},"
    "{\"id\":\"q2\",\"type\":\"mixed\",\"start\":6,\"end\":15,"
    "\"text\":\"all of us\",\"pieces\":[[6,15]],\"speaker\":null,"
    "\"unattributed\":\"no cue in reach\",\"within\":\"q1\"},"
    "{\"id\":\"q3\",\"start\":55,\"end\":81,"
    "\"text\":\"Or,” she added, “we won't.\",\"pieces\":[[55,58],[72,81]],"
    "\"speaker\":{\"id\":\"s1\",\"name\":\"Olena Ковальчук\",\"start\":60,"
    "\"end\":63,\"text\":\"she\",\"kind\":\"pronoun\"}}],"
    "\"targets\":[{\"start\":37,\"end\":52,\"text\":\"Olena Ковальчук\","
    "\"sentiment\":{\"label\":\"neutral\"}}],"
    "\"annotations\":[{\"type\":\"block\",\"start\":0,\"end\":82,"
    "\"kind\":\"paragraph\",\"first_cue\":{\"type\":\"cue\",\"start\":32,"
    "\"end\":36},\"first_quote\":{\"id\":\"q2\"},"
    "\"halves\":[[55,58],[72,81]],\"last\":true,"
    "\"extra\":{\"a\":[1,null]}},"
    "{\"type\":\"mention\",\"start\":13,\"end\":15,\"kind\":\"pronoun\","
    "\"speaker\":{\"id\":\"s1\"}},"
    "{\"type\":\"piece\",\"start\":55,\"end\":58},"
    "{\"type\":\"piece\",\"start\":72,\"end\":81}],"
    "\"errors\":[{\"step\":\"demo\",\"code\":\"test-note\","
    "\"message\":\"a \\\"note\\\" of 4 words\"}]}";

static void
a_full_document_is_written_as_documented(void)
{
    struct bench b;

    bench_init(&b);
    make_full(b.doc);
    TAP_EQ_STR(write_out(&b, NULL), full);
    bench_finish(&b);
}

/* The example of docs/record.md without the white space that makes it
 * readable. */
static char *
documented_example(void)
{
    FILE *f = fopen(tap_source("docs/record.md"), "rb");
    char *text = calloc(1, 100000), *begin, *end, *out = text;
    bool inside = false;

    if (f == NULL || text == NULL || fread(text, 1, 99999, f) == 0)
        return text;
    fclose(f);
    begin = strstr(text, "```json\n");
    end = begin != NULL ? strstr(begin, "\n```\n") : NULL;
    if (end == NULL)
        return text;
    for (char *p = begin + 8; p < end; p++) {
        if (inside || (*p != ' ' && *p != '\n'))
            *out++ = *p;
        if (inside && *p == '\\')
            *out++ = *++p;
        else if (*p == '"')
            inside = !inside;
    }
    *out = '\0';
    return text;
}

static void
the_example_in_the_documentation_is_what_is_written(void)
{
    struct bench b;
    char *example = documented_example();

    bench_init(&b);
    TAP_OK(strlen(example) > 1500);
    TAP_EQ_STR(through(&b, example), example);
    free(example);
    bench_finish(&b);
}

static void
what_is_read_back_is_written_the_same(void)
{
    struct bench b;

    bench_init(&b);
    TAP_EQ_STR(through(&b, full), full);
    /* for every way to count */
    for (enum mill_offsets unit = MILL_OFFSETS_CODEPOINT;
         unit <= MILL_OFFSETS_UTF16; unit++) {
        struct mill_record_options options = { .offsets = unit };
        char *first;

        TAP_OK(doc_begin(b.doc, 0, steps, 1 << 20));
        make_full(b.doc);
        first = strdup(write_out(&b, &options));
        TAP_EQ_INT(read_in(&b, str(first), unit), MILL_OK);
        TAP_EQ_STR(write_out(&b, &options), first);
        TAP_OK((unit == MILL_OFFSETS_CODEPOINT) == (strcmp(first, full) == 0));
        /* what was read in one way can be written in another */
        TAP_EQ_STR(write_out(&b, NULL), full);
        free(first);
    }
    bench_finish(&b);
}

static void
the_order_of_members_does_not_depend_on_what_was_known_first(void)
{
    struct bench b;

    /* types get their numbers in another order, for the whole process */
    intern_type("zebra");
    intern_type("target");
    intern_type("block");
    intern_type("quote");
    bench_init(&b);
    TAP_EQ_STR(through(&b, full), full);
    intern_type("speaker");
    intern_type("cue");
    intern_type("mention");
    intern_type("sentence");
    intern_type("piece");
    TAP_EQ_STR(through(&b, full), full);
    TAP_OK(doc_begin(b.doc, 0, steps, 1 << 20));
    make_full(b.doc);
    TAP_EQ_STR(write_out(&b, NULL), full);
    bench_finish(&b);
}

static void
what_is_read_is_there_as_fields_and_annotations(void)
{
    struct bench b;
    struct mill_doc *doc;
    const struct mill_ann *q, *speaker, *mention;
    const struct mill_value *v;
    mill_type quote;

    bench_init(&b);
    doc = b.doc;
    TAP_EQ_INT(read_in(&b, str(full), MILL_OFFSETS_CODEPOINT), MILL_OK);
    quote = doc_type(doc, MILL_STR("quote"));
    TAP_EQ_SLICE(mill_doc_get_str(doc, "site.name"), "The Daily \"Test\"");
    TAP_EQ_INT(mill_doc_get(doc, "site.rank")->integer, 3);
    TAP_EQ_NUM(mill_doc_get(doc, "lang_confidence")->number, 0.75, 0);
    TAP_EQ_SLICE(mill_doc_get_str(doc, "sentiment.label"), "positive");
    TAP_EQ_INT(mill_doc_get(doc, "author")->kind, MILL_LIST);
    TAP_EQ_SLICE(mill_doc_get(doc, "author")->list[0], "Olena");
    TAP_EQ_INT(mill_doc_count(doc, quote), 3);
    q = mill_doc_ann(doc, quote, 0);
    TAP_EQ_SLICE(mill_doc_slice(doc, mill_ann_span(q)),
                 "We – all of us – will stay 🙂,");
    TAP_EQ_NUM(mill_ann_confidence(q), 0.9, 1e-6);
    speaker = mill_ann_get_ref(q, "speaker");
    mention = mill_ann_get_ref(q, "mention");
    TAP_EQ_SLICE(mill_ann_get_str(speaker, "name"), "Olena Ковальчук");
    TAP_OK(mill_ann_get_ref(mention, "speaker") == speaker);
    TAP_EQ_SLICE(mill_ann_get_str(mention, "kind"), "name");
    TAP_EQ_SLICE(mill_ann_get_str(mill_ann_get_ref(q, "cue"), "stance"),
                 "plain");
    TAP_EQ_NUM(mill_ann_get(q, "sentiment.score")->number, 0, 0);
    TAP_OK(mill_ann_get_ref(mill_doc_ann(doc, quote, 1), "within") == q);
    v = mill_ann_get(mill_doc_ann(doc, quote, 2), "pieces");
    TAP_EQ_INT(v->kind, MILL_SPANS);
    TAP_EQ_SLICE(mill_doc_slice(doc, v->spans[1]), "we won't.");
    v = mill_ann_get(mill_doc_ann(doc, doc_type(doc, MILL_STR("block")), 0),
                     "first_quote");
    TAP_EQ_INT(v->kind, MILL_REF);
    TAP_OK(v->ref == mill_doc_ann(doc, quote, 1));
    bench_finish(&b);
}

static void
only_wanted_members_are_written(void)
{
    static const char *const keys[] = { "url", "quotes", "site" };
    struct mill_list keep = { keys, 3 };
    struct mill_record_options options = { .keep = &keep };
    struct bench b;

    bench_init(&b);
    make_full(b.doc);
    write_out(&b, &options);
    TAP_HAS_STR(b.line, "{\"url\":\"https://example.org/1\",\"site\":{\"name\":"
                        "\"The Daily \\\"Test\\\"\",\"rank\":3},"
                        "\"quotes\":[{\"id\":\"q1\",");
    TAP_OK(strstr(b.line, "\"text\":\"“We") == NULL);
    TAP_OK(strstr(b.line, "errors") == NULL);
    TAP_OK(strstr(b.line, "annotations") == NULL);
    options = (struct mill_record_options){ .no_text = true };
    write_out(&b, &options);
    TAP_OK(strstr(b.line, "\"text\":\"“We") == NULL);
    TAP_HAS_STR(b.line, "\"sentences\":");
    bench_finish(&b);
}

static void
a_document_without_an_id_gets_a_stable_one(void)
{
    struct bench b;

    bench_init(&b);
    /* as told by `xxhsum -H64` for these bytes */
    TAP_OK(record_hash(MILL_STR("")) == 0xef46db3751d8e999u);
    TAP_OK(record_hash(MILL_STR("a")) == 0xd24ec4f1a98c6e5bu);
    TAP_OK(record_hash(MILL_STR("abc")) == 0x44bc2cf5ad770999u);
    TAP_OK(
        record_hash(MILL_STR("The quick brown fox jumps over the lazy dog")) ==
        0x0b242d361fda71bcu);
    TAP_EQ_STR(through(&b, "{\"text\":\"abc\"}"),
               "{\"id\":\"44bc2cf5ad770999\",\"text\":\"abc\","
               "\"errors\":[]}");
    TAP_EQ_STR(through(&b, "{\"text\":\"other\",\"url\":\"abc\"}"),
               "{\"id\":\"44bc2cf5ad770999\",\"url\":\"abc\","
               "\"text\":\"other\",\"errors\":[]}");
    TAP_EQ_STR(through(&b, "{\"id\":7,\"text\":\"\"}"),
               "{\"id\":7,\"text\":\"\",\"errors\":[]}");
    bench_finish(&b);
}

static void
invalid_text_of_plugins_is_mended_on_the_way_out(void)
{
    struct bench b;
    struct mill_str list[] = { MILL_STR("ok"), MILL_STR("\xff") };
    struct mill_ann *a;

    bench_init(&b);
    TAP_OK(mill_doc_set_str(b.doc, "id", MILL_STR("1")));
    TAP_OK(mill_doc_set_str(b.doc, "title", MILL_STR("caf\xe9!")));
    TAP_OK(mill_doc_set_list(b.doc, "author", list, 2));
    TAP_OK(mill_doc_set_json(b.doc, "x", MILL_STR("[1,\n 2]")));
    TAP_OK(mill_doc_set_json(b.doc, "y", MILL_STR("\"\xc0\"")));
    TAP_OK(mill_doc_set_text(b.doc, MILL_STR("t")));
    a = put(b.doc, "block", "t");
    TAP_OK(mill_ann_set_str(b.doc, a, "start", MILL_STR("\xe2\x82")));
    TAP_OK(doc_step_commit(b.doc));
    write_out(&b, NULL);
    TAP_HAS_STR(b.line, "\"title\":\"caf\xef\xbf\xbd!\","
                        "\"author\":[\"ok\",\"\xef\xbf\xbd\"],"
                        "\"x\":[1,  2],\"y\":null");
    TAP_HAS_STR(b.line, "{\"type\":\"block\",\"start\":0,\"end\":1}");
    bench_finish(&b);
}

static void
names_that_would_clash_do_not_nest(void)
{
    struct bench b;

    bench_init(&b);
    TAP_OK(mill_doc_set_str(b.doc, "id", MILL_STR("1")));
    TAP_OK(mill_doc_set_str(b.doc, "a.b.c", MILL_STR("1")));
    TAP_OK(mill_doc_set_str(b.doc, "x", MILL_STR("2")));
    TAP_OK(mill_doc_set_str(b.doc, "a.d", MILL_STR("3")));
    TAP_OK(mill_doc_set_str(b.doc, "x.y", MILL_STR("4")));
    TAP_OK(mill_doc_set_str(b.doc, "a.b.e", MILL_STR("5")));
    TAP_OK(mill_doc_set_str(b.doc, "ab", MILL_STR("6")));
    TAP_EQ_STR(write_out(&b, NULL),
               "{\"id\":\"1\",\"a\":{\"b\":{\"c\":\"1\",\"e\":\"5\"},"
               "\"d\":\"3\"},\"x\":\"2\",\"x.y\":\"4\",\"ab\":\"6\","
               "\"errors\":[]}");
    TAP_EQ_STR(through(&b, "{\"id\":\"1\",\"x\":\"2\",\"x.y\":\"4\","
                           "\"errors\":[]}"),
               "{\"id\":\"1\",\"x\":\"2\",\"x.y\":\"4\",\"errors\":[]}");
    bench_finish(&b);
}

/* ---- reading */

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

    bench_init(&b);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        TAP_EQ_STR(through(&b, lines[i]), lines[i]);
    TAP_EQ_INT(read_in(&b, str(lines[0]), MILL_OFFSETS_CODEPOINT), MILL_OK);
    TAP_EQ_SLICE(mill_doc_get_str(b.doc, "category"), "sport");
    TAP_EQ_INT(mill_doc_get(b.doc, "rank")->integer, 3);
    TAP_EQ_SLICE(mill_doc_get_str(b.doc, "meta.b.c"), "d");
    /* white space around members is ours */
    TAP_EQ_STR(through(&b, " { \"text\" : \"t\" , \"x\" : [ 1 ] ,"
                           " \"id\" : \"1\" } \r"),
               "{\"id\":\"1\",\"x\":[ 1 ],\"text\":\"t\",\"errors\":[]}");
    bench_finish(&b);
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

    bench_init(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TAP_EQ_STR(through(&b, cases[i].in), cases[i].out);
        TAP_EQ_STR(through(&b, cases[i].out), cases[i].out);
    }
    bench_finish(&b);
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

    bench_init(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum mill_status want =
            cases[i].why[0] != '\0' ? MILL_ERR_DOC : MILL_OK;

        TAP_EQ_INT(read_in(&b, str(cases[i].in), MILL_OFFSETS_CODEPOINT), want);
        if (want != MILL_OK &&
            strncmp(b.report.text, cases[i].why, strlen(cases[i].why)) != 0)
            TAP_FAIL("%s\n# says: %s", cases[i].in, b.report.text);
    }
    bench_finish(&b);
}

static void
a_record_that_fails_leaves_nothing_behind(void)
{
    struct bench b;

    bench_init(&b);
    TAP_EQ_INT(mill_record_read(b.doc,
                                str("{\"x\":1,\"text\":\"ab\","
                                    "\"sentences\":[[0,1],[0,9]]}"),
                                MILL_OFFSETS_CODEPOINT, b.parser, &b.report),
               MILL_ERR_DOC);
    doc_step_rollback(b.doc);
    TAP_OK(!mill_doc_has_text(b.doc));
    TAP_OK(mill_doc_get(b.doc, "x") == NULL);
    TAP_EQ_INT(mill_doc_count(b.doc, doc_type(b.doc, MILL_STR("sentence"))), 0);
    bench_finish(&b);
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

    bench_init(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TAP_EQ_INT(read_in(&b, str(cases[i].in), MILL_OFFSETS_CODEPOINT),
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
    TAP_EQ_STR(write_out(&b, NULL),
               "{\"id\":\"1\",\"source\":\"in.jsonl:7\",\"errors\":["
               "{\"step\":\"read\",\"code\":\"json\",\"message\":\"no "
               "JSON\"}]}");
    bench_finish(&b);
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

    bench_init(&b);
    TAP_EQ_INT(strncmp(through(&b, in), out, strlen(out)), 0);
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
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_CODEPOINT), MILL_OK);
    TAP_EQ_INT(mill_doc_count(b.doc, doc_type(b.doc, MILL_STR("sentence"))),
               300);
    MILL_FOR_EACH(s, b.doc, doc_type(b.doc, MILL_STR("sentence")))
    TAP_EQ_SLICE(mill_doc_slice(b.doc, mill_ann_span(s)), "x");
    free(line);
    bench_finish(&b);
}

static void
bytes_that_are_no_utf8_are_repaired_and_noted(void)
{
    struct bench b;

    bench_init(&b);
    TAP_EQ_STR(through(&b, "{\"id\":\"1\",\"text\":\"caf\xe9 \xd0\"}"),
               "{\"id\":\"1\",\"text\":\"caf\xef\xbf\xbd \xef\xbf\xbd\","
               "\"errors\":[{\"step\":\"\",\"code\":\"utf8-repaired\","
               "\"message\":\"2 invalid UTF-8 sequences replaced by U+FFFD\"}"
               "]}");
    TAP_EQ_STR(through(&b, "{\"id\":\"1\",\"text\":\"a\\ud800b\","
                           "\"x\":\"\\udc00\"}"),
               "{\"id\":\"1\",\"x\":\"\\udc00\",\"text\":\"a\xef\xbf\xbd"
               "b\",\"errors\":[{\"step\":\"\",\"code\":"
               "\"surrogate-replaced\",\"message\":\"1 lone surrogates "
               "replaced by U+FFFD\"}]}");
    TAP_EQ_INT(read_in(&b, str("\xff\xfe"), MILL_OFFSETS_CODEPOINT),
               MILL_ERR_DOC);
    TAP_EQ_INT(read_in(&b, (struct mill_str){ "{\"text\":\"a\0b\"}", 14 },
                       MILL_OFFSETS_CODEPOINT),
               MILL_ERR_DOC);
    TAP_HAS_STR(b.report.text, "a control character in a string (byte 11)");
    bench_finish(&b);
}

static void
offsets_that_count_something_else_are_noticed(void)
{
    static const char line[] =
        "{\"id\":\"1\",\"text\":\"жінка каже: так\",\"quotes\":[{\"start\":"
        "21,\"end\":27,\"text\":\"так\"}]}";
    struct bench b;

    bench_init(&b);
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_CODEPOINT), MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "quotes[0].start: 21 is past the end of the "
                              "text, which has 15 code points");
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_BYTE), MILL_OK);
    TAP_HAS_STR(write_out(&b, NULL), "\"start\":12,\"end\":15,\"text\":"
                                     "\"так\"");
    TAP_EQ_INT(read_in(&b, str("{\"text\":\"жж\",\"sentences\":[[0,1]]}"),
                       MILL_OFFSETS_BYTE),
               MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "sentences[0]: 1 falls within a character; are "
                              "offsets really bytes?");
    TAP_EQ_INT(read_in(&b, str("{\"text\":\"🙂\",\"sentences\":[[0,1]]}"),
                       MILL_OFFSETS_UTF16),
               MILL_ERR_DOC);
    TAP_HAS_STR(through(&b, "{\"text\":\"abcdef\",\"targets\":[{\"start\":1,"
                            "\"end\":3,\"text\":\"cd\"}]}"),
                "\"code\":\"other-words\"");
    bench_finish(&b);
}

static void
every_place_of_a_text_is_found_in_every_unit(void)
{
    static const char *const pieces[] = { "a", "щ", "€", "🙂",
                                          "plain words of ASCII " };
    struct mill_arena *arena = mill_arena_create(0);
    uint32_t seed = 1;
    char text[2000];

    for (unsigned k = 0; k < 300; k++) {
        size_t len = 0, i = 0;
        struct offsets points, units, bytes;
        uint32_t point = 0, unit = 0, byte;
        bool ok;

        while (len < k * 5 % 1500) {
            const char *piece;

            seed = seed * 1664525u + 1013904223u;
            piece = pieces[(seed >> 8) % (k % 4 == 0 ? 1 : 5)];
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
        text[len] = '\0';
        ok = offsets_init(&points, arena, (struct mill_str){ text, len },
                          MILL_OFFSETS_CODEPOINT) &&
             offsets_init(&units, arena, (struct mill_str){ text, len },
                          MILL_OFFSETS_UTF16) &&
             offsets_init(&bytes, arena, (struct mill_str){ text, len },
                          MILL_OFFSETS_BYTE);
        for (;;) {
            ok = ok && offsets_from_byte(&points, (uint32_t)i) == point &&
                 offsets_from_byte(&units, (uint32_t)i) == unit &&
                 offsets_to_byte(&points, point, &byte) && byte == i &&
                 offsets_to_byte(&units, unit, &byte) && byte == i &&
                 offsets_to_byte(&bytes, i, &byte) && byte == i;
            if (i == len || !ok)
                break;
            if (mill_utf8_next(text, len, &i) > 0xffff)
                ok = !offsets_to_byte(&units, ++unit, &byte);
            unit++;
            point++;
        }
        ok = ok && !offsets_to_byte(&points, point + 1, &byte) &&
             !offsets_to_byte(&units, UINT64_MAX, &byte);
        /* and going back and forth */
        for (uint32_t p = point; ok && p-- > 0;) {
            uint32_t other = (p * 7919u) % (point + 1);

            ok = offsets_to_byte(&points, p, &byte) &&
                 offsets_from_byte(&points, byte) == p &&
                 offsets_to_byte(&points, other, &byte) &&
                 offsets_from_byte(&points, byte) == other;
        }
        if (!ok) {
            TAP_FAIL("text %u, byte %zu", k, i);
            break;
        }
        mill_arena_reset(arena, 1 << 16);
    }
    mill_arena_destroy(arena);
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
        if (doc_begin(doc, 0, steps, 0)) {
            enum mill_status status = mill_record_read(
                doc, str(full), MILL_OFFSETS_CODEPOINT, parser, &report);

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

static void
many_small_limits_hold(void)
{
    struct bench b;
    char *line = malloc(4u << 20);
    size_t n = 0;

    bench_init(&b);
    n = (size_t)sprintf(line, "{\"text\":\"a\"");
    for (int i = 0; i < 1001; i++)
        n += (size_t)sprintf(line + n, ",\"k%d\":%d", i, i);
    sprintf(line + n, "}");
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_CODEPOINT), MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "over 1000 members in one record");

    n = (size_t)sprintf(line, "{\"text\":\"a\",\"targets\":[{\"start\":0,"
                              "\"end\":0");
    for (int i = 0; i < 200; i++)
        n += (size_t)sprintf(line + n, ",\"k%d\":%d", i, i);
    sprintf(line + n, "}]}");
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_CODEPOINT), MILL_ERR_DOC);
    TAP_EQ_STR(b.report.text, "targets[0]: over 100 members");

    n = (size_t)sprintf(line, "{\"text\":\"a\",\"annotations\":[{}");
    n--, n--;
    for (int i = 0; i < 400; i++)
        n += (size_t)sprintf(line + n,
                             "%s{\"type\":\"t%d\",\"start\":0,"
                             "\"end\":1}",
                             i ? "," : "", i);
    sprintf(line + n, "]}");
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_CODEPOINT), MILL_ERR_DOC);
    TAP_HAS_STR(b.report.text, "at most 255 of them");

    /* very many annotations of one place are no more work than others */
    n = (size_t)sprintf(line, "{\"text\":\"a\",\"quotes\":[");
    for (int i = 0; i < 20000; i++)
        n += (size_t)sprintf(line + n,
                             "%s{\"id\":\"%d\",\"start\":0,\"end\":1,"
                             "\"within\":\"%d\",\"cue\":{\"start\":0,"
                             "\"end\":1}}",
                             i ? "," : "", i, (i * 7) % 20000);
    sprintf(line + n, "]}");
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_CODEPOINT), MILL_OK);
    write_out(&b, NULL);
    free(line);
    line = strdup(b.line);
    TAP_EQ_INT(read_in(&b, str(line), MILL_OFFSETS_CODEPOINT), MILL_OK);
    TAP_OK(strcmp(write_out(&b, NULL), line) == 0);
    free(line);
    bench_finish(&b);
}

/* A number below `n` that looks random and is the same everywhere. */
static uint32_t
roll(uint32_t *seed, size_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % (uint32_t)n;
}

/* Documents made by chance: writing, reading and writing again. */
static void
records_made_by_chance_come_back_the_same(void)
{
    static const char *const types[] = { "sentence", "speaker",   "quote",
                                         "target",   "mention",   "cue",
                                         "block",    "lang_span", "word" };
    static const char *const names[] = {
        "kind",        "name",  "sentiment.label", "sentiment.score",
        "stance",      "basis", "x.y.z",           "x.a",
        "unattributed"
    };
    static const char *const words[] = { "a ",   "щось ",  "🙂",
                                         "\n\n", "“так” ", "plain words ",
                                         "\"",   "\\" };
    struct bench b;
    uint32_t seed = 9;
    bench_init(&b);
    for (unsigned k = 0; k < 1500; k++) {
        struct mill_record_options options = { .offsets = k % 3 };
        struct mill_ann *made[40];
        char text[600], *first;
        size_t len = 0, n = roll(&seed, 40), want = roll(&seed, 400);
        bool ok = doc_begin(b.doc, 0, steps, 1 << 20);

        while (len < want) {
            const char *word = words[roll(&seed, 8)];

            memcpy(text + len, word, strlen(word));
            len += strlen(word);
        }
        ok = ok && mill_doc_set_text(b.doc, (struct mill_str){ text, len });
        for (size_t i = 0; i < n && ok; i++) {
            struct mill_span span = { roll(&seed, len + 1),
                                      roll(&seed, len + 1) };
            mill_type type = doc_type(b.doc, str(types[roll(&seed, 9)]));

            while (!ann_boundary(b.doc, span.begin))
                span.begin--;
            while (!ann_boundary(b.doc, span.end))
                span.end++;
            if (span.begin > span.end)
                span.end = span.begin;
            made[i] = mill_annotate(b.doc, type, span);
            ok = made[i] != NULL;
        }
        for (size_t i = 0; i < n && ok; i++) {
            struct mill_ann *other = made[roll(&seed, n)];
            const char *their = doc_type_name(b.doc, other->type);
            const char *its = doc_type_name(b.doc, made[i]->type);

            if (roll(&seed, 2))
                mill_ann_set_confidence(made[i],
                                        (float)(roll(&seed, 1000)) / 999.0f);
            for (uint32_t f = roll(&seed, 4); f > 0; f--)
                ok = ok &&
                     mill_ann_set_str(b.doc, made[i], names[roll(&seed, 9)],
                                      str(words[roll(&seed, 8)]));
            if (strcmp(its, "quote") == 0 &&
                (strcmp(their, "speaker") == 0 || strcmp(their, "cue") == 0))
                ok = ok && mill_ann_set_ref(b.doc, made[i], their, other);
            if (strcmp(its, "quote") == 0 && strcmp(their, "mention") == 0)
                ok = ok && mill_ann_set_ref(b.doc, made[i], their, other);
            if (strcmp(its, "quote") == 0 && strcmp(their, "quote") == 0)
                ok = ok && mill_ann_set_ref(b.doc, made[i], "within", other);
            if (strcmp(its, "mention") == 0 && strcmp(their, "speaker") == 0)
                ok = ok && mill_ann_set_ref(b.doc, made[i], their, other);
            if (strcmp(its, "block") == 0)
                ok = ok && mill_ann_set_ref(b.doc, made[i], "near", other);
        }
        ok = ok && doc_step_commit(b.doc);
        first = strdup(write_out(&b, &options));
        if (!ok || read_in(&b, str(first), options.offsets) != MILL_OK) {
            TAP_FAIL("document %u: %s\n# %s", k, b.report.text, first);
            free(first);
            break;
        }
        if (strcmp(write_out(&b, &options), first) != 0) {
            TAP_FAIL("document %u:\n# %s\n# %s", k, first, b.line);
            free(first);
            break;
        }
        free(first);
    }
    bench_finish(&b);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(a_full_document_is_written_as_documented),
        TAP_CASE(the_example_in_the_documentation_is_what_is_written),
        TAP_CASE(what_is_read_back_is_written_the_same),
        TAP_CASE(what_is_read_is_there_as_fields_and_annotations),
        TAP_CASE(only_wanted_members_are_written),
        TAP_CASE(a_document_without_an_id_gets_a_stable_one),
        TAP_CASE(invalid_text_of_plugins_is_mended_on_the_way_out),
        TAP_CASE(names_that_would_clash_do_not_nest),
        TAP_CASE(members_nobody_knows_pass_through_untouched),
        TAP_CASE(records_of_other_programs_are_understood),
        TAP_CASE(a_record_of_a_wrong_shape_is_refused_at_its_place),
        TAP_CASE(a_record_that_fails_leaves_nothing_behind),
        TAP_CASE(a_record_that_fails_keeps_its_name),
        TAP_CASE(offsets_follow_a_text_that_is_cleaned),
        TAP_CASE(bytes_that_are_no_utf8_are_repaired_and_noted),
        TAP_CASE(offsets_that_count_something_else_are_noticed),
        TAP_CASE(every_place_of_a_text_is_found_in_every_unit),
        TAP_CASE(a_full_arena_fails_the_document_and_nothing_else),
        TAP_CASE(many_small_limits_hold),
        TAP_CASE(records_made_by_chance_come_back_the_same),
        TAP_CASE(the_order_of_members_does_not_depend_on_what_was_known_first),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
