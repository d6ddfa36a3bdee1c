libvpdnd_a_SOURCES += \
	daemon/os/descriptor_store.h \
	daemon/os/event_loop.cpp \
	daemon/os/event_loop.h \
	daemon/os/secure_random.cpp \
	daemon/os/secure_random.h \
	daemon/os/service_notify.cpp \
	daemon/os/service_notify.h \
	daemon/os/unique_fd.h

tests_unit_tests_SOURCES += \
	tests/support/refused_watches.cpp \
	tests/support/refused_watches.h \
	tests/support/run_loop.h \
	tests/unit/event_loop_test.cpp \
	tests/unit/refused_watches_test.cpp
