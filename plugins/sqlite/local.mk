# SPDX-License-Identifier: Apache-2.0

if WITH_SQLITE
plugin_LTLIBRARIES += plugins/sqlite/sqlite.la
plugins_sqlite_sqlite_la_SOURCES = \
	plugins/sqlite/bind.c \
	plugins/sqlite/schema.h \
	plugins/sqlite/sqlite.c plugins/sqlite/sqlite.h
plugins_sqlite_sqlite_la_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
plugins_sqlite_sqlite_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_sqlite_sqlite_la_LIBADD = $(PLUGIN_LIBADD) $(SQLITE_LIBS)
endif
