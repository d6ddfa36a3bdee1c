libvpdnd_a_SOURCES += \
	daemon/daemon.h \
	daemon/daemon_parts.cpp \
	daemon/daemon_parts.h \
	daemon/effect_runner.cpp \
	daemon/effect_runner.h \
	daemon/options.h
