/* SPDX-License-Identifier: Apache-2.0
 *
 * choose.c: from the score of each block to the article: what stays, what
 * goes, and why. The classifier decides; what follows are the things that a
 * score of one block cannot know: phrases, rows of teasers, repeats, headings
 * with nothing under them, and what to do when almost nothing is left. */
#define _GNU_SOURCE /* memmem */

#include "choose.h"

#include <math.h>
#include <string.h>

/* ---- names */

static const char *const ways[WAY_COUNT] = { "content", "json-ld", "recall",
                                             "long-paragraphs", "all" };

const char *
choose_way_name(enum choose_way way)
{
    return ways[way];
}

static const char *const reasons[REASON_COUNT] = {
    "",           "other",   "title",  "caption", "related", "share",
    "newsletter", "comment", "cookie", "byline",  "date",    "tags",
    "menu",       "ad",      "notice", "repeat"
};

const char *
choose_reason_name(enum reason reason)
{
    return reasons[reason];
}

static const unsigned char phrase_reasons[PHRASE_COUNT] = {
    [PHRASE_NONE] = REASON_OTHER,
    [PHRASE_READ_ALSO] = REASON_RELATED,
    [PHRASE_RELATED] = REASON_RELATED,
    [PHRASE_CREDIT] = REASON_CAPTION,
    [PHRASE_SHARE] = REASON_SHARE,
    [PHRASE_SUBSCRIBE] = REASON_NEWSLETTER,
    [PHRASE_COMMENTS] = REASON_COMMENT,
    [PHRASE_COOKIE] = REASON_COOKIE,
    [PHRASE_COPYRIGHT] = REASON_NOTICE,
    [PHRASE_BYLINE] = REASON_BYLINE,
    [PHRASE_DATE] = REASON_DATE,
    [PHRASE_TAGS] = REASON_TAGS,
    [PHRASE_AD] = REASON_AD,
    [PHRASE_TYPO] = REASON_NOTICE,
    [PHRASE_MENU] = REASON_MENU,
    [PHRASE_CLOSING] = REASON_RELATED,
};

/* ---- scores without a model */

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
                          IN_FIGURE | IN_COMMENTS)
                 ? 3
                 : 0;
        z -= b->phrase != PHRASE_NONE ? 2 : 0;
        b->score = 1 / (1 + expf(-z));
    }
}

/* ---- filters that the classifier does not decide */

static uint32_t
own_words(const struct block *b)
{
    return b->words > b->link_words ? b->words - b->link_words : 0;
}

static bool
is_links(const struct block *b)
{
    return 5 * b->link_chars > 3 * b->chars;
}

bool
choose_is_junk(const struct block *b)
{
    switch (b->phrase) {
    case PHRASE_READ_ALSO:
        /* the phrase and a link; or a heading over such */
        return b->kind == KIND_HEADING || own_words(b) <= 8 || b->words <= 14;
    case PHRASE_CREDIT:
    case PHRASE_TYPO:
    case PHRASE_COOKIE:
    case PHRASE_CLOSING:
    case PHRASE_COMMENTS:
        return true;
    case PHRASE_COPYRIGHT:
        return b->words <= 40;
    case PHRASE_SUBSCRIBE:
        return b->words <= 25;
    case PHRASE_RELATED:
        return b->kind == KIND_HEADING || b->words <= 5;
    case PHRASE_SHARE:
    case PHRASE_AD:
        return b->words <= 6;
    case PHRASE_BYLINE:
        return b->words <= 8 && !b->ends_sentence;
    case PHRASE_TAGS:
    case PHRASE_MENU:
        return b->words <= 20;
    default:
        return false;
    }
}

bool
choose_is_title(const struct words *words, struct mill_str text,
                struct mill_str title)
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
    return rest.len == 0 || phrases_of(words, rest, 1) == PHRASE_CREDIT;
}

/* A line with the author's name and little else, such as the date. */
static bool
is_byline(const struct article *art, const struct block *b)
{
    uint32_t name = 0;

    if (b->words > 14 || b->ends_sentence || b->kind == KIND_TABLE)
        return false;
    for (uint32_t i = 0; i < art->author_count; i++) {
        struct mill_str a = art->authors[i];

        if (a.len >= 6 && a.len <= b->text.len &&
            memmem(b->text.ptr, b->text.len, a.ptr, a.len) != NULL) {
            name++;
            for (size_t k = 0; k < a.len; k++)
                name += a.ptr[k] == ' ';
        }
    }
    return name >= 2 && b->words <= name + (b->digits >= 4 ? 8 : 2);
}

static void
leave_out(struct block *b, enum reason reason, const char *why)
{
    b->keep = false;
    b->reason = (uint16_t)reason;
    b->why = why;
}

/* What a block that the classifier does not like is. */
static enum reason
kind_of(const struct block *b)
{
    if (b->phrase != PHRASE_NONE)
        return phrase_reasons[b->phrase];
    if (b->within & IN_COMMENTS)
        return REASON_COMMENT;
    if (b->kind == KIND_CAPTION || b->within & IN_FIGURE)
        return REASON_CAPTION;
    if (b->within & (IN_NAV | IN_FOOTER | IN_HEADER))
        return REASON_MENU;
    return is_links(b) ? REASON_RELATED : REASON_OTHER;
}

/* Behind "Read also:" go the links that follow it, one after the other. */
static void
drop_links_behind(struct article *art)
{
    bool open = false;

    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];

        if (b->phrase == PHRASE_READ_ALSO || b->phrase == PHRASE_RELATED) {
            open = !b->keep && (b->kind == KIND_HEADING || b->words <= 8);
            continue;
        }
        if (!open)
            continue;
        if (!is_links(b))
            open = false;
        else if (b->keep)
            leave_out(b, REASON_RELATED, "a link behind 'read also'");
    }
}

/* Rows of teasers: at least three brothers of the same make, each with a link
 * for a heading and little else. A list of the article has text of its own;
 * its items are longer, or have no link that stands alone. */
struct row {
    uint32_t items, with_link, words, kept, last;
};

static bool
is_row(const struct row *row, uint32_t all_words, uint32_t before)
{
    /* what stands in the midst of an article is a list of its own */
    enum { BEHIND = 100 };

    return row->items >= 3 && 5 * row->with_link >= 4 * row->items &&
           row->words < 45 * row->items && row->kept + 50 < all_words &&
           before + row->kept + BEHIND > all_words;
}

/* In node_info.within, of elements that a row was read through already: no
 * element is read twice, or the time would grow with the square of a list. */
#define ROW_READ (1u << 31)

/* Children of `parent` from `child` on that are made like it. */
static void
read_row(const struct article *art, uint32_t parent, uint32_t child,
         uint32_t *at, struct row *row)
{
    const struct html_node *nodes = art->page->nodes;
    uint32_t end = nodes[parent].end, n = child;
    uint64_t sig = art->info[child].sig;

    *row = (struct row){ 0, 0, 0, 0, *at };
    while (n < end) {
        uint32_t words = 0;
        bool link = false;

        if (nodes[n].tag != TAG_TEXT && art->info[n].sig != sig)
            break;
        art->info[n].within |= ROW_READ;
        while (*at < art->count && art->blocks[*at].node < nodes[n].end) {
            const struct block *b = &art->blocks[*at];

            words += b->words;
            row->kept += b->keep ? b->words : 0;
            link = link || (is_links(b) && b->words >= 3);
            ++*at;
        }
        if (nodes[n].tag != TAG_TEXT && words > 0) {
            row->items++;
            row->with_link += link;
            row->words += words;
            row->last = *at;
        }
        n = nodes[n].end;
    }
}

static void
drop_rows(struct article *art, uint32_t all_words)
{
    const struct html_node *nodes = art->page->nodes;
    uint32_t at = 0, words = 0; /* kept so far */

    /* A row begins with a block; its item is an ancestor of that block. Each
     * ancestor is tried once: by its first block. */
    for (uint32_t i = 0; i < art->count; i++) {
        uint32_t n = art->blocks[i].node,
                 before = i > 0 ? art->blocks[i - 1].node : 0;

        for (int up = 0; up < 6 && n > 0; up++, n = nodes[n].parent) {
            struct row row;

            if (nodes[n].tag == TAG_BODY || n <= before)
                break; /* it holds an earlier block, too */
            if (nodes[n].tag == TAG_P || art->info[n].within & ROW_READ)
                continue;
            at = i;
            read_row(art, nodes[n].parent, n, &at, &row);
            if (!is_row(&row, all_words, words))
                continue;
            for (uint32_t k = i; k < row.last; k++)
                if (art->blocks[k].keep)
                    leave_out(&art->blocks[k], REASON_RELATED,
                              "one of a row of teasers");
            break;
        }
        words += art->blocks[i].keep ? art->blocks[i].words : 0;
    }
}

static void
take(struct block *b, const char *why)
{
    b->keep = true;
    b->reason = REASON_NONE;
    b->why = why;
}

static bool
kept_near(const struct article *art, uint32_t i, int step)
{
    int64_t k = (int64_t)i + step;

    for (int n = 0; n < 3 && k >= 0 && k < (int64_t)art->count; n++) {
        if (art->blocks[k].keep)
            return true;
        k += step;
    }
    return false;
}

/* Of one parent: items of a list, paragraphs of a section. */
static bool
brothers(const struct article *art, const struct block *a,
         const struct block *b)
{
    return a->node == b->node || (art->page != NULL && a->node > 0 &&
                                  art->page->nodes[a->node].parent ==
                                      art->page->nodes[b->node].parent);
}

/* What the classifier doubts, but what stands around it vouches for: a
 * heading between kept blocks, a sentence between two, the lead between the
 * title and the text. */
static void
fill_gaps(struct article *art, const struct features *f)
{
    bool any = false;

    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];
        bool next = i + 1 < art->count && art->blocks[i + 1].keep;
        bool before = i > 0 && art->blocks[i - 1].keep;

        if (b->keep) {
            any = true;
            continue;
        }
        if ((b->reason != REASON_OTHER && b->reason != REASON_MENU) ||
            b->phrase != PHRASE_NONE || b->links > 0 || b->score < 0.2f ||
            b->within & (IN_NAV | IN_FOOTER))
            continue;
        if (b->kind == KIND_LIST_ITEM && b->score >= 0.3f &&
            ((before && brothers(art, b, b - 1)) ||
             (next && brothers(art, b, b + 1))))
            take(b, "one of a list of the article");
        else if (b->kind == KIND_HEADING && any && next && b->words <= 14)
            take(b, "a heading within the article");
        else if (b->ends_sentence && b->words >= 6 && before && next)
            take(b, "a sentence within the article");
        else if (b->ends_sentence && b->words >= 10 && b->score >= 0.4f &&
                 kept_near(art, i, -1) && kept_near(art, i, 1))
            take(b, "a sentence within the article");
        else if (b->ends_sentence && b->words >= 10 && !any &&
                 b->score >= 0.3f && f->title < i && i - f->title < 8 &&
                 (next || kept_near(art, i, 1)))
            take(b, "the lead, under the title");
    }
}

/* Headings that nothing follows. */
static void
drop_lonely_headings(struct article *art)
{
    bool under = false;

    for (uint32_t i = art->count; i-- > 0;) {
        struct block *b = &art->blocks[i];

        if (!b->keep)
            continue;
        if (b->kind == KIND_HEADING && !under)
            leave_out(b, REASON_OTHER, "a heading with nothing under it");
        else
            under = true;
    }
}

/* The same paragraph twice: a summary on top, a copy for small screens. What
 * is said twice in one list is meant so. */
static bool
drop_repeats(struct article *art)
{
    uint32_t slots = 16;
    uint32_t *table;

    while (slots < 2 * art->count)
        slots *= 2;
    table = mill_arena_zalloc(art->arena, slots * sizeof(*table));
    if (table == NULL)
        return false;
    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];
        uint32_t at = (uint32_t)(b->hash ^ b->hash >> 31) & (slots - 1);

        if (!b->keep || b->words < 8)
            continue;
        while (table[at] != 0 && art->blocks[table[at] - 1].hash != b->hash)
            at = (at + 1) & (slots - 1);
        if (table[at] != 0 && !brothers(art, b, &art->blocks[table[at] - 1]))
            leave_out(b, REASON_REPEAT, "stands further up already");
        else
            table[at] = i + 1;
    }
    return true;
}

static uint32_t
count_kept(const struct article *art, uint32_t *words)
{
    uint32_t chars = 0;

    *words = 0;
    for (uint32_t i = 0; i < art->count; i++)
        if (art->blocks[i].keep) {
            chars += art->blocks[i].chars;
            *words += art->blocks[i].words;
        }
    return chars;
}

enum { ENOUGH = 250 }; /* characters that make an article */

/* The page says what its text is, and a script would have put it there. */
static bool
take_hint(struct article *art)
{
    struct article own = { .arena = art->arena,
                           .names = art->names,
                           .words = art->words,
                           .max_blocks = art->max_blocks };

    if (!blocks_cut(&own, art->body_hint) || own.count == 0)
        return false;
    for (uint32_t i = 0; i < own.count; i++) {
        own.blocks[i].keep = true;
        own.blocks[i].why = "articleBody of the page's JSON-LD";
        if (choose_is_junk(&own.blocks[i]))
            leave_out(&own.blocks[i],
                      (enum reason)phrase_reasons[own.blocks[i].phrase],
                      extract_phrase_name((enum phrase)own.blocks[i].phrase));
    }
    art->blocks = own.blocks;
    art->count = own.count;
    art->link_count = 0;
    return true;
}

/* Whether a fallback takes a block that was left out. */
static bool
takes(enum choose_way way, const struct block *b)
{
    enum { LONG = 80 };

    if (b->keep || choose_is_junk(b) || b->reason == REASON_TITLE ||
        b->reason == REASON_RELATED || b->reason == REASON_REPEAT)
        return false;
    if (way == WAY_RECALL)
        return b->score >= 0.15f;
    if (b->within & (IN_NAV | IN_FOOTER | IN_COMMENTS))
        return false;
    return way == WAY_ALL || (b->chars > LONG && !is_links(b));
}

/* The text is short: better too much than nothing, but no more than makes it
 * long enough. */
static enum choose_way
fall_back(struct article *art, uint32_t have)
{
    for (int way = WAY_RECALL; way < WAY_COUNT; way++) {
        uint32_t chars = 0;

        for (uint32_t i = 0; i < art->count; i++)
            if (takes((enum choose_way)way, &art->blocks[i]))
                chars += art->blocks[i].chars;
        if (have + chars < ENOUGH && (way < WAY_ALL || have > 0))
            continue;
        for (uint32_t i = 0; i < art->count; i++)
            if (takes((enum choose_way)way, &art->blocks[i])) {
                art->blocks[i].keep = true;
                art->blocks[i].reason = REASON_NONE;
                art->blocks[i].why = "taken, as there is little else";
            }
        return (enum choose_way)way;
    }
    return WAY_CONTENT;
}

/* Where precision and recall of whole pages are worth the same, by
 * cross-validation. */
#define ENOUGH_SCORE 0.47f

enum choose_way
choose_blocks(struct article *art, const struct features *f)
{
    uint32_t words, chars;

    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];

        b->keep = b->score >= ENOUGH_SCORE;
        b->reason = REASON_NONE;
        b->why = "looks like text of the article";
        if (i == f->title || choose_is_title(art->words, b->text, art->title))
            leave_out(b, REASON_TITLE, "repeats the title");
        else if (choose_is_junk(b))
            leave_out(b, (enum reason)phrase_reasons[b->phrase],
                      extract_phrase_name((enum phrase)b->phrase));
        else if (is_byline(art, b))
            leave_out(b, REASON_BYLINE, "names the author");
        else if (!b->keep)
            leave_out(b, kind_of(b), "does not look like text of the article");
    }
    drop_links_behind(art);
    count_kept(art, &words);
    drop_rows(art, words);
    if (!drop_repeats(art))
        return WAY_CONTENT; /* nothing is lost but the check */
    fill_gaps(art, f);
    drop_lonely_headings(art);
    chars = count_kept(art, &words);
    if (chars >= ENOUGH)
        return WAY_CONTENT;
    if (art->body_hint.len > 2 * ENOUGH && take_hint(art))
        return WAY_LD;
    return fall_back(art, chars);
}
