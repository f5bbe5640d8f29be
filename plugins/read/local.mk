# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/read/read.la
plugins_read_read_la_SOURCES = \
	plugins/read/csv.c \
	plugins/read/format.c plugins/read/format.h \
	plugins/read/inputs.c plugins/read/inputs.h \
	plugins/read/prepare.c \
	plugins/read/read.c plugins/read/read.h \
	plugins/read/row.c plugins/read/row.h \
	plugins/read/shard.c plugins/read/shard.h \
	plugins/read/warc.c
plugins_read_read_la_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS)
plugins_read_read_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_read_read_la_LIBADD = plugins/io/libio.la $(PLUGIN_LIBADD) \
	$(ZLIB_LIBS) $(ZSTD_LIBS)
