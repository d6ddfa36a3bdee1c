# Everything but main(), so that unit tests have it too.
noinst_LIBRARIES += libl2tpctl.a
libl2tpctl_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS) $(CLI11_CFLAGS) -DSBINDIR='"$(sbindir)"'
libl2tpctl_a_SOURCES = \
	l2tpctl/client.cpp \
	l2tpctl/client.h \
	l2tpctl/command.cpp \
	l2tpctl/command.h \
	l2tpctl/command_line.cpp \
	l2tpctl/command_line.h \
	l2tpctl/commands.cpp \
	l2tpctl/commands.h \
	l2tpctl/commands/call.cpp \
	l2tpctl/commands/config.cpp \
	l2tpctl/commands/debug.cpp \
	l2tpctl/commands/list.cpp \
	l2tpctl/commands/lns.cpp \
	l2tpctl/commands/monitor.cpp \
	l2tpctl/commands/multilink.cpp \
	l2tpctl/commands/pppoe.cpp \
	l2tpctl/commands/radius.cpp \
	l2tpctl/commands/session.cpp \
	l2tpctl/commands/show.cpp \
	l2tpctl/commands/status.cpp \
	l2tpctl/commands/tunnel.cpp \
	l2tpctl/completion.cpp \
	l2tpctl/completion.h \
	l2tpctl/documents.cpp \
	l2tpctl/documents.h \
	l2tpctl/exit_code.h \
	l2tpctl/format.cpp \
	l2tpctl/format.h \
	l2tpctl/output.cpp \
	l2tpctl/output.h \
	l2tpctl/table.cpp \
	l2tpctl/table.h
l2tpctl_l2tpctl_SOURCES += l2tpctl/main.cpp

tests_unit_tests_SOURCES += tests/unit/ctl_documents_test.cpp tests/unit/ctl_output_test.cpp
