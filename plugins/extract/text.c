/* SPDX-License-Identifier: Apache-2.0
 *
 * text.c: the same cleaning for text that came without a page: an article
 * copied from a site brings its menu line, its title twice, the credit of the
 * picture and the closing lines. Little is known of plain text, so only what
 * is plainly none of the article goes. */
#define _GNU_SOURCE /* memmem */

#include "engine.h"

#include <string.h>

/* Cuts the text at blank lines, or at each line break when there are none. */
bool
blocks_cut(struct article *art, struct mill_str text)
{
    bool blank = memmem(text.ptr, text.len, "\n\n", 2) != NULL ||
                 memmem(text.ptr, text.len, "\n\r\n", 3) != NULL;
    size_t lines = 1, i = 0;

    for (size_t k = 0; k < text.len; k++)
        lines += text.ptr[k] == '\n';
    art->cap = lines < art->max_blocks ? (uint32_t)lines : art->max_blocks;
    art->blocks =
        mill_arena_zalloc(art->arena, art->cap * sizeof(*art->blocks) + 1);
    if (art->blocks == NULL)
        return false;
    while (i < text.len) {
        size_t from = i, to;
        struct block *b;

        for (; i < text.len; i++) {
            size_t k = i + 1;

            if (text.ptr[i] != '\n')
                continue;
            while (k < text.len && (text.ptr[k] == '\r' || text.ptr[k] == ' ' ||
                                    text.ptr[k] == '\t'))
                k++;
            if (!blank || k >= text.len || text.ptr[k] == '\n')
                break;
        }
        to = i;
        while (i < text.len && (unsigned char)text.ptr[i] <= ' ')
            i++;
        while (from < to && (unsigned char)text.ptr[from] <= ' ')
            from++;
        while (to > from && (unsigned char)text.ptr[to - 1] <= ' ')
            to--;
        if (from == to)
            continue;
        if (art->count == art->cap) {
            /* the last block takes the rest: nothing is lost */
            b = &art->blocks[art->count - 1];
            art->cut = true;
            b->text.len = (size_t)(text.ptr + text.len - b->text.ptr);
            break;
        }
        b = &art->blocks[art->count++];
        blocks_measure(b, (struct mill_str){ text.ptr + from, to - from });
        b->phrase = (uint16_t)phrases_of(art->words, b->text, b->words);
        b->score = 1;
    }
    return true;
}

static bool
looks_like_title(const struct block *b)
{
    return b->words >= 3 && b->words <= 30 && b->phrase == PHRASE_NONE &&
           !b->ends_colon &&
           (!b->ends_sentence || b->text.ptr[b->text.len - 1] == '?' ||
            b->text.ptr[b->text.len - 1] == '!');
}

static void
drop(struct block *b, const char *why)
{
    b->keep = false;
    b->why = why;
}

bool
engine_text(const struct engine *engine, struct engine_worker *w,
            struct mill_str bytes, const char *type, struct mill_str title,
            struct engine_result *r)
{
    enum { HEAD = 6 };
    struct article *art = &r->art;
    struct mill_str text;
    uint32_t first = 0;

    mill_arena_reset(w->scratch, 0);
    memset(r, 0, sizeof(*r));
    art->arena = w->scratch;
    art->names = &engine->names;
    art->words = &engine->words;
    art->max_blocks = engine->max_blocks;
    if (!encoding_decode(w->charset, w->scratch, bytes, type, false, &text,
                         &r->charset) ||
        !blocks_cut(art, text))
        return false;
    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];

        b->keep = true;
        b->why = "text";
        if (b->phrase != PHRASE_NONE && choose_is_junk(b))
            drop(b, extract_phrase_name(b->phrase));
    }
    while (first < art->count && !art->blocks[first].keep)
        first++;
    if (title.len == 0 && first + 1 < art->count &&
        looks_like_title(&art->blocks[first])) {
        title = art->blocks[first].text;
        r->meta.title = (struct meta_value){ title, "text", 0.6f };
        art->blocks[first].kind = KIND_HEADING;
    }
    art->title = title;
    /* the title again, at the head; further down it may be a quotation */
    for (uint32_t i = 0, seen = 0; i < art->count && seen < HEAD; i++) {
        seen += art->blocks[i].keep;
        if (art->blocks[i].keep &&
            choose_is_title(art->words, art->blocks[i].text, title))
            drop(&art->blocks[i], "repeats the title");
    }
    for (uint32_t i = 0; i < art->count; i++) {
        const char *codes[12];
        size_t n;

        if (art->blocks[i].phrase != PHRASE_MENU)
            continue;
        n = phrase_languages(art->words, art->blocks[i].text, codes, 12);
        for (size_t k = 0; k < n && r->meta.alternate_count < META_ALTERNATES;
             k++)
            r->meta.alternates[r->meta.alternate_count++] =
                (struct mill_str){ codes[k], strlen(codes[k]) };
    }
    return true;
}
