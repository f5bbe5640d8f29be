dnl SPDX-License-Identifier: Apache-2.0
dnl
dnl Each flag we would like is tried with the user's own flags and -Werror, and
dnl added to a variable only when the compiler or linker takes it in silence.

dnl MILL_CC_FLAG(VARIABLE, FLAGS): as C, in a program that is linked
AC_DEFUN([MILL_CC_FLAG],
[AS_VAR_PUSHDEF([mill_cache], [mill_cv_cc_flag_$2])dnl
AC_CACHE_CHECK([whether $CC takes $2], [mill_cache],
[mill_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS $2 -Werror"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]],
  [[char a[8]; strcpy(a, "abc"); return a[0] == 'b';]])],
  [AS_VAR_SET([mill_cache], [yes])], [AS_VAR_SET([mill_cache], [no])])
CFLAGS=$mill_save_CFLAGS])
AS_VAR_IF([mill_cache], [yes], [$1="$$1 $2"])
AS_VAR_POPDEF([mill_cache])])

dnl MILL_CXX_FLAG(VARIABLE, FLAGS): as C++
AC_DEFUN([MILL_CXX_FLAG],
[AS_VAR_PUSHDEF([mill_cache], [mill_cv_cxx_flag_$2])dnl
AC_LANG_PUSH([C++])
AC_CACHE_CHECK([whether $CXX takes $2], [mill_cache],
[mill_save_CXXFLAGS=$CXXFLAGS
CXXFLAGS="$CXXFLAGS $2 -Werror"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <cstring>]],
  [[char a[8]; strcpy(a, "abc"); return a[0] == 'b';]])],
  [AS_VAR_SET([mill_cache], [yes])], [AS_VAR_SET([mill_cache], [no])])
CXXFLAGS=$mill_save_CXXFLAGS])
AC_LANG_POP([C++])
AS_VAR_IF([mill_cache], [yes], [$1="$$1 $2"])
AS_VAR_POPDEF([mill_cache])])

dnl MILL_LD_FLAG(VARIABLE, FLAGS)
AC_DEFUN([MILL_LD_FLAG],
[AS_VAR_PUSHDEF([mill_cache], [mill_cv_ld_flag_$2])dnl
AC_CACHE_CHECK([whether the linker takes $2], [mill_cache],
[mill_save_LDFLAGS=$LDFLAGS
LDFLAGS="$LDFLAGS $2 -Werror"
AC_LINK_IFELSE([AC_LANG_PROGRAM()],
  [AS_VAR_SET([mill_cache], [yes])], [AS_VAR_SET([mill_cache], [no])])
LDFLAGS=$mill_save_LDFLAGS])
AS_VAR_IF([mill_cache], [yes], [$1="$$1 $2"])
AS_VAR_POPDEF([mill_cache])])

dnl MILL_LIBRARY(NAME, WITH-NAME, MODULE, WHAT IT IS FOR)
dnl An optional library with --with/--without; `auto` takes it when present.
dnl Sets WITH_NAME (Automake), HAVE_NAME (config.h) and mill_have_NAME.
AC_DEFUN([MILL_LIBRARY],
[AC_ARG_WITH([$2],
  [AS_HELP_STRING([--without-$2], [leave out $4 @<:@auto@:>@])],
  [], [with_$2=auto])
mill_have_$1=no
AS_VAR_IF([with_$2], [no], [],
  [PKG_CHECK_MODULES([$1], [$3], [mill_have_$1=yes],
    [AS_VAR_IF([with_$2], [yes],
      [AC_MSG_ERROR([--with-$2 was asked for, but $3 is missing: $][$1][_PKG_ERRORS])])])])
AS_VAR_IF([mill_have_$1], [yes],
  [AC_DEFINE([HAVE_$1], [1], [Whether $3 is there: $4.])])
AM_CONDITIONAL([WITH_$1], [test "x$mill_have_$1" = xyes])])
