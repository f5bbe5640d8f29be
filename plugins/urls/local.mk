# SPDX-License-Identifier: Apache-2.0

plugin_LTLIBRARIES += plugins/urls/urls.la
plugins_urls_urls_la_SOURCES = plugins/urls/urls.c
plugins_urls_urls_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_urls_urls_la_LIBADD = plugins/io/libio.la $(PLUGIN_LIBADD)
