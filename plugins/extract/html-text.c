/* SPDX-License-Identifier: Apache-2.0
 *
 * html-text.c: attributes and text of nodes. */
#include "html.h"

#include <string.h>

struct mill_str
html_attr(const struct html *page, uint32_t node, enum html_attr_name name)
{
    const struct html_node *n = &page->nodes[node];

    for (uint32_t i = n->attr; i < n->attr + n->attrs; i++)
        if (page->attrs[i].name == name)
            return page->attrs[i].value;
    return (struct mill_str){ NULL, 0 };
}

static bool
is_inline(uint32_t tag)
{
    switch (tag) {
    case TAG_A:
    case TAG_ABBR:
    case TAG_B:
    case TAG_CITE:
    case TAG_EM:
    case TAG_FONT:
    case TAG_I:
    case TAG_Q:
    case TAG_S:
    case TAG_SMALL:
    case TAG_SPAN:
    case TAG_STRONG:
    case TAG_SUB:
    case TAG_SUP:
    case TAG_U:
        return true;
    default:
        return false;
    }
}

/* Whether a line ends between two runs of text. */
static bool
line_between(const struct html *page, uint32_t a, uint32_t b)
{
    const struct html_node *n = page->nodes;

    if (n[a].parent == n[b].parent && b == a + 1)
        return false;
    for (uint32_t i = a + 1; i < b; i++)
        if (!is_inline(n[i].tag) && n[i].tag != TAG_TEXT && n[i].tag != TAG_IMG)
            return true;
    if (n[a].parent != n[b].parent && !is_inline(n[n[a].parent].tag) &&
        n[n[a].parent].end <= b)
        return true;
    return (unsigned char)page->text[n[a].text + n[a].len - 1] > ' ' &&
           (unsigned char)page->text[n[b].text] > ' ';
}

static struct mill_str
collect_text(const struct html *page, uint32_t node, struct mill_arena *arena,
             bool lines)
{
    uint32_t end = page->nodes[node].end, last = 0;
    size_t room = 1, n = 0;
    bool space = false;
    char *to;

    for (uint32_t i = node; i < end; i++)
        room += page->nodes[i].len + 2;
    to = mill_arena_alloc(arena, room);
    if (to == NULL)
        return (struct mill_str){ "", 0 };
    for (uint32_t i = node; i < end; i++) {
        const struct html_node *t = &page->nodes[i];

        if (t->tag == TAG_BR)
            space = true;
        if (t->tag != TAG_TEXT || t->len == 0)
            continue;
        if (lines && last > 0 && n > 0 && to[n - 1] != '\n' &&
            line_between(page, last, i)) {
            to[n++] = '\n';
            space = false;
        }
        last = i;
        for (uint32_t k = 0; k < t->len; k++) {
            char c = page->text[t->text + k];

            /* no-break space: c2 a0 */
            if ((unsigned char)c == 0xc2 && k + 1 < t->len &&
                (unsigned char)page->text[t->text + k + 1] == 0xa0) {
                space = true;
                k++;
                continue;
            }
            if ((unsigned char)c <= ' ') {
                space = true;
                continue;
            }
            if (space && n > 0 && to[n - 1] != '\n')
                to[n++] = ' ';
            space = false;
            to[n++] = c;
        }
    }
    to[n] = 0;
    return (struct mill_str){ to, n };
}

struct mill_str
html_text(const struct html *page, uint32_t node, struct mill_arena *arena)
{
    return collect_text(page, node, arena, false);
}

struct mill_str
html_lines(const struct html *page, uint32_t node, struct mill_arena *arena)
{
    return collect_text(page, node, arena, true);
}
