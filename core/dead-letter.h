/* SPDX-License-Identifier: Apache-2.0
 *
 * dead-letter.h: the file of documents that failed, to be looked at and
 * tried again. */
#ifndef CORE_DEAD_LETTER_H
#define CORE_DEAD_LETTER_H

#include <pressmill/doc.h>

/** Opens the file for appending; -1 and errno when that fails. */
int dead_letter_open(const char *path) MILL_MUST_USE;

/** Appends a document, one JSON line with what went wrong in `errors`. False
 * when it could not be kept. */
bool dead_letter_write(int fd, struct mill_doc *doc) MILL_MUST_USE;

/** False when the system says only now that something was not written. */
bool dead_letter_close(int fd) MILL_MUST_USE;

#endif
