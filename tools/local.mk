# SPDX-License-Identifier: Apache-2.0
# Maintainer tools: in the tarball, never installed.
EXTRA_DIST += tools/gen-messages.sh
