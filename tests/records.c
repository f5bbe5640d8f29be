/* SPDX-License-Identifier: Apache-2.0
 *
 * records.c: what the tests of records have in common. */
#include "records.h"

#include <stdlib.h>
#include <string.h>

const char *const records_steps[] = { "", "demo" };

struct mill_str
records_str(const char *s)
{
    return (struct mill_str){ s, strlen(s) };
}

void
records_init(struct bench *b)
{
    memset(b, 0, sizeof *b);
    b->doc = doc_create(64u << 20);
    b->parser = mill_json_parser_create();
    report_init(&b->report, NULL);
    TAP_OK(doc_begin(b->doc, 0, records_steps, 1 << 20));
}

void
records_finish(struct bench *b)
{
    free(b->line);
    doc_destroy(b->doc);
    mill_json_parser_destroy(b->parser);
}

enum mill_status
records_read(struct bench *b, struct mill_str line, enum mill_offsets offsets)
{
    enum mill_status status;

    report_init(&b->report, NULL);
    if (!doc_begin(b->doc, 0, records_steps, 1 << 20))
        return MILL_ERR_STAGE;
    status = mill_record_read(b->doc, line, offsets, b->parser, &b->report);
    if (status == MILL_OK && !doc_step_commit(b->doc))
        return MILL_ERR_STAGE;
    return status;
}

const char *
records_write(struct bench *b, const struct mill_record_options *options)
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
const char *
records_through(struct bench *b, const char *line)
{
    enum mill_status status =
        records_read(b, records_str(line), MILL_OFFSETS_CODEPOINT);

    if (status != MILL_OK) {
        TAP_FAIL("%s: %s", line, b->report.text);
        return "";
    }
    return records_write(b, NULL);
}

struct mill_ann *
records_put(struct mill_doc *doc, const char *type, const char *part)
{
    struct mill_str text = mill_doc_text(doc);
    const char *at = strstr(text.ptr, part);
    struct mill_span span = { 0, 0 };

    if (at != NULL) {
        span.begin = (uint32_t)(at - text.ptr);
        span.end = span.begin + (uint32_t)strlen(part);
    }
    return mill_annotate(doc, doc_type(doc, records_str(type)), span);
}

/* A document with all there is, over a text of several widths. */
void
records_fill(struct mill_doc *doc)
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
    ok &= mill_doc_set_text(doc, records_str(text));
    ok &= mill_doc_set_str(doc, "sentiment.label", MILL_STR("positive"));
    ok &= mill_doc_set_num(doc, "sentiment.score", 0.25);
    ok &= mill_doc_set_bool(doc, "sentiment.mixed", false);

    s = records_put(doc, "sentence",
                    "“We – all of us – will stay 🙂,” said Olena "
                    "Ковальчук.");
    ok &= mill_ann_set_str(doc, s, "sentiment.label", MILL_STR("positive"));
    ok &= mill_ann_set_num(doc, s, "sentiment.score", 1);
    mill_ann_set_confidence(s, 0.98f);
    ok &= records_put(doc, "sentence", "“Or,” she added, “we won't.”") != NULL;

    olena = records_put(doc, "speaker", "Olena Ковальчук");
    ok &= mill_ann_set_str(doc, olena, "kind", MILL_STR("person"));
    ok &= mill_ann_set_str(doc, olena, "name", MILL_STR("Olena Ковальчук"));
    ok &= mill_ann_set_list(doc, olena, "aliases", list, 2);
    ok &= mill_ann_set_str(doc, olena, "said.label", MILL_STR("neutral"));
    ok &= mill_ann_set_num(doc, olena, "said.score", -0.125);

    q = records_put(doc, "quote", "We – all of us – will stay 🙂,");
    m = records_put(doc, "mention", "Olena Ковальчук");
    ok &= mill_ann_set_ref(doc, m, "speaker", olena);
    ok &= mill_ann_set_str(doc, m, "kind", MILL_STR("name"));
    c = records_put(doc, "cue", "said");
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
    inner = records_put(doc, "quote", "all of us");
    ok &= mill_ann_set_str(doc, inner, "type", MILL_STR("mixed"));
    ok &= mill_ann_set_str(doc, inner, "unattributed",
                           MILL_STR("no cue in reach"));
    ok &= mill_ann_set_ref(doc, inner, "within", q);

    q = records_put(doc, "quote", "Or,” she added, “we won't.");
    pieces[0] = mill_ann_span(records_put(doc, "piece", "Or,"));
    pieces[1] = mill_ann_span(records_put(doc, "piece", "we won't."));
    ok &= mill_ann_set_spans(doc, q, "pieces", pieces, 2);
    m = records_put(doc, "mention", "she");
    ok &= mill_ann_set_str(doc, m, "kind", MILL_STR("pronoun"));
    ok &= mill_ann_set_ref(doc, q, "mention", m);
    ok &= mill_ann_set_ref(doc, m, "speaker", olena);
    ok &= mill_ann_set_ref(doc, q, "speaker", olena);

    a = records_put(doc, "target", "Olena Ковальчук");
    ok &= mill_ann_set_str(doc, a, "sentiment.label", MILL_STR("neutral"));
    a = records_put(doc, "mention", "us");
    ok &= mill_ann_set_str(doc, a, "kind", MILL_STR("pronoun"));
    ok &= mill_ann_set_ref(doc, a, "speaker", olena);
    a = records_put(doc, "block", text);
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

const char records_full[] =
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
