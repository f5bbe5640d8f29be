/* SPDX-License-Identifier: Apache-2.0
 *
 * status.c: what the statuses of HTTP are called, for programs and for
 * people. */
#include "inner.h"

#include <stdio.h>

/* "http-404" and so on: words that live as long as the program. */
const char *
status_code(long status)
{
    static const struct {
        long status;
        const char *code;
    } codes[] = {
        { 400, "http-400" }, { 401, "http-401" }, { 402, "http-402" },
        { 403, "http-403" }, { 404, "http-404" }, { 405, "http-405" },
        { 406, "http-406" }, { 408, "http-408" }, { 409, "http-409" },
        { 410, "http-410" }, { 412, "http-412" }, { 418, "http-418" },
        { 421, "http-421" }, { 423, "http-423" }, { 425, "http-425" },
        { 429, "http-429" }, { 451, "http-451" }, { 500, "http-500" },
        { 501, "http-501" }, { 502, "http-502" }, { 503, "http-503" },
        { 504, "http-504" }, { 505, "http-505" }, { 508, "http-508" },
        { 520, "http-520" }, { 521, "http-521" }, { 522, "http-522" },
        { 523, "http-523" }, { 524, "http-524" }, { 525, "http-525" },
        { 526, "http-526" }, { 530, "http-530" },
    };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].status == status)
            return codes[i].code;
    if (status >= 500)
        return "http-5xx";
    if (status >= 400)
        return "http-4xx";
    return status >= 300 ? "http-3xx" : "http-status";
}

char *
status_words(char out[STATUS_WORDS], long status)
{
    static const struct {
        long status;
        const char *words;
    } known[] = {
        { 401, "it wants a login" },
        { 402, "it wants to be paid" },
        { 403, "it does not let us have this page; some want to know who "
               "asks (option 'contact')" },
        { 404, "there is no such page" },
        { 406, "it has the page in no kind that we take" },
        { 410, "the page is gone" },
        { 429, "it has had too many requests of us (option "
               "'per_host_delay')" },
        { 451, "the law forbids it" },
        { 500, "it has a fault" },
        { 502, "one behind it does not answer" },
        { 503, "it is overloaded or being worked on" },
        { 504, "one behind it does not answer in time" },
    };
    const char *words = "";

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].status == status)
            words = known[i].words;
    snprintf(out, STATUS_WORDS, "the server answers %ld%s%s", status,
             words[0] != '\0' ? ": " : "", words);
    return out;
}
