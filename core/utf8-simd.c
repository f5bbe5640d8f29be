/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8-simd.c: mill_utf8_valid() with the vectors of the processor at hand,
 * chosen while running: one program serves old and new machines. */
#include <pressmill/unicode.h>
#include <string.h>

#include "utf8.h"

#if (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#define HAVE_X86 1
#include <immintrin.h>

#define KERNEL_NAME valid_avx2
#define KERNEL_TARGET __attribute__((target("avx2")))
#define KERNEL_WIDTH 32
#define vec __m256i
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define SPLAT(b) _mm256_set1_epi8((char)(b))
#define TABLE(...)                                        \
    _mm256_broadcastsi128_si256(                          \
        _mm_loadu_si128((const __m128i *)(const void *)&( \
            const unsigned char[16]){ __VA_ARGS__ }))
#define OR(a, b) _mm256_or_si256(a, b)
#define XOR(a, b) _mm256_xor_si256(a, b)
#define AND(a, b) _mm256_and_si256(a, b)
#define SUBS(a, b) _mm256_subs_epu8(a, b)
#define SHR4(a) _mm256_and_si256(_mm256_srli_epi16(a, 4), low4)
#define LOOKUP(t, i) _mm256_shuffle_epi8(t, i)
#define PREV(now, prev, n)                                              \
    _mm256_alignr_epi8(now, _mm256_permute2x128_si256(prev, now, 0x21), \
                       16 - (n))
#define ANY(a) (!_mm256_testz_si256(a, a))
#define HIGH(a) (_mm256_movemask_epi8(a) != 0)
#include "utf8-kernel.h"

#define KERNEL_NAME valid_ssse3
#define KERNEL_TARGET __attribute__((target("ssse3")))
#define KERNEL_WIDTH 16
#define vec __m128i
#define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define SPLAT(b) _mm_set1_epi8((char)(b))
#define TABLE(...)                                                             \
    _mm_loadu_si128((const __m128i *)(const void *)&(const unsigned char[16]){ \
        __VA_ARGS__ })
#define OR(a, b) _mm_or_si128(a, b)
#define XOR(a, b) _mm_xor_si128(a, b)
#define AND(a, b) _mm_and_si128(a, b)
#define SUBS(a, b) _mm_subs_epu8(a, b)
#define SHR4(a) _mm_and_si128(_mm_srli_epi16(a, 4), low4)
#define LOOKUP(t, i) _mm_shuffle_epi8(t, i)
#define PREV(now, prev, n) _mm_alignr_epi8(now, prev, 16 - (n))
#define ANY(a) \
    (_mm_movemask_epi8(_mm_cmpeq_epi8(a, _mm_setzero_si128())) != 0xffff)
#define HIGH(a) (_mm_movemask_epi8(a) != 0)
#include "utf8-kernel.h"

#elif defined(__aarch64__)
#define HAVE_NEON 1
#include <arm_neon.h>

/* vld1q_u8() may be a macro, which takes the commas of a literal for its own */
static inline uint8x16_t
neon_table(const uint8_t *bytes)
{
    return vld1q_u8(bytes);
}

#define KERNEL_NAME valid_neon
#define KERNEL_TARGET
#define KERNEL_WIDTH 16
#define vec uint8x16_t
#define LOAD(p) vld1q_u8((const uint8_t *)(p))
#define SPLAT(b) vdupq_n_u8((uint8_t)(b))
#define TABLE(...) neon_table((const uint8_t[16]){ __VA_ARGS__ })
#define OR(a, b) vorrq_u8(a, b)
#define XOR(a, b) veorq_u8(a, b)
#define AND(a, b) vandq_u8(a, b)
#define SUBS(a, b) vqsubq_u8(a, b)
#define SHR4(a) vshrq_n_u8(a, 4)
#define LOOKUP(t, i) vqtbl1q_u8(t, i)
#define PREV(now, prev, n) vextq_u8(prev, now, 16 - (n))
#define ANY(a) (vmaxvq_u8(a) != 0)
#define HIGH(a) (vmaxvq_u8(a) > 0x7f)
#include "utf8-kernel.h"
#endif

size_t
utf8_ways(struct utf8_way *ways, size_t max)
{
    struct utf8_way all[] = {
#ifdef HAVE_X86
        { "avx2", valid_avx2, __builtin_cpu_supports("avx2") != 0 },
        { "ssse3", valid_ssse3, __builtin_cpu_supports("ssse3") != 0 },
#endif
#ifdef HAVE_NEON
        { "neon", valid_neon, true },
#endif
        { "scalar", utf8_valid_scalar, true },
    };
    size_t count = sizeof(all) / sizeof(all[0]);

    for (size_t i = 0; i < count && i < max; i++)
        ways[i] = all[i];
    return count < max ? count : max;
}

size_t
mill_utf8_valid(const char *bytes, size_t len)
{
#ifdef HAVE_X86
    if (__builtin_cpu_supports("avx2"))
        return valid_avx2(bytes, len);
    if (__builtin_cpu_supports("ssse3"))
        return valid_ssse3(bytes, len);
#endif
#ifdef HAVE_NEON
    return valid_neon(bytes, len);
#else
    return utf8_valid_scalar(bytes, len);
#endif
}
