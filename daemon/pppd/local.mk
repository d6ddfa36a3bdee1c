libvpdnd_a_SOURCES += \
	daemon/pppd/child_process.cpp \
	daemon/pppd/child_process.h \
	daemon/pppd/command_line.cpp \
	daemon/pppd/command_line.h \
	daemon/pppd/exec_supervisor.cpp \
	daemon/pppd/exec_supervisor.h \
	daemon/pppd/options_trial.cpp \
	daemon/pppd/options_trial.h \
	daemon/pppd/plugin_link.cpp \
	daemon/pppd/plugin_link.h \
	daemon/pppd/plugin_listener.cpp \
	daemon/pppd/plugin_listener.h \
	daemon/pppd/pppd_supervisor.cpp \
	daemon/pppd/pppd_supervisor.h \
	daemon/pppd/program.cpp \
	daemon/pppd/program.h \
	daemon/pppd/spawner.cpp \
	daemon/pppd/spawner.h \
	daemon/pppd/spawning_process.cpp \
	daemon/pppd/spawning_process.h \
	daemon/pppd/start_queue.cpp \
	daemon/pppd/start_queue.h \
	daemon/pppd/template_files.cpp \
	daemon/pppd/template_files.h \
	daemon/pppd/waiting_pppd.cpp \
	daemon/pppd/waiting_pppd.h \
	daemon/pppd/waiting_supervisor.cpp \
	daemon/pppd/waiting_supervisor.h

tests_unit_tests_SOURCES += \
	tests/support/real_programs.h \
	tests/unit/adopted_program_test.cpp \
	tests/unit/child_process_test.cpp \
	tests/unit/exec_supervisor_test.cpp \
	tests/unit/plugin_link_test.cpp \
	tests/unit/start_queue_test.cpp \
	tests/unit/waiting_supervisor_test.cpp

tests_waiting_stand_in_SOURCES = tests/support/waiting_stand_in.cpp
tests_waiting_stand_in_CPPFLAGS = $(TEST_CPPFLAGS)
tests_waiting_stand_in_LDADD = $(DAEMON_LIBS)
if ENABLE_TESTS
if HAVE_UNIT_TESTS
check_PROGRAMS += tests/waiting_stand_in
endif
endif
