plugin_vpdn_so_SOURCES += \
	lib/ipc/plugin_codec.cpp \
	lib/ipc/plugin_fields.cpp \
	plugin/address_question.cpp \
	plugin/address_question.h \
	plugin/agreed_options.cpp \
	plugin/agreed_options.h \
	plugin/agreed_terms.cpp \
	plugin/agreed_terms.h \
	plugin/auth_injection.cpp \
	plugin/auth_injection.h \
	plugin/daemon_link.cpp \
	plugin/daemon_link.h \
	plugin/echo_meter.cpp \
	plugin/echo_meter.h \
	plugin/echo_quality.cpp \
	plugin/echo_quality.h \
	plugin/hang_up_watch.cpp \
	plugin/hang_up_watch.h \
	plugin/interface_setup.cpp \
	plugin/interface_setup.h \
	plugin/lac_capture.cpp \
	plugin/lac_capture.h \
	plugin/lac_handover.cpp \
	plugin/lac_handover.h \
	plugin/lcp_injection.cpp \
	plugin/lcp_injection.h \
	plugin/lcp_options.cpp \
	plugin/lcp_options.h \
	plugin/line_info.cpp \
	plugin/line_info.h \
	plugin/lns_channel.cpp \
	plugin/lns_channel.h \
	plugin/plugin.cpp \
	plugin/pppd_auth.c \
	plugin/pppd_bundle.c \
	plugin/pppd_glue.c \
	plugin/pppd_glue.h \
	plugin/pppd_headers_internal.h \
	plugin/pppd_interface.c \
	plugin/pppd_internal.h \
	plugin/pppd_ipcp.c \
	plugin/pppd_link.c \
	plugin/pppd_means.c \
	plugin/pppd_mru.c \
	plugin/pppd_serial_options.c \
	plugin/pppd_times.c \
	plugin/pppd_users.c \
	plugin/pppd_waiting.c \
	plugin/report.cpp \
	plugin/report.h \
	plugin/route_messages.cpp \
	plugin/route_messages.h \
	plugin/text.h \
	plugin/user_verdict.cpp \
	plugin/user_verdict.h \
	plugin/waiting_call.cpp \
	plugin/waiting_call.h

tests_unit_tests_SOURCES += plugin/agreed_options.cpp
tests_unit_tests_SOURCES += plugin/echo_meter.cpp
tests_unit_tests_SOURCES += tests/unit/agreed_options_test.cpp
tests_unit_tests_SOURCES += plugin/lcp_options.cpp
tests_unit_tests_SOURCES += tests/unit/echo_meter_test.cpp
tests_unit_tests_SOURCES += tests/unit/proxy_lcp_test.cpp
fuzz_targets += tests/fuzz/fuzz_plugin_message
tests_fuzz_fuzz_plugin_message_SOURCES = tests/fuzz/fuzz_plugin_message.cpp plugin/lcp_options.cpp
tests_fuzz_fuzz_plugin_message_LDADD = $(FUZZ_LIBS)
EXTRA_DIST += tests/fuzz/corpus/plugin_message
dist_man_MANS += man/vpdn-plugin.8
