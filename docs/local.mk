# SPDX-License-Identifier: Apache-2.0
# Guides and man pages.
dist_doc_DATA += docs/messages.md

EXTRA_DIST += \
	docs/architecture.md \
	docs/pipelines.md \
	docs/writing-a-plugin.md \
	$(NULL)
