# SPDX-License-Identifier: Apache-2.0
# Maintainer tools: in the tarball, never installed.
EXTRA_DIST += tools/gen-messages.sh
EXTRA_PROGRAMS += tools/train-language
tools_train_language_SOURCES = tools/train-language.c $(language_engine)
tools_train_language_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/plugins/language
tools_train_language_LDADD = libpressmill.la -lm

# The sentiment models: tools/train-sentiment BUILD DATA.
EXTRA_DIST += tools/train-sentiment
EXTRA_PROGRAMS += tools/train-sentiment-bin
tools_train_sentiment_bin_SOURCES = tools/train-sentiment.c \
	tools/sentiment-rows.c tools/sentiment-rows.h $(sentiment_engine)
tools_train_sentiment_bin_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
tools_train_sentiment_bin_LDADD = libpressmill.la $(PCRE2_LIBS) $(SYSTEM_LIBS)
