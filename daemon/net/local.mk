libvpdnd_a_SOURCES += \
	daemon/net/address_watch.cpp \
	daemon/net/address_watch.h \
	daemon/net/datagram_info.cpp \
	daemon/net/datagram_info.h \
	daemon/net/equal_four_tuples.cpp \
	daemon/net/equal_four_tuples.h \
	daemon/net/link_watch.cpp \
	daemon/net/link_watch.h \
	daemon/net/network_watch.cpp \
	daemon/net/network_watch.h \
	daemon/net/outer_route.cpp \
	daemon/net/outer_route.h \
	daemon/net/own_address.cpp \
	daemon/net/own_address.h \
	daemon/net/packet_marks.cpp \
	daemon/net/packet_marks.h \
	daemon/net/path_registry.cpp \
	daemon/net/path_registry.h \
	daemon/net/port_protection.cpp \
	daemon/net/port_protection.h \
	daemon/net/resolver.cpp \
	daemon/net/resolver.h \
	daemon/net/route_netlink.h \
	daemon/net/socket_address.cpp \
	daemon/net/socket_address.h \
	daemon/net/socket_error.cpp \
	daemon/net/socket_error.h \
	daemon/net/udp_socket.cpp \
	daemon/net/udp_socket.h \
	daemon/net/udp_sockets.cpp \
	daemon/net/udp_sockets.h \
	daemon/net/udp_sockets_listeners.cpp \
	daemon/net/udp_sockets_record.cpp \
	daemon/net/user_routes.cpp \
	daemon/net/user_routes.h \
	daemon/net/vrf_watch.cpp \
	daemon/net/vrf_watch.h

tests_unit_tests_SOURCES += \
	tests/support/own_network.cpp \
	tests/support/own_network.h \
	tests/support/udp_peer.h \
	tests/support/udp_sockets_fixture.h \
	tests/unit/outer_route_test.cpp \
	tests/unit/packet_marks_test.cpp \
	tests/unit/path_registry_test.cpp \
	tests/unit/port_protection_test.cpp \
	tests/unit/resolver_test.cpp \
	tests/unit/udp_port_sharing_test.cpp \
	tests/unit/udp_sockets_adopt_test.cpp \
	tests/unit/udp_sockets_icmp_test.cpp \
	tests/unit/udp_sockets_paths_test.cpp \
	tests/unit/udp_sockets_test.cpp \
	tests/unit/user_routes_test.cpp \
	tests/unit/vrf_watch_test.cpp
