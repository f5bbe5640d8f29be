# SPDX-License-Identifier: Apache-2.0
plugin_LTLIBRARIES += plugins/exec/exec.la
plugins_exec_exec_la_SOURCES = \
	plugins/exec/child.c \
	plugins/exec/child.h \
	plugins/exec/exec.c \
	plugins/exec/merge.c \
	plugins/exec/merge.h \
	$(NULL)
plugins_exec_exec_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_exec_exec_la_LIBADD = $(PLUGIN_LIBADD)
