libvpdnd_a_SOURCES += \
	daemon/event/ended_calls.cpp \
	daemon/event/ended_calls.h \
	daemon/event/trace_log.cpp \
	daemon/event/trace_log.h

tests_unit_tests_SOURCES += tests/unit/ended_calls_test.cpp
