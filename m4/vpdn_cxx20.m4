# VPDN_CXX20: the compiler takes -std=c++20 and has what we use of it. Sets VPDN_STD.
AC_DEFUN([VPDN_CXX20], [
  AC_CACHE_CHECK([whether $CXX understands C++20], [vpdn_cv_cxx20], [
    vpdn_save_CXXFLAGS=$CXXFLAGS
    CXXFLAGS="$CXXFLAGS -std=c++20"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
      #include <compare>
      #include <span>
      struct Version { int number; auto operator<=>(const Version&) const = default; };
    ]], [[
      int numbers[] = {1, 2};
      std::span<int> view(numbers);
      return Version{.number = view[0]} < Version{.number = 2} ? 0 : 1;
    ]])], [vpdn_cv_cxx20=yes], [vpdn_cv_cxx20=no])
    CXXFLAGS=$vpdn_save_CXXFLAGS
  ])
  AS_IF([test "x$vpdn_cv_cxx20" = xno], [AC_MSG_ERROR([$CXX has no usable C++20 (g++ 12 or clang++ 14 do; Debian package: g++)])])
  AC_SUBST([VPDN_STD], [-std=c++20])
])
