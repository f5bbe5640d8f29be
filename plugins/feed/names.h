/* SPDX-License-Identifier: Apache-2.0
 *
 * names.h: what the elements of feeds are called. */
#ifndef FEED_NAMES_H
#define FEED_NAMES_H

enum space {
    SPACE_PLAIN, /* none, or one of RSS */
    SPACE_ATOM,
    SPACE_DC,
    SPACE_CONTENT,
    SPACE_MEDIA,
    SPACE_ITUNES,
    SPACE_SITEMAP,
    SPACE_NEWS,
    SPACE_FEEDBURNER,
    SPACE_XHTML,
    SPACE_XML,
    SPACE_UNKNOWN
};

/* What the text at hand is for. */
enum what {
    WHAT_NOTHING,
    WHAT_TITLE, WHAT_LINK, WHAT_ORIGINAL_LINK, WHAT_GUID, WHAT_SUMMARY,
    WHAT_CONTENT, WHAT_PUBLISHED, WHAT_UPDATED, WHAT_AUTHOR, WHAT_TAG, WHAT_TAGS,
    WHAT_LANG, WHAT_LOC, WHAT_SECOND_TITLE, WHAT_SECOND_AUTHOR
};

/** The vocabulary of a namespace; by the usual prefix when the feed forgot to
 * declare it. Either may be NULL. */
enum space names_space(const char *uri, const char *prefix);

/** What an element inside of an item means. */
enum what names_what(const char *name, enum space space);

#endif
