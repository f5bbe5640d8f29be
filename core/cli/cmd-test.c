/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-test.c: `pressmill test`: the cases in `tests:` of a pipeline, and those
 * that the data of its steps bring along. A case gives an article and says what
 * the record must hold; sources and sinks are left out. Tells in TAP, and in
 * JUnit's XML for those who collect it. */
#include "cli.h"

#include "../expect.h"
#include "../node.h"
#include "../option.h"
#include "../pipeline.h"

#include <pressmill/pressmill.h>
#include <pressmill/str.h>

#include <errno.h>
#include <string.h>

struct testing {
    struct cli *cli;
    struct mill_pipeline *pipeline;
    struct mill_json_parser *parser;
    struct mill_buf junit;
    const char *path; /* of the pipeline */
    size_t run, failed;
};

/* ---- one case */

/* The article of a case, as what it is; false: told. */
static bool
input_of(struct testing *t, const struct expect_case *c,
         const struct mill_node *node, struct mill_str *text, const char **type)
{
    struct mill_report *rep = &t->cli->report;
    int given = (c->text != NULL) + (c->html != NULL) + (c->file != NULL);
    struct mill_buf json = { .arena = t->cli->arena };

    if (given != 1 || (c->fields != NULL && c->text == NULL)) {
        report_error(rep, MSG_TEST_CASE, node->loc,
                     given != 1 ? "a case has one of 'text', 'html' and "
                                  "'file'"
                                : "'fields' go with 'text' only");
        return false;
    }
    *type = c->html != NULL ? "text/html; charset=utf-8" : "text/plain";
    if (c->file != NULL) {
        const char *dot = strrchr(c->file, '.');
        struct mill_loc loc = mill_node_get(node, "file")->loc;

        if (dot != NULL && strncmp(dot, ".htm", 4) == 0)
            *type = "text/html";
        else if (dot != NULL && strcmp(dot, ".json") == 0)
            *type = "application/json";
        return node_slurp(t->cli->arena, c->file, loc, rep, text);
    }
    text->ptr = c->html != NULL ? c->html : c->text;
    text->len = strlen(text->ptr);
    if (c->fields == NULL)
        return true;
    *type = "application/json";
    mill_buf_printf(&json, "{\"text\":");
    mill_buf_json_str(&json, *text);
    MILL_NODE_EACH(field, c->fields) {
        mill_buf_char(&json, ',');
        mill_buf_json_str(&json, mill_str_of(field->key));
        mill_buf_char(&json, ':');
        node_to_json(&json, field);
    }
    mill_buf_char(&json, '}');
    text->ptr = json.ptr;
    text->len = json.len;
    return !json.failed;
}

/* What is wrong with the outcome, and where the case says otherwise; NULL
 * when nothing is. */
static const char *
judge(struct testing *t, const struct expect_case *c, const struct when *holds,
      const struct mill_doc *doc, const struct mill_node **at)
{
    enum outcome outcome = pipeline_outcome(t->pipeline);
    const char *record, *reason;
    struct expect_difference difference;
    struct mill_json json;

    if (c->dropped)
        return outcome == OUTCOME_DROPPED ? NULL : "the article was kept";
    if (outcome != OUTCOME_WRITE)
        return outcome == OUTCOME_DROPPED ? "a step left the article out"
                                          : "a step failed on the article";
    record = mill_pipeline_record(t->pipeline);
    if (record == NULL)
        return "memory ran out";
    if (!mill_json_parse(t->parser, mill_str_of(record), &json, &reason))
        return "the record is no JSON: this is a mistake in pressmill";
    if (mill_json_count(mill_json_get(json, "errors")) > 0 &&
        mill_node_get(c->expect, "errors") == NULL) {
        struct mill_json_iter it =
            mill_json_begin(mill_json_get(json, "errors"));
        struct mill_str message = { "", 0 };

        if (mill_json_step(&it))
            message = mill_json_str(mill_json_get(it.value, "message"));
        return mill_arena_printf(t->cli->arena,
                                 "an error in the record: "
                                 "%.*s",
                                 MILL_FMT(message));
    }
    for (int anywhere = 0; anywhere < 2; anywhere++) {
        const struct mill_node *want = anywhere ? c->contains : c->expect;

        if (want == NULL ||
            expect_match(want, json, anywhere != 0, t->cli->arena, &difference))
            continue;
        *at = difference.at;
        return difference.text != NULL ? difference.text : "memory ran out";
    }
    if (holds != NULL && !when_holds(holds, doc)) {
        *at = c->holds;
        return mill_arena_printf(t->cli->arena, "does not hold: %.400s",
                                 c->holds->value);
    }
    return NULL;
}

/* ---- telling */

static void
put_xml(struct mill_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '<')
            mill_buf_printf(out, "&lt;");
        else if (*text == '&')
            mill_buf_printf(out, "&amp;");
        else if (*text == '"')
            mill_buf_printf(out, "&quot;");
        else if ((unsigned char)*text >= ' ' || *text == '\n')
            mill_buf_char(out, *text);
    }
}

static void
tell(struct testing *t, const char *name, const char *wrong,
     const struct mill_node *at)
{
    char clean[1024];

    t->run++;
    t->failed += wrong != NULL;
    report_clean(clean, sizeof clean, name);
    /* '#' would begin a directive of TAP */
    for (char *p = clean; *p != '\0'; p++)
        *p = *p == '#' ? ' ' : *p;
    printf("%sok %zu - %s\n", wrong != NULL ? "not " : "", t->run, clean);

    mill_buf_printf(&t->junit, "  <testcase name=\"");
    put_xml(&t->junit, name);
    mill_buf_printf(&t->junit, "\" classname=\"");
    put_xml(&t->junit, t->path);
    mill_buf_printf(&t->junit, wrong != NULL ? "\">\n" : "\"/>\n");
    if (wrong == NULL)
        return;
    report_clean(clean, sizeof clean, wrong);
    printf("# %s:%u:%u: %s\n", at->loc.file, at->loc.line, at->loc.column,
           clean);
    mill_buf_printf(&t->junit, "    <failure message=\"");
    put_xml(&t->junit, clean);
    mill_buf_printf(&t->junit, "\">");
    put_xml(&t->junit, at->loc.file);
    mill_buf_printf(&t->junit, ":%u</failure>\n  </testcase>\n", at->loc.line);
}

static void
run_case(struct testing *t, const struct mill_node *node)
{
    struct cli *cli = t->cli;
    const char *only = cli_given(cli, "only"), *type = NULL;
    struct expect_case c = { .name = NULL };
    const struct when *holds = NULL;
    const struct mill_node *at = node;
    const struct mill_doc *doc;
    struct mill_str text;
    const char *wrong;

    if (!option_bind(expect_case_options, node, &c, cli->arena, &cli->report,
                     NULL))
        return;
    if (only != NULL && strstr(c.name, only) == NULL)
        return;
    if (c.fields != NULL && c.fields->kind != MILL_NODE_MAP) {
        report_error(&cli->report, MSG_TEST_CASE, c.fields->loc,
                     "%s where a map of fields belongs",
                     node_kind_name(c.fields));
        return;
    }
    if (c.holds != NULL) {
        holds = when_compile(cli->arena, c.holds, &cli->report);
        if (holds == NULL)
            return;
    }
    if (!input_of(t, &c, node, &text, &type))
        return;
    doc = mill_pipeline_process(t->pipeline, text, type);
    wrong = doc != NULL ? judge(t, &c, holds, doc, &at)
                        : mill_pipeline_error(t->pipeline);
    tell(t, c.name, wrong, at);
}

/* ---- all of a pipeline */

/* A case of a step's own data. */
static void
tell_own(void *context, const struct mill_node *at, const char *name,
         const char *wrong)
{
    struct testing *t = context;
    const char *only = cli_given(t->cli, "only");

    if (only == NULL || strstr(name, only) != NULL)
        tell(t, name, wrong, at);
}

static bool
has_own(const struct plan *plan)
{
    for (size_t i = 0; i < plan->n_steps; i++)
        if (plan->steps[i].desc->test != NULL)
            return true;
    return false;
}

static void
run_own(struct testing *t, const struct plan *plan)
{
    const struct mill_test test = { tell_own, t };
    struct mill_report *rep = &t->cli->report;

    for (size_t i = 0; i < plan->n_steps; i++) {
        const struct plan_step *step = &plan->steps[i];

        if (step->desc->test == NULL)
            continue;
        report_begin_step(rep, step->name, step->conf->loc,
                          step->conf->options);
        report_end_step(rep, step->desc->test(step->self, &test, rep));
    }
}

static void
run_file(struct testing *t, const char *path)
{
    struct plan_changes changes = { .no_sources = true, .no_sinks = true };
    struct cli *cli = t->cli;
    struct pipeline_file file;
    struct plan *plan = cli_plan(cli, &file, path, &changes);
    size_t before = t->run;
    bool cases;

    t->path = path;
    if (plan == NULL)
        return;
    cases = file.tests != NULL && file.tests->count > 0;
    if (!cases && !has_own(plan)) {
        fprintf(stderr, "%s: no 'tests:' in it\n", path);
        return;
    }
    if (!plan_open(plan, &cli->report))
        return;
    t->pipeline = pipeline_over(plan, &cli->report);
    if (t->pipeline != NULL) {
        mill_buf_printf(&t->junit, " <testsuite name=\"");
        put_xml(&t->junit, path);
        mill_buf_printf(&t->junit, "\">\n");
        run_own(t, plan);
        MILL_NODE_EACH(node, file.tests)
            run_case(t, node);
        if (!cases && t->run == before && cli_given(cli, "only") == NULL)
            fprintf(stderr, "%s: no 'tests:' in it\n", path);
        mill_buf_printf(&t->junit, " </testsuite>\n");
        mill_pipeline_destroy(t->pipeline);
    }
    plan_close(plan);
}

static bool
write_junit(const struct testing *t, const char *path)
{
    FILE *out = fopen(path, "w");
    bool good;

    if (out == NULL || t->junit.failed) {
        fprintf(stderr, "pressmill: cannot write '%s': %s\n", path,
                strerror(t->junit.failed ? ENOMEM : errno));
        if (out != NULL)
            fclose(out);
        return false;
    }
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites tests=\"%zu\" failures=\"%zu\">\n",
            t->run, t->failed);
    fwrite(t->junit.ptr, 1, t->junit.len, out);
    fprintf(out, "</testsuites>\n");
    good = !ferror(out);
    return fclose(out) == 0 && good;
}

static int
run_test(struct cli *cli)
{
    struct testing t = { .cli = cli, .junit = { .arena = cli->arena } };
    const char *junit = cli_given(cli, "junit");
    int status;

    if (cli->n_args == 0)
        return cli_usage(cli, "which pipeline?");
    t.parser = mill_json_parser_create();
    if (t.parser == NULL)
        return EXIT_BUG;
    mill_buf_printf(&t.junit, "%s", "");
    for (size_t i = 0; i < cli->n_args; i++)
        run_file(&t, cli->args[i]);
    mill_json_parser_destroy(t.parser);
    printf("1..%zu\n", t.run);
    report_print(&cli->report, stderr);
    status = report_exit_status(&cli->report);
    if (status == EXIT_ALL_DONE && t.failed > 0)
        status = EXIT_SOME_FAILED;
    if (junit != NULL && !write_junit(&t, junit) && status == EXIT_ALL_DONE)
        status = EXIT_CANT_CREATE;
    return status;
}

const struct command cmd_test = {
    .name = "test",
    .summary = "Run the cases in a pipeline's 'tests:', and those of its languages",
    .usage = "PIPELINE.yaml...",
    .examples = "  pressmill test desk.yaml\n"
                "  pressmill test --only caption desk.yaml\n"
                "  pressmill test --junit result.xml desk.yaml\n",
    .options =
        (const struct cli_option[]){
            { "only", '\0', "WORD", "only cases whose name contains it" },
            { "junit", '\0', "FILE", "also write the results as JUnit XML" },
            { NULL, '\0', NULL, NULL } },
    .run = run_test,
};
