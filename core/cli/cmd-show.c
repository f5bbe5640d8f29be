/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-show.c: `pressmill show`. */
#include "cli.h"

static const struct mill_option *
options_of(void *context, const struct pipeline_step *step)
{
    const struct plan *plan = context;

    for (size_t i = 0; i < plan->n_steps; i++) {
        if (plan->steps[i].conf == step)
            return plan->steps[i].desc->options;
    }
    return NULL;
}

static int
run_show(struct cli *cli)
{
    struct plan_changes changes = { .sources = NULL };
    struct pipeline_file file;
    struct plan *plan;

    if (cli->n_args != 1)
        return cli_usage(cli, "which pipeline?");
    plan = cli_plan(cli, &file, cli->args[0], &changes);
    if (plan != NULL)
        pipeline_show(&file, options_of, plan, cli->verbose, cli->arena,
                      stdout);
    return cli_conclude(cli);
}

const struct command cmd_show = {
    .name = "show",
    .summary = "Print a pipeline as it was understood",
    .usage = "PIPELINE.yaml",
    .examples = "  pressmill show desk.yaml      "
                "# includes, environment and defaults worked in\n"
                "  pressmill show -v desk.yaml   "
                "# and where every value comes from\n",
    .run = run_show,
};
