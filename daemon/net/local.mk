libvpdnd_a_SOURCES += \
	daemon/net/equal_paths.cpp \
	daemon/net/event_loop.cpp \
	daemon/net/event_loop.h \
	daemon/net/resolver.cpp \
	daemon/net/resolver.h \
	daemon/net/secure_random.cpp \
	daemon/net/secure_random.h \
	daemon/net/sockaddr.cpp \
	daemon/net/sockaddr.h \
	daemon/net/socket_error.cpp \
	daemon/net/socket_error.h \
	daemon/net/socket_set.cpp \
	daemon/net/socket_set.h \
	daemon/net/socket_set_listeners.cpp \
	daemon/net/udp_socket.cpp \
	daemon/net/udp_socket.h \
	daemon/net/unique_fd.h

tests_unit_tests_SOURCES += \
	tests/support/fake_control_model.cpp \
	tests/support/fake_control_model.h \
	tests/support/refused_watches.cpp \
	tests/support/refused_watches.h \
	tests/support/run_loop.h \
	tests/support/socket_set_fixture.h \
	tests/support/udp_peer.h \
	tests/unit/event_loop_test.cpp \
	tests/unit/refused_watches_test.cpp \
	tests/unit/resolver_test.cpp \
	tests/unit/socket_paths_test.cpp \
	tests/unit/socket_set_test.cpp
