# SPDX-License-Identifier: Apache-2.0

# all but the descriptor: what tests, fuzz targets and the evaluation link
extract_engine = \
	plugins/extract/article.h \
	plugins/extract/blocks-text.c \
	plugins/extract/blocks.c \
	plugins/extract/blocks.h \
	plugins/extract/byline.c \
	plugins/extract/choose.c \
	plugins/extract/choose.h \
	plugins/extract/collect.h \
	plugins/extract/date.c \
	plugins/extract/encoding.c \
	plugins/extract/encoding.h \
	plugins/extract/engine.c \
	plugins/extract/engine.h \
	plugins/extract/features-page.c \
	plugins/extract/features.c \
	plugins/extract/html-entity.c \
	plugins/extract/html-text.c \
	plugins/extract/html.c \
	plugins/extract/html.h \
	plugins/extract/meta-date.c \
	plugins/extract/meta-ld.c \
	plugins/extract/meta-page.c \
	plugins/extract/meta-title.c \
	plugins/extract/meta.c \
	plugins/extract/meta.h \
	plugins/extract/model.c \
	plugins/extract/model.h \
	plugins/extract/names.c \
	plugins/extract/phrases.c \
	plugins/extract/rows.h \
	plugins/extract/scan.c \
	plugins/extract/text.c \
	plugins/extract/words.c \
	plugins/extract/words.h \
	$(NULL)

EXTRA_DIST += $(extract_engine) plugins/extract/extract.c \
	bench/eval-extract.c

if WITH_LIBXML2
extract_cflags = $(AM_CFLAGS) $(LIBXML2_CFLAGS)
extract_libs = plugins/io/libio.la $(LIBXML2_LIBS) $(SYSTEM_LIBS)

plugin_LTLIBRARIES += plugins/extract/extract.la
plugins_extract_extract_la_SOURCES = $(extract_engine) \
	plugins/extract/extract.c
plugins_extract_extract_la_CFLAGS = $(extract_cflags)
plugins_extract_extract_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_extract_extract_la_LIBADD = $(PLUGIN_LIBADD) $(extract_libs)

EXTRA_PROGRAMS += bench/eval-extract
bench_eval_extract_SOURCES = bench/eval-extract.c $(extract_engine)
bench_eval_extract_CFLAGS = $(extract_cflags) -I$(top_srcdir)/plugins/extract
bench_eval_extract_LDADD = libpressmill.la $(extract_libs)
endif
