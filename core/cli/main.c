/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c: the program's commands and their dispatch. */
#include "config.h"

#include "cli.h"

#include "../suggest.h"

#include <ltdl.h>
#ifdef HAVE_MALLOPT
#include <malloc.h>
#endif
#include <pressmill/pressmill.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const struct command *const cli_commands[] = {
    &cmd_run,     &cmd_filter, &cmd_quotes, &cmd_check,   &cmd_show,
    &cmd_explain, &cmd_eval, &cmd_test,   &cmd_init,   &cmd_plugin,  &cmd_schema,
    &cmd_completion, &cmd_help,   &cmd_version, NULL,
};

const struct cli_option cli_common_options[] = {
    { "plugin-path", '\0', "FOLDER",
      "look for plugins there first; may be given again" },
    { "set", '\0', "STEP.OPTION=VALUE",
      "override the pipeline file; may be given again" },
    { "json", '\0', NULL, "findings and lists as JSON" },
    { "quiet", 'q', NULL, "say nothing but errors" },
    { "verbose", 'v', NULL, "say more" },
    { "help", 'h', NULL, "show this help" },
    { NULL, '\0', NULL, NULL },
};

/* ---- help */

static void
print_options(FILE *out, const struct cli_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        char left[64];

        if (options->letter != '\0')
            snprintf(left, sizeof left, "-%c, --%s%s%s", options->letter,
                     options->name, options->arg ? " " : "",
                     options->arg ? options->arg : "");
        else
            snprintf(left, sizeof left, "    --%s%s%s", options->name,
                     options->arg ? " " : "",
                     options->arg ? options->arg : "");
        fprintf(out, "  %-30s %s\n", left, options->help);
    }
}

void
cli_print_help(FILE *out, const struct command *command)
{
    if (command == NULL) {
        fprintf(out,
                "pressmill reads the news: articles, languages, who said "
                "what, in which tone.\n\n"
                "usage: pressmill COMMAND [OPTION]... [ARGUMENT]...\n\n"
                "  pressmill quotes article.html      "
                "who said what in a page, no set-up\n"
                "  pressmill run pipeline.yaml        "
                "run a pipeline\n"
                "  pressmill filter pipeline.yaml <in.jsonl >out.jsonl\n\n"
                "commands:\n");
        for (size_t i = 0; cli_commands[i] != NULL; i++)
            fprintf(out, "  %-11s %s\n", cli_commands[i]->name,
                    cli_commands[i]->summary);
        fprintf(out, "\n'pressmill help COMMAND' tells more.\n");
        return;
    }
    fprintf(out, "%s\n\nusage: pressmill %s %s\n\n", command->summary,
            command->name, command->usage);
    if (command->examples != NULL)
        fprintf(out, "examples:\n%s\n", command->examples);
    fprintf(out, "options:\n");
    print_options(out, command->options);
    print_options(out, cli_common_options);
}

static int
run_help(struct cli *cli)
{
    if (cli->n_args == 0) {
        cli_print_help(stdout, NULL);
        return EXIT_ALL_DONE;
    }
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        if (strcmp(cli_commands[i]->name, cli->args[0]) == 0) {
            cli_print_help(stdout, cli_commands[i]);
            return EXIT_ALL_DONE;
        }
    return cli_usage(cli, "there is no command '%s'", cli->args[0]);
}

const struct command cmd_help = {
    .name = "help",
    .summary = "Explain a command",
    .usage = "[COMMAND]",
    .examples = "  pressmill help run\n",
    .run = run_help,
};

static int
run_version(struct cli *cli)
{
    (void)cli;
    printf("pressmill %s (plugin ABI %d)\n", mill_version(), MILL_ABI);
    return EXIT_ALL_DONE;
}

const struct command cmd_version = {
    .name = "version",
    .summary = "Print the version and the plugin ABI",
    .usage = "",
    .run = run_version,
};

/* ---- taking a call apart */

int
cli_usage(const struct cli *cli, const char *format, ...)
{
    va_list va;

    fprintf(stderr, "pressmill: ");
    va_start(va, format);
    vfprintf(stderr, format, va);
    va_end(va);
    fprintf(stderr, "\nsee 'pressmill help%s%s'\n",
            cli->command != NULL ? " " : "",
            cli->command != NULL ? cli->command->name : "");
    return EXIT_USAGE;
}

static const struct cli_option *
find_option(const struct command *command, const char *name, size_t len,
            char letter)
{
    const struct cli_option *tables[] = { command->options,
                                          cli_common_options };

    for (size_t t = 0; t < 2; t++)
        for (const struct cli_option *o = tables[t]; o && o->name; o++)
            if (name != NULL ? strlen(o->name) == len &&
                                   memcmp(o->name, name, len) == 0
                             : o->letter == letter)
                return o;
    return NULL;
}

static int
unknown_option(const struct cli *cli, const char *name)
{
    const struct cli_option *tables[] = { cli->command->options,
                                          cli_common_options };
    struct suggest near;

    suggest_begin(&near, name);
    for (size_t t = 0; t < 2; t++)
        for (const struct cli_option *o = tables[t]; o && o->name; o++)
            suggest_offer(&near, o->name);
    if (near.best != NULL)
        return cli_usage(cli, "unknown option '--%s' (did you mean '--%s'?)",
                         name, near.best);
    return cli_usage(cli, "unknown option '--%s'", name);
}

struct taking {
    struct cli *cli;
    const char **args, **sets, **paths;
};

static void
take_option(struct taking *t, const struct cli_option *option,
            const char *arg)
{
    struct cli *cli = t->cli;

    if (strcmp(option->name, "set") == 0)
        t->sets[cli->n_sets++] = arg;
    else if (strcmp(option->name, "plugin-path") == 0)
        t->paths[cli->n_plugin_path++] = arg;
    else if (strcmp(option->name, "quiet") == 0)
        cli->quiet = true;
    else if (strcmp(option->name, "verbose") == 0)
        cli->verbose = true;
    else if (strcmp(option->name, "json") == 0)
        cli->json = true;
    if (cli->n_given < CLI_MAX_GIVEN) {
        cli->given[cli->n_given].name = option->name;
        cli->given[cli->n_given++].arg = arg != NULL ? arg : "";
    }
}

/* One "--name", "--name=value" or "-abc". 0, or an exit status. */
static int
take_word(struct taking *t, char **argv, int argc, int *at)
{
    struct cli *cli = t->cli;
    const char *word = argv[*at];
    const struct cli_option *option;
    const char *value;

    if (word[1] == '-') {
        size_t len = strcspn(word + 2, "=");

        value = word[2 + len] == '=' ? word + 2 + len + 1 : NULL;
        option = find_option(cli->command, word + 2, len, '\0');
        if (option == NULL)
            return unknown_option(cli, word + 2);
        if (value != NULL && option->arg == NULL)
            return cli_usage(cli, "'--%s' takes no argument", option->name);
        if (value == NULL && option->arg != NULL) {
            if (*at + 1 == argc)
                return cli_usage(cli, "'--%s' needs %s behind it",
                                 option->name, option->arg);
            value = argv[++*at];
        }
        take_option(t, option, value);
        return 0;
    }
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        option = find_option(cli->command, NULL, 0, *letter);
        if (option == NULL)
            return cli_usage(cli, "unknown option '-%c'", *letter);
        value = NULL;
        if (option->arg != NULL) {
            value = letter[1] != '\0' ? letter + 1
                    : *at + 1 < argc  ? argv[++*at]
                                      : NULL;
            if (value == NULL)
                return cli_usage(cli, "'-%c' needs %s behind it", *letter,
                                 option->arg);
        }
        take_option(t, option, value);
        if (value != NULL)
            break;
    }
    return 0;
}

static int
take_apart(struct cli *cli, int argc, char **argv, int at)
{
    size_t room = (size_t)argc + 1;
    struct taking t = {
        cli,
        mill_arena_alloc(cli->arena, room * sizeof(char *)),
        mill_arena_alloc(cli->arena, room * sizeof(char *)),
        mill_arena_alloc(cli->arena, room * sizeof(char *)),
    };
    bool only_args = false;

    if (t.args == NULL || t.sets == NULL || t.paths == NULL)
        return EXIT_BUG;
    cli->args = t.args;
    cli->sets = t.sets;
    cli->plugin_path = t.paths;
    for (; at < argc; at++) {
        int status;

        if (only_args || argv[at][0] != '-' || argv[at][1] == '\0') {
            t.args[cli->n_args++] = argv[at];
        } else if (strcmp(argv[at], "--") == 0) {
            only_args = true;
        } else if ((status = take_word(&t, argv, argc, &at)) != 0) {
            return status;
        }
    }
    return 0;
}

const char *
cli_given(const struct cli *cli, const char *name)
{
    for (size_t i = cli->n_given; i-- > 0;)
        if (strcmp(cli->given[i].name, name) == 0)
            return cli->given[i].arg;
    return NULL;
}

static const struct command *
find_command(const char *name)
{
    struct suggest near;

    for (size_t i = 0; cli_commands[i] != NULL; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    suggest_begin(&near, name);
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        suggest_offer(&near, cli_commands[i]->name);
    fprintf(stderr, "pressmill: there is no command '%s'", name);
    if (near.best != NULL)
        fprintf(stderr, " (did you mean '%s'?)", near.best);
    fprintf(stderr, "\nsee 'pressmill help'\n");
    return NULL;
}

/* glibc gives freed memory back to the system at 128 KiB, to ask for it again
 * with the next page; fetching spent a sixth of its time on that. */
static void
keep_some_memory(void)
{
#if defined(HAVE_MALLOPT) && defined(M_TRIM_THRESHOLD)
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int
main(int argc, char **argv)
{
    struct cli cli = { .command = NULL };
    const char *name = argc > 1 ? argv[1] : NULL;
    int status;

    keep_some_memory();
#ifdef MILL_STATIC_PLUGINS
    LTDL_SET_PRELOADED_SYMBOLS();
    loader_set_preloaded(lt_preloaded_symbols);
#endif
    if (name == NULL) {
        cli_print_help(stderr, NULL);
        return EXIT_USAGE;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0)
        name = "version";
    cli.command = find_command(name);
    if (cli.command == NULL)
        return EXIT_USAGE;

    cli.arena = mill_arena_create(0);
    if (cli.arena == NULL)
        return EXIT_BUG;
    report_init(&cli.report, cli.arena);
    status = take_apart(&cli, argc, argv, 2);
    if (status == 0 && cli_given(&cli, "help") != NULL)
        cli_print_help(stdout, cli.command);
    else if (status == 0)
        status = cli.command->run(&cli);
    /* what stdout could not take must not look like success */
    if (fflush(stdout) != 0 || ferror(stdout))
        if (status == 0)
            status = EXIT_IO;
    loader_destroy(cli.loader);
    mill_arena_destroy(cli.arena);
    return status;
}
