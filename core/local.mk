# SPDX-License-Identifier: Apache-2.0
# libpressmill, the pressmill program and the public headers; one file a line.

lib_LTLIBRARIES += libpressmill.la
libpressmill_la_SOURCES = \
	core/data.c \
	core/messages.c \
	core/messages.def \
	core/messages.h \
	core/node-file.c \
	core/node.c \
	core/node.h \
	core/report-print.c \
	core/report.c \
	core/report.h \
	core/version.c \
	core/warnings.c \
	core/warnings.h \
	$(NULL)

pressmillincludedir = $(includedir)/pressmill
pressmillinclude_HEADERS = \
	core/pressmill/arena.h \
	core/pressmill/base.h \
	core/pressmill/data.h \
	core/pressmill/doc.h \
	core/pressmill/hooks.h \
	core/pressmill/json.h \
	core/pressmill/node.h \
	core/pressmill/option.h \
	core/pressmill/pipeline.h \
	core/pressmill/plugin.h \
	core/pressmill/pressmill.h \
	core/pressmill/record.h \
	core/pressmill/report.h \
	core/pressmill/unicode.h \
	$(NULL)

libpressmill_la_CPPFLAGS = $(AM_CPPFLAGS) \
	$(YAML_CFLAGS) $(PCRE2_CFLAGS) $(SIMDJSON_CFLAGS) \
	-DPLUGINDIR=\"$(plugindir)\" -DPKGDATADIR=\"$(pkgdatadir)\"
libpressmill_la_CFLAGS = $(AM_CFLAGS) $(CORE_CFLAGS)
libpressmill_la_LDFLAGS = $(AM_LDFLAGS) $(CORE_LDFLAGS) \
	-version-info $(LT_VERSION) -no-undefined
libpressmill_la_LIBADD = $(YAML_LIBS) $(PCRE2_LIBS) $(SIMDJSON_LIBS) \
	$(LTDL_LIBS) $(SYSTEM_LIBS)
if VERSION_SCRIPT
libpressmill_la_LDFLAGS += \
	-Wl,--version-script=$(top_srcdir)/core/libpressmill.map
endif
EXTRA_libpressmill_la_DEPENDENCIES = core/libpressmill.map
EXTRA_DIST += core/libpressmill.map

# ---- the program: becomes active with core/cli/main.c
#
# bin_PROGRAMS += pressmill
# pressmill_SOURCES = \
#	core/cli/main.c \
#	$(NULL)
