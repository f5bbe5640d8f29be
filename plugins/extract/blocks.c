/* SPDX-License-Identifier: Apache-2.0
 *
 * blocks.c: cuts a page into blocks: runs of inline text under one block
 * element, white space collapsed, with what can be counted in them. One walk
 * over the nodes. */
#define _GNU_SOURCE /* memmem */

#include "blocks.h"

#include <string.h>

/* What an element does to the text in it. */
enum trait {
    BLOCK = 1, /* begins and ends a block */
    SKIP = 2   /* its text is none of the article's */
};

static const unsigned char traits[TAG_COUNT] = {
    [TAG_ADDRESS] = BLOCK,
    [TAG_ARTICLE] = BLOCK,
    [TAG_ASIDE] = BLOCK,
    [TAG_BLOCKQUOTE] = BLOCK,
    [TAG_BODY] = BLOCK,
    [TAG_CAPTION] = BLOCK,
    [TAG_CENTER] = BLOCK,
    [TAG_DD] = BLOCK,
    [TAG_DETAILS] = BLOCK,
    [TAG_DIALOG] = BLOCK,
    [TAG_DIV] = BLOCK,
    [TAG_DL] = BLOCK,
    [TAG_DT] = BLOCK,
    [TAG_FIELDSET] = BLOCK,
    [TAG_FIGCAPTION] = BLOCK,
    [TAG_FIGURE] = BLOCK,
    [TAG_FOOTER] = BLOCK,
    [TAG_FORM] = BLOCK,
    [TAG_H1] = BLOCK,
    [TAG_H2] = BLOCK,
    [TAG_H3] = BLOCK,
    [TAG_H4] = BLOCK,
    [TAG_H5] = BLOCK,
    [TAG_H6] = BLOCK,
    [TAG_HEADER] = BLOCK,
    [TAG_HGROUP] = BLOCK,
    [TAG_HR] = BLOCK,
    [TAG_HTML] = BLOCK,
    [TAG_LEGEND] = BLOCK,
    [TAG_LI] = BLOCK,
    [TAG_MAIN] = BLOCK,
    [TAG_MENU] = BLOCK,
    [TAG_NAV] = BLOCK,
    [TAG_OL] = BLOCK,
    [TAG_P] = BLOCK,
    [TAG_PRE] = BLOCK,
    [TAG_SECTION] = BLOCK,
    [TAG_SUMMARY] = BLOCK,
    [TAG_TABLE] = BLOCK,
    [TAG_TBODY] = BLOCK,
    [TAG_TD] = BLOCK,
    [TAG_TFOOT] = BLOCK,
    [TAG_TH] = BLOCK,
    [TAG_THEAD] = BLOCK,
    [TAG_TR] = BLOCK,
    [TAG_UL] = BLOCK,
    [TAG_CUSTOM] = BLOCK,
    [TAG_HEAD] = BLOCK | SKIP,
    [TAG_BUTTON] = BLOCK | SKIP,
    [TAG_OPTION] = BLOCK | SKIP,
    [TAG_VIDEO] = BLOCK | SKIP,
    [TAG_AUDIO] = BLOCK | SKIP,
    [TAG_TITLE] = SKIP,
};

static const uint32_t tag_within[TAG_COUNT] = {
    [TAG_A] = IN_LINK,           [TAG_ARTICLE] = IN_ARTICLE,
    [TAG_ASIDE] = IN_ASIDE,      [TAG_B] = IN_BOLD,
    [TAG_BLOCKQUOTE] = IN_QUOTE, [TAG_BUTTON] = IN_SKIP,
    [TAG_EM] = IN_ITALIC,        [TAG_FIGURE] = IN_FIGURE,
    [TAG_FOOTER] = IN_FOOTER,    [TAG_FORM] = IN_FORM,
    [TAG_H1] = IN_HEADING,       [TAG_H2] = IN_HEADING,
    [TAG_H3] = IN_HEADING,       [TAG_H4] = IN_HEADING,
    [TAG_H5] = IN_HEADING,       [TAG_H6] = IN_HEADING,
    [TAG_HEADER] = IN_HEADER,    [TAG_I] = IN_ITALIC,
    [TAG_MAIN] = IN_MAIN,        [TAG_MENU] = IN_LIST,
    [TAG_NAV] = IN_NAV,          [TAG_OL] = IN_LIST,
    [TAG_STRONG] = IN_BOLD,      [TAG_TABLE] = IN_TABLE,
    [TAG_UL] = IN_LIST,          [TAG_HEAD] = IN_SKIP,
    [TAG_OPTION] = IN_SKIP,      [TAG_VIDEO] = IN_SKIP,
    [TAG_AUDIO] = IN_SKIP,       [TAG_TITLE] = IN_SKIP,
    [TAG_DETAILS] = IN_DETAILS,  [TAG_DIALOG] = IN_HIDDEN,
};

static bool
has(struct mill_str where, const char *what)
{
    return where.len >= strlen(what) &&
           memmem(where.ptr, where.len, what, strlen(what)) != NULL;
}

/* What an attribute adds to the element's info. */
static void
read_attr(const struct article *art, const struct html_attr *a,
          struct node_info *info)
{
    struct mill_str v = a->value;

    switch (a->name) {
    case ATTR_CLASS:
        for (size_t i = 0; i < v.len; i++)
            info->sig = (info->sig ^ (unsigned char)v.ptr[i]) * 0x100000001b3u;
        info->signs |= names_signs(art->names, v);
        break;
    case ATTR_ID:
    case ATTR_DATA:
        info->signs |= names_signs(art->names, v);
        break;
    case ATTR_ROLE:
        if (has(v, "navigation") || has(v, "menu"))
            info->within |= IN_NAV;
        else if (has(v, "complementary"))
            info->within |= IN_ASIDE;
        else if (has(v, "contentinfo"))
            info->within |= IN_FOOTER;
        else if (has(v, "dialog"))
            info->within |= IN_HIDDEN;
        else if (has(v, "main"))
            info->within |= IN_MAIN;
        else if (has(v, "article"))
            info->within |= IN_ARTICLE;
        break;
    case ATTR_HIDDEN:
        info->within |= IN_HIDDEN;
        break;
    case ATTR_ARIA_HIDDEN:
        if (has(v, "true"))
            info->within |= IN_HIDDEN;
        break;
    case ATTR_STYLE:
        if (has(v, "display:none") || has(v, "display: none") ||
            has(v, "visibility:hidden") || has(v, "visibility: hidden"))
            info->within |= IN_HIDDEN;
        break;
    case ATTR_ITEMPROP:
        if (has(v, "articleBody"))
            info->within |= IN_BODYPROP;
        if (has(v, "author"))
            info->signs |= 1u << SIGN_AUTHOR;
        if (has(v, "date"))
            info->signs |= 1u << SIGN_DATE;
        if (has(v, "headline"))
            info->signs |= 1u << SIGN_TITLE;
        if (has(v, "comment"))
            info->signs |= 1u << SIGN_COMMENT;
        break;
    default:
        break;
    }
}

/* An element that holds most of the page is no button, no menu and not
 * hidden, whatever it says: it was never closed, or a script shows it. */
static void
check_within(const struct article *art, uint32_t i)
{
    const struct html *page = art->page;
    const struct html_node *n = &page->nodes[i];
    uint32_t end =
        n->end < page->count ? page->nodes[n->end].text : page->text_len;
    uint64_t share =
        (uint64_t)(end - n->text) * 100 / ((uint64_t)page->text_len + 1);
    uint32_t old = art->info[n->parent].within, unless = 0;

    if (n->tag == TAG_HEAD || n->tag == TAG_TITLE)
        return;
    if (share > 20)
        unless |= IN_SKIP;
    if (share > 40)
        unless |= IN_HIDDEN;
    if (share > 50)
        unless |= IN_NAV | IN_HEADER | IN_FOOTER | IN_ASIDE | IN_FORM |
                  IN_COMMENTS | IN_FIGURE;
    art->info[i].within &= ~unless | old;
}

static void
read_node(const struct article *art, uint32_t i)
{
    const struct html_node *n = &art->page->nodes[i];
    struct node_info *info = &art->info[i];
    const struct node_info *up = &art->info[n->parent];

    info->within = i > 0 ? up->within : 0;
    info->signs = 0;
    info->owner = i > 0 ? up->owner : 0;
    info->sig = 0xcbf29ce484222325u ^ n->tag;
    if (n->tag == TAG_TEXT)
        return;
    info->within |= tag_within[n->tag];
    if (traits[n->tag] & BLOCK)
        info->owner = i;
    for (uint32_t a = n->attr; a < n->attr + n->attrs; a++)
        read_attr(art, &art->page->attrs[a], info);
    if (info->signs & 1u << SIGN_COMMENT)
        info->within |= IN_COMMENTS;
    if (info->within != up->within)
        check_within(art, i);
    /* sites hide the whole page until their script has run */
    if (n->tag == TAG_HTML || n->tag == TAG_BODY)
        info->within = 0;
}

/* ---- the walk */

struct walk {
    struct article *art;
    struct block *open; /* NULL between blocks */
    struct writer w;
    size_t cap;
    uint32_t breaks; /* <br> since the last text */
    uint32_t link;   /* the <a> of the last text */
    bool failed;
};

static const uint16_t kinds[TAG_COUNT] = {
    [TAG_H1] = KIND_HEADING,         [TAG_H2] = KIND_HEADING,
    [TAG_H3] = KIND_HEADING,         [TAG_H4] = KIND_HEADING,
    [TAG_H5] = KIND_HEADING,         [TAG_H6] = KIND_HEADING,
    [TAG_LI] = KIND_LIST_ITEM,       [TAG_DD] = KIND_LIST_ITEM,
    [TAG_DT] = KIND_LIST_ITEM,       [TAG_TD] = KIND_TABLE,
    [TAG_TH] = KIND_TABLE,           [TAG_CAPTION] = KIND_CAPTION,
    [TAG_FIGCAPTION] = KIND_CAPTION, [TAG_PRE] = KIND_CODE,
};

static uint16_t
kind_of(const struct article *art, const struct block *b)
{
    const struct html_node *nodes = art->page->nodes;
    uint32_t i = b->node;
    uint16_t kind = kinds[nodes[i].tag];

    if (kind != KIND_PARAGRAPH)
        return kind;
    /* a <p> or <div> within says what holds it */
    for (int up = 0; up < 3 && i > 0; up++) {
        i = nodes[i].parent;
        if (nodes[i].tag == TAG_LI || nodes[i].tag == TAG_FIGCAPTION ||
            kinds[nodes[i].tag] == KIND_HEADING)
            return kinds[nodes[i].tag];
        if (nodes[i].tag == TAG_BLOCKQUOTE)
            return KIND_BLOCKQUOTE;
    }
    return b->within & IN_QUOTE ? KIND_BLOCKQUOTE : KIND_PARAGRAPH;
}

static void
end_block(struct walk *w)
{
    struct block *b = w->open;
    struct article *art = w->art;

    w->breaks = 0;
    if (b == NULL)
        return;
    w->open = NULL;
    while (w->w.len > 0 &&
           (w->w.to[w->w.len - 1] == '\n' || w->w.to[w->w.len - 1] == ' '))
        w->w.len--;
    if (w->w.len == 0)
        return;
    blocks_measure(b, (struct mill_str){ w->w.to, w->w.len });
    if (b->words == 0 && b->chars < 3) {
        memset(b, 0, sizeof(*b));
        while (art->link_count > 0 &&
               art->links[art->link_count - 1].block == art->count)
            art->link_count--;
        return; /* a bullet, a bar between links */
    }
    b->kind = kind_of(art, b);
    b->phrase = (uint16_t)phrases_of(art->words, b->text, b->words);
    art->count++;
    w->w.to += w->w.len + 1;
    w->w.len = 0;
}

static bool
begin_block(struct walk *w, uint32_t text)
{
    struct article *art = w->art;
    struct block *b;

    if (art->count == art->cap) {
        uint32_t cap = art->cap * 2;
        void *grown;

        if (art->count >= art->max_blocks) {
            art->cut = true;
            return false;
        }
        grown = mill_arena_alloc(art->arena, cap * sizeof(*b));
        if (grown == NULL) {
            w->failed = true;
            return false;
        }
        memcpy(grown, art->blocks, art->cap * sizeof(*b));
        art->blocks = grown;
        art->cap = cap;
    }
    b = &art->blocks[art->count];
    memset(b, 0, sizeof(*b));
    b->node = art->info[text].owner;
    b->first = b->last = text;
    b->within = art->info[b->node].within;
    b->tag = art->page->nodes[b->node].tag;
    w->open = b;
    w->w.len = 0;
    w->w.space = false;
    w->link = 0;
    return true;
}

static uint32_t
count_chars(const char *p, size_t len, uint32_t *words)
{
    uint32_t n = 0;
    bool in_word = false;

    for (size_t i = 0; i < len; i++) {
        bool word = (unsigned char)p[i] > ' ';

        n += ((unsigned char)p[i] & 0xc0) != 0x80 && word;
        *words += word && !in_word;
        in_word = word;
    }
    return n;
}

static uint32_t
link_of(const struct article *art, uint32_t i)
{
    while (i > 0 && art->page->nodes[i].tag != TAG_A)
        i = art->page->nodes[i].parent;
    return i;
}

/* Where the text of a link lies in its block. */
static void
note_link(struct walk *w, uint32_t i, uint32_t begin)
{
    struct article *art = w->art;
    uint32_t node = link_of(art, i), end = (uint32_t)w->w.len;
    struct link *last;

    if (begin < end && w->w.to[begin] == ' ')
        begin++;
    if (begin >= end)
        return;
    last = art->link_count > 0 ? &art->links[art->link_count - 1] : NULL;
    if (last != NULL && last->node == node && last->block == art->count) {
        last->end = end; /* <a>one <b>two</b></a> */
        return;
    }
    if (art->link_count == art->link_cap) {
        uint32_t cap = art->link_cap * 2 + 64;
        struct link *grown = mill_arena_alloc(art->arena, cap * sizeof(*grown));

        if (grown == NULL) {
            w->failed = true;
            return;
        }
        if (art->link_count > 0)
            memcpy(grown, art->links, art->link_count * sizeof(*grown));
        art->links = grown;
        art->link_cap = cap;
    }
    art->links[art->link_count++] =
        (struct link){ art->count, node, begin, end };
}

static void
add_text(struct walk *w, uint32_t i)
{
    struct article *art = w->art;
    const struct html_node *n = &art->page->nodes[i];
    const char *p = art->page->text + n->text;
    uint32_t within = art->info[i].within;
    struct block *b = w->open;
    uint32_t begin;

    if (within & IN_SKIP)
        return;
    if (b == NULL) {
        uint32_t k = 0;

        while (k < n->len && (unsigned char)p[k] <= ' ')
            k++;
        if (k == n->len || !begin_block(w, i))
            return;
        b = w->open;
    }
    if (w->breaks > 0) {
        if (w->w.len > 0)
            w->w.to[w->w.len++] = '\n';
        w->w.space = false;
        b->breaks++;
        w->breaks = 0;
    }
    /* links side by side are entries of a menu: the gap is made by style */
    if (within & IN_LINK && art->info[b->last].within & IN_LINK &&
        link_of(art, i) != link_of(art, b->last))
        w->w.space = true;
    begin = (uint32_t)w->w.len;
    blocks_write_text(&w->w, p, n->len);
    b->last = i;
    if (within & IN_LINK)
        note_link(w, i, begin);
    if (within & (IN_LINK | IN_BOLD | IN_ITALIC)) {
        uint32_t words = 0, chars = count_chars(p, n->len, &words);

        if (within & IN_LINK) {
            uint32_t a = link_of(art, i);

            b->links += a != w->link;
            w->link = a;
            b->link_chars += chars;
            b->link_words += words;
        }
        if (within & IN_BOLD)
            b->bold_chars += chars;
        if (within & IN_ITALIC)
            b->italic_chars += chars;
    }
}

bool
blocks_find(struct article *art)
{
    const struct html *page = art->page;
    struct walk w = { .art = art };
    uint32_t open = 0; /* block element whose text is being read */

    art->info = mill_arena_alloc(art->arena, page->count * sizeof(*art->info));
    art->cap = page->count / 8 + 32;
    art->blocks = mill_arena_alloc(art->arena, art->cap * sizeof(*art->blocks));
    /* Every block ends one byte behind its text, a break takes one, and a
     * C1 control may grow by half. */
    w.cap = (size_t)page->text_len * 3 / 2 + page->count + 16;
    w.w.to = mill_arena_alloc(art->arena, w.cap);
    if (art->info == NULL || art->blocks == NULL || w.w.to == NULL)
        return false;
    art->count = 0;
    for (uint32_t i = 0; i < page->count; i++) {
        const struct html_node *n = &page->nodes[i];

        read_node(art, i);
        if (art->info[i].owner != open) {
            end_block(&w);
            open = art->info[i].owner;
        }
        if (n->tag == TAG_TEXT) {
            add_text(&w, i);
        } else if (n->tag == TAG_BR && w.open != NULL) {
            if (++w.breaks >= 2)
                end_block(&w);
        } else if (traits[n->tag] & BLOCK) {
            end_block(&w);
        }
        if (w.failed)
            return false;
    }
    end_block(&w);
    return true;
}
