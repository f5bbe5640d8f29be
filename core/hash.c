/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.c: see pressmill/hash.h. SipHash is by Aumasson and Bernstein; one
 * round for each word and three at the end are what tables need. */
#include <pressmill/hash.h>
#include <pressmill/hooks.h>

#include <pthread.h>
#include <string.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint64_t key[2];

static void
make_key(void)
{
    if (getentropy(key, sizeof key) == 0)
        return;
    /* a system without: the clock, and where it has put us */
    key[0] = (uint64_t)mill_hooks()->now_us() * 0x9e3779b97f4a7c15u;
    key[1] = (uint64_t)(uintptr_t)&key ^ (uint64_t)getpid() << 32;
}

static inline uint64_t
turn(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static inline void
stir(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = turn(v[1], 13) ^ v[0];
    v[0] = turn(v[0], 32);
    v[2] += v[3];
    v[3] = turn(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = turn(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = turn(v[1], 17) ^ v[2];
    v[2] = turn(v[2], 32);
}

uint64_t
mill_hash(struct mill_str bytes)
{
    uint64_t v[4], word;
    const char *p = bytes.ptr;
    size_t left = bytes.len;

    pthread_once(&once, make_key);
    v[0] = key[0] ^ 0x736f6d6570736575u;
    v[1] = key[1] ^ 0x646f72616e646f6du;
    v[2] = key[0] ^ 0x6c7967656e657261u;
    v[3] = key[1] ^ 0x7465646279746573u;
    for (; left >= 8; left -= 8, p += 8) {
        memcpy(&word, p, 8);
        v[3] ^= word;
        stir(v);
        v[0] ^= word;
    }
    word = 0;
    if (left > 0)
        memcpy(&word, p, left);
    word ^= (uint64_t)bytes.len << 56;
    v[3] ^= word;
    stir(v);
    v[0] ^= word;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        stir(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
