/* SPDX-License-Identifier: Apache-2.0
 *
 * sockets.h: what the engine's thread waits for. */
#ifndef FETCH_SOCKETS_H
#define FETCH_SOCKETS_H

#include <curl/curl.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockets {
    CURLM *multi;
    struct pollfd *fds, *ready;
    size_t count, cap;
    int64_t timer_at; /* us; INT64_MAX: libcurl waits for no time */
    int pipe[2];      /* what wakes */
};

/** False without memory or file descriptors; sockets_finish() all the same. */
bool sockets_init(struct sockets *s, CURLM *multi);
/** After curl_multi_cleanup(). */
void sockets_finish(struct sockets *s);

/** Ends a wait, now or the next one. From any thread. */
void sockets_wake(struct sockets *s);

/** Lets libcurl do what is due by its clock: begin, give up. */
void sockets_run_timer(struct sockets *s);

/** Waits until a socket is ready, libcurl's timer is due, sockets_wake(), or
 * `until` (us); then lets libcurl work on those that are ready. */
void sockets_wait(struct sockets *s, int64_t until);

#endif
