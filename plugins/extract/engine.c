/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.c: the steps from bytes to an article, in their order. */
#include "engine.h"
#include "model.h"

#include <string.h>

enum { KEEP_BYTES = 16 * 1024 * 1024 };

enum mill_status
engine_init(struct engine *engine, struct mill_arena *arena,
            struct mill_report *rep)
{
    memset(engine, 0, sizeof(*engine));
    names_init(&engine->names);
    engine->limits = (struct html_limits){ 30000, 400 };
    engine->max_blocks = 3000;
    return words_read(&engine->words, arena, rep);
}

bool
engine_worker_init(struct engine_worker *w)
{
    memset(w, 0, sizeof(*w));
    w->parser = html_parser_create();
    w->charset = charset_create();
    w->json = mill_json_parser_create();
    w->scratch = mill_arena_create(0);
    if (w->parser != NULL && w->charset != NULL && w->json != NULL &&
        w->scratch != NULL)
        return true;
    engine_worker_finish(w);
    return false;
}

void
engine_worker_finish(struct engine_worker *w)
{
    html_parser_destroy(w->parser);
    charset_destroy(w->charset);
    mill_json_parser_destroy(w->json);
    mill_arena_destroy(w->scratch);
    memset(w, 0, sizeof(*w));
}

bool
engine_read(const struct engine *engine, struct engine_worker *w,
            struct mill_str bytes, const char *type, struct mill_str url,
            struct engine_result *r)
{
    struct meta_input in = { .page = &r->page,
                             .names = &engine->names,
                             .words = &engine->words,
                             .arena = w->scratch,
                             .json = w->json,
                             .url = url };
    struct mill_str text;

    mill_arena_reset(w->scratch, KEEP_BYTES);
    memset(r, 0, sizeof(*r));
    if (!encoding_decode(w->charset, w->scratch, bytes, type, true, &text,
                         &r->charset) ||
        !html_parse(w->parser, w->scratch, text, &engine->limits, &r->page))
        return false;
    in.bytes = text;
    if (!meta_find(&in, &r->meta))
        return false;
    r->art.arena = w->scratch;
    r->art.names = &engine->names;
    r->art.words = &engine->words;
    r->art.page = &r->page;
    r->art.max_blocks = engine->max_blocks;
    r->art.title = r->meta.title.value;
    r->art.body_hint = r->meta.body;
    r->art.authors = r->meta.authors;
    r->art.author_count = r->meta.author_count;
    return blocks_find(&r->art);
}

bool
engine_choose(const struct engine *engine, struct engine_result *r)
{
    if (!features_make(&r->art, &r->features))
        return false;
    if (engine->model == NULL)
        choose_rules(&r->art, &r->features);
    else
        model_score(engine->model, &r->art, &r->features);
    r->way = choose_blocks(&r->art, &r->features);
    return true;
}

bool
engine_page(const struct engine *engine, struct engine_worker *w,
            struct mill_str bytes, const char *type, struct mill_str url,
            struct engine_result *r)
{
    return engine_read(engine, w, bytes, type, url, r) &&
           engine_choose(engine, r);
}
