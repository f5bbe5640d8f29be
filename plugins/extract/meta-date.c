/* SPDX-License-Identifier: Apache-2.0
 *
 * meta-date.c: which of the dates that a page gives is the one on which it was
 * published. */
#define _GNU_SOURCE /* memmem */

#include "collect.h"

#include <stdio.h>
#include <string.h>

static bool
month_first(const struct collect *c)
{
    struct mill_str lang = { NULL, 0 };

    if (c->in->page->count > 1) /* else nothing but the root */
        lang = html_attr(c->in->page, 1, ATTR_LANG);
    if (lang.ptr == NULL)
        lang = c->m->lang.value;
    /* "en" alone is mostly American */
    return lang.len == 0 || meta_is(lang, "en") || meta_is(lang, "en-us") ||
           meta_is(lang, "en_us");
}

/* Notes a date that readers see. */
void
meta_note_date(struct collect *c, struct mill_str s)
{
    struct date d;

    if (c->seen_count < SEEN && s.len >= 6 && s.len < 120 &&
        date_parse(c->in->words, s, month_first(c), &d))
        c->seen[c->seen_count++] = d;
}

void
meta_offer_date(struct collect *c, struct meta_value *to, struct mill_str s,
                const char *source, float confidence)
{
    struct date d;

    if (confidence <= to->confidence || s.len == 0 || s.len > 300 ||
        !date_parse(c->in->words, s, month_first(c), &d))
        return;
    if (to == &c->m->published)
        meta_offer_published(c->m, date_format(c->in->arena, &d), source,
                             confidence);
    else
        meta_offer(to, date_format(c->in->arena, &d), source, confidence);
}

/* Minutes since 1970 on the clock of the zone. */
static int64_t
clock_minutes(const struct date *d)
{
    return date_days(d) * 1440 + d->hour * 60 + d->minute;
}

/* Whether `b` is the same moment as `a`, which is in Greenwich's time, by
 * another clock: one that says its zone, or whose hands stand some whole
 * hours from it and agree to the minute and second. */
static bool
same_moment(const struct date *a, const struct date *b)
{
    int64_t by;

    if (b->hour < 0 || b->zone == 0 || a->minute % 30 != b->minute % 30 ||
        (a->second != b->second && b->second != 0))
        return false;
    by = clock_minutes(b) - clock_minutes(a);
    if (b->zone != DATE_NO_ZONE)
        return by == b->zone;
    return by != 0 && by % 60 == 0 && by >= -12 * 60 && by <= 14 * 60;
}

/* Looks for the day in the bytes of the page, scripts and all, with a time
 * that makes it the moment `a`; `day` receives the time. */
static bool
in_scripts(const struct collect *c, const struct date *a, struct date *day)
{
    enum { LOOK = 1 << 20, TRIES = 64 };
    struct mill_str bytes = c->in->bytes;
    char text[16];
    int n = snprintf(text, sizeof(text), "%04d-%02d-%02d", day->year,
                     day->month, day->day);
    const char *p = bytes.ptr, *end = p + (bytes.len < LOOK ? bytes.len : LOOK);

    for (int k = 0; k < TRIES && n == 10; k++) {
        struct date d;
        struct mill_str s;

        p = memmem(p, (size_t)(end - p), text, 10);
        if (p == NULL)
            return false;
        s = (struct mill_str){ p, (size_t)(end - p < 32 ? end - p : 32) };
        p += 10;
        if (date_parse(c->in->words, s, false, &d) && same_moment(a, &d)) {
            *day = d;
            return true;
        }
    }
    return false;
}

/* A moment in Greenwich's time that the page also gives in the newsroom's
 * own: that is the one that its readers know. */
static bool
own_clock(struct collect *c)
{
    struct meta *m = c->m;
    struct date d, own;

    if (m->published.value.ptr == NULL ||
        !date_parse(c->in->words, m->published.value, false, &d) ||
        d.hour < 0 || d.zone != 0)
        return false;
    for (uint32_t i = 0; i < m->said_count; i++)
        if (date_parse(c->in->words, m->said[i], false, &own) &&
            same_moment(&d, &own)) {
            m->published.value = date_format(c->in->arena, &own);
            return true;
        }
    /* only what falls on another day is worth a search */
    for (int by = -1; by <= 1; by += 2) {
        own = date_shift(&d, by);
        if (in_scripts(c, &d, &own)) {
            m->published.value = date_format(c->in->arena, &own);
            return true;
        }
    }
    return false;
}

/* A time of Greenwich falls on another day than the one that the newsroom's
 * readers are told: theirs counts. */
static void
local_day(struct collect *c)
{
    struct meta_value *p = &c->m->published;
    struct date d;

    if (p->value.ptr == NULL ||
        !date_parse(c->in->words, p->value, false, &d) || d.hour < 0 ||
        d.zone != 0)
        return;
    for (uint32_t i = 0; i < c->seen_count; i++)
        if (date_days(&c->seen[i]) == date_days(&d))
            return;
    for (uint32_t i = 0; i < c->seen_count; i++) {
        int64_t by = date_days(&c->seen[i]) - date_days(&d);

        if (by == 1 || by == -1) {
            p->value = date_format(c->in->arena, &c->seen[i]);
            p->source = "page";
            return;
        }
    }
}

/* Pages that a script builds name the date in its data: "published_at":
 * "2025-05-07". Asked only when nothing else says it as well. */
static void
named_in_script(struct collect *c)
{
    enum { LOOK = 1 << 20 };
    static const char *const keys[] = {
        "datePublished",    "publishedAt",     "published_at",
        "publishDate",      "publish_date",    "publishedDate",
        "publication_date", "publicationDate", "published_time",
        "firstPublished",   "datePosted",      "postDate",
    };
    const float trust = 0.46f;
    const char *end =
        c->in->bytes.ptr + (c->in->bytes.len < LOOK ? c->in->bytes.len : LOOK);
    /* what most keys have in common spares going through a long page for
     * each of them */
    const char *common = "ubli";
    bool any = memmem(c->in->bytes.ptr, (size_t)(end - c->in->bytes.ptr),
                      common, strlen(common)) != NULL;

    for (size_t k = 0;
         k < sizeof(keys) / sizeof(*keys) && c->m->published.confidence < trust;
         k++) {
        size_t n = strlen(keys[k]);
        const char *p = c->in->bytes.ptr;

        if (!any && strstr(keys[k], common) != NULL)
            continue;
        while ((p = memmem(p, (size_t)(end - p), keys[k], n)) != NULL) {
            struct mill_str s;

            p += n;
            while (p < end && memchr("\"\\': =", *p, 6) != NULL)
                p++;
            s = (struct mill_str){ p, 0 };
            while (p < end && s.len < 40 && *p != '"' && *p != '\'' &&
                   *p != '\\' && *p != '<' && *p != '}')
                s.len++, p++;
            meta_offer_date(c, &c->m->published, s, "script", trust);
        }
    }
}

void
meta_pick_dates(struct collect *c)
{
    struct meta *m = c->m;
    struct meta_value *both[] = { &m->published, &m->modified };
    struct date d;

    for (size_t i = 0; i < 2; i++) {
        if (both[i]->value.ptr == NULL)
            continue;
        if (date_parse(c->in->words, both[i]->value, month_first(c), &d))
            both[i]->value = date_format(c->in->arena, &d);
        else
            *both[i] = (struct meta_value){ { NULL, 0 }, NULL, 0 };
    }
    if (!date_of_url(c->in->words, c->in->url, &d))
        date_of_url(c->in->words, m->url.value, &d);
    if (d.year > 0 && c->seen_count < SEEN)
        c->seen[c->seen_count++] = d;
    if (!own_clock(c))
        local_day(c);
    if (!date_of_url(c->in->words, c->in->url, &d))
        date_of_url(c->in->words, m->url.value, &d);
    if (d.year > 0)
        meta_offer(&m->published, date_format(c->in->arena, &d), "url", 0.75f);
    named_in_script(c);
    if (m->published.value.ptr == NULL && m->modified.value.ptr == NULL &&
        date_most_named(c->in->bytes, &d))
        meta_offer(&m->published, date_format(c->in->arena, &d), "bytes", 0.2f);
    /* a date far from the headline is some other one; when the page was
     * last changed is better */
    if (m->published.confidence < 0.5f &&
        m->modified.confidence > m->published.confidence) {
        m->published = m->modified;
        m->published.confidence *= 0.5f;
    }
}
