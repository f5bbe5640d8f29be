/* SPDX-License-Identifier: Apache-2.0
 *
 * menu.c: lines that offer other languages; see menu.h. */
#include "menu.h"

#include "codes.h"

#include <pressmill/unicode.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_MAX_BYTES = 600, /* longer lines are no menus */
    WORDS_MAX = 80,
    MENU_BYTES = 4096 /* a menu's lines together */
};

/* What pages write beside codes and names. */
static const struct menu_name others[] = { { "eng", "en", false },
                                           { "engl", "en", false },
                                           { "англ", "en", false },
                                           { "english version", "en", false },
                                           { "in english", "en", false },
                                           { "англійська", "en", false },
                                           { "английский", "en", false },
                                           { "англійською", "en", false },
                                           { "рус", "ru", false },
                                           { "ру", "ru", false },
                                           { "русский язык", "ru", false },
                                           { "по-русски", "ru", false },
                                           { "русская версия", "ru", false },
                                           { "російська", "ru", false },
                                           { "російською", "ru", false },
                                           { "russian version", "ru", false },
                                           { "укр", "uk", false },
                                           { "ук", "uk", false },
                                           { "українською", "uk", false },
                                           { "українська мова", "uk", false },
                                           { "українська версія", "uk", false },
                                           { "украинский", "uk", false },
                                           { "на украинском", "uk", false },
                                           { "бел", "be", false },
                                           { "беларуская мова", "be", false },
                                           { "қаз", "kk", false },
                                           { "қазақ", "kk", false },
                                           { "қазақ тілі", "kk", false },
                                           { "кырг", "ky", false },
                                           { "srb", "sr-Cyrl", false },
                                           { "срп", "sr-Cyrl", false },
                                           { "српски", "sr-Cyrl", false },
                                           { "srpski", "sr-Latn", false },
                                           { "中文", "zh-Hans", false },
                                           { "简体", "zh-Hans", false },
                                           { "繁體", "zh-Hant", false },
                                           { "chinese", "zh-Hans", false },
                                           { "serbian", "sr-Cyrl", false },
                                           { "norsk", "nb", false },
                                           { "norwegian", "nb", false },
                                           { "tagalog", "fil", false },
                                           { "kurdish", "kmr", false },
                                           { "kurdî", "kmr", false },
                                           { "română", "ro", false },
                                           { "farsi", "fa", false },
                                           { "oʻzbek", "uz", false },
                                           { "o'zbek", "uz", false },
                                           { "oʻzbekcha", "uz", false },
                                           { "ўзбекча", "uz", false },
                                           { "türkmen", "tk", false },
                                           { "azərbaycan", "az", false },
                                           { "deutsche version", "de",
                                             false } };

/* Codes that are words as well: a line of these alone is no menu. */
static const char *const weak_codes[] = {
    "af",  "am",  "an",  "ar",  "as",  "az",  "be",  "br",  "co",  "da",  "de",
    "dv",  "ee",  "el",  "en",  "es",  "et",  "eu",  "fa",  "fi",  "fo",  "ga",
    "gd",  "gl",  "gr",  "ha",  "he",  "hi",  "hr",  "id",  "ie",  "ig",  "in",
    "is",  "it",  "ka",  "ki",  "la",  "lo",  "ma",  "me",  "mi",  "mo",  "mr",
    "ms",  "my",  "na",  "ne",  "ni",  "no",  "nu",  "ny",  "oc",  "om",  "or",
    "os",  "pa",  "ps",  "rn",  "ro",  "sa",  "sc",  "se",  "si",  "sm",  "so",
    "sq",  "st",  "su",  "ta",  "te",  "ti",  "to",  "tr",  "ts",  "ty",  "ve",
    "vi",  "wo",  "by",  "bas", "ban", "fur", "war", "ace", "sat", "sot", "nor",
    "per", "may", "ice", "ara", "mac", "dan", "fin", "run", "som", "tel", "tam",
    "ton", "tat", "hun", "pan", "lit", "lao", "por", "pol", "dut", "rum", "geo",
    "ful", "sun", "vec"
};

static int
by_words(const void *a, const void *b)
{
    return strcmp(((const struct menu_name *)a)->words,
                  ((const struct menu_name *)b)->words);
}

static const char *
lowered(struct mill_arena *arena, const char *s)
{
    struct mill_str str = { s, strlen(s) };
    char *out = mill_arena_alloc(arena, str.len + str.len / 2 + 5);

    if (out != NULL)
        out[mill_utf8_lower(str, out)] = '\0';
    return out;
}

static void
add(struct menu *m, const char *words, const char *code)
{
    size_t blanks = 1;
    bool weak = false;

    for (size_t i = 0; i < sizeof(weak_codes) / sizeof(weak_codes[0]); i++)
        weak |= strcmp(words, weak_codes[i]) == 0;
    for (const char *p = words; *p != '\0'; p++)
        blanks += *p == ' ';
    if (blanks > m->longest)
        m->longest = blanks;
    m->names[m->count++] = (struct menu_name){ words, code, weak };
}

bool
menu_open(struct menu *m, struct mill_arena *arena)
{
    const struct code_name *names;
    const char *const *aliases;
    size_t count = code_names(&names), more = code_aliases(&aliases);
    size_t extra = sizeof(others) / sizeof(others[0]);

    m->count = m->longest = 0;
    m->names =
        mill_arena_alloc(arena, (count * 4 + more + extra) * sizeof *m->names);
    if (m->names == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *words[4] = { lowered(arena, names[i].code),
                                 lowered(arena, names[i].iso3),
                                 lowered(arena, names[i].name),
                                 lowered(arena, names[i].own) };

        for (int k = 0; k < 4; k++) {
            if (words[k] == NULL)
                return false;
            add(m, words[k], names[i].code);
        }
    }
    for (size_t i = 0; i < more; i++)
        add(m, aliases[2 * i], aliases[2 * i + 1]);
    for (size_t i = 0; i < extra; i++)
        add(m, others[i].words, others[i].code);
    qsort(m->names, m->count, sizeof *m->names, by_words);
    return true;
}

static const struct menu_name *
find(const struct menu *m, const char *words, size_t len)
{
    size_t low = 0, high = m->count;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (strncmp(m->names[mid].words, words, len) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < m->count && strncmp(m->names[low].words, words, len) == 0 &&
        m->names[low].words[len] == '\0')
        return &m->names[low];
    return NULL;
}

/* Letters, marks, apostrophes and hyphens make words of a name; a digit makes
 * the line no menu. */
static int
kind_of(uint32_t c)
{
    enum mill_class k;

    if (c == '-' || c == '\'' || c == 0x2019 || c == 0x2bb || c == 0x2bc)
        return 1;
    k = mill_char_class(c);
    if (k >= MILL_CLASS_UPPER && k <= MILL_CLASS_MARK)
        return 1;
    return k == MILL_CLASS_DIGIT || k == MILL_CLASS_NUMBER ? -1 : 0;
}

/* Whether a name begins like the line: cheap, and most lines end here. */
static bool
begins_like_a_name(const struct menu *m, const char *line, size_t len)
{
    char word[160];
    size_t at = 0, begin, end, low = 0, high = m->count;
    int kind = 0;

    for (begin = 0; at < len; begin = at) {
        kind = kind_of(mill_utf8_next(line, len, &at));
        if (kind != 0)
            break;
    }
    if (kind <= 0)
        return false;
    for (end = at; at < len; end = at)
        if (kind_of(mill_utf8_next(line, len, &at)) <= 0)
            break;
    if (end - begin > 100)
        return false;
    end = mill_utf8_lower((struct mill_str){ line + begin, end - begin }, word);
    while (low < high) {
        size_t mid = (low + high) / 2;

        if (strncmp(m->names[mid].words, word, end) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < m->count && strncmp(m->names[low].words, word, end) == 0;
}

/* Reads one line. Returns how many names it holds, 0 when it holds anything
 * else; `*strong` counts those that are no usual words. */
static size_t
read_line(const struct menu *m, const char *line, size_t len,
          const char **codes, size_t room, size_t *strong)
{
    char lower[LINE_MAX_BYTES * 3 / 2 + 4], name[LINE_MAX_BYTES * 3 / 2 + 4];
    struct {
        size_t at, len;
    } word[WORDS_MAX];
    size_t words = 0, at = 0, start = 0, size, count = 0;
    bool inside = false, capitals = true;

    if (!begins_like_a_name(m, line, len))
        return 0;
    for (size_t i = 0; i < len; i++)
        capitals &= !(line[i] >= 'a' && line[i] <= 'z');
    size = mill_utf8_lower((struct mill_str){ line, len }, lower);
    for (;;) {
        size_t here = at;
        int kind = at < size ? kind_of(mill_utf8_next(lower, size, &at)) : 0;

        if (kind < 0)
            return 0;
        if (kind > 0 && !inside) {
            start = here;
            inside = true;
        } else if (kind == 0 && inside) {
            if (words == WORDS_MAX)
                return 0;
            word[words].at = start;
            word[words++].len = here - start;
            inside = false;
        }
        if (here >= size)
            break;
    }
    for (size_t i = 0; i < words;) {
        const struct menu_name *found = NULL;
        size_t take;

        for (take = m->longest < words - i ? m->longest : words - i;
             take > 0 && found == NULL; take--) {
            size_t n = 0;

            for (size_t k = i; k < i + take; k++) {
                if (k > i)
                    name[n++] = ' ';
                memcpy(name + n, lower + word[k].at, word[k].len);
                n += word[k].len;
            }
            found = find(m, name, n);
        }
        if (found == NULL || count == room)
            return 0;
        codes[count++] = found->code;
        *strong += !found->weak || capitals;
        i += take + 1;
    }
    return count;
}

size_t
menu_next(const struct menu *m, struct mill_str text, size_t *at,
          struct mill_span *span, const char **codes)
{
    size_t line = *at, count = 0, strong = 0, first = 0, last = 0;
    bool open = false;

    for (;;) {
        const char *end = line < text.len
                              ? memchr(text.ptr + line, '\n', text.len - line)
                              : NULL;
        size_t len =
            end != NULL ? (size_t)(end - text.ptr) - line : text.len - line;
        const char *more[MENU_MAX];
        size_t n = 0, blank = 0;

        if (line < text.len) {
            while (blank < len && (text.ptr[line + blank] == ' ' ||
                                   text.ptr[line + blank] == '\r' ||
                                   text.ptr[line + blank] == '\t'))
                blank++;
            if (len <= LINE_MAX_BYTES && blank < len &&
                !(open && line - first > MENU_BYTES))
                n = read_line(m, text.ptr + line, len, more, MENU_MAX, &strong);
        }
        if (n > 0) {
            if (!open) {
                open = true;
                first = line;
                count = 0;
            }
            for (size_t i = 0; i < n; i++) {
                size_t k = 0;

                while (k < count && codes[k] != more[i])
                    k++;
                if (k == count && count < MENU_MAX)
                    codes[count++] = more[i];
            }
            last = line + len;
        } else if (line >= text.len || blank < len) { /* not an empty line */
            if (open && count >= 2 && strong > 0) {
                *span = (struct mill_span){ (uint32_t)first, (uint32_t)last };
                *at = line;
                return count;
            }
            open = false;
            strong = 0;
            if (line >= text.len)
                break;
        }
        line += len + 1;
    }
    *at = text.len;
    return 0;
}
