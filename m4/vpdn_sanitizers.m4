# VPDN_SANITIZERS: --enable-asan, --enable-ubsan, --enable-tsan, --enable-fuzz.
# Sets SANITIZER_CXXFLAGS (programs and libraries), PLUGIN_SANITIZER_FLAGS, FUZZ_LDFLAGS.
# The plugin is loaded by a pppd that is not instrumented, so it never gets ASan or TSan, and its UBSan traps.
AC_DEFUN([VPDN_SANITIZERS], [
  m4_foreach([vpdn_one], [asan, ubsan, tsan], [
    AC_ARG_ENABLE(vpdn_one, [AS_HELP_STRING([--enable-]vpdn_one, [build with the sanitizer])], [], [enable_]vpdn_one[=no])
  ])
  AC_ARG_ENABLE([fuzz], [AS_HELP_STRING([--enable-fuzz], [build the fuzz targets with libFuzzer (needs clang)])],
    [], [enable_fuzz=no])
  SANITIZER_CXXFLAGS=
  PLUGIN_SANITIZER_FLAGS=
  FUZZ_LDFLAGS=
  AS_IF([test "x$enable_asan" = xyes && test "x$enable_tsan" = xyes], [AC_MSG_ERROR([--enable-asan and --enable-tsan exclude each other])])
  AS_IF([test "x$enable_asan" = xyes], [SANITIZER_CXXFLAGS="$SANITIZER_CXXFLAGS -fsanitize=address"])
  # TSan does not know fences (GCC says so, an error with -Werror). Asio's add nothing to the locks of its scheduler.
  AS_IF([test "x$enable_tsan" = xyes], [SANITIZER_CXXFLAGS="$SANITIZER_CXXFLAGS -fsanitize=thread -DBOOST_ASIO_DISABLE_FENCED_BLOCK"])
  AS_IF([test "x$enable_ubsan" = xyes], [
    SANITIZER_CXXFLAGS="$SANITIZER_CXXFLAGS -fsanitize=undefined -fno-sanitize-recover=all"
    PLUGIN_SANITIZER_FLAGS="-fsanitize=undefined -fsanitize-undefined-trap-on-error"
  ])
  AS_IF([test "x$enable_fuzz" = xyes], [
    SANITIZER_CXXFLAGS="$SANITIZER_CXXFLAGS -fsanitize=fuzzer-no-link"
    FUZZ_LDFLAGS="-fsanitize=fuzzer"
  ])
  AS_IF([test -n "$SANITIZER_CXXFLAGS"], [
    vpdn_save_CXXFLAGS=$CXXFLAGS
    CXXFLAGS="$CXXFLAGS $SANITIZER_CXXFLAGS"
    AC_MSG_CHECKING([whether $CXX builds with$SANITIZER_CXXFLAGS])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
       AC_MSG_ERROR([the sanitizers asked for do not work with $CXX (fuzzing needs clang; Debian packages: clang libclang-rt-dev, in 12 libclang-rt-14-dev)])])
    CXXFLAGS=$vpdn_save_CXXFLAGS
    SANITIZER_CXXFLAGS="$SANITIZER_CXXFLAGS -fno-omit-frame-pointer"
  ])
  AM_CONDITIONAL([ENABLE_FUZZ], [test "x$enable_fuzz" = xyes])
  AC_SUBST([SANITIZER_CXXFLAGS])
  AC_SUBST([PLUGIN_SANITIZER_FLAGS])
  AC_SUBST([FUZZ_LDFLAGS])
])
