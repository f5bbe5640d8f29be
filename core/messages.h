/* SPDX-License-Identifier: Apache-2.0
 *
 * messages.h: the numbers of our messages. messages.def is the one list: this
 * enum, the table behind message_get() and docs/messages.md all come from it.
 */
#ifndef CORE_MESSAGES_H
#define CORE_MESSAGES_H

/* How the program ends; the words of sysexits.h, which not every system has.
 * A signal ends it with 128 + n. */
enum exit_status {
    EXIT_ALL_DONE = 0,
    EXIT_SOME_FAILED = 1,  /* some documents failed, the others are done */
    EXIT_USAGE = 64,       /* the command line is wrong */
    EXIT_DATA = 65,        /* the input is no good */
    EXIT_NO_INPUT = 66,    /* the input is missing or cannot be read */
    EXIT_UNAVAILABLE = 69, /* a service does not answer */
    EXIT_BUG = 70,         /* our own mistake */
    EXIT_CANT_CREATE = 73, /* an output cannot be made */
    EXIT_IO = 74,          /* an output cannot be written: the disk is full */
    EXIT_CONFIG = 78       /* the pipeline file or a plugin's data is wrong */
};

enum message {
    MSG_NONE = 0,
#define MSG(id, code, status, title, cause, remedy) MSG_##id,
#include "messages.def"
#undef MSG
    MSG_COUNT
};

struct message_info {
    const char *id;     /* "OPTION_ABOVE" */
    const char *code;   /* "D041": keeps its meaning for ever */
    int status;         /* enum exit_status */
    const char *title;  /* what the message says, in general */
    const char *cause;  /* when it comes */
    const char *remedy; /* what to do about it */
};

/** What is known of a message; never NULL (MSG_NONE has empty strings). */
const struct message_info *message_get(enum message msg);

#endif
