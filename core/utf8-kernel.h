/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8-kernel.h: checks UTF-8 with vectors of KERNEL_WIDTH bytes. Included
 * once per instruction set by utf8-simd.c, which defines the operations:
 *
 *   KERNEL_NAME, KERNEL_TARGET    the function and its attribute
 *   vec                           a vector of KERNEL_WIDTH bytes
 *   LOAD(p) SPLAT(byte) TABLE(16 bytes, repeated in each 128-bit lane)
 *   OR XOR AND  SUBS (unsigned, saturating)  SHR4 (each byte)
 *   LOOKUP(table, index below 16)
 *   PREV(now, before, n)          the bytes n places earlier
 *   ANY(v) (any bit)  HIGH(v) (any byte above 0x7f)
 *
 * The method is that of Keiser and Lemire, "Validating UTF-8 in less than one
 * instruction per byte" (2021): three look-ups by the nibbles of two bytes
 * in a row give, as bits, the errors that each nibble allows; what all three
 * allow is an error. Whether a third and fourth byte stand where a lead byte
 * wants them is checked by the lead bytes two and three places before. */

/* errors a pair of bytes can make */
#define TOO_SHORT (1 << 0) /* lead, then no continuation */
#define TOO_LONG (1 << 1)  /* ASCII, then a continuation */
#define OVERLONG_3 (1 << 2)
#define TOO_LARGE (1 << 3)
#define SURROGATE (1 << 4)
#define OVERLONG_2 (1 << 5)
#define TOO_HIGH (1 << 6) /* above 0x10ffff by 0xf5..0xff; overlong of 4 */
#define TWO_CONTS (1 << 7)
#define CARRY (TOO_SHORT | TOO_LONG | TWO_CONTS)

KERNEL_TARGET static size_t
KERNEL_NAME(const char *bytes, size_t len)
{
    const vec by_high1 = TABLE(
        TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
        TOO_LONG, TWO_CONTS, TWO_CONTS, TWO_CONTS, TWO_CONTS,
        TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
        TOO_SHORT | TOO_LARGE | TOO_HIGH);
    const vec by_low1 = TABLE(
        CARRY | OVERLONG_3 | OVERLONG_2 | TOO_HIGH, CARRY | OVERLONG_2, CARRY,
        CARRY, CARRY | TOO_LARGE, CARRY | TOO_LARGE | TOO_HIGH,
        CARRY | TOO_LARGE | TOO_HIGH, CARRY | TOO_LARGE | TOO_HIGH,
        CARRY | TOO_LARGE | TOO_HIGH, CARRY | TOO_LARGE | TOO_HIGH,
        CARRY | TOO_LARGE | TOO_HIGH, CARRY | TOO_LARGE | TOO_HIGH,
        CARRY | TOO_LARGE | TOO_HIGH, CARRY | TOO_LARGE | TOO_HIGH | SURROGATE,
        CARRY | TOO_LARGE | TOO_HIGH, CARRY | TOO_LARGE | TOO_HIGH);
    const vec by_high2 =
        TABLE(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
              TOO_SHORT, TOO_SHORT,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_HIGH,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
              TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
              TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    const vec low4 = SPLAT(0x0f), high1 = SPLAT(0x80);
    const vec third = SPLAT(0xe0 - 0x80), fourth = SPLAT(0xf0 - 0x80);
    vec before = SPLAT(0);
    char last[4 * KERNEL_WIDTH];
    size_t i = 0;

    while (i < len) {
        const char *at = bytes + i;
        vec in[4], error = SPLAT(0);

        if (len - i < sizeof(last)) {
            /* the end, with NULs behind: a character cut off there is an
             * error like any other */
            if (len < 16)
                break;
            memset(last, 0, sizeof(last));
            memcpy(last, at, len - i);
            at = last;
        }
#pragma GCC unroll 4
        for (size_t k = 0; k < 4; k++)
            in[k] = LOAD(at + k * KERNEL_WIDTH);
        if (!HIGH(OR(OR(in[0], in[1]), OR(in[2], in[3])))) {
            /* ASCII needs no look-up, if a whole character stands before */
            if (i > 0 && ((unsigned char)bytes[i - 1] >= 0xc0 ||
                          (unsigned char)bytes[i - 2] >= 0xe0 ||
                          (unsigned char)bytes[i - 3] >= 0xf0))
                break;
            before = in[3];
            i += sizeof(last);
            continue;
        }
#pragma GCC unroll 4
        for (int k = 0; k < 4; k++) {
            vec prev1 = PREV(in[k], before, 1);
            vec special = AND(AND(LOOKUP(by_high1, SHR4(prev1)),
                                  LOOKUP(by_low1, AND(prev1, low4))),
                              LOOKUP(by_high2, SHR4(in[k])));
            vec must = OR(SUBS(PREV(in[k], before, 2), third),
                          SUBS(PREV(in[k], before, 3), fourth));

            /* bit 7 of `must` says that a continuation has to follow two
             * bytes of a character; there and only there TWO_CONTS is right */
            error = OR(error, XOR(AND(must, high1), special));
            before = in[k];
        }
        if (ANY(error))
            break;
        i += sizeof(last);
    }
    if (i >= len) {
        size_t bad;

        /* a full last block has no NUL behind that would tell of a character
         * cut off */
        for (i = len; i > 0 && len - i < 3;) {
            unsigned char c = (unsigned char)bytes[--i];

            if (c >= 0xc0)
                return utf8_char_length((const unsigned char *)bytes + i,
                                        len - i, &bad) != 0
                           ? len
                           : i;
            if (c < 0x80)
                break;
        }
        return len;
    }
    /* The block with the error goes byte by byte, from the last lead byte
     * before it: a character may lie across the border. */
    for (size_t back = 1; back <= 3 && back <= i; back++) {
        unsigned char c = (unsigned char)bytes[i - back];

        if (c >= 0xc0) {
            i -= back;
            break;
        }
        if (c < 0x80)
            break;
    }
    return i + utf8_valid_scalar(bytes + i, len - i);
}

#undef TOO_SHORT
#undef TOO_LONG
#undef OVERLONG_3
#undef TOO_LARGE
#undef SURROGATE
#undef OVERLONG_2
#undef TOO_HIGH
#undef TWO_CONTS
#undef CARRY
#undef KERNEL_NAME
#undef KERNEL_TARGET
#undef KERNEL_WIDTH
#undef vec
#undef LOAD
#undef SPLAT
#undef TABLE
#undef OR
#undef XOR
#undef AND
#undef SUBS
#undef SHR4
#undef LOOKUP
#undef PREV
#undef ANY
#undef HIGH
