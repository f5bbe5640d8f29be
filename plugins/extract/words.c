/* SPDX-License-Identifier: Apache-2.0
 *
 * words.c: reads lang/XX/extract.yaml, and looks words up. */
#include "words.h"
#include "article.h"

#include <pressmill/data.h>
#include <pressmill/node.h>
#include <pressmill/unicode.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading */

struct reader {
    struct words *words;
    struct mill_arena *arena;
    struct mill_report *rep;
    bool failed;
};

static const char *const phrase_keys[PHRASE_COUNT] = {
    [PHRASE_READ_ALSO] = "read-also", [PHRASE_RELATED] = "related",
    [PHRASE_CREDIT] = "credit",       [PHRASE_SHARE] = "share",
    [PHRASE_SUBSCRIBE] = "subscribe", [PHRASE_COMMENTS] = "comments",
    [PHRASE_COOKIE] = "cookie",       [PHRASE_COPYRIGHT] = "copyright",
    [PHRASE_BYLINE] = "byline",       [PHRASE_DATE] = "date",
    [PHRASE_TAGS] = "tags",           [PHRASE_AD] = "ad",
    [PHRASE_TYPO] = "typo",           [PHRASE_MENU] = "menu",
    [PHRASE_CLOSING] = "closing",
};

static void
wrong(struct reader *r, const struct mill_node *node, const char *what)
{
    (void)mill_fail_node(r->rep, node, "%s", what);
    r->failed = true;
}

static void
add(struct reader *r, enum word_list list, const struct mill_node *node,
    struct mill_str text, uint32_t value)
{
    struct wordlist *l = &r->words->lists[list];
    char low[WORDS_LONGEST + 8];
    size_t n;
    struct word *w;

    if (text.len == 0 || text.len > WORDS_LONGEST || l->count == UINT16_MAX) {
        wrong(r, node, "expected 1 to 90 bytes, and at most 65535 words");
        return;
    }
    if (l->count == l->cap) {
        uint32_t cap = l->cap * 2 + 64;

        w = mill_arena_grow(r->arena, l->items, l->cap * sizeof(*w),
                            cap * sizeof(*w));
        if (w == NULL) {
            wrong(r, node, "out of memory");
            return;
        }
        l->items = w;
        l->cap = cap;
    }
    low[0] = ' ';
    n = words_fold(text, low + 1, sizeof(low) - 2) + 1;
    low[n] = ' ';
    if (list == WORDS_JOINTS) /* with the spaces around it */
        n++;
    else
        memmove(low, low + 1, n--);
    w = &l->items[l->count];
    *w = (struct word){ .value = (uint16_t)value };
    if (n > 1 && low[n - 1] == '$') {
        w->whole = true;
        n--;
    }
    w->len = (uint16_t)n;
    w->text = mill_arena_strdup(r->arena, (struct mill_str){ low, n });
    if (w->text == NULL)
        wrong(r, node, "out of memory");
    else
        l->count++;
}

static void
add_list(struct reader *r, enum word_list list, const struct mill_node *node,
         uint32_t value)
{
    if (node->kind != MILL_NODE_LIST) {
        wrong(r, node, "expected a list");
        return;
    }
    MILL_NODE_EACH(item, node) {
        if (item->kind != MILL_NODE_SCALAR)
            wrong(r, item, "expected a word or a phrase");
        else
            add(r, list, item,
                (struct mill_str){ item->value, strlen(item->value) }, value);
    }
}

/* Twelve, each with the ways in which its name begins. */
static void
add_months(struct reader *r, const struct mill_node *node)
{
    uint32_t n = 0;

    if (node->kind == MILL_NODE_LIST)
        MILL_NODE_EACH(item, node) {
            n++;
            if (item->kind != MILL_NODE_SCALAR) {
                wrong(r, item, "expected how the name of a month begins");
                continue;
            }
            for (const char *p = item->value; *p != 0;) {
                size_t len = strcspn(p, " ");

                add(r, WORDS_MONTHS, item, (struct mill_str){ p, len }, n);
                p += len;
                p += strspn(p, " ");
            }
        }
    if (n != 12)
        wrong(r, node, "expected a list of twelve months");
}

static void
add_phrases(struct reader *r, const struct mill_node *node)
{
    if (node->kind != MILL_NODE_MAP) {
        wrong(r, node, "expected a map of kinds of phrases");
        return;
    }
    MILL_NODE_EACH(kind, node) {
        uint32_t k = PHRASE_NONE + 1;

        while (k < PHRASE_COUNT && strcmp(phrase_keys[k], kind->key) != 0)
            k++;
        if (k == PHRASE_COUNT)
            wrong(r, kind,
                  "unknown kind of phrase, expected read-also, related, "
                  "credit, share, subscribe, comments, cookie, copyright, "
                  "byline, date, tags, ad, typo, menu or closing");
        else
            add_list(r, WORDS_PHRASES, kind, k);
    }
}

struct key {
    const char *name;
    enum word_list list;
};

static void
add_keys(struct reader *r, const struct mill_node *map, const struct key *keys,
         size_t count, const char *expected)
{
    if (map->kind != MILL_NODE_MAP) {
        wrong(r, map, expected);
        return;
    }
    MILL_NODE_EACH(node, map) {
        static const struct key byline[] = {
            { "leads", WORDS_LEADS },   { "alone", WORDS_ALONE },
            { "joints", WORDS_JOINTS }, { "others", WORDS_OTHERS },
            { "roles", WORDS_ROLES },
        };
        size_t k = 0;

        while (k < count && strcmp(keys[k].name, node->key) != 0)
            k++;
        if (k == count)
            wrong(r, node, expected);
        else if (keys[k].list == WORDS_LISTS)
            add_keys(r, node, byline, sizeof(byline) / sizeof(*byline),
                     "unknown key, expected leads, alone, joints, others or "
                     "roles");
        else if (keys[k].list == WORDS_MONTHS)
            add_months(r, node);
        else if (keys[k].list == WORDS_PHRASES)
            add_phrases(r, node);
        else
            add_list(r, keys[k].list, node, r->words->code_count);
    }
}

static void
read_language(struct reader *r, const char *code, const char *path)
{
    static const struct key keys[] = {
        { "menu", WORDS_MENU },       { "months", WORDS_MONTHS },
        { "updated", WORDS_UPDATED }, { "phrases", WORDS_PHRASES },
        { "credits", WORDS_CREDITS }, { "sends-on", WORDS_SENDS_ON },
        { "byline", WORDS_LISTS },
    };
    const struct mill_node *root = mill_node_read(r->arena, path, r->rep);

    if (root == NULL) {
        r->failed = true;
        return;
    }
    add_keys(r, root, keys, sizeof(keys) / sizeof(*keys),
             "unknown key, expected menu, months, updated, phrases, credits, "
             "sends-on or byline");
    r->words->codes[r->words->code_count++] = code;
}

/* Longer first; then as they were read: `next` holds their number. */
static int
by_length(const void *a, const void *b)
{
    const struct word *x = a, *y = b;

    return x->len != y->len ? y->len - x->len : x->next - y->next;
}

static uint32_t
first_two(const char *p, size_t len)
{
    uint32_t second = len > 1 ? (unsigned char)p[1] : 0;

    return ((unsigned char)p[0] * 31u + second) % WORDS_SLOTS;
}

static void
make_chains(struct wordlist *l)
{
    for (uint32_t i = 0; i < l->count; i++)
        l->items[i].next = (uint16_t)i;
    if (l->count > 1)
        qsort(l->items, l->count, sizeof(*l->items), by_length);
    for (uint32_t i = l->count; i-- > 0;) {
        struct word *w = &l->items[i];
        uint16_t *slot = &l->first[first_two(w->text, w->len)];

        w->next = *slot;
        *slot = (uint16_t)(i + 1);
    }
}

enum mill_status
words_read(struct words *words, struct mill_arena *arena,
           struct mill_report *rep)
{
    struct reader r = { words, arena, rep, false };
    const char *const *names;
    size_t n = mill_data_list(arena, "lang", &names);

    memset(words, 0, sizeof(*words));
    for (size_t i = 0; i < n && words->code_count < WORDS_LANGS; i++) {
        const char *file =
            mill_arena_printf(arena, "lang/%s/extract.yaml", names[i]);
        const char *path = file != NULL ? mill_data_find(arena, file) : NULL;

        if (path != NULL)
            read_language(&r, names[i], path);
    }
    for (int i = 0; i < WORDS_LISTS; i++)
        make_chains(&words->lists[i]);
    return r.failed ? MILL_ERR_STAGE : MILL_OK;
}

/* ---- looking up */

size_t
words_fold(struct mill_str text, char *out, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len && n + 5 < room;) {
        uint32_t c = (unsigned char)text.ptr[i];

        if (c < 0x80) {
            i++;
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            continue;
        }
        c = mill_char_lower(mill_utf8_next(text.ptr, text.len, &i));
        n += mill_utf8_put(out + n, c == 0x2019 ? '\'' : c);
    }
    out[n] = 0;
    return n;
}

const struct word *
words_begin(const struct words *words, enum word_list list, const char *text,
            size_t len, const struct word *from)
{
    const struct wordlist *l = &words->lists[list];
    uint32_t i;

    if (len == 0)
        return NULL;
    i = from != NULL ? from->next : l->first[first_two(text, len)];
    for (; i > 0; i = l->items[i - 1].next) {
        const struct word *w = &l->items[i - 1];

        if (w->len <= len && memcmp(w->text, text, w->len) == 0 &&
            (!w->whole || w->len == len))
            return w;
    }
    return NULL;
}

const struct word *
words_equal(const struct words *words, enum word_list list, const char *text,
            size_t len)
{
    const struct word *w = NULL;

    do
        w = words_begin(words, list, text, len, w);
    while (w != NULL && w->len != len);
    return w;
}

/* Punctuation of Latin-1 and of U+2000 to U+2BFF begins so. */
bool
words_end(const char *text, size_t len, size_t at)
{
    unsigned char c;

    if (at >= len)
        return true;
    c = (unsigned char)text[at];
    return c >= 0x80 ? c == 0xe2 || c == 0xc2 : c < 'a' || c > 'z';
}

bool
words_within(const struct words *words, enum word_list list, const char *text,
             size_t len, bool starts)
{
    bool start = true;

    for (size_t i = 0; i < len; i++) {
        if ((start || !starts) &&
            words_begin(words, list, text + i, len - i, NULL) != NULL)
            return true;
        start = words_end(text, len, i);
    }
    return false;
}
