/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-explain.c: `pressmill explain`: what each step adds to one document,
 * why, and how long it takes. */
#include "cli.h"

#include <pressmill/hooks.h>
#include <pressmill/pressmill.h>

#include <string.h>

#define MOST_SHOWN 200 /* annotations of one type */

struct explaining {
    const struct mill_doc *doc;
    size_t n_fields;
};

/* Text on one line, cut, free of controls. */
static void
print_text(struct mill_str text, size_t most)
{
    char raw[512], clean[700];
    size_t room = most < sizeof raw ? most : sizeof raw - 1;
    size_t len = mill_utf8_cut(text, room).len;

    for (size_t i = 0; i < len; i++)
        raw[i] = text.ptr[i] == '\n' ? ' ' : text.ptr[i];
    raw[len] = '\0';
    report_clean(clean, sizeof clean, raw);
    printf("%s%s", clean, len < text.len ? "..." : "");
}

static void
print_value(const struct mill_doc *doc, const struct mill_value *value)
{
    switch ((enum mill_kind)value->kind) {
    case MILL_NONE:
        break;
    case MILL_TEXT:
    case MILL_JSON:
        print_text(mill_value_str(value), 100);
        break;
    case MILL_INT:
        printf("%lld", (long long)value->integer);
        break;
    case MILL_NUM:
        printf("%g", value->number);
        break;
    case MILL_BOOL:
        printf("%s", value->boolean ? "true" : "false");
        break;
    case MILL_LIST:
        for (uint32_t i = 0; i < value->count; i++) {
            printf("%s", i != 0 ? ", " : "");
            print_text(value->list[i], 60);
        }
        break;
    case MILL_SPANS:
        for (uint32_t i = 0; i < value->count; i++)
            printf("%s%u-%u", i != 0 ? ", " : "", value->spans[i].begin,
                   value->spans[i].end);
        break;
    case MILL_REF:
        printf("%s '", mill_type_name(mill_ann_type(value->ref)));
        print_text(mill_doc_slice(doc, mill_ann_span(value->ref)), 60);
        printf("'");
        break;
    }
}

static void
print_annotation(const struct mill_doc *doc, const struct mill_ann *ann)
{
    struct mill_span span = mill_ann_span(ann);
    const struct mill_value *value;
    const void *at = NULL;
    const char *name;

    printf("    %6u-%-6u ", span.begin, span.end);
    print_text(mill_doc_slice(doc, span), 60);
    while ((value = mill_ann_next_feature(ann, &at, &name)) != NULL) {
        printf("  %s=", name);
        print_value(doc, value);
    }
    if (mill_ann_confidence(ann) >= 0)
        printf("  confidence=%.2f", (double)mill_ann_confidence(ann));
    printf("\n");
}

/* What is new since the step began. */
static void
print_added(const struct explaining *x, uint16_t step)
{
    const struct mill_doc *doc = x->doc;

    for (uint32_t i = (uint32_t)x->n_fields; i < doc->n_fields; i++) {
        if (doc->fields[i].value.kind == MILL_NONE)
            continue; /* taken away again */
        printf("  %s: ", doc->fields[i].name);
        print_value(doc, &doc->fields[i].value);
        printf("\n");
    }
    for (mill_type type = 1; type < doc->n_stores; type++) {
        size_t n = 0;

        for (size_t i = 0; i < mill_doc_count(doc, type); i++)
            n += mill_doc_ann(doc, type, i)->step == step;
        if (n == 0)
            continue;
        printf("  %zu %s\n", n, mill_type_name(type));
        n = 0;
        for (size_t i = 0; i < mill_doc_count(doc, type); i++) {
            const struct mill_ann *ann = mill_doc_ann(doc, type, i);

            if (ann->step == step && n++ < MOST_SHOWN)
                print_annotation(doc, ann);
        }
    }
}

static void
explain_line(void *context, const char *step, struct mill_span span,
             const char *text)
{
    struct explaining *x = context;
    char clean[1100];

    (void)step;
    report_clean(clean, sizeof clean, text);
    printf("  why ");
    if (span.begin != 0 || span.end != 0) {
        printf("%u-%u '", span.begin, span.end);
        print_text(mill_doc_slice(x->doc, span), 40);
        printf("': ");
    }
    printf("%s\n", clean);
}

/* The header and the time stand before what a step says: hold that back. */
static bool
explain_step(struct chain *chain, struct slot *slot, struct explaining *x,
             size_t step)
{
    const struct plan *plan = chain->plan;
    bool stage = step < plan->n_steps;
    const char *name = stage ? plan->steps[step].name : "input";
    size_t had_text = slot->doc->has_text;
    const struct doc_error *errors;
    int64_t began;
    bool alive;

    x->n_fields = slot->doc->n_fields;
    printf("%s\n", name);
    began = mill_hooks()->now_us();
    if (stage)
        alive = chain_run(chain, slot, step, step + 1);
    else
        alive = chain_prepare(chain, slot);
    began = mill_hooks()->now_us() - began;
    if (!stage)
        x->n_fields = 0;
    if (slot->doc->has_text != had_text)
        printf("  text: %zu bytes\n", slot->doc->text.len);
    print_added(x, (uint16_t)(stage ? step + 1 : 0));
    errors = slot->doc->errors;
    for (; errors != NULL; errors = errors->next)
        if (strcmp(errors->step, name) == 0)
            printf("  ! %s [%s]\n", errors->message, errors->code);
    printf("  (%lld us)\n\n", (long long)began);
    if (!alive)
        printf("the document ends here\n");
    return alive;
}

static void
explain_document(struct chain *chain, struct slot *slot)
{
    const struct plan *plan = chain->plan;
    struct explaining x = { slot->doc, 0 };
    struct doc_explainer explainer = { explain_line, &x };
    bool alive;

    slot->doc->explainer = &explainer;
    printf("== %s\n\n", mill_doc_source(slot->doc));
    alive = explain_step(chain, slot, &x, plan->n_steps);
    for (size_t i = 0; alive && i < plan->n_stages; i++)
        alive = explain_step(chain, slot, &x, plan->n_sources + i);
    slot->doc->explainer = NULL;
}

static int
explain_all(struct cli *cli, struct plan *plan)
{
    struct slot slot = { .source = &plan->steps[0] };
    struct chain chain = { .plan = NULL };
    int status = EXIT_ALL_DONE;
    uint64_t seq = 0;

    slot.doc = doc_create((size_t)plan->file->run.memory);
    if (slot.doc == NULL ||
        !chain_open(&chain, plan, 0, plan->n_sources + plan->n_stages,
                    &cli->report)) {
        doc_destroy(slot.doc);
        return EXIT_BUG;
    }
    for (;;) {
        enum mill_status next;

        pipeline_route_begin(&slot.route);
        slot.outcome = OUTCOME_WRITE;
        report_reset(&chain.rep);
        if (!doc_begin(slot.doc, seq++, plan->names, 1u << 20))
            break;
        next = slot.source->desc->next(slot.source->self, slot.doc,
                                       &chain.rep);
        if (next == MILL_ERR_DOC) {
            fprintf(stderr, "%s: %s\n", mill_doc_source(slot.doc),
                    report_text(&chain.rep));
            status = EXIT_SOME_FAILED;
            continue;
        }
        if (next != MILL_OK || !doc_step_commit(slot.doc))
            break;
        explain_document(&chain, &slot);
        if (slot.doc->failed)
            status = EXIT_SOME_FAILED;
    }
    chain_close(&chain);
    doc_destroy(slot.doc);
    return status;
}

static int
run_explain(struct cli *cli)
{
    struct plan_changes changes = { .no_sinks = true };
    struct pipeline_file file, none = { .n_steps = 0 };
    struct plan *plan;
    int status;

    if (cli->n_args < 2)
        return cli_usage(cli, "which pipeline, and which document?");
    changes.sources = cli_inputs(cli, cli->args + 1, cli->n_args - 1, "");
    changes.sinks = &none;
    if (changes.sources == NULL)
        return cli_conclude(cli);
    plan = cli_plan(cli, &file, cli->args[0], &changes);
    if (plan == NULL || !plan_open(plan, &cli->report))
        return cli_conclude(cli);
    status = explain_all(cli, plan);
    plan_close(plan);
    cli_conclude(cli);
    return status;
}

const struct command cmd_explain = {
    .name = "explain",
    .summary = "Show what each step adds to a document, why, and how long "
               "it takes",
    .usage = "PIPELINE.yaml DOCUMENT...",
    .examples = "  pressmill explain quotes.yaml article.html\n",
    .run = run_explain,
};
