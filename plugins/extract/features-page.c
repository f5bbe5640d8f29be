/* SPDX-License-Identifier: Apache-2.0
 *
 * features-page.c: what the rows of features.c say of a page as a whole: the
 * words of its title and of the body it names, sums over elements, elements
 * of one make, the container of the article, texts that stand there twice. */
#include "rows.h"

#include <pressmill/unicode.h>
#include <string.h>

/* ---- words as hashes */

/* The hash of the next word at *i, lower-cased; 0 at the end. */
static uint64_t
next_word(struct mill_str s, size_t *i)
{
    uint64_t h = 0;

    while (*i < s.len) {
        uint32_t c = mill_utf8_next(s.ptr, s.len, i);
        bool word = c < 0x80 ? (c >= '0' && c <= '9') || c == '_' ||
                                   ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
                             : c >= 0xc0 && !(c >= 0x2000 && c <= 0x2bff);

        if (!word) {
            if (h != 0)
                return h;
            continue;
        }
        if (c < 0x80)
            c |= 0x20;
        else if (c >= 0x410 && c <= 0x42f)
            c += 0x20;
        else if (c >= 0x400 && c <= 0x40f)
            c += 0x50;
        if (h == 0)
            h = 0xcbf29ce484222325u;
        h = (h ^ c) * 0x100000001b3u;
    }
    return h;
}

static bool
hint_find(const struct maker *m, uint64_t key, bool add)
{
    uint32_t mask = m->hint_slots - 1;
    uint32_t at = (uint32_t)(key ^ key >> 32) & mask;

    while (m->hint[at] != 0) {
        if (m->hint[at] == key)
            return true;
        at = (at + 1) & mask;
    }
    if (add)
        m->hint[at] = key;
    return false;
}

/* Share of the shingles of three words that the hint has, too; with `add`
 * they are put there. */
float
features_hint_share(const struct maker *m, struct mill_str text, bool add)
{
    uint64_t a = 0, b = 0, c;
    uint32_t n = 0, hits = 0;
    size_t i = 0;

    while ((c = next_word(text, &i)) != 0) {
        uint64_t key = (a * 31 + b) * 31 + c;

        if (a != 0) {
            n++;
            hits += hint_find(m, key == 0 ? 1 : key, add);
        }
        a = b;
        b = c;
    }
    return ratio(hits, n);
}

bool
features_make_hint(struct maker *m)
{
    struct mill_str hint = m->art->body_hint;
    uint32_t words = 0;
    size_t i = 0;

    if (hint.len == 0)
        return true;
    while (next_word(hint, &i) != 0)
        words++;
    m->hint_slots = table_size(words);
    m->hint =
        mill_arena_zalloc(m->art->arena, m->hint_slots * sizeof(*m->hint));
    if (m->hint == NULL)
        return false;
    features_hint_share(m, hint, true);
    return true;
}

/* ---- the title */

bool
features_make_title(struct maker *m)
{
    enum { MOST = 64 };
    const struct article *art = m->art;
    size_t at = 0;
    float best = 0.5f;
    uint64_t h;

    m->title = art->count;
    m->title_words =
        mill_arena_alloc(art->arena, MOST * sizeof(*m->title_words));
    m->title_like =
        mill_arena_zalloc(art->arena, art->count * sizeof(float) + 4);
    if (m->title_words == NULL || m->title_like == NULL)
        return false;
    while (m->title_count < MOST && (h = next_word(art->title, &at)) != 0)
        m->title_words[m->title_count++] = h;
    for (uint32_t i = 0; i < art->count; i++) {
        const struct block *b = &art->blocks[i];
        uint32_t hits = 0, n = 0;
        uint64_t seen = 0;
        float like;

        if (b->words > 3 * m->title_count + 2 || b->words == 0)
            continue;
        at = 0;
        while ((h = next_word(b->text, &at)) != 0) {
            n++;
            for (uint32_t k = 0; k < m->title_count; k++)
                if (m->title_words[k] == h && !(seen >> k & 1)) {
                    seen |= 1ull << k;
                    hits++;
                    break;
                }
        }
        like = ratio(2 * hits, n + m->title_count);
        m->title_like[i] = like;
        if (b->tag == TAG_H1)
            like += 0.3f;
        if (like > best) {
            best = like;
            m->title = i;
        }
    }
    return true;
}

/* ---- sums over nodes, groups of like elements */

static uint32_t
find_group(struct maker *m, uint64_t key)
{
    uint32_t at = (uint32_t)(key ^ key >> 29) & (m->slots - 1);

    while (m->groups[at].count > 0 && m->groups[at].key != key)
        at = (at + 1) & (m->slots - 1);
    m->groups[at].key = key;
    return at;
}

/* A heading that is a link leads to another page. */
bool
features_is_head_link(const struct block *b)
{
    return b->kind == KIND_HEADING && 5 * b->link_chars > 3 * b->chars;
}

struct item *
features_find_item(const struct maker *m, uint32_t node)
{
    const struct html_node *n = &m->art->page->nodes[node];
    uint64_t key = (m->art->info[node].sig ^ n->parent) * 0x9e3779b97f4a7c15u;
    uint32_t at = (uint32_t)(key >> 32) & (m->item_slots - 1);

    while (m->items[at].count > 0 && m->items[at].key != key)
        at = (at + 1) & (m->item_slots - 1);
    m->items[at].key = key;
    return &m->items[at];
}

bool
features_make_items(struct maker *m)
{
    const struct html_node *nodes = m->art->page->nodes;
    uint32_t count = m->art->page->count, used = 0;

    for (uint32_t i = 1; i < count; i++)
        used += m->sums[i].blocks > 0;
    m->item_slots = table_size(used);
    m->items =
        mill_arena_zalloc(m->art->arena, m->item_slots * sizeof(*m->items));
    if (m->items == NULL)
        return false;
    for (uint32_t i = 1; i < count; i++) {
        const struct sum *s = &m->sums[i];
        struct item *item;

        if (s->blocks == 0 || nodes[i].tag == TAG_P)
            continue;
        item = features_find_item(m, i);
        item->count++;
        item->words += s->words;
        item->link_words += s->link_words;
        item->blocks += s->blocks;
        item->head_links += s->head_links;
    }
    return true;
}

static bool
looks_good(const struct block *b)
{
    uint32_t links = b->link_words < b->words ? b->link_words : b->words;

    return b->words >= 12 && b->stops > 0 && 10 * links < 3 * b->words &&
           !(b->within & (IN_NAV | IN_FOOTER | IN_COMMENTS));
}

/* Where more of the prose is hidden than shown, a script opens it (tabs,
 * folded sections): hidden says nothing there. */
void
features_check_hidden(const struct article *art)
{
    uint32_t shown = 0, hidden = 0;

    for (uint32_t i = 0; i < art->count; i++) {
        const struct block *b = &art->blocks[i];

        if (looks_good(b))
            *(b->within & IN_HIDDEN ? &hidden : &shown) += b->words;
    }
    if (hidden > shown)
        for (uint32_t i = 0; i < art->count; i++)
            art->blocks[i].within &= ~(uint32_t)IN_HIDDEN;
}

bool
features_make_sums(struct maker *m)
{
    const struct article *art = m->art;
    const struct html_node *nodes = art->page->nodes;
    uint32_t count = art->page->count;

    m->slots = table_size(art->count);
    m->sums = mill_arena_zalloc(art->arena, count * sizeof(*m->sums));
    m->groups = mill_arena_zalloc(art->arena, m->slots * sizeof(*m->groups));
    m->group_of =
        mill_arena_alloc(art->arena, art->count * sizeof(uint32_t) + 4);
    m->good = mill_arena_zalloc(art->arena, art->count + 1);
    if (m->sums == NULL || m->groups == NULL || m->group_of == NULL ||
        m->good == NULL)
        return false;
    for (uint32_t i = 0; i < art->count; i++) {
        const struct block *b = &art->blocks[i];
        struct sum *s = &m->sums[b->node];
        uint32_t parent = nodes[b->node].parent, links = b->link_words;
        struct group *g;

        if (links > b->words)
            links = b->words;
        m->good[i] = looks_good(b) && !(b->within & IN_HIDDEN);
        s->words += b->words;
        s->link_words += links;
        s->blocks++;
        s->head_links += features_is_head_link(b);
        if (m->good[i])
            s->good += b->words;
        m->total_words += b->words;
        m->group_of[i] =
            find_group(m, art->info[b->node].sig * 31 + art->info[parent].sig);
        g = &m->groups[m->group_of[i]];
        g->count++;
        g->words += b->words;
        g->link_words += links;
        if (m->good[i])
            g->good += b->words;
    }
    for (uint32_t i = count; i-- > 1;) {
        struct sum *up = &m->sums[nodes[i].parent];

        up->words += m->sums[i].words;
        up->link_words += m->sums[i].link_words;
        up->good += m->sums[i].good;
        up->blocks += m->sums[i].blocks;
        up->head_links += m->sums[i].head_links;
    }
    return true;
}

/* The deepest node that still holds a share of the good paragraphs. */
static uint32_t
descend(const struct maker *m, uint32_t from, float share)
{
    const struct html_node *nodes = m->art->page->nodes;
    float need = share * (float)m->sums[0].good;
    uint32_t at = from;

    for (;;) {
        uint32_t best = 0;

        for (uint32_t i = at + 1; i < nodes[at].end; i = nodes[i].end)
            if ((float)m->sums[i].good >= need &&
                (best == 0 || m->sums[i].good > m->sums[best].good))
                best = i;
        if (best == 0 || m->sums[best].good == 0 || nodes[best].tag == TAG_P)
            return at;
        at = best;
    }
}

void
features_find_containers(struct maker *m)
{
    const struct html_node *nodes = m->art->page->nodes;
    uint32_t best = 0;
    uint32_t *own;

    m->container = descend(m, 0, 0.8f);
    m->core = descend(m, m->container, 0.5f);
    /* the parent with most words in good paragraphs right below it */
    own = mill_arena_zalloc(m->art->arena, m->art->page->count * sizeof(*own));
    if (own == NULL)
        return;
    for (uint32_t i = 0; i < m->art->count; i++) {
        uint32_t parent = nodes[m->art->blocks[i].node].parent;

        if (!m->good[i])
            continue;
        own[parent] += m->art->blocks[i].words;
        if (own[parent] > own[best])
            best = parent;
    }
    m->main_parent = best;
}

bool
features_inside(const struct html_node *nodes, uint32_t node, uint32_t of)
{
    return node >= of && node < nodes[of].end;
}

/* How often a text stands on the page, by hash. */
bool
features_count_repeats(const struct article *art)
{
    uint32_t slots = table_size(art->count), mask = slots - 1;
    struct seen {
        uint64_t hash;
        uint32_t count;
    } *table = mill_arena_zalloc(art->arena, slots * sizeof(*table));

    if (table == NULL)
        return false;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < art->count; i++) {
            struct block *b = &art->blocks[i];
            uint32_t at = (uint32_t)(b->hash ^ b->hash >> 32) & mask;

            while (table[at].count > 0 && table[at].hash != b->hash)
                at = (at + 1) & mask;
            table[at].hash = b->hash;
            if (pass == 0)
                table[at].count++;
            else
                b->repeats =
                    (uint16_t)(table[at].count > 1000 ? 1000
                                                      : table[at].count - 1);
        }
    return true;
}
