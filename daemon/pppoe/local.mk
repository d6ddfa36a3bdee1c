libvpdnpppoe_a_SOURCES += \
	daemon/pppoe/access_line_tag.cpp \
	daemon/pppoe/access_line_tag.h \
	daemon/pppoe/answers.cpp \
	daemon/pppoe/answers.h \
	daemon/pppoe/concentrator.h \
	daemon/pppoe/cookie.cpp \
	daemon/pppoe/cookie.h \
	daemon/pppoe/counters.cpp \
	daemon/pppoe/counters.h \
	daemon/pppoe/discovery.cpp \
	daemon/pppoe/discovery.h \
	daemon/pppoe/discovery_effects.h \
	daemon/pppoe/discovery_sessions.cpp \
	daemon/pppoe/frame.cpp \
	daemon/pppoe/frame.h \
	daemon/pppoe/mac_address.h \
	daemon/pppoe/pado_pace.h \
	daemon/pppoe/session_table.cpp \
	daemon/pppoe/session_table.h \
	daemon/pppoe/tag_table.cpp \
	daemon/pppoe/tag_table.h

libvpdnd_a_SOURCES += \
	daemon/pppoe/access_concentrators.cpp \
	daemon/pppoe/access_concentrators.h \
	daemon/pppoe/discovery_socket.cpp \
	daemon/pppoe/discovery_socket.h \
	daemon/pppoe/kernel_session.cpp \
	daemon/pppoe/kernel_session.h

tests_unit_tests_SOURCES += \
	tests/support/pppoe_host.h \
	tests/unit/pppoe_access_line_test.cpp \
	tests/support/pppoe_user.h \
	tests/unit/pppoe_call_test.cpp \
	tests/unit/pppoe_unanswered_test.cpp \
	tests/unit/pppoe_take_over_test.cpp \
	tests/unit/pppoe_discovery_test.cpp \
	tests/unit/pppoe_frame_test.cpp \
	tests/unit/pppoe_limits_test.cpp \
	tests/unit/pppoe_session_ids_test.cpp \
	tests/unit/pppoe_sessions_test.cpp
