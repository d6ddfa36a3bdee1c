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
$(ctl_tests:.py=.log): l2tpctl/l2tpctl daemon/vpdnd tests/fake_daemon
endif
endif

# tshark judges what our encoder makes: tests/e2e/host/tshark.test.
tests_sample_datagrams_SOURCES = tests/support/sample_datagrams.cpp tests/support/sample_messages.h tests/support/hex.h
tests_sample_datagrams_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sample_datagrams_LDADD = libl2tp.a $(NETTLE_LIBS)
if ENABLE_TESTS
check_PROGRAMS += tests/sample_datagrams
endif
