/* SPDX-License-Identifier: Apache-2.0
 *
 * buf.c: writing JSON and other text into a buffer that grows in an arena.
 * Output is most of what some pipelines do, so strings are copied in bulk:
 * many bytes are looked at and stored at once, and only those that need an
 * escape are touched singly. */
#include <pressmill/json.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "num.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* Makes room for `more` bytes behind `len`. */
static bool
room_grow(struct mill_buf *buf, size_t more)
{
    size_t want = buf->len + more;
    size_t cap = buf->cap < 128 ? 256 : buf->cap * 2;
    char *ptr;

    if (buf->failed)
        return false;
    if (cap < want)
        cap = want + want / 4;
    ptr = want < buf->len
              ? NULL
              : mill_arena_grow(buf->arena, buf->ptr, buf->cap, cap);
    if (ptr == NULL) {
        buf->failed = true;
        return false;
    }
    buf->ptr = ptr;
    buf->cap = cap;
    return true;
}

static inline bool
room(struct mill_buf *buf, size_t more)
{
    if (!buf->failed && buf->cap - buf->len >= more)
        return true;
    return room_grow(buf, more);
}

void
mill_buf_put(struct mill_buf *buf, const void *bytes, size_t len)
{
    if (len == 0 || !room(buf, len))
        return;
    memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
}

void
mill_buf_char(struct mill_buf *buf, char c)
{
    if (!room(buf, 1))
        return;
    buf->ptr[buf->len++] = c;
}

void
mill_buf_printf(struct mill_buf *buf, const char *format, ...)
{
    va_list args;
    int n;

    if (!room(buf, 64))
        return;
    va_start(args, format);
    n = vsnprintf(buf->ptr + buf->len, buf->cap - buf->len, format, args);
    va_end(args);
    if (n < 0) {
        buf->failed = true;
        return;
    }
    if ((size_t)n >= buf->cap - buf->len) {
        if (!room(buf, (size_t)n + 1))
            return;
        va_start(args, format);
        vsnprintf(buf->ptr + buf->len, buf->cap - buf->len, format, args);
        va_end(args);
    }
    buf->len += (size_t)n;
}

/* ---- strings */

/* How many of the 16 bytes at p, which follow at least one other byte, need
 * no escape; 16 when none does. Besides what RFC 8259 names, 0xa8 and 0xa9
 * behind 0x80 stop it: the end of U+2028 and U+2029. */
#if defined(__SSE2__)
static inline unsigned
plain16(const char *p, char *out)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i before = _mm_loadu_si128((const __m128i *)(const void *)(p - 1));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
    __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    __m128i line = _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(1)),
                                  _mm_set1_epi8((char)0xa9));
    __m128i mid = _mm_cmpeq_epi8(before, _mm_set1_epi8((char)0x80));
    int stop = _mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(control, quote),
                     _mm_or_si128(slash, _mm_and_si128(line, mid))));

    _mm_storeu_si128((__m128i *)(void *)out, v);
    return stop == 0 ? 16 : (unsigned)__builtin_ctz((unsigned)stop);
}

/* Copies 64 bytes; whether none of them may need an escape. Any 0xe2, with
 * which U+2028 begins, is left to plain16(). */
static inline bool
plain64(const char *p, char *out)
{
    __m128i stop = _mm_setzero_si128();

    for (int k = 0; k < 4; k++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p + k);

        stop = _mm_or_si128(
            stop,
            _mm_or_si128(
                _mm_or_si128(
                    _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v),
                    _mm_cmpeq_epi8(v, _mm_set1_epi8('"'))),
                _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')),
                             _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xe2)))));
        _mm_storeu_si128((__m128i *)(void *)out + k, v);
    }
    return _mm_movemask_epi8(stop) == 0;
}
#elif defined(__aarch64__)
static inline unsigned
plain16(const char *p, char *out)
{
    uint8x16_t v = vld1q_u8((const uint8_t *)p);
    uint8x16_t before = vld1q_u8((const uint8_t *)p - 1);
    uint8x16_t stop = vorrq_u8(
        vorrq_u8(vcltq_u8(v, vdupq_n_u8(0x20)), vceqq_u8(v, vdupq_n_u8('"'))),
        vorrq_u8(
            vceqq_u8(v, vdupq_n_u8('\\')),
            vandq_u8(vceqq_u8(vorrq_u8(v, vdupq_n_u8(1)), vdupq_n_u8(0xa9)),
                     vceqq_u8(before, vdupq_n_u8(0x80)))));
    uint64_t bits = vget_lane_u64(
        vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(stop), 4)), 0);

    vst1q_u8((uint8_t *)out, v);
    return bits == 0 ? 16 : (unsigned)__builtin_ctzll(bits) / 4;
}
#else
static inline unsigned
plain16(const char *p, char *out)
{
    const unsigned char *u = (const unsigned char *)p;
    unsigned i = 0;

    memcpy(out, p, 16);
    while (i < 16 && u[i] >= 0x20 && u[i] != '"' && u[i] != '\\' &&
           !((u[i] | 1) == 0xa9 && u[i - 1] == 0x80))
        i++;
    return i;
}
#endif

#if !defined(__SSE2__)
static inline bool
plain64(const char *p, char *out)
{
    for (unsigned k = 0; k < 64; k += 16)
        if (plain16(p + k, out + k) != 16)
            return false;
    return true;
}
#endif

/* The same for one byte. */
static inline bool
plain(const char *p, bool first)
{
    unsigned char c = (unsigned char)*p;

    if (c < 0x20 || c == '"' || c == '\\')
        return false;
    return first || (c | 1) != 0xa9 || (unsigned char)p[-1] != 0x80;
}

/* Writes the escape for the byte at p; returns how many bytes of `out` it
 * takes. For the end of U+2028 and U+2029 the two bytes that stand in `out`
 * already are taken back. */
static int
escape(const char *p, bool deep, char *out)
{
    static const char hex[] = "0123456789abcdef";
    static const char letter[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'
    };
    unsigned char c = (unsigned char)*p;

    if (c >= 0x80) {
        if (!deep || (unsigned char)p[-2] != 0xe2) {
            out[0] = (char)c;
            return 1;
        }
        memcpy(out - 2, "\\u202", 5);
        out[3] = c == 0xa8 ? '8' : '9';
        return 4;
    }
    out[0] = '\\';
    if (c >= 0x20) {
        out[1] = (char)c;
        return 2;
    }
    if (letter[c] != 0) {
        out[1] = letter[c];
        return 2;
    }
    memcpy(out + 1, "u00", 3);
    out[4] = hex[c >> 4];
    out[5] = hex[c & 15];
    return 6;
}

void
mill_buf_json_str(struct mill_buf *buf, struct mill_str str)
{
    const char *p = str.ptr;
    size_t i = 0, slow = 1; /* bytes before it are looked at singly */
    char *out;

    /* an escape takes at most 6 bytes, a vector stores 16 */
    if (!room(buf, str.len + 24))
        return;
    out = buf->ptr + buf->len;
    *out++ = '"';
    while (i < str.len) {
        /* not in the midst of a character, which may be U+2028 */
        if (i >= slow && str.len - i >= 64 && (signed char)p[i] >= -64) {
            if (plain64(p + i, out)) {
                i += 64;
                out += 64;
                continue;
            }
            slow = i + 64;
        }
        if (i > 0 && str.len - i >= 16) {
            unsigned n = plain16(p + i, out);

            i += n;
            out += n;
            if (n == 16)
                continue;
        } else if (plain(p + i, i == 0)) {
            *out++ = p[i++];
            continue;
        }
        out += escape(p + i, i >= 2, out);
        i++;
        buf->len = (size_t)(out - buf->ptr);
        if (!room(buf, str.len - i + 24))
            return;
        out = buf->ptr + buf->len;
    }
    *out++ = '"';
    buf->len = (size_t)(out - buf->ptr);
}

/* ---- numbers */

/* Writes n backwards so that its last digit is in front of `end`. */
static char *
digits(char *end, uint64_t n)
{
    do {
        *--end = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);
    return end;
}

void
mill_buf_int(struct mill_buf *buf, int64_t n)
{
    char text[24], *end = text + sizeof(text);
    char *p = digits(end, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);

    if (n < 0)
        *--p = '-';
    mill_buf_put(buf, p, (size_t)(end - p));
}

/* Numbers with up to six decimals, which is nearly all there are: at most 15
 * digits name one double only, so the digits without closing zeros are the
 * shortest. Returns NULL for others. */
static char *
few_decimals(char *end, double n)
{
    double scaled = fabs(n) * 1e6;
    uint64_t whole;
    int decimals = 6;

    if (!(scaled < 1e15))
        return NULL;
    whole = (uint64_t)(scaled + 0.5);
    if ((double)whole / 1e6 != fabs(n))
        return NULL;
    while (decimals > 1 && whole % 10 == 0) {
        whole /= 10;
        decimals--;
    }
    for (; decimals > 0; decimals--) {
        *--end = (char)('0' + whole % 10);
        whole /= 10;
    }
    *--end = '.';
    end = digits(end, whole);
    if (signbit(n))
        *--end = '-';
    return end;
}

void
mill_buf_num(struct mill_buf *buf, double n)
{
    char text[40], *end = text + sizeof(text), *p;

    if (!isfinite(n)) {
        mill_buf_put(buf, "null", 4);
        return;
    }
    p = few_decimals(end, n);
    if (p != NULL)
        mill_buf_put(buf, p, (size_t)(end - p));
    else
        mill_buf_put(buf, text, num_shortest(text, sizeof(text), n));
}
