libvpdnd_a_SOURCES += \
	daemon/dataplane/dataplane.h \
	daemon/dataplane/dataplane_error.cpp \
	daemon/dataplane/dataplane_error.h \
	daemon/dataplane/null_dataplane.cpp \
	daemon/dataplane/null_dataplane.h \
	daemon/dataplane/ppp_channel.h
