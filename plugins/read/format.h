/* SPDX-License-Identifier: Apache-2.0
 *
 * format.h: what a file is, by its name and its first bytes. */
#ifndef READ_FORMAT_H
#define READ_FORMAT_H

#include <pressmill/base.h>

/* In the order of the option's choices. */
enum format {
    FORMAT_AUTO,
    FORMAT_HTML,
    FORMAT_TEXT,
    FORMAT_JSONL,
    FORMAT_JSON,
    FORMAT_LINES,
    FORMAT_CSV,
    FORMAT_WARC,
    FORMAT_RAW,    /* a file as it is, for extract to clean */
    /* found, never chosen */
    FORMAT_BINARY,
    FORMAT_JSON_LIST,
    FORMAT_UTF16 /* text, but of two or four bytes a character */
};

/** By the name, FORMAT_AUTO when it says nothing. ".gz" and ".zst" behind it
 * do not count. `*tabs` is set for ".tsv". */
enum format format_of_name(const char *path, bool *tabs);

/** By the first bytes; never FORMAT_AUTO. */
enum format format_of_bytes(struct mill_str start);

#endif
