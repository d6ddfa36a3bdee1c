libvpdnd_a_SOURCES += \
	daemon/radius/accounted_call.cpp \
	daemon/radius/accounted_call.h \
	daemon/radius/accounting_rule.cpp \
	daemon/radius/accounting_rule.h \
	daemon/radius/client_host.cpp \
	daemon/radius/client_host.h \
	daemon/radius/client_plan.cpp \
	daemon/radius/client_plan.h \
	daemon/radius/framed_route.cpp \
	daemon/radius/framed_route.h \
	daemon/radius/offer_pairs.cpp \
	daemon/radius/offer_pairs.h \
	daemon/radius/packet_log.cpp \
	daemon/radius/packet_log.h \
	daemon/radius/port_type.cpp \
	daemon/radius/port_type.h \
	daemon/radius/radius_servers.cpp \
	daemon/radius/radius_servers.h \
	daemon/radius/radius_service.h \
	daemon/radius/script_variables.cpp \
	daemon/radius/script_variables.h \
	daemon/radius/server_sockets.cpp \
	daemon/radius/server_sockets.h \
	daemon/radius/tunnel_authorizer.cpp \
	daemon/radius/tunnel_authorizer.h \
	daemon/radius/tunnel_offer.cpp \
	daemon/radius/tunnel_offer.h \
	daemon/radius/tunnel_question.cpp \
	daemon/radius/tunnel_question.h \
	daemon/radius/user_authenticator.cpp \
	daemon/radius/user_authenticator.h \
	daemon/radius/user_profile.cpp \
	daemon/radius/user_profile.h \
	daemon/radius/user_question.cpp \
	daemon/radius/user_question.h

tests_unit_tests_SOURCES += \
	tests/support/played_radius.h \
	tests/support/scripted_radius.h \
	tests/unit/accounting_rule_test.cpp \
	tests/unit/client_host_test.cpp \
	tests/unit/lac_radius_test.cpp \
	tests/unit/radius_route_test.cpp \
	tests/unit/radius_router_test.cpp \
	tests/unit/server_sockets_test.cpp \
	tests/unit/tunnel_authorizer_test.cpp \
	tests/unit/tunnel_offer_random_test.cpp \
	tests/unit/tunnel_offer_test.cpp \
	tests/unit/user_authenticator_test.cpp \
	tests/unit/user_profile_test.cpp \
	tests/unit/user_question_test.cpp
