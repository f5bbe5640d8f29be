# SPDX-License-Identifier: Apache-2.0

if WITH_CURL
if WITH_SQLITE
# what fetches, for `fetch` and `feed`
noinst_LTLIBRARIES += plugins/fetch/libengine.la
plugins_fetch_libengine_la_SOURCES = \
	plugins/fetch/address.c plugins/fetch/address.h \
	plugins/fetch/cache.c plugins/fetch/cache.h \
	plugins/fetch/engine.c plugins/fetch/engine.h \
	plugins/fetch/host.c \
	plugins/fetch/inner.h \
	plugins/fetch/net.c plugins/fetch/net.h \
	plugins/fetch/outcome.c \
	plugins/fetch/robots.c plugins/fetch/robots.h \
	plugins/fetch/sockets.c plugins/fetch/sockets.h \
	plugins/fetch/status.c \
	plugins/fetch/transfer.c
plugins_fetch_libengine_la_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) \
	$(SQLITE_CFLAGS)
plugins_fetch_libengine_la_LIBADD = $(CURL_LIBS) $(SQLITE_LIBS)

plugin_LTLIBRARIES += plugins/fetch/fetch.la
plugins_fetch_fetch_la_SOURCES = plugins/fetch/fetch.c
plugins_fetch_fetch_la_CFLAGS = $(AM_CFLAGS)
plugins_fetch_fetch_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_fetch_fetch_la_LIBADD = plugins/fetch/libengine.la \
	plugins/io/libio.la $(PLUGIN_LIBADD) $(SYSTEM_LIBS)
endif
endif
