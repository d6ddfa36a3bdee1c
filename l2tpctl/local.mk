l2tpctl_l2tpctl_CPPFLAGS += -DSBINDIR='"$(sbindir)"'
l2tpctl_l2tpctl_SOURCES += \
	l2tpctl/client.cpp \
	l2tpctl/client.h \
	l2tpctl/command.h \
	l2tpctl/command_line.cpp \
	l2tpctl/command_line.h \
	l2tpctl/commands.cpp \
	l2tpctl/commands.h \
	l2tpctl/commands/config.cpp \
	l2tpctl/commands/debug.cpp \
	l2tpctl/commands/monitor.cpp \
	l2tpctl/commands/pool.cpp \
	l2tpctl/commands/session.cpp \
	l2tpctl/commands/show.cpp \
	l2tpctl/commands/status.cpp \
	l2tpctl/commands/tunnel.cpp \
	l2tpctl/exit_code.h \
	l2tpctl/filters.cpp \
	l2tpctl/filters.h \
	l2tpctl/format.cpp \
	l2tpctl/format.h \
	l2tpctl/main.cpp \
	l2tpctl/output.cpp \
	l2tpctl/output.h \
	l2tpctl/row_kinds.cpp \
	l2tpctl/row_kinds.h \
	l2tpctl/table.cpp \
	l2tpctl/table.h
