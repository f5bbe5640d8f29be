/* SPDX-License-Identifier: Apache-2.0
 *
 * t-match.c: users' own patterns. */
#include "plug.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct mill_plugin match_LTX_mill_plugin;

/* Bound by `declare` in a plan; here the types are found by their names. */
static struct mill_ann *
hit(struct plug *p, const char *type, size_t i)
{
    return mill_doc_ann(p->doc, mill_type_find(type), i);
}

static struct mill_str
hit_text(struct plug *p, const char *type, size_t i)
{
    struct mill_ann *ann = hit(p, type, i);

    return ann != NULL ? mill_doc_slice(p->doc, mill_ann_span(ann))
                       : MILL_STR("(none)");
}

static void
named_groups_become_features(void)
{
    struct plug *p = plug_open(
        &match_LTX_mill_plugin,
        "{patterns: {date_: '(?<day>\\d+)\\.(?<month>\\d+)(?<rest>x)?'}}");

    plug_doc(p, "Від 24.02 до 9.05.");
    TAP_EQ_INT(plug_process(p), MILL_OK);
    TAP_EQ_SLICE(hit_text(p, "date_", 0), "24.02");
    TAP_EQ_SLICE(mill_ann_get_str(hit(p, "date_", 0), "day"), "24");
    TAP_EQ_SLICE(mill_ann_get_str(hit(p, "date_", 0), "month"), "02");
    TAP_OK(mill_ann_get(hit(p, "date_", 0), "rest") == NULL);
    TAP_EQ_SLICE(hit_text(p, "date_", 1), "9.05");
    TAP_OK(hit(p, "date_", 2) == NULL);
    plug_close(p);
}

static void
words_of_every_script_are_words(void)
{
    struct plug *p = plug_open(&match_LTX_mill_plugin,
                               "{caseless: true, patterns: {w: "
                               "'\\bкиїв\\w*\\b', empty: 'x*'}}");

    plug_doc(p, "У Києві, у КИЇВСЬКІЙ області. Київ.");
    TAP_EQ_INT(plug_process(p), MILL_OK);
    TAP_EQ_SLICE(hit_text(p, "w", 0), "КИЇВСЬКІЙ");
    TAP_EQ_SLICE(hit_text(p, "w", 1), "Київ");
    TAP_OK(hit(p, "w", 2) == NULL);
    TAP_OK(hit(p, "empty", 0) == NULL);
    plug_close(p);
}

static void
bad_pattern_is_told_at_its_place_in_words_of_pcre2(void)
{
    TAP_OK(plug_open(&match_LTX_mill_plugin,
                     "patterns:\n  good: 'a'\n  bad: 'a(b'\n"
                     "  worse: '[z-a]'\n") == NULL);
    TAP_HAS_STR(plug_refusal(), "3:8:");
    TAP_HAS_STR(plug_refusal(), "'bad' is wrong at its character 4: missing "
                                "closing parenthesis");
    TAP_HAS_STR(plug_refusal(), "4:10:");
    TAP_HAS_STR(plug_refusal(), "range out of order");
}

static void
pattern_that_backtracks_for_ever_is_named(void)
{
    struct plug *p = plug_open(&match_LTX_mill_plugin,
                               "{patterns: {fine: 'b', "
                               "evil: '(a+)+(?=c)(*SKIP)d|(?:a|a)+$'}}");
    char text[512];

    memset(text, 'a', sizeof text);
    text[sizeof text - 2] = 'b';
    text[sizeof text - 1] = '\0';
    plug_doc(p, text);
    TAP_EQ_INT(plug_process(p), MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "match-limit");
    TAP_HAS_STR(p->why, "'evil'");
    plug_doc(p, "b");
    TAP_EQ_INT(plug_process(p), MILL_OK);
    plug_close(p);
}

static void
too_many_matches_are_cut_and_noted(void)
{
    struct plug *p = plug_open(&match_LTX_mill_plugin,
                               "{max_matches: 3, patterns: {v: '[aeiou]'}}");
    const void *at = NULL;
    const char *message = "";

    plug_doc(p, "education");
    TAP_EQ_INT(plug_process(p), MILL_OK);
    TAP_EQ_INT(mill_doc_count(p->doc, mill_type_find("v")), 3);
    TAP_OK(mill_doc_next_error(p->doc, &at, NULL, NULL, &message));
    TAP_HAS_STR(message, "more than 3");
    plug_close(p);
}

static void
patterns_that_are_none_are_refused(void)
{
    static const char *const bad[] = { "{}", "{patterns: x}",
                                       "{patterns: {}}",
                                       "{patterns: {a: [1]}}",
                                       "{patterns: {a: ''}}",
                                       "{patterns: {'No Name': 'x'}}",
                                       "{patterns: {a: '(?<é>x)'}}" };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct plug *p = plug_open(&match_LTX_mill_plugin, bad[i]);

        if (p != NULL)
            TAP_FAIL("%s is taken", bad[i]);
        plug_close(p);
    }
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(named_groups_become_features),
        TAP_CASE(words_of_every_script_are_words),
        TAP_CASE(bad_pattern_is_told_at_its_place_in_words_of_pcre2),
        TAP_CASE(pattern_that_backtracks_for_ever_is_named),
        TAP_CASE(too_many_matches_are_cut_and_noted),
        TAP_CASE(patterns_that_are_none_are_refused),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
