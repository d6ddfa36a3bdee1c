libvpdnd_a_SOURCES += \
	daemon/configured_listeners.cpp \
	daemon/configured_listeners.h \
	daemon/daemon.h \
	daemon/daemon_model.cpp \
	daemon/daemon_model.h \
	daemon/daemon_parts.cpp \
	daemon/daemon_parts.h \
	daemon/effect_runner.cpp \
	daemon/effect_runner.h \
	daemon/endpoint_host.cpp \
	daemon/endpoint_host.h \
	daemon/options.h \
	daemon/service_notify.cpp \
	daemon/service_notify.h \
	daemon/session_details.cpp \
	daemon/session_details.h \
	daemon/trace_log.cpp \
	daemon/trace_log.h \
	daemon/traffic_reader.cpp \
	daemon/traffic_reader.h \
	daemon/tunnels.cpp \
	daemon/tunnels.h

tests_unit_tests_SOURCES += \
	tests/unit/configured_listeners_test.cpp \
	tests/unit/traffic_reader_test.cpp \
	tests/unit/tunnels_test.cpp
