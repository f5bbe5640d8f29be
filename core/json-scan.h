/* SPDX-License-Identifier: Apache-2.0
 *
 * json-scan.h: a plain reader of JSON text beside the fast parser: it says
 * where and why a text is no JSON, mends what is JSON but more than the fast
 * parser takes, and cuts members out of an object. */
#ifndef CORE_JSON_SCAN_H
#define CORE_JSON_SCAN_H

#include <pressmill/base.h>

MILL_BEGIN_DECLS

#define JSON_DEPTH 64

/* What is wrong with a text as JSON (RFC 8259), or NULL when nothing is;
 * `*at` receives the byte, from 0. UTF-8 is not looked at. */
const char *json_scan(struct mill_str text, size_t *at);

/* Most bytes json_mend() writes for a text. */
#define JSON_MENDED_SIZE(len) (4 * (len) + 64)

/* Copies a text that json_scan() finds well, with numbers out of range
 * brought into the range of a double and lone surrogates made U+FFFD; returns
 * the bytes written. `*surrogates` receives how many there were. */
size_t json_mend(struct mill_str text, char *out, size_t *surrogates);

MILL_END_DECLS
#endif
