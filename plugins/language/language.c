/* SPDX-License-Identifier: Apache-2.0
 *
 * language.c: the stage `language`: which language a document is written in.
 * The engine does the work; here are options, hints and what goes into the
 * document. docs/language.md explains it to users. */
#include "codes.h"
#include "engine.h"

#include <pressmill/data.h>
#include <pressmill/plugin.h>
#include <stdio.h>
#include <string.h>

enum {
    TOP_MAX = 20,
    LIST_MAX = 256,
    HINT_WEIGHT = 24, /* a hint is worth this: a nat and a half */
    RELIABLE = 8000   /* of LANG_PROBABILITY_ONE */
};

struct language {
    /* options */
    struct mill_list keep, drop, among;
    int64_t top, min_letters;
    bool hints;
    const char *model;

    struct mill_arena *arena;
    struct mill_map map;
    struct lang_model engine;
    bool keeps[LANG_LABELS_MAX + 1], drops[LANG_LABELS_MAX + 1];
    bool candidates[LANG_LABELS_MAX + 1]; /* label 0 is "und" */
};

struct scratch {
    struct lang_tally tally;
    int16_t prior[LANG_LABELS_MAX + 1];
};

static const struct mill_option options[] = {
    MILL_OPT_LIST(struct language, keep,
                  .help = "Only documents in these languages go on, such as "
                          "[uk, ru, en]; 'und' for those in none. Two "
                          "letters are enough: zh keeps zh-Hans, too."),
    MILL_OPT_LIST(struct language, drop,
                  .help = "Documents in these languages are left out."),
    MILL_OPT_LIST(struct language, among,
                  .help = "The only languages to choose from: more certain "
                          "where the sources are known."),
    MILL_OPT_INT(struct language, top, .fallback = "1", .min = 1,
                 .max = TOP_MAX, .unit = "languages",
                 .help = "How many to tell, best first, in 'lang_top'."),
    MILL_OPT_INT(struct language, min_letters, .fallback = "3", .min = 1,
                 .max = 1000, .unit = "letters",
                 .help = "Fewer letters than this are 'und'."),
    MILL_OPT_BOOL(struct language, hints, .fallback = "false",
                  .help = "Whether what the page and its address say about "
                          "their language counts as weak evidence."),
    MILL_OPT_PATH(struct language, model,
                  .help = "A model of your own, made by train-language. "
                          "The built-in one when empty."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_READS_FIELD("text"),
    MILL_MAY_READ_FIELD("url"),
    MILL_WRITES_FIELD("lang", "BCP 47 code, 'und' when there is no telling"),
    MILL_WRITES_FIELD("lang_confidence", "0 to 1: how often such answers are "
                                         "right"),
    MILL_WRITES_FIELD("lang_reliable", "whether to rely on it"),
    MILL_WRITES_FIELD("lang_top", "with top: the best ones, as a list of "
                                  "{lang, confidence}"),
    MILL_USE_END
};

/* Whether label `code` is what `wanted` asks for: the same, or the same
 * language in a script that was left open. */
static bool
matches(const char *code, const char *wanted)
{
    const struct code_name *known = code_find(wanted, strlen(wanted));
    const char *full = known != NULL ? known->code : wanted;
    size_t len = strlen(wanted);

    if (strcmp(code, full) == 0 || strcmp(code, wanted) == 0)
        return true;
    return strncmp(code, wanted, len) == 0 && code[len] == '-';
}

/* Fills flags by label from a list option. */
static enum mill_status
bind_list(struct language *self, const char *option,
          const struct mill_list *list, bool *flags, struct mill_report *rep)
{
    enum mill_status status = MILL_OK;

    for (size_t i = 0; i < list->count; i++) {
        const char *wanted = list->items[i];
        bool found = strcmp(wanted, "und") == 0;

        flags[0] |= found;
        for (uint32_t l = 1; l <= self->engine.label_count; l++)
            if (matches(self->engine.labels[l - 1].code, wanted))
                found = flags[l] = true;
        if (!found)
            status = mill_fail_option(
                rep, option,
                "'%.40s' is no language of the model; expected a code such "
                "as uk, en or sr-Latn",
                wanted);
    }
    return status;
}

static void
language_close(void *vself)
{
    struct language *self = vself;

    mill_map_close(&self->map);
    mill_arena_destroy(self->arena);
    self->arena = NULL;
}

static enum mill_status
language_open(void *vself, struct mill_report *rep)
{
    struct language *self = vself;
    const char *path = self->model, *wrong;
    enum mill_status status = MILL_ERR_STAGE;

    self->arena = mill_arena_create(0);
    if (self->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    if (path == NULL || path[0] == '\0')
        path = mill_data_find(self->arena, "models/language.bin");
    if (path == NULL) {
        mill_fail(rep, MILL_ERR_STAGE,
                  "models/language.bin is missing; install pressmill again "
                  "or set PRESSMILL_DATA_PATH");
        goto fail;
    }
    if (!mill_map_open(&self->map, path, rep))
        goto fail;
    wrong = lang_model_open(&self->engine, self->map.ptr, self->map.size);
    if (wrong != NULL) {
        if (self->model != NULL && self->model[0] != '\0')
            mill_fail_option(rep, "model", "'%.300s' %s", path, wrong);
        else
            mill_fail(rep, MILL_ERR_STAGE, "'%.300s' %s", path, wrong);
        goto fail;
    }
    status = bind_list(self, "keep", &self->keep, self->keeps, rep);
    if (bind_list(self, "drop", &self->drop, self->drops, rep) != MILL_OK ||
        bind_list(self, "among", &self->among, self->candidates, rep) !=
            MILL_OK)
        status = MILL_ERR_STAGE;
    if (status == MILL_OK)
        return MILL_OK;
fail:
    language_close(self);
    return MILL_ERR_STAGE;
}

/* A hint: a code such as "uk-UA"; the first part that is a language counts. */
static void
add_hint(const struct language *self, struct scratch *s, struct mill_str hint)
{
    const struct code_name *known;
    size_t len = 0;

    while (len < hint.len && hint.ptr[len] != '-' && hint.ptr[len] != '_' &&
           hint.ptr[len] != ',' && hint.ptr[len] != ';')
        len++;
    if (len < 2 || len > 3 || (known = code_find(hint.ptr, len)) == NULL)
        return;
    for (uint32_t l = 1; l <= self->engine.label_count; l++)
        if (strncmp(self->engine.labels[l - 1].code, known->code, len) == 0 ||
            strcmp(self->engine.labels[l - 1].code, known->code) == 0)
            s->prior[l] = HINT_WEIGHT;
}

/* uk.example.com, example.com/uk/, example.com.ua, ?lang=uk */
static void
add_url_hints(const struct language *self, struct scratch *s,
              struct mill_str url)
{
    static const char *const end = "/.?&=#";
    size_t at = 0, begin;
    int parts = 0;

    while (at < url.len && parts < 12) {
        begin = at;
        while (at < url.len && strchr(end, url.ptr[at]) == NULL)
            at++;
        if (at - begin == 2)
            add_hint(self, s, (struct mill_str){ url.ptr + begin, 2 });
        at++;
        parts++;
    }
}

static bool
set_top(struct mill_doc *doc, const struct lang_guess *guesses, size_t count)
{
    char json[TOP_MAX * 64];
    size_t at = 0;

    json[at++] = '[';
    for (size_t i = 0; i < count; i++)
        at += (size_t)snprintf(json + at, sizeof json - at,
                               "%s{\"lang\":\"%s\",\"confidence\":%u.%04u}",
                               i > 0 ? "," : "", guesses[i].code,
                               guesses[i].probability / LANG_PROBABILITY_ONE,
                               guesses[i].probability % LANG_PROBABILITY_ONE);
    json[at++] = ']';
    return mill_doc_set_json(doc, "lang_top", (struct mill_str){ json, at });
}

static enum mill_status
language_process(const void *vself, void *worker, struct mill_doc *doc,
                 struct mill_report *rep)
{
    const struct language *self = vself;
    struct scratch *s = worker;
    struct mill_str text = mill_doc_text(doc);
    struct lang_guess guesses[TOP_MAX];
    struct lang_choice choice = { .among = self->among.count > 0
                                               ? self->candidates
                                               : NULL,
                                  .min_letters = (uint32_t)self->min_letters };
    const char *code;
    size_t count;
    bool ok;

    lang_tally_init(&s->tally, &self->engine);
    lang_tally_text(&s->tally, text.ptr, text.len);
    if (self->hints) {
        memset(s->prior, 0, sizeof s->prior);
        add_hint(self, s, mill_doc_get_str(doc, "lang"));
        add_url_hints(self, s, mill_doc_get_str(doc, "url"));
        choice.prior = s->prior;
    }
    count = lang_rank(&s->tally, &choice, guesses, (size_t)self->top);
    code = guesses[0].code;
    ok = mill_doc_set_str(doc, "lang",
                          (struct mill_str){ code, strlen(code) }) &&
         mill_doc_set_num(doc, "lang_confidence",
                          guesses[0].probability /
                              (double)LANG_PROBABILITY_ONE) &&
         mill_doc_set_bool(doc, "lang_reliable",
                           guesses[0].probability >= RELIABLE);
    if (ok && self->top > 1)
        ok = set_top(doc, guesses, count);
    if (!ok)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    if ((self->keep.count > 0 && !self->keeps[guesses[0].label]) ||
        self->drops[guesses[0].label])
        return MILL_DROP;
    return MILL_OK;
}

MILL_PLUGIN(language) = {
    MILL_PLUGIN_HEAD,
    .name = "language",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Tells which language a document is written in",
    .manual = "More than 170 languages, by the n-grams of their words. The "
              "confidence is calibrated: of answers given with 0.9, nine in "
              "ten are right. Text that is in no language (numbers, code, "
              "addresses, menus) is 'und'.",
    .example = "language: {keep: [uk, ru, en]}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct language),
    .worker_size = sizeof(struct scratch),
    .open = language_open,
    .close = language_close,
    .process = language_process,
};
