/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-extract.c: any bytes as a page and as a text: valid UTF-8 comes out,
 * spans lie within it, and nothing breaks. */
#include "../../plugins/extract/engine.h"

#include <pressmill/unicode.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look(const struct engine_result *r)
{
    const struct article *art = &r->art;

    for (uint32_t i = 0; i < art->count; i++) {
        const struct block *b = &art->blocks[i];

        if (mill_utf8_valid(b->text.ptr, b->text.len) != b->text.len ||
            b->text.len == 0 || b->why == NULL)
            abort();
    }
    for (uint32_t i = 0; i < art->link_count; i++)
        if (art->links[i].block >= art->count ||
            art->links[i].begin >= art->links[i].end ||
            art->links[i].end > art->blocks[art->links[i].block].text.len)
            abort();
    for (uint32_t i = 0; i < r->meta.author_count; i++)
        if (r->meta.authors[i].len == 0)
            abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mill_arena *arena;
    static struct engine engine;
    static struct engine_worker worker;
    struct mill_str bytes = { (const char *)data, size };
    struct engine_result r;

    if (arena == NULL) {
        arena = mill_arena_create(0);
        /* with no language data, PRESSMILL_DATA_PATH unset, less is tried */
        if (arena == NULL || engine_init(&engine, arena, NULL) != MILL_OK ||
            !engine_worker_init(&worker))
            abort();
    }
    if (engine_page(&engine, &worker, bytes, "",
                    MILL_STR("https://example.org/2025/05/07/a"), &r))
        look(&r);
    if (engine_text(&engine, &worker, bytes, "text/plain", MILL_STR(""), &r))
        look(&r);
    return 0;
}
