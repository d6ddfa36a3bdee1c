libvpdnipc_a_SOURCES += \
	lib/ipc/plugin_codec.cpp \
	lib/ipc/plugin_codec.h \
	lib/ipc/plugin_messages.h
