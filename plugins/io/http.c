/* SPDX-License-Identifier: Apache-2.0
 *
 * http.c: see http.h. Archives often keep an answer's headers as they were
 * and its body already decoded: what the headers say is only believed when
 * the body looks like it. */
#include "config.h"

#include "http.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>
#if HAVE_ZSTD
#include <zstd.h>
#endif
#if HAVE_BROTLI
#include <brotli/decode.h>
#endif

bool
http_line(struct mill_str *rest, struct mill_str *line)
{
    const char *nl;

    if (rest->len == 0)
        return false;
    nl = memchr(rest->ptr, '\n', rest->len);
    line->ptr = rest->ptr;
    line->len = nl != NULL ? (size_t)(nl - rest->ptr) : rest->len;
    rest->len -= line->len + (nl != NULL);
    rest->ptr += line->len + (nl != NULL);
    if (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool
http_header(struct mill_str line, const char *name, struct mill_str *value)
{
    size_t n = strlen(name);

    if (line.len <= n || line.ptr[n] != ':' ||
        strncasecmp(line.ptr, name, n) != 0)
        return false;
    line.ptr += n + 1;
    line.len -= n + 1;
    while (line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t')) {
        line.ptr++;
        line.len--;
    }
    while (line.len > 0 && (line.ptr[line.len - 1] == ' ' ||
                            line.ptr[line.len - 1] == '\t'))
        line.len--;
    *value = line;
    return true;
}

void
http_parse(struct http *http, struct mill_str message)
{
    struct mill_str rest = message, line;

    *http = (struct http){ .body = message };
    http->type = http->encoding = http->transfer = MILL_STR("");
    if (message.len < 12 || memcmp(message.ptr, "HTTP/", 5) != 0 ||
        !http_line(&rest, &line))
        return;
    for (size_t i = 5; i + 3 < line.len + 1; i++)
        if (line.ptr[i] == ' ') {
            for (i++; i < line.len && line.ptr[i] >= '0' &&
                      line.ptr[i] <= '9' && http->status < 1000;
                 i++)
                http->status = http->status * 10 + (line.ptr[i] - '0');
            break;
        }
    while (http_line(&rest, &line) && line.len > 0) {
        http_header(line, "content-type", &http->type);
        http_header(line, "content-encoding", &http->encoding);
        http_header(line, "transfer-encoding", &http->transfer);
    }
    http->body = rest;
}

static int
hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Puts chunks together; the same bytes when they are none. What follows a
 * broken chunk is left out. */
static struct mill_str
dechunk(struct mill_str body, struct mill_arena *arena)
{
    struct mill_str rest = body, line;
    char *out = NULL;
    size_t len = 0;

    while (http_line(&rest, &line)) {
        size_t size = 0, i = 0;

        for (; i < line.len && hex(line.ptr[i]) >= 0 && i < 8; i++)
            size = size * 16 + (size_t)hex(line.ptr[i]);
        if (i == 0 || (i < line.len && line.ptr[i] != ';' &&
                       line.ptr[i] != ' '))
            break;
        if (size == 0)
            return out != NULL ? (struct mill_str){ out, len } : MILL_STR("");
        if (out == NULL) {
            if (size > rest.len)
                return body; /* a number by chance */
            out = mill_arena_alloc(arena, body.len);
            if (out == NULL)
                return body;
        }
        if (size > rest.len)
            size = rest.len;
        memcpy(out + len, rest.ptr, size);
        len += size;
        rest.ptr += size;
        rest.len -= size;
        if (rest.len > 0 && rest.ptr[0] == '\r') {
            rest.ptr++;
            rest.len--;
        }
        if (rest.len > 0 && rest.ptr[0] == '\n') {
            rest.ptr++;
            rest.len--;
        }
    }
    return out != NULL ? (struct mill_str){ out, len } : body;
}

/* gzip or zlib, or deflate without a head. */
static const char *
inflate_all(struct mill_str in, int window, size_t max,
            struct mill_arena *arena, struct mill_str *out)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)in.ptr,
                   .avail_in = (uInt)in.len };
    size_t cap = in.len < 16384 ? 65536 : in.len * 4, len = 0;
    char *to = mill_arena_alloc(arena, cap);
    const char *code = NULL;
    int rc = Z_OK;

    if (to == NULL || inflateInit2(&z, window) != Z_OK)
        return "memory";
    while (rc == Z_OK) {
        if (len == cap) {
            char *grown = mill_arena_grow(arena, to, len, cap * 2);

            if (grown == NULL) {
                code = "memory";
                break;
            }
            to = grown;
            cap *= 2;
        }
        z.next_out = (Bytef *)to + len;
        z.avail_out = (uInt)(cap - len);
        rc = inflate(&z, Z_NO_FLUSH);
        len = cap - z.avail_out;
        if (len > max) {
            code = "too-large";
            break;
        }
        if (z.avail_in == 0 && z.avail_out > 0)
            break; /* cut short: what there is is better than nothing */
    }
    if (code == NULL && rc != Z_OK && rc != Z_STREAM_END &&
        rc != Z_BUF_ERROR && len == 0)
        code = "encoding";
    inflateEnd(&z);
    *out = (struct mill_str){ to, len };
    return code;
}

/* Whether it can be text: what is packed has control characters soon. */
static bool
is_plain(struct mill_str s)
{
    for (size_t i = 0; i < s.len && i < 512; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c < 9 || (c > 13 && c < 32 && c != 27))
            return false;
    }
    return true;
}

#if HAVE_ZSTD
static const char *
unzstd_all(struct mill_str in, size_t max, struct mill_arena *arena,
           struct mill_str *out)
{
    unsigned long long size = ZSTD_getFrameContentSize(in.ptr, in.len);
    char *to;
    size_t n;

    if (size == ZSTD_CONTENTSIZE_ERROR)
        return "encoding";
    if (size == ZSTD_CONTENTSIZE_UNKNOWN)
        size = max;
    if (size > max)
        return "too-large";
    to = mill_arena_alloc(arena, (size_t)size + 1);
    if (to == NULL)
        return "memory";
    n = ZSTD_decompress(to, (size_t)size, in.ptr, in.len);
    if (ZSTD_isError(n))
        return "encoding";
    *out = (struct mill_str){ to, n };
    return NULL;
}
#endif

#if HAVE_BROTLI
/* Nothing says how large it will be: grown as it comes. */
static const char *
unbrotli_all(struct mill_str in, size_t max, struct mill_arena *arena,
             struct mill_str *out)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    size_t cap = in.len < 16384 ? 65536 : in.len * 4, len = 0, left = in.len;
    char *to = mill_arena_alloc(arena, cap);
    const uint8_t *next = (const uint8_t *)in.ptr;
    BrotliDecoderResult rc = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    const char *code = state == NULL || to == NULL ? "memory" : NULL;

    while (code == NULL && rc == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        uint8_t *at;
        size_t room;

        if (len == cap) {
            char *grown = mill_arena_grow(arena, to, len, cap * 2);

            if (grown == NULL) {
                code = "memory";
                break;
            }
            to = grown;
            cap *= 2;
        }
        at = (uint8_t *)to + len;
        room = cap - len;
        rc = BrotliDecoderDecompressStream(state, &left, &next, &room, &at,
                                           NULL);
        len = cap - room;
        if (len > max)
            code = "too-large";
    }
    /* brotli has no mark of its own. What is cut short is better than
     * nothing, unless it was never packed. */
    if (code == NULL && rc != BROTLI_DECODER_RESULT_SUCCESS &&
        (rc == BROTLI_DECODER_RESULT_ERROR || len == 0 || is_plain(in)))
        code = "encoding";
    if (state != NULL)
        BrotliDecoderDestroyInstance(state);
    *out = (struct mill_str){ to, len };
    return code;
}
#endif

static bool
says(struct mill_str value, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= value.len; i++)
        if (strncasecmp(value.ptr + i, word, n) == 0)
            return true;
    return false;
}

const char *
http_body(const struct http *http, size_t max, struct mill_arena *arena,
          struct mill_str *out)
{
    struct mill_str body = http->body;
    const unsigned char *p;

    if (says(http->transfer, "chunked"))
        body = dechunk(body, arena);
    *out = body;
    if (body.len < 4)
        return NULL;
    p = (const unsigned char *)body.ptr;
    if (p[0] == 0x1f && p[1] == 0x8b)
        return inflate_all(body, 15 + 16, max, arena, out);
    if (says(http->encoding, "deflate") && p[0] != '<') {
        bool zlib = (p[0] & 15) == 8 && (p[0] << 8 | p[1]) % 31 == 0;

        return inflate_all(body, zlib ? 15 : -15, max, arena, out);
    }
    if (p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd) {
#if HAVE_ZSTD
        return unzstd_all(body, max, arena, out);
#else
        return "no-zstd";
#endif
    }
    if (says(http->encoding, "br")) {
        const char *code = "no-brotli";

#if HAVE_BROTLI
        code = unbrotli_all(body, max, arena, out);
#endif
        if (code == NULL || !is_plain(body))
            return code;
        *out = body;
    }
    return NULL;
}
