/* SPDX-License-Identifier: Apache-2.0
 *
 * language.c: the stage `language`: which language a document is written in.
 * The engine does the work; here are options, hints and what goes into the
 * document. docs/language.md explains it to users. */
#include "codes.h"
#include "engine.h"
#include "menu.h"
#include "spans.h"

#include <pressmill/data.h>
#include <pressmill/plugin.h>
#include <stdio.h>
#include <string.h>

enum {
    TOP_MAX = 20,
    MENUS_MAX = 32,
    HINT_WEIGHT = 4 * LANG_UNIT, /* what a hint is worth */
    RELIABLE = 8000              /* of LANG_PROBABILITY_ONE */
};

struct language {
    /* options */
    struct mill_list keep, drop, among;
    int64_t top, min_letters;
    bool hints, spans;
    const char *model;

    struct mill_arena *arena;
    struct mill_map map;
    struct lang_model engine;
    struct menu menu;
    mill_type lang_span;
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
    MILL_OPT_BOOL(struct language, spans, .fallback = "true",
                  .help = "Whether a text in several languages gets a "
                          "'lang_span' for each stretch in one of them."),
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
    MILL_WRITES_FIELD("alternates", "languages that a menu in the text "
                                    "offers"),
    MILL_WRITES(struct language, lang_span, "lang_span",
                "lang, share: of the letters of the text"),
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
    if (!menu_open(&self->menu, self->arena)) {
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
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

/* What is asked of one document. */
struct job {
    const struct language *self;
    struct scratch *scratch;
    struct mill_doc *doc;
    struct mill_str text;
    struct lang_choice choice;
    struct mill_span menus[MENUS_MAX];
    size_t menu_count;
    struct lang_guess guesses[TOP_MAX];
    size_t guess_count;
};

/* Finds menus, which are no evidence, and says what they offer. */
static bool
read_menus(struct job *job)
{
    const char *codes[MENU_MAX];
    struct mill_str all[MENU_MAX];
    size_t at = 0, count = 0, n;

    while (job->menu_count < MENUS_MAX &&
           (n = menu_next(&job->self->menu, job->text, &at,
                          &job->menus[job->menu_count], codes)) > 0) {
        job->menu_count++;
        for (size_t i = 0; i < n; i++) {
            size_t k = 0;

            while (k < count && strcmp(all[k].ptr, codes[i]) != 0)
                k++;
            if (k == count && count < MENU_MAX)
                all[count++] = (struct mill_str){ codes[i], strlen(codes[i]) };
        }
    }
    if (count == 0 || mill_doc_get(job->doc, "alternates") != NULL)
        return true;
    return mill_doc_set_list(job->doc, "alternates", all, count);
}

/* The language of all that is no menu. */
static void
rank_document(struct job *job)
{
    struct lang_tally *tally = &job->scratch->tally;
    size_t at = 0;

    lang_tally_init(tally, &job->self->engine);
    for (size_t i = 0; i < job->menu_count; i++) {
        lang_tally_text(tally, job->text.ptr + at, job->menus[i].begin - at);
        at = job->menus[i].end;
    }
    lang_tally_text(tally, job->text.ptr + at, job->text.len - at);
    job->guess_count =
        lang_rank(tally, &job->choice, job->guesses, (size_t)job->self->top);
}

/* The language with the most letters leads a document in several. */
static void
lead_by(struct job *job, const struct lang_stretch *stretches, size_t count,
        uint8_t label)
{
    struct lang_tally *tally = &job->scratch->tally;

    if (job->guesses[0].label == label)
        return;
    lang_tally_init(tally, &job->self->engine);
    for (size_t i = 0; i < count; i++)
        if (stretches[i].label == label)
            lang_tally_text(tally, job->text.ptr + stretches[i].span.begin,
                            stretches[i].span.end - stretches[i].span.begin);
    job->guess_count =
        lang_rank(tally, &job->choice, job->guesses, (size_t)job->self->top);
}

static bool
annotate(struct job *job, const struct lang_stretch *stretches, size_t count)
{
    const struct language *self = job->self;
    struct lang_tally *tally = &job->scratch->tally;
    uint64_t letters = 0;

    for (size_t i = 0; i < count; i++)
        letters += stretches[i].letters;
    for (size_t i = 0; i < count; i++) {
        const struct lang_stretch *s = &stretches[i];
        const char *code = self->engine.labels[s->label - 1].code;
        /* in thousandths, so that it is a short number */
        uint64_t share = (s->letters * 1000u + letters / 2) / letters;
        struct lang_guess best[SPANS_LANGUAGES_MAX];
        struct mill_ann *a = mill_annotate(job->doc, self->lang_span, s->span);
        size_t n;

        if (a == NULL ||
            !mill_ann_set_str(job->doc, a, "lang",
                              (struct mill_str){ code, strlen(code) }) ||
            !mill_ann_set_num(job->doc, a, "share", (double)share / 1000))
            return false;
        lang_tally_init(tally, &self->engine);
        lang_tally_text(tally, job->text.ptr + s->span.begin,
                        s->span.end - s->span.begin);
        n = lang_rank(tally, &job->choice, best, SPANS_LANGUAGES_MAX);
        for (size_t k = 0; k < n; k++)
            if (best[k].label == s->label)
                mill_ann_set_confidence(a, (float)best[k].probability /
                                               LANG_PROBABILITY_ONE);
    }
    return true;
}

/* Marks the stretches of a text in several languages. */
static bool
mark_spans(struct job *job)
{
    size_t max = job->text.len / 8 + 16 + job->menu_count * 2, count, found;
    uint64_t letters[LANG_LABELS_MAX + 1] = { 0 };
    struct lang_segment *segments;
    struct lang_stretch *stretches;
    uint8_t most = 0;

    if (max > SPANS_SEGMENTS_MAX)
        max = SPANS_SEGMENTS_MAX;
    segments = mill_doc_alloc(job->doc, max * sizeof *segments);
    stretches = mill_doc_alloc(job->doc, max * sizeof *stretches);
    if (segments == NULL || stretches == NULL)
        return false;
    count = spans_cut(job->text, job->menus, job->menu_count, segments, max);
    found = spans_label(job->text, segments, count, &job->scratch->tally,
                        job->choice.among, job->guesses[0].label, stretches);
    for (size_t i = 0; i < found; i++)
        letters[stretches[i].label] += stretches[i].letters;
    for (unsigned l = 1; l <= LANG_LABELS_MAX; l++)
        if (letters[l] > letters[most])
            most = (uint8_t)l;
    if (found < 2)
        return true;
    lead_by(job, stretches, found, most);
    return annotate(job, stretches, found);
}

static enum mill_status
language_process(const void *vself, void *worker, struct mill_doc *doc,
                 struct mill_report *rep)
{
    const struct language *self = vself;
    struct scratch *s = worker;
    struct job job = {
        .self = self, .scratch = s, .doc = doc, .text = mill_doc_text(doc)
    };
    struct mill_str code;
    bool ok;

    job.choice.among = self->among.count > 0 ? self->candidates : NULL;
    job.choice.min_letters = (uint32_t)self->min_letters;
    if (self->hints) {
        memset(s->prior, 0, sizeof s->prior);
        add_hint(self, s, mill_doc_get_str(doc, "lang"));
        add_url_hints(self, s, mill_doc_get_str(doc, "url"));
        job.choice.prior = s->prior;
    }
    ok = read_menus(&job);
    rank_document(&job);
    if (ok && self->spans && job.guesses[0].label != 0)
        ok = mark_spans(&job);
    code.ptr = job.guesses[0].code;
    code.len = strlen(code.ptr);
    ok = ok && mill_doc_set_str(doc, "lang", code) &&
         mill_doc_set_num(doc, "lang_confidence",
                          job.guesses[0].probability /
                              (double)LANG_PROBABILITY_ONE) &&
         mill_doc_set_bool(doc, "lang_reliable",
                           job.guesses[0].probability >= RELIABLE);
    if (ok && self->top > 1)
        ok = set_top(doc, job.guesses, job.guess_count);
    if (!ok)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for this document");
    if ((self->keep.count > 0 && !self->keeps[job.guesses[0].label]) ||
        self->drops[job.guesses[0].label])
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
