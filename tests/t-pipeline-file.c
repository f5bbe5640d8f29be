/* SPDX-License-Identifier: Apache-2.0
 *
 * t-pipeline-file.c: pipeline files: steps, switches, includes, environment,
 * --set, and every error at its place. */
#include "doc.h"
#include "findings.h"
#include "pipeline-file.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct mill_arena *arena;
static struct mill_report rep;
static struct pipeline_file file;

static bool
read_with(const char *yaml, const char *const *sets, size_t n_sets)
{
    mill_arena_destroy(arena);
    arena = mill_arena_create(0);
    report_init(&rep, arena);
    return pipeline_file_read_string(&file, "t.yaml",
                                     (struct mill_str){ yaml, strlen(yaml) },
                                     sets, n_sets, arena, &rep);
}

static bool
read_yaml(const char *yaml)
{
    return read_with(yaml, NULL, 0);
}

/* The value of an option of step `i`, or NULL. */
static const char *
option(size_t i, const char *name)
{
    const struct mill_node *n =
        i < file.n_steps ? mill_node_get(file.steps[i].options, name) : NULL;

    return n != NULL ? n->value : NULL;
}

static void
steps_come_in_order_with_what_stands_beside(void)
{
    TAP_OK(read_yaml("pressmill: 1\n"
                     "pipeline:\n"
                     "  - read: {files: x.html}\n"
                     "  - extract\n"
                     "  - fetch:\n"
                     "    retry: {times: 3, wait: 250ms}\n"
                     "    on_error: drop\n"
                     "    when: absent body\n"
                     "  - jsonl: {path: '-'}\n"
                     "    as: out\n"));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "");
    TAP_EQ_INT(file.n_steps, 4);
    TAP_EQ_STR(file.steps[0].plugin, "read");
    TAP_EQ_INT(file.steps[0].loc.line, 3);
    TAP_EQ_INT(file.steps[0].loc.column, 5);
    TAP_EQ_STR(option(0, "files"), "x.html");
    TAP_EQ_STR(file.steps[1].plugin, "extract");
    TAP_OK(file.steps[1].options == NULL && file.steps[1].when == NULL);
    TAP_OK(file.steps[2].options == NULL && file.steps[2].when != NULL);
    TAP_EQ_INT(file.steps[2].retry.times, 3);
    TAP_EQ_INT(file.steps[2].retry.wait_ms, 250);
    TAP_EQ_INT(pipeline_on_error(&file, &file.steps[2]), ON_ERROR_DROP);
    TAP_EQ_INT(pipeline_on_error(&file, &file.steps[1]), ON_ERROR_SKIP);
    TAP_EQ_STR(file.steps[3].name, "out");
    TAP_EQ_STR(file.steps[3].plugin, "jsonl");
    TAP_EQ_INT(file.steps[3].switch_id, -1);
    TAP_EQ_INT(file.run.memory, 512 << 20);
    TAP_EQ_INT(file.run.workers, 0);
}

static void
what_is_wrong_is_told_at_its_place(void)
{
    static const struct {
        const char *yaml, *want;
    } cases[] = {
        { "pipeline: [a]\n", "1:1 D050" },
        { "pressmill: 2\npipeline: [a]\n", "1:12 D050" },
        { "pressmill: [1]\npipeline: [a]\n", "1:12 D050" },
        { "", "1:1 D050" },
        { "pressmill: 1\n", "1:1 D053" },
        { "pressmill: 1\npipeline: []\n", "2:1 D053" },
        { "pressmill: 1\npipline: [a]\n", "2:1 D051" },
        { "pressmill: 1\npipeline: a\n", "2:11 D052" },
        { "[a]", "1:1 D052" },
        { "text", "1:1 D052" },
        { "pressmill: 1\npipeline: [a]\nrun: fast\n", "3:6 D052" },
        { "pressmill: 1\npipeline: [a]\ntests: none\n", "3:8 D052" },
        { "pressmill: 1\npipeline: [a]\nrun: {wokers: 1}\n", "3:7 D020" },
        { "pressmill: 1\npipeline: [a]\nrun: {workers: 257}\n", "3:16 D041" },
        { "pressmill: 1\npipeline: [a]\nrun: {order: any}\n", "3:14 D025" },
        { "pressmill: 1\npipeline:\n  - when: true\n", "3:5 D054" },
        { "pressmill: 1\npipeline:\n  - [a]\n", "3:5 D054" },
        { "pressmill: 1\npipeline:\n  -\n  - a\n", "3:4 D054" },
        { "pressmill: 1\npipeline:\n  - a: {}\n    b: {}\n", "4:5 D054" },
        { "pressmill: 1\npipeline:\n  - a:{x: y}\n", "3:5 D054" },
        { "pressmill: 1\npipeline:\n  - 'a: {x: y}'\n", "3:5 D054" },
        { "pressmill: 1\nsteps:\n  - a\n", "2:1 D051" },
        { "pressmill: 1\npipeline:\n  - a: {}\n    wehn: x == 1\n",
          "4:5 D051" },
        { "pressmill: 1\npipeline:\n  - a\n  - b\n  - a\n", "5:5 D055" },
        { "pressmill: 1\npipeline:\n  - a:\n    as: b c\n", "4:9 D056" },
        { "pressmill: 1\npipeline:\n  - a:\n    as: run\n", "4:9 D056" },
        { "pressmill: 1\npipeline:\n  - a:\n    as: [x]\n", "4:9 D056" },
        { "pressmill: 1\npipeline:\n  - a:\n    on_error: skpi\n",
          "4:15 D057" },
        { "pressmill: 1\npipeline:\n  - a:\n    on_error: [skip]\n",
          "4:15 D057" },
        { "pressmill: 1\npipeline:\n  - a:\n    retry: 3\n", "4:12 D058" },
        { "pressmill: 1\npipeline:\n  - a:\n    retry: {times: 3, wait: 1}\n",
          "4:29 D024" },
        { "pressmill: 1\npipeline:\n  - a:\n    retry: {wait: 1s}\n",
          "4:12 D021" },
        { "pressmill: 1\npipeline:\n  - a:\n    when: x = 1\n", "4:13 D090" },
        { "pressmill: 1\npipeline:\n  - a:\n    on_error: dead-letter\n",
          "4:15 D065" },
        { "pressmill: 1\npipeline: [a]\nrun:\n  on_error: dead-letter\n",
          "4:13 D065" },
        { "pressmill: 1\npipeline:\n  - switch: {}\n", "3:13 D059" },
        { "pressmill: 1\npipeline:\n  - a\n  - switch: []\n", "4:13 D059" },
        { "pressmill: 1\npipeline:\n  - a\n  - switch: [b]\n", "4:14 D059" },
        { "pressmill: 1\npipeline:\n  - switch:\n    - steps: [a]\n",
          "4:7 D059" },
        { "pressmill: 1\npipeline:\n  - a\n  - switch:\n    - when: x == 1\n",
          "5:7 D059" },
        { "pressmill: 1\npipeline:\n  - switch:\n    - else: [a]\n"
          "    - when: x == 1\n      steps: [b]\n",
          "4:7 D059" },
        { "pressmill: 1\npipeline:\n  - switch:\n    - else: [a]\n"
          "      when: x == 1\n",
          "4:7 D059" },
        { "pressmill: 1\npipeline:\n  - switch: [{else: [a], foo: 1}]\n",
          "3:26 D051" },
        { "pressmill: 1\npipeline:\n  - switch: [{else: [a]}]\n"
          "    as: x\n",
          "4:5 D059" },
        { "pressmill: 1\npipeline:\n  - a: {x: '${NO_SUCH_VARIABLE}'}\n",
          "3:13 D061" },
        { "pressmill: 1\npipeline:\n  - a: {x: 'y${'}\n", "3:14 D062" },
        { "pressmill: 1\npipeline:\n  - a: {x: '${A B}'}\n", "3:13 D062" },
        { "pressmill: 1\npipeline:\n  - a: {x: '${A:b}'}\n", "3:13 D062" },
        { "pressmill: 1\npipeline:\n  - a: {x: '${}'}\n", "3:13 D062" },
        { "pressmill: 1\npipeline:\n  - a: {x: ${A}}\n", "3:13 D001" },
        { "pressmill: 1\ninclude: no-such.yaml\n", "2:10 D900" },
        { "pressmill: 1\ninclude: [[a]]\n", "2:11 D052" },
        { "pressmill: 1\npipeline: [a]\npipeline: [b]\n", "3:1 D009" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *got;

        if (read_yaml(cases[i].yaml))
            TAP_FAIL("taken: %s", cases[i].yaml);
        got = findings(&rep, "t.yaml");
        if (strncmp(got, cases[i].want, strlen(cases[i].want)) != 0)
            TAP_FAIL("%s\nis '%s', wanted '%s'", cases[i].yaml, got,
                     cases[i].want);
    }
}

static void
all_errors_of_a_file_come_at_once(void)
{
    TAP_OK(!read_yaml("pressmill: 3\n"
                      "pipeline:\n"
                      "  - a:\n"
                      "    on_error: no\n"
                      "    when: (x\n"
                      "  - a\n"
                      "rnu: {}\n"
                      "run: {memory: 1, workers: x}\n"));
    TAP_EQ_STR(findings(&rep, "t.yaml"),
               "1:12 D050 4:15 D057 5:13 D090 6:5 D055 7:1 D051 8:15 D040 "
               "8:27 D022");
    TAP_EQ_INT(report_exit_status(&rep), 78);
    TAP_HAS_STR(finding(&rep, "D051"), "(did you mean 'run'?)");
    TAP_HAS_STR(finding(&rep, "D055"), "the first is on line 3");
}

static void
the_environment_is_worked_in(void)
{
    setenv("T_WORD", "слово", 1);
    setenv("T_NUMBER", "7", 1);
    setenv("T_EMPTY", "", 1);
    unsetenv("T_UNSET");
    TAP_OK(read_yaml("pressmill: 1\n"
                     "pipeline:\n"
                     "  - a: {x: 'a-${T_WORD}-${T_UNSET:-b c}', y: $9, "
                     "z: '$${T_WORD}'}\n"
                     "  - b: {x: '${T_EMPTY:-full}', y: '${T_EMPTY}', "
                     "z: \"${T_UNSET:-}\"}\n"
                     "run: {workers: '${T_NUMBER}'}\n"
                     "tests: [{text: '${T_UNSET}'}]\n"));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "");
    TAP_EQ_STR(option(0, "x"), "a-слово-b c");
    TAP_EQ_STR(option(0, "y"), "$9");
    TAP_EQ_STR(option(0, "z"), "${T_WORD}");
    TAP_EQ_STR(option(1, "x"), "full");
    TAP_EQ_STR(option(1, "y"), "");
    TAP_EQ_STR(option(1, "z"), "");
    TAP_OK(mill_node_get(file.steps[1].options, "y")->quoted);
    /* quotes around a whole reference are YAML's wish, not the user's */
    TAP_EQ_INT(file.run.workers, 7);
    TAP_EQ_STR(mill_node_get(file.tests->first, "text")->value, "${T_UNSET}");
}

/* Writes a file into a folder of the test's own. */
static void
put(const char *folder, const char *name, const char *text)
{
    char path[600];
    FILE *out;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    out = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    fputs(text, out);
    fclose(out);
}

static bool
read_path(const char *folder, const char *name)
{
    char path[600];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    mill_arena_destroy(arena);
    arena = mill_arena_create(0);
    report_init(&rep, arena);
    return pipeline_file_read(&file, path, NULL, 0, arena, &rep);
}

static void
includes_bring_their_steps_first(void)
{
    const char *dir = tap_folder();

    put(dir, "head.yaml",
        "pressmill: 1\npipeline: [read: {files: in.html}]\n"
        "run: {workers: 2, network: 3}\ntests: [{text: x}]\n");
    put(dir, "middle.yaml", "pressmill: 1\npipeline: [extract, language]\n");
    put(dir, "main.yaml",
        "pressmill: 1\ninclude: [head.yaml]\npipeline:\n"
        "  - include: middle.yaml\n  - jsonl: {path: out.jsonl}\n"
        "run: {workers: 4}\n");
    TAP_OK(read_path(dir, "main.yaml"));
    TAP_EQ_INT(rep.errors, 0);
    TAP_EQ_INT(file.n_steps, 4);
    TAP_EQ_STR(file.steps[0].plugin, "read");
    TAP_EQ_STR(file.steps[1].plugin, "extract");
    TAP_EQ_STR(file.steps[2].plugin, "language");
    TAP_EQ_STR(file.steps[3].plugin, "jsonl");
    TAP_EQ_INT(file.run.workers, 4); /* the file wins over its includes */
    TAP_EQ_INT(file.run.network, 3);
    TAP_OK(file.tests == NULL); /* tests belong to their own file */
    TAP_EQ_INT(file.n_files, 3);
    TAP_HAS_STR(mill_node_get(file.steps[0].options, "files")->loc.file,
                "head.yaml");
}

static void
includes_in_a_circle_are_refused(void)
{
    const char *dir = tap_folder();
    char name[32], text[64];

    put(dir, "a.yaml", "pressmill: 1\ninclude: b.yaml\npipeline: [x]\n");
    put(dir, "b.yaml", "pressmill: 1\npipeline: [include: a.yaml]\n");
    TAP_OK(!read_path(dir, "a.yaml"));
    TAP_HAS_STR(finding(&rep, "D063"), "includes itself by way of this file");
    put(dir, "c.yaml", "pressmill: 1\ninclude: c.yaml\npipeline: [x]\n");
    TAP_OK(!read_path(dir, "c.yaml"));
    TAP_HAS_STR(finding(&rep, "D063"), "'c.yaml' includes itself");
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof(name), "d%d.yaml", i);
        snprintf(text, sizeof(text), "pressmill: 1\ninclude: d%d.yaml\n",
                 i + 1);
        put(dir, name, text);
    }
    TAP_OK(!read_path(dir, "d0.yaml"));
    TAP_HAS_STR(finding(&rep, "D063"), "more than 8 deep");
}

static void
the_command_line_wins(void)
{
    static const char *const sets[] = { "out.path=-",        "a.names=[x, 'y']",
                                        "a.new=1.5",         "run.workers=3",
                                        "a.when=lang == en", "a.on_error=stop",
                                        "a.text=#1: [x",     "a.empty=" };

    TAP_OK(read_with("pressmill: 1\n"
                     "pipeline:\n"
                     "  - a: {names: z, keep: 1}\n"
                     "  - jsonl:\n"
                     "    as: out\n"
                     "run: {workers: 300}\n",
                     sets, sizeof(sets) / sizeof(sets[0])));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "");
    TAP_EQ_STR(option(1, "path"), "-");
    TAP_EQ_STR(option(0, "new"), "1.5");
    TAP_EQ_STR(option(0, "keep"), "1");
    TAP_EQ_STR(option(0, "text"), "#1: [x");
    TAP_EQ_STR(option(0, "empty"), "");
    TAP_EQ_INT(mill_node_get(file.steps[0].options, "names")->count, 2);
    TAP_EQ_INT(file.run.workers, 3); /* what is replaced is not checked */
    TAP_OK(file.steps[0].when != NULL);
    TAP_EQ_INT(file.steps[0].on_error, ON_ERROR_STOP);
}

static void
a_wrong_set_points_into_its_text(void)
{
    static const struct {
        const char *set, *want;
    } cases[] = {
        { "path=x", "--set #1:1:1 D064" },
        { "jsonl.path", "--set #1:1:1 D064" },
        { ".path=x", "--set #1:1:1 D064" },
        { "jsonl.=x", "--set #1:1:1 D064" },
        { "jsnol.path=x", "--set #1:1:1 D064" },
        { "run.workers=many", "--set #1:1:13 D022" },
        { "run.wrokers=1", "--set #1:1:5 D020" },
        { "jsonl.on_error=x", "--set #1:1:16 D057" },
        { "jsonl.when=a = b", "--set #1:1:14 D090" },
        { "jsonl.a=[x", "--set #1:1:9 D001" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        TAP_OK(
            !read_with("pressmill: 1\npipeline: [jsonl]\n", &cases[i].set, 1));
        TAP_EQ_STR(findings(&rep, "t.yaml"), cases[i].want);
    }
    TAP_OK(!read_with("pressmill: 1\npipeline: [jsonl]\n", &cases[4].set, 1));
    TAP_HAS_STR(finding(&rep, "D064"), "did you mean 'jsonl'?");
    TAP_EQ_INT(report_exit_status(&rep), 64);
}

static const char switches[] = "pressmill: 1\n"
                               "pipeline:\n"
                               "  - language\n"
                               "  - switch:\n"
                               "    - when: lang == uk\n"
                               "      steps:\n"
                               "      - quotes: {marks: guillemets}\n"
                               "      - switch:\n"
                               "        - when: section == sport\n"
                               "          steps: [scores]\n"
                               "        - else: [tone]\n"
                               "    - when: lang == en\n"
                               "      steps: [quotes, mark]\n"
                               "    - else: [other]\n"
                               "  - jsonl\n";

/* The names of the steps a document of a language and section takes; while
 * it is under way, step `turns` makes it English. */
static const char *
walk(const char *lang, const char *section, const char *turns)
{
    static const char *const steps[] = { "" };
    static char out[256];
    struct mill_doc *doc = doc_create(0);
    struct pipeline_route route;

    out[0] = '\0';
    if (doc == NULL || !doc_begin(doc, 0, steps, 0) ||
        !mill_doc_set_str(doc, "lang",
                          (struct mill_str){ lang, strlen(lang) }) ||
        !mill_doc_set_str(doc, "section",
                          (struct mill_str){ section, strlen(section) }))
        return "no document";
    pipeline_route_begin(&route);
    for (size_t i = 0; i < file.n_steps; i++) {
        const struct pipeline_step *step = &file.steps[i];

        if (!pipeline_step_wanted(&file, step, &route, doc))
            continue;
        strcat(strcat(out, out[0] != '\0' ? " " : ""), step->name);
        if (turns != NULL && strcmp(step->name, turns) == 0 &&
            !mill_doc_set_str(doc, "lang", MILL_STR("en")))
            return "no field";
    }
    doc_destroy(doc);
    return out;
}

static void
a_switch_takes_one_branch(void)
{
    TAP_OK(read_yaml(switches));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "");
    TAP_EQ_INT(file.n_switches, 2);
    TAP_EQ_STR(walk("uk", "sport", NULL), "language quotes scores jsonl");
    TAP_EQ_STR(walk("uk", "x", NULL), "language quotes tone jsonl");
    TAP_EQ_STR(walk("en", "sport", NULL), "language quotes mark jsonl");
    TAP_EQ_STR(walk("de", "sport", NULL), "language other jsonl");
}

static void
a_branch_once_taken_is_kept(void)
{
    TAP_OK(read_yaml(switches));
    TAP_EQ_STR(walk("uk", "x", "quotes"), "language quotes tone jsonl");
    TAP_EQ_STR(walk("uk", "x", "language"), "language quotes mark jsonl");
}

static void
a_step_may_come_again_in_another_branch_only(void)
{
    TAP_OK(!read_yaml("pressmill: 1\n"
                      "pipeline:\n"
                      "  - switch:\n"
                      "    - when: lang == uk\n"
                      "      steps: [quotes]\n"
                      "    - else: [quotes]\n"
                      "  - quotes\n"));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "7:5 D055");
}

static void
a_pipeline_has_limits(void)
{
    char *yaml = malloc(64 * 1024), *end = yaml;

    CU_ASSERT_PTR_NOT_NULL_FATAL(yaml);
    end += sprintf(end, "pressmill: 1\npipeline:\n");
    for (int i = 0; i < PIPELINE_MAX_STEPS + 1; i++)
        end += sprintf(end, "- s%d\n", i);
    TAP_OK(!read_yaml(yaml));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "259:3 D060");
    end = yaml + sprintf(yaml, "pressmill: 1\npipeline:\n- a\n");
    for (int i = 0; i < PIPELINE_MAX_SWITCHES + 1; i++)
        end += sprintf(end, "- switch: [{else: [b%d]}]\n", i);
    TAP_OK(!read_yaml(yaml));
    TAP_EQ_STR(findings(&rep, "t.yaml"), "20:3 D060");
    free(yaml);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(steps_come_in_order_with_what_stands_beside),
        TAP_CASE(what_is_wrong_is_told_at_its_place),
        TAP_CASE(all_errors_of_a_file_come_at_once),
        TAP_CASE(the_environment_is_worked_in),
        TAP_CASE(includes_bring_their_steps_first),
        TAP_CASE(includes_in_a_circle_are_refused),
        TAP_CASE(the_command_line_wins),
        TAP_CASE(a_wrong_set_points_into_its_text),
        TAP_CASE(a_switch_takes_one_branch),
        TAP_CASE(a_branch_once_taken_is_kept),
        TAP_CASE(a_step_may_come_again_in_another_branch_only),
        TAP_CASE(a_pipeline_has_limits),
        TAP_END
    };
    int status = tap_run(argc, argv, cases);

    mill_arena_destroy(arena);
    return status;
}
