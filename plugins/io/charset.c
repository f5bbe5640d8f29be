/* SPDX-License-Identifier: Apache-2.0
 *
 * charset.c: see charset.h. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#else
#define HAVE_UCHARDET 1
#endif

#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <pressmill/hooks.h>
#include <pressmill/str.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#if HAVE_UCHARDET
#include <uchardet.h>
#endif

enum { CHARSET_LOOK = 256 * 1024, CHARSET_CYRILLIC = 5 };

struct charset {
#if HAVE_UCHARDET
    uchardet_t detector;
#endif
    iconv_t iconv; /* from `name` to UTF-8 */
    char name[CHARSET_NAME];
    char found[CHARSET_NAME];
    /* what the upper half of each Cyrillic set stands for */
    uint16_t cyrillic[CHARSET_CYRILLIC][128];
};

static const char *const cyrillic_sets[CHARSET_CYRILLIC] = {
    "windows-1251", "koi8-u", "iso-8859-5", "cp866", "maccyrillic"
};

/* Labels that pages use, to the names we use, which iconv knows: Latin 1 and
 * ASCII mean windows-1252, and the like (WHATWG Encoding). */
static const char *const labels[][2] = {
    { "utf8", "utf-8" },
    { "unicode-1-1-utf-8", "utf-8" },
    { "utf-16", "utf-16le" },
    { "unicode", "utf-16le" },
    { "iso-8859-1", "windows-1252" },
    { "iso8859-1", "windows-1252" },
    { "iso_8859-1", "windows-1252" },
    { "latin1", "windows-1252" },
    { "latin-1", "windows-1252" },
    { "ascii", "windows-1252" },
    { "us-ascii", "windows-1252" },
    { "ansi", "windows-1252" },
    { "cp1252", "windows-1252" },
    { "x-user-defined", "windows-1252" },
    { "iso-8859-9", "windows-1254" },
    { "iso-8859-11", "windows-874" },
    { "tis-620", "windows-874" },
    { "cp1250", "windows-1250" },
    { "cp1251", "windows-1251" },
    { "cp-1251", "windows-1251" },
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
canonical(char name[CHARSET_NAME], struct mill_str label)
{
    size_t n = 0;

    for (size_t i = 0; i < label.len && n + 1 < CHARSET_NAME; i++) {
        char c = label.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '_' || c == ':')
            name[n++] = c;
        else if (n > 0)
            break;
    }
    name[n] = '\0';
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i][0], name) == 0) {
            snprintf(name, CHARSET_NAME, "%s", labels[i][1]);
            break;
        }
}

bool
charset_name(struct mill_str label, char name[CHARSET_NAME])
{
    iconv_t cd;

    canonical(name, label);
    if (name[0] == '\0')
        return false;
    if (strcmp(name, "utf-8") == 0)
        return true;
    cd = iconv_open("UTF-8", name);
    if (cd == (iconv_t)-1)
        return false;
    iconv_close(cd);
    return true;
}

bool
charset_of_type(const char *type, char name[CHARSET_NAME])
{
    for (; *type != '\0'; type++)
        if (strncasecmp(type, "charset=", 8) == 0)
            return charset_name(
                (struct mill_str){ type + 8, strlen(type + 8) }, name);
    return false;
}

static const uint16_t *
cyrillic_table(struct charset *cs, int set)
{
    uint16_t *table = cs->cyrillic[set];
    iconv_t cd;

    if (table[127] != 0)
        return table;
    cd = iconv_open("UTF-16LE", cyrillic_sets[set]);
    for (int i = 0; i < 128; i++) {
        char in = (char)(unsigned char)(i + 128), *pi = &in;
        unsigned char out[4];
        char *po = (char *)out;
        size_t ni = 1, no = sizeof out;

        table[i] = 0xfffd;
        if (cd != (iconv_t)-1 && iconv(cd, &pi, &ni, &po, &no) == 0)
            table[i] = (uint16_t)(out[0] | out[1] << 8);
        else if (cd != (iconv_t)-1)
            iconv(cd, NULL, NULL, NULL, NULL);
    }
    if (cd != (iconv_t)-1)
        iconv_close(cd);
    return table;
}

struct charset *
charset_create(void)
{
    struct charset *cs = mill_hooks()->memory(NULL, sizeof *cs);

    if (cs == NULL)
        return NULL;
    memset(cs, 0, sizeof *cs);
    cs->iconv = (iconv_t)-1;
    return cs;
}

void
charset_destroy(struct charset *cs)
{
    if (cs == NULL)
        return;
#if HAVE_UCHARDET
    if (cs->detector != NULL)
        uchardet_delete(cs->detector);
#endif
    if (cs->iconv != (iconv_t)-1)
        iconv_close(cs->iconv);
    mill_hooks()->memory(cs, 0);
}

const char *
charset_bom(struct mill_str b)
{
    const unsigned char *p = (const unsigned char *)b.ptr;

    if (b.len >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
        return "utf-8";
    if (b.len >= 4 && p[0] == 0xff && p[1] == 0xfe && p[2] == 0 && p[3] == 0)
        return "utf-32le";
    if (b.len >= 4 && p[0] == 0 && p[1] == 0 && p[2] == 0xfe && p[3] == 0xff)
        return "utf-32be";
    if (b.len >= 2 && p[0] == 0xff && p[1] == 0xfe)
        return "utf-16le";
    if (b.len >= 2 && p[0] == 0xfe && p[1] == 0xff)
        return "utf-16be";
    return NULL;
}

/* How often, of a thousand letters, about, over Russian, Ukrainian, Bulgarian
 * and Belarusian; only the order matters. */
static int
letter_weight(uint32_t c)
{
    static const struct {
        const char *letters;
        int weight;
    } groups[] = {
        { "оаеинтсірв", 4 },
        { "лкмдпуяьзг", 3 },
        { "бчйхжшюцїєыў", 2 },
        { "щфэъґё", 1 },
    };
    char utf8[5];
    size_t n = mill_utf8_put(utf8, c);

    utf8[n] = '\0';
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        if (strstr(groups[g].letters, utf8) != NULL)
            return groups[g].weight;
    return -3;
}

/* Scores a text as if it were in a Cyrillic set: frequent letters, capitals
 * where words begin, and nothing that is no letter inside a word. */
static long
cyrillic_score(const uint16_t *table, struct mill_str b)
{
    long score = 0;
    uint32_t before = ' ';

    for (size_t i = 0; i < b.len; i++) {
        unsigned char byte = (unsigned char)b.ptr[i];
        uint32_t c = byte < 128 ? byte : table[byte - 128];

        if (byte >= 128) {
            enum mill_class k = mill_char_class(c);

            if (k == MILL_CLASS_LOWER)
                score += letter_weight(c);
            else if (k == MILL_CLASS_UPPER)
                score += mill_char_class(before) == MILL_CLASS_LOWER
                             ? -6
                             : letter_weight(mill_char_lower(c)) / 2;
            else if (c == 0xfffd || k == MILL_CLASS_OTHER ||
                     (c >= 0x2500 && c < 0x25a0))
                score -= 6;
            else if (k == MILL_CLASS_SYMBOL)
                score -= 2;
        }
        before = c;
    }
    return score;
}

static const char *
detect_cyrillic(struct charset *cs, struct mill_str b)
{
    const char *best = NULL;
    long best_score = 0;
    size_t high = 0;

    for (size_t i = 0; i < b.len; i++)
        high += (unsigned char)b.ptr[i] >= 128;
    for (int i = 0; i < CHARSET_CYRILLIC; i++) {
        long score = cyrillic_score(cyrillic_table(cs, i), b);

        if (score > best_score) {
            best_score = score;
            best = cyrillic_sets[i];
        }
    }
    /* text in a Cyrillic set averages above 2 for each byte that is no ASCII;
     * other scripts, taken for it, stay below */
    return best_score > (long)high ? best : NULL;
}

/* Cyrillic is mostly bytes above 127; Latin text with accents is not. */
static bool
looks_cyrillic(struct mill_str b)
{
    size_t high = 0, letters = 0;

    for (size_t i = 0; i < b.len; i++) {
        unsigned char c = (unsigned char)b.ptr[i];

        high += c >= 128;
        letters += (c | 32) >= 'a' && (c | 32) <= 'z';
    }
    return high > 0 && high > letters / 3;
}

/* What uchardet says, or "". */
static const char *
ask_library(struct charset *cs, struct mill_str bytes)
{
#if HAVE_UCHARDET
    if (cs->detector == NULL && (cs->detector = uchardet_new()) == NULL)
        return "";
    uchardet_reset(cs->detector);
    uchardet_handle_data(cs->detector, bytes.ptr, bytes.len);
    uchardet_data_end(cs->detector);
    return uchardet_get_charset(cs->detector);
#else
    (void)cs;
    (void)bytes;
    return "";
#endif
}

/* Whether nearly all bytes above 127 are in good UTF-8: then the rest is
 * dirt. */
static bool
is_mostly_utf8(struct mill_str b)
{
    size_t high = 0, good = 0, at = 0;

    while (at < b.len) {
        size_t n = mill_utf8_valid(b.ptr + at, b.len - at);

        for (size_t i = 0; i < n; i++)
            good += (unsigned char)b.ptr[at + i] >= 128;
        at += n + 1;
    }
    for (size_t i = 0; i < b.len; i++)
        high += (unsigned char)b.ptr[i] >= 128;
    return good * 10 >= high * 9;
}

/* Whether the library is sure of another script than Cyrillic. */
static bool
is_other_script(const char *name)
{
    static const char *const others[] = {
        "WINDOWS-1253", "ISO-8859-7", "WINDOWS-1255", "ISO-8859-8",
        "WINDOWS-1256", "ISO-8859-6", "TIS-620",      "WINDOWS-874",
        "EUC-JP",       "SHIFT_JIS",  "EUC-KR",       "UHC",
        "GB18030",      "BIG5",       "EUC-TW",       "JOHAB"
    };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcasecmp(name, others[i]) == 0)
            return true;
    return false;
}

/* Sets that uchardet finds in short Western texts and that hardly anybody
 * ever published in. */
static bool
is_rare(const char *name)
{
    static const char *const rare[] = { "VISCII", "MAC-CENTRALEUROPE",
                                        "IBM852", "IBM865", "ISO-8859-10" };

    for (size_t i = 0; i < sizeof rare / sizeof rare[0]; i++)
        if (strcasecmp(name, rare[i]) == 0)
            return true;
    return false;
}

const char *
charset_detect(struct charset *cs, struct mill_str bytes)
{
    const char *name, *cyrillic = NULL;
    struct mill_str found;

    if (mill_utf8_valid(bytes.ptr, bytes.len) == bytes.len)
        return "utf-8";
    if (bytes.len > CHARSET_LOOK)
        bytes.len = CHARSET_LOOK;
    if (is_mostly_utf8(bytes))
        return "utf-8";
    name = ask_library(cs, bytes);
    found = mill_str_of(name);
    if (strncasecmp(name, "UTF-16", 6) != 0 &&
        strncasecmp(name, "UTF-32", 6) != 0 &&
        strncasecmp(name, "ISO-2022", 8) != 0) {
        if (!is_other_script(name) && looks_cyrillic(bytes))
            cyrillic = detect_cyrillic(cs, bytes);
        if (cyrillic != NULL)
            return cyrillic;
        if (is_rare(name))
            return "windows-1252";
    }
    if (!charset_name(found, cs->found) || strcmp(name, "ASCII") == 0)
        return "windows-1252";
    return cs->found;
}

const char *
charset_choose(struct charset *cs, struct mill_str bytes, const char *type,
               const char *otherwise, const char **how)
{
    const char *bom = charset_bom(bytes);

    *how = "byte order mark";
    if (bom != NULL)
        return bom;
    *how = "declared";
    if (charset_of_type(type, cs->found))
        return cs->found;
    if (otherwise != NULL)
        return otherwise;
    *how = "detected";
    return charset_detect(cs, bytes);
}

struct mill_str
charset_decode(struct charset *cs, const char *from, struct mill_str bytes,
               size_t *replaced, struct mill_arena *arena)
{
    struct mill_str out = { NULL, 0 };
    char *in = (char *)(uintptr_t)bytes.ptr, *o, name[CHARSET_NAME];
    size_t left = bytes.len, cap, room;

    *replaced = 0;
    canonical(name, mill_str_of(from));
    if (strcmp(name, "utf-8") == 0)
        return mill_utf8_repair(arena, bytes, replaced);
    if (cs->iconv == (iconv_t)-1 || strcmp(cs->name, name) != 0) {
        iconv_t cd = iconv_open("UTF-8", name);

        if (cd == (iconv_t)-1)
            return out;
        if (cs->iconv != (iconv_t)-1)
            iconv_close(cs->iconv);
        cs->iconv = cd;
        memcpy(cs->name, name, sizeof name);
    }
    iconv(cs->iconv, NULL, NULL, NULL, NULL);
    cap = bytes.len + bytes.len / 2 + 16;
    o = mill_arena_alloc(arena, cap);
    if (o == NULL)
        return out;
    out.ptr = o;
    room = cap - 1;
    while (left > 0) {
        size_t rc = iconv(cs->iconv, &in, &left, &o, &room);
        size_t used = (size_t)(o - out.ptr);
        bool full = rc == (size_t)-1 && errno == E2BIG;

        if (rc != (size_t)-1)
            break;
        if (full || room < 4) {
            char *grown = mill_arena_grow(arena, (char *)(uintptr_t)out.ptr,
                                          cap, cap * 2);

            if (grown == NULL)
                return (struct mill_str){ NULL, 0 };
            out.ptr = grown;
            o = grown + used;
            room += cap;
            cap *= 2;
            if (full)
                continue;
        }
        /* EILSEQ, or EINVAL: cut short at the end */
        memcpy(o, "\xef\xbf\xbd", 3);
        o += 3;
        room -= 3;
        in++;
        left--;
        (*replaced)++;
        iconv(cs->iconv, NULL, NULL, NULL, NULL);
    }
    *o = '\0';
    out.len = (size_t)(o - out.ptr);
    /* of UCS-4 and its like, iconv lets numbers through that are no
     * characters */
    if (mill_utf8_valid(out.ptr, out.len) != out.len) {
        size_t more;

        out = mill_utf8_repair(arena, out, &more);
        *replaced += more;
    }
    return out;
}
