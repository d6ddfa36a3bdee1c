libvpdnd_a_SOURCES += \
	daemon/policy/group_policy.cpp \
	daemon/policy/group_policy.h \
	daemon/policy/lns_choice.cpp \
	daemon/policy/lns_choice.h
