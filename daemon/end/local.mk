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
	daemon/end/ppp_refusal.cpp \
	daemon/end/ppp_refusal.h \
	daemon/end/ppp_reports.cpp \
	daemon/end/ppp_reports.h \
	daemon/end/pppd_end.cpp \
	daemon/end/pppd_end.h \
	daemon/end/pppd_end_messages.cpp \
	daemon/end/pppd_end_record.cpp \
	daemon/end/pppd_end_users.cpp \
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
	daemon/end/user_addresses.h \
	daemon/end/user_questions.cpp \
	daemon/end/user_questions.h \
	daemon/end/verdict_fields.cpp \
	daemon/end/verdict_fields.h

tests_unit_tests_SOURCES += \
	tests/support/judged_call.h \
	tests/support/judged_users.h \
	tests/unit/call_line_test.cpp \
	tests/unit/lns_radius_login_test.cpp \
	tests/unit/lns_radius_open_question_test.cpp \
	tests/unit/lns_radius_port_limit_test.cpp \
	tests/unit/lns_radius_take_over_test.cpp \
	tests/unit/lns_radius_test.cpp \
	tests/unit/user_address_test.cpp \
	tests/unit/user_questions_test.cpp
