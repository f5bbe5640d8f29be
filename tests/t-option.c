/* SPDX-License-Identifier: Apache-2.0
 *
 * t-option.c: binding options: every kind, every error at its place. */
#include "findings.h"
#include "node.h"
#include "option.h"
#include "suggest.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

struct self {
    const char *word, *file, *token;
    int64_t count, wait;
    double floor;
    bool deep;
    uint64_t bytes;
    int mode;
    struct mill_list names, files;
    const struct mill_node *rules;
};

static const char *const modes[] = { "fast", "careful", NULL };

static const struct mill_option table[] = {
    MILL_OPT_STR(struct self, word, .fallback = "-", .help = "A word."),
    MILL_OPT_PATH(struct self, file, .help = "A file."),
    MILL_OPT_STR(struct self, token, .secret = true, .help = "A secret."),
    MILL_OPT_INT(struct self, count, .fallback = "3", .min = 1, .max = 10,
                 .unit = "tokens", .help = "How many."),
    MILL_OPT_DURATION(struct self, wait, .fallback = "2s", .max = 3600e3,
                      .help = "How long."),
    MILL_OPT_NUM(struct self, floor, .fallback = "0.05", .max = 1,
                 .help = "The least."),
    MILL_OPT_BOOL(struct self, deep, .fallback = "true", .help = "Deep?"),
    MILL_OPT_SIZE(struct self, bytes, .fallback = "64KiB", .max = 1e9,
                  .help = "How large."),
    MILL_OPT_ENUM(struct self, mode, .fallback = "careful", .choices = modes,
                  .help = "Which way."),
    MILL_OPT_LIST(struct self, names, .fallback = "[a, b]",
                  .help = "Some names."),
    MILL_OPT_PATHS(struct self, files, .help = "Some files."),
    MILL_OPT_NODE(struct self, rules, .help = "Rules."),
    MILL_OPT_END
};

static struct mill_arena *arena;
static struct mill_report rep;
static struct self self;

/* Binds a text as the options of a step named 'tone'. */
static bool
bind(const struct mill_option *options, const char *yaml)
{
    const struct mill_node *map;
    bool ok;

    mill_arena_destroy(arena);
    arena = mill_arena_create(0);
    report_init(&rep, arena);
    memset(&self, 0, sizeof(self));
    map = node_read_string(arena, "etc/t.yaml",
                           (struct mill_str){ yaml, strlen(yaml) }, &rep);
    if (map == NULL)
        return false;
    report_begin_step(&rep, "tone", (struct mill_loc){ "etc/t.yaml", 1, 1 },
                      map);
    ok = option_bind(options, map, &self, arena, &rep, "lex");
    return report_end_step(&rep, MILL_OK) && ok;
}

static void
defaults_are_bound_when_nothing_is_given(void)
{
    TAP_OK(bind(table, ""));
    TAP_EQ_STR(self.word, "-");
    TAP_EQ_INT(self.count, 3);
    TAP_EQ_INT(self.wait, 2000);
    TAP_EQ_NUM(self.floor, 0.05, 0);
    TAP_OK(self.deep);
    TAP_EQ_INT(self.bytes, 65536);
    TAP_EQ_INT(self.mode, 1);
    TAP_EQ_INT(self.names.count, 2);
    TAP_EQ_STR(self.names.items[1], "b");
    TAP_OK(self.names.items[2] == NULL);
    TAP_OK(self.file == NULL && self.files.count == 0 && self.rules == NULL);
}

static void
values_of_every_kind_are_bound(void)
{
    TAP_OK(bind(table, "word: 007\nfile: a/b.txt\ncount: 10\nwait: 1500ms\n"
                       "floor: 1\ndeep: false\nbytes: 1.5MB\nmode: fast\n"
                       "names: one\nfiles: [x/*.html, /abs, '-', "
                       "'https://e.org/a']\nrules: {a: [b]}\n"));
    TAP_EQ_STR(findings(&rep, ""), "");
    TAP_EQ_STR(self.word, "007");
    TAP_EQ_STR(self.file, "etc/a/b.txt");
    TAP_EQ_INT(self.count, 10);
    TAP_EQ_INT(self.wait, 1500);
    TAP_EQ_NUM(self.floor, 1, 0);
    TAP_OK(!self.deep);
    TAP_EQ_INT(self.bytes, 1500000);
    TAP_EQ_INT(self.mode, 0);
    TAP_EQ_INT(self.names.count, 1);
    TAP_EQ_STR(self.names.items[0], "one");
    TAP_EQ_INT(self.files.count, 4);
    TAP_EQ_STR(self.files.items[0], "etc/x/*.html");
    TAP_EQ_STR(self.files.items[1], "/abs");
    TAP_EQ_STR(self.files.items[2], "-");
    TAP_EQ_STR(self.files.items[3], "https://e.org/a");
    TAP_EQ_STR(mill_node_get(self.rules, "a")->first->value, "b");
}

static void
a_wrong_value_is_told_at_its_place(void)
{
    static const struct {
        const char *yaml, *want, *words;
    } cases[] = {
        { "wrod: x", "1:1 D020", "(did you mean 'word'?)" },
        { "when: x", "1:1 D020", "beside the step's name" },
        { "zzzzzz: x", "1:1 D020", "see 'pressmill plugin lex'" },
        { "count: 12", "1:8 D041",
          "step 'tone': count: 12 is above the largest allowed, 10 tokens" },
        { "count: 0", "1:8 D040", "0 is below the smallest allowed, 1" },
        { "count: '3'", "1:8 D022", "in quotes" },
        { "count: 1.5", "1:8 D022", "'1.5' is no whole number" },
        { "count: 99999999999999999999", "1:8 D022", "no whole number" },
        { "count: [3]", "1:8 D022", "a list, expected whole number" },
        { "count:", "1:1 D026", "nothing stands here" },
        { "floor: 1.01", "1:8 D041", "largest allowed, 1" },
        { "floor: -0.01", "1:8 D040", "smallest allowed, 0" },
        { "floor: high", "1:8 D022", "'high' is no number" },
        { "deep: yes", "1:7 D023", "write true" },
        { "deep: 'true'", "1:7 D023", "leave the quotes out" },
        { "deep: {}", "1:7 D022", "a map, expected true or false" },
        { "wait: 3", "1:7 D024", "250ms, 2s" },
        { "wait: 3 weeks", "1:7 D024", "'3 weeks' is no duration" },
        { "wait: soon", "1:7 D022", "'soon' is no duration" },
        { "wait: 2h", "1:7 D041", "largest allowed, 1h" },
        { "bytes: 64QB", "1:8 D024", "64KiB" },
        { "bytes: 1.3", "1:8 D024", "whole number of bytes" },
        { "bytes: -1", "1:8 D022", "'-1' is no size" },
        { "mode: fsat", "1:7 D025",
          "'fsat' is not one of fast, careful (did you mean 'fast'?)" },
        { "mode: 3", "1:7 D025", "is not one of fast, careful" },
        { "mode: [fast]", "1:7 D022", "a list" },
        { "word: [a]", "1:7 D022", "a list, expected text" },
        { "word: ~", "1:7 D026", "nothing stands here" },
        { "file: ''", "1:7 D026", "an empty path" },
        { "names: {a: b}", "1:8 D022", "a map" },
        { "names: [a, [b]]", "1:12 D022", "a list" },
        { "{names: a, b}", "1:12 D020", "brackets: names: [a, b]" },
        { "[a]", "1:1 D027", "a list where a map of options belongs" },
        { "text", "1:1 D027", "write {word: text}" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *code = strchr(cases[i].want, 'D');

        if (bind(table, cases[i].yaml))
            TAP_FAIL("bound: %s", cases[i].yaml);
        TAP_EQ_STR(findings(&rep, "etc/t.yaml"), cases[i].want);
        TAP_HAS_STR(finding(&rep, code), cases[i].words);
    }
}

static void
all_errors_are_told_not_the_first(void)
{
    TAP_OK(!bind(table, "count: 12\ndeep: on\nwait: 3\nfoo: 1\nmode: x\n"));
    TAP_EQ_STR(findings(&rep, "etc/t.yaml"),
               "1:8 D041 2:7 D023 3:7 D024 4:1 D020 5:7 D025");
    TAP_EQ_INT(report_exit_status(&rep), 78);
}

static void
a_required_option_is_missed_at_the_step(void)
{
    static const struct mill_option strict[] = {
        MILL_OPT_STR(struct self, word, .required = true, .help = "A word."),
        MILL_OPT_END
    };

    TAP_OK(!bind(strict, "{}"));
    TAP_EQ_STR(findings(&rep, "etc/t.yaml"), "1:1 D021");
    TAP_OK(!bind(NULL, "word: x"));
    TAP_HAS_STR(finding(&rep, "D020"), "'lex' has no options");
    TAP_OK(bind(NULL, ""));
}

static void
lists_have_a_range_of_entries(void)
{
    static const struct mill_option strict[] = {
        MILL_OPT_LIST(struct self, names, .min = 1, .max = 2, .help = "n."),
        MILL_OPT_END
    };

    TAP_OK(bind(strict, "names: [a, b]"));
    TAP_OK(!bind(strict, "names: []"));
    TAP_EQ_STR(findings(&rep, "etc/t.yaml"), "1:8 D040");
    TAP_OK(!bind(strict, "names: [a, b, c]"));
    TAP_EQ_STR(findings(&rep, "etc/t.yaml"), "1:8 D041");
}

static void
a_default_starts_at_the_pipeline_file(void)
{
    static const struct mill_option paths[] = {
        MILL_OPT_PATH(struct self, file, .fallback = "out.db", .help = "o."),
        MILL_OPT_PATHS(struct self, files, .fallback = "[a, '-', /b]",
                       .help = "f."),
        MILL_OPT_END
    };

    TAP_OK(bind(paths, ""));
    TAP_EQ_STR(self.file, "etc/out.db");
    TAP_EQ_INT(self.files.count, 3);
    TAP_EQ_STR(self.files.items[0], "etc/a");
    TAP_EQ_STR(self.files.items[1], "-");
    TAP_EQ_STR(self.files.items[2], "/b");
}

static void
numbers_with_units_are_exact(void)
{
    static const struct {
        const char *text;
        int64_t ms;
    } durations[] = {
        { "250ms", 250 },  { "2s", 2000 },    { "1.5s", 1500 },
        { "10m", 600000 }, { "1h", 3600000 }, { "7d", 604800000 },
        { "2 s", 2000 },   { "0", 0 },        { "3", -1 },
        { "s", -1 },       { "-1s", -1 },     { "1s1s", -1 },
        { "0.1ms", -1 },   { "1e3s", -1 },    { "99999999999999d", -1 }
    };
    static const struct {
        const char *text;
        int64_t bytes;
    } sizes[] = { { "0", 0 },
                  { "512", 512 },
                  { "64KiB", 65536 },
                  { "10MB", 10000000 },
                  { "1.5KiB", 1536 },
                  { "2GiB", 2147483648 },
                  { "1TiB", 1099511627776 },
                  { "64kib", -1 },
                  { "1.1B", -1 },
                  { "KiB", -1 },
                  { "", -1 },
                  { "1..2", -1 } };

    for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
        int64_t ms = 0;
        int64_t got = option_parse_duration(durations[i].text, &ms) ? ms : -1;

        if (got != durations[i].ms)
            TAP_FAIL("%s: %lld", durations[i].text, (long long)got);
    }
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        uint64_t bytes = 0;
        int64_t got =
            option_parse_size(sizes[i].text, &bytes) ? (int64_t)bytes : -1;

        if (got != sizes[i].bytes)
            TAP_FAIL("%s: %lld", sizes[i].text, (long long)got);
    }
}

static void
whole_numbers_do_not_overflow(void)
{
    int64_t n = 0;

    TAP_OK(option_parse_int("9223372036854775807", &n) && n == INT64_MAX);
    TAP_OK(option_parse_int("-9223372036854775808", &n) && n == INT64_MIN);
    TAP_OK(!option_parse_int("9223372036854775808", &n));
    TAP_OK(!option_parse_int("-9223372036854775809", &n));
    TAP_OK(!option_parse_int("", &n) && !option_parse_int("-", &n));
    TAP_OK(!option_parse_int("1 ", &n) && !option_parse_int("0x1", &n));
}

static void
a_table_that_is_wrong_is_told(void)
{
    static const struct mill_option bad[] = {
        { .name = "Bad-Name", .kind = MILL_OPT_KIND_INT, .help = "x." },
        { .name = "twice", .kind = MILL_OPT_KIND_INT, .help = "x." },
        { .name = "twice", .kind = MILL_OPT_KIND_INT, .help = "x." },
        { .name = "kind", .kind = 99, .help = "x." },
        { .name = "outside",
          .kind = MILL_OPT_KIND_LIST,
          .offset = 8,
          .help = "x." },
        { .name = "silent", .kind = MILL_OPT_KIND_INT },
        { .name = "range",
          .kind = MILL_OPT_KIND_INT,
          .min = 2,
          .max = 1,
          .help = "x." },
        { .name = "choice", .kind = MILL_OPT_KIND_ENUM, .help = "x." },
        { .name = "both",
          .kind = MILL_OPT_KIND_INT,
          .required = true,
          .fallback = "1",
          .help = "x." },
        { .name = "fallback",
          .kind = MILL_OPT_KIND_INT,
          .fallback = "one",
          .help = "x." },
        { .name = "above",
          .kind = MILL_OPT_KIND_INT,
          .fallback = "9",
          .min = 1,
          .max = 3,
          .help = "x." },
        MILL_OPT_END
    };
    static const char *const said[] = { "'Bad-Name'",
                                        "'twice': stands",
                                        "'kind': has",
                                        "'outside': lies",
                                        "'silent': has no help",
                                        "'range': the",
                                        "'choice': is",
                                        "'both': must",
                                        "'fallback': the default",
                                        "'above': the default" };
    size_t i = 0;

    bind(table, "");
    TAP_EQ_INT(option_check_table(table, sizeof(struct self), &rep), 0);
    TAP_EQ_INT(option_check_table(bad, 16, &rep), 10);
    for (const struct diag *d = rep.first; d != NULL && i < 10; d = d->next)
        TAP_HAS_STR(d->text, said[i++]);
    TAP_EQ_STR(message_get(rep.first->msg)->code, "D103");
}

static void
types_are_described_in_words(void)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        { "word", "text" },
        { "count", "whole number, 1 to 10 tokens" },
        { "wait", "duration, 0ms to 1h" },
        { "floor", "number, 0 to 1" },
        { "deep", "true or false" },
        { "bytes", "size, 0B to 1000000000B" },
        { "mode", "one of fast, careful" },
        { "names", "list of texts" },
        { "rules", "YAML" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[128];

        option_describe(option_find(table, cases[i].name), out, sizeof(out));
        TAP_EQ_STR(out, cases[i].want);
    }
}

static void
a_near_name_is_suggested(void)
{
    static const struct {
        const char *word, *want;
    } cases[] = {
        { "languge", "language" },
        { "langauge", "language" },
        { "lang", "language" },
        { "Keep", "keep" },
        { "kepe", "keep" },
        { "per-host-delay", "per_host_delay" },
        { "x", NULL },
        { "zebra", NULL },
        { "", NULL },
    };
    static const char *const names[] = { "language", "keep", "per_host_delay",
                                         "timeout" };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct suggest s;

        suggest_begin(&s, cases[i].word);
        for (size_t j = 0; j < 4; j++)
            suggest_offer(&s, names[j]);
        TAP_EQ_STR(s.best, cases[i].want);
    }
    TAP_EQ_INT(suggest_distance("abcd", "acbd", 8), 2);
    TAP_EQ_INT(suggest_distance("abc", "ABC", 8), 3);
    TAP_EQ_INT(suggest_distance("abc", "", 8), 6);
    TAP_EQ_INT(suggest_distance("abcdef", "uvwxyz", 4), 5);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(defaults_are_bound_when_nothing_is_given),
        TAP_CASE(values_of_every_kind_are_bound),
        TAP_CASE(a_wrong_value_is_told_at_its_place),
        TAP_CASE(all_errors_are_told_not_the_first),
        TAP_CASE(a_required_option_is_missed_at_the_step),
        TAP_CASE(lists_have_a_range_of_entries),
        TAP_CASE(a_default_starts_at_the_pipeline_file),
        TAP_CASE(numbers_with_units_are_exact),
        TAP_CASE(whole_numbers_do_not_overflow),
        TAP_CASE(a_table_that_is_wrong_is_told),
        TAP_CASE(types_are_described_in_words),
        TAP_CASE(a_near_name_is_suggested),
        TAP_END
    };
    int status = tap_run(argc, argv, cases);

    mill_arena_destroy(arena);
    return status;
}
