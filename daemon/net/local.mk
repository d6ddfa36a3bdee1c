libvpdnd_a_SOURCES += \
	daemon/net/event_loop.cpp \
	daemon/net/event_loop.h \
	daemon/net/resolver.cpp \
	daemon/net/resolver.h \
	daemon/net/sockaddr.cpp \
	daemon/net/sockaddr.h \
	daemon/net/socket_error.cpp \
	daemon/net/socket_error.h \
	daemon/net/socket_set.cpp \
	daemon/net/socket_set.h \
	daemon/net/udp_socket.cpp \
	daemon/net/udp_socket.h \
	daemon/net/unique_fd.h
