# SPDX-License-Identifier: Apache-2.0
# libpressmill, the pressmill program and the public headers; one file a line.

lib_LTLIBRARIES += libpressmill.la
libpressmill_la_SOURCES = \
	core/annotation.c \
	core/arena.c \
	core/arena.h \
	core/buf.c \
	core/chain.c \
	core/chain.h \
	core/crc32.c \
	core/data.c \
	core/dead-letter.c \
	core/dead-letter.h \
	core/journal-file.c \
	core/journal-inner.h \
	core/journal-progress.c \
	core/journal.c \
	core/journal.h \
	core/doc-type.c \
	core/doc.c \
	core/doc.h \
	core/elf-file.c \
	core/elf-file.h \
	core/expect.c \
	core/expect.h \
	core/hash.c \
	core/hooks.c \
	core/intern.c \
	core/intern.h \
	core/json-scan.c \
	core/json-scan.h \
	core/json.cpp \
	core/json.h \
	core/loader.c \
	core/loader.h \
	core/manifest.c \
	core/manifest.h \
	core/memory.h \
	core/messages.c \
	core/messages.def \
	core/messages.h \
	core/node-file.c \
	core/node-json.c \
	core/node.c \
	core/node.h \
	core/num.cpp \
	core/num.h \
	core/offsets.c \
	core/offsets.h \
	core/option-print.c \
	core/option-value.c \
	core/option.c \
	core/option.h \
	core/pipeline-expand.c \
	core/pipeline-file.c \
	core/pipeline-file.h \
	core/pipeline-read.h \
	core/pipeline-route.c \
	core/pipeline-set.c \
	core/pipeline-show.c \
	core/pipeline-steps.c \
	core/pipeline.c \
	core/pipeline.h \
	core/plan.c \
	core/plan.h \
	core/progress.c \
	core/progress.h \
	core/queue.c \
	core/queue.h \
	core/record-id.c \
	core/record-read-parts.c \
	core/record-read-quotes.c \
	core/record-read-value.c \
	core/record-read.c \
	core/record-read.h \
	core/record-write-quotes.c \
	core/record-write-value.c \
	core/record-write.c \
	core/record.h \
	core/report-print.c \
	core/report.c \
	core/report.h \
	core/run-read.c \
	core/run-slots.c \
	core/run-work.c \
	core/run-write.c \
	core/run.h \
	core/runner.c \
	core/runner.h \
	core/schema-plugin.c \
	core/schema.c \
	core/schema.h \
	core/search-path.c \
	core/search-path.h \
	core/suggest.c \
	core/suggest.h \
	core/unicode-tables.h \
	core/unicode.c \
	core/utf8-kernel.h \
	core/utf8-simd.c \
	core/utf8.c \
	core/utf8.h \
	core/version.c \
	core/warnings.c \
	core/warnings.h \
	core/when-eval.c \
	core/when-tree.h \
	core/when.c \
	core/when.h \
	$(NULL)

pressmillincludedir = $(includedir)/pressmill
pressmillinclude_HEADERS = \
	core/pressmill/arena.h \
	core/pressmill/base.h \
	core/pressmill/data.h \
	core/pressmill/doc.h \
	core/pressmill/hash.h \
	core/pressmill/hooks.h \
	core/pressmill/json.h \
	core/pressmill/node.h \
	core/pressmill/option.h \
	core/pressmill/pipeline.h \
	core/pressmill/plugin.h \
	core/pressmill/pressmill.h \
	core/pressmill/record.h \
	core/pressmill/report.h \
	core/pressmill/str.h \
	core/pressmill/unicode.h \
	$(NULL)

libpressmill_la_CPPFLAGS = $(AM_CPPFLAGS) \
	$(YAML_CFLAGS) $(PCRE2_CFLAGS) $(SIMDJSON_CFLAGS) $(ZLIB_CFLAGS) \
	-DPLUGINDIR=\"$(plugindir)\" -DPKGDATADIR=\"$(pkgdatadir)\"
libpressmill_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
libpressmill_la_CXXFLAGS = $(AM_CXXFLAGS) $(CORE_CFLAGS)
libpressmill_la_LDFLAGS = $(AM_LDFLAGS) $(CORE_LDFLAGS) \
	-version-info $(LT_VERSION) -no-undefined
libpressmill_la_LIBADD = $(YAML_LIBS) $(PCRE2_LIBS) $(SIMDJSON_LIBS) $(ZLIB_LIBS) \
	$(LTDL_LIBS) $(SYSTEM_LIBS)
if VERSION_SCRIPT
libpressmill_la_LDFLAGS += \
	-Wl,--version-script=$(top_srcdir)/core/libpressmill.map
endif
EXTRA_libpressmill_la_DEPENDENCIES = core/libpressmill.map
EXTRA_DIST += core/libpressmill.map core/libpressmill.sym

nodist_pkgconfig_DATA = core/pressmill.pc
aclocaldir = $(datadir)/aclocal
dist_aclocal_DATA = m4/pressmill.m4

# ---- the program

bin_PROGRAMS += pressmill
pressmill_SOURCES = \
	core/cli/cli.h \
	core/cli/cmd-check.c \
	core/cli/cmd-completion.c \
	core/cli/cmd-eval.c \
	core/cli/cmd-explain.c \
	core/cli/cmd-init.c \
	core/cli/cmd-plugin-check.c \
	core/cli/cmd-plugin-new.c \
	core/cli/cmd-plugin.c \
	core/cli/cmd-quotes.c \
	core/cli/cmd-run.c \
	core/cli/cmd-schema.c \
	core/cli/cmd-show.c \
	core/cli/cmd-test.c \
	core/cli/common.c \
	core/cli/gold-read.c \
	core/cli/gold-write.c \
	core/cli/gold.h \
	core/cli/hostile.c \
	core/cli/hostile.h \
	core/cli/main.c \
	core/cli/score.c \
	core/cli/score.h \
	core/cli/table.c \
	core/cli/table.h \
	$(NULL)
pressmill_CPPFLAGS = $(AM_CPPFLAGS)
pressmill_CFLAGS = $(AM_CFLAGS) $(PROGRAM_CFLAGS)
pressmill_LDFLAGS = $(AM_LDFLAGS) $(PROGRAM_LDFLAGS)
pressmill_LDADD = libpressmill.la $(LTDL_LIBS) $(SYSTEM_LIBS)
if STATIC_PLUGINS
pressmill_CPPFLAGS += -DMILL_STATIC_PLUGINS=1
# libtool makes lt_preloaded_symbols[] of these.
pressmill_LDFLAGS += \
	`for p in $(plugin_LTLIBRARIES); do echo "-dlpreopen $$p"; done`
EXTRA_pressmill_DEPENDENCIES = $(plugin_LTLIBRARIES)
endif
