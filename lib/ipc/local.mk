libvpdnipc_a_SOURCES += \
	lib/ipc/auth_method.h \
	lib/ipc/cell_value.cpp \
	lib/ipc/cell_value.h \
	lib/ipc/control_error.cpp \
	lib/ipc/client_call_rows.h \
	lib/ipc/control_error.h \
	lib/ipc/control_json.cpp \
	lib/ipc/control_json.h \
	lib/ipc/control_messages.cpp \
	lib/ipc/control_messages.h \
	lib/ipc/control_rows.h \
	lib/ipc/control_text.cpp \
	lib/ipc/control_text.h \
	lib/ipc/control_value.cpp \
	lib/ipc/control_value.h \
	lib/ipc/interface_name.h \
	lib/ipc/line_kind.h \
	lib/ipc/line_splitter.cpp \
	lib/ipc/line_splitter.h \
	lib/ipc/near_word.cpp \
	lib/ipc/near_word.h \
	lib/ipc/plugin_codec.cpp \
	lib/ipc/plugin_codec.h \
	lib/ipc/plugin_fields.cpp \
	lib/ipc/plugin_fields.h \
	lib/ipc/plugin_messages.h \
	lib/ipc/ppp_stage.h \
	lib/ipc/row_table.h \
	lib/ipc/wall_time.cpp \
	lib/ipc/wall_time.h
tests_unit_tests_SOURCES += tests/unit/interface_name_test.cpp tests/unit/plugin_codec_test.cpp
