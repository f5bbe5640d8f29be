/* SPDX-License-Identifier: Apache-2.0
 *
 * t-doc.c: what documents and annotations promise. */
#include "tap.h"

#include "../core/doc.h"

#include <pressmill/plugin.h>

#include <math.h>
#include <string.h>

static const char *const steps[] = { "", "one", "two" };
static mill_type word, other;

static struct mill_doc *doc_at_hand;

static struct mill_doc *
fresh(const char *text)
{
    struct mill_doc *doc = doc_at_hand;
    struct mill_str str = { text, text != NULL ? strlen(text) : 0 };

    if (doc == NULL) {
        word = intern_type("word");
        other = intern_type("other");
        doc = doc_at_hand = doc_create(64u << 20);
    }
    CU_ASSERT_TRUE_FATAL(doc_begin(doc, 7, steps, 1u << 20));
    if (text != NULL)
        CU_ASSERT_TRUE_FATAL(mill_doc_set_text(doc, str));
    CU_ASSERT_TRUE_FATAL(doc_step_commit(doc));
    return doc;
}

static struct mill_ann *
add(struct mill_doc *doc, uint32_t begin, uint32_t end)
{
    return mill_annotate(doc, word, (struct mill_span){ begin, end });
}

static bool
text_is(const struct mill_doc *doc, const char *want)
{
    struct mill_str text = mill_doc_text(doc);

    return text.len == strlen(want) &&
           memcmp(text.ptr, want, text.len + 1) == 0;
}

static bool
str_is(struct mill_str str, const char *want)
{
    return str.len == strlen(want) && memcmp(str.ptr, want, str.len) == 0;
}

static void
text_is_set_once(void)
{
    struct mill_doc *doc = fresh("first");

    CU_ASSERT_FALSE(mill_doc_set_text(doc, MILL_STR("second")));
    CU_ASSERT_TRUE(text_is(doc, "first"));
}

static void
text_is_always_clean_utf8(void)
{
    static const struct {
        struct mill_str in;
        const char *out;
        const char *note; /* code, or NULL */
    } cases[] = {
        { { "plain", 5 }, "plain", NULL },
        { { "", 0 }, "", NULL },
        { { "\xef\xbb\xbf" "bom", 6 }, "bom", NULL },
        { { "a\r\nb\rc\n", 7 }, "a\nb\rc\n", NULL },
        { { "a\0b", 3 }, "a\xef\xbf\xbd" "b", "nul-replaced" },
        { { "a\xff" "b", 3 }, "a\xef\xbf\xbd" "b", "utf8-repaired" },
        { { "\xd0\xba\xd0", 3 }, "\xd0\xba\xef\xbf\xbd", "utf8-repaired" },
        { { "\xed\xa0\x80", 3 },
          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "utf8-repaired" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mill_doc *doc = fresh(NULL);

        CU_ASSERT_TRUE(mill_doc_set_text(doc, cases[i].in));
        CU_ASSERT_TRUE(text_is(doc, cases[i].out));
        CU_ASSERT_EQUAL(doc->errors == NULL, cases[i].note == NULL);
        if (cases[i].note != NULL && doc->errors != NULL)
            CU_ASSERT_STRING_EQUAL(doc->errors->code, cases[i].note);
    }
}

static void
annotations_are_seen_sorted_after_the_step(void)
{
    struct mill_doc *doc = fresh("0123456789");
    struct mill_ann *a, *b, *c, *d;
    size_t seen = 0;

    doc_step_begin(doc, 1);
    a = add(doc, 4, 6);
    b = add(doc, 0, 3);
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 0);
    CU_ASSERT_TRUE(doc_step_commit(doc));
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 2);

    doc_step_begin(doc, 2);
    MILL_FOR_EACH(ann, doc, word) {
        CU_ASSERT_PTR_NOT_NULL(add(doc, 0, 9));
        seen++;
    }
    CU_ASSERT_EQUAL(seen, 2);
    CU_ASSERT_TRUE(doc_step_commit(doc));
    /* begin up, end down, age: (0,9) (0,9) (0,3) (4,6) */
    c = mill_doc_ann(doc, word, 0);
    d = mill_doc_ann(doc, word, 1);
    CU_ASSERT_EQUAL(c->end, 9);
    CU_ASSERT_EQUAL(d->end, 9);
    CU_ASSERT_PTR_EQUAL(mill_doc_ann(doc, word, 2), b);
    CU_ASSERT_PTR_EQUAL(mill_doc_ann(doc, word, 3), a);
    CU_ASSERT_PTR_NULL(mill_doc_ann(doc, word, 4));
    CU_ASSERT_STRING_EQUAL(mill_ann_step(doc, a), "one");
    CU_ASSERT_STRING_EQUAL(mill_ann_step(doc, c), "two");
    CU_ASSERT_EQUAL(mill_doc_seek(doc, word, 1), 3);
    CU_ASSERT_EQUAL(mill_doc_seek(doc, word, 5), 4);
}

static void
many_out_of_order_annotations_are_sorted_stably(void)
{
    struct mill_doc *doc = fresh("0123456789012345678901234567890123456789");
    uint32_t seed = 1;
    bool sorted = true;

    for (uint16_t step = 1; step <= 2; step++) {
        doc_step_begin(doc, step);
        for (int i = 0; i < 5000; i++) {
            uint32_t begin, end;
            struct mill_ann *ann;

            seed = seed * 1664525u + 1013904223u;
            begin = (seed >> 8) % 40;
            end = begin + (seed >> 20) % (41 - begin);
            ann = add(doc, begin, end);
            if (ann != NULL)
                ann->confidence = (float)(step * 5000 + i);
        }
        CU_ASSERT_TRUE(doc_step_commit(doc));
    }
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 10000);
    for (size_t i = 1; i < 10000; i++) {
        const struct mill_ann *a = mill_doc_ann(doc, word, i - 1);
        const struct mill_ann *b = mill_doc_ann(doc, word, i);

        sorted = sorted &&
                 (a->begin < b->begin ||
                  (a->begin == b->begin &&
                   (a->end > b->end ||
                    (a->end == b->end && a->confidence < b->confidence))));
    }
    CU_ASSERT_TRUE(sorted);
}

static void
spans_outside_or_inside_a_character_are_refused(void)
{
    struct mill_doc *doc = fresh("\xd0\xba\xd1\x82");

    CU_ASSERT_PTR_NOT_NULL(add(doc, 0, 2));
    CU_ASSERT_PTR_NOT_NULL(add(doc, 4, 4));
    CU_ASSERT_PTR_NULL(add(doc, 1, 2));
    CU_ASSERT_PTR_NULL(add(doc, 0, 3));
    CU_ASSERT_PTR_NULL(add(doc, 2, 0));
    CU_ASSERT_PTR_NULL(add(doc, 0, 5));
    CU_ASSERT_PTR_NULL(add(doc, 5, 6));
    CU_ASSERT_PTR_NULL(
        mill_annotate(doc, 0, (struct mill_span){ 0, 2 }));
    CU_ASSERT_PTR_NULL(
        mill_annotate(doc, 255, (struct mill_span){ 0, 2 }));
    doc = fresh(NULL);
    CU_ASSERT_PTR_NULL(add(doc, 0, 0));
}

static void
failed_step_leaves_no_trace(void)
{
    struct mill_doc *doc = fresh("0123456789");
    struct mill_ann *kept;

    CU_ASSERT_TRUE(mill_doc_set_str(doc, "title", MILL_STR("before")));
    kept = add(doc, 1, 2);
    CU_ASSERT_TRUE(mill_ann_set_int(doc, kept, "n", 1));
    CU_ASSERT_TRUE(doc_step_commit(doc));

    doc_step_begin(doc, 1);
    CU_ASSERT_TRUE(mill_doc_set_str(doc, "title", MILL_STR("after")));
    for (int i = 0; i < 40; i++) {
        char name[16];

        snprintf(name, sizeof name, "f%d", i);
        CU_ASSERT_TRUE(mill_doc_set_int(doc, name, i));
    }
    CU_ASSERT_TRUE(mill_ann_set_int(doc, kept, "n", 2));
    CU_ASSERT_TRUE(mill_ann_set_int(doc, kept, "m", 3));
    CU_ASSERT_PTR_NOT_NULL(add(doc, 3, 4));
    CU_ASSERT_TRUE(mill_doc_set_body(doc, MILL_STR("body"), "text/html"));
    mill_doc_note(doc, "note", "to be taken back");
    doc_step_rollback(doc);

    CU_ASSERT_TRUE(str_is(mill_doc_get_str(doc, "title"), "before"));
    CU_ASSERT_PTR_NULL(mill_doc_get(doc, "f0"));
    CU_ASSERT_PTR_NULL(mill_doc_get(doc, "f39"));
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 1);
    CU_ASSERT_EQUAL(mill_ann_get(kept, "n")->integer, 1);
    CU_ASSERT_PTR_NULL(mill_ann_get(kept, "m"));
    CU_ASSERT_EQUAL(mill_doc_body(doc).len, 0);
    CU_ASSERT_PTR_NULL(doc->errors);
    CU_ASSERT_TRUE(text_is(doc, "0123456789"));

    doc_step_begin(doc, 1);
    CU_ASSERT_TRUE(mill_ann_set_int(doc, kept, "m", 4));
    CU_ASSERT_TRUE(doc_step_commit(doc));
    CU_ASSERT_EQUAL(mill_ann_get(kept, "m")->integer, 4);
}

static void
renewed_type_loses_what_came_with_the_input(void)
{
    struct mill_doc *doc = fresh("some words to mark");
    struct mill_ann *kept;

    doc_step_begin(doc, 0);
    CU_ASSERT_PTR_NOT_NULL(add(doc, 0, 4));
    CU_ASSERT_PTR_NOT_NULL(add(doc, 5, 10));
    CU_ASSERT_TRUE(doc_step_commit(doc));
    doc_step_begin(doc, 1);
    kept = add(doc, 2, 3);
    CU_ASSERT_TRUE(doc_step_commit(doc));
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 3);

    /* a step that fails gives them back */
    doc_step_begin(doc, 2);
    CU_ASSERT_TRUE(mill_doc_renew(doc, word));
    CU_ASSERT_TRUE(mill_doc_renew(doc, word));
    CU_ASSERT_TRUE(mill_doc_renew(doc, other));
    CU_ASSERT_TRUE(mill_doc_renew(doc, 0));
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 1);
    for (uint32_t i = 0; i < 100; i++)
        CU_ASSERT_PTR_NOT_NULL(add(doc, i % 8, 8));
    doc_step_rollback(doc);
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 3);
    CU_ASSERT_PTR_EQUAL(mill_doc_ann(doc, word, 1), kept);

    doc_step_begin(doc, 2);
    CU_ASSERT_TRUE(mill_doc_renew(doc, word));
    CU_ASSERT_PTR_NOT_NULL(add(doc, 11, 13));
    CU_ASSERT_PTR_NOT_NULL(add(doc, 0, 1));
    CU_ASSERT_TRUE(doc_step_commit(doc));
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 3);
    CU_ASSERT_EQUAL(mill_ann_span(mill_doc_ann(doc, word, 0)).end, 1);
    CU_ASSERT_PTR_EQUAL(mill_doc_ann(doc, word, 1), kept);

    /* and what steps of this run made is not the input's */
    doc_step_begin(doc, 2);
    CU_ASSERT_TRUE(mill_doc_renew(doc, word));
    CU_ASSERT_TRUE(doc_step_commit(doc));
    CU_ASSERT_EQUAL(mill_doc_count(doc, word), 3);
}

static void
text_of_a_failed_step_is_taken_back(void)
{
    struct mill_doc *doc = fresh(NULL);

    doc_step_begin(doc, 1);
    CU_ASSERT_TRUE(mill_doc_set_text(doc, MILL_STR("wrong")));
    doc_step_rollback(doc);
    CU_ASSERT_FALSE(mill_doc_has_text(doc));
    CU_ASSERT_TRUE(mill_doc_set_text(doc, MILL_STR("right")));
}

static void
fields_keep_their_order_and_newest_value(void)
{
    struct mill_doc *doc = fresh("x");
    const char *name = NULL;
    struct mill_str list[] = { MILL_STR("a"), MILL_STR("b") };
    size_t at = 0, fields = 0;

    CU_ASSERT_TRUE(mill_doc_set_str(doc, "one", MILL_STR("1")));
    CU_ASSERT_TRUE(mill_doc_set_num(doc, "two", 2.5));
    CU_ASSERT_TRUE(mill_doc_set_list(doc, "three", list, 2));
    CU_ASSERT_TRUE(mill_doc_set_bool(doc, "one", true));
    CU_ASSERT_FALSE(mill_doc_set_num(doc, "bad", NAN));
    CU_ASSERT_FALSE(mill_doc_set_num(doc, "bad", INFINITY));
    CU_ASSERT_EQUAL(mill_doc_next_field(doc, &at, &name)->kind, MILL_BOOL);
    CU_ASSERT_STRING_EQUAL(name, "one");
    CU_ASSERT_EQUAL(mill_doc_next_field(doc, &at, &name)->kind, MILL_NUM);
    CU_ASSERT_EQUAL(mill_doc_next_field(doc, &at, &name)->count, 2);
    while (mill_doc_next_field(doc, &at, &name) != NULL)
        fields++;
    CU_ASSERT_EQUAL(fields, 0);
}

static void
field_that_is_taken_away_is_gone_until_set_or_undone(void)
{
    struct mill_doc *doc = fresh("x");
    const char *name = NULL;
    size_t at = 0;

    CU_ASSERT_TRUE(mill_doc_set_int(doc, "one", 1));
    CU_ASSERT_TRUE(mill_doc_set_int(doc, "two", 2));
    CU_ASSERT_TRUE(doc_step_commit(doc));

    doc_step_begin(doc, 1);
    CU_ASSERT_TRUE(mill_doc_unset(doc, "one"));
    CU_ASSERT_TRUE(mill_doc_unset(doc, "one"));
    CU_ASSERT_TRUE(mill_doc_unset(doc, "never set"));
    CU_ASSERT_PTR_NULL(mill_doc_get(doc, "one"));
    CU_ASSERT_EQUAL(mill_doc_get_str(doc, "one").len, 0);
    CU_ASSERT_EQUAL(mill_doc_next_field(doc, &at, &name)->integer, 2);
    CU_ASSERT_STRING_EQUAL(name, "two");
    CU_ASSERT_PTR_NULL(mill_doc_next_field(doc, &at, &name));
    doc_step_rollback(doc);
    CU_ASSERT_EQUAL(mill_doc_get(doc, "one")->integer, 1);

    doc_step_begin(doc, 1);
    CU_ASSERT_TRUE(mill_doc_unset(doc, "one"));
    CU_ASSERT_TRUE(mill_doc_set_int(doc, "one", 3));
    CU_ASSERT_TRUE(doc_step_commit(doc));
    CU_ASSERT_EQUAL(mill_doc_get(doc, "one")->integer, 3);
}

static void
references_and_pieces_are_kept(void)
{
    struct mill_doc *doc = fresh("0123456789");
    struct mill_ann *a = add(doc, 0, 5), *b = add(doc, 6, 9);
    struct mill_span pieces[] = { { 0, 2 }, { 3, 5 } };
    struct mill_span wrong[] = { { 0, 2 }, { 3, 50 } };

    CU_ASSERT_TRUE(mill_ann_set_ref(doc, a, "to", b));
    CU_ASSERT_TRUE(mill_ann_set_spans(doc, a, "pieces", pieces, 2));
    CU_ASSERT_FALSE(mill_ann_set_spans(doc, a, "wrong", wrong, 2));
    CU_ASSERT_PTR_EQUAL(mill_ann_get_ref(a, "to"), b);
    CU_ASSERT_PTR_NULL(mill_ann_get_ref(b, "to"));
    CU_ASSERT_EQUAL(mill_ann_get(a, "pieces")->spans[1].end, 5);
}

static void
plain_annotation_costs_at_most_64_bytes(void)
{
    static char text[20001];
    struct mill_doc *doc;
    size_t before, n = 10000;

    memset(text, 'x', 20000);
    doc = fresh(text);
    before = mill_arena_used(mill_doc_arena(doc));
    for (uint32_t i = 0; i < n; i++)
        CU_ASSERT_PTR_NOT_NULL(add(doc, i, i + 1));
    CU_ASSERT_TRUE(doc_step_commit(doc));
    CU_ASSERT_TRUE(mill_arena_used(mill_doc_arena(doc)) - before <= 64 * n);
}

static void
full_arena_is_told_by_every_call(void)
{
    struct mill_doc *doc = doc_create(40000);
    struct mill_ann *ann = NULL, *next;

    CU_ASSERT_TRUE_FATAL(doc_begin(doc, 0, steps, 1u << 20));
    CU_ASSERT_TRUE(mill_doc_set_text(doc, MILL_STR("abc")));
    while ((next = add(doc, 0, 1)) != NULL)
        ann = next;
    CU_ASSERT_PTR_NOT_NULL_FATAL(ann);
    while (mill_arena_alloc(mill_doc_arena(doc), 16) != NULL)
        ;
    CU_ASSERT_FALSE(mill_ann_set_int(doc, ann, "n", 1));
    CU_ASSERT_FALSE(mill_doc_set_int(doc, "n", 1));
    CU_ASSERT_FALSE(mill_doc_set_body(doc, MILL_STR("b"), NULL));
    doc_destroy(doc);
}

static void
names_of_types_are_checked(void)
{
    CU_ASSERT_EQUAL(intern_type(""), 0);
    CU_ASSERT_EQUAL(intern_type("Upper"), 0);
    CU_ASSERT_EQUAL(intern_type("a b"), 0);
    CU_ASSERT_EQUAL(mill_type_find("never-used"), 0);
    CU_ASSERT_EQUAL(intern_type("word"), word);
    CU_ASSERT_STRING_EQUAL(mill_type_name(word), "word");
    CU_ASSERT_STRING_EQUAL(mill_type_name(0), "");
    CU_ASSERT_NOT_EQUAL(word, other);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(text_is_set_once),
        TAP_CASE(text_is_always_clean_utf8),
        TAP_CASE(annotations_are_seen_sorted_after_the_step),
        TAP_CASE(many_out_of_order_annotations_are_sorted_stably),
        TAP_CASE(spans_outside_or_inside_a_character_are_refused),
        TAP_CASE(failed_step_leaves_no_trace),
        TAP_CASE(renewed_type_loses_what_came_with_the_input),
        TAP_CASE(text_of_a_failed_step_is_taken_back),
        TAP_CASE(fields_keep_their_order_and_newest_value),
        TAP_CASE(field_that_is_taken_away_is_gone_until_set_or_undone),
        TAP_CASE(references_and_pieces_are_kept),
        TAP_CASE(plain_annotation_costs_at_most_64_bytes),
        TAP_CASE(full_arena_is_told_by_every_call),
        TAP_CASE(names_of_types_are_checked),
        TAP_END
    };
    int status = tap_run(argc, argv, cases);

    doc_destroy(doc_at_hand);
    return status;
}
