tests_scenario_tests_SOURCES += tests/scenario/faults_test.cpp
tests_scenario_tests_SOURCES += tests/scenario/handshake_test.cpp
tests_scenario_tests_SOURCES += tests/scenario/limits_test.cpp
tests_scenario_tests_SOURCES += tests/scenario/opening_test.cpp
tests_scenario_tests_SOURCES += tests/scenario/real_call_test.cpp
tests_scenario_tests_SOURCES += tests/support/sim_network.cpp
tests_scenario_tests_SOURCES += tests/support/sim_network.h
