# SPDX-License-Identifier: Apache-2.0

if WITH_CURL
if WITH_SQLITE
if WITH_LIBXML2
plugin_LTLIBRARIES += plugins/feed/feed.la
plugins_feed_feed_la_SOURCES = \
	$(feed_parsers) \
	plugins/feed/feed.c \
	plugins/feed/jobs.c plugins/feed/jobs.h \
	plugins/feed/seen.c plugins/feed/seen.h
plugins_feed_feed_la_CFLAGS = $(AM_CFLAGS) $(feed_cflags)
plugins_feed_feed_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_feed_feed_la_LIBADD = plugins/fetch/libengine.la \
	plugins/io/libio.la $(PLUGIN_LIBADD) $(feed_libs) $(SYSTEM_LIBS)
endif
endif
endif

feed_parsers = \
	plugins/feed/content.c \
	plugins/feed/date.c \
	plugins/feed/html.c \
	plugins/feed/json.c \
	plugins/feed/names.c plugins/feed/names.h \
	plugins/feed/parse.c plugins/feed/parse.h \
	plugins/feed/plain.c \
	plugins/feed/repair.c \
	plugins/feed/xml-item.c \
	plugins/feed/xml.c plugins/feed/xml.h
feed_cflags = $(CURL_CFLAGS) $(SQLITE_CFLAGS) $(LIBXML2_CFLAGS)
feed_libs = $(LIBXML2_LIBS) $(CURL_LIBS) $(SQLITE_LIBS)
