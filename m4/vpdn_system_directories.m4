# VPDN_SYSTEM_DIRECTORIES: where the systemd unit, the tmpfiles and sysctl entries are installed. Fixed below prefix unless
# given: a `make install` with a private prefix must not write outside of it. With no prefix asked for, the configuration
# is where its documents say, /etc/vpdnd, and not below /usr/local.
AC_DEFUN([VPDN_SYSTEM_DIRECTORIES], [
  AC_ARG_WITH([systemd-unit-dir],
    [AS_HELP_STRING([--with-systemd-unit-dir=DIR], [where vpdnd.service goes @<:@PREFIX/lib/systemd/system@:>@])],
    [systemdunitdir=$withval], [systemdunitdir='${prefix}/lib/systemd/system'])
  AC_ARG_WITH([tmpfiles-dir],
    [AS_HELP_STRING([--with-tmpfiles-dir=DIR], [where the tmpfiles entry goes @<:@PREFIX/lib/tmpfiles.d@:>@])],
    [tmpfilesdir=$withval], [tmpfilesdir='${prefix}/lib/tmpfiles.d'])
  AC_ARG_WITH([sysctl-dir],
    [AS_HELP_STRING([--with-sysctl-dir=DIR], [where the sysctl entry goes @<:@PREFIX/lib/sysctl.d@:>@])],
    [sysctldir=$withval], [sysctldir='${prefix}/lib/sysctl.d'])
  AS_IF([test "x$prefix" = xNONE && test "x$sysconfdir" = 'x${prefix}/etc'], [sysconfdir=/etc])
  AC_SUBST([systemdunitdir])
  AC_SUBST([tmpfilesdir])
  AC_SUBST([sysctldir])
])
