# SPDX-License-Identifier: Apache-2.0
#
# make check. A unit test is one line here and tests/t-NAME.c; when it needs
# more than libpressmill, give it tests_t_NAME_LDADD = $(LDADD) $(CURL_LIBS) or
# its own tests_t_NAME_SOURCES. A test that runs the program is one line and
# tests/t-NAME.sh. A fuzz target is tests/fuzz/fuzz-NAME.c, three lines here,
# and inputs in tests/corpus/NAME/.

unit_tests = \
	tests/t-buf \
	tests/t-address \
	tests/t-arena \
	tests/t-data \
	tests/t-doc \
	tests/t-fault \
	tests/t-json \
	tests/t-language \
	tests/t-match \
	tests/t-node \
	tests/t-option \
	tests/t-pipeline-file \
	tests/t-quotes \
	tests/t-record \
	tests/t-record-read \
	tests/t-report \
	tests/t-robots \
	tests/t-segment \
	tests/t-sentiment \
	tests/t-unicode \
	tests/t-utf8 \
	tests/t-version \
	tests/t-when \
	$(NULL)

if WITH_CURL
if WITH_LIBXML2
unit_tests += tests/t-feed-parse
endif
endif

if WITH_LIBXML2
unit_tests += tests/t-extract
endif

# They write and read files of other programs with the libraries for them.
if WITH_ZSTD
unit_tests += tests/t-read tests/t-warc
if WITH_SQLITE
unit_tests += tests/t-sinks
endif
endif

program_tests = \
	tests/t-alloc.sh \
	tests/t-config.sh \
	tests/t-docs.sh \
	tests/t-eval.sh \
	tests/t-embed.sh \
	tests/t-exec.sh \
	tests/t-feed.sh \
	tests/t-resume.sh \
	tests/t-fetch.sh \
	tests/t-fetch-hosts.sh \
	tests/t-fetch-keep.sh \
	tests/t-generated.sh \
	tests/t-golden.sh \
	tests/t-headers.sh \
	tests/t-io.sh \
	tests/t-man.sh \
	tests/t-messages.sh \
	tests/t-plugin-check.sh \
	tests/t-quotes-data.sh \
	tests/t-quotes-gold.sh \
	tests/t-records.sh \
	tests/t-packaging.sh \
	tests/t-run.sh \
	tests/t-train-language.sh \
	tests/t-starters.sh \
	tests/t-symbols.sh \
	tests/t-tone.sh \
	$(NULL)

# These change the build folder (libtool links anew to install), or need what is
# installed: they run when all others are done.
last_tests = \
	tests/t-install.sh \
	tests/t-plugin-new.sh \
	tests/t-guide.sh \
	$(NULL)

# what several tests need beside their own file
tests_t_node_SOURCES = tests/t-node.c $(findings)
tests_t_option_SOURCES = tests/t-option.c $(findings)
tests_t_pipeline_file_SOURCES = tests/t-pipeline-file.c $(findings)
tests_t_report_SOURCES = tests/t-report.c $(findings)
tests_t_when_SOURCES = tests/t-when.c $(findings)
tests_t_record_SOURCES = tests/t-record.c $(records)
tests_t_record_read_SOURCES = tests/t-record-read.c $(records)
records = tests/records.c tests/records.h
findings = tests/findings.c tests/findings.h

fuzz_targets = \
	tests/fuzz/fuzz-gold \
	tests/fuzz/fuzz-json \
	tests/fuzz/fuzz-language \
	tests/fuzz/fuzz-node \
	tests/fuzz/fuzz-quotes \
	tests/fuzz/fuzz-record \
	tests/fuzz/fuzz-sentiment \
	tests/fuzz/fuzz-utf8 \
	tests/fuzz/fuzz-robots \
	$(NULL)
if WITH_LIBXML2
fuzz_targets += tests/fuzz/fuzz-extract
endif

tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz-json.c $(fuzz_engine)
tests_fuzz_fuzz_json_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_language_SOURCES = tests/fuzz/fuzz-language.c $(fuzz_engine) \
	plugins/language/menu.c plugins/language/menu.h \
	plugins/language/spans.c plugins/language/spans.h $(language_engine)
tests_fuzz_fuzz_language_CFLAGS = $(AM_CFLAGS)
tests_fuzz_fuzz_language_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_record_SOURCES = tests/fuzz/fuzz-record.c $(fuzz_engine)
tests_fuzz_fuzz_record_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_utf8_SOURCES = tests/fuzz/fuzz-utf8.c $(fuzz_engine)
tests_fuzz_fuzz_utf8_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_node_SOURCES = tests/fuzz/fuzz-node.c $(fuzz_engine)
tests_fuzz_fuzz_node_LDADD = $(fuzz_libs)

if WITH_CURL
if WITH_LIBXML2
fuzz_targets += tests/fuzz/fuzz-feed
endif
endif
tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz-feed.c $(fuzz_engine) \
	$(feed_parsers)
tests_fuzz_fuzz_feed_CFLAGS = $(AM_CFLAGS) $(feed_cflags)
tests_fuzz_fuzz_feed_LDADD = plugins/io/libio.la $(fuzz_libs) $(feed_libs)

if WITH_CUNIT
if WITH_ZSTD
fuzz_targets += tests/fuzz/fuzz-warc
endif
endif
tests_fuzz_fuzz_warc_SOURCES = tests/fuzz/fuzz-warc.c $(fuzz_engine) \
	$(plugins_read_read_la_SOURCES)
tests_fuzz_fuzz_warc_CFLAGS = $(AM_CFLAGS) -I$(top_srcdir)/tests \
	$(ZLIB_CFLAGS) $(ZSTD_CFLAGS)
tests_fuzz_fuzz_warc_LDADD = tests/libtap.a plugins/io/libio.la \
	$(fuzz_libs) $(CUNIT_LIBS)
tests_fuzz_fuzz_gold_SOURCES = tests/fuzz/fuzz-gold.c $(fuzz_engine) \
	core/cli/gold-read.c core/cli/gold.h
tests_fuzz_fuzz_gold_CFLAGS = $(AM_CFLAGS)
tests_fuzz_fuzz_gold_LDADD = $(fuzz_libs)

tests_fuzz_fuzz_robots_SOURCES = tests/fuzz/fuzz-robots.c $(fuzz_engine) \
	plugins/fetch/robots.c plugins/fetch/robots.h
tests_fuzz_fuzz_robots_CFLAGS = $(AM_CFLAGS)
tests_fuzz_fuzz_robots_LDADD = $(fuzz_libs)

tests_fuzz_fuzz_sentiment_SOURCES = tests/fuzz/fuzz-sentiment.c $(fuzz_engine) \
	$(sentiment_engine)
tests_fuzz_fuzz_sentiment_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
tests_fuzz_fuzz_sentiment_LDADD = $(fuzz_libs) $(PCRE2_LIBS)

# tests_fuzz_fuzz_NAME_SOURCES = tests/fuzz/fuzz-NAME.c $(fuzz_engine)
# tests_fuzz_fuzz_NAME_LDADD = $(fuzz_libs)

# Tests of plugins take the plugin's sources in: tests/plug.h.
tests_t_address_SOURCES = tests/t-address.c \
	plugins/fetch/address.c plugins/fetch/address.h
tests_t_address_CFLAGS = $(AM_CFLAGS)
tests_t_feed_parse_SOURCES = tests/t-feed-parse.c $(feed_parsers)
tests_t_feed_parse_CFLAGS = $(AM_CFLAGS) $(feed_cflags)
tests_t_feed_parse_LDADD = plugins/io/libio.la $(LDADD) $(feed_libs)
tests_t_match_SOURCES = tests/t-match.c $(plugins_match_match_la_SOURCES)
tests_t_match_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
tests_t_match_LDADD = $(LDADD) $(PCRE2_LIBS)
tests_t_read_SOURCES = tests/t-read.c $(plugins_read_read_la_SOURCES)
tests_t_read_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS)
tests_t_read_LDADD = plugins/io/libio.la $(LDADD) $(ZLIB_LIBS) $(ZSTD_LIBS)
tests_t_warc_SOURCES = tests/t-warc.c plugins/warc/warc.c \
	$(plugins_read_read_la_SOURCES)
tests_t_warc_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(ZSTD_CFLAGS)
tests_t_warc_LDADD = plugins/io/libio.la $(LDADD) $(ZLIB_LIBS)
tests_t_robots_SOURCES = tests/t-robots.c \
	plugins/fetch/robots.c plugins/fetch/robots.h
tests_t_robots_CFLAGS = $(AM_CFLAGS)
tests_t_sinks_SOURCES = tests/t-sinks.c plugins/csv/csv.c \
	plugins/jsonl/jsonl.c plugins/sqlite/bind.c plugins/sqlite/schema.h \
	plugins/sqlite/sqlite.c plugins/sqlite/sqlite.h
tests_t_sinks_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(ZLIB_CFLAGS) \
	$(ZSTD_CFLAGS)
tests_t_sinks_LDADD = plugins/io/libio.la $(LDADD) $(SQLITE_LIBS)

tests_t_language_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
tests_t_language_SOURCES = tests/t-language.c \
	$(plugins_language_language_la_SOURCES)

tests_t_segment_SOURCES = tests/t-segment.c \
	$(plugins_segment_segment_la_SOURCES)
tests_t_segment_CFLAGS = $(AM_CFLAGS)
tests_t_quotes_SOURCES = tests/t-quotes.c \
	$(plugins_segment_segment_la_SOURCES) $(quotes_engine)
tests_t_quotes_CFLAGS = $(AM_CFLAGS) -DQUOTES_COUNT_STEPS
tests_fuzz_fuzz_quotes_SOURCES = tests/fuzz/fuzz-quotes.c $(fuzz_engine) \
	$(plugins_segment_segment_la_SOURCES) $(quotes_engine)
tests_fuzz_fuzz_quotes_CFLAGS = $(AM_CFLAGS)
tests_fuzz_fuzz_quotes_LDADD = $(fuzz_libs)
tests_t_extract_SOURCES = tests/t-extract.c plugins/extract/extract.c \
	$(extract_engine)
tests_t_extract_CFLAGS = $(AM_CFLAGS) $(LIBXML2_CFLAGS) $(CUNIT_CFLAGS)
tests_t_extract_LDADD = plugins/io/libio.la $(LDADD) $(LIBXML2_LIBS)
tests_fuzz_fuzz_extract_SOURCES = tests/fuzz/fuzz-extract.c $(fuzz_engine) \
	$(extract_engine)
tests_fuzz_fuzz_extract_CFLAGS = $(AM_CFLAGS) $(LIBXML2_CFLAGS)
tests_fuzz_fuzz_extract_LDADD = plugins/io/libio.la $(fuzz_libs) \
	$(LIBXML2_LIBS)
EXTRA_DIST += tests/data/pages tests/data/quotes tests/t-extract.c tests/fuzz/fuzz-extract.c

# ---- how they are built

LDADD = tests/libtap.a libpressmill.la $(CUNIT_LIBS) $(SYSTEM_LIBS)
fuzz_libs = $(FUZZ_FLAGS) libpressmill.la $(SYSTEM_LIBS)

if WITH_CUNIT
check_LIBRARIES += tests/libtap.a
tests_libtap_a_SOURCES = tests/plug.c tests/plug.h tests/tap.c tests/tap.h
tests_libtap_a_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
unit_logs = $(unit_tests:=.log)
else
unit_logs =
TESTS += tests/no-cunit.sh
endif

if FUZZING
fuzz_engine =
noinst_PROGRAMS += $(fuzz_targets)
else
fuzz_engine = tests/fuzz/replay.c
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
endif

TESTS += $(program_tests) $(last_tests)
$(last_tests:.sh=.log): $(unit_logs) $(program_tests:.sh=.log)

# One installation for those that are strangers to the source tree.
tests/stage.stamp: $(unit_logs) $(program_tests:.sh=.log) tests/t-install.log
	$(AM_V_GEN)test -n "$$PRESSMILL_QUICK" || { rm -rf tests/stage && \
		$(MAKE) install DESTDIR='$(abs_builddir)/tests/stage' \
			>tests/stage.log 2>&1; }
	$(AM_V_at)touch $@
tests/t-plugin-new.log tests/t-guide.log: tests/stage.stamp
CLEANFILES += tests/stage.stamp tests/stage.log

if !STATIC_PLUGINS
# Plugins that only tests use, found in tests/plugins of the build.
check_LTLIBRARIES += \
	tests/plugins/act.la \
	tests/plugins/gen.la \
	tests/plugins/lines.la \
	tests/plugins/nap.la \
	$(NULL)
# libtool makes a shared module of a library that is not installed only when
# it is told where it would be
test_plugin_ldflags = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_plugins_act_la_SOURCES = tests/plugins/act.c
tests_plugins_act_la_LDFLAGS = $(test_plugin_ldflags)
tests_plugins_act_la_LIBADD = $(PLUGIN_LIBADD)
tests_plugins_gen_la_SOURCES = tests/plugins/gen.c
tests_plugins_gen_la_LDFLAGS = $(test_plugin_ldflags)
tests_plugins_gen_la_LIBADD = $(PLUGIN_LIBADD)
tests_plugins_lines_la_SOURCES = tests/plugins/lines.c
tests_plugins_lines_la_LDFLAGS = $(test_plugin_ldflags)
tests_plugins_lines_la_LIBADD = $(PLUGIN_LIBADD)
tests_plugins_nap_la_SOURCES = tests/plugins/nap.c
tests_plugins_nap_la_LDFLAGS = $(test_plugin_ldflags)
tests_plugins_nap_la_LIBADD = $(PLUGIN_LIBADD)

endif

EXTRA_DIST += $(program_tests) tests/serve.sh tests/server.py $(last_tests) tests/tap.sh tests/stage.sh tests/no-cunit.sh \
	tests/fuzz/replay.c

tests_t_sentiment_SOURCES = tests/t-sentiment.c $(sentiment_engine)
tests_t_sentiment_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS) $(CUNIT_CFLAGS)
tests_t_sentiment_LDADD = $(LDADD) $(PCRE2_LIBS)

# ---- how they are run

TEST_EXTENSIONS = .sh
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CC='$(TEST_CC)'; CXX='$(TEST_CXX)'; NM='$(NM)'; export CC CXX NM; \
	PRESSMILL_PLUGIN_PATH=`echo $(abs_top_builddir)/plugins/*/ | \
		$(SED) 's,/ ,:,g; s,/$$,,'`; export PRESSMILL_PLUGIN_PATH; \
	PRESSMILL_DATA_PATH='$(abs_top_srcdir)/config:$(abs_top_srcdir)'; \
	export PRESSMILL_DATA_PATH; \
	LC_ALL=C; TZ=UTC; LD_BIND_NOW=1; export LC_ALL TZ LD_BIND_NOW; \
	ASAN_OPTIONS='detect_stack_use_after_return=1'; export ASAN_OPTIONS; \
	UBSAN_OPTIONS='print_stacktrace=1'; export UBSAN_OPTIONS; \
	TSAN_OPTIONS='halt_on_error=1'; export TSAN_OPTIONS;
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)

# ---- what tests/t-golden.sh compares with

golden: all
	rm -rf $(srcdir)/tests/golden
	mkdir $(srcdir)/tests/golden
	top_srcdir='$(top_srcdir)' top_builddir='$(top_builddir)' \
		GOLDEN_UPDATE=yes $(SHELL) $(srcdir)/tests/t-golden.sh
.PHONY: golden

# ---- the suite under valgrind

VALGRIND = valgrind -q --leak-check=full --errors-for-leak-kinds=definite \
	--error-exitcode=99 --child-silent-after-fork=yes
memcheck: all
	@command -v valgrind >/dev/null || { echo "valgrind is missing"; exit 1; }
	$(MAKE) $(AM_MAKEFLAGS) check PRESSMILL_QUICK=1 \
		PRESSMILL_VALGRIND='$(VALGRIND)' \
		LOG_COMPILER='$(LIBTOOL) --mode=execute $(VALGRIND)'
.PHONY: memcheck
