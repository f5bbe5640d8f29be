/* SPDX-License-Identifier: Apache-2.0
 *
 * address.h: addresses that a fetcher of public pages must not open: an
 * address in a feed or a redirect may point into the network it runs in. */
#ifndef FETCH_ADDRESS_H
#define FETCH_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/** Whether an address is one of the public Internet. Private, loopback,
 * link-local, multicast, documentation and cloud metadata addresses are not,
 * nor IPv6 forms of such IPv4 addresses, nor other families. */
bool address_is_public(const struct sockaddr *address);

/** Whether a host name of a URL is a literal address that is not public, or
 * a name of this machine ("localhost", "x.localhost"). */
bool address_name_is_local(const char *host);

#endif
