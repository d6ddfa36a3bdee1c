libvpdnd_a_SOURCES += \
	daemon/reason/end_reason.cpp \
	daemon/reason/end_reason.h \
	daemon/reason/result_reference.cpp \
	daemon/reason/result_reference.h

tests_unit_tests_SOURCES += tests/unit/end_reason_table_test.cpp
