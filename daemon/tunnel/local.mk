libvpdnd_a_SOURCES += \
	daemon/tunnel/configured_listeners.cpp \
	daemon/tunnel/configured_listeners.h \
	daemon/tunnel/endpoint_host.cpp \
	daemon/tunnel/endpoint_host.h \
	daemon/tunnel/outside_ways.cpp \
	daemon/tunnel/outside_ways.h \
	daemon/tunnel/peer_policy.h \
	daemon/tunnel/tunnel_observer.h \
	daemon/tunnel/tunnel_request.h \
	daemon/tunnel/tunnels.cpp \
	daemon/tunnel/tunnels.h

tests_unit_tests_SOURCES += \
	tests/unit/configured_listeners_test.cpp \
	tests/unit/outside_ways_test.cpp \
	tests/unit/tunnels_test.cpp
