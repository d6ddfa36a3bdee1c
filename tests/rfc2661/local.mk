tests_unit_tests_SOURCES += tests/rfc2661/message_avps_test.cpp
tests_unit_tests_SOURCES += tests/rfc2661/fsm_tables_test.cpp
tests_unit_tests_SOURCES += tests/rfc2661/octets_test.cpp
tests_scenario_tests_SOURCES += tests/rfc2661/wire_test.cpp
EXTRA_DIST += tests/rfc2661/check_trace.py
EXTRA_DIST += tests/rfc2661/exceptions.tsv
EXTRA_DIST += tests/rfc2661/requirements.tsv
EXTRA_DIST += tests/rfc2661/tables
if ENABLE_TESTS
TESTS += tests/rfc2661/check_trace.py
endif
