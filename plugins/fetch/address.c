/* SPDX-License-Identifier: Apache-2.0
 *
 * address.c: see address.h. The ranges are those of the IANA special-purpose
 * registries that are not globally reachable. */
#include "address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

static const struct {
    uint32_t base;
    unsigned bits;
} ranges4[] = {
    { 0x00000000, 8 },  /* 0.0.0.0/8, this network */
    { 0x0a000000, 8 },  /* 10.0.0.0/8 */
    { 0x64400000, 10 }, /* 100.64.0.0/10, carriers; metadata of Alibaba */
    { 0x7f000000, 8 },  /* 127.0.0.0/8 */
    { 0xa83f8110, 32 }, /* 168.63.129.16, metadata of Azure */
    { 0xa9fe0000, 16 }, /* 169.254.0.0/16, link-local; metadata */
    { 0xac100000, 12 }, /* 172.16.0.0/12 */
    { 0xc0000000, 24 }, /* 192.0.0.0/24; metadata of Oracle */
    { 0xc0000200, 24 }, /* 192.0.2.0/24, documentation */
    { 0xc0586300, 24 }, /* 192.88.99.0/24, 6to4 relays */
    { 0xc0a80000, 16 }, /* 192.168.0.0/16 */
    { 0xc6120000, 15 }, /* 198.18.0.0/15, benchmarks */
    { 0xc6336400, 24 }, /* 198.51.100.0/24, documentation */
    { 0xcb007100, 24 }, /* 203.0.113.0/24, documentation */
    { 0xe0000000, 4 },  /* 224.0.0.0/4, multicast */
    { 0xf0000000, 4 },  /* 240.0.0.0/4, reserved, broadcast */
};

static bool
is_public4(uint32_t address)
{
    for (size_t i = 0; i < sizeof ranges4 / sizeof ranges4[0]; i++) {
        uint32_t mask = ~(uint32_t)0 << (32 - ranges4[i].bits);

        if ((address & mask) == ranges4[i].base)
            return false;
    }
    return true;
}

static uint32_t
word(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
           (uint32_t)p[2] << 8 | p[3];
}

static bool
is_public6(const unsigned char a[16])
{
    static const unsigned char zeros[16];

    if (memcmp(a, zeros, 10) == 0 && a[10] == 0xff && a[11] == 0xff)
        return is_public4(word(a + 12)); /* ::ffff:a.b.c.d */
    if (memcmp(a, zeros, 12) == 0)
        return false; /* ::, ::1, ::a.b.c.d */
    if (memcmp(a, "\x00\x64\xff\x9b", 4) == 0) {
        /* 64:ff9b::/96 is IPv4 behind a translator; 64:ff9b:1::/48 local */
        return memcmp(a + 4, zeros, 8) == 0 && is_public4(word(a + 12));
    }
    if (a[0] == 0x20 && a[1] == 0x02)
        return is_public4(word(a + 2)); /* 6to4 */
    if (a[0] == 0x20 && a[1] == 0x01) {
        if (a[2] < 2)
            return false; /* 2001::/23, Teredo and other protocols */
        if (a[2] == 0x0d && a[3] == 0xb8)
            return false; /* documentation */
    }
    if (a[0] == 0x3f && a[1] == 0xff && a[2] < 0x10)
        return false; /* 3fff::/20, documentation */
    /* 2000::/3 is what is given out; the rest is local, multicast or free:
     * fc00::/7, fe80::/10, fec0::/10, ff00::/8, 100::/64 ... */
    return (a[0] & 0xe0) == 0x20;
}

bool
address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, address, sizeof in);
        return is_public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;

        memcpy(&in, address, sizeof in);
        return is_public6(in.sin6_addr.s6_addr);
    }
    return false;
}

bool
address_name_is_local(const char *host)
{
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST }, *found = NULL;
    char name[256];
    size_t len = strlen(host);
    bool local = false;

    if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
        host++;
        len -= 2;
    }
    while (len > 0 && host[len - 1] == '.')
        len--;
    if (len == 0 || len >= sizeof name)
        return true;
    memcpy(name, host, len);
    name[len] = '\0';
    if (strcasecmp(name, "localhost") == 0 ||
        (len > 10 && strcasecmp(name + len - 10, ".localhost") == 0))
        return true;
    /* also 127.1, 0x7f.1, 2130706433: what the system would make of it */
    if (getaddrinfo(name, NULL, &hints, &found) == 0) {
        local = !address_is_public(found->ai_addr);
        freeaddrinfo(found);
    }
    return local;
}
