# l2tpctl against a real control socket with a fake daemon behind it.
ctl_tests = tests/e2e/host/control_socket.py tests/e2e/host/ctl.py tests/e2e/host/ctl_alone.py
EXTRA_DIST += $(ctl_tests) tests/e2e/host/ctl_case.py tests/golden/l2tpctl
tests_fake_daemon_SOURCES = tests/support/fake_daemon.cpp tests/support/fake_control_model.cpp \
	tests/support/fake_control_model.h
tests_fake_daemon_CPPFLAGS = $(TEST_CPPFLAGS)
tests_fake_daemon_LDADD = $(DAEMON_LIBS)
if ENABLE_TESTS
if HAVE_L2TPCTL_MAIN
check_PROGRAMS += tests/fake_daemon
TESTS += $(ctl_tests)
$(ctl_tests:.py=.log): l2tpctl/l2tpctl tests/fake_daemon
endif
endif
