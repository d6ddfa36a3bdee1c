# VPDN_PKG(VARIABLE, MODULES, DEBIAN-PACKAGES): a pkg-config module that is required; sets VARIABLE_CFLAGS, VARIABLE_LIBS.
AC_DEFUN([VPDN_PKG], [
  PKG_CHECK_MODULES([$1], [$2], [], [VPDN_MISSING([$2], [$3])])
])
