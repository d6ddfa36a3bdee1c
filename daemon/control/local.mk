libvpdnd_a_SOURCES += \
	daemon/control/control_client.cpp \
	daemon/control/control_client.h \
	daemon/control/control_model.h \
	daemon/control/control_server.cpp \
	daemon/control/control_server.h \
	daemon/control/daemon_handlers.cpp \
	daemon/control/handler_support.h \
	daemon/control/handlers.cpp \
	daemon/control/handlers.h \
	daemon/control/request_params.cpp \
	daemon/control/request_params.h \
	daemon/control/row_filter.cpp \
	daemon/control/row_filter.h \
	daemon/control/row_values.cpp \
	daemon/control/row_values.h \
	daemon/control/session_handlers.cpp \
	daemon/control/tunnel_handlers.cpp

tests_unit_tests_SOURCES += tests/unit/control_server_test.cpp
