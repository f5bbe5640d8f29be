/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-completion.c: `pressmill completion`: what a shell completes, made of
 * the tables of the commands. The `usage` of a command says what its
 * arguments are: lower-case words stand for themselves, NAME is a plugin,
 * COMMAND a command, PIPELINE a YAML file; anything else is a file. */
#include "cli.h"

#include <ctype.h>
#include <string.h>

struct arguments {
    char words[256]; /* fixed words, with blanks between */
    bool plugins, commands, yaml, files;
};

/* Reads a usage such as "list|path|NAME" or "[quotes|feeds] [FILE]". */
static struct arguments
arguments_of(const struct command *command)
{
    struct arguments a = { .words = "" };
    const char *p = command->usage;

    while (*p != '\0') {
        size_t len = strcspn(p, " |[]");
        bool lower = len > 0;

        for (size_t i = 0; i < len; i++)
            lower = lower && (islower((unsigned char)p[i]) || p[i] == '-');
        if (lower && strlen(a.words) + len + 2 < sizeof a.words)
            snprintf(a.words + strlen(a.words),
                     sizeof a.words - strlen(a.words), "%s%.*s",
                     a.words[0] != '\0' ? " " : "", (int)len, p);
        else if (len == 4 && strncmp(p, "NAME", 4) == 0)
            a.plugins = true;
        else if (strncmp(p, "COMMAND", 7) == 0 && len == 7)
            a.commands = true;
        else if (strncmp(p, "PIPELINE", 8) == 0)
            a.yaml = true;
        else if (len > 0 && isupper((unsigned char)p[0]))
            a.files = true;
        p += len;
        p += strspn(p, " |[]");
    }
    return a;
}

/* Text for between single quotes in a shell. */
static void
put_quoted(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\''", stdout);
        else
            fputc(*text, stdout);
    }
}

/* Calls `put` for the options of a command and those of all. */
static void
each_option(const struct command *command,
            void (*put)(const struct command *, const struct cli_option *))
{
    for (const struct cli_option *o = command->options; o && o->name; o++)
        put(command, o);
    for (const struct cli_option *o = cli_common_options; o->name; o++)
        put(command, o);
}

/* ---- bash */

static void
bash_option(const struct command *command, const struct cli_option *o)
{
    (void)command;
    printf(" --%s%s", o->name, o->arg != NULL ? "=" : "");
    if (o->letter != '\0')
        printf(" -%c", o->letter);
}

static void
bash(void)
{
    printf("# bash completion for pressmill, made by "
           "'pressmill completion bash'\n"
           "_pressmill()\n{\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} options= words= files=\n"
           "    local commands='");
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        printf("%s%s", i != 0 ? " " : "", cli_commands[i]->name);
    printf("'\n\n"
           "    COMPREPLY=()\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- "
           "\"$cur\")\n"
           "        return\n    fi\n"
           "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        struct arguments a = arguments_of(cli_commands[i]);

        printf("    %s)\n        options='", cli_commands[i]->name);
        each_option(cli_commands[i], bash_option);
        printf("'\n        words='%s'\n", a.words);
        if (a.commands)
            printf("        words=\"$words $commands\"\n");
        if (a.plugins)
            printf("        words=\"$words $(\"${COMP_WORDS[0]}\" plugin "
                   "list 2>/dev/null | cut -d' ' -f1)\"\n");
        if (a.files)
            printf("        files='*'\n");
        else if (a.yaml)
            printf("        files='*.y*ml'\n");
        printf("        ;;\n");
    }
    printf("    esac\n"
           "    if [ \"${cur#-}\" != \"$cur\" ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- "
           "\"$cur\")\n"
           "        [ \"${COMPREPLY[0]%%=}\" = \"${COMPREPLY[0]}\" ] || "
           "compopt -o nospace\n"
           "        return\n    fi\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"\n"
           "        if [ -n \"$files\" ]; then\n"
           "            compgen -f -X \"!$files\" -- \"$cur\"\n"
           "            compgen -d -- \"$cur\"\n"
           "        fi)\n"
           "    [ -z \"$files\" ] || compopt -o filenames\n"
           "}\n"
           "complete -F _pressmill pressmill\n");
}

/* ---- zsh */

/* In an _arguments spec a bracket or a colon of the help has a meaning. */
static void
zsh_text(const char *text)
{
    char c[2] = "";

    for (; *text != '\0'; text++) {
        if (strchr("[]:\\", *text) != NULL)
            fputc('\\', stdout);
        c[0] = *text;
        put_quoted(c);
    }
}

static void
zsh_option(const struct command *command, const struct cli_option *o)
{
    (void)command;
    for (int letter = 0; letter < 2; letter++) {
        if (letter == 1 && o->letter == '\0')
            continue;
        if (letter == 0)
            printf(" \\\n            '--%s%s[", o->name,
                   o->arg != NULL ? "=" : "");
        else
            printf(" \\\n            '-%c%s[", o->letter,
                   o->arg != NULL ? "+" : "");
        zsh_text(o->help);
        putchar(']');
        if (o->arg != NULL) {
            putchar(':');
            zsh_text(o->arg);
            printf(":_files");
        }
        putchar('\'');
    }
}

static void
zsh(void)
{
    printf("#compdef pressmill\n"
           "# zsh completion for pressmill, made by "
           "'pressmill completion zsh'\n"
           "_pressmill()\n{\n"
           "    local -a commands plugins\n    commands=(\n");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        printf("        '%s:", cli_commands[i]->name);
        zsh_text(cli_commands[i]->summary);
        printf("'\n");
    }
    printf("    )\n"
           "    if (( CURRENT == 2 )); then\n"
           "        _describe -t commands command commands\n"
           "        return\n    fi\n"
           "    shift words\n    (( CURRENT-- ))\n"
           "    case $words[1] in\n");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        struct arguments a = arguments_of(cli_commands[i]);

        printf("    %s)\n", cli_commands[i]->name);
        if (a.plugins)
            printf("        plugins=(${(f)\"$(pressmill plugin list "
                   "2>/dev/null | cut -d' ' -f1)\"})\n");
        printf("        _arguments");
        each_option(cli_commands[i], zsh_option);
        if (a.plugins)
            printf(" \\\n            \"*:plugin:(%s ${plugins})\"", a.words);
        else if (a.commands)
            printf(" \\\n            \"*:command:(${commands%%%%:*})\"");
        else if (a.words[0] != '\0')
            printf(" \\\n            '1:kind:(%s)' '*:file:_files'", a.words);
        else if (a.files)
            printf(" \\\n            '*:file:_files'");
        else if (a.yaml)
            printf(" \\\n            '*:pipeline:_files -g "
                   "\"*.y(a|)ml\"'");
        printf("\n        ;;\n");
    }
    printf("    esac\n}\n_pressmill \"$@\"\n");
}

/* ---- fish */

static void
fish_option(const struct command *command, const struct cli_option *o)
{
    printf("complete -c pressmill -n '__fish_seen_subcommand_from %s' -l %s",
           command->name, o->name);
    if (o->letter != '\0')
        printf(" -s %c", o->letter);
    if (o->arg != NULL)
        printf(" -r");
    printf(" -d '");
    put_quoted(o->help);
    printf("'\n");
}

static void
fish(void)
{
    printf("# fish completion for pressmill, made by "
           "'pressmill completion fish'\n"
           "complete -c pressmill -f\n");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        printf("complete -c pressmill -n __fish_use_subcommand -a %s -d '",
               cli_commands[i]->name);
        put_quoted(cli_commands[i]->summary);
        printf("'\n");
    }
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        const char *name = cli_commands[i]->name;
        struct arguments a = arguments_of(cli_commands[i]);

        each_option(cli_commands[i], fish_option);
        if (a.words[0] != '\0')
            printf("complete -c pressmill -n '__fish_seen_subcommand_from "
                   "%s' -a '%s'\n",
                   name, a.words);
        if (a.commands) {
            printf("complete -c pressmill -n '__fish_seen_subcommand_from "
                   "%s' -a '",
                   name);
            for (size_t j = 0; cli_commands[j] != NULL; j++)
                printf("%s%s", j != 0 ? " " : "", cli_commands[j]->name);
            printf("'\n");
        }
        if (a.plugins)
            printf("complete -c pressmill -n '__fish_seen_subcommand_from "
                   "%s' -a '(pressmill plugin list 2>/dev/null | cut -d\" \" "
                   "-f1)'\n",
                   name);
        if (a.files || a.yaml)
            printf("complete -c pressmill -n '__fish_seen_subcommand_from "
                   "%s' -F\n",
                   name);
    }
}

static int
run_completion(struct cli *cli)
{
    const char *shell = cli->n_args == 1 ? cli->args[0] : "";

    if (strcmp(shell, "bash") == 0)
        bash();
    else if (strcmp(shell, "zsh") == 0)
        zsh();
    else if (strcmp(shell, "fish") == 0)
        fish();
    else
        return cli_usage(cli,
                         cli->n_args == 1
                             ? "no completion for '%s': bash, zsh, fish"
                             : "which shell?%s: bash, zsh, fish",
                         shell);
    return EXIT_ALL_DONE;
}

const struct command cmd_completion = {
    .name = "completion",
    .summary = "Print the completion for a shell",
    .usage = "bash|zsh|fish",
    .examples = "  . <(pressmill completion bash)\n"
                "  pressmill completion fish > "
                "~/.config/fish/completions/pressmill.fish\n",
    .run = run_completion,
};
