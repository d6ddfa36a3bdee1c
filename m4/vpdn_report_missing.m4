# VPDN_REPORT_MISSING: ends configure with everything that VPDN_MISSING noted.
AC_DEFUN([VPDN_REPORT_MISSING], [
  AS_IF([test -n "$vpdn_missing_what"], [
    AC_MSG_ERROR([not found:$vpdn_missing_what
On Debian: apt-get install$vpdn_missing_packages
(tests/install-deps installs all that building and testing need)])
  ])
])
