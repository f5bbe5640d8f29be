/* SPDX-License-Identifier: Apache-2.0
 *
 * menu.h: lines that offer other languages: `ua en ru`, `Українська |
 * English | Русский`. They say which versions of a page there are, and
 * nothing about the language of its text. */
#ifndef LANGUAGE_MENU_H
#define LANGUAGE_MENU_H

#include <pressmill/arena.h>
#include <pressmill/base.h>
#include <stdbool.h>
#include <stddef.h>

struct menu_name {
    const char *words; /* lower case, single blanks */
    const char *code;
    bool weak; /* could be a word of a sentence, too: "it", "no" */
};

struct menu {
    struct menu_name *names; /* sorted by words */
    size_t count;
    size_t longest; /* words in a name */
};

enum { MENU_MAX = 64 }; /* languages of one menu that are told */

/** Builds the list of names; false when memory ran out. */
bool menu_open(struct menu *m, struct mill_arena *arena);

/**
 * Finds the next menu: lines one after the other that hold nothing but names
 * or codes of languages, at least two.
 *
 * @param at     where to look from, the begin of a line; receives where to
 *               go on
 * @param span   receives the lines
 * @param codes  room for MENU_MAX; receives the languages in order, each once
 * @return how many languages; 0 when there is no further menu
 */
size_t menu_next(const struct menu *m, struct mill_str text, size_t *at,
                 struct mill_span *span, const char **codes);

#endif
