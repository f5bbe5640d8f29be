# SPDX-License-Identifier: Apache-2.0
# Guides and man pages.

dist_man_MANS += \
	docs/pressmill.1 \
	docs/pressmill.yaml.5 \
	$(NULL)

dist_doc_DATA += \
	docs/architecture.md \
	docs/embedding.md \
	docs/extract.md \
	docs/inputs-and-outputs.md \
	docs/language.md \
	docs/messages.md \
	docs/pipelines.md \
	docs/quotes.md \
	docs/record.md \
	docs/sentiment.md \
	docs/writing-a-plugin.md \
	$(NULL)
EXTRA_DIST += docs/pressmill.1.in

# what 'pressmill plugin new' writes
nobase_dist_pkgdata_DATA += \
	docs/template/c/Makefile.am \
	docs/template/c/README.md \
	docs/template/c/configure.ac \
	docs/template/c/sink.c \
	docs/template/c/sink.expected \
	docs/template/c/sink.yaml \
	docs/template/c/source.c \
	docs/template/c/source.expected \
	docs/template/c/source.yaml \
	docs/template/c/stage.c \
	docs/template/c/stage.expected \
	docs/template/c/stage.yaml \
	docs/template/c/test.sh \
	docs/template/input.jsonl \
	docs/template/python/Makefile \
	docs/template/python/README.md \
	docs/template/python/plugin.yaml \
	docs/template/python/stage.expected \
	docs/template/python/stage.py \
	docs/template/python/stage.yaml \
	docs/template/sh/Makefile \
	docs/template/sh/README.md \
	docs/template/sh/plugin.yaml \
	docs/template/sh/stage.expected \
	docs/template/sh/stage.sh \
	docs/template/sh/stage.yaml \
	m4/pressmill.m4 \
	$(NULL)

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
	$(UNINSTALLED) $(srcdir)/tools/readme-output $(srcdir)/README.md \
		$(abs_builddir)/pressmill $(abs_srcdir)/tests/data/articles
.PHONY: update

# ---- made by the program, so that it cannot differ from what it takes: the
# completion of shells and a page for each plugin. A program for another
# machine cannot be asked.

if !CROSS_COMPILING
all-local: completion.stamp pages.stamp

pluginmandir = $(mandir)/man7
bashcompdir = $(datadir)/bash-completion/completions
nodist_bashcomp_DATA = completion/pressmill
zshcompdir = $(datadir)/zsh/site-functions
nodist_zshcomp_DATA = completion/_pressmill
fishcompdir = $(datadir)/fish/vendor_completions.d
nodist_fishcomp_DATA = completion/pressmill.fish

completion/pressmill completion/_pressmill completion/pressmill.fish: \
	completion.stamp
completion.stamp: pressmill$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completion && \
	./pressmill$(EXEEXT) completion bash >completion/pressmill && \
	./pressmill$(EXEEXT) completion zsh >completion/_pressmill && \
	./pressmill$(EXEEXT) completion fish >completion/pressmill.fish && \
	echo >$@

# A plugin that cannot be loaded here has no page; the tests say why.
pages.stamp: pressmill$(EXEEXT) $(plugin_LTLIBRARIES)
	$(AM_V_GEN)rm -rf pages && $(MKDIR_P) pages && \
	for plugin in $(plugin_LTLIBRARIES); do \
		name=`basename $$plugin .la`; \
		PRESSMILL_PLUGIN_PATH=`pwd`/`dirname $$plugin` \
		./pressmill$(EXEEXT) plugin $$name --man \
			>pages/pressmill-$$name.7 2>/dev/null || \
			rm -f pages/pressmill-$$name.7; \
	done && echo >$@

install-data-local: pages.stamp
	$(MKDIR_P) '$(DESTDIR)$(pluginmandir)'
	for page in pages/*.7; do \
		test ! -f $$page || \
		$(INSTALL_DATA) $$page '$(DESTDIR)$(pluginmandir)' || exit 1; \
	done

uninstall-local:
	for plugin in $(plugin_LTLIBRARIES); do \
		rm -f "$(DESTDIR)$(pluginmandir)/pressmill-`basename $$plugin .la`.7"; \
	done

CLEANFILES += completion.stamp pages.stamp
endif
