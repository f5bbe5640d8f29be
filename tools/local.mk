# SPDX-License-Identifier: Apache-2.0
# Maintainer tools: in the tarball, never installed.
# file by file: the build folder has programs in tools/ that are none of it
EXTRA_DIST += \
	tools/fetch-language-text \
	tools/gen-man \
	tools/gen-messages.sh \
	tools/gen-sbom \
	tools/gen-unicode.py \
	tools/language-text.py \
	tools/readme-output \
	tools/sentiment-rows.c \
	tools/sentiment-rows.h \
	tools/train-extract-labels.py \
	tools/train-extract.c \
	tools/train-extract.sh \
	tools/train-language.c \
	$(NULL)
# Makes models for the stage language; a test uses it, too.
check_PROGRAMS += tools/train-language
tools_train_language_SOURCES = tools/train-language.c tools/train-language.h \
	tools/language-calibrate.c tools/language-choose.c \
	tools/language-corpus.c tools/language-count.c \
	tools/language-table.c $(language_engine)
tools_train_language_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/plugins/language
tools_train_language_LDADD = libpressmill.la -lm

# The sentiment models: tools/train-sentiment.sh BUILD DATA.
EXTRA_DIST += tools/train-sentiment.sh tools/gen-sentiment-scores
EXTRA_PROGRAMS += tools/train-sentiment-bin
tools_train_sentiment_bin_SOURCES = tools/train-sentiment.c \
	tools/train-sentiment.h tools/train-sentiment-learn.c \
	tools/train-sentiment-check.c \
	tools/sentiment-rows.c tools/sentiment-rows.h $(sentiment_engine)
tools_train_sentiment_bin_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
tools_train_sentiment_bin_LDADD = libpressmill.la $(PCRE2_LIBS) $(SYSTEM_LIBS)

# The extract model: tools/train-extract.sh BUILD WDEV OUT.bin
EXTRA_DIST += tools/train-extract.sh tools/train-extract-labels.py \
	tools/train-extract.c
if WITH_LIBXML2
if WITH_UCHARDET
EXTRA_PROGRAMS += tools/train-extract-bin
tools_train_extract_bin_SOURCES = tools/train-extract.c $(extract_engine)
tools_train_extract_bin_CFLAGS = $(extract_cflags) \
	-I$(top_srcdir)/plugins/extract
tools_train_extract_bin_LDADD = libpressmill.la $(extract_libs)
endif
endif

# The judge of quotes: tools/train-quotes.sh GOLD SCORER
EXTRA_DIST += tools/train-quotes tools/train-quotes.sh
