# SPDX-License-Identifier: Apache-2.0
#
# What the plugins that read and write files share.

noinst_LTLIBRARIES += plugins/io/libio.la
plugins_io_libio_la_SOURCES = \
	plugins/io/charset.c plugins/io/charset.h \
	plugins/io/http.c plugins/io/http.h \
	plugins/io/lines.c plugins/io/lines.h \
	plugins/io/outfile.c plugins/io/outfile.h \
	plugins/io/stream.c plugins/io/stream.h
plugins_io_libio_la_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS) \
	$(BROTLI_CFLAGS) $(UCHARDET_CFLAGS)
plugins_io_libio_la_LIBADD = $(ZLIB_LIBS) $(ZSTD_LIBS) $(BROTLI_LIBS) \
	$(UCHARDET_LIBS)
