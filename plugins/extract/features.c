/* SPDX-License-Identifier: Apache-2.0
 *
 * features.c: what the classifier looks at: a row of numbers for each block.
 * The trainer reads these same rows, written out by bench/eval-extract, so
 * that training and running never differ. After a change here the model must
 * be trained again: model.c refuses one made for another list of names. */
#include "rows.h"

#include <string.h>

/* clang-format off */
#define NEAR(at) \
    X(at##_words) X(at##_links) X(at##_kind) X(at##_tag) X(at##_sentence) \
    X(at##_phrase) X(at##_parent) X(at##_group) X(at##_bold)

#define LIST \
    X(words) X(word_length) X(link_density) X(links) X(commas) X(stops) \
    X(ends_sentence) X(ends_colon) X(capitals) X(upper) X(digits) X(bold) \
    X(italic) X(breaks) X(kind) X(tag) X(depth) X(phrase) X(repeats) \
    X(in_nav) X(in_header) X(in_footer) X(in_aside) X(in_article) X(in_main) \
    X(in_figure) X(in_quote) X(in_list) X(in_table) X(in_form) X(in_hidden) \
    X(in_bodyprop) X(in_heading) X(in_details) X(in_comments) X(at_block) \
    X(at_words) X(parent_words) X(parent_links) \
    X(parent_good) X(parent_blocks) X(grand_words) X(grand_links) \
    X(grand_good) X(grand_blocks) X(great_links) X(great_good) X(list_links) \
    X(list_words) X(list_blocks) X(title_like) X(title_distance) \
    X(title_before) X(group_share) X(group_links) X(group_count) \
    X(group_mean) X(group_good) X(in_container) X(in_core) \
    X(below_container) X(container_share) X(container_links) X(main_parent) \
    X(main_distance) X(article_good) X(main_tag) X(before_good) \
    X(after_good) X(to_good) X(from_good) X(words_left) X(hint) X(has_hint) \
    X(heading_phrase) X(heading_distance) X(heading_words) X(run_links) \
    X(prev_same_hash) X(item_count) X(item_steps) X(item_words) \
    X(item_links) X(item_blocks) X(item_all) X(head_link) X(p1_headlink) \
    X(n1_headlink) NEAR(p1) NEAR(p2) NEAR(n1) NEAR(n2) X(p3_words) \
    X(p3_links) X(n3_words) X(n3_links)
/* clang-format on */

enum {
#define X(name) F_##name,
    LIST
#undef X
        F_SIGNS, /* distance to the nearest ancestor with each sign */
    F_COUNT = F_SIGNS + SIGN_COUNT
};

static const char *const names[] = {
#define X(name) #name,
    LIST
#undef X
    "article",
    "body",
    "title",
    "lead",
    "author",
    "date",
    "meta",
    "caption",
    "tags",
    "comment",
    "share",
    "related",
    "nav",
    "footer",
    "header",
    "side",
    "ad",
    "newsletter",
    "cookie",
    "toc",
    "quote",
    "hidden",
    "video",
    "embed",
    "box",
    "list"
};

_Static_assert(sizeof(names) / sizeof(*names) == F_COUNT, "names of features");

uint32_t
features_count(void)
{
    return F_COUNT;
}

const char *
features_name(uint32_t i)
{
    return names[i];
}

/* ---- one row */

static void
row_block(const struct maker *m, uint32_t i, float *row)
{
    const struct block *b = &m->art->blocks[i];

    row[F_words] = scale(b->words);
    row[F_word_length] = ratio(b->chars, b->words + 1);
    row[F_link_density] = ratio(b->link_chars, b->chars);
    row[F_links] = (float)b->links;
    row[F_commas] = ratio(b->commas, b->words + 1);
    row[F_stops] = (float)b->stops;
    row[F_ends_sentence] = b->ends_sentence;
    row[F_ends_colon] = b->ends_colon;
    row[F_capitals] = ratio(b->capitals, b->words + 1);
    row[F_upper] = ratio(b->upper, b->chars);
    row[F_digits] = ratio(b->digits, b->chars);
    row[F_bold] = ratio(b->bold_chars, b->chars);
    row[F_italic] = ratio(b->italic_chars, b->chars);
    row[F_breaks] = b->breaks;
    row[F_kind] = b->kind;
    row[F_tag] = b->tag;
    row[F_depth] = m->art->page->nodes[b->node].depth;
    row[F_phrase] = b->phrase;
    row[F_repeats] = b->repeats;
    row[F_in_nav] = (b->within & IN_NAV) != 0;
    row[F_in_header] = (b->within & IN_HEADER) != 0;
    row[F_in_footer] = (b->within & IN_FOOTER) != 0;
    row[F_in_aside] = (b->within & IN_ASIDE) != 0;
    row[F_in_article] = (b->within & IN_ARTICLE) != 0;
    row[F_in_main] = (b->within & IN_MAIN) != 0;
    row[F_in_figure] = (b->within & IN_FIGURE) != 0;
    row[F_in_quote] = (b->within & IN_QUOTE) != 0;
    row[F_in_list] = (b->within & IN_LIST) != 0;
    row[F_in_table] = (b->within & IN_TABLE) != 0;
    row[F_in_form] = (b->within & IN_FORM) != 0;
    row[F_in_hidden] = (b->within & IN_HIDDEN) != 0;
    row[F_in_bodyprop] = (b->within & IN_BODYPROP) != 0;
    row[F_in_heading] = (b->within & IN_HEADING) != 0;
    row[F_in_details] = (b->within & IN_DETAILS) != 0;
    row[F_in_comments] = (b->within & IN_COMMENTS) != 0;
    row[F_title_like] = m->title_like[i];
    row[F_title_distance] =
        m->title < m->art->count ? (float)i - (float)m->title : 1000;
    row[F_title_before] = m->title < m->art->count ? i < m->title : -1;
    row[F_has_hint] = m->hint != NULL;
    row[F_hint] = m->hint != NULL ? features_hint_share(m, b->text, false) : -1;
}

static void
row_nodes(const struct maker *m, uint32_t i, float *row)
{
    const struct article *art = m->art;
    const struct html_node *nodes = art->page->nodes;
    const struct block *b = &art->blocks[i];
    uint32_t parent = nodes[b->node].parent, grand = nodes[parent].parent;
    uint32_t great = nodes[grand].parent, list = b->node, depth;
    const struct sum *p = &m->sums[parent], *g = &m->sums[grand];
    const struct sum *c = &m->sums[m->container];
    const struct group *group = &m->groups[m->group_of[i]];
    uint32_t all_good = m->sums[0].good;

    row[F_parent_words] = scale(p->words);
    row[F_parent_links] = ratio(p->link_words, p->words);
    row[F_parent_good] = ratio(p->good, all_good);
    row[F_parent_blocks] = scale(p->blocks);
    row[F_grand_words] = scale(g->words);
    row[F_grand_links] = ratio(g->link_words, g->words);
    row[F_grand_good] = ratio(g->good, all_good);
    row[F_grand_blocks] = scale(g->blocks);
    row[F_great_links] = ratio(m->sums[great].link_words, m->sums[great].words);
    row[F_great_good] = ratio(m->sums[great].good, all_good);
    while (list > 0 && nodes[list].tag != TAG_UL && nodes[list].tag != TAG_OL &&
           nodes[list].tag != TAG_TABLE && nodes[list].tag != TAG_DL)
        list = nodes[list].parent;
    row[F_list_links] =
        list > 0 ? ratio(m->sums[list].link_words, m->sums[list].words) : -1;
    row[F_list_words] = list > 0 ? scale(m->sums[list].words) : -1;
    row[F_list_blocks] = list > 0 ? scale(m->sums[list].blocks) : -1;
    row[F_group_share] = ratio(group->words, m->total_words);
    row[F_group_links] = ratio(group->link_words, group->words);
    row[F_group_count] = scale(group->count);
    row[F_group_mean] = scale(group->words / group->count);
    row[F_group_good] = ratio(group->good, all_good);
    row[F_in_container] = features_inside(nodes, b->node, m->container);
    row[F_in_core] = features_inside(nodes, b->node, m->core);
    row[F_below_container] =
        (float)nodes[b->node].depth - (float)nodes[m->container].depth;
    row[F_container_share] = ratio(c->words, m->total_words);
    row[F_container_links] = ratio(c->link_words, c->words);
    row[F_main_parent] = parent == m->main_parent;
    row[F_main_tag] = nodes[m->main_parent].tag;
    /* steps up to what also holds the main parent */
    depth = 0;
    for (uint32_t n = parent;
         n > 0 && !features_inside(nodes, m->main_parent, n);
         n = nodes[n].parent)
        depth++;
    row[F_main_distance] = (float)depth;

    for (uint32_t s = 0; s < SIGN_COUNT; s++)
        row[F_SIGNS + s] = 30;
    depth = 0;
    row[F_article_good] = -1;
    for (uint32_t n = b->node; n > 0; n = nodes[n].parent, depth++) {
        uint32_t signs = art->info[n].signs;

        if (nodes[n].tag == TAG_BODY)
            break;
        if (nodes[n].tag == TAG_ARTICLE && row[F_article_good] < 0)
            row[F_article_good] = ratio(m->sums[n].good, all_good);
        while (signs != 0) {
            uint32_t s = (uint32_t)__builtin_ctz(signs);

            signs &= signs - 1;
            if (row[F_SIGNS + s] >= 30)
                row[F_SIGNS + s] = (float)(depth < 29 ? depth : 29);
        }
    }
}

/* The nearest ancestor that has brothers of its own make. */
static void
row_items(const struct maker *m, uint32_t i, float *row)
{
    const struct html_node *nodes = m->art->page->nodes;
    uint32_t n = m->art->blocks[i].node, steps = 0;
    const struct block *b = &m->art->blocks[i];

    row[F_item_count] = 0;
    row[F_item_steps] = -1;
    for (; n > 0 && steps < 8; n = nodes[n].parent, steps++) {
        const struct item *item;

        if (nodes[n].tag == TAG_P || nodes[n].tag == TAG_BODY ||
            (nodes[n].tag >= TAG_H1 && nodes[n].tag <= TAG_H6))
            continue;
        item = features_find_item(m, n);
        if (item->count < 3)
            continue;
        row[F_item_count] = scale(item->count);
        row[F_item_steps] = (float)steps;
        row[F_item_words] = scale(item->words / item->count);
        row[F_item_links] = ratio(item->link_words, item->words);
        row[F_item_blocks] = ratio(item->blocks, item->count);
        row[F_item_all] = ratio(item->words, m->total_words);
        row[F_head_link] = ratio(item->head_links, item->count);
        break;
    }
    row[F_p1_headlink] = i > 0 && features_is_head_link(b - 1);
    row[F_n1_headlink] = i + 1 < m->art->count && features_is_head_link(b + 1);
}

static void
row_near(const struct maker *m, uint32_t i, int by, float *to)
{
    const struct article *art = m->art;
    const struct html_node *nodes = art->page->nodes;
    int64_t k = (int64_t)i + by;
    const struct block *b;

    if (k < 0 || k >= (int64_t)art->count) {
        for (int f = 0; f < 9; f++)
            to[f] = -1;
        return;
    }
    b = &art->blocks[k];
    to[0] = scale(b->words);
    to[1] = ratio(b->link_chars, b->chars);
    to[2] = b->kind;
    to[3] = b->tag;
    to[4] = b->ends_sentence;
    to[5] = b->phrase;
    to[6] = nodes[b->node].parent == nodes[art->blocks[i].node].parent;
    to[7] = m->group_of[k] == m->group_of[i];
    to[8] = ratio(b->bold_chars, b->chars);
}

static void
row_far(const struct maker *m, uint32_t i, int by, float *to)
{
    int64_t k = (int64_t)i + by;
    const struct block *b;

    to[0] = to[1] = -1;
    if (k < 0 || k >= (int64_t)m->art->count)
        return;
    b = &m->art->blocks[k];
    to[0] = scale(b->words);
    to[1] = ratio(b->link_chars, b->chars);
}

/* What depends on the order of all blocks: one walk each way. */
static void
rows_order(const struct maker *m, float *rows)
{
    const struct article *art = m->art;
    uint32_t n = art->count, before = 0, heading = UINT32_MAX, run = 0;
    uint32_t good_seen = 0, last_good = UINT32_MAX, since_heading = 0;

    for (uint32_t i = 0; i < n; i++) {
        const struct block *b = &art->blocks[i];
        float *row = rows + (size_t)i * F_COUNT;

        row[F_at_block] = ratio(i, n);
        row[F_at_words] = ratio(before, m->total_words);
        row[F_before_good] = ratio(good_seen, m->sums[0].good);
        row[F_from_good] =
            last_good == UINT32_MAX ? 200 : (float)(i - last_good);
        row[F_heading_phrase] =
            heading == UINT32_MAX ? -1 : art->blocks[heading].phrase;
        row[F_heading_distance] =
            heading == UINT32_MAX ? 200 : (float)(i - heading);
        row[F_heading_words] = scale(since_heading);
        run = 2 * b->link_chars > b->chars ? run + 1 : 0;
        row[F_run_links] = (float)run;
        row[F_prev_same_hash] = i > 0 && b->hash == art->blocks[i - 1].hash;
        before += b->words;
        since_heading += b->words;
        if (b->kind == KIND_HEADING) {
            heading = i;
            since_heading = 0;
        }
        if (m->good[i]) {
            good_seen += b->words;
            last_good = i;
        }
    }
    last_good = UINT32_MAX;
    good_seen = before = run = 0;
    for (uint32_t i = n; i-- > 0;) {
        const struct block *b = &art->blocks[i];
        float *row = rows + (size_t)i * F_COUNT;

        row[F_after_good] = ratio(good_seen, m->sums[0].good);
        row[F_to_good] = last_good == UINT32_MAX ? 200 : (float)(last_good - i);
        row[F_words_left] = ratio(before, m->total_words);
        run = 2 * b->link_chars > b->chars ? run + 1 : 0;
        if ((float)run > row[F_run_links])
            row[F_run_links] = (float)run;
        before += b->words;
        if (m->good[i]) {
            good_seen += b->words;
            last_good = i;
        }
    }
}

bool
features_make(const struct article *art, struct features *f)
{
    struct maker m = { .art = art };

    size_t size = (size_t)art->count * F_COUNT * sizeof(float) + 4;

    f->stride = F_COUNT;
    f->rows = mill_arena_alloc(art->arena, size);
    features_check_hidden(art);
    if (f->rows == NULL || !features_count_repeats(art) ||
        !features_make_sums(&m) || !features_make_items(&m) ||
        !features_make_title(&m) || !features_make_hint(&m))
        return false;
    features_find_containers(&m);
    memset(f->rows, 0, size);
    for (uint32_t i = 0; i < art->count; i++) {
        float *row = f->rows + (size_t)i * F_COUNT;

        row_block(&m, i, row);
        row_nodes(&m, i, row);
        row_items(&m, i, row);
        row_near(&m, i, -1, row + F_p1_words);
        row_near(&m, i, -2, row + F_p2_words);
        row_near(&m, i, 1, row + F_n1_words);
        row_near(&m, i, 2, row + F_n2_words);
        row_far(&m, i, -3, row + F_p3_words);
        row_far(&m, i, 3, row + F_n3_words);
    }
    rows_order(&m, f->rows);
    f->container = m.container;
    f->title = m.title;
    return true;
}
