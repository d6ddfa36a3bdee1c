libvpdnd_a_SOURCES += \
	daemon/radius/client_host.cpp \
	daemon/radius/client_host.h \
	daemon/radius/client_plan.cpp \
	daemon/radius/client_plan.h \
	daemon/radius/offer_pairs.cpp \
	daemon/radius/offer_pairs.h \
	daemon/radius/packet_log.cpp \
	daemon/radius/packet_log.h \
	daemon/radius/radius_servers.cpp \
	daemon/radius/radius_servers.h \
	daemon/radius/radius_service.h \
	daemon/radius/server_sockets.cpp \
	daemon/radius/server_sockets.h \
	daemon/radius/tunnel_authorizer.cpp \
	daemon/radius/tunnel_authorizer.h \
	daemon/radius/tunnel_offer.cpp \
	daemon/radius/tunnel_offer.h \
	daemon/radius/tunnel_question.cpp \
	daemon/radius/tunnel_question.h

tests_unit_tests_SOURCES += \
	tests/support/played_radius.h \
	tests/support/scripted_radius.h \
	tests/unit/client_host_test.cpp \
	tests/unit/lac_radius_test.cpp \
	tests/unit/radius_route_test.cpp \
	tests/unit/radius_router_test.cpp \
	tests/unit/server_sockets_test.cpp \
	tests/unit/tunnel_authorizer_test.cpp \
	tests/unit/tunnel_offer_random_test.cpp \
	tests/unit/tunnel_offer_test.cpp
