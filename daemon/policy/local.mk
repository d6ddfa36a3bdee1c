libvpdnd_a_SOURCES += \
	daemon/policy/group_policy.cpp \
	daemon/policy/group_policy.h \
	daemon/policy/lns_choice.cpp \
	daemon/policy/lns_choice.h

tests_unit_tests_SOURCES += \
	tests/unit/group_policy_test.cpp \
	tests/unit/lns_choice_test.cpp
