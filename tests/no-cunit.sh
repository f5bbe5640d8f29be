#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Stands in for the unit tests when configure found no CUnit.
echo "1..0 # SKIP the unit tests need CUnit (Debian: libcunit1-dev)"
