/* SPDX-License-Identifier: Apache-2.0
 *
 * phrases.c: what a short block says by the words it begins with: "Read
 * also:", "Photo:", "Subscribe to". Which words those are is data: words.h. */
#define _GNU_SOURCE /* memmem */

#include "article.h"

#include <string.h>

/* Longer blocks are prose that only begins that way. */
static const uint16_t most_words[PHRASE_COUNT] = {
    [PHRASE_READ_ALSO] = 40, [PHRASE_RELATED] = 7,    [PHRASE_CREDIT] = 30,
    [PHRASE_SHARE] = 12,     [PHRASE_SUBSCRIBE] = 35, [PHRASE_COMMENTS] = 10,
    [PHRASE_COOKIE] = 60,    [PHRASE_COPYRIGHT] = 60, [PHRASE_BYLINE] = 10,
    [PHRASE_DATE] = 12,      [PHRASE_TAGS] = 30,      [PHRASE_AD] = 5,
    [PHRASE_TYPO] = 40,      [PHRASE_MENU] = 10,      [PHRASE_CLOSING] = 45,
};

static const char *const names[PHRASE_COUNT] = {
    [PHRASE_NONE] = "",
    [PHRASE_READ_ALSO] = "read also",
    [PHRASE_RELATED] = "heading of related stories",
    [PHRASE_CREDIT] = "credit of a picture",
    [PHRASE_SHARE] = "sharing",
    [PHRASE_SUBSCRIBE] = "subscription",
    [PHRASE_COMMENTS] = "comments",
    [PHRASE_COOKIE] = "cookies",
    [PHRASE_COPYRIGHT] = "copyright",
    [PHRASE_BYLINE] = "byline",
    [PHRASE_DATE] = "date",
    [PHRASE_TAGS] = "tags",
    [PHRASE_AD] = "advertisement",
    [PHRASE_TYPO] = "report of a mistake",
    [PHRASE_MENU] = "menu",
    [PHRASE_CLOSING] = "reference to more",
};

size_t
phrase_languages(const struct words *words, struct mill_str text,
                 const char **codes, size_t most)
{
    char low[96];
    size_t len, n = 0;

    if (text.len > 60)
        return 0;
    len = words_fold(text, low, sizeof(low));
    for (size_t i = 0; i < len;) {
        size_t end = i;
        const struct word *w;

        while (end < len && strchr(" |/,\n\xc2", low[end]) == NULL)
            end++;
        if (end == i) { /* a middle dot: c2 b7 */
            i += (unsigned char)low[i] == 0xc2 && i + 1 < len ? 2 : 1;
            continue;
        }
        w = words_equal(words, WORDS_MENU, low + i, end - i);
        if (w == NULL || n == most)
            return 0;
        codes[n++] = words->codes[w->value];
        i = end;
    }
    return n >= 2 ? n : 0;
}

/* "More on this" only sends the reader on when it says where to. */
static bool
sends_on(const struct words *words, struct mill_str text)
{
    char low[512];
    size_t len = words_fold(text, low, sizeof(low));

    return words_within(words, WORDS_SENDS_ON, low, len, false);
}

/* A caption with its credit behind: "... (Photo: Reuters)". */
static bool
has_credit(const struct words *words, struct mill_str text, uint32_t count)
{
    char low[512];
    size_t len;

    if (count > most_words[PHRASE_CREDIT] ||
        (memchr(text.ptr, ':', text.len) == NULL &&
         memchr(text.ptr, '/', text.len) == NULL &&
         memchr(text.ptr, '(', text.len) == NULL &&
         memmem(text.ptr, text.len, "etty", 4) == NULL))
        return false;
    len = words_fold(text, low, sizeof(low));
    return words_within(words, WORDS_CREDITS, low, len, false);
}

enum phrase
phrases_of(const struct words *words, struct mill_str text, uint32_t count)
{
    const struct word *w = NULL;
    const char *codes[12];
    char head[WORDS_LONGEST + 8];
    size_t len;

    if (count > 60 || text.len < 2)
        return PHRASE_NONE;
    if (phrase_languages(words, text, codes, 12) > 0)
        return PHRASE_MENU;
    len = words_fold(text, head, sizeof(head));
    while ((w = words_begin(words, WORDS_PHRASES, head, len, w)) != NULL) {
        char last = w->text[w->len - 1];

        /* the phrase ends with a word, not within one */
        if (count <= most_words[w->value] &&
            (last == ' ' || last == ':' || words_end(head, len, w->len)) &&
            (w->value != PHRASE_CLOSING || sends_on(words, text)))
            return (enum phrase)w->value;
    }
    return has_credit(words, text, count) ? PHRASE_CREDIT : PHRASE_NONE;
}

const char *
extract_phrase_name(enum phrase phrase)
{
    return names[phrase];
}
