#!/bin/sh
# Makes configure and the Makefile.in from a fresh checkout. A release tarball does not need it.
set -e
cd "$(dirname "$0")"
for tool in autoreconf automake pkg-config; do
    command -v "$tool" >/dev/null || {
        echo "autogen.sh: $tool not found; on Debian: apt-get install autoconf automake pkg-config" >&2
        exit 1
    }
done
mkdir -p build-aux
# One include line a directory. Automake has no wildcard; the style check verifies that no fragment was forgotten.
find . -path './build*' -prune -o -name local.mk -print | sed 's|^\./|include |' | LC_ALL=C sort >build-aux/fragments.mk.new
if cmp -s build-aux/fragments.mk.new build-aux/fragments.mk; then
    rm build-aux/fragments.mk.new
else
    mv build-aux/fragments.mk.new build-aux/fragments.mk
fi
autoreconf --install --force --warnings=all
