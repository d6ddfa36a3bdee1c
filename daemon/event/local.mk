libvpdnd_a_SOURCES += \
	daemon/event/trace_log.cpp \
	daemon/event/trace_log.h
