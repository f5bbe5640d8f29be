/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.c: the JSON Schema of pipeline files. It says what an editor can
 * know while one types: names, types, ranges, choices, defaults. What only a
 * plan knows (order, data flow) is for `pressmill check`. */
#include "schema.h"

#include <string.h>

#include "expect.h"
#include "node.h"
#include "option.h"
#include "pipeline-file.h"
#include "report.h"

#include <pressmill/str.h>

/* Values may be written as ${NAME}: any type admits a text with one. */
#define ENV_PATTERN "\\\\$\\\\{[A-Za-z_]"

static void
put(struct mill_buf *out, const char *text)
{
    mill_buf_put(out, text, strlen(text));
}

static void
put_str(struct mill_buf *out, const char *text)
{
    mill_buf_json_str(out, mill_str_of(text));
}

static void
put_default(struct mill_buf *out, const struct mill_option *opt)
{
    bool number = opt->kind == MILL_OPT_KIND_INT ||
                  opt->kind == MILL_OPT_KIND_NUM ||
                  opt->kind == MILL_OPT_KIND_BOOL;
    struct mill_report quiet;
    const struct mill_node *node;

    if (opt->fallback == NULL || opt->secret)
        return;
    report_init(&quiet, out->arena);
    node = option_fallback(opt, "default", out->arena, &quiet);
    if (node == NULL)
        return;
    put(out, ",\"default\":");
    if (node->kind == MILL_NODE_SCALAR && !number)
        put_str(out, node->value);
    else
        node_to_json(out, node);
}

/* The members that say a value's type, without braces. */
static void
put_type(struct mill_buf *out, const struct mill_option *opt)
{
    static const char env[] =
        ",{\"type\":\"string\",\"pattern\":\"" ENV_PATTERN "\"}]";
    bool ranged = opt->min != 0 || opt->max != 0;

    switch ((enum mill_option_kind)opt->kind) {
    case MILL_OPT_KIND_INT:
    case MILL_OPT_KIND_NUM:
        put(out, "\"anyOf\":[{\"type\":");
        put(out, opt->kind == MILL_OPT_KIND_INT ? "\"integer\"" : "\"number\"");
        if (ranged) {
            put(out, ",\"minimum\":");
            mill_buf_num(out, opt->min);
            put(out, ",\"maximum\":");
            mill_buf_num(out, opt->max);
        }
        mill_buf_char(out, '}');
        put(out, env);
        break;
    case MILL_OPT_KIND_BOOL:
        put(out, "\"anyOf\":[{\"type\":\"boolean\"}");
        put(out, env);
        break;
    case MILL_OPT_KIND_SIZE:
        put(out, "\"anyOf\":[{\"type\":\"integer\",\"minimum\":0},{\"type\":"
                 "\"string\",\"pattern\":\"^[0-9]+(\\\\.[0-9]+)? ?"
                 "([kKMGT]?B|[KMGT]iB)$\"}");
        put(out, env);
        break;
    case MILL_OPT_KIND_DURATION:
        put(out, "\"anyOf\":[{\"const\":0},{\"type\":\"string\",\"pattern\":"
                 "\"^[0-9]+(\\\\.[0-9]+)? ?(ms|s|m|min|h|d)$\"}");
        put(out, env);
        break;
    case MILL_OPT_KIND_ENUM:
        put(out, "\"anyOf\":[{\"enum\":[");
        for (size_t i = 0; opt->choices[i] != NULL; i++) {
            put(out, i > 0 ? "," : "");
            put_str(out, opt->choices[i]);
        }
        put(out, "]}");
        put(out, env);
        break;
    case MILL_OPT_KIND_PATH:
        put(out, "\"type\":\"string\",\"minLength\":1");
        break;
    case MILL_OPT_KIND_LIST:
    case MILL_OPT_KIND_PATHS:
        put(out, "\"anyOf\":[{\"$ref\":\"#/definitions/text\"},{\"type\":"
                 "\"array\",\"items\":{\"$ref\":\"#/definitions/text\"}");
        if (ranged) {
            mill_buf_printf(out, ",\"minItems\":%.0f,\"maxItems\":%.0f",
                            opt->min, opt->max);
        }
        put(out, "}]");
        break;
    case MILL_OPT_KIND_STR:
        put(out, "\"type\":[\"string\",\"number\",\"boolean\"]");
        break;
    case MILL_OPT_KIND_NODE:
    case MILL_OPT_KIND_END:
        put(out, "\"type\":[\"object\",\"array\",\"string\",\"number\","
                 "\"boolean\",\"null\"]");
        break;
    }
}

/* An object with the options as properties, without braces. */
static void
put_options(struct mill_buf *out, const struct mill_option *table)
{
    const char *before = "";
    char type[256];

    put(out, "\"additionalProperties\":false,\"properties\":{");
    for (const struct mill_option *o = table; o != NULL && o->name != NULL;
         o++) {
        put(out, before);
        before = ",";
        put_str(out, o->name);
        put(out, ":{");
        put_type(out, o);
        put_default(out, o);
        option_describe(o, type, sizeof(type));
        put(out, ",\"description\":");
        put_str(out, mill_arena_printf(out->arena, "%s\n\n%s%s",
                                       o->help != NULL ? o->help : "", type,
                                       o->required ? " (must be given)" : ""));
        mill_buf_char(out, '}');
    }
    mill_buf_char(out, '}');
    before = ",\"required\":[";
    for (const struct mill_option *o = table; o != NULL && o->name != NULL;
         o++) {
        if (!o->required)
            continue;
        put(out, before);
        put_str(out, o->name);
        before = ",";
    }
    if (strcmp(before, ",") == 0)
        mill_buf_char(out, ']');
}

static bool
needs_options(const struct mill_plugin *plugin)
{
    for (const struct mill_option *o = plugin->options;
         o != NULL && o->name != NULL; o++) {
        if (o->required)
            return true;
    }
    return false;
}

static void
put_plugin(struct mill_buf *out, const struct mill_plugin *plugin)
{
    put_str(out, plugin->name);
    put(out, needs_options(plugin) ? ":{\"type\":\"object\","
                                   : ":{\"type\":[\"object\",\"null\"],");
    put(out, "\"description\":");
    put_str(out,
            mill_arena_printf(out->arena, "%s (a %s).%s%s", plugin->summary,
                              schema_plugin_kind(plugin),
                              plugin->manual != NULL ? "\n\n" : "",
                              plugin->manual != NULL ? plugin->manual : ""));
    mill_buf_char(out, ',');
    put_options(out, plugin->options);
    mill_buf_char(out, '}');
}

/* What is the same whatever the plugins are. */
static const char top[] =
    "{\"$schema\":\"http://json-schema.org/draft-07/schema#\","
    "\"title\":\"pressmill pipeline file\","
    "\"type\":\"object\",\"required\":[\"pressmill\"],"
    "\"additionalProperties\":false,\"properties\":{"
    "\"pressmill\":{\"const\":1,\"description\":\"Version of the format.\"},"
    "\"include\":{\"description\":\"A file, or a list of files, whose steps "
    "come first.\",\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\","
    "\"items\":{\"type\":\"string\"}}]},"
    "\"pipeline\":{\"description\":\"The steps, in order: sources, stages, "
    "sinks.\",\"$ref\":\"#/definitions/steps\"},"
    "\"tests\":{\"description\":\"Cases for 'pressmill test'.\","
    "\"type\":\"array\",\"items\":{\"$ref\":\"#/definitions/test\"}},";

static const char definitions[] =
    "\"definitions\":{"
    "\"text\":{\"type\":[\"string\",\"number\",\"boolean\"]},"
    "\"when\":{\"type\":[\"string\",\"boolean\"],\"description\":\"A "
    "condition, such as: lang in [en, uk] and not (section == sport).\"},"
    "\"steps\":{\"type\":\"array\",\"items\":{\"$ref\":"
    "\"#/definitions/step\"}},"
    "\"branch\":{\"type\":\"object\",\"additionalProperties\":false,"
    "\"properties\":{\"when\":{\"$ref\":\"#/definitions/when\"},"
    "\"steps\":{\"$ref\":\"#/definitions/steps\"},"
    "\"else\":{\"$ref\":\"#/definitions/steps\"}}},";

static const char reserved[] =
    "\"when\":{\"$ref\":\"#/definitions/when\"},"
    "\"on_error\":{\"enum\":[\"stop\",\"skip\",\"drop\",\"dead-letter\"],"
    "\"description\":\"What happens to a document that the step fails on.\"},"
    "\"retry\":{\"type\":\"object\",\"additionalProperties\":false,"
    "\"required\":[\"times\"],\"properties\":{"
    "\"times\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100},"
    "\"wait\":{\"type\":\"string\",\"pattern\":"
    "\"^[0-9]+(\\\\.[0-9]+)? ?(ms|s|m|min|h|d)$\"}},"
    "\"description\":\"Tries again what may work later.\"},"
    "\"as\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_-]{1,64}$\","
    "\"description\":\"A name of the step's own.\"},"
    "\"include\":{\"type\":\"string\",\"description\":\"A file whose steps "
    "come here.\"},"
    "\"switch\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"$ref\":"
    "\"#/definitions/branch\"},\"description\":\"Takes the first branch whose "
    "condition holds.\"}";

void
schema_write(struct mill_buf *out, const struct mill_plugin *const *plugins,
             size_t n)
{
    put(out, top);
    put(out, "\"run\":{\"type\":\"object\",\"description\":\"Settings of the "
             "run.\",");
    put_options(out, pipeline_run_options);
    put(out, "}},");
    put(out, definitions);
    put(out, "\"test\":{\"type\":\"object\",");
    put_options(out, expect_case_options);
    put(out, "},");
    put(out, "\"step\":{\"anyOf\":[{\"enum\":[");
    for (size_t i = 0, shown = 0; i < n; i++) {
        if (needs_options(plugins[i]))
            continue;
        put(out, shown++ > 0 ? "," : "");
        put_str(out, plugins[i]->name);
    }
    put(out, "]},{\"type\":\"object\",\"minProperties\":1,"
             "\"additionalProperties\":false,\"properties\":{");
    for (size_t i = 0; i < n; i++) {
        put_plugin(out, plugins[i]);
        mill_buf_char(out, ',');
    }
    put(out, reserved);
    put(out, "}}]}}}\n");
}
