/* SPDX-License-Identifier: Apache-2.0
 *
 * schema-plugin.c: a plugin as JSON and as a man page. */
#include "schema.h"

#include <string.h>

#include "option.h"

#include <pressmill/str.h>

const char *
schema_plugin_kind(const struct mill_plugin *plugin)
{
    return plugin->next != NULL      ? "source"
           : plugin->process != NULL ? "stage"
                                     : "sink";
}

static bool
is_writing(const struct mill_use *use)
{
    return use->kind == MILL_USE_KIND_WRITES_TYPE ||
           use->kind == MILL_USE_KIND_WRITES_FIELD;
}

static bool
is_type(const struct mill_use *use)
{
    return use->kind == MILL_USE_KIND_READS_TYPE ||
           use->kind == MILL_USE_KIND_WRITES_TYPE;
}

/* ---- JSON */

/* ,"key":"text", or nothing without a text. */
static void
member(struct mill_buf *out, const char *key, const char *text)
{
    if (text == NULL)
        return;
    mill_buf_printf(out, ",\"%s\":", key);
    mill_buf_json_str(out, mill_str_of(text));
}

static void
json_option(struct mill_buf *out, const struct mill_option *opt)
{
    char type[256];

    option_describe(opt, type, sizeof(type));
    mill_buf_printf(out, "{\"name\":\"%s\"", opt->name);
    member(out, "type", option_kind_name(opt->kind));
    member(out, "says", type);
    member(out, "help", opt->help);
    member(out, "default", opt->fallback);
    member(out, "unit", opt->unit);
    if (opt->min != 0 || opt->max != 0)
        mill_buf_printf(out, ",\"min\":%.15g,\"max\":%.15g", opt->min,
                        opt->max);
    if (opt->kind == MILL_OPT_KIND_ENUM && opt->choices != NULL) {
        mill_buf_printf(out, ",\"choices\":[");
        for (size_t i = 0; opt->choices[i] != NULL; i++)
            mill_buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", opt->choices[i]);
        mill_buf_char(out, ']');
    }
    mill_buf_printf(out, "%s%s}", opt->required ? ",\"required\":true" : "",
                    opt->secret ? ",\"secret\":true" : "");
}

static void
json_uses(struct mill_buf *out, const struct mill_plugin *plugin, bool writes)
{
    const char *before = "";

    mill_buf_printf(out, ",\"%s\":[", writes ? "writes" : "reads");
    for (const struct mill_use *u = plugin->uses; u != NULL && u->name != NULL;
         u++) {
        if (is_writing(u) != writes)
            continue;
        mill_buf_printf(out, "%s{\"%s\":\"%s\"", before,
                        is_type(u) ? "annotation" : "field", u->name);
        member(out, "help", u->help);
        mill_buf_printf(out, "%s}", u->optional ? ",\"optional\":true" : "");
        before = ",";
    }
    mill_buf_char(out, ']');
}

void
schema_write_plugin(struct mill_buf *out, const struct mill_plugin *plugin,
                    const char *path)
{
    const char *before = "";

    mill_buf_printf(out, "{\"name\":\"%s\"", plugin->name);
    member(out, "kind", schema_plugin_kind(plugin));
    member(out, "version", plugin->version);
    member(out, "license", plugin->license);
    member(out, "summary", plugin->summary);
    member(out, "manual", plugin->manual);
    member(out, "example", plugin->example);
    member(out, "path", path);
    mill_buf_printf(out, ",\"waits\":%s,\"options\":[",
                    plugin->flags & MILL_WAITS ? "true" : "false");
    for (const struct mill_option *o = plugin->options;
         o != NULL && o->name != NULL; o++) {
        mill_buf_printf(out, "%s", before);
        json_option(out, o);
        before = ",";
    }
    mill_buf_char(out, ']');
    json_uses(out, plugin, false);
    json_uses(out, plugin, true);
    mill_buf_char(out, '}');
}

/* ---- mdoc */

/* Text of ours as mdoc: a backslash, a quote or a dot at a line's begin means
 * something there, and lines end where sentences do. */
static void
man_text(struct mill_buf *out, const char *text)
{
    bool begin = true;

    for (; text != NULL && *text != '\0'; text++) {
        if (begin && (*text == ' ' || *text == '\n')) {
            if (*text == '\n' && text[-1] == '\n')
                mill_buf_printf(out, ".Pp\n");
            continue;
        }
        if (begin && (*text == '.' || *text == '\''))
            mill_buf_printf(out, "\\&");
        begin = false;
        if (*text == '\\') {
            mill_buf_printf(out, "\\e");
        } else if (*text == '-') {
            mill_buf_printf(out, "\\-");
        } else if (*text == '\n') {
            mill_buf_char(out, '\n');
            begin = true;
        } else {
            mill_buf_char(out, *text);
            if (strchr(".?!", *text) != NULL && text[1] == ' ' &&
                text[2] >= 'A' && text[2] <= 'Z') {
                mill_buf_char(out, '\n');
                begin = true;
            }
        }
    }
    if (!begin)
        mill_buf_char(out, '\n');
}

/* Lines as they stand. */
static void
man_literal(struct mill_buf *out, const char *text)
{
    mill_buf_printf(out, ".Bd -literal -offset indent\n");
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");

        if (*text == '.' || *text == '\'')
            mill_buf_printf(out, "\\&");
        for (size_t i = 0; i < len; i++) {
            if (text[i] == '\\')
                mill_buf_printf(out, "\\e");
            else
                mill_buf_char(out, text[i]);
        }
        mill_buf_char(out, '\n');
        text += len + (text[len] == '\n');
    }
    mill_buf_printf(out, ".Ed\n");
}

static void
man_options(struct mill_buf *out, const struct mill_plugin *plugin)
{
    const struct mill_option *o = plugin->options;
    char type[256];

    mill_buf_printf(out, ".Sh OPTIONS\n");
    if (o == NULL || o->name == NULL) {
        mill_buf_printf(out, "There are none.\n");
        return;
    }
    mill_buf_printf(out, ".Bl -tag -width Ds\n");
    for (; o->name != NULL; o++) {
        option_describe(o, type, sizeof(type));
        mill_buf_printf(out, ".It Ic %s No : ", o->name);
        man_text(out, type);
        man_text(out, o->help);
        if (o->required)
            mill_buf_printf(out, "Must be given.\n");
        else if (o->fallback != NULL && o->fallback[0] != '\0') {
            mill_buf_printf(out, "The default is\n.Ql ");
            man_text(out, mill_arena_printf(out->arena, "%s .", o->fallback));
        }
    }
    mill_buf_printf(out, ".El\n");
}

static void
man_uses(struct mill_buf *out, const struct mill_plugin *plugin, bool writes)
{
    bool any = false;

    for (const struct mill_use *u = plugin->uses; u != NULL && u->name != NULL;
         u++) {
        if (is_writing(u) != writes)
            continue;
        if (!any)
            mill_buf_printf(out, ".Sh WHAT IT %s\n.Bl -tag -width Ds\n",
                            writes ? "WRITES" : "READS");
        any = true;
        mill_buf_printf(out, ".It Ic %s Pq %s%s\n", u->name,
                        is_type(u) ? "annotations" : "field",
                        u->optional ? ", when there" : "");
        if (u->help != NULL && u->help[0] != '\0')
            man_text(out, u->help);
    }
    if (any)
        mill_buf_printf(out, ".El\n");
}

void
schema_write_man(struct mill_buf *out, const struct mill_plugin *plugin,
                 const char *date)
{
    mill_buf_printf(out,
                    ".\\\" Generated by 'pressmill plugin %s --man'.\n"
                    ".Dd %s\n.Dt PRESSMILL-%s 7\n.Os\n.Sh NAME\n"
                    ".Nm pressmill-%s\n.Nd ",
                    plugin->name, date, plugin->name, plugin->name);
    man_text(out, plugin->summary);
    mill_buf_printf(out,
                    ".Sh DESCRIPTION\n.Nm %s\nis a %s of\n"
                    ".Xr pressmill 1 .\n",
                    plugin->name, schema_plugin_kind(plugin));
    if (plugin->manual != NULL) {
        mill_buf_printf(out, ".Pp\n");
        man_text(out, plugin->manual);
    }
    man_options(out, plugin);
    man_uses(out, plugin, false);
    man_uses(out, plugin, true);
    if (plugin->example != NULL) {
        mill_buf_printf(out, ".Sh EXAMPLES\n");
        man_literal(out, plugin->example);
    }
    mill_buf_printf(out, ".Sh SEE ALSO\n.Xr pressmill 1 ,\n"
                         ".Xr pressmill.yaml 5\n");
}
