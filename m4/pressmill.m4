# SPDX-License-Identifier: Apache-2.0
#
# pressmill.m4: for packages that hold plugins for pressmill.    -*- autoconf -*-
# serial 1
#
# PRESSMILL_PLUGIN([VERSION], [IF-FOUND], [IF-NOT-FOUND])
# -------------------------------------------------------
# Looks for pressmill of at least VERSION and sets, for Makefile.am:
#
#   PRESSMILL_CFLAGS, PRESSMILL_LIBS   to compile and link
#   PRESSMILL_PLUGIN_LDFLAGS           for NAME_la_LDFLAGS, after -module
#   plugindir                          where NAME.la goes; --with-plugindir
#   PRESSMILL                          the program, for tests; or ":"
#
# A whole Makefile.am:
#
#   plugin_LTLIBRARIES = hello.la
#   hello_la_SOURCES = hello.c
#   hello_la_CFLAGS = $(PRESSMILL_CFLAGS)
#   hello_la_LDFLAGS = -module $(PRESSMILL_PLUGIN_LDFLAGS)
#   hello_la_LIBADD = $(PRESSMILL_LIBS)
#
# plugindir lies under the package's own libdir, so that `make distcheck` and
# an unprivileged --prefix work; --with-plugindir=system is where pressmill
# looks by itself, --with-plugindir=user the user's folder.
AC_DEFUN([PRESSMILL_PLUGIN],
[AC_REQUIRE([PKG_PROG_PKG_CONFIG])dnl
m4_ifval([$1], [PKG_CHECK_MODULES([PRESSMILL], [pressmill >= $1], [$2], [$3])],
  [PKG_CHECK_MODULES([PRESSMILL], [pressmill], [$2], [$3])])
AC_ARG_WITH([plugindir],
  [AS_HELP_STRING([--with-plugindir=DIR],
    [install plugins in DIR, or "system" or "user"
     @<:@LIBDIR/pressmill/plugins@:>@])],
  [], [with_plugindir='${libdir}/pressmill/plugins'])
AS_CASE([$with_plugindir],
  [system], [with_plugindir=`$PKG_CONFIG --variable=plugindir pressmill`],
  [user],
    [with_plugindir=${XDG_DATA_HOME:-$HOME/.local/share}/pressmill/plugins])
AC_SUBST([plugindir], [$with_plugindir])
PRESSMILL_PLUGIN_LDFLAGS="-avoid-version -shared -no-undefined"
PRESSMILL_PLUGIN_LDFLAGS="$PRESSMILL_PLUGIN_LDFLAGS -export-symbols-regex"
PRESSMILL_PLUGIN_LDFLAGS="$PRESSMILL_PLUGIN_LDFLAGS '_LTX_mill_plugin\$\$'"
AC_SUBST([PRESSMILL_PLUGIN_LDFLAGS])
AC_PATH_PROG([PRESSMILL], [pressmill], [:])
])
