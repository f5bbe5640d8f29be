/* SPDX-License-Identifier: Apache-2.0
 *
 * messages.c: the table of messages.def. */
#include "messages.h"

static const struct message_info table[] = {
    { "", "", EXIT_CONFIG, "", "", "" },
#define MSG(id, code, status, title, cause, remedy) \
    { #id, code, status, title, cause, remedy },
#include "messages.def"
#undef MSG
};

const struct message_info *
message_get(enum message msg)
{
    return &table[msg > MSG_NONE && msg < MSG_COUNT ? msg : MSG_NONE];
}
