# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/segment/segment.la
plugins_segment_segment_la_SOURCES = \
	plugins/segment/segment.c \
	plugins/segment/segment.h \
	plugins/segment/rules.c \
	plugins/segment/split.c
plugins_segment_segment_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_segment_segment_la_LIBADD = $(PLUGIN_LIBADD)
