/* SPDX-License-Identifier: Apache-2.0
 *
 * date.c: dates as feeds write them: ISO 8601, RFC 822 with all its ways to
 * be wrong, asctime. */
#include "parse.h"

#include <pressmill/str.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct date {
    int year, month, day, hour, minute, second, zone; /* minutes from UTC */
    bool has_time, has_zone;
};

/* Reads up to `most` digits. */
static bool
digits(struct mill_str s, size_t *at, int most, int *number)
{
    size_t i = *at;

    *number = 0;
    while (i < s.len && most-- > 0 && s.ptr[i] >= '0' && s.ptr[i] <= '9')
        *number = *number * 10 + (s.ptr[i++] - '0');
    if (i == *at)
        return false;
    *at = i;
    return true;
}

static bool
is_digit(struct mill_str s, size_t at)
{
    return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

static bool
is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* "+0300", "+03:00", "+3" */
static bool
offset(struct mill_str s, size_t *at, struct date *d)
{
    int sign = s.ptr[*at] == '-' ? -1 : 1, hours, minutes = 0;
    size_t i = *at + 1, from = i;

    if (!digits(s, &i, 2, &hours))
        return false;
    if (i - from == 1 && is_digit(s, i))
        return false;
    if (i < s.len && s.ptr[i] == ':')
        i++;
    if (is_digit(s, i) && !digits(s, &i, 2, &minutes))
        return false;
    if (hours > 14 || minutes > 59)
        return false;
    d->zone = sign * (hours * 60 + minutes);
    d->has_zone = true;
    *at = i;
    return true;
}

/* "10:30", "10:30:00.123" */
static bool
clock_time(struct mill_str s, size_t *at, struct date *d)
{
    size_t i = *at;
    int part;

    if (!digits(s, &i, 2, &d->hour) || i >= s.len || s.ptr[i] != ':')
        return false;
    i++;
    if (!digits(s, &i, 2, &d->minute))
        return false;
    d->second = 0;
    if (i < s.len && s.ptr[i] == ':') {
        i++;
        if (!digits(s, &i, 2, &d->second))
            return false;
        if (i < s.len && (s.ptr[i] == '.' || s.ptr[i] == ',')) {
            i++;
            digits(s, &i, 9, &part);
            while (is_digit(s, i))
                i++;
        }
    }
    if (d->second == 60)
        d->second = 59; /* a leap second */
    d->has_time = true;
    *at = i;
    return d->hour <= 24 && d->minute <= 59 && d->second <= 59;
}

static bool
iso(struct mill_str s, struct date *d)
{
    size_t at = 0;

    if (s.len < 4 || !digits(s, &at, 4, &d->year) || at != 4)
        return false;
    d->month = d->day = 1;
    if (at == s.len)
        return true;
    if (s.ptr[at] == '-' || s.ptr[at] == '/' || s.ptr[at] == '.') {
        char dash = s.ptr[at++];

        if (!digits(s, &at, 2, &d->month))
            return false;
        if (at < s.len && s.ptr[at] == dash) {
            at++;
            if (!digits(s, &at, 2, &d->day))
                return false;
        }
    } else if (!digits(s, &at, 2, &d->month) || !digits(s, &at, 2, &d->day)) {
        return false;
    }
    if (at < s.len && ((s.ptr[at] | 32) == 't' || s.ptr[at] == ' ')) {
        at++;
        while (at < s.len && s.ptr[at] == ' ')
            at++;
        if (!clock_time(s, &at, d))
            return at >= s.len || !is_digit(s, at);
    }
    while (at < s.len && s.ptr[at] == ' ')
        at++;
    if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
        return offset(s, &at, d);
    if (at < s.len && ((s.ptr[at] | 32) == 'z' ||
                       strncasecmp(s.ptr + at, "utc", 3) == 0 ||
                       strncasecmp(s.ptr + at, "gmt", 3) == 0))
        d->has_zone = true;
    return true;
}

static int
month_of(const char *word)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

    for (int i = 0; i < 12; i++)
        if (strncasecmp(word, names + 3 * i, 3) == 0)
            return i + 1;
    return 0;
}

static void
named_zone(struct date *d, const char *word, size_t len)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {
        { "ut", 0 },   { "utc", 0 },   { "gmt", 0 },  { "z", 0 },
        { "wet", 0 },  { "west", 1 },  { "bst", 1 },  { "cet", 1 },
        { "cest", 2 }, { "eet", 2 },   { "eest", 3 }, { "msk", 3 },
        { "est", -5 }, { "edt", -4 },  { "cst", -6 }, { "cdt", -5 },
        { "mst", -7 }, { "mdt", -6 },  { "pst", -8 }, { "pdt", -7 },
        { "jst", 9 },  { "kst", 9 },   { "aest", 10 }
    };

    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
        if (strlen(zones[i].name) == len &&
            strncasecmp(zones[i].name, word, len) == 0) {
            d->zone = zones[i].hours * 60;
            d->has_zone = true;
        }
}

/* Words and numbers in the order of RFC 822, of asctime, or of people:
 * "Wed, 02 Oct 2002 13:00:00 GMT", "Oct 2, 2002 1:00 PM". */
static bool
words(struct mill_str s, struct date *d)
{
    size_t at = 0;
    bool pm = false, am = false;

    d->year = -1;
    while (at < s.len) {
        size_t from = at;
        int number;

        if (is_letter(s.ptr[at])) {
            size_t len;

            while (at < s.len && is_letter(s.ptr[at]))
                at++;
            len = at - from;
            if (d->month == 0 && len >= 3)
                d->month = month_of(s.ptr + from);
            am = am || (len == 2 && strncasecmp(s.ptr + from, "am", 2) == 0);
            pm = pm || (len == 2 && strncasecmp(s.ptr + from, "pm", 2) == 0);
            if (d->has_time)
                named_zone(d, s.ptr + from, len);
            continue;
        }
        if (d->has_time && !d->has_zone &&
            (s.ptr[at] == '+' || s.ptr[at] == '-') && is_digit(s, at + 1)) {
            if (!offset(s, &at, d))
                at++;
            continue;
        }
        if (!is_digit(s, at)) {
            at++;
            continue;
        }
        if (!d->has_time && clock_time(s, &at, d))
            continue;
        at = from;
        digits(s, &at, 4, &number);
        if (d->day == 0 && at - from <= 2)
            d->day = number;
        else if (d->year < 0 && (at - from == 4 || at - from == 2))
            d->year = at - from == 4 ? number
                      : number < 70  ? 2000 + number
                                     : 1900 + number;
    }
    if (pm && d->hour < 12)
        d->hour += 12;
    if (am && d->hour == 12)
        d->hour = 0;
    return d->year >= 0 && d->month > 0 && d->day > 0;
}

struct mill_str
feed_date(struct feed *feed, struct mill_str text)
{
    struct date d = { 0 };
    char out[64];
    int n;

    text = mill_str_trim(text);
    if (text.len == 0 || text.len > 100)
        return MILL_STR("");
    if (!iso(text, &d)) {
        d = (struct date){ 0 };
        if (!words(text, &d))
            return MILL_STR("");
    }
    if (d.year < 1000 || d.year > 9999 || d.month < 1 || d.month > 12 ||
        d.day < 1 || d.day > 31 || d.hour > 24)
        return MILL_STR("");
    n = snprintf(out, sizeof out, "%04d-%02d-%02d", d.year, d.month, d.day);
    if (d.has_time)
        n += snprintf(out + n, sizeof out - (size_t)n, "T%02d:%02d:%02d",
                      d.hour, d.minute, d.second);
    if (d.has_time && d.has_zone)
        n += d.zone == 0
                 ? snprintf(out + n, sizeof out - (size_t)n, "Z")
                 : snprintf(out + n, sizeof out - (size_t)n, "%c%02d:%02d",
                            d.zone < 0 ? '-' : '+',
                            (d.zone < 0 ? -d.zone : d.zone) / 60,
                            (d.zone < 0 ? -d.zone : d.zone) % 60);
    return feed_copy(feed, (struct mill_str){ out, (size_t)n });
}
