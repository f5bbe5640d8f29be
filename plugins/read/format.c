/* SPDX-License-Identifier: Apache-2.0
 *
 * format.c: see format.h. */
#include "format.h"

#include <pressmill/str.h>

#include <string.h>
#include <strings.h>

static const struct {
    const char *ending;
    enum format format;
} endings[] = {
    { ".html", FORMAT_HTML },   { ".htm", FORMAT_HTML },
    { ".xhtml", FORMAT_HTML },  { ".shtml", FORMAT_HTML },
    { ".txt", FORMAT_TEXT },    { ".text", FORMAT_TEXT },
    { ".md", FORMAT_TEXT },     { ".jsonl", FORMAT_JSONL },
    { ".ndjson", FORMAT_JSONL }, { ".jsonlines", FORMAT_JSONL },
    { ".csv", FORMAT_CSV },     { ".tsv", FORMAT_CSV },
    { ".tab", FORMAT_CSV },     { ".warc", FORMAT_WARC },
    { ".wet", FORMAT_WARC },    { ".arc", FORMAT_WARC },
};

static bool
ends(struct mill_str s, const char *ending)
{
    size_t n = strlen(ending);

    return s.len > n && strncasecmp(s.ptr + s.len - n, ending, n) == 0;
}

enum format
format_of_name(const char *path, bool *tabs)
{
    struct mill_str name = mill_str_of(path);

    if (ends(name, ".gz"))
        name.len -= 3;
    else if (ends(name, ".zst"))
        name.len -= 4;
    *tabs = ends(name, ".tsv") || ends(name, ".tab");
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (ends(name, endings[i].ending))
            return endings[i].format;
    return FORMAT_AUTO;
}

/* Whether a line is a JSON object by itself: then more may follow. */
static bool
is_json_line(struct mill_str s)
{
    const char *nl = memchr(s.ptr, '\n', s.len);
    size_t len = nl != NULL ? (size_t)(nl - s.ptr) : s.len;

    if (nl == NULL)
        return true; /* one long line */
    while (len > 0 && (s.ptr[len - 1] == '\r' || s.ptr[len - 1] == ' '))
        len--;
    return len > 0 && s.ptr[len - 1] == '}';
}

/* "[", then "{": records, but not one a line. */
static bool
is_json_list(struct mill_str s)
{
    size_t i = 1;

    if (s.ptr[0] != '[')
        return false;
    while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t' ||
                         s.ptr[i] == '\r' || s.ptr[i] == '\n'))
        i++;
    return i < s.len && s.ptr[i] == '{';
}

/* Documents of other programs that begin like text. */
static bool
is_office(struct mill_str s)
{
    static const char *const magic[] = { "%PDF-", "PK\3\4", "{\\rtf",
                                         "\xd0\xcf\x11\xe0", "Rar!",
                                         "7z\xbc\xaf", "BZh", "\3757zXZ" };

    for (size_t i = 0; i < sizeof magic / sizeof magic[0]; i++) {
        size_t n = strlen(magic[i]);

        if (s.len > n && memcmp(s.ptr, magic[i], n) == 0)
            return true;
    }
    return false;
}

enum format
format_of_bytes(struct mill_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t controls = 0;

    if (s.len >= 2 && ((p[0] == 0xff && p[1] == 0xfe) ||
                       (p[0] == 0xfe && p[1] == 0xff)))
        return FORMAT_UTF16;
    if (s.len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        s.ptr += 3;
        s.len -= 3;
    }
    if ((s.len >= 5 && memcmp(s.ptr, "WARC/", 5) == 0) ||
        (s.len >= 11 && memcmp(s.ptr, "filedesc://", 11) == 0))
        return FORMAT_WARC;
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t' ||
                         s.ptr[0] == '\r' || s.ptr[0] == '\n')) {
        s.ptr++;
        s.len--;
    }
    if (s.len == 0)
        return FORMAT_TEXT;
    if (is_office(s))
        return FORMAT_BINARY;
    if (is_json_list(s))
        return FORMAT_JSON_LIST;
    if (s.ptr[0] == '<')
        return FORMAT_HTML;
    if (s.ptr[0] == '{')
        return is_json_line(s) ? FORMAT_JSONL : FORMAT_JSON;
    /* A NUL now and then is dirt; pictures and programs have many. */
    p = (const unsigned char *)s.ptr;
    for (size_t i = 0; i < s.len && i < 4096; i++)
        controls += p[i] < 32 && p[i] != '\n' && p[i] != '\r' &&
                    p[i] != '\t' && p[i] != '\f' && p[i] != 27;
    if (controls * 20 > (s.len < 4096 ? s.len : 4096))
        return FORMAT_BINARY;
    return FORMAT_TEXT;
}
