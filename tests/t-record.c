/* SPDX-License-Identifier: Apache-2.0
 *
 * t-record.c: a document as a JSONL record, written and read back. */
#include "records.h"

#include <pressmill/plugin.h>
#include <pressmill/unicode.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
a_full_document_is_written_as_documented(void)
{
    struct bench b;

    records_init(&b);
    records_fill(b.doc);
    TAP_EQ_STR(records_write(&b, NULL), records_full);
    records_finish(&b);
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

    records_init(&b);
    TAP_OK(strlen(example) > 1500);
    TAP_EQ_STR(records_through(&b, example), example);
    free(example);
    records_finish(&b);
}

static void
what_is_read_back_is_written_the_same(void)
{
    struct bench b;

    records_init(&b);
    TAP_EQ_STR(records_through(&b, records_full), records_full);
    /* for every way to count */
    for (enum mill_offsets unit = MILL_OFFSETS_CODEPOINT;
         unit <= MILL_OFFSETS_UTF16; unit++) {
        struct mill_record_options options = { .offsets = unit };
        char *first;

        TAP_OK(doc_begin(b.doc, 0, records_steps, 1 << 20));
        records_fill(b.doc);
        first = strdup(records_write(&b, &options));
        TAP_EQ_INT(records_read(&b, records_str(first), unit), MILL_OK);
        TAP_EQ_STR(records_write(&b, &options), first);
        TAP_OK((unit == MILL_OFFSETS_CODEPOINT) ==
               (strcmp(first, records_full) == 0));
        /* what was read in one way can be written in another */
        TAP_EQ_STR(records_write(&b, NULL), records_full);
        free(first);
    }
    records_finish(&b);
}

static void
what_is_read_is_there_as_fields_and_annotations(void)
{
    struct bench b;
    struct mill_doc *doc;
    const struct mill_ann *q, *speaker, *mention;
    const struct mill_value *v;
    mill_type quote;

    records_init(&b);
    doc = b.doc;
    TAP_EQ_INT(
        records_read(&b, records_str(records_full), MILL_OFFSETS_CODEPOINT),
        MILL_OK);
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
    records_finish(&b);
}

static void
only_wanted_members_are_written(void)
{
    static const char *const keys[] = { "url", "quotes", "site" };
    struct mill_list keep = { keys, 3 };
    struct mill_record_options options = { .keep = &keep };
    struct bench b;

    records_init(&b);
    records_fill(b.doc);
    records_write(&b, &options);
    TAP_HAS_STR(b.line, "{\"url\":\"https://example.org/1\",\"site\":{\"name\":"
                        "\"The Daily \\\"Test\\\"\",\"rank\":3},"
                        "\"quotes\":[{\"id\":\"q1\",");
    TAP_OK(strstr(b.line, "\"text\":\"“We") == NULL);
    TAP_OK(strstr(b.line, "errors") == NULL);
    TAP_OK(strstr(b.line, "annotations") == NULL);
    options = (struct mill_record_options){ .no_text = true };
    records_write(&b, &options);
    TAP_OK(strstr(b.line, "\"text\":\"“We") == NULL);
    TAP_HAS_STR(b.line, "\"sentences\":");
    records_finish(&b);
}

static void
a_document_without_an_id_gets_a_stable_one(void)
{
    struct bench b;
    char room[24];

    records_init(&b);
    /* as told by `xxhsum -H64` for these bytes */
    TAP_OK(record_hash(MILL_STR("")) == 0xef46db3751d8e999u);
    TAP_OK(record_hash(MILL_STR("a")) == 0xd24ec4f1a98c6e5bu);
    TAP_OK(record_hash(MILL_STR("abc")) == 0x44bc2cf5ad770999u);
    TAP_OK(
        record_hash(MILL_STR("The quick brown fox jumps over the lazy dog")) ==
        0x0b242d361fda71bcu);
    TAP_EQ_STR(records_through(&b, "{\"text\":\"abc\"}"),
               "{\"id\":\"44bc2cf5ad770999\",\"text\":\"abc\","
               "\"errors\":[]}");
    TAP_EQ_STR(records_through(&b, "{\"text\":\"other\",\"url\":\"abc\"}"),
               "{\"id\":\"44bc2cf5ad770999\",\"url\":\"abc\","
               "\"text\":\"other\",\"errors\":[]}");
    TAP_EQ_STR(records_through(&b, "{\"id\":7,\"text\":\"\"}"),
               "{\"id\":7,\"text\":\"\",\"errors\":[]}");
    TAP_EQ_SLICE(mill_record_id(b.doc, room), "7");
    TAP_EQ_STR(records_through(&b, "{\"id\":\"\",\"text\":\"abc\"}"),
               "{\"id\":\"44bc2cf5ad770999\",\"text\":\"abc\","
               "\"errors\":[]}");
    TAP_EQ_SLICE(mill_record_id(b.doc, room), "44bc2cf5ad770999");
    records_finish(&b);
}

static void
invalid_text_of_plugins_is_mended_on_the_way_out(void)
{
    struct bench b;
    struct mill_str list[] = { MILL_STR("ok"), MILL_STR("\xff") };
    struct mill_ann *a;

    records_init(&b);
    TAP_OK(mill_doc_set_str(b.doc, "id", MILL_STR("1")));
    TAP_OK(mill_doc_set_str(b.doc, "title", MILL_STR("caf\xe9!")));
    TAP_OK(mill_doc_set_list(b.doc, "author", list, 2));
    TAP_OK(mill_doc_set_json(b.doc, "x", MILL_STR("[1,\n 2]")));
    TAP_OK(mill_doc_set_json(b.doc, "y", MILL_STR("\"\xc0\"")));
    TAP_OK(mill_doc_set_text(b.doc, MILL_STR("t")));
    a = records_put(b.doc, "block", "t");
    TAP_OK(mill_ann_set_str(b.doc, a, "start", MILL_STR("\xe2\x82")));
    TAP_OK(doc_step_commit(b.doc));
    records_write(&b, NULL);
    TAP_HAS_STR(b.line, "\"title\":\"caf\xef\xbf\xbd!\","
                        "\"author\":[\"ok\",\"\xef\xbf\xbd\"],"
                        "\"x\":[1,  2],\"y\":null");
    TAP_HAS_STR(b.line, "{\"type\":\"block\",\"start\":0,\"end\":1}");
    records_finish(&b);
}

static void
names_that_would_clash_do_not_nest(void)
{
    struct bench b;

    records_init(&b);
    TAP_OK(mill_doc_set_str(b.doc, "id", MILL_STR("1")));
    TAP_OK(mill_doc_set_str(b.doc, "a.b.c", MILL_STR("1")));
    TAP_OK(mill_doc_set_str(b.doc, "x", MILL_STR("2")));
    TAP_OK(mill_doc_set_str(b.doc, "a.d", MILL_STR("3")));
    TAP_OK(mill_doc_set_str(b.doc, "x.y", MILL_STR("4")));
    TAP_OK(mill_doc_set_str(b.doc, "a.b.e", MILL_STR("5")));
    TAP_OK(mill_doc_set_str(b.doc, "ab", MILL_STR("6")));
    TAP_EQ_STR(records_write(&b, NULL),
               "{\"id\":\"1\",\"a\":{\"b\":{\"c\":\"1\",\"e\":\"5\"},"
               "\"d\":\"3\"},\"x\":\"2\",\"x.y\":\"4\",\"ab\":\"6\","
               "\"errors\":[]}");
    TAP_EQ_STR(records_through(&b, "{\"id\":\"1\",\"x\":\"2\",\"x.y\":\"4\","
                                   "\"errors\":[]}"),
               "{\"id\":\"1\",\"x\":\"2\",\"x.y\":\"4\",\"errors\":[]}");
    records_finish(&b);
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
    records_init(&b);
    for (unsigned k = 0; k < 1500; k++) {
        struct mill_record_options options = { .offsets = k % 3 };
        struct mill_ann *made[40];
        char text[600], *first;
        size_t len = 0, n = roll(&seed, 40), want = roll(&seed, 400);
        bool ok = doc_begin(b.doc, 0, records_steps, 1 << 20);

        while (len < want) {
            const char *word = words[roll(&seed, 8)];

            memcpy(text + len, word, strlen(word));
            len += strlen(word);
        }
        ok = ok && mill_doc_set_text(b.doc, (struct mill_str){ text, len });
        for (size_t i = 0; i < n && ok; i++) {
            struct mill_span span = { roll(&seed, len + 1),
                                      roll(&seed, len + 1) };
            mill_type type =
                doc_type(b.doc, records_str(types[roll(&seed, 9)]));

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
                                      records_str(words[roll(&seed, 8)]));
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
                ok =
                    ok && mill_ann_set_ref(b.doc, made[i],
                                           k % 2 ? "near" : "x.near.by", other);
        }
        ok = ok && doc_step_commit(b.doc);
        first = strdup(records_write(&b, &options));
        if (!ok ||
            records_read(&b, records_str(first), options.offsets) != MILL_OK) {
            TAP_FAIL("document %u: %s\n# %s", k, b.report.text, first);
            free(first);
            break;
        }
        if (strcmp(records_write(&b, &options), first) != 0) {
            TAP_FAIL("document %u:\n# %s\n# %s", k, first, b.line);
            free(first);
            break;
        }
        free(first);
    }
    records_finish(&b);
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
    records_init(&b);
    TAP_EQ_STR(records_through(&b, records_full), records_full);
    intern_type("speaker");
    intern_type("cue");
    intern_type("mention");
    intern_type("sentence");
    intern_type("piece");
    TAP_EQ_STR(records_through(&b, records_full), records_full);
    TAP_OK(doc_begin(b.doc, 0, records_steps, 1 << 20));
    records_fill(b.doc);
    TAP_EQ_STR(records_write(&b, NULL), records_full);
    records_finish(&b);
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
        TAP_CASE(every_place_of_a_text_is_found_in_every_unit),
        TAP_CASE(records_made_by_chance_come_back_the_same),
        TAP_CASE(the_order_of_members_does_not_depend_on_what_was_known_first),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
