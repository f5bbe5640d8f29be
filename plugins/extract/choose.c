/* SPDX-License-Identifier: Apache-2.0
 *
 * choose.c: from the score of each block to the article: what stays, what
 * goes, and why. */
#include "choose.h"

#include <math.h>
#include <string.h>

static const char *const ways[WAY_COUNT] = { "content", "json-ld", "recall",
                                             "long-paragraphs", "all" };

const char *
choose_way_name(enum choose_way way)
{
    return ways[way];
}

/* Number of a feature by its name, looked up for the rules only. */
static float
value(const struct features *f, uint32_t row, const char *name)
{
    for (uint32_t i = 0; i < features_count(); i++)
        if (strcmp(features_name(i), name) == 0)
            return f->rows[(size_t)row * f->stride + i];
    return 0;
}

void
choose_rules(struct article *art, const struct features *f)
{
    const struct html_node *nodes = art->page->nodes;

    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];
        float links = b->chars > 0 ? (float)b->link_chars / (float)b->chars : 0;
        bool in = b->node >= f->container && b->node < nodes[f->container].end;
        float z = -1.5f;

        z += b->words >= 12 ? 1.5f : b->words >= 6 ? 0.3f : -1.0f;
        z += b->stops > 0 ? 0.8f : 0;
        z += b->ends_sentence ? 0.7f : 0;
        z -= 4 * links;
        z += in ? 1.5f : -3.0f;
        z += b->tag == TAG_P ? 1 : 0;
        z += b->kind == KIND_HEADING ? 1 : 0;
        z -= b->within & (IN_NAV | IN_FOOTER | IN_ASIDE | IN_HIDDEN | IN_FORM |
                          IN_FIGURE)
                 ? 3
                 : 0;
        z -= b->phrase != PHRASE_NONE ? 2 : 0;
        z -= value(f, i, "title_like") > 0.8f ? 4 : 0;
        b->score = 1 / (1 + expf(-z));
    }
}

/* ---- filters that the classifier does not decide */

bool
choose_is_junk(const struct block *b)
{
    uint32_t text =
        b->words - (b->link_words < b->words ? b->link_words : b->words);

    switch (b->phrase) {
    case PHRASE_READ_ALSO:
        /* the phrase and a link; or a heading over such */
        return b->kind == KIND_HEADING || text <= 8 || b->words <= 14;
    case PHRASE_CREDIT:
        return b->words <= 12;
    case PHRASE_TYPO:
    case PHRASE_COOKIE:
        return true;
    case PHRASE_CLOSING:
        return !b->stops || b->words <= 25;
    case PHRASE_COPYRIGHT:
        return b->words <= 40;
    case PHRASE_SUBSCRIBE:
        return b->words <= 25;
    case PHRASE_SHARE:
    case PHRASE_AD:
        return b->words <= 6;
    case PHRASE_TAGS:
    case PHRASE_MENU:
        return b->words <= 20;
    default:
        return false;
    }
}

bool
choose_is_title(struct mill_str text, struct mill_str title)
{
    struct mill_str rest;

    if (title.len == 0 || text.len < title.len ||
        memcmp(text.ptr, title.ptr, title.len) != 0)
        return false;
    rest = (struct mill_str){ text.ptr + title.len, text.len - title.len };
    while (rest.len > 0 && (unsigned char)rest.ptr[0] <= ' ') {
        rest.ptr++;
        rest.len--;
    }
    return rest.len == 0 || phrase_of(rest, 1) == PHRASE_CREDIT;
}

static void
leave_out(struct block *b, const char *why)
{
    b->keep = false;
    b->why = why;
}

/* Headings that nothing follows, or only another of their rank. */
static void
drop_lonely_headings(struct article *art)
{
    struct block *next = NULL;

    for (uint32_t i = art->count; i-- > 0;) {
        struct block *b = &art->blocks[i];

        if (!b->keep)
            continue;
        if (b->kind == KIND_HEADING && next == NULL)
            leave_out(b, "a heading with nothing under it");
        else
            next = b;
    }
}

enum choose_way
choose_blocks(struct article *art, const struct features *f)
{
    uint32_t chars = 0;

    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];

        b->keep = b->score >= 0.5f;
        b->why = b->keep ? "looks like text of the article"
                         : "does not look like text of the article";
        if (b->keep && (i == f->title || choose_is_title(b->text, art->title)))
            leave_out(b, "repeats the title");
        else if (b->keep && choose_is_junk(b))
            leave_out(b, phrase_name(b->phrase));
        if (b->keep)
            chars += b->chars;
    }
    drop_lonely_headings(art);
    if (chars >= 250)
        return WAY_CONTENT;
    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];

        if (!b->keep && b->chars > 80 && 2 * b->link_chars < b->chars &&
            !(b->within & (IN_NAV | IN_FOOTER)) && !choose_is_junk(b)) {
            b->keep = true;
            b->why = "a long paragraph, taken as there is little else";
        }
    }
    return WAY_LONG;
}
