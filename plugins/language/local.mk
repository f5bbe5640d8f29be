# SPDX-License-Identifier: Apache-2.0
plugin_LTLIBRARIES += plugins/language/language.la
language_engine = \
	plugins/language/codes.c \
	plugins/language/codes.h \
	plugins/language/compose.h \
	plugins/language/engine.c \
	plugins/language/engine.h \
	plugins/language/model.c \
	plugins/language/scan.c \
	plugins/language/scan.h \
	$(NULL)
plugins_language_language_la_SOURCES = \
	plugins/language/language.c \
	plugins/language/menu.c \
	plugins/language/menu.h \
	plugins/language/spans.c \
	plugins/language/spans.h \
	$(language_engine) \
	$(NULL)
plugins_language_language_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_language_language_la_LIBADD = $(PLUGIN_LIBADD)
