libvpdnd_a_SOURCES += \
	daemon/call/bundle_table.cpp \
	daemon/call/bundle_table.h \
	daemon/call/call.cpp \
	daemon/call/call.h \
	daemon/call/call_fsm.cpp \
	daemon/call/call_fsm.h \
	daemon/call/call_observer.h \
	daemon/call/call_record.cpp \
	daemon/call/call_record.h \
	daemon/call/call_route.cpp \
	daemon/call/call_table.cpp \
	daemon/call/call_table.h \
	daemon/call/call_told.cpp \
	daemon/call/client_calls.cpp \
	daemon/call/client_calls.h \
	daemon/call/graceful_close.cpp \
	daemon/call/graceful_close.h \
	daemon/call/pending_plugins.cpp \
	daemon/call/pending_plugins.h \
	daemon/call/redial.cpp \
	daemon/call/redial.h \
	daemon/call/user_index.cpp \
	daemon/call/user_index.h

tests_unit_tests_SOURCES += \
	tests/support/call_site.cpp \
	tests/support/call_site.h \
	tests/support/switch_sites.h \
	tests/support/scripted_supervisor.cpp \
	tests/support/scripted_supervisor.h \
	tests/support/client_site.h \
	tests/support/lns_calls.h \
	tests/support/taken_over.h \
	tests/unit/bundle_address_test.cpp \
	tests/unit/bundle_links_test.cpp \
	tests/unit/call_crossing_test.cpp \
	tests/unit/client_call_test.cpp \
	tests/unit/client_network_test.cpp \
	tests/unit/client_take_over_test.cpp \
	tests/unit/call_fsm_test.cpp \
	tests/unit/call_start_test.cpp \
	tests/unit/call_told_test.cpp \
	tests/unit/dead_time_test.cpp \
	tests/unit/graceful_close_test.cpp \
	tests/unit/lac_call_test.cpp \
	tests/unit/lac_take_over_test.cpp \
	tests/unit/switch_loop_test.cpp \
	tests/unit/switch_take_over_test.cpp \
	tests/unit/switched_call_test.cpp \
	tests/unit/interface_setup_test.cpp \
	tests/unit/switched_line_test.cpp \
	tests/unit/lns_call_test.cpp \
	tests/unit/kernel_waits_test.cpp \
	tests/unit/lns_take_over_test.cpp \
	tests/unit/pending_plugins_test.cpp \
	tests/unit/redial_test.cpp \
	tests/unit/same_user_test.cpp
