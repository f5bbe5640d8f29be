/* SPDX-License-Identifier: Apache-2.0
 *
 * robots.c: see robots.h.
 *
 * A file is groups: one or more user-agent lines, then rules. The groups that
 * name us are taken together; without one, those for "*". Rules are kept in
 * the form in which they are compared, see normalize(). */
#include "robots.h"

#include <pressmill/hooks.h>
#include <string.h>
#include <strings.h>

enum {
    ROBOTS_SIZE = 512 * 1024, /* RFC 9309, 2.5: at least 500 KiB */
    ROBOTS_PATH = 8 * 1024,   /* longer ones are cut, rules and URLs alike */
    ROBOTS_DELAY_MS = 24 * 3600 * 1000
};

struct rule {
    bool allow, anchored; /* "$" at its end */
    uint32_t at, len;     /* of its pattern */
    uint32_t priority;
};

struct robots {
    struct rule *rules;
    size_t count, cap;
    char *patterns;
    size_t used, patterns_cap;
    int64_t delay_ms;
};

enum key { KEY_OTHER, KEY_AGENT, KEY_ALLOW, KEY_DISALLOW, KEY_DELAY };

/* What a parse is at. Rules are collected for us and for "*" alike; at the
 * end one of the two is dropped. */
struct parse {
    struct robots *ours, *all;
    const char *agent;
    size_t agent_len;
    bool in_agents;      /* the line before named an agent, too */
    bool for_us, for_all; /* the group at hand */
    bool named_us;        /* in any group */
    bool failed;
};

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

static struct mill_str
trim(struct mill_str s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static bool
equals(struct mill_str s, const char *word)
{
    return strlen(word) == s.len && strncasecmp(s.ptr, word, s.len) == 0;
}

static enum key
key_of(struct mill_str s)
{
    /* with the slips of the hand that are common out there */
    static const struct {
        const char *word;
        enum key key;
    } keys[] = {
        { "user-agent", KEY_AGENT },  { "useragent", KEY_AGENT },
        { "user agent", KEY_AGENT },  { "allow", KEY_ALLOW },
        { "disallow", KEY_DISALLOW }, { "dissallow", KEY_DISALLOW },
        { "dissalow", KEY_DISALLOW }, { "disalow", KEY_DISALLOW },
        { "diasllow", KEY_DISALLOW }, { "disallaw", KEY_DISALLOW },
        { "crawl-delay", KEY_DELAY },
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (equals(s, keys[i].word))
            return keys[i].key;
    return KEY_OTHER;
}

/* ---- paths in the form in which they are compared */

static int
hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_unreserved(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c != 0 && strchr("-._~", c) != NULL);
}

/*
 * Brings a path into the one form of RFC 9309, 2.2.2: bytes above 127 are
 * encoded, encoded letters and digits are not, hexadecimal digits are
 * capitals. In a query an encoded ':' or '/' is the same as a plain one: that
 * is how the RFC's table compares addresses inside addresses. '*' and '$' of
 * a URL are encoded, since in a rule they are only plain when they are.
 * `out` has room for three times ROBOTS_PATH.
 */
static size_t
normalize(struct mill_str path, bool rule, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    bool query = false;
    size_t n = 0;

    if (path.len > ROBOTS_PATH)
        path.len = ROBOTS_PATH;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        int high, low;

        query = query || c == '?';
        if (c == '%' && i + 2 < path.len &&
            (high = hex(path.ptr[i + 1])) >= 0 &&
            (low = hex(path.ptr[i + 2])) >= 0) {
            int code = high * 16 + low;

            i += 2;
            if (is_unreserved(code) ||
                (query && (code == ':' || code == '/'))) {
                out[n++] = (char)code;
                continue;
            }
            c = (unsigned char)code;
        } else if (c > 32 && c < 127 &&
                   (c != '*' || rule) &&
                   (c != '$' || (rule && i + 1 == path.len))) {
            out[n++] = (char)c;
            continue;
        }
        out[n++] = '%';
        out[n++] = digits[c >> 4];
        out[n++] = digits[c & 15];
    }
    return n;
}

/* ---- rules */

static bool
grow(void **array, size_t *cap, size_t need, size_t size)
{
    size_t to = *cap;
    void *grown;

    if (need <= *cap)
        return true;
    while (to < need)
        to = to == 0 ? 64 : to * 2;
    grown = mill_hooks()->memory(*array, to * size);
    if (grown == NULL)
        return false;
    *array = grown;
    *cap = to;
    return true;
}

static bool
add_rule(struct robots *r, bool allow, const char *pattern, size_t len,
         bool anchored, size_t priority)
{
    void *rules = r->rules, *patterns = r->patterns;
    struct rule *rule;

    if (!grow(&rules, &r->cap, r->count + 1, sizeof *r->rules))
        return false;
    r->rules = rules;
    /* never without a byte, so that the empty pattern has an address */
    if (!grow(&patterns, &r->patterns_cap, r->used + len + 1, 1))
        return false;
    r->patterns = patterns;
    memcpy(r->patterns + r->used, pattern, len);
    rule = &r->rules[r->count++];
    rule->allow = allow;
    rule->anchored = anchored;
    rule->at = (uint32_t)r->used;
    rule->len = (uint32_t)len;
    rule->priority = (uint32_t)priority;
    r->used += len;
    return true;
}

/* Whoever allows a folder's index page allows the folder by its short name. */
static size_t
index_page(const char *pattern, size_t len)
{
    static const char *const names[] = { "/index.html", "/index.htm" };

    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(names[i]);

        if (len >= n && memcmp(pattern + len - n, names[i], n) == 0)
            return len - n + 1;
    }
    return 0;
}

static bool
keep_rule(struct robots *r, bool allow, struct mill_str value)
{
    char pattern[3 * ROBOTS_PATH];
    size_t len, priority, folder;
    bool anchored;

    if (value.len == 0)
        return true; /* "Disallow:" alone forbids nothing */
    len = normalize(value, true, pattern);
    priority = len;
    anchored = len > 0 && pattern[len - 1] == '$';
    if (anchored)
        len--;
    folder = allow ? index_page(pattern, len) : 0;
    return add_rule(r, allow, pattern, len, anchored, priority) &&
           (folder == 0 ||
            add_rule(r, allow, pattern, folder, true, folder + 1));
}

/* "2", "0.5": seconds; what is no number counts for nothing. */
static int64_t
parse_delay(struct mill_str s)
{
    int64_t ms = 0, unit = 1000;
    size_t i = 0;

    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) {
        ms = ms * 10 + (s.ptr[i] - '0') * (int64_t)1000;
        if (ms > ROBOTS_DELAY_MS)
            return ROBOTS_DELAY_MS;
    }
    if (i < s.len && s.ptr[i] == '.')
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) {
            unit /= 10;
            ms += (s.ptr[i] - '0') * unit;
        }
    return ms;
}

static void
agent_line(struct parse *p, struct mill_str value)
{
    size_t n = 0;

    if (!p->in_agents)
        p->for_us = p->for_all = false;
    p->in_agents = true;
    if (value.len >= 1 && value.ptr[0] == '*' &&
        (value.len == 1 || is_space(value.ptr[1]))) {
        p->for_all = true;
        return;
    }
    /* a product token: letters, '_' and '-'; "/2.1" behind it is no part */
    while (n < value.len && (((value.ptr[n] | 32) >= 'a' &&
                              (value.ptr[n] | 32) <= 'z') ||
                             value.ptr[n] == '_' || value.ptr[n] == '-'))
        n++;
    if (n == p->agent_len && strncasecmp(value.ptr, p->agent, n) == 0)
        p->for_us = p->named_us = true;
}

static void
rule_line(struct parse *p, enum key key, struct mill_str value)
{
    p->in_agents = false;
    if (p->for_us && !keep_rule(p->ours, key == KEY_ALLOW, value))
        p->failed = true;
    if (p->for_all && !keep_rule(p->all, key == KEY_ALLOW, value))
        p->failed = true;
}

static void
take_line(struct parse *p, struct mill_str line)
{
    const char *hash = memchr(line.ptr, '#', line.len), *colon;
    struct mill_str key, value;
    enum key kind;

    if (hash != NULL)
        line.len = (size_t)(hash - line.ptr);
    line = trim(line);
    if (line.len == 0)
        return;
    colon = memchr(line.ptr, ':', line.len);
    if (colon == NULL) {
        /* "Disallow /x": the colon is forgotten often enough */
        size_t i = 0;

        while (i < line.len && !is_space(line.ptr[i]))
            i++;
        colon = line.ptr + i;
        if (i == line.len)
            return;
    }
    key = trim((struct mill_str){ line.ptr, (size_t)(colon - line.ptr) });
    value.ptr = colon + 1;
    value.len = (size_t)(line.ptr + line.len - value.ptr);
    value = trim(value);
    kind = key_of(key);
    switch (kind) {
    case KEY_AGENT:
        agent_line(p, value);
        break;
    case KEY_ALLOW:
    case KEY_DISALLOW:
        rule_line(p, kind, value);
        break;
    case KEY_DELAY:
        if (p->for_us)
            p->ours->delay_ms = parse_delay(value);
        if (p->for_all)
            p->all->delay_ms = parse_delay(value);
        break;
    case KEY_OTHER:
        break; /* Sitemap and the like do not end a group */
    }
}

static struct robots *
create(void)
{
    struct robots *r = mill_hooks()->memory(NULL, sizeof *r);

    if (r != NULL)
        memset(r, 0, sizeof *r);
    return r;
}

void
robots_destroy(struct robots *r)
{
    if (r == NULL)
        return;
    if (r->rules != NULL)
        mill_hooks()->memory(r->rules, 0);
    if (r->patterns != NULL)
        mill_hooks()->memory(r->patterns, 0);
    mill_hooks()->memory(r, 0);
}

struct robots *
robots_parse(struct mill_str bytes, const char *agent)
{
    struct parse p = { .agent = agent, .agent_len = strlen(agent) };
    struct robots *keep, *drop;
    size_t i = 0;

    p.ours = create();
    p.all = create();
    if (bytes.len > ROBOTS_SIZE)
        bytes.len = ROBOTS_SIZE;
    /* a BOM, also one that was cut */
    while (i < 3 && i < bytes.len && bytes.ptr[i] == "\xef\xbb\xbf"[i])
        i++;
    p.failed = p.ours == NULL || p.all == NULL;
    while (i < bytes.len && !p.failed) {
        size_t begin = i;

        while (i < bytes.len && bytes.ptr[i] != '\n' && bytes.ptr[i] != '\r')
            i++;
        take_line(&p, (struct mill_str){ bytes.ptr + begin, i - begin });
        i++;
    }
    keep = p.named_us ? p.ours : p.all;
    drop = p.named_us ? p.all : p.ours;
    robots_destroy(drop);
    if (!p.failed)
        return keep;
    robots_destroy(keep);
    return NULL;
}

/* ---- matching */

/* Whether a pattern fits the beginning of a path, or the whole of it. Each
 * '*' only ever moves on: the time is at most length times length. */
static bool
fits(const char *pattern, size_t n, const char *path, size_t len,
     bool anchored)
{
    size_t p = 0, s = 0, star = SIZE_MAX, back = 0;

    for (;;) {
        if (p < n && pattern[p] == '*') {
            star = p++;
            back = s;
            continue;
        }
        if (p == n && (!anchored || s == len))
            return true;
        if (s < len && p < n && pattern[p] == path[s]) {
            p++;
            s++;
            continue;
        }
        if (star == SIZE_MAX || back >= len)
            return false;
        p = star + 1;
        s = ++back;
    }
}

bool
robots_allow(const struct robots *r, struct mill_str target)
{
    char path[3 * ROBOTS_PATH];
    size_t len, best = 0;
    bool allowed = true;

    if (target.len == 0)
        target = MILL_STR("/");
    len = normalize(target, false, path);
    if (len >= 11 && memcmp(path, "/robots.txt", 11) == 0 &&
        (len == 11 || path[11] == '?'))
        return true;
    for (size_t i = 0; i < r->count; i++) {
        const struct rule *rule = &r->rules[i];
        size_t weight = rule->priority;

        if (weight < best || (weight == best && !rule->allow))
            continue;
        if (!fits(r->patterns + rule->at, rule->len, path, len,
                  rule->anchored))
            continue;
        best = weight;
        allowed = rule->allow;
    }
    return allowed;
}

int64_t
robots_delay_ms(const struct robots *r)
{
    return r->delay_ms;
}
