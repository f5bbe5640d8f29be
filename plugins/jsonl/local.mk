# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/jsonl/jsonl.la
plugins_jsonl_jsonl_la_SOURCES = plugins/jsonl/jsonl.c
plugins_jsonl_jsonl_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_jsonl_jsonl_la_LIBADD = plugins/io/libio.la $(PLUGIN_LIBADD)
