# VPDN_OPTIONAL_PKG(VARIABLE, NAME, MODULES, DEBIAN-PACKAGES)
# --with-NAME: required; --without-NAME: not used; neither: used if it is there. Defines HAVE_VARIABLE.
AC_DEFUN([VPDN_OPTIONAL_PKG], [
  AC_ARG_WITH([$2], [AS_HELP_STRING([--with-$2], [use $2 @<:@default: if found@:>@])], [], [with_$2=check])
  vpdn_have_$2=no
  AS_IF([test "x$with_$2" != xno], [
    PKG_CHECK_MODULES([$1], [$3], [vpdn_have_$2=yes],
      [AS_IF([test "x$with_$2" = xyes], [VPDN_MISSING([$3], [$4])])])
  ])
  AS_IF([test "x$vpdn_have_$2" = xyes], [AC_DEFINE([HAVE_$1], [1], [Define to 1 if $2 is used.])])
  AM_CONDITIONAL([HAVE_$1], [test "x$vpdn_have_$2" = xyes])
])
