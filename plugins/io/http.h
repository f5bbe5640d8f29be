/* SPDX-License-Identifier: Apache-2.0
 *
 * http.h: an HTTP answer as archives keep it: status line, headers, body. */
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

struct http {
    int status; /* 0: there is no status line, `body` is everything */
    struct mill_str type, encoding, transfer, body;
};

/** Takes an answer apart; the parts point into it. */
void http_parse(struct http *http, struct mill_str message);

/**
 * The body as it was meant: not chunked, not packed.
 *
 * @param max  most bytes it may unpack to
 * @param out  receives it, in the arena or in the message
 * @return NULL, or the code of what is wrong
 */
const char *http_body(const struct http *http, size_t max,
                      struct mill_arena *arena, struct mill_str *out);

/** A line of headers: its value when its name is `name`, trimmed. */
bool http_header(struct mill_str line, const char *name,
                 struct mill_str *value);

/** Cuts the next line off, without its end; false when there is none. */
bool http_line(struct mill_str *rest, struct mill_str *line);

#endif
