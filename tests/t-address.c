/* SPDX-License-Identifier: Apache-2.0
 *
 * t-address.c: which addresses `fetch` opens. */
#include "../plugins/fetch/address.h"
#include "tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static bool
is_public(const char *text)
{
    struct sockaddr_in in4 = { .sin_family = AF_INET };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, text, &in4.sin_addr) == 1)
        return address_is_public((struct sockaddr *)&in4);
    if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
        return address_is_public((struct sockaddr *)&in6);
    TAP_FAIL("'%s' is no address", text);
    return false;
}

static void
only_public_addresses_are_opened(void)
{
    static const char *const open[] = {
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255",
        "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.255.255",
        "172.15.255.255", "172.32.0.0", "192.0.3.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.114.0",
        "223.255.255.255", "168.63.129.15", "2606:4700::1111",
        "2a00:1450:4001::1", "2001:200::1", "2001:4860:4860::8888",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"
    };
    static const char *const shut[] = {
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
        "100.100.100.200", "127.0.0.1", "127.255.255.255", "168.63.129.16",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "::10.0.0.1", "::8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::",
        "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
        "ff02::1", "4000::1"
    };
    struct sockaddr other = { .sa_family = AF_UNIX };

    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        if (!is_public(open[i]))
            TAP_FAIL("%s is refused", open[i]);
    for (size_t i = 0; i < sizeof shut / sizeof shut[0]; i++)
        if (is_public(shut[i]))
            TAP_FAIL("%s is opened", shut[i]);
    TAP_OK(!address_is_public(&other));
}

static void
names_of_this_machine_are_local(void)
{
    static const char *const local[] = {
        "localhost", "LOCALHOST", "localhost.", "a.b.localhost", "127.0.0.1",
        "127.1", "2130706433", "0x7f.1", "017700000001", "[::1]", "::1",
        "[::ffff:127.0.0.1]", "169.254.169.254", "0", ""
    };
    static const char *const remote[] = {
        "example.org", "localhost.example.org", "notlocalhost", "8.8.8.8",
        "[2606:4700::1111]", "127.0.0.1.example.org"
    };

    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
        if (!address_name_is_local(local[i]))
            TAP_FAIL("'%s' is taken for remote", local[i]);
    for (size_t i = 0; i < sizeof remote / sizeof remote[0]; i++)
        if (address_name_is_local(remote[i]))
            TAP_FAIL("'%s' is taken for local", remote[i]);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(only_public_addresses_are_opened),
        TAP_CASE(names_of_this_machine_are_local),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
