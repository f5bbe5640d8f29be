/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-language.c: any bytes as a text in any languages, and as damage to the
 * model. The first byte chooses. A text must get an answer whose numbers hold
 * together; a damaged model must be refused or be harmless. */
#include "../../plugins/language/menu.h"
#include "../../plugins/language/spans.h"

#include <pressmill/arena.h>
#include <pressmill/data.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned char *model;
static size_t model_size;
static struct lang_model engine;
static struct mill_arena *arena;
static struct menu menu;

static void
start(void)
{
    const char *path;
    FILE *f;

    arena = mill_arena_create(0);
    path = mill_data_find(arena, "models/language.bin");
    f = path != NULL ? fopen(path, "rb") : NULL;
    if (f == NULL) {
        fputs("fuzz-language: models/language.bin is missing\n", stderr);
        abort();
    }
    fseek(f, 0, SEEK_END);
    model_size = (size_t)ftell(f);
    rewind(f);
    model = aligned_alloc(64, (model_size + 63) / 64 * 64);
    if (model == NULL || fread(model, 1, model_size, f) != model_size ||
        lang_model_open(&engine, model, model_size) != NULL ||
        !menu_open(&menu, arena))
        abort();
    fclose(f);
}

static void
check_guesses(const struct lang_guess *guesses, size_t count)
{
    unsigned sum = 0;

    if (count == 0 || guesses[0].code == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        sum += guesses[i].probability;
        if (i > 0 && guesses[i].probability > guesses[i - 1].probability)
            abort();
    }
    if (sum > LANG_PROBABILITY_ONE + count)
        abort();
}

static void
read_text(struct mill_str text)
{
    static struct lang_segment segments[300];
    static struct lang_stretch stretches[300];
    struct mill_span menus[16];
    const char *codes[MENU_MAX];
    struct lang_guess guesses[5];
    struct lang_tally tally;
    size_t at = 0, count = 0, found, n;

    lang_tally_init(&tally, &engine);
    lang_tally_text(&tally, text.ptr, text.len);
    check_guesses(guesses, lang_rank(&tally, NULL, guesses, 5));
    while (count < 16 &&
           (n = menu_next(&menu, text, &at, &menus[count], codes)) > 0) {
        if (n < 2 || menus[count].end > text.len ||
            menus[count].begin >= menus[count].end ||
            (count > 0 && menus[count].begin < menus[count - 1].end))
            abort();
        count++;
    }
    count = spans_cut(text, menus, count, segments, 300);
    if (count > 300)
        abort();
    at = 0;
    for (size_t i = 0; i < count; i++) {
        if (segments[i].span.begin < at ||
            segments[i].span.end < segments[i].span.begin ||
            segments[i].span.end > text.len)
            abort();
        at = segments[i].span.end;
    }
    found =
        spans_label(text, segments, count, &tally, NULL,
                    guesses[0].label != 0 ? guesses[0].label : 1, stretches);
    if (found > count)
        abort();
    for (size_t i = 0; i < found; i++)
        if (stretches[i].label == 0 || stretches[i].span.end > text.len ||
            (i > 0 && stretches[i].span.begin < stretches[i - 1].span.end))
            abort();
}

/* Five bytes a change: where and what. The checksum is made to fit, so that
 * what is behind it is tried as well. */
static void
damage(const uint8_t *data, size_t size)
{
    static const char text[] = "Уряд обіцяє нові школи. The government says "
                               "so. 政府は学校を開く。";
    struct lang_model m;
    struct lang_header *h = (struct lang_header *)(void *)model;
    uint32_t check = h->check;

    for (int undo = 0; undo < 2; undo++) {
        for (size_t i = 0; i + 5 <= size && i < 100; i += 5) {
            uint32_t at = (uint32_t)data[i] | (uint32_t)data[i + 1] << 8 |
                          (uint32_t)data[i + 2] << 16 |
                          (uint32_t)data[i + 3] << 24;

            model[at % model_size] ^= data[i + 4];
        }
        if (undo == 1)
            break;
        check = h->check;
        h->check = lang_checksum(
            &h->size, model_size - offsetof(struct lang_header, size));
        if (lang_model_open(&m, model, model_size) == NULL) {
            struct lang_guess guesses[3];
            struct lang_tally tally;

            lang_tally_init(&tally, &m);
            lang_tally_text(&tally, text, sizeof text - 1);
            lang_rank(&tally, NULL, guesses, 3);
        }
        h->check = check;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (model == NULL)
        start();
    if (size == 0)
        return 0;
    if (data[0] == 'M') {
        damage(data + 1, size - 1);
    } else {
        /* a text is valid UTF-8 with a NUL behind it */
        size_t len = mill_utf8_valid((const char *)data, size);
        char *copy = malloc(len + 1);

        if (copy == NULL)
            return 0;
        memcpy(copy, data, len);
        copy[len] = '\0';
        read_text((struct mill_str){ copy, len });
        free(copy);
    }
    return 0;
}
