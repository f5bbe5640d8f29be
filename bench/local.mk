# SPDX-License-Identifier: Apache-2.0
# Benchmarks: make bench. They print figures; no test ever times.

# Preloaded, to count heap allocations; a test uses it, too. Without an rpath
# libtool would make a static archive of it.
if !STATIC_PLUGINS
check_LTLIBRARIES += bench/alloc-count.la
bench_alloc_count_la_SOURCES = bench/alloc-count.c
bench_alloc_count_la_CFLAGS = $(AM_CFLAGS) -fno-builtin
bench_alloc_count_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-rpath /nowhere
bench_alloc_count_la_LIBADD = $(SYSTEM_LIBS)
endif

# Accuracy and speed of the sentiment engine: bench/eval-sentiment.sh.
EXTRA_PROGRAMS += bench/eval-sentiment
bench_eval_sentiment_SOURCES = bench/eval-sentiment.c \
	tools/sentiment-rows.c tools/sentiment-rows.h $(sentiment_engine)
bench_eval_sentiment_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
bench_eval_sentiment_LDADD = libpressmill.la $(PCRE2_LIBS) $(SYSTEM_LIBS)
EXTRA_DIST += bench/eval-sentiment.sh bench/vader-rows

EXTRA_PROGRAMS += bench/bench
bench_bench_SOURCES = bench/bench.c
bench_bench_LDADD = libpressmill.la $(SYSTEM_LIBS)
CLEANFILES += bench/bench bench/bench-record
EXTRA_DIST += bench/bench.sh bench/eval-quotes.sh

bench: all bench/bench bench/bench-record $(check_LTLIBRARIES)
	@top_srcdir='$(top_srcdir)' top_builddir='$(top_builddir)' \
		$(SHELL) $(srcdir)/bench/bench.sh
	@echo; echo "text and records, one core:"; bench/bench-record
.PHONY: bench

# Quotes of a gold file for the scorer, and the speed of segment and quotes:
#     bench/eval-quotes GOLD.jsonl > PRED.jsonl
EXTRA_PROGRAMS += bench/eval-quotes
bench_eval_quotes_SOURCES = bench/eval-quotes.c \
	$(plugins_segment_segment_la_SOURCES) $(quotes_engine)
bench_eval_quotes_CFLAGS = $(AM_CFLAGS)
bench_eval_quotes_LDADD = libpressmill.la $(SYSTEM_LIBS)

# How fast text is checked and records are read and written.
EXTRA_PROGRAMS += bench/bench-record
bench_bench_record_SOURCES = bench/bench-record.c
bench_bench_record_LDADD = libpressmill.la $(SYSTEM_LIBS)

# Accuracy and speed of the language engine: bench/eval-language.sh.
EXTRA_PROGRAMS += bench/eval-language
bench_eval_language_SOURCES = bench/eval-language.c $(language_engine)
bench_eval_language_CFLAGS = $(AM_CFLAGS)
bench_eval_language_LDADD = libpressmill.la $(SYSTEM_LIBS)
EXTRA_DIST += bench/eval-language.sh bench/peer-cld2.cpp bench/peer-language.py

# Pages a second, beside curl -Z: bench/eval-fetch.sh.
EXTRA_PROGRAMS += bench/web-server
bench_web_server_SOURCES = bench/web-server.c
CLEANFILES += bench/web-server
EXTRA_DIST += bench/eval-fetch.sh

# Feeds of a conformance suite: bench/eval-feeds.py FOLDER.
EXTRA_PROGRAMS += bench/feed-items
bench_feed_items_SOURCES = bench/feed-items.c $(feed_parsers)
bench_feed_items_CFLAGS = $(AM_CFLAGS) $(feed_cflags)
bench_feed_items_LDADD = plugins/io/libio.la libpressmill.la $(feed_libs)
CLEANFILES += bench/feed-items
EXTRA_DIST += bench/eval-feeds.py bench/eval-warc.py bench/hostile-pages.py
