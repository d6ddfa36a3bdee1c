# VPDN_CATCH2: Catch2 version 3 (library with main) or 2 (headers only). Sets CATCH2_CPPFLAGS, CATCH2_LIBS.
# The sources switch on VPDN_CATCH2_V3 in tests/support/catch.h.
AC_DEFUN([VPDN_CATCH2], [
  vpdn_catch2=no
  CATCH2_CPPFLAGS=
  CATCH2_LIBS=
  AS_IF([test "x$enable_tests" = xyes], [
    PKG_CHECK_MODULES([CATCH2_V3], [catch2-with-main >= 3], [
      vpdn_catch2=3
      CATCH2_CPPFLAGS="$CATCH2_V3_CFLAGS -DVPDN_CATCH2_V3=1"
      CATCH2_LIBS=$CATCH2_V3_LIBS
    ], [
      PKG_CHECK_MODULES([CATCH2_V2], [catch2 >= 2.13], [
        vpdn_catch2=2
        CATCH2_CPPFLAGS=$CATCH2_V2_CFLAGS
      ], [VPDN_MISSING([Catch2], [catch2])])
    ])
  ])
  AM_CONDITIONAL([CATCH2_V2], [test "x$vpdn_catch2" = x2])
  AC_SUBST([CATCH2_CPPFLAGS])
  AC_SUBST([CATCH2_LIBS])
])
