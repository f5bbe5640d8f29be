/* SPDX-License-Identifier: Apache-2.0
 *
 * byline.c: the names in a byline: "By Ann Lee and Bob Ray, Kyiv". */
#include "meta.h"

#include <pressmill/unicode.h>
#include <string.h>

/* What stands before the names, lower case. */
static const char *const leads[] = {
    "written by",  "posted by", "published by", "story by",    "words by",
    "article by",  "report by", "reported by",  "text by",     "text:",
    "author:",     "authors:",  "author",       "by:",         "by ",
    "von ",        "von:",      "par ",         "par:",        "por ",
    "por:",        "di ",       "door ",        "autor:",      "autorin:",
    "auteur :",    "auteur:",   "autore:",      "автор:",      "автори:",
    "авторы:",     "автор ",    "текст:",       "від ",        "журналіст:",
    "журналист:",  "редактор:", "підготував",   "підготувала", "подготовил",
    "подготовила", "af ",       "av ",          "przez ",      "opracował:",
    "from ",
};

/* Between names, with spaces around. */
static const char *const joints[] = { " and ", " und ",  " et ",   " y ",
                                      " та ",  " і ",    " и ",    " & ",
                                      " e ",   " oraz ", " with ", " och " };

/* A piece that begins with one of these is no name. */
static const char *const no_names[] = {
    "updated",    "published", "posted",    "photo",        "photograph",
    "getty",      "image",     "read",      "follow",       "share",
    "view",       "more",      "http",      "www.",         "email",
    "promoted",   "sponsored", "comments",  "min read",     "minutes",
    "last",       "reviewed",  "medically", "edited",       "illustrat",
    "all rights", "copyright", "фото",      "опубліковано", "опубликовано",
    "оновлено",   "обновлено", "facebook",  "twitter",      "instagram",
    "contact",    "subscribe", "about",     "profile",      "bio",
    "in ",        "on ",       "at ",       "for ",         "the associated",
    "expert",     "fact",      "written",   "unknown",      "none",
    "null",       "undefined", "click",     "see",          "by",
};

/* Words that say what somebody does; a piece of only these is no name. */
static const char *const roles[] = {
    "editor",       "writer",
    "reporter",     "correspondent",
    "contributor",  "contributing",
    "senior",       "staff",
    "journalist",   "columnist",
    "producer",     "author",
    "chief",        "deputy",
    "managing",     "associate",
    "assistant",    "news",
    "political",    "business",
    "technology",   "health",
    "science",      "sports",
    "freelance",    "special",
    "guest",        "founder",
    "ceo",          "co-founder",
    "director",     "head",
    "manager",      "marketing",
    "content",      "of",
    "the",          "and",
    "digital",      "executive",
    "lead",         "social",
    "media",        "analyst",
    "specialist",   "strategist",
    "kolumnist",    "redakteur",
    "redaktion",    "journalistin",
    "кореспондент", "корреспондент",
    "журналіст",    "журналістка",
    "журналист",    "редактор",
    "редакторка",   "phd",
    "md",           "rd",
    "ms",           "rn",
    "cfa",          "cpa",
    "mba",          "jr",
    "ph.d.",        "m.d.",
    "r.d.",         "us",
    "uk",           "world",
    "features",     "entertainment",
    "reporting",    "creator",
    "blogger",      "expert",
    "consultant",   "president",
    "vice",         "policy",
    "research",     "group",
};

static size_t
lower(struct mill_str s, char *out, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len && n + 4 < room;) {
        uint32_t c = mill_utf8_next(s.ptr, s.len, &i);

        n += mill_utf8_put(out + n, mill_char_lower(c));
    }
    out[n] = 0;
    return n;
}

static bool
begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

static struct mill_str
trim(struct mill_str s)
{
    static const char junk[] = " \t\n\r,;:|/-*\"'.()[]";

    while (s.len > 0 && strchr(junk, s.ptr[0]) != NULL && s.ptr[0] != 0) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && s.ptr[s.len - 1] != 0 &&
           strchr(junk, s.ptr[s.len - 1]) != NULL) {
        /* "Martin Luther King Jr.", "J. R." */
        if (s.ptr[s.len - 1] == '.' && s.len > 2 &&
            (s.ptr[s.len - 3] == ' ' || s.ptr[s.len - 3] == '.' ||
             memcmp(s.ptr + s.len - 3, "Jr.", 3) == 0))
            break;
        s.len--;
    }
    return s;
}

static bool
only_roles(const char *low)
{
    const char *p = low;
    bool any = false;

    while (*p != 0) {
        size_t n = strcspn(p, " -/");
        bool role = false;

        for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
            if (strlen(roles[i]) == n && memcmp(roles[i], p, n) == 0)
                role = true;
        if (n > 0 && !role)
            return false;
        any = any || n > 0;
        p += n;
        p += strspn(p, " -/");
    }
    return any;
}

/* One name at the most. */
static bool
is_name(struct mill_str s, bool alone)
{
    char low[128];
    uint32_t words = 0, digits = 0;
    bool upper = false, uncased = false, in_word = false;

    if (s.len < 2 || s.len > 80)
        return false;
    for (size_t i = 0; i < s.len;) {
        uint32_t c = mill_utf8_next(s.ptr, s.len, &i);
        enum mill_class k = mill_char_class(c);
        bool letter = k >= MILL_CLASS_UPPER && k <= MILL_CLASS_LETTER;

        if (c == '@' || c == '/' || c == '<' || c == '=' || c == '{' ||
            c == '?' || c == '!')
            return false;
        digits += k == MILL_CLASS_DIGIT;
        if (letter && !in_word)
            words++;
        upper = upper || k == MILL_CLASS_UPPER;
        uncased = uncased || k == MILL_CLASS_LETTER;
        in_word = letter || c == '\'' || c == '-' || c == 0x2019 || c == '.';
    }
    if (words == 0 || words > 6 || digits > (alone ? 2 : 0))
        return false;
    if (!upper && !uncased && !alone)
        return false;
    lower(s, low, sizeof(low));
    for (size_t i = 0; i < sizeof(no_names) / sizeof(*no_names); i++) {
        size_t n = strlen(no_names[i]);

        if (begins(low, no_names[i]) &&
            (no_names[i][n - 1] == ' ' || low[n] == 0 || low[n] == ' ' ||
             low[n] == ':' || n >= 8 || strcmp(no_names[i], "http") == 0))
            return false;
    }
    return alone || !only_roles(low);
}

static struct mill_str
strip_lead(struct mill_str s)
{
    char low[512];

    for (int again = 0; again < 2; again++) {
        s = trim(s);
        if (s.len >= sizeof(low) / 2)
            return s;
        lower(s, low, sizeof(low));
        for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
            size_t n = strlen(leads[i]);

            if (begins(low, leads[i]) && s.len > n &&
                (leads[i][n - 1] == ' ' || leads[i][n - 1] == ':' ||
                 low[n] == ' ' || low[n] == ':')) {
                s.ptr += n;
                s.len -= n;
                break;
            }
        }
    }
    return trim(s);
}

static size_t
joint_at(struct mill_str s, size_t i)
{
    if (s.ptr[i] == ',' || s.ptr[i] == ';' || s.ptr[i] == '|' ||
        s.ptr[i] == '\n' || s.ptr[i] == '/')
        return 1;
    if ((unsigned char)s.ptr[i] == 0xc2 && i + 1 < s.len &&
        (unsigned char)s.ptr[i + 1] == 0xb7) /* a middle dot */
        return 2;
    if ((unsigned char)s.ptr[i] == 0xe2 && i + 2 < s.len &&
        (unsigned char)s.ptr[i + 1] == 0x80 &&
        ((unsigned char)s.ptr[i + 2] == 0xa2 ||
         (unsigned char)s.ptr[i + 2] == 0x93 ||
         (unsigned char)s.ptr[i + 2] == 0x94)) /* a bullet, dashes */
        return 3;
    if (s.ptr[i] == '-' && i > 0 && s.ptr[i - 1] == ' ' && i + 1 < s.len &&
        s.ptr[i + 1] == ' ')
        return 1;
    if (s.ptr[i] != ' ')
        return 0;
    for (size_t k = 0; k < sizeof(joints) / sizeof(*joints); k++) {
        size_t n = strlen(joints[k]);

        if (s.len - i >= n && memcmp(s.ptr + i, joints[k], n) == 0)
            return n;
    }
    return 0;
}

uint32_t
byline_names(struct mill_arena *arena, struct mill_str text,
             struct mill_str *out, uint32_t most)
{
    uint32_t n = 0;
    struct mill_str first = { NULL, 0 };
    size_t from = 0;

    (void)arena;
    if (text.len > 1000)
        return 0;
    text = strip_lead(text);
    for (size_t i = 0; i <= text.len && n < most; i++) {
        size_t joint = i < text.len ? joint_at(text, i) : 1;
        struct mill_str piece;
        bool known = false;

        if (joint == 0)
            continue;
        piece = strip_lead((struct mill_str){ text.ptr + from, i - from });
        from = i + joint;
        if (joint > 1)
            i += joint - 1;
        if (first.ptr == NULL && piece.len > 0)
            first = piece;
        for (uint32_t k = 0; k < n; k++)
            known = known || (out[k].len == piece.len &&
                              memcmp(out[k].ptr, piece.ptr, piece.len) == 0);
        if (!known && is_name(piece, false))
            out[n++] = piece;
    }
    /* "Staff", "editor": better than nobody, when it is all there is */
    if (n == 0 && most > 0 && first.ptr != NULL && is_name(first, true))
        out[n++] = first;
    return n;
}
