dnl SPDX-License-Identifier: Apache-2.0
dnl
dnl MILL_CORE_FOLDER
dnl ----------------
dnl configure runs `rm -f core` after each test program to clear crash dumps.
dnl We own a folder of that name: every such call would print an error, and the
dnl exit trap would stop half-way and leave confdefs.h behind. Put this right
dnl after AC_INIT: it shadows `rm` with a function that leaves `core` out.
AC_DEFUN([MILL_CORE_FOLDER],
[rm ()
{
  for mill_operand
  do
    shift
    test "x$mill_operand" = xcore || set -- "$[]@" "$mill_operand"
  done
  command rm "$[]@"
}
])
