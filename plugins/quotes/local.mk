# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/quotes/quotes.la
quotes_engine = \
	plugins/quotes/attribute.c \
	plugins/quotes/behind.c \
	plugins/quotes/clauses.c \
	plugins/quotes/clusters.c \
	plugins/quotes/dashes.c \
	plugins/quotes/floating.c \
	plugins/quotes/frames.c \
	plugins/quotes/frames.h \
	plugins/quotes/headline.c \
	plugins/quotes/headline.h \
	plugins/quotes/indirect.c \
	plugins/quotes/judge.c \
	plugins/quotes/judge.h \
	plugins/quotes/lang.c \
	plugins/quotes/marks.c \
	plugins/quotes/marks.h \
	plugins/quotes/names.c \
	plugins/quotes/names.h \
	plugins/quotes/nominative.c \
	plugins/quotes/output.c \
	plugins/quotes/output.h \
	plugins/quotes/phrase-left.c \
	plugins/quotes/phrase-right.c \
	plugins/quotes/phrase.c \
	plugins/quotes/phrase.h \
	plugins/quotes/quoted.c \
	plugins/quotes/quoted.h \
	plugins/quotes/quotes.c \
	plugins/quotes/quotes.h \
	plugins/quotes/recent.c \
	plugins/quotes/reports.c \
	plugins/quotes/reports.h \
	plugins/quotes/roles.c \
	plugins/quotes/speakers.c \
	plugins/quotes/speakers.h \
	plugins/quotes/tokens.c \
	plugins/quotes/turns.c \
	plugins/quotes/units.c
plugins_quotes_quotes_la_SOURCES = $(quotes_engine)
plugins_quotes_quotes_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_quotes_quotes_la_LIBADD = $(PLUGIN_LIBADD)
