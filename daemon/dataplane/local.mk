libvpdnd_a_SOURCES += \
	daemon/dataplane/dataplane.h \
	daemon/dataplane/dataplane_error.cpp \
	daemon/dataplane/dataplane_error.h \
	daemon/dataplane/kernel_dataplane.cpp \
	daemon/dataplane/kernel_dataplane.h \
	daemon/dataplane/kernel_workers.cpp \
	daemon/dataplane/kernel_workers.h \
	daemon/dataplane/l2tp_losses.cpp \
	daemon/dataplane/l2tp_losses.h \
	daemon/dataplane/l2tp_netlink.cpp \
	daemon/dataplane/l2tp_netlink.h \
	daemon/dataplane/logged_dataplane.cpp \
	daemon/dataplane/logged_dataplane.h \
	daemon/dataplane/make_dataplane.cpp \
	daemon/dataplane/netlink_dataplane.cpp \
	daemon/dataplane/netlink_dataplane.h \
	daemon/dataplane/null_dataplane.cpp \
	daemon/dataplane/null_dataplane.h \
	daemon/dataplane/ppp_channel.cpp \
	daemon/dataplane/ppp_channel.h \
	daemon/dataplane/pppox_dataplane.cpp \
	daemon/dataplane/pppox_dataplane.h \
	daemon/dataplane/pppox_socket.cpp \
	daemon/dataplane/pppox_socket.h

tests_unit_tests_SOURCES += \
	tests/support/switched_plane.cpp \
	tests/support/switched_plane.h \
	tests/unit/kernel_workers_test.cpp \
	tests/unit/make_dataplane_test.cpp \
	tests/unit/null_dataplane_test.cpp
