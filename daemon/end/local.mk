libvpdnd_a_SOURCES += \
	daemon/end/accepted_session_end.cpp \
	daemon/end/accepted_session_end.h \
	daemon/end/address_fields.h \
	daemon/end/boxed.h \
	daemon/end/call_facts.h \
	daemon/end/call_line.cpp \
	daemon/end/call_line.h \
	daemon/end/captured_call.cpp \
	daemon/end/captured_call.h \
	daemon/end/end.cpp \
	daemon/end/end.h \
	daemon/end/end_times.h \
	daemon/end/line_end.cpp \
	daemon/end/line_end.h \
	daemon/end/line_errors.cpp \
	daemon/end/line_errors.h \
	daemon/end/placed_session_end.cpp \
	daemon/end/placed_session_end.h \
	daemon/end/placed_session_end_record.cpp \
	daemon/end/ppp_reports.cpp \
	daemon/end/ppp_reports.h \
	daemon/end/pppd_end.cpp \
	daemon/end/pppd_end.h \
	daemon/end/pppd_end_messages.cpp \
	daemon/end/pppd_end_record.cpp \
	daemon/end/pppoe_end.cpp \
	daemon/end/pppoe_end.h \
	daemon/end/pppoe_end_messages.cpp \
	daemon/end/pppoe_end_record.cpp \
	daemon/end/pppoe_line.cpp \
	daemon/end/pppoe_line.h \
	daemon/end/proxy_fields.cpp \
	daemon/end/proxy_fields.h \
	daemon/end/session_directory.h \
	daemon/end/session_end.cpp \
	daemon/end/session_end.h \
	daemon/end/session_outcome.cpp \
	daemon/end/session_outcome.h \
	daemon/end/session_tag.h \
	daemon/end/told_call.cpp \
	daemon/end/told_call.h \
	daemon/end/user_addresses.cpp \
	daemon/end/user_addresses.h

tests_unit_tests_SOURCES += tests/unit/call_line_test.cpp tests/unit/user_address_test.cpp
