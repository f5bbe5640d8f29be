/* SPDX-License-Identifier: Apache-2.0
 *
 * pressmill.h: all of the public interface. */
#ifndef PRESSMILL_PRESSMILL_H
#define PRESSMILL_PRESSMILL_H

#include <pressmill/arena.h>
#include <pressmill/base.h>
#include <pressmill/data.h>
#include <pressmill/doc.h>
#include <pressmill/hash.h>
#include <pressmill/hooks.h>
#include <pressmill/json.h>
#include <pressmill/node.h>
#include <pressmill/option.h>
#include <pressmill/pipeline.h>
#include <pressmill/plugin.h>
#include <pressmill/record.h>
#include <pressmill/report.h>
#include <pressmill/str.h>
#include <pressmill/unicode.h>

#endif
