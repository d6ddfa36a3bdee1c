libvpdnd_a_SOURCES += \
	daemon/call/address_fields.h \
	daemon/call/call.h \
	daemon/call/call_line.cpp \
	daemon/call/call_line.h \
	daemon/call/call_table.h \
	daemon/call/end_reason.cpp \
	daemon/call/end_reason.h \
	daemon/call/farewell.cpp \
	daemon/call/farewell.h \
	daemon/call/kernel_losses.cpp \
	daemon/call/kernel_losses.h \
	daemon/call/lac_call.cpp \
	daemon/call/lac_call.h \
	daemon/call/lac_call_channel.cpp \
	daemon/call/lac_line.cpp \
	daemon/call/line_errors.cpp \
	daemon/call/line_errors.h \
	daemon/call/lns_call.cpp \
	daemon/call/lns_call.h \
	daemon/call/lns_call_end.cpp \
	daemon/call/proxy_fields.cpp \
	daemon/call/proxy_fields.h \
	daemon/call/session_tag.h \
	daemon/call/waiting_plugins.cpp \
	daemon/call/waiting_plugins.h

tests_unit_tests_SOURCES += \
	tests/support/call_site.cpp \
	tests/support/call_site.h \
	tests/support/lns_calls.h \
	tests/unit/call_line_test.cpp \
	tests/unit/farewell_test.cpp \
	tests/unit/lac_call_test.cpp \
	tests/unit/lns_call_test.cpp \
	tests/unit/waiting_plugins_test.cpp
