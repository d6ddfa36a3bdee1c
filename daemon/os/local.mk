libvpdnd_a_SOURCES += \
	daemon/os/descriptor_passing.cpp \
	daemon/os/descriptor_passing.h \
	daemon/os/descriptor_store.h \
	daemon/os/event_loop.cpp \
	daemon/os/event_loop.h \
	daemon/os/observer_list.h \
	daemon/os/scheduling.cpp \
	daemon/os/scheduling.h \
	daemon/os/secure_random.cpp \
	daemon/os/secure_random.h \
	daemon/os/service_notify.cpp \
	daemon/os/service_notify.h \
	daemon/os/service_watchdog.cpp \
	daemon/os/service_watchdog.h \
	daemon/os/turn_times.cpp \
	daemon/os/turn_times.h \
	daemon/os/unique_fd.h \
	daemon/os/unix_listener.cpp \
	daemon/os/unix_listener.h

# What the checks of the configuration ask of the machine.
libvpdnconfig_a_SOURCES += \
	daemon/os/vrf.cpp \
	daemon/os/vrf.h

tests_unit_tests_SOURCES += \
	tests/support/refused_watches.cpp \
	tests/support/refused_watches.h \
	tests/support/run_loop.h \
	tests/support/unix_client.h \
	tests/unit/descriptor_passing_test.cpp \
	tests/unit/event_loop_test.cpp \
	tests/unit/refused_watches_test.cpp \
	tests/unit/turn_times_test.cpp \
	tests/unit/unix_listener_test.cpp
