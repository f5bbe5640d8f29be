/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-quotes.c: any text through segment and quotes. The first byte chooses
 * the language. */
#include "../../core/doc.h"
#include "../../core/intern.h"
#include "../../core/option.h"
#include "../../core/report.h"

#include <pressmill/pressmill.h>
#include <stdlib.h>
#include <string.h>

extern const struct mill_plugin segment_LTX_mill_plugin;
extern const struct mill_plugin quotes_LTX_mill_plugin;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const steps[] = { "", "segment", "quotes" };

struct stage {
    const struct mill_plugin *plugin;
    void *self, *worker;
    struct mill_report rep;
};

static void
open_stage(struct stage *s, const struct mill_plugin *plugin,
           struct mill_arena *arena)
{
    static const struct mill_node empty = { .kind = MILL_NODE_MAP };

    s->plugin = plugin;
    s->self = calloc(1, plugin->self_size + 1);
    s->worker = calloc(1, plugin->worker_size + 1);
    report_init(&s->rep, arena);
    if (s->self == NULL || s->worker == NULL ||
        !option_bind(plugin->options, &empty, s->self, arena, &s->rep,
                     plugin->name))
        abort();
    for (const struct mill_use *u = plugin->uses; u->name != NULL; u++)
        if (u->kind == MILL_USE_KIND_READS_TYPE ||
            u->kind == MILL_USE_KIND_WRITES_TYPE)
            *(mill_type *)((char *)s->self + u->offset) =
                intern_type(u->name);
    if (plugin->open(s->self, &s->rep) != MILL_OK ||
        (plugin->worker_open != NULL &&
         plugin->worker_open(s->self, s->worker, &s->rep) != MILL_OK))
        abort();
    report_init(&s->rep, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const langs[] = { "en", "uk", "ru", "de", "fr", "" };
    static struct stage stages[2];
    static struct mill_doc *doc;
    struct mill_str text = { (const char *)bytes + 1, size - 1 };
    const char *lang;

    if (doc == NULL) {
        static struct mill_arena *arena; /* kept: the options lie in it */

        arena = mill_arena_create(0);

        doc = doc_create(0);
        if (arena == NULL || doc == NULL)
            abort();
        open_stage(&stages[0], &segment_LTX_mill_plugin, arena);
        open_stage(&stages[1], &quotes_LTX_mill_plugin, arena);
    }
    if (size == 0 || size > 1 << 20)
        return 0;
    lang = langs[bytes[0] % (sizeof langs / sizeof langs[0])];
    if (!doc_begin(doc, 0, steps, 1 << 20) || !mill_doc_set_text(doc, text) ||
        !mill_doc_set_str(doc, "lang",
                          (struct mill_str){ lang, strlen(lang) }) ||
        !doc_step_commit(doc))
        abort();
    for (uint16_t i = 0; i < 2; i++) {
        doc_step_begin(doc, (uint16_t)(i + 1));
        /* a span that cuts a character makes the plugin fail */
        if (stages[i].plugin->process(stages[i].self, stages[i].worker, doc,
                                      &stages[i].rep) != MILL_OK ||
            !doc_step_commit(doc))
            abort();
    }
    return 0;
}
