libvpdnd_a_SOURCES += \
	daemon/control/accounting_rows.cpp \
	daemon/control/accounting_rows.h \
	daemon/control/bundle_handlers.cpp \
	daemon/control/call_handlers.cpp \
	daemon/control/call_rows.cpp \
	daemon/control/call_rows.h \
	daemon/control/control_client.cpp \
	daemon/control/control_client.h \
	daemon/control/control_model.h \
	daemon/control/control_server.cpp \
	daemon/control/control_server.h \
	daemon/control/daemon_handlers.cpp \
	daemon/control/handler_support.h \
	daemon/control/handlers.cpp \
	daemon/control/handlers.h \
	daemon/control/live_rows.cpp \
	daemon/control/live_rows.h \
	daemon/control/lns_handlers.cpp \
	daemon/control/lns_rows.cpp \
	daemon/control/lns_rows.h \
	daemon/control/pppoe_handlers.cpp \
	daemon/control/ppp_details.cpp \
	daemon/control/ppp_details.h \
	daemon/control/ppp_option_values.cpp \
	daemon/control/ppp_option_values.h \
	daemon/control/quality_details.cpp \
	daemon/control/quality_details.h \
	daemon/control/radius_rows.cpp \
	daemon/control/radius_rows.h \
	daemon/control/report_values.cpp \
	daemon/control/report_values.h \
	daemon/control/request_params.cpp \
	daemon/control/request_params.h \
	daemon/control/row_filter.cpp \
	daemon/control/row_filter.h \
	daemon/control/session_details.cpp \
	daemon/control/session_details.h \
	daemon/control/session_handlers.cpp \
	daemon/control/traffic_reader.cpp \
	daemon/control/traffic_reader.h \
	daemon/control/tunnel_handlers.cpp \
	daemon/control/tunnel_opener.cpp \
	daemon/control/tunnel_opener.h

tests_unit_tests_SOURCES += \
	tests/support/fake_control_model.cpp \
	tests/support/fake_control_model.h \
	tests/unit/control_rows_test.cpp \
	tests/unit/control_server_test.cpp \
	tests/unit/lns_rows_test.cpp \
	tests/unit/ppp_details_test.cpp \
	tests/unit/ppp_option_values_test.cpp \
	tests/unit/traffic_reader_test.cpp \
	tests/unit/tunnel_target_test.cpp
