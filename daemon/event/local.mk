libvpdnd_a_SOURCES += \
	daemon/event/call_accounting.cpp \
	daemon/event/call_accounting.h \
	daemon/event/call_history.cpp \
	daemon/event/call_history.h \
	daemon/event/call_statistics.cpp \
	daemon/event/call_statistics.h \
	daemon/event/ended_calls.cpp \
	daemon/event/ended_calls.h \
	daemon/event/log_observer.cpp \
	daemon/event/log_observer.h \
	daemon/event/monitor_feed.cpp \
	daemon/event/monitor_feed.h \
	daemon/event/monitor_sink.h \
	daemon/event/result_fields.cpp \
	daemon/event/result_fields.h \
	daemon/event/trace_log.cpp \
	daemon/event/trace_log.h \
	daemon/event/tunnel_accounting.cpp \
	daemon/event/tunnel_accounting.h \
	daemon/event/tunnel_peers.cpp \
	daemon/event/tunnel_peers.h

tests_unit_tests_SOURCES += \
	tests/unit/call_accounting_test.cpp \
	tests/unit/tunnel_accounting_test.cpp \
	tests/unit/ended_calls_test.cpp \
	tests/unit/results_told_test.cpp
