# SPDX-License-Identifier: Apache-2.0
# Maintainer tools: in the tarball, never installed.
EXTRA_DIST += tools/gen-messages.sh
EXTRA_PROGRAMS += tools/train-language
tools_train_language_SOURCES = tools/train-language.c $(language_engine)
tools_train_language_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/plugins/language
tools_train_language_LDADD = libpressmill.la -lm
