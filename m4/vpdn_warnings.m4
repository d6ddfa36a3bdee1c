# VPDN_WARNINGS: warning flags for C and C++. Warnings are errors in a checkout, not in a release tarball
# (a newer compiler must not break a user's build). Sets VPDN_WARN_CFLAGS, VPDN_WARN_CXXFLAGS.
AC_DEFUN([VPDN_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [warnings are errors @<:@default: in a git checkout@:>@])],
    [], [AS_IF([test -e "$srcdir/.git"], [enable_werror=yes], [enable_werror=no])])
  VPDN_WARN_CFLAGS="-Wall -Wextra -Wshadow"
  VPDN_WARN_CXXFLAGS="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor"
  AS_IF([test "x$enable_werror" = xyes], [
    VPDN_WARN_CFLAGS="$VPDN_WARN_CFLAGS -Werror"
    VPDN_WARN_CXXFLAGS="$VPDN_WARN_CXXFLAGS -Werror"
  ])
  AC_SUBST([VPDN_WARN_CFLAGS])
  AC_SUBST([VPDN_WARN_CXXFLAGS])
])
