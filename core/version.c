/* SPDX-License-Identifier: Apache-2.0
 *
 * version.c: which libpressmill this is. */
#include "config.h"

#include <pressmill/pipeline.h>

const char *
mill_version(void)
{
    return PACKAGE_VERSION;
}
