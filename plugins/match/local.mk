# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/match/match.la
plugins_match_match_la_SOURCES = plugins/match/match.c
plugins_match_match_la_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
plugins_match_match_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_match_match_la_LIBADD = $(PLUGIN_LIBADD) $(PCRE2_LIBS)
