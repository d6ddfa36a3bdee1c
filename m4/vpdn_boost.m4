# VPDN_BOOST: Boost.System and Boost.Asio (headers), Boost.Log with threads as shared libraries.
# Sets BOOST_CPPFLAGS, BOOST_LIBS. --with-boost=DIR looks in DIR/include and DIR/lib.
AC_DEFUN([VPDN_BOOST], [
  AC_ARG_WITH([boost], [AS_HELP_STRING([--with-boost=DIR], [Boost is below DIR])], [], [with_boost=])
  BOOST_CPPFLAGS="-DBOOST_LOG_DYN_LINK -DBOOST_ASIO_NO_DEPRECATED"
  BOOST_LDFLAGS=
  AS_IF([test -n "$with_boost" && test "x$with_boost" != xyes], [
    BOOST_CPPFLAGS="$BOOST_CPPFLAGS -isystem $with_boost/include"
    BOOST_LDFLAGS="-L$with_boost/lib"
  ])
  BOOST_LIBS="$BOOST_LDFLAGS -lboost_log -lboost_thread -lboost_system -lpthread"
  vpdn_save_CPPFLAGS=$CPPFLAGS
  vpdn_save_CXXFLAGS=$CXXFLAGS
  vpdn_save_LIBS=$LIBS
  CPPFLAGS="$CPPFLAGS $BOOST_CPPFLAGS"
  CXXFLAGS="$CXXFLAGS $VPDN_STD"
  AC_CHECK_HEADER([boost/asio/version.hpp], [], [VPDN_MISSING([Boost.Asio], [libboost-dev libboost-system-dev])])
  LIBS="$BOOST_LIBS $LIBS"
  AC_CACHE_CHECK([for Boost.Log], [vpdn_cv_boost_log], [
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <boost/log/core/core.hpp>]],
                                    [[boost::log::core::get()->set_logging_enabled(false);]])],
      [vpdn_cv_boost_log=yes], [vpdn_cv_boost_log=no])
  ])
  AS_IF([test "x$vpdn_cv_boost_log" = xno], [VPDN_MISSING([Boost.Log], [libboost-log-dev libboost-thread-dev])])
  CPPFLAGS=$vpdn_save_CPPFLAGS
  CXXFLAGS=$vpdn_save_CXXFLAGS
  LIBS=$vpdn_save_LIBS
  AC_SUBST([BOOST_CPPFLAGS])
  AC_SUBST([BOOST_LIBS])
])
