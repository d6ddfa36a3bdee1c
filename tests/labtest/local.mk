tests_lab_tests_SOURCES += \
	tests/labtest/bridge_test.cpp \
	tests/labtest/dataplane_test.cpp \
	tests/labtest/l2tp_end.cpp \
	tests/labtest/l2tp_end.h \
	tests/labtest/lost_answers_test.cpp \
	tests/labtest/pppoe_host_end.cpp \
	tests/labtest/pppoe_host_end.h \
	tests/labtest/pppoe_test.cpp \
	tests/labtest/socket_rules_test.cpp \
	tests/labtest/statistics_test.cpp \
	tests/labtest/two_hosts.cpp \
	tests/labtest/two_hosts.h \
	tests/support/pppoe_host.h \
	tests/support/udp_sockets_fixture.h \
	tests/unit/udp_port_sharing_test.cpp
