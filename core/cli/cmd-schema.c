/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-schema.c: `pressmill schema`. */
#include "cli.h"

#include "../schema.h"

#include <pressmill/pressmill.h>

/* Writes JSON with an indent for each bracket, for people who look into it
 * and for diffs. */
static void
print_indented(struct mill_str json, FILE *out)
{
    int depth = 0;
    bool text = false;

    for (size_t i = 0; i < json.len; i++) {
        char c = json.ptr[i];
        bool escaped = false;

        if (text) {
            fputc(c, out);
            escaped = c == '\\';
            if (escaped && i + 1 < json.len)
                fputc(json.ptr[++i], out);
            text = escaped || c != '"';
            continue;
        }
        text = c == '"';
        if (c == '}' || c == ']') {
            depth--;
            if (json.ptr[i - 1] != '{' && json.ptr[i - 1] != '[')
                fprintf(out, "\n%*s", depth, "");
        }
        fputc(c, out);
        if (c == '{' || c == '[')
            depth++;
        if (c == ',' || ((c == '{' || c == '[') && i + 1 < json.len &&
                         json.ptr[i + 1] != '}' && json.ptr[i + 1] != ']'))
            fprintf(out, "\n%*s", depth, "");
        if (c == ':')
            fputc(' ', out);
    }
}

bool
cli_print_schema(struct cli *cli, FILE *out)
{
    struct mill_loc nowhere = { 0 };
    struct mill_buf json = { .arena = cli->arena };
    const struct mill_plugin **plugins;
    const char *const *names;
    size_t n, loaded = 0;

    if (cli_loader(cli) == NULL)
        return false;
    n = loader_list(cli->loader, &names);
    plugins = mill_arena_alloc(cli->arena, (n + 1) * sizeof(*plugins));
    if (plugins == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct loaded *p =
            loader_get(cli->loader, names[i], nowhere, &cli->report);

        if (p != NULL)
            plugins[loaded++] = &p->desc;
    }
    schema_write(&json, plugins, loaded);
    if (json.failed)
        return false;
    print_indented((struct mill_str){ json.ptr, json.len }, out);
    return true;
}

static int
run_schema(struct cli *cli)
{
    if (cli->n_args != 0)
        return cli_usage(cli, "no arguments are taken");
    if (!cli_print_schema(cli, stdout))
        return EXIT_BUG;
    report_print(&cli->report, stderr);
    return report_exit_status(&cli->report);
}

const struct command cmd_schema = {
    .name = "schema",
    .summary = "Print the JSON Schema of pipeline files, for editors",
    .usage = "",
    .examples = "  pressmill schema > pressmill.schema.json\n"
                "  # and as the first line of a pipeline:\n"
                "  # yaml-language-server: $schema=pressmill.schema.json\n",
    .run = run_schema,
};
