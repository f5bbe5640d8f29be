# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/csv/csv.la
plugins_csv_csv_la_SOURCES = plugins/csv/csv.c
plugins_csv_csv_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_csv_csv_la_LIBADD = plugins/io/libio.la $(PLUGIN_LIBADD)
