libvpdnd_a_SOURCES += \
	daemon/core.cpp \
	daemon/core_radius.cpp \
	daemon/core_use.cpp \
	daemon/core.h \
	daemon/daemon.cpp \
	daemon/daemon.h \
	daemon/daemon_model.cpp \
	daemon/daemon_model.h \
	daemon/effects.cpp \
	daemon/effects.h \
	daemon/options.h
