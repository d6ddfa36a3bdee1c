# VPDN_MISSING(WHAT, DEBIAN-PACKAGES): notes that WHAT was not found; configure goes on looking for the rest.
AC_DEFUN([VPDN_MISSING], [
  vpdn_missing_what="$vpdn_missing_what
  $1 (Debian package: $2)"
  vpdn_missing_packages="$vpdn_missing_packages $2"
])
