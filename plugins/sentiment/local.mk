# SPDX-License-Identifier: Apache-2.0
plugin_LTLIBRARIES += plugins/sentiment/sentiment.la
sentiment_engine = \
	plugins/sentiment/lang.c \
	plugins/sentiment/lexicon.c \
	plugins/sentiment/model.c \
	plugins/sentiment/model.h \
	plugins/sentiment/rules.c \
	plugins/sentiment/score.c \
	plugins/sentiment/target.c \
	plugins/sentiment/token.c \
	plugins/sentiment/tone.h \
	$(NULL)
plugins_sentiment_sentiment_la_SOURCES = \
	plugins/sentiment/levels.c \
	plugins/sentiment/names.c \
	plugins/sentiment/scores.h \
	plugins/sentiment/sentiment.c \
	plugins/sentiment/sentiment.h \
	$(sentiment_engine) \
	$(NULL)
plugins_sentiment_sentiment_la_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
plugins_sentiment_sentiment_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_sentiment_sentiment_la_LIBADD = $(PLUGIN_LIBADD) $(PCRE2_LIBS) \
	$(SYSTEM_LIBS)
