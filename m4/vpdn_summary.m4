# VPDN_SUMMARY: what was found and chosen, at the end of configure.
AC_DEFUN([VPDN_SUMMARY], [
  AC_MSG_NOTICE([
  $PACKAGE_NAME $PACKAGE_VERSION
    prefix              $prefix
    compilers           $CC, $CXX
    flags               $CFLAGS / $CXXFLAGS
    warnings are errors $enable_werror
    sanitizers          asan $enable_asan, ubsan $enable_ubsan, tsan $enable_tsan, fuzz $enable_fuzz
    pppd                ${PPPD_VERSION:-unknown}, plugins in $pppdplugindir
    radcli              $vpdn_have_radcli
    libsystemd          $vpdn_have_systemd
    tests               $enable_tests (Catch2 $vpdn_catch2)])
])
