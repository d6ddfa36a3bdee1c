libvpdnd_a_SOURCES += \
	daemon/log/limited.cpp \
	daemon/log/limited.h \
	daemon/log/line_limit.cpp \
	daemon/log/line_limit.h \
	daemon/log/log.cpp \
	daemon/log/log.h

tests_unit_tests_SOURCES += \
	tests/support/logged.h \
	tests/unit/limited_lines_test.cpp \
	tests/unit/line_limit_test.cpp \
	tests/unit/log_test.cpp
