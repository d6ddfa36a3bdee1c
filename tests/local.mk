EXTRA_DIST += \
	.ci/run \
	tests/build \
	tests/e2e \
	tests/demo \
	tests/fuzz-long \
	tests/install-deps \
	tests/golden/rpm-files \
	tests/lab \
	tests/labkernel \
	tests/package-lists.test \
	tests/packages.list \
	tests/plugin-symbols.test \
	tests/rpm-files.test \
	tests/run \
	tests/style \
	tests/support/check-in-place \
	tests/support/check-lib-for \
	tests/support/check-package \
	tests/support/check-rpm \
	tests/support/check-tarball \
	tests/support/debian-13-pppd \
	tests/support/fetch-debian \
	tests/support/fuzz_steps.bash \
	tests/support/lib-tests-makefile \
	tests/support/over-pppd \
	tests/support/plugin-with-pppd-2.5 \
	tests/support/progress.bash \
	tests/support/rpm.macros \
	tests/support/run_steps.bash \
	tests/support/tidy \
	tests/support/tsan.suppressions

if ENABLE_TESTS
TESTS += tests/style/check-adding tests/style/check-files tests/style/check-fragments tests/style/check-includes
TESTS += tests/package-lists.test
if HAVE_PLUGIN_MAIN
TESTS += tests/plugin-symbols.test tests/rpm-files.test
tests/plugin-symbols.log: plugin/vpdn.so
endif
endif
