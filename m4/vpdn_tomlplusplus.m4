# VPDN_TOMLPLUSPLUS: toml++, used as headers alone: the one file that includes it chooses how it reports errors, which
# the shared library of the distribution does not.
AC_DEFUN([VPDN_TOMLPLUSPLUS], [
  VPDN_PKG([TOMLPLUSPLUS], [tomlplusplus >= 3.0], [libtomlplusplus-dev])
  TOMLPLUSPLUS_CFLAGS=`$PKG_CONFIG --cflags-only-I tomlplusplus 2>/dev/null`
])
