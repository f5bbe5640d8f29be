/* SPDX-License-Identifier: Apache-2.0
 *
 * meta-ld.c: JSON-LD. Sites write it by hand and by template: several
 * scripts, @graph, lists, people behind an @id, and JSON that is none. What
 * cannot be parsed is mended once, and then searched for its keys. */
#define _GNU_SOURCE /* memmem */

#include "meta.h"

#include <string.h>

enum { PEOPLE = 64, DEPTH = 6 };

struct ld {
    const struct meta_input *in;
    struct meta *meta;
    struct person {
        struct mill_str id, name;
    } people[PEOPLE];
    uint32_t people_count;
    uint32_t articles; /* seen so far */
};

static bool
equals(struct mill_str s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.ptr, text, s.len) == 0;
}

static bool
ends(struct mill_str s, const char *text)
{
    size_t n = strlen(text);

    return s.len >= n && memcmp(s.ptr + s.len - n, text, n) == 0;
}

/* A copy that outlives the parser, white space at the ends gone. */
static struct mill_str
keep(const struct ld *ld, struct mill_str s)
{
    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    s.ptr = mill_arena_strdup(ld->in->arena, s);
    if (s.ptr == NULL)
        s.len = 0;
    return html_unescape(ld->in->page, ld->in->arena, s);
}

/* The string of a value, or of the first in a list, or the "name", "url" or
 * "@id" of an object. */
static struct mill_str
text_of(struct mill_json v, const char *member)
{
    if (mill_json_kind(v) == MILL_JSON_LIST) {
        struct mill_json_iter i = mill_json_begin(v);

        if (!mill_json_step(&i))
            return (struct mill_str){ "", 0 };
        v = i.value;
    }
    if (mill_json_kind(v) == MILL_JSON_MAP)
        v = mill_json_get(v, member);
    if (mill_json_kind(v) == MILL_JSON_LIST) {
        struct mill_json_iter i = mill_json_begin(v);

        if (mill_json_step(&i))
            v = i.value;
    }
    return mill_json_str(v);
}

static void
offer_published(const struct ld *ld, struct mill_json v, const char *key,
                float confidence)
{
    struct mill_str s = text_of(mill_json_get(v, key), "");

    if (s.len > 0 && ld->meta->said_count < META_SAID)
        meta_offer_published(ld->meta, keep(ld, s), "json-ld", confidence);
}

static void
offer(const struct ld *ld, struct meta_value *to, struct mill_str s,
      float confidence)
{
    if (s.len > 0 && to->confidence < confidence)
        meta_offer(to, keep(ld, s), "json-ld", confidence);
}

/* An author who is the publisher: "@type": "Organization". */
static bool
is_organization(struct mill_json v)
{
    struct mill_str type = mill_json_str(mill_json_get(v, "@type"));

    return ends(type, "Organization") || ends(type, "Corporation");
}

static void
add_author(struct ld *ld, struct mill_json v, float confidence, int depth)
{
    struct meta *meta = ld->meta;
    struct mill_str name;

    if (is_organization(v))
        confidence *= 0.5f; /* a byline on the page is better */
    if (mill_json_kind(v) == MILL_JSON_LIST && depth < 3) {
        for (struct mill_json_iter i = mill_json_begin(v); mill_json_step(&i);)
            add_author(ld, i.value, confidence, depth + 1);
        return;
    }
    if (mill_json_kind(v) == MILL_JSON_MAP) {
        struct mill_str id = mill_json_str(mill_json_get(v, "@id"));

        name = text_of(mill_json_get(v, "name"), "name");
        if (mill_json_kind(mill_json_get(v, "name")) == MILL_JSON_LIST) {
            add_author(ld, mill_json_get(v, "name"), confidence, depth + 1);
            return;
        }
        for (uint32_t i = 0; name.len == 0 && i < ld->people_count; i++)
            if (id.len > 0 && ld->people[i].id.len == id.len &&
                memcmp(ld->people[i].id.ptr, id.ptr, id.len) == 0)
                name = ld->people[i].name;
    } else {
        name = mill_json_str(v);
    }
    if (name.len == 0)
        return;
    meta->author_count += byline_names(ld->in->words, keep(ld, name), false,
                                       meta->authors + meta->author_count,
                                       META_AUTHORS - meta->author_count);
    if (meta->author_count == 0)
        return;
    meta->author_source = "json-ld";
    if (confidence > meta->author_confidence)
        meta->author_confidence = confidence;
}

static float
type_of(struct mill_json v)
{
    struct mill_json type = mill_json_get(v, "@type");
    struct mill_json_iter i;
    float best = 0;

    if (mill_json_kind(type) == MILL_JSON_STR) {
        struct mill_str s = mill_json_str(type);

        if (ends(s, "Article") || ends(s, "Posting") || equals(s, "Report") ||
            equals(s, "Review") || equals(s, "CreativeWork") ||
            equals(s, "Recipe"))
            return 0.95f;
        if (ends(s, "WebPage") || ends(s, "VideoObject") ||
            equals(s, "ItemPage") || equals(s, "AboutPage"))
            return 0.55f;
        return 0;
    }
    if (mill_json_kind(type) != MILL_JSON_LIST)
        return 0;
    for (i = mill_json_begin(type); mill_json_step(&i);) {
        struct mill_str s = mill_json_str(i.value);
        float c = ends(s, "Article") || ends(s, "Posting") ? 0.95f
                  : ends(s, "WebPage")                     ? 0.55f
                                                           : 0;

        if (c > best)
            best = c;
    }
    return best;
}

static void
read_article(struct ld *ld, struct mill_json v, float confidence)
{
    struct meta *m = ld->meta;
    struct mill_str s;

    /* a second article on the page is another one */
    if (confidence > 0.9f && ld->articles++ > 0)
        confidence = 0.4f;
    s = text_of(mill_json_get(v, "headline"), "name");
    if (s.len == 0)
        s = text_of(mill_json_get(v, "name"), "name");
    offer(ld, &m->title, s, confidence * 0.9f);
    offer_published(ld, v, "datePublished", confidence * 0.94f);
    offer_published(ld, v, "dateCreated", confidence * 0.8f);
    offer_published(ld, v, "uploadDate", confidence * 0.6f);
    offer(ld, &m->modified, text_of(mill_json_get(v, "dateModified"), ""),
          confidence);
    offer(ld, &m->section, text_of(mill_json_get(v, "articleSection"), "name"),
          confidence);
    offer(ld, &m->lang, text_of(mill_json_get(v, "inLanguage"), "name"),
          confidence * 0.7f);
    offer(ld, &m->site, text_of(mill_json_get(v, "publisher"), "name"),
          confidence * 0.8f);
    offer(ld, &m->image, text_of(mill_json_get(v, "image"), "url"), confidence);
    offer(ld, &m->url, text_of(mill_json_get(v, "mainEntityOfPage"), "@id"),
          confidence * 0.6f);
    offer(ld, &m->url, text_of(mill_json_get(v, "url"), "@id"),
          confidence * 0.7f);
    offer(ld, &m->description, text_of(mill_json_get(v, "description"), ""),
          confidence);
    s = text_of(mill_json_get(v, "articleBody"), "");
    if (s.len > m->body.len && confidence > 0.9f)
        m->body = keep(ld, s);
    if (m->author_count == 0)
        add_author(ld, mill_json_get(v, "author"), confidence, 0);
    if (m->author_count == 0)
        add_author(ld, mill_json_get(v, "creator"), confidence * 0.9f, 0);
}

static void
note_people(struct ld *ld, struct mill_json v, int depth)
{
    enum mill_json_kind kind = mill_json_kind(v);
    struct mill_json_iter i;

    if (depth > DEPTH || (kind != MILL_JSON_LIST && kind != MILL_JSON_MAP))
        return;
    if (kind == MILL_JSON_MAP && ld->people_count < PEOPLE) {
        struct mill_str id = mill_json_str(mill_json_get(v, "@id"));
        struct mill_str name = text_of(mill_json_get(v, "name"), "");

        if (id.len > 0 && name.len > 0)
            ld->people[ld->people_count++] = (struct person){ id, name };
    }
    for (i = mill_json_begin(v); mill_json_step(&i);)
        note_people(ld, i.value, depth + 1);
}

static void
visit(struct ld *ld, struct mill_json v, int depth)
{
    enum mill_json_kind kind = mill_json_kind(v);
    static const char *const inner[] = { "@graph", "mainEntity",
                                         "mainEntityOfPage" };
    struct mill_json_iter i;
    float confidence;

    if (depth > DEPTH)
        return;
    if (kind == MILL_JSON_LIST) {
        for (i = mill_json_begin(v); mill_json_step(&i);)
            visit(ld, i.value, depth + 1);
        return;
    }
    if (kind != MILL_JSON_MAP)
        return;
    confidence = type_of(v);
    if (confidence > 0)
        read_article(ld, v, confidence);
    for (size_t k = 0; k < sizeof(inner) / sizeof(*inner); k++)
        visit(ld, mill_json_get(v, inner[k]), depth + 1);
}

/* ---- JSON that is none */

/* Comment marks around, line breaks in strings, commas before a bracket. */
static struct mill_str
mend(struct mill_arena *arena, struct mill_str s)
{
    char *to = mill_arena_alloc(arena, s.len + 1);
    size_t n = 0;
    bool string = false;
    const char *p = s.ptr, *end = p + s.len;

    if (to == NULL)
        return s;
    while (p < end && *p != '{' && *p != '[')
        p++;
    while (end > p && end[-1] != '}' && end[-1] != ']')
        end--;
    for (; p < end; p++) {
        char c = *p;

        if (string && c == '\\' && end - p > 1) {
            char e = p[1];

            if (strchr("\"\\/bfnrtu", e) != NULL && e != 0)
                to[n++] = c; /* else: an escape that JSON does not know */
            to[n++] = e;
            p++;
            continue;
        }
        if (c == '"')
            string = !string;
        if ((unsigned char)c < ' ')
            c = ' ';
        if (!string && (c == '}' || c == ']')) {
            size_t k = n;

            while (k > 0 && to[k - 1] == ' ')
                k--;
            if (k > 0 && to[k - 1] == ',')
                n = k - 1;
        }
        to[n++] = c;
    }
    to[n] = 0;
    return (struct mill_str){ to, n };
}

/* The string behind "key": in a text that could not be parsed. */
static struct mill_str
search(struct mill_arena *arena, struct mill_str s, const char *key)
{
    size_t n = strlen(key);
    const char *p = s.ptr, *end = p + s.len;
    char *to;
    size_t len = 0;

    while ((p = memchr(p, '"', (size_t)(end - p))) != NULL) {
        p++;
        if ((size_t)(end - p) < n + 4)
            break;
        if (memcmp(p, key, n) != 0 || p[n] != '"')
            continue;
        p += n + 1;
        while (p < end && (*p == ' ' || *p == ':' || *p == '\n'))
            p++;
        if (p == end || *p != '"')
            continue;
        p++;
        to = mill_arena_alloc(arena, (size_t)(end - p) + 1);
        if (to == NULL)
            break;
        for (; p < end && *p != '"' && *p != '\n'; p++) {
            if (*p == '\\' && end - p > 1 && (p[1] == '"' || p[1] == '/'))
                p++;
            to[len++] = *p;
        }
        return (struct mill_str){ to, len };
    }
    return (struct mill_str){ NULL, 0 };
}

static void
search_keys(struct ld *ld, struct mill_str s)
{
    struct meta *m = ld->meta;
    struct mill_arena *arena = ld->in->arena;
    struct mill_str author;
    const char *at;

    if (memmem(s.ptr, s.len, "Article", 7) == NULL &&
        memmem(s.ptr, s.len, "BlogPosting", 11) == NULL)
        return;
    offer(ld, &m->title, search(arena, s, "headline"), 0.6f);
    offer(ld, &m->published, search(arena, s, "datePublished"), 0.7f);
    offer(ld, &m->modified, search(arena, s, "dateModified"), 0.7f);
    offer(ld, &m->section, search(arena, s, "articleSection"), 0.5f);
    at = memmem(s.ptr, s.len, "\"author\"", 8);
    if (at == NULL || m->author_count > 0)
        return;
    author = search(
        arena, (struct mill_str){ at, s.len - (size_t)(at - s.ptr) }, "author");
    if (author.len == 0) {
        size_t left = s.len - (size_t)(at - s.ptr);

        author = search(arena, (struct mill_str){ at, left < 400 ? left : 400 },
                        "name");
    }
    if (author.len == 0)
        return;
    m->author_count = byline_names(ld->in->words, keep(ld, author), false,
                                   m->authors, META_AUTHORS);
    m->author_source = "json-ld";
    m->author_confidence = 0.6f;
}

bool
meta_ld(const struct meta_input *in, struct meta *meta)
{
    struct ld ld = { .in = in, .meta = meta };

    for (uint32_t i = 0; i < in->page->ld_count && in->json != NULL; i++) {
        struct mill_str text = in->page->ld[i];
        struct mill_json root;
        const char *reason;

        if (text.len < 10)
            continue;
        if (!mill_json_parse(in->json, text, &root, &reason)) {
            text = mend(in->arena, text);
            if (!mill_json_parse(in->json, text, &root, &reason)) {
                search_keys(&ld, text);
                continue;
            }
        }
        ld.people_count = 0;
        note_people(&ld, root, 0);
        visit(&ld, root, 0);
    }
    return true;
}
