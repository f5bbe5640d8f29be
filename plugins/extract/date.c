/* SPDX-License-Identifier: Apache-2.0
 *
 * date.c: dates as pages write them: ISO 8601, RFC 2822, "May 7, 2025",
 * "7 травня 2025", "07.05.2025", "2025年5月7日", seconds since 1970. No
 * clock is asked: what the text does not say is not known. */
#include "meta.h"
#include "words.h"

#include <pressmill/unicode.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_YEAR = 1980, LAST_YEAR = 2050 };

/* Cut into numbers and words: patterns are tried over these. */
struct token {
    int number; /* -1: a word */
    uint32_t digits;
    int month;  /* 0: none */
    char after; /* the byte behind */
    const char *at;
};

static int
month_of(const struct words *words, const char *p, size_t len)
{
    enum { LONGEST = 22 };
    char low[LONGEST * 2];
    const struct word *w;

    if (len > LONGEST)
        return 0;
    len = words_fold((struct mill_str){ p, len }, low, sizeof(low));
    w = words_begin(words, WORDS_MONTHS, low, len, NULL);
    return w != NULL ? w->value : 0;
}

static bool
in_word(unsigned char c)
{
    return (c | 0x20) >= 'a' ? (c | 0x20) <= 'z' || c >= 0x80 : false;
}

static size_t
cut(const struct words *words, struct mill_str s, struct token *tokens,
    size_t most)
{
    size_t n = 0, i = 0;

    while (i < s.len && n < most) {
        unsigned char c = (unsigned char)s.ptr[i];
        size_t from = i;
        struct token t = { .number = -1, .at = s.ptr + i };

        if (c >= '0' && c <= '9') {
            int64_t v = 0;

            while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9') {
                if (i - from < 14)
                    v = v * 10 + (s.ptr[i] - '0');
                i++;
            }
            t.digits = (uint32_t)(i - from);
            t.number = v > INT32_MAX ? INT32_MAX : (int)v;
        } else if (in_word(c)) {
            while (i < s.len && in_word((unsigned char)s.ptr[i]))
                i++;
            /* 年 月 日 count as what stands behind a number */
            t.month = month_of(words, s.ptr + from, i - from);
        } else {
            i++;
            continue;
        }
        t.after = i < s.len ? s.ptr[i] : 0;
        tokens[n++] = t;
    }
    return n;
}

static bool
is_year(const struct token *t)
{
    return t->digits == 4 && t->number >= FIRST_YEAR && t->number <= LAST_YEAR;
}

static bool
is_day(const struct token *t)
{
    return t->digits >= 1 && t->digits <= 2 && t->number >= 1 &&
           t->number <= 31;
}

static bool
is_month(const struct token *t)
{
    return t->digits >= 1 && t->digits <= 2 && t->number >= 1 &&
           t->number <= 12;
}

static bool
set(struct date *d, int year, int month, int day)
{
    static const int most[13] = { 0,  31, 29, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31 };

    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 ||
        day < 1 || day > most[month])
        return false;
    d->year = year;
    d->month = month;
    d->day = day;
    return true;
}

/* The time that follows tokens[i], if one does: 10:30, 10:30:15. */
static void
read_time(const struct token *t, size_t n, size_t i, struct mill_str s,
          struct date *d)
{
    size_t stop = i + 4 < n ? i + 4 : n;
    const char *end = s.ptr + s.len, *p;

    for (; i + 1 < stop; i++)
        if (t[i].digits >= 1 && t[i].digits <= 2 && t[i].after == ':' &&
            t[i].number < 24 && t[i + 1].digits == 2 && t[i + 1].number < 60 &&
            t[i + 1].at == t[i].at + t[i].digits + 1)
            break;
    if (i + 1 >= stop)
        return;
    d->hour = t[i].number;
    d->minute = t[i + 1].number;
    d->second = 0;
    p = t[i + 1].at + 2;
    if (i + 2 < n && t[i + 1].after == ':' && t[i + 2].digits >= 1 &&
        t[i + 2].digits <= 2 && t[i + 2].number < 60) {
        d->second = t[i + 2].number;
        p = t[i + 2].at + t[i + 2].digits;
    }
    if (p < end && *p == '.')
        for (p++; p < end && *p >= '0' && *p <= '9'; p++)
            ;
    while (p < end && *p == ' ')
        p++;
    if (end - p >= 2 && (p[0] | 0x20) == 'p' && (p[1] | 0x20) == 'm') {
        d->hour += d->hour < 12 ? 12 : 0;
    } else if (end - p >= 2 && (p[0] | 0x20) == 'a' && (p[1] | 0x20) == 'm') {
        d->hour -= d->hour == 12 ? 12 : 0;
    } else if (p < end && (*p == 'Z' || *p == 'z')) {
        d->zone = 0;
    } else if (end - p >= 3 && memcmp(p, "GMT", 3) == 0) {
        d->zone = 0;
    } else if (end - p >= 5 && (*p == '+' || *p == '-')) {
        int h = (p[1] - '0') * 10 + p[2] - '0';
        const char *q = p[3] == ':' ? p + 4 : p + 3;
        int m = end - q >= 2 ? (q[0] - '0') * 10 + q[1] - '0' : 0;

        if (h >= 0 && h <= 14 && m >= 0 && m < 60)
            d->zone = (*p == '-' ? -1 : 1) * (h * 60 + m);
    }
}

/* Days since 1970 to a date (H. Hinnant's algorithm). */
static void
from_days(int64_t days, struct date *d)
{
    int64_t z = days + 719468, era = z / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;

    d->day = (int)(doy - (153 * mp + 2) / 5 + 1);
    d->month = (int)(mp < 10 ? mp + 3 : mp - 9);
    d->year = (int)(yoe + era * 400 + (d->month <= 2));
}

int64_t
date_days(const struct date *d)
{
    int64_t y = d->year - (d->month <= 2), era = y / 400;
    int64_t yoe = y - era * 400;
    int64_t doy =
        (153 * (d->month + (d->month > 2 ? -3 : 9)) + 2) / 5 + d->day - 1;

    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct date
date_shift(const struct date *date, int days)
{
    struct date d = { .hour = -1, .zone = DATE_NO_ZONE };

    from_days(date_days(date) + days, &d);
    return d;
}

static bool
read_unix(struct mill_str s, struct date *d)
{
    int64_t v = 0;

    if (s.len != 10 && s.len != 13)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        v = v * 10 + (s.ptr[i] - '0');
    }
    if (s.len == 13)
        v /= 1000;
    from_days(v / 86400, d);
    d->hour = (int)(v % 86400 / 3600);
    d->minute = (int)(v % 3600 / 60);
    d->second = (int)(v % 60);
    d->zone = 0;
    return d->year >= FIRST_YEAR && d->year <= LAST_YEAR;
}

/* A date that begins at t[i]; how many tokens it took, 0 for none. */
static size_t
match(const struct token *t, size_t n, size_t i, bool month_first,
      struct date *d)
{
    const struct token *a = &t[i];
    size_t left = n - i;

    if (a->digits == 8 &&
        set(d, a->number / 10000, a->number / 100 % 100, a->number % 100))
        return 1;
    if (left < 3)
        return 0;
    /* what stands between must be near: a number is not a day because a
     * year follows in the next sentence */
    if (a[1].at - a->at > 16 || a[2].at - a[1].at > 32)
        return 0;
    if (is_year(a) && is_month(&a[1]) && is_day(&a[2]) && a->after != ',' &&
        set(d, a->number, a[1].number, a[2].number))
        return 3;
    if (is_year(a) && a[1].month > 0 && is_day(&a[2]) &&
        set(d, a->number, a[1].month, a[2].number))
        return 3;
    /* 2025 年 5 月 7 日 */
    if (left >= 5 && is_year(a) && a[1].number < 0 && is_month(&a[2]) &&
        a[3].number < 0 && is_day(&a[4]) && (unsigned char)a->after >= 0xe0 &&
        set(d, a->number, a[2].number, a[4].number))
        return 5;
    if (a->month > 0 && is_day(&a[1])) {
        size_t y = 2;

        /* May 7th, 2025; but not "mardi 7 mai 2025" */
        if (a[2].number < 0 && a[2].month == 0 && left > 3)
            y = 3;
        if (is_year(&a[y]) && set(d, a[y].number, a->month, a[1].number))
            return y + 1;
    }
    if (is_day(a)) {
        size_t m = 1, y;

        /* 7 de mayo de 2025; 7th of May 2025; 7. Mai 2025 */
        while (m < 3 && m < left && a[m].month == 0 && a[m].number < 0)
            m++;
        y = m + 1;
        if (m < left && a[m].month > 0) {
            while (y < m + 3 && y < left && a[y].number < 0)
                y++;
            if (y < left && is_year(&a[y]) &&
                set(d, a[y].number, a[m].month, a->number))
                return y + 1;
        }
        if (is_day(&a[1]) && (is_year(&a[2]) || a[2].digits == 2) &&
            (a->after == '.' || a->after == '/' || a->after == '-') &&
            a[1].after == a->after && a[1].at == a->at + a->digits + 1) {
            int year = a[2].number + (a[2].digits == 2 ? 2000 : 0);
            int day = a->number, month = a[1].number;

            if (month > 12 || (month_first && day <= 12 && a->after != '.')) {
                day = month;
                month = a->number;
            }
            if ((a[2].digits == 4 || a->after != '-') &&
                set(d, year, month, day))
                return 3;
        }
    }
    return 0;
}

/* The value of a digit of another script, and how many bytes it takes. */
static int
other_digit(const unsigned char *p, size_t left, size_t *bytes)
{
    *bytes = 2;
    if (left >= 2 && p[0] == 0xd9 && p[1] >= 0xa0 && p[1] <= 0xa9)
        return p[1] - 0xa0;
    if (left >= 2 && p[0] == 0xdb && p[1] >= 0xb0 && p[1] <= 0xb9)
        return p[1] - 0xb0;
    *bytes = 3;
    if (left >= 3 && p[0] == 0xe0 && (p[1] == 0xa5 || p[1] == 0xa7) &&
        p[2] >= 0xa6 && p[2] <= 0xaf)
        return p[2] - 0xa6;
    return -1;
}

bool
date_is_digit(struct mill_str s, size_t i)
{
    size_t bytes;

    return other_digit((const unsigned char *)s.ptr + i, s.len - i, &bytes) >=
           0;
}

/* The text with such digits as the ones that every pattern knows; `to` has
 * room for all of it. */
static struct mill_str
plain_digits(struct mill_str s, char *to)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len;) {
        size_t bytes;
        int v = (unsigned char)s.ptr[i] < 0xd9
                    ? -1
                    : other_digit((const unsigned char *)s.ptr + i, s.len - i,
                                  &bytes);

        if (v < 0) {
            to[n++] = s.ptr[i++];
        } else {
            to[n++] = (char)('0' + v);
            i += bytes;
        }
    }
    return (struct mill_str){ to, n };
}

bool
date_parse(const struct words *words, struct mill_str text, bool month_first,
           struct date *d)
{
    enum { MOST = 48, LONGEST = 600 };
    char plain[LONGEST];
    struct token t[MOST];
    size_t n;

    memset(d, 0, sizeof(*d));
    d->hour = -1;
    d->zone = DATE_NO_ZONE;
    while (text.len > 0 && text.ptr[0] == ' ') {
        text.ptr++;
        text.len--;
    }
    if (read_unix(text, d))
        return true;
    text = plain_digits(mill_utf8_cut(text, LONGEST), plain);
    for (n = 0; n < text.len && (text.ptr[n] < '0' || text.ptr[n] > '9'); n++)
        ;
    if (n == text.len)
        return false;
    n = cut(words, text, t, MOST);
    for (size_t i = 0; i < n; i++) {
        size_t used = match(t, n, i, month_first, d);

        if (used > 0) {
            read_time(t, n, i + used, text, d);
            return true;
        }
    }
    return false;
}

bool
date_of_url(const struct words *words, struct mill_str url, struct date *d)
{
    const char *end = url.len > 0 ? url.ptr + url.len : url.ptr;

    memset(d, 0, sizeof(*d));
    d->hour = -1;
    d->zone = DATE_NO_ZONE;
    for (const char *p = url.ptr; p != NULL && end - p >= 9; p++) {
        int v[3] = { 0, 0, 0 }, digits[3] = { 0, 0, 0 }, k = 0;
        const char *q = p + 1;

        if (*p != '/' && *p != '-' && *p != '_' && *p != '=')
            continue;
        if (end - q >= 8 && q[0] == '2' && q[1] == '0') {
            int run = 0, all = 0;

            while (run < 9 && q + run < end && q[run] >= '0' && q[run] <= '9')
                all = all * 10 + (q[run++] - '0');
            if (run == 8 && set(d, all / 10000, all / 100 % 100, all % 100))
                return true;
        }
        for (; k < 3 && q < end; k++) {
            while (q < end && *q >= '0' && *q <= '9' && digits[k] < 5) {
                v[k] = v[k] * 10 + (*q++ - '0');
                digits[k]++;
            }
            if (digits[k] == 0) {
                /* 2025/may/07 */
                const char *w = q;

                while (w < end && (*w | 0x20) >= 'a' && (*w | 0x20) <= 'z')
                    w++;
                if (k != 1 || w - q < 3 || w - q > 9)
                    break;
                v[k] = month_of(words, q, (size_t)(w - q));
                digits[k] = v[k] > 0 ? 2 : 0;
                q = w;
                if (v[k] == 0)
                    break;
            }
            if (k < 2) {
                if (q >= end || (*q != '/' && *q != '-' && *q != '_'))
                    break;
                q++;
            }
        }
        if (digits[0] == 4 && digits[1] >= 1 && digits[1] <= 2 &&
            digits[2] >= 1 && digits[2] <= 2 && set(d, v[0], v[1], v[2]))
            return true;
        if (digits[2] == 4 && digits[0] == 2 && digits[1] == 2 &&
            set(d, v[2], v[1], v[0]))
            return true;
    }
    memset(d, 0, sizeof(*d));
    return false;
}

static int
digits(const char *p, int n)
{
    int v = 0;

    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

bool
date_most_named(struct mill_str bytes, struct date *d)
{
    enum { MOST = 64, SLOTS = 256, LOOK = 1 << 20 };
    struct named {
        uint32_t day, count; /* the day as year, month, day in one */
    } named[SLOTS];
    size_t n = 0, i = 0;
    struct named best = { 0, 0 };

    memset(named, 0, sizeof(named));
    memset(d, 0, sizeof(*d));
    d->hour = -1;
    d->zone = DATE_NO_ZONE;
    if (bytes.len > LOOK)
        bytes.len = LOOK;
    for (; i + 10 <= bytes.len; i++) {
        const char *p = bytes.ptr + i;
        uint32_t day;
        size_t k;

        if (p[0] != '2') {
            p = memchr(p, '2', bytes.len - i);
            if (p == NULL)
                break;
            i = (size_t)(p - bytes.ptr) - 1;
            continue;
        }
        if (p[1] != '0' || (p[4] != '-' && p[4] != '/') || p[7] != p[4] ||
            (i > 0 && p[-1] >= '0' && p[-1] <= '9') ||
            (i + 10 < bytes.len && p[10] >= '0' && p[10] <= '9'))
            continue;
        if (digits(p, 4) < 0 ||
            !set(d, digits(p, 4), digits(p + 5, 2), digits(p + 8, 2)))
            continue;
        day = (uint32_t)(d->year << 9 | d->month << 5 | d->day);
        k = day * 2654435761u >> 24;
        while (named[k].day != 0 && named[k].day != day)
            k = (k + 1) % SLOTS;
        if (named[k].day == 0) {
            if (n == MOST)
                continue;
            n++;
            named[k].day = day;
        }
        if (++named[k].count > best.count)
            best = named[k];
    }
    return n > 0 && set(d, (int)(best.day >> 9), (int)(best.day >> 5 & 15),
                        (int)(best.day & 31));
}

struct mill_str
date_format(struct mill_arena *arena, const struct date *d)
{
    char buf[64];
    struct mill_str s = { NULL, 0 };
    int n =
        snprintf(buf, sizeof(buf), "%04d-%02d-%02d", d->year, d->month, d->day);

    if (d->hour >= 0)
        n += snprintf(buf + n, sizeof(buf) - (size_t)n, "T%02d:%02d:%02d",
                      d->hour, d->minute, d->second);
    if (d->hour >= 0 && d->zone == 0) {
        buf[n++] = 'Z';
    } else if (d->hour >= 0 && d->zone != DATE_NO_ZONE) {
        int z = d->zone < 0 ? -d->zone : d->zone;

        n += snprintf(buf + n, sizeof(buf) - (size_t)n, "%c%02d:%02d",
                      d->zone < 0 ? '-' : '+', z / 60 % 24, z % 60);
    }
    s.ptr = mill_arena_strdup(arena, (struct mill_str){ buf, (size_t)n });
    s.len = s.ptr != NULL ? (size_t)n : 0;
    return s;
}
