libvpdnd_a_SOURCES += \
	daemon/net/equal_paths.cpp \
	daemon/net/resolver.cpp \
	daemon/net/resolver.h \
	daemon/net/sockaddr.cpp \
	daemon/net/sockaddr.h \
	daemon/net/socket_error.cpp \
	daemon/net/socket_error.h \
	daemon/net/socket_set.cpp \
	daemon/net/socket_set.h \
	daemon/net/socket_set_listeners.cpp \
	daemon/net/udp_socket.cpp \
	daemon/net/udp_socket.h

tests_unit_tests_SOURCES += \
	tests/support/socket_set_fixture.h \
	tests/support/udp_peer.h \
	tests/unit/resolver_test.cpp \
	tests/unit/socket_paths_test.cpp \
	tests/unit/socket_set_test.cpp
