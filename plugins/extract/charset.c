/* SPDX-License-Identifier: Apache-2.0
 *
 * charset.c: which encoding a page is in, and out of it. In this order: byte
 * order mark, charset of the media type, <meta>, then detection by uchardet.
 * What is declared is not believed when the bytes speak against it: a page
 * with thousands of well-formed UTF-8 sequences is UTF-8. */
#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <pressmill/unicode.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <uchardet.h>

enum {
    PRESCAN = 4096,     /* bytes searched for a <meta> */
    DETECT = 64 * 1024, /* bytes shown to the detector */
};

struct charset {
    uchardet_t detector;
    iconv_t conv; /* of `name`; (iconv_t)-1 when none */
    char name[32];
};

struct charset *
encoding_create(void)
{
    struct charset *cs = calloc(1, sizeof(*cs));

    if (cs == NULL)
        return NULL;
    cs->conv = (iconv_t)-1;
    cs->detector = uchardet_new();
    if (cs->detector == NULL) {
        free(cs);
        return NULL;
    }
    return cs;
}

void
encoding_destroy(struct charset *cs)
{
    if (cs == NULL)
        return;
    if (cs->conv != (iconv_t)-1)
        iconv_close(cs->conv);
    uchardet_delete(cs->detector);
    free(cs);
}

/* Labels that pages use, to names that iconv knows; as the WHATWG has it,
 * Latin 1 and ASCII mean windows-1252. */
static const char *const labels[][2] = {
    { "utf8", "utf-8" },
    { "unicode", "utf-8" },
    { "unicode-1-1-utf-8", "utf-8" },
    { "iso-8859-1", "windows-1252" },
    { "iso8859-1", "windows-1252" },
    { "iso_8859-1", "windows-1252" },
    { "latin1", "windows-1252" },
    { "latin-1", "windows-1252" },
    { "ascii", "windows-1252" },
    { "us-ascii", "windows-1252" },
    { "ansi", "windows-1252" },
    { "cp1252", "windows-1252" },
    { "iso-8859-9", "windows-1254" },
    { "iso-8859-11", "windows-874" },
    { "cp1250", "windows-1250" },
    { "cp1251", "windows-1251" },
    { "win-1251", "windows-1251" },
    { "win1251", "windows-1251" },
    { "windows1251", "windows-1251" },
    { "x-cp1251", "windows-1251" },
    { "koi8", "koi8-u" },
    { "koi8r", "koi8-u" },
    { "koi8-r", "koi8-u" }, /* differs in letters that koi8-r lacks */
    { "koi8-ru", "koi8-u" },
    { "koi8u", "koi8-u" },
    { "x-mac-cyrillic", "maccyrillic" },
    { "mac-cyrillic", "maccyrillic" },
    { "dos-866", "cp866" },
    { "ibm866", "cp866" },
    { "gb2312", "gb18030" },
    { "gbk", "gb18030" },
    { "x-gbk", "gb18030" },
    { "big5", "big5-hkscs" },
    { "shift-jis", "cp932" },
    { "shift_jis", "cp932" },
    { "x-sjis", "cp932" },
    { "euc-kr", "cp949" },
    { "ks_c_5601-1987", "cp949" },
};

static void
canonical(char *to, size_t size, const char *label, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len && n + 1 < size; i++) {
        char c = label[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '_' || c == ':')
            to[n++] = c;
        else if (n > 0)
            break;
    }
    to[n] = 0;
    for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
        if (strcmp(labels[i][0], to) == 0) {
            memcpy(to, labels[i][1], strlen(labels[i][1]) + 1);
            break;
        }
}

/* "charset" and "=" and a value, in a header or a <meta>. */
static bool
find_label(const char *p, const char *end, char *to, size_t size)
{
    for (; end - p > 8; p++) {
        const char *q = p + 7;

        if ((*p | 0x20) != 'c' || strncasecmp(p, "charset", 7) != 0)
            continue;
        while (q < end && (*q == ' ' || *q == '\t' || *q == '\n'))
            q++;
        if (q == end || *q != '=')
            continue;
        q++;
        while (q < end && (*q == ' ' || *q == '"' || *q == '\''))
            q++;
        canonical(to, size, q, (size_t)(end - q));
        if (to[0] != 0)
            return true;
    }
    return false;
}

static bool
find_meta(struct mill_str bytes, char *to, size_t size)
{
    const char *p = bytes.ptr;
    const char *end = p + (bytes.len < PRESCAN ? bytes.len : PRESCAN);

    while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        const char *close;

        p++;
        if (end - p >= 3 && memcmp(p, "!--", 3) == 0) {
            const char *dash = p + 3;

            while ((dash = memchr(dash, '-', (size_t)(end - dash))) != NULL &&
                   (end - dash < 3 || memcmp(dash, "-->", 3) != 0))
                dash++;
            if (dash == NULL)
                return false;
            p = dash;
            continue;
        }
        if (end - p > 5 && (strncasecmp(p, "meta", 4) == 0 ||
                            strncasecmp(p, "?xml ", 5) == 0)) {
            close = memchr(p, '>', (size_t)(end - p));
            if (close == NULL)
                return false;
            if (find_label(p, close, to, size)) {
                /* a <meta> that could be read is not UTF-16 */
                if (strncmp(to, "utf-16", 6) == 0)
                    memcpy(to, "utf-8", 6);
                return true;
            }
            if (*p == '?') {
                const char *e = p;

                for (; close - e > 10; e++)
                    if (strncasecmp(e, "encoding=", 9) == 0) {
                        canonical(to, size, e + 9, (size_t)(close - e - 9));
                        return to[0] != 0;
                    }
            }
        }
    }
    return false;
}

static void
detect(struct charset *cs, struct mill_str bytes, struct charset_found *found)
{
    const char *name;

    uchardet_reset(cs->detector);
    if (uchardet_handle_data(cs->detector, bytes.ptr,
                             bytes.len < DETECT ? bytes.len : DETECT) == 0)
        uchardet_data_end(cs->detector);
    name = uchardet_get_charset(cs->detector);
    found->source = "detector";
    canonical(found->name, sizeof(found->name), name, strlen(name));
    if (found->name[0] == 0) {
        found->source = "default";
        memcpy(found->name, "windows-1252", 13);
    }
}

static iconv_t
converter(struct charset *cs, const char *name)
{
    if (cs->conv != (iconv_t)-1 && strcmp(cs->name, name) == 0) {
        iconv(cs->conv, NULL, NULL, NULL, NULL);
        return cs->conv;
    }
    if (cs->conv != (iconv_t)-1)
        iconv_close(cs->conv);
    cs->conv = iconv_open("UTF-8", name);
    if (cs->conv != (iconv_t)-1)
        memcpy(cs->name, name, sizeof(cs->name));
    return cs->conv;
}

static bool
convert(iconv_t conv, struct mill_arena *arena, struct mill_str bytes,
        struct mill_str *out, size_t *replaced)
{
    /* one byte becomes at most three (a bad one U+FFFD) in the encodings of
     * one byte; those of more give no more than that either */
    size_t room = bytes.len * 3 + 16, left = room, in_left = bytes.len;
    char *to = mill_arena_alloc(arena, room), *at = to;
    char *in = (char *)(uintptr_t)bytes.ptr;

    *replaced = 0;
    if (to == NULL)
        return false;
    while (in_left > 0 && left > 4) {
        if (iconv(conv, &in, &in_left, &at, &left) != (size_t)-1)
            break;
        if (errno == E2BIG)
            break;
        memcpy(at, "\xef\xbf\xbd", 3);
        at += 3;
        left -= 3;
        in++;
        in_left--;
        ++*replaced;
    }
    *out = (struct mill_str){ to, (size_t)(at - to) };
    return true;
}

/* How much speaks for UTF-8: the sequences of more than one byte. */
static size_t
multibyte(struct mill_str bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes.len; i++)
        n += ((unsigned char)bytes.ptr[i] & 0xc0) == 0xc0;
    return n;
}

static void
declared(struct mill_str bytes, const char *type, bool html,
         struct charset_found *found)
{
    const unsigned char *b = (const unsigned char *)bytes.ptr;

    found->source = "bom";
    if (bytes.len >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf) {
        memcpy(found->name, "utf-8", 6);
        return;
    }
    if (bytes.len >= 2 && b[0] == 0xff && b[1] == 0xfe) {
        memcpy(found->name, "utf-16le", 9);
        return;
    }
    if (bytes.len >= 2 && b[0] == 0xfe && b[1] == 0xff) {
        memcpy(found->name, "utf-16be", 9);
        return;
    }
    found->source = "header";
    if (find_label(type, type + strlen(type), found->name, sizeof(found->name)))
        return;
    found->source = "meta";
    if (html && find_meta(bytes, found->name, sizeof(found->name)))
        return;
    found->source = "content";
    found->name[0] = 0;
}

bool
encoding_decode(struct charset *cs, struct mill_arena *arena,
                struct mill_str bytes, const char *type, bool html,
                struct mill_str *out, struct charset_found *found)
{
    iconv_t conv;

    memset(found, 0, sizeof(*found));
    declared(bytes, type, html, found);
    if (strncmp(found->name, "utf-16", 6) != 0) {
        size_t valid = mill_utf8_valid(bytes.ptr, bytes.len);
        bool says_utf8 = strcmp(found->name, "utf-8") == 0;

        if (valid == bytes.len) {
            if (!says_utf8) {
                found->source = "content";
                memcpy(found->name, "utf-8", 6);
            }
            *out = bytes;
            goto bom;
        }
        /* a few bad bytes (a cut, a comment of a reader) in much that is
         * good: UTF-8 with faults */
        if (says_utf8 || found->name[0] == 0) {
            struct mill_str fixed =
                mill_utf8_repair(arena, bytes, &found->replaced);

            if (fixed.ptr == NULL)
                return false;
            if (multibyte(bytes) > 20 * found->replaced) {
                if (!says_utf8)
                    memcpy(found->name, "utf-8", 6);
                *out = fixed;
                goto bom;
            }
            found->replaced = 0;
            detect(cs, bytes, found);
            if (strcmp(found->name, "utf-8") == 0) {
                found->source = "default";
                memcpy(found->name, "windows-1252", 13);
            }
        }
    }
    conv = converter(cs, found->name);
    if (conv == (iconv_t)-1) {
        detect(cs, bytes, found); /* a label that nobody knows */
        conv = converter(cs, found->name);
    }
    if (conv == (iconv_t)-1) {
        memcpy(found->name, "windows-1252", 13);
        found->source = "default";
        conv = converter(cs, found->name);
    }
    if (conv == (iconv_t)-1) {
        struct mill_str fixed =
            mill_utf8_repair(arena, bytes, &found->replaced);

        *out = fixed;
        return fixed.ptr != NULL;
    }
    if (!convert(conv, arena, bytes, out, &found->replaced))
        return false;
bom:
    if (out->len >= 3 && memcmp(out->ptr, "\xef\xbb\xbf", 3) == 0) {
        out->ptr += 3;
        out->len -= 3;
    }
    return true;
}
