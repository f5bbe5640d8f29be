/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h: the table of who said what, a sink inside the program. */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include <pressmill/plugin.h>

extern const struct mill_plugin table_plugin;

#endif
