/* SPDX-License-Identifier: Apache-2.0
 *
 * report.c: collecting what is wrong, from the host and from plugins. How it
 * is shown is in report-print.c. */
#include "report.h"

#include <string.h>

/* Findings kept; a file of nonsense should not fill the screen. */
#define MAX_FINDINGS 200

void
report_init(struct mill_report *rep, struct mill_arena *arena)
{
    *rep = (struct mill_report){ .arena = arena };
}

void
report_on_warn(struct mill_report *rep, report_warn_fn *warn, void *context)
{
    rep->warn = warn;
    rep->warn_context = context;
}

void
report_add_source(struct mill_report *rep, const char *name,
                  struct mill_str text)
{
    struct report_source *source;

    if (rep == NULL || rep->arena == NULL || name == NULL)
        return;
    source = mill_arena_zalloc(rep->arena, sizeof(*source));
    if (source == NULL)
        return; /* only the shown line is lost */
    source->name = name;
    source->text = text;
    source->next = rep->sources;
    rep->sources = source;
}

/* Formats into the report's arena, cleaned; NULL when memory ran out. */
static char *
format_clean(struct mill_report *rep, const char *prefix, const char *format,
             va_list va)
{
    size_t before = strlen(prefix), need;
    va_list again;
    char *raw, *text;
    int len;

    va_copy(again, va);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        return NULL;
    need = before + (size_t)len + 1;
    raw = mill_arena_alloc(rep->arena, need);
    if (raw == NULL)
        return NULL;
    memcpy(raw, prefix, before);
    vsnprintf(raw + before, need - before, format, va);

    /* a control character becomes at most four, "\x1b" */
    text = mill_arena_alloc(rep->arena, 4 * need);
    if (text == NULL)
        return NULL;
    report_clean(text, 4 * need, raw);
    return text;
}

/* Whether this was said before at this place, as by each worker that opens. */
static bool
said_before(const struct mill_report *rep, const struct diag *diag)
{
    const char *file = diag->loc.file != NULL ? diag->loc.file : "";

    for (const struct diag *d = rep->first; d != NULL; d = d->next) {
        if (d->severity == diag->severity && d->msg == diag->msg &&
            d->loc.line == diag->loc.line &&
            d->loc.column == diag->loc.column &&
            strcmp(d->text, diag->text) == 0 &&
            strcmp(d->loc.file != NULL ? d->loc.file : "", file) == 0)
            return true;
    }
    return false;
}

static void
add(struct mill_report *rep, enum severity severity, enum message msg,
    struct mill_loc loc, const char *format, va_list va)
{
    size_t *count = severity == DIAG_ERROR ? &rep->errors : &rep->warnings;
    char prefix[96] = "";
    struct diag *diag = NULL;

    rep->latest = NULL;
    if (rep->arena != NULL && rep->errors + rep->warnings < MAX_FINDINGS)
        diag = mill_arena_zalloc(rep->arena, sizeof(*diag));
    if (diag == NULL) {
        *count += 1;
        rep->dropped++;
        return;
    }
    if (rep->step != NULL)
        snprintf(prefix, sizeof(prefix), "step '%s': ", rep->step);
    diag->severity = severity;
    diag->msg = msg;
    diag->loc = loc;
    diag->width = 1;
    diag->text = format_clean(rep, prefix, format, va);
    if (diag->text == NULL)
        diag->text = "memory ran out";
    if (said_before(rep, diag))
        return;
    *count += 1;
    if (rep->last != NULL)
        rep->last->next = diag;
    else
        rep->first = diag;
    rep->last = rep->latest = diag;
}

void
report_verror(struct mill_report *rep, enum message msg, struct mill_loc loc,
              const char *format, va_list va)
{
    add(rep, DIAG_ERROR, msg, loc, format, va);
}

void
report_error(struct mill_report *rep, enum message msg, struct mill_loc loc,
             const char *format, ...)
{
    va_list va;

    va_start(va, format);
    add(rep, DIAG_ERROR, msg, loc, format, va);
    va_end(va);
}

void
report_warning(struct mill_report *rep, enum message msg, struct mill_loc loc,
               const char *format, ...)
{
    va_list va;

    va_start(va, format);
    add(rep, DIAG_WARNING, msg, loc, format, va);
    va_end(va);
}

void
report_hint(struct mill_report *rep, const char *format, ...)
{
    va_list va;

    if (rep->latest == NULL)
        return;
    va_start(va, format);
    rep->latest->hint = format_clean(rep, "", format, va);
    va_end(va);
}

void
report_width(struct mill_report *rep, size_t width)
{
    if (rep->latest != NULL)
        rep->latest->width = width < 1     ? 1
                             : width > 200 ? 200
                                           : (unsigned)width;
}

/* ---- the step at hand */

void
report_begin_step(struct mill_report *rep, const char *name,
                  struct mill_loc loc, const struct mill_node *options)
{
    report_reset(rep);
    rep->step = name;
    rep->step_loc = loc;
    rep->options = options;
    rep->step_errors = rep->errors;
    rep->step_sources = rep->sources;
}

bool
report_end_step(struct mill_report *rep, enum mill_status status)
{
    bool failed = status < 0 || rep->status < 0;

    if (failed && rep->text[0] != '\0') {
        report_error(rep, MSG_PLUGIN, rep->step_loc, "%s", rep->text);
        report_width(rep, rep->step != NULL ? strlen(rep->step) : 1);
    } else if (failed && rep->errors == rep->step_errors) {
        report_error(rep, MSG_PLUGIN_SILENT, rep->step_loc,
                     "failed without saying why");
        report_hint(rep, "this is a mistake in the plugin: tell its author");
    }
    failed = failed || rep->errors != rep->step_errors;
    /* what a plugin read may lie in memory of its own; the line is read again
     * from the file */
    rep->sources = rep->step_sources;
    report_reset(rep);
    rep->step = NULL;
    rep->options = NULL;
    rep->step_loc = (struct mill_loc){ 0 };
    return !failed;
}

/* ---- what plugins call */

/* Keeps the first failure; a later one is its consequence. */
static enum mill_status
keep(struct mill_report *rep, enum mill_status status, const char *code,
     const char *prefix, const char *format, va_list va)
{
    char raw[sizeof(rep->text)];
    size_t before;

    if (rep->text[0] != '\0')
        return status;
    before = (size_t)snprintf(raw, sizeof(raw), "%s", prefix);
    if (before >= sizeof(raw))
        before = sizeof(raw) - 1;
    vsnprintf(raw + before, sizeof(raw) - before, format, va);
    report_clean(rep->text, sizeof(rep->text), raw);
    rep->status = status;
    rep->code = code;
    return status;
}

enum mill_status
mill_fail(struct mill_report *rep, enum mill_status status, const char *format,
          ...)
{
    va_list va;

    va_start(va, format);
    keep(rep, status, NULL, "", format, va);
    va_end(va);
    return status;
}

enum mill_status
mill_fail_code(struct mill_report *rep, enum mill_status status,
               const char *code, const char *format, ...)
{
    va_list va;

    va_start(va, format);
    keep(rep, status, code, "", format, va);
    va_end(va);
    return status;
}

/* A finding where there is a list of them, else the failure of the call. */
static enum mill_status
place(struct mill_report *rep, enum message msg, struct mill_loc loc,
      const char *what, const char *format, va_list va)
{
    char prefix[256], text[1024];

    if (rep->arena == NULL) {
        if (loc.file != NULL && loc.line != 0)
            snprintf(prefix, sizeof(prefix), "%s:%u:%u: %s", loc.file, loc.line,
                     loc.column, what);
        else
            snprintf(prefix, sizeof(prefix), "%s%s%s",
                     loc.file != NULL ? loc.file : "",
                     loc.file != NULL ? ": " : "", what);
        return keep(rep, MILL_ERR_STAGE, message_get(msg)->code, prefix, format,
                    va);
    }
    vsnprintf(text, sizeof(text), format, va);
    report_error(rep, msg, loc, "%s%s", what, text);
    return MILL_ERR_STAGE;
}

enum mill_status
mill_fail_option(struct mill_report *rep, const char *option,
                 const char *format, ...)
{
    const struct mill_node *node = mill_node_get(rep->options, option);
    struct mill_loc loc = node != NULL ? node->loc : rep->step_loc;
    char what[80];
    va_list va;

    snprintf(what, sizeof(what), "%s: ", option);
    va_start(va, format);
    place(rep, MSG_PLUGIN, loc, what, format, va);
    va_end(va);
    if (node != NULL && node->kind == MILL_NODE_SCALAR)
        report_width(rep, node->value_len + (node->quoted ? 2 : 0));
    return MILL_ERR_STAGE;
}

enum mill_status
mill_fail_at(struct mill_report *rep, const char *file, unsigned line,
             unsigned column, const char *format, ...)
{
    struct mill_loc loc = { file, line, column };
    va_list va;

    if (rep->arena != NULL && file != NULL) {
        /* the plugin's string may go before the finding is shown */
        loc.file = mill_arena_printf(rep->arena, "%s", file);
    }
    va_start(va, format);
    place(rep, MSG_PLUGIN_DATA, loc, "", format, va);
    va_end(va);
    return MILL_ERR_STAGE;
}

enum mill_status
mill_fail_node(struct mill_report *rep, const struct mill_node *node,
               const char *format, ...)
{
    struct mill_loc loc = node != NULL ? node->loc : (struct mill_loc){ 0 };
    va_list va;

    if (rep->arena != NULL && loc.file != NULL)
        loc.file = mill_arena_printf(rep->arena, "%s", loc.file);
    va_start(va, format);
    place(rep, MSG_PLUGIN_DATA, loc, "", format, va);
    va_end(va);
    return MILL_ERR_STAGE;
}

void
mill_warn(struct mill_report *rep, const char *format, ...)
{
    va_list va;

    va_start(va, format);
    if (rep->arena != NULL) {
        add(rep, DIAG_WARNING, MSG_PLUGIN, rep->step_loc, format, va);
    } else if (rep->warn != NULL) {
        char raw[512], text[512];

        vsnprintf(raw, sizeof(raw), format, va);
        report_clean(text, sizeof(text), raw);
        rep->warn(rep->warn_context, rep->step != NULL ? rep->step : "", text);
    }
    va_end(va);
}

int
report_exit_status(const struct mill_report *rep)
{
    for (const struct diag *d = rep->first; d != NULL; d = d->next) {
        if (d->severity == DIAG_ERROR)
            return message_get(d->msg)->status;
    }
    return rep->errors > 0 ? EXIT_CONFIG : EXIT_ALL_DONE;
}
