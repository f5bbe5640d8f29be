/* SPDX-License-Identifier: Apache-2.0
 *
 * when.c: reading a condition into a tree. The language is in when.h; asking
 * the tree is in when-eval.c. */
#include "when-tree.h"

#include <stdio.h>
#include <string.h>

#include "intern.h"
#include "node.h"
#include "report.h"
#include "suggest.h"

#define MAX_BYTES 4096
#define MAX_DEPTH 32
#define MAX_PARTS 512

enum token {
    TOKEN_END,
    TOKEN_WORD,  /* a name, a keyword, a number, a value without quotes */
    TOKEN_TEXT,  /* in quotes */
    TOKEN_OPEN,  /* ( */
    TOKEN_CLOSE, /* ) */
    TOKEN_OPEN_LIST,
    TOKEN_CLOSE_LIST,
    TOKEN_COMMA,
    TOKEN_COMPARE, /* .compare */
    TOKEN_WRONG    /* told already */
};

struct reader {
    struct mill_arena *arena;
    struct mill_report *rep;
    const struct mill_node *node;
    const char *text;
    size_t at;    /* behind the token at hand */
    size_t begin; /* of the token at hand */
    enum token token;
    enum when_compare compare;
    struct mill_str word;
    unsigned depth, parts;
    bool failed;
    struct when_use uses[MAX_PARTS];
    size_t n_uses;
};

static const char operators[] = "== != < <= > >= in, not in";

/* ---- messages */

/* Where byte `at` of the condition stands in the file. */
static struct mill_loc
place(const struct reader *r, size_t at)
{
    struct mill_loc loc = r->node->loc;
    unsigned column = loc.column + (r->node->quoted ? 1 : 0);

    for (size_t i = 0; i < at; i++) {
        if (r->text[i] == '\n')
            return r->node->loc; /* over several lines: its begin must do */
        if (((unsigned char)r->text[i] & 0xc0) != 0x80)
            column++;
    }
    loc.column = column;
    return loc;
}

static void wrong(struct reader *r, const char *format, ...) MILL_PRINTF(2, 3);

static void
wrong(struct reader *r, const char *format, ...)
{
    va_list va;

    if (r->failed)
        return; /* the first is the one that counts */
    r->failed = true;
    va_start(va, format);
    report_verror(r->rep, MSG_WHEN_SYNTAX, place(r, r->begin), format, va);
    va_end(va);
    report_width(r->rep, r->at > r->begin ? r->at - r->begin : 1);
}

static void
too_large(struct reader *r, const char *what)
{
    if (!r->failed)
        report_error(r->rep, MSG_WHEN_TOO_LARGE, place(r, r->begin),
                     "the condition has %s", what);
    r->failed = true;
}

/* ---- tokens */

static bool
ends_word(char c)
{
    return c == '\0' || strchr(" \t\r\n()[],=!<>'\"&|", c) != NULL;
}

static void
read_compare(struct reader *r)
{
    char c = r->text[r->at], next = r->text[r->at + 1];

    r->token = TOKEN_COMPARE;
    r->at += next == '=' ? 2 : 1;
    if (c == '=' && next == '=')
        r->compare = WHEN_EQUAL;
    else if (c == '!' && next == '=')
        r->compare = WHEN_UNEQUAL;
    else if (c == '<')
        r->compare = next == '=' ? WHEN_AT_MOST : WHEN_BELOW;
    else if (c == '>')
        r->compare = next == '=' ? WHEN_AT_LEAST : WHEN_ABOVE;
    else {
        wrong(r, c == '=' ? "'=' is no comparison here, write '=='"
                          : "'!' is no word here, write 'not'");
        r->token = TOKEN_WRONG;
    }
}

static void
read_text(struct reader *r)
{
    char quote = r->text[r->at++];
    const char *end = strchr(r->text + r->at, quote);

    if (end == NULL) {
        wrong(r, "the quote is not closed");
        r->token = TOKEN_WRONG;
        return;
    }
    r->token = TOKEN_TEXT;
    r->word.ptr = r->text + r->at;
    r->word.len = (size_t)(end - r->word.ptr);
    r->at += r->word.len + 1;
}

/* Moves to the next token. */
static void
next(struct reader *r)
{
    static const struct {
        char c;
        enum token token;
    } marks[] = { { '(', TOKEN_OPEN },
                  { ')', TOKEN_CLOSE },
                  { '[', TOKEN_OPEN_LIST },
                  { ']', TOKEN_CLOSE_LIST },
                  { ',', TOKEN_COMMA } };
    char c;

    r->at += strspn(r->text + r->at, " \t\r\n");
    r->begin = r->at;
    c = r->text[r->at];
    if (c == '\0') {
        r->token = TOKEN_END;
        return;
    }
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (marks[i].c == c) {
            r->token = marks[i].token;
            r->at++;
            return;
        }
    }
    if (c == '\'' || c == '"') {
        read_text(r);
    } else if (strchr("=!<>", c) != NULL) {
        read_compare(r);
    } else if (c == '&' || c == '|') {
        r->at += r->text[r->at + 1] == c ? 2 : 1;
        wrong(r, c == '&' ? "write 'and'" : "write 'or'");
        r->token = TOKEN_WRONG;
    } else {
        while (!ends_word(r->text[r->at]))
            r->at++;
        r->token = TOKEN_WORD;
        r->word.ptr = r->text + r->begin;
        r->word.len = r->at - r->begin;
    }
}

static bool
is_word(const struct reader *r, const char *word)
{
    return r->token == TOKEN_WORD && r->word.len == strlen(word) &&
           memcmp(r->word.ptr, word, r->word.len) == 0;
}

static bool
is_keyword(const struct reader *r)
{
    static const char *const words[] = { "and", "or",  "not",
                                         "in",  "has", "absent" };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (is_word(r, words[i]))
            return true;
    }
    return false;
}

/* The token at hand as users see it, for "expected ..., not ...". */
static const char *
shown(const struct reader *r, char *out, size_t size)
{
    if (r->token == TOKEN_END)
        snprintf(out, size, "the end");
    else
        snprintf(out, size, "'%.*s'",
                 (int)(r->at - r->begin > 60 ? 60 : r->at - r->begin),
                 r->text + r->begin);
    return out;
}

static void
expected(struct reader *r, const char *what)
{
    char text[80];

    wrong(r, "expected %s, not %s", what, shown(r, text, sizeof(text)));
}

/* ---- the tree */

static struct when *
make(struct reader *r, enum when_kind kind)
{
    struct when *w;

    if (++r->parts > MAX_PARTS) {
        too_large(r, "more than 512 tests and values");
        return NULL;
    }
    w = mill_arena_zalloc(r->arena, sizeof(*w));
    if (w == NULL) {
        report_error(r->rep, MSG_NO_MEMORY, r->node->loc, "memory ran out");
        r->failed = true;
        return NULL;
    }
    w->kind = kind;
    return w;
}

/* Takes the word at hand as a name of a field or a type. */
static const char *
take_name(struct reader *r, bool is_type, bool optional)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    const char *what = is_type ? "a type of annotations" : "a field";
    char *name;

    if (r->token != TOKEN_WORD || is_keyword(r)) {
        expected(r, what);
        return NULL;
    }
    for (size_t i = 0; i < r->word.len; i++) {
        if (memchr(letters, r->word.ptr[i], sizeof(letters) - 1) == NULL ||
            (i == 0 && r->word.ptr[0] < 'A')) {
            wrong(r, "'%.*s' is no name of %s",
                  (int)(r->word.len > 60 ? 60 : r->word.len), r->word.ptr,
                  what);
            return NULL;
        }
    }
    name = mill_arena_strdup(r->arena, r->word);
    if (name != NULL && r->n_uses < MAX_PARTS)
        r->uses[r->n_uses++] =
            (struct when_use){ name, is_type, optional, place(r, r->begin) };
    next(r);
    return name;
}

/* A value: a word, a number, true, false or a text. */
static bool
take_value(struct reader *r, struct when_value *value)
{
    char *text;

    if ((r->token != TOKEN_WORD && r->token != TOKEN_TEXT) || is_keyword(r)) {
        expected(r, "a value");
        if (is_keyword(r))
            report_hint(r->rep, "a value that is also a word of the language "
                                "needs quotes");
        return false;
    }
    if (++r->parts > MAX_PARTS) {
        too_large(r, "more than 512 tests and values");
        return false;
    }
    text = mill_arena_strdup(r->arena, r->word);
    if (text == NULL) {
        report_error(r->rep, MSG_NO_MEMORY, r->node->loc, "memory ran out");
        r->failed = true;
        return false;
    }
    value->text = (struct mill_str){ text, r->word.len };
    value->kind = WHEN_TEXT;
    if (r->token == TOKEN_WORD) {
        if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
            value->kind = WHEN_BOOL;
        else if (node_parse_num(text, &value->number))
            value->kind = WHEN_NUMBER;
        value->boolean = strcmp(text, "true") == 0;
    }
    next(r);
    return true;
}

static struct when *read_or(struct reader *r);

/* FIELD, count(TYPE) or length(FIELD). */
static bool
take_operand(struct reader *r, struct when *w)
{
    bool count = is_word(r, "count"), length = is_word(r, "length");

    if ((count || length) &&
        r->text[r->at + strspn(r->text + r->at, " ")] == '(') {
        next(r);
        next(r);
        w->operand = count ? WHEN_COUNT : WHEN_LENGTH;
    }
    w->name = take_name(r, count && w->operand == WHEN_COUNT, false);
    if (w->name == NULL)
        return false;
    if (w->operand == WHEN_COUNT)
        w->type = intern_type(w->name);
    if (w->operand != WHEN_FIELD) {
        if (r->token != TOKEN_CLOSE) {
            expected(r, "')'");
            return false;
        }
        next(r);
    }
    return true;
}

static bool
take_values(struct reader *r, struct when *w)
{
    struct when_value values[128];
    struct when_value *kept;
    size_t n = 0;

    if (r->token != TOKEN_OPEN_LIST) {
        expected(r, "'[' and values");
        return false;
    }
    do {
        next(r);
        if (r->token == TOKEN_CLOSE_LIST && n > 0)
            break; /* a comma behind the last value does no harm */
        if (n == sizeof(values) / sizeof(values[0])) {
            too_large(r, "more than 128 values in a list");
            return false;
        }
        if (!take_value(r, &values[n++]))
            return false;
    } while (r->token == TOKEN_COMMA);
    if (r->token != TOKEN_CLOSE_LIST) {
        expected(r, "',' or ']'");
        return false;
    }
    next(r);
    kept = mill_arena_alloc(r->arena, n * sizeof(*kept));
    if (kept == NULL) {
        report_error(r->rep, MSG_NO_MEMORY, r->node->loc, "memory ran out");
        r->failed = true;
        return false;
    }
    memcpy(kept, values, n * sizeof(*kept));
    w->values = kept;
    w->n_values = n;
    return true;
}

static struct when *
read_test(struct reader *r)
{
    struct when *w;

    if (is_word(r, "true") || is_word(r, "false")) {
        w = make(r, WHEN_CONSTANT);
        if (w != NULL)
            w->constant = is_word(r, "true");
        next(r);
        return w;
    }
    w = make(r, WHEN_TEST);
    if (w == NULL)
        return NULL;
    if (is_word(r, "has") || is_word(r, "absent")) {
        w->kind = WHEN_HAS;
        w->negated = is_word(r, "absent");
        next(r);
        w->name = take_name(r, false, true);
        return w->name != NULL ? w : NULL;
    }
    if (!take_operand(r, w))
        return NULL;
    if (r->token == TOKEN_COMPARE) {
        struct when_value *value = mill_arena_zalloc(r->arena, sizeof(*value));

        /* `!=` is "not ==" in every case, a missing field included */
        w->negated = r->compare == WHEN_UNEQUAL;
        w->compare = w->negated ? WHEN_EQUAL : r->compare;
        w->values = value;
        w->n_values = 1;
        next(r);
        return value != NULL && take_value(r, value) ? w : NULL;
    }
    w->compare = WHEN_EQUAL;
    if (is_word(r, "not")) {
        w->negated = true;
        next(r);
        if (!is_word(r, "in")) {
            expected(r, "'in' behind 'not'");
            return NULL;
        }
    }
    if (!is_word(r, "in")) {
        expected(r, "a comparison");
        report_hint(r->rep,
                    "%s; to ask whether there is a value, write "
                    "'has %.60s'",
                    operators, w->name);
        return NULL;
    }
    next(r);
    return take_values(r, w) ? w : NULL;
}

static struct when *
read_not(struct reader *r)
{
    struct when *w = NULL;

    if (++r->depth > MAX_DEPTH) {
        too_large(r, "more than 32 levels");
        return NULL;
    }
    if (is_word(r, "not")) {
        next(r);
        w = make(r, WHEN_NOT);
        if (w != NULL)
            w->left = read_not(r);
        w = w != NULL && w->left != NULL ? w : NULL;
    } else if (r->token == TOKEN_OPEN) {
        next(r);
        w = read_or(r);
        if (w != NULL && r->token != TOKEN_CLOSE) {
            expected(r, "')', 'and' or 'or'");
            w = NULL;
        }
        if (w != NULL)
            next(r);
    } else {
        w = read_test(r);
    }
    r->depth--;
    return w;
}

/* left { word right }: a chain that leans left, so that asking it needs no
 * deep recursion. */
static struct when *
read_chain(struct reader *r, const char *word, enum when_kind kind,
           struct when *(*part)(struct reader *r))
{
    struct when *left = part(r);

    while (left != NULL && is_word(r, word)) {
        struct when *both = make(r, kind);

        next(r);
        if (both == NULL)
            return NULL;
        both->left = left;
        both->right = part(r);
        left = both->right != NULL ? both : NULL;
    }
    return left;
}

static struct when *
read_and(struct reader *r)
{
    return read_chain(r, "and", WHEN_AND, read_not);
}

static struct when *
read_or(struct reader *r)
{
    return read_chain(r, "or", WHEN_OR, read_and);
}

/* A field that is asked for with has or absent somewhere may be missing. */
static bool
keep_uses(struct reader *r, struct when *w)
{
    struct when_use *kept =
        mill_arena_alloc(r->arena, (r->n_uses + 1) * sizeof(*kept));

    if (kept == NULL)
        return false;
    memcpy(kept, r->uses, r->n_uses * sizeof(*kept));
    for (size_t i = 0; i < r->n_uses; i++) {
        for (size_t j = 0; j < r->n_uses && !kept[i].optional; j++)
            kept[i].optional = kept[j].optional && !kept[i].is_type &&
                               strcmp(kept[i].name, kept[j].name) == 0;
    }
    w->uses = kept;
    w->n_uses = r->n_uses;
    return true;
}

const struct when *
when_compile(struct mill_arena *arena, const struct mill_node *node,
             struct mill_report *rep)
{
    struct reader *r = mill_arena_zalloc(arena, sizeof(*r));
    struct when *w;

    if (r == NULL) {
        report_error(rep, MSG_NO_MEMORY, node->loc, "memory ran out");
        return NULL;
    }
    r->arena = arena;
    r->rep = rep;
    r->node = node;
    r->text = node->value;
    if (node->kind != MILL_NODE_SCALAR || node_is_null(node)) {
        report_error(rep, MSG_WHEN_SYNTAX, node->loc,
                     "%s where a condition belongs", node_kind_name(node));
        report_hint(rep, "write it as a text: when: \"lang in [en, uk]\"");
        return NULL;
    }
    if (node->value_len > MAX_BYTES) {
        too_large(r, "more than 4096 bytes");
        return NULL;
    }
    next(r);
    w = read_or(r);
    if (w != NULL && r->token != TOKEN_END) {
        expected(r, "'and', 'or' or the end");
        return NULL;
    }
    return w != NULL && !r->failed && keep_uses(r, w) ? w : NULL;
}

const struct when_use *
when_uses(const struct when *when, size_t *count)
{
    *count = when != NULL ? when->n_uses : 0;
    return when != NULL ? when->uses : NULL;
}
