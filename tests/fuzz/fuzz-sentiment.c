/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-sentiment.c: any text in any language, toward any target, has a finite
 * tone in range; any bytes are a lexicon or are refused. The first byte
 * chooses the language (or, from 0xf0, the lexicon), the next two a target. */
#include "../../plugins/sentiment/tone.h"

#include <math.h>
#include <stdlib.h>

#include "../../core/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mill_arena *data_arena;
static struct tone_lang *langs[16];
static size_t n_langs;
static struct tone_scratch *scratch;

static void
start(void)
{
    static struct mill_report rep;
    static const char *const codes[] = { "en", "uk", "ru", "de", "fr" };

    data_arena = mill_arena_create(0);
    scratch = calloc(1, sizeof *scratch);
    if (data_arena == NULL || scratch == NULL)
        abort();
    report_init(&rep, data_arena);
    scratch->match = tone_idiom_scratch();
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        langs[n_langs] = tone_lang_read(data_arena, codes[i], &rep);
        if (langs[n_langs] == NULL)
            abort();
        tone_lang_model(langs[n_langs++], data_arena, &rep);
    }
}

static void
check(const struct tone *t)
{
    if (!isfinite(t->score) || t->score < -1 || t->score > 1 || t->label < 0 ||
        t->label > 2 || !(t->confidence >= 0) || t->confidence > 1)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mill_arena *arena;
    struct mill_report rep;
    struct mill_str text;
    struct mill_span target;
    struct tone t;

    if (scratch == NULL)
        start();
    if (size < 3)
        return 0;
    arena = mill_arena_create(1 << 26);
    if (arena == NULL)
        return 0;
    report_init(&rep, arena);
    text = (struct mill_str){ (const char *)data + 3, size - 3 };
    if (data[0] >= 0xf0) {
        struct tone_table table;

        if (tone_table_init(&table, arena, 0))
            (void)!tone_lexicon_text(&table, arena, "own.tsv", text, true,
                                     &rep);
    } else {
        const struct tone_lang *lang = langs[data[0] % n_langs];

        text = mill_utf8_repair(arena, text, NULL);
        if (text.ptr != NULL) {
            tone_sentence(lang, text.ptr, 0, (uint32_t)text.len, scratch, &t);
            check(&t);
            target.begin = (uint32_t)(data[1] * text.len / 256);
            target.end = target.begin + data[2] % 32;
            if (target.end > text.len)
                target.end = (uint32_t)text.len;
            tone_target(lang, text.ptr, 0, (uint32_t)text.len, target, scratch,
                        &t);
            check(&t);
        }
    }
    mill_arena_destroy(arena);
    return 0;
}
