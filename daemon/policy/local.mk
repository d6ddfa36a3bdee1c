libvpdnd_a_SOURCES += \
	daemon/policy/file_router.cpp \
	daemon/policy/file_router.h \
	daemon/policy/group_policy.cpp \
	daemon/policy/group_policy.h \
	daemon/policy/group_route.cpp \
	daemon/policy/group_route.h \
	daemon/policy/radius_route.cpp \
	daemon/policy/radius_route.h \
	daemon/policy/radius_router.cpp \
	daemon/policy/radius_router.h \
	daemon/policy/route.cpp \
	daemon/policy/route.h \
	daemon/policy/router.h \
	daemon/policy/secret_mark.cpp \
	daemon/policy/secret_mark.h \
	daemon/policy/target_choice.cpp \
	daemon/policy/target_choice.h

tests_unit_tests_SOURCES += \
	tests/support/held_router.cpp \
	tests/support/held_router.h \
	tests/unit/file_router_test.cpp \
	tests/unit/group_policy_test.cpp \
	tests/unit/target_choice_test.cpp
