# VPDN_PPPD: pppd's headers (2.4.9: patchlevel.h with VERSION; 2.5: pppdconf.h, included by pppd.h)
# and the directory where that pppd looks for plugins.
# --with-pppd-headers=DIR: DIR has pppd/pppd.h. --with-pppd-plugin-dir=DIR wins over what was found.
# pppd has its directory compiled in (/usr/lib/pppd/VERSION, lib64 on some systems) and searches no other. So without
# --prefix the plugin goes there. A prefix that was asked for is never left: there, pppd must be told the plugin's path:
# key "plugin" of vpdnd.conf, option "plugin" of a LAC's pppd.
# Sets PPPD_CPPFLAGS, pppdplugindir, PPPD_VERSION.
AC_DEFUN([VPDN_PPPD], [
  AC_ARG_WITH([pppd-headers],
    [AS_HELP_STRING([--with-pppd-headers=DIR], [directory that has pppd/pppd.h @<:@default: the compiler's@:>@])],
    [], [with_pppd_headers=])
  AC_ARG_WITH([pppd-plugin-dir],
    [AS_HELP_STRING([--with-pppd-plugin-dir=DIR], [where vpdn.so is installed; default: /usr/lib/pppd/VERSION, with --prefix PREFIX/lib/pppd/VERSION])],
    [], [with_pppd_plugin_dir=])
  PPPD_CPPFLAGS=
  AS_IF([test -n "$with_pppd_headers"], [PPPD_CPPFLAGS="-isystem $with_pppd_headers"])
  AC_LANG_PUSH([C])
  vpdn_save_CPPFLAGS=$CPPFLAGS
  CPPFLAGS="$CPPFLAGS $PPPD_CPPFLAGS"
  AC_MSG_CHECKING([for pppd/pppd.h])
  AC_PREPROC_IFELSE([AC_LANG_SOURCE([[#include <pppd/pppd.h>]])], [vpdn_have_pppd=yes],
    [vpdn_have_pppd=no
     VPDN_MISSING([pppd/pppd.h], [ppp-dev])])
  AC_MSG_RESULT([$vpdn_have_pppd])
  AC_MSG_CHECKING([for the version of pppd])
  PPPD_VERSION=
  AC_PREPROC_IFELSE([AC_LANG_SOURCE([[
    #undef VERSION
    #include <pppd/pppd.h>
    #if defined(PPPD_VERSION)
    vpdn_version_is PPPD_VERSION
    #else
    #include <pppd/patchlevel.h>
    vpdn_version_is VERSION
    #endif
  ]])], [PPPD_VERSION=`grep -v '^#' conftest.i | tr -d '\n' |
    $SED -n 's/.*vpdn_version_is *"\(@<:@^"@:>@*\)".*/\1/p'`])
  CPPFLAGS=$vpdn_save_CPPFLAGS
  AC_LANG_POP([C])
  AC_MSG_RESULT([${PPPD_VERSION:-unknown}])
  AS_IF([test -n "$with_pppd_plugin_dir"], [pppdplugindir=$with_pppd_plugin_dir],
        [test -n "$PPPD_VERSION"], [
          AS_IF([test "x$prefix" = xNONE], [vpdn_prefix=/usr pppdplugindir=/usr],
            [vpdn_prefix=$prefix pppdplugindir='${prefix}'])
          AS_IF([test -d "$vpdn_prefix/lib64/pppd/$PPPD_VERSION" && test ! -d "$vpdn_prefix/lib/pppd/$PPPD_VERSION"],
            [pppdplugindir="$pppdplugindir/lib64/pppd/$PPPD_VERSION"], [pppdplugindir="$pppdplugindir/lib/pppd/$PPPD_VERSION"])
        ],
        [test "x$vpdn_have_pppd" = xyes],
          [AC_MSG_ERROR([the version of pppd is not in its headers; name the plugin directory by --with-pppd-plugin-dir])])
  AC_SUBST([PPPD_CPPFLAGS])
  AC_SUBST([PPPD_VERSION])
  AC_SUBST([pppdplugindir])
])
