# VPDN_HEADER(HEADER, DEBIAN-PACKAGE): a required C++ header without a pkg-config file.
AC_DEFUN([VPDN_HEADER], [
  vpdn_save_CXXFLAGS=$CXXFLAGS
  CXXFLAGS="$CXXFLAGS $VPDN_STD"
  AC_CHECK_HEADER([$1], [], [VPDN_MISSING([$1], [$2])])
  CXXFLAGS=$vpdn_save_CXXFLAGS
])
