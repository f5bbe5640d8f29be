# SPDX-License-Identifier: Apache-2.0
# Guides and man pages.

dist_man_MANS += \
	docs/pressmill.1 \
	docs/pressmill.yaml.5 \
	$(NULL)

dist_doc_DATA += \
	docs/architecture.md \
	docs/messages.md \
	docs/pipelines.md \
	docs/record.md \
	docs/writing-a-plugin.md \
	$(NULL)
EXTRA_DIST += docs/pressmill.1.in

# Makes again what is kept in git although it is made: run it when the program's
# help or the public interface has changed.
update: all
	$(srcdir)/tools/gen-man ./pressmill $(srcdir)/docs/pressmill.1.in \
		>docs-pressmill.1 && mv docs-pressmill.1 $(srcdir)/docs/pressmill.1
	CC='$(CC)' $(srcdir)/tools/gen-messages.sh >docs-messages.md && \
		mv docs-messages.md $(srcdir)/docs/messages.md
	{ $(SED) '/^[^#]/d' $(srcdir)/core/libpressmill.sym; \
	  $(NM) -D .libs/libpressmill.so | \
	  $(SED) -n 's/^[0-9a-f]* [A-Z] \(.*\)@@PRESSMILL_0$$/\1/p' | \
	  LC_ALL=C sort; } >libpressmill.sym && \
		mv libpressmill.sym $(srcdir)/core/libpressmill.sym
.PHONY: update
