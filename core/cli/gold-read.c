/* SPDX-License-Identifier: Apache-2.0
 *
 * gold-read.c: a file in the gold form, corrected by hand, as records. */
#include "gold.h"

#include <pressmill/str.h>

#include <string.h>

/* More quotes than any article has. */
#define QUOTES_MAX 100000u

/* Code points of the text, half open, and the same in bytes. */
struct place {
    uint32_t begin, end;
    size_t a, b;
    bool open, is;
};

struct one { /* a quote */
    struct place who, cue;
    struct place now;     /* the piece that is open */
    uint32_t first, last; /* pieces, as a chain; 0: none */
    unsigned line;        /* that describes it; 0: none yet */
    struct mill_str type, name;
    bool optional, marked;
};

struct piece {
    uint32_t begin, end, next;
};

struct reading {
    struct mill_str file;
    struct mill_arena *arena;
    struct mill_buf *out; /* the records */
    struct mill_buf text; /* of the document, without marks */
    uint32_t points;      /* code points of it */
    size_t at;
    unsigned line;
    const char *why;
    struct one *one; /* by number, from 1 */
    uint32_t ones, room;
    struct piece *piece; /* from 1 */
    uint32_t pieces, piece_room;
};

static bool
wrong(struct reading *r, const char *why)
{
    r->why = why;
    return false;
}

/* The next line without its end; false at the end of the file. */
static bool
next_line(struct reading *r, struct mill_str *line)
{
    const char *nl;

    if (r->at >= r->file.len)
        return false;
    nl = memchr(r->file.ptr + r->at, '\n', r->file.len - r->at);
    line->ptr = r->file.ptr + r->at;
    line->len = nl != NULL ? (size_t)(nl - line->ptr) : r->file.len - r->at;
    r->at += line->len + 1;
    r->line++;
    return true;
}

static bool
begins(struct mill_str s, const char *with)
{
    size_t n = strlen(with);

    return s.len >= n && memcmp(s.ptr, with, n) == 0;
}

/* ---- marks in the text */

/* Quote number n, made when it is new. */
static struct one *
numbered(struct reading *r, uint32_t n)
{
    if (n == 0 || n > QUOTES_MAX)
        return NULL;
    if (n >= r->room) {
        uint32_t more = n * 2 + 16;
        struct one *grown = mill_arena_grow(
            r->arena, r->one, r->room * sizeof *grown, more * sizeof *grown);

        if (grown == NULL)
            return NULL;
        memset(grown + r->room, 0, (more - r->room) * sizeof *grown);
        r->one = grown;
        r->room = more;
    }
    if (n > r->ones)
        r->ones = n;
    return &r->one[n];
}

static bool
add_piece(struct reading *r, struct one *q)
{
    if (r->pieces + 1 >= r->piece_room) {
        uint32_t more = r->piece_room * 2 + 16;
        struct piece *grown =
            mill_arena_grow(r->arena, r->piece, r->piece_room * sizeof *grown,
                            more * sizeof *grown);

        if (grown == NULL)
            return wrong(r, "out of memory");
        r->piece = grown;
        r->piece_room = more;
    }
    r->piece[++r->pieces] = (struct piece){ q->now.begin, q->now.end, 0 };
    if (q->last != 0)
        r->piece[q->last].next = r->pieces;
    else
        q->first = r->pieces;
    q->last = r->pieces;
    return true;
}

static bool
mark(struct reading *r, uint32_t number, char kind, bool opens)
{
    struct one *q = numbered(r, number);
    struct place *p;

    if (q == NULL)
        return wrong(r, "quotes are numbered from 1 to 100000");
    p = kind == '@' ? &q->who : kind == '!' ? &q->cue : &q->now;
    if (opens && p->open)
        return wrong(r, "what is opened here is open already: end it first, "
                        "as in '... :1}'");
    if (opens && kind != ':' && p->is)
        return wrong(r, "a quote has one speaker and one cue in the text: "
                        "take one of them away");
    if (!opens && !p->open)
        return wrong(r, "what ends here was never opened: put '{1:' (with its "
                        "number) before its first word");
    p->open = opens;
    if (opens) {
        p->begin = r->points;
        p->a = r->text.len;
        return true;
    }
    p->end = r->points;
    p->b = r->text.len;
    p->is = true;
    if (kind != ':')
        return true;
    q->marked = true;
    if (p->end == p->begin)
        return wrong(r, "a piece of a quote has no words: take it away");
    return add_piece(r, q);
}

/* Numbers with commas between them at s[*i]; the kind character must stand
 * behind them (opens) or has stood before. Their end, or 0. */
static size_t
numbers_end(struct mill_str s, size_t i)
{
    size_t from = i;

    while (i < s.len && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
                         (s.ptr[i] == ',' && i > from)))
        i++;
    return i > from ? i : 0;
}

static bool
marks(struct reading *r, struct mill_str s, size_t from, size_t to, char kind,
      bool opens)
{
    uint32_t n = 0;

    for (size_t i = from; i <= to; i++) {
        if (i < to && s.ptr[i] != ',') {
            if (n <= QUOTES_MAX)
                n = n * 10 + (uint32_t)(s.ptr[i] - '0');
            continue;
        }
        if (!mark(r, n, kind, opens))
            return false;
        n = 0;
    }
    return true;
}

static bool
kind_of(char c)
{
    return c == ':' || c == '@' || c == '!';
}

/* How often the character stands at i, one behind the other. */
static size_t
run(struct mill_str s, size_t i)
{
    size_t n = 0;

    while (i + n < s.len && s.ptr[i + n] == s.ptr[i])
        n++;
    return n;
}

static bool
text_line(struct reading *r, struct mill_str s, bool first)
{
    size_t i = 0;

    if (!first) {
        mill_buf_char(&r->text, '\n');
        r->points++;
    }
    if (s.len > 0 && s.ptr[0] == '\\')
        i = 1;
    while (i < s.len) {
        char c = s.ptr[i];
        size_t end;

        if (c == '{' && run(s, i) == 1) {
            end = numbers_end(s, i + 1);
            if (end == 0 || end >= s.len || !kind_of(s.ptr[end]))
                return wrong(r, "'{' begins a mark such as '{1:'; a brace of "
                                "the text itself is written twice");
            if (!marks(r, s, i + 1, end, s.ptr[end], true))
                return false;
            i = end + 1;
            continue;
        }
        if (kind_of(c) && (end = numbers_end(s, i + 1)) != 0 && end < s.len &&
            s.ptr[end] == '}' && run(s, end) % 2 == 1) {
            if (!marks(r, s, i + 1, end, c, false))
                return false;
            i = end + 1;
            continue;
        }
        if (c == '{' || c == '}') { /* doubled */
            if (run(s, i) < 2)
                return wrong(r, "'}' ends a mark such as ':1}'; a brace of "
                                "the text itself is written twice");
            i++;
        }
        mill_buf_char(&r->text, c);
        r->points += ((unsigned char)c & 0xc0) != 0x80;
        i++;
    }
    return true;
}

/* ---- the lines below a text */

static bool
quote_line(struct reading *r, struct mill_str s)
{
    static const char *const types[] = { "direct", "mixed", "indirect" };
    const char *colon = memchr(s.ptr, ':', s.len);
    struct mill_str left, word;
    struct one *q;
    uint32_t n = 0;
    size_t i = 0;

    if (colon == NULL)
        return wrong(r, "expected a quote's line: '1 direct: Full Name'");
    left = mill_str_trim((struct mill_str){ s.ptr, (size_t)(colon - s.ptr) });
    while (i < left.len && left.ptr[i] >= '0' && left.ptr[i] <= '9') {
        if (n <= QUOTES_MAX)
            n = n * 10 + (uint32_t)(left.ptr[i] - '0');
        i++;
    }
    q = numbered(r, n);
    if (i == 0 || q == NULL)
        return wrong(r, "expected a quote's number first: '1 direct: Full "
                        "Name'");
    if (q->line != 0)
        return wrong(r, "this quote has a line already: take one away");
    q->line = r->line;
    q->name = mill_str_trim(
        (struct mill_str){ colon + 1, s.len - (size_t)(colon + 1 - s.ptr) });
    word = mill_str_trim((struct mill_str){ left.ptr + i, left.len - i });
    for (size_t t = 0; t < 3; t++)
        if (begins(word, types[t])) {
            q->type = mill_str_of(types[t]);
            word.ptr += q->type.len;
            word.len -= q->type.len;
            break;
        }
    if (q->type.ptr == NULL)
        return wrong(r, "a quote is direct, mixed or indirect: '1 direct: "
                        "Full Name'");
    word = mill_str_trim(word);
    if (word.len > 0 && word.ptr[0] == ',')
        word = mill_str_trim((struct mill_str){ word.ptr + 1, word.len - 1 });
    q->optional = word.len == 8 && begins(word, "optional");
    if (word.len > 0 && !q->optional)
        return wrong(r, "behind the type there may be ', optional' only");
    return true;
}

/* ---- records */

static void
put_place(struct reading *r, const struct place *p)
{
    mill_buf_printf(r->out, "\"start\":%u,\"end\":%u,\"text\":", p->begin,
                    p->end);
    mill_buf_json_str(r->out,
                      (struct mill_str){ r->text.ptr + p->a, p->b - p->a });
}

static void
put_quote(struct reading *r, const struct one *q)
{
    struct mill_buf *out = r->out;
    bool nobody = q->name.len == 1 && q->name.ptr[0] == '-';

    mill_buf_printf(out, "{\"type\":\"%s\",\"start\":%u,\"end\":%u",
                    q->type.ptr, r->piece[q->first].begin,
                    r->piece[q->last].end);
    if (q->first != q->last) {
        mill_buf_printf(out, ",\"pieces\":");
        for (uint32_t p = q->first; p != 0; p = r->piece[p].next)
            mill_buf_printf(out, "%s[%u,%u]", p == q->first ? "[" : ",",
                            r->piece[p].begin, r->piece[p].end);
        mill_buf_char(out, ']');
    }
    if (q->optional)
        mill_buf_printf(out, ",\"optional\":true");
    mill_buf_printf(out, ",\"speaker\":");
    if (nobody || (q->name.len == 0 && !q->who.is)) {
        mill_buf_printf(out, "null");
    } else {
        mill_buf_char(out, '{');
        if (q->name.len > 0) {
            mill_buf_printf(out, "\"name\":");
            mill_buf_json_str(out, q->name);
        }
        if (q->who.is) {
            if (q->name.len > 0)
                mill_buf_char(out, ',');
            put_place(r, &q->who);
        }
        mill_buf_char(out, '}');
    }
    if (q->cue.is) {
        mill_buf_printf(out, ",\"cue\":{");
        put_place(r, &q->cue);
        mill_buf_char(out, '}');
    }
    mill_buf_char(out, '}');
}

/* Whether all that was marked is complete; `why` and `line` tell. */
static bool
complete(struct reading *r)
{
    for (uint32_t n = 1; n <= r->ones; n++) {
        const struct one *q = &r->one[n];

        if (q->now.open || q->who.open || q->cue.open)
            return wrong(r, mill_arena_printf(
                                r->arena,
                                "a mark of quote %u never ends: put '%c%u}' "
                                "behind its last word",
                                n,
                                q->now.open   ? ':'
                                : q->who.open ? '@'
                                              : '!',
                                n));
        if (q->marked && q->line == 0)
            return wrong(r, mill_arena_printf(
                                r->arena,
                                "quote %u has no line below '---': write '%u "
                                "direct: Full Name'",
                                n, n));
        if (!q->marked && (q->line != 0 || q->who.is || q->cue.is)) {
            if (q->line != 0)
                r->line = q->line;
            return wrong(r, mill_arena_printf(
                                r->arena,
                                "quote %u has no words in the text: mark them "
                                "'{%u:' ... ':%u}', or take its line and "
                                "marks away",
                                n, n, n));
        }
    }
    return true;
}

static bool
document(struct reading *r, struct mill_str id, struct mill_str *line)
{
    struct mill_str lang = { "", 0 };
    bool more, first = true, any = false;

    r->text = (struct mill_buf){ .arena = r->arena };
    r->points = r->ones = r->pieces = 0;
    if (r->room > 0)
        memset(r->one, 0, r->room * sizeof *r->one);
    while ((more = next_line(r, line)) && mill_str_trim(*line).len > 0) {
        if (!begins(*line, "lang:"))
            return wrong(r, "expected 'lang: ' and then an empty line before "
                            "the text");
        lang = mill_str_trim((struct mill_str){ line->ptr + 5, line->len - 5 });
    }
    while (more && (more = next_line(r, line))) {
        if (begins(*line, "---"))
            break;
        if (begins(*line, "==="))
            more = false;
        if (!more || !text_line(r, *line, first))
            break;
        first = false;
    }
    if (r->why != NULL)
        return false;
    if (!more)
        return wrong(r, "the text has no end: write '---' below it, and a "
                        "line for each quote below that");
    while ((more = next_line(r, line)) && !begins(*line, "===")) {
        struct mill_str s = mill_str_trim(*line);

        if (s.len > 0 && s.ptr[0] != '#' && !quote_line(r, s))
            return false;
    }
    if (!more)
        *line = (struct mill_str){ NULL, 0 };
    if (!complete(r))
        return false;
    mill_buf_printf(r->out, "{\"id\":");
    mill_buf_json_str(r->out, id);
    mill_buf_printf(r->out, ",\"lang\":");
    mill_buf_json_str(r->out, lang);
    mill_buf_printf(r->out, ",\"text\":");
    mill_buf_json_str(r->out, (struct mill_str){ r->text.ptr, r->text.len });
    mill_buf_printf(r->out, ",\"quotes\":[");
    for (uint32_t n = 1; n <= r->ones; n++)
        if (r->one[n].marked) {
            if (any)
                mill_buf_char(r->out, ',');
            any = true;
            put_quote(r, &r->one[n]);
        }
    mill_buf_printf(r->out, "]}\n");
    return true;
}

bool
gold_is(struct mill_str file)
{
    return begins(file, GOLD_HEAD) &&
           (file.len == strlen(GOLD_HEAD) ||
            (unsigned char)file.ptr[strlen(GOLD_HEAD)] <= ' ');
}

struct mill_str
gold_records(struct mill_str file, struct mill_arena *arena, unsigned *line,
             const char **why)
{
    struct mill_buf out = { .arena = arena };
    struct reading r = { .file = file, .arena = arena, .out = &out };
    struct mill_str s = { NULL, 0 };
    bool good = next_line(&r, &s);

    while (good && (good = next_line(&r, &s)) && !begins(s, "===")) {
        struct mill_str t = mill_str_trim(s);

        if (t.len > 0 && t.ptr[0] != '#') {
            good = wrong(&r, "expected '=== ID' before the first text");
            break;
        }
    }
    while (good && s.ptr != NULL)
        good = document(
            &r, mill_str_trim((struct mill_str){ s.ptr + 3, s.len - 3 }), &s);
    *line = r.line;
    *why = r.why != NULL ? r.why : "out of memory";
    if (r.why != NULL || out.failed)
        return (struct mill_str){ NULL, 0 };
    mill_buf_char(&out, '\n');
    return (struct mill_str){ out.ptr, out.len };
}
