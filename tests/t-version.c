/* SPDX-License-Identifier: Apache-2.0
 *
 * t-version.c: the library says which it is. */
#include "config.h"
#include "tap.h"

#include <pressmill/pressmill.h>

static void
version_is_the_package_s(void)
{
    TAP_EQ_STR(mill_version(), PACKAGE_VERSION);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(version_is_the_package_s),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
