libvpdnd_a_SOURCES += daemon/log/log.cpp daemon/log/log.h
tests_unit_tests_SOURCES += tests/unit/log_test.cpp
