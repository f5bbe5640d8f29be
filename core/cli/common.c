/* SPDX-License-Identifier: Apache-2.0
 *
 * common.c: plans and runs, as the commands make them. */
#include "cli.h"

#include "../journal.h"
#include "../option.h"

#include <pressmill/pressmill.h>
#include <pressmill/str.h>

#include <inttypes.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct loader *
cli_loader(struct cli *cli)
{
    if (cli->loader == NULL)
        cli->loader = loader_create(cli->plugin_path, cli->n_plugin_path,
                                    &cli->report);
    if (cli->loader == NULL)
        fprintf(stderr, "pressmill: libltdl does not start\n");
    return cli->loader;
}

bool
cli_number(const struct cli *cli, const char *name, uint64_t *number,
           uint64_t fallback)
{
    const char *text = cli_given(cli, name);
    int64_t n;

    *number = fallback;
    if (text == NULL)
        return true;
    if (!option_parse_int(text, &n) || n < 0) {
        cli_usage(cli, "--%s: '%s' is no whole number", name, text);
        return false;
    }
    *number = (uint64_t)n;
    return true;
}

int
cli_conclude(struct cli *cli)
{
    if (cli->json)
        report_print_json(&cli->report, stdout);
    else if (cli->report.errors != 0 ||
             (cli->report.warnings != 0 && !cli->quiet))
        report_print(&cli->report, stderr);
    return report_exit_status(&cli->report);
}

struct plan *
cli_plan(struct cli *cli, struct pipeline_file *file, const char *path,
         const struct plan_changes *changes)
{
    struct loader *loader = cli_loader(cli);
    struct plan *plan;
    bool good;

    if (loader == NULL)
        return NULL;
    good = pipeline_file_read(file, path, cli->sets, cli->n_sets, cli->arena,
                              &cli->report);
    /* the steps are looked at even so: all that is wrong, at once */
    plan = plan_compile(file, changes, loader, cli->arena, &cli->report);
    return good && cli->report.errors == 0 ? plan : NULL;
}

struct pipeline_file *
cli_snippet(struct cli *cli, const char *name, const char *yaml)
{
    struct pipeline_file *file = mill_arena_zalloc(cli->arena, sizeof *file);
    struct mill_str text = mill_str_of(yaml);

    if (file == NULL ||
        !pipeline_file_read_string(file, name, text, NULL, 0, cli->arena,
                                   &cli->report))
        return NULL;
    return file;
}

const char *
cli_quote(struct cli *cli, const char *text)
{
    struct mill_buf buf = { .arena = cli->arena };

    /* a JSON string is a YAML scalar in double quotes; '$' would begin a
     * variable */
    for (const char *p = text; *p != '\0'; p++)
        if (*p == '$' && p[1] == '{')
            mill_buf_char(&buf, '$'), mill_buf_char(&buf, '$');
        else
            mill_buf_char(&buf, *p);
    struct mill_str escaped = { buf.ptr, buf.len };
    struct mill_buf out = { .arena = cli->arena };

    mill_buf_json_str(&out, escaped);
    mill_buf_char(&out, '\0');
    return out.failed ? NULL : out.ptr;
}

struct pipeline_file *
cli_inputs(struct cli *cli, const char *const *paths, size_t n,
           const char *options)
{
    struct mill_buf yaml = { .arena = cli->arena };

    mill_buf_printf(&yaml, "pressmill: 1\npipeline:\n  - read:\n"
                           "      path: [");
    for (size_t i = 0; i < n; i++)
        mill_buf_printf(&yaml, "%s%s", i != 0 ? ", " : "",
                        cli_quote(cli, paths[i]));
    mill_buf_printf(&yaml, "]\n%s", options);
    mill_buf_char(&yaml, '\0');
    if (yaml.failed)
        return NULL;
    return cli_snippet(cli, "arguments", yaml.ptr);
}

int
cli_columns(FILE *out, int fallback)
{
    struct winsize size;

    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return fallback;
}

/* ---- running */

static void
print_summary(const struct run_result *result)
{
    const struct run_totals *t = &result->totals;
    double seconds = (double)t->time_us / 1e6;

    fprintf(stderr, "%" PRIu64 " read", t->read);
    if (result->before != 0)
        fprintf(stderr, " (%" PRIu64 " of them before)", result->before);
    fprintf(stderr, ", %" PRIu64 " written", t->written);
    if (t->dropped != 0)
        fprintf(stderr, ", %" PRIu64 " left out", t->dropped);
    if (t->rejected != 0)
        fprintf(stderr, ", %" PRIu64 " dropped for failures", t->rejected);
    if (t->dead != 0)
        fprintf(stderr, ", %" PRIu64 " dead letters", t->dead);
    if (t->lost != 0)
        fprintf(stderr, ", %" PRIu64 " not finished", t->lost);
    if (t->failed != 0)
        fprintf(stderr, "; %" PRIu64 " with failures", t->failed);
    fprintf(stderr, " (%.2f s)\n", seconds);
}

static void
print_steps(const struct plan *plan, const struct run_result *result)
{
    fprintf(stderr, "%-16s %12s %10s %10s %12s\n", "step", "documents",
            "failed", "dropped", "us each");
    for (size_t i = 0; i < plan->n_steps; i++) {
        const struct chain_count *c = &result->counts[i];
        double each = c->documents != 0 ? (double)c->time_us /
                                              (double)c->documents
                                        : 0;

        fprintf(stderr,
                "%-16s %12" PRIu64 " %10" PRIu64 " %10" PRIu64 " %12.1f\n",
                plan->steps[i].name, c->documents, c->failed, c->dropped,
                each);
    }
}

int
cli_run_plan(struct cli *cli, struct plan *plan,
             const struct run_options *options, bool summary)
{
    struct run_result result;

    if (!plan_open(plan, &cli->report)) {
        journal_close(options->journal, false);
        return cli_conclude(cli);
    }
    /* what is to be said before the run, is */
    cli_conclude(cli);
    report_init(&cli->report, cli->arena);
    run_plan(plan, options, &cli->report, stderr, &result);
    plan_close(plan);
    journal_close(options->journal,
                  result.end == RUN_DONE && !result.limited);
    cli_conclude(cli);
    if (summary && !cli->quiet)
        print_summary(&result);
    if (options->timed && result.counts != NULL)
        print_steps(plan, &result);
    mill_hooks()->memory(result.counts, 0);
    return result.exit_status;
}
