/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-show.c: a pipeline printed as it was understood. What it prints
 * reads back as the same pipeline, but for secrets. */
#include "node.h"
#include "option.h"
#include "pipeline-file.h"
#include "report.h"

#include <string.h>

struct showing {
    const struct pipeline_file *file;
    pipeline_options_fn *options_of;
    void *context;
    bool origins;
    bool verbatim; /* in `tests:`, where '${' is no variable */
    struct mill_arena *arena;
    struct mill_report quiet; /* of reading defaults, which are tested */
    FILE *out;
};

/* ---- values */

/* YAML breaks lines at three more characters than others do; its escape for
 * the one that `text` begins with, or NULL. */
static const char *
line_break(const char *text)
{
    return strncmp(text, "\xc2\x85", 2) == 0       ? "\\N"
           : strncmp(text, "\xe2\x80\xa8", 3) == 0 ? "\\L"
           : strncmp(text, "\xe2\x80\xa9", 3) == 0 ? "\\P"
                                                   : NULL;
}

/* Whether a text means itself without quotes, in brackets, too. */
static bool
is_plain_text(const char *text)
{
    size_t len = strlen(text);

    if (len == 0 || strchr("-.~? ", text[0]) != NULL ||
        strchr(". ", text[len - 1]) != NULL)
        return false;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (line_break(text) != NULL)
            return false;
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c >= 0x80 || strchr("_./-+ ", c)))
            return false;
    }
    return true;
}

/* Whether a plain text would be read as a number, a bool or nothing. */
static bool
looks_typed(const char *text)
{
    double number;

    return node_parse_num(text, &number) || strcmp(text, "true") == 0 ||
           strcmp(text, "false") == 0 || strcmp(text, "null") == 0;
}

static void
show_quoted(const struct showing *s, const char *text)
{
    FILE *out = s->out;

    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (line_break(text) != NULL) {
            fputs(line_break(text), out);
            text += c == 0xc2 ? 1 : 2;
        } else if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c < 0x20 || c == 0x7f)
            fprintf(out, "\\x%02x", c);
        else if (c == '$' && text[1] == '{' && !s->verbatim)
            fputs("$$", out); /* no variable any more */
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static void
show_scalar(struct showing *s, const struct mill_node *node)
{
    double number;

    /* numbers such as -0.5 need no quotes, and must have none */
    if (!node->quoted && node_parse_num(node->value, &number))
        fputs(node->value, s->out);
    else if (is_plain_text(node->value) &&
             !(node->quoted && looks_typed(node->value)))
        fputs(node->value, s->out);
    else
        show_quoted(s, node->value);
}

/* A password in a URL belongs to nobody's terminal or log. */
static const char *
without_password(struct showing *s, const char *text)
{
    const char *host = strstr(text, "://"), *at, *colon;
    const char *shown;

    if (host == NULL)
        return text;
    host += 3;
    at = memchr(host, '@', strcspn(host, "/?#"));
    colon = at != NULL ? memchr(host, ':', (size_t)(at - host)) : NULL;
    if (colon == NULL)
        return text;
    shown = mill_arena_printf(s->arena, "%.*s:***%s", (int)(colon - text), text,
                              at);
    return shown != NULL ? shown : "***";
}

/* A node on one line. Paths are shown from where we are. */
static void
show_flow(struct showing *s, const struct mill_node *node, bool path)
{
    const char *before = "";

    if (node->kind == MILL_NODE_SCALAR) {
        struct mill_node shown = *node;

        if (path && node->value[0] != '\0')
            shown.value = option_path(s->arena, node->loc.file, node->value);
        if (shown.value == NULL)
            shown.value = node->value;
        shown.value = without_password(s, shown.value);
        show_scalar(s, &shown);
        return;
    }
    fputc(node->kind == MILL_NODE_LIST ? '[' : '{', s->out);
    MILL_NODE_EACH(child, node) {
        fputs(before, s->out);
        before = ", ";
        if (node->kind == MILL_NODE_MAP) {
            if (is_plain_text(child->key) && !looks_typed(child->key))
                fputs(child->key, s->out);
            else
                show_quoted(s, child->key);
            fputs(": ", s->out);
        }
        show_flow(s, child, path);
    }
    fputc(node->kind == MILL_NODE_LIST ? ']' : '}', s->out);
}

/* ---- options */

static void
show_origin(struct showing *s, const struct mill_node *node)
{
    char file[256];

    if (!s->origins || node->loc.line == 0)
        return;
    report_clean(file, sizeof(file),
                 node->loc.file != NULL ? node->loc.file : "?");
    if (strncmp(file, "--set ", 6) == 0)
        fprintf(s->out, "  # %s", file);
    else
        fprintf(s->out, "  # %s:%u", file, node->loc.line);
}

static void
show_option(struct showing *s, const struct mill_option *opt,
            const struct mill_node *map, int indent)
{
    const struct mill_node *node = mill_node_get(map, opt->name);
    bool given = node != NULL;

    if (!given && opt->fallback != NULL)
        node = option_fallback(opt, s->file->path, s->arena, &s->quiet);
    if (node == NULL)
        return;
    fprintf(s->out, "%*s%s: ", indent, "", opt->name);
    if (opt->secret && (given || node->value == NULL || node->value[0]))
        fputs("\"***\"  # secret", s->out);
    else
        show_flow(s, node,
                  opt->kind == MILL_OPT_KIND_PATH ||
                      opt->kind == MILL_OPT_KIND_PATHS);
    if (!given)
        fputs("  # default", s->out);
    else
        show_origin(s, node);
    fputc('\n', s->out);
}

/* Whether anything would be shown of a table. */
static bool
has_options(const struct mill_option *table, const struct mill_node *map)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (table->fallback != NULL || mill_node_get(map, table->name))
            return true;
    }
    return false;
}

static void
show_options(struct showing *s, const struct mill_option *table,
             const struct mill_node *map, int indent)
{
    for (; table != NULL && table->name != NULL; table++)
        show_option(s, table, map, indent);
}

/* ---- steps */

static void
show_duration(FILE *out, int64_t ms)
{
    if (ms % 1000 == 0)
        fprintf(out, "%llds", (long long)(ms / 1000));
    else
        fprintf(out, "%lldms", (long long)ms);
}

static void
show_step(struct showing *s, const struct pipeline_step *step, int indent)
{
    const struct mill_option *table = s->options_of(s->context, step);
    bool options = has_options(table, step->options);

    fprintf(s->out, "%*s- %s:%s\n", indent, "", step->plugin,
            options ? "" : " {}");
    show_options(s, table, step->options, indent + 4);
    indent += 2;
    if (strcmp(step->name, step->plugin) != 0)
        fprintf(s->out, "%*sas: %s\n", indent, "", step->name);
    if (step->when_node != NULL) {
        fprintf(s->out, "%*swhen: ", indent, "");
        show_scalar(s, step->when_node);
        show_origin(s, step->when_node);
        fputc('\n', s->out);
    }
    if (step->on_error != ON_ERROR_DEFAULT)
        fprintf(s->out, "%*son_error: %s\n", indent, "",
                on_error_name(step->on_error));
    if (step->retry.times > 0) {
        fprintf(s->out, "%*sretry: {times: %u, wait: ", indent, "",
                step->retry.times);
        show_duration(s->out, step->retry.wait_ms);
        fputs("}\n", s->out);
    }
}

/* The switch directly below `parent` that holds a step; -1 when the step
 * stands in no switch below it. */
static int
switch_below(const struct pipeline_file *file, const struct pipeline_step *step,
             int parent)
{
    int id = step->switch_id;

    while (id >= 0 && id != parent && file->switches[id].parent_id != parent)
        id = file->switches[id].parent_id;
    return id == parent ? -1 : id;
}

static bool
is_within(const struct pipeline_file *file, const struct pipeline_step *step,
          int id, int branch)
{
    int at = step->switch_id, at_branch = step->branch;

    while (at >= 0 && at != id) {
        at_branch = file->switches[at].parent_branch;
        at = file->switches[at].parent_id;
    }
    return at == id && (id < 0 || at_branch == branch);
}

static void show_switch(struct showing *s, int id, int indent);

/* The steps of a branch; `id` -1 is the pipeline itself. */
static void
show_steps(struct showing *s, int id, int branch, int indent)
{
    const struct pipeline_file *file = s->file;
    int shown = -1;

    for (size_t i = 0; i < file->n_steps; i++) {
        const struct pipeline_step *step = &file->steps[i];
        int inner;

        if (!is_within(file, step, id, branch))
            continue;
        inner = switch_below(file, step, id);
        if (inner < 0)
            show_step(s, step, indent);
        else if (inner != shown)
            show_switch(s, inner, indent);
        shown = inner;
    }
}

static void
show_switch(struct showing *s, int id, int indent)
{
    const struct pipeline_switch *sw = &s->file->switches[id];

    fprintf(s->out, "%*s- switch:\n", indent, "");
    for (size_t i = 0; i < sw->n_branches; i++) {
        bool empty = true;

        for (size_t j = 0; j < s->file->n_steps; j++)
            empty =
                empty && !is_within(s->file, &s->file->steps[j], id, (int)i);
        if (sw->conditions[i] != NULL) {
            fprintf(s->out, "%*s- when: ", indent + 4, "");
            show_scalar(s, sw->conditions[i]);
            fprintf(s->out, "\n%*ssteps:%s\n", indent + 6, "",
                    empty ? " []" : "");
        } else {
            fprintf(s->out, "%*s- else:%s\n", indent + 4, "",
                    empty ? " []" : "");
        }
        show_steps(s, id, (int)i, indent + 8);
    }
}

void
pipeline_show(const struct pipeline_file *file, pipeline_options_fn *options_of,
              void *context, bool origins, struct mill_arena *arena, FILE *out)
{
    struct showing s = { .file = file,
                         .options_of = options_of,
                         .context = context,
                         .origins = origins,
                         .arena = arena,
                         .out = out };
    char name[512];

    report_init(&s.quiet, arena);
    for (size_t i = 0; i < file->n_files; i++) {
        report_clean(name, sizeof(name), file->files[i]);
        fprintf(out, "# %s%s\n", i > 0 ? "with " : "", name);
    }
    fputs("pressmill: 1\npipeline:\n", out);
    show_steps(&s, -1, -1, 2);
    fputs("run:\n", out);
    show_options(&s, pipeline_run_options, file->run_node, 2);
    if (file->tests != NULL) {
        fputs("tests:\n", out);
        s.verbatim = true;
        MILL_NODE_EACH(test, file->tests) {
            fputs("  - ", out);
            show_flow(&s, test, false);
            fputc('\n', out);
        }
    }
}
