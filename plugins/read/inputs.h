/* SPDX-License-Identifier: Apache-2.0
 *
 * inputs.h: the user's list of files, globs and folders as a sequence of
 * files, in an order that depends on nothing but the names. */
#ifndef READ_INPUTS_H
#define READ_INPUTS_H

#include <pressmill/option.h>

struct inputs {
    const struct mill_list *paths, *names;
    size_t next_path;
    /* the files that the path at hand stands for */
    char **files;
    size_t count, cap, at;
    char why[240];
    bool memory;
};

enum inputs_got { INPUTS_FILE, INPUTS_END, INPUTS_FAIL };

/**
 * @param paths  files, globs, folders, "-"
 * @param names  in folders, only files whose name matches one of these
 *               globs; an empty list takes all
 */
void inputs_init(struct inputs *in, const struct mill_list *paths,
                 const struct mill_list *names);
void inputs_finish(struct inputs *in);

/** The next file. INPUTS_FAIL: `*path` cannot be read and `why` says why;
 * go on. */
enum inputs_got inputs_next(struct inputs *in, const char **path);

#endif
