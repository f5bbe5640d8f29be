# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/warc/warc.la
plugins_warc_warc_la_SOURCES = plugins/warc/warc.c
plugins_warc_warc_la_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS)
plugins_warc_warc_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_warc_warc_la_LIBADD = plugins/io/libio.la $(PLUGIN_LIBADD) $(ZLIB_LIBS)
