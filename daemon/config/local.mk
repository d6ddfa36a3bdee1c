libvpdnconfig_a_SOURCES += \
	daemon/config/binder.cpp \
	daemon/config/binder.h \
	daemon/config/call_template.cpp \
	daemon/config/call_template.h \
	daemon/config/config.cpp \
	daemon/config/config.h \
	daemon/config/convert.cpp \
	daemon/config/cross_checks.cpp \
	daemon/config/cross_checks.h \
	daemon/config/expectation.cpp \
	daemon/config/good_text.cpp \
	daemon/config/good_text.h \
	daemon/config/group_checks.cpp \
	daemon/config/interface_pattern.cpp \
	daemon/config/interface_pattern.h \
	daemon/config/key.h \
	daemon/config/line_template.cpp \
	daemon/config/line_template.h \
	daemon/config/masked_text.cpp \
	daemon/config/masked_text.h \
	daemon/config/path_access.cpp \
	daemon/config/path_access.h \
	daemon/config/place.cpp \
	daemon/config/place.h \
	daemon/config/ppp_options_checks.cpp \
	daemon/config/ppp_words.cpp \
	daemon/config/ppp_words.h \
	daemon/config/pppoe_checks.cpp \
	daemon/config/program_checks.cpp \
	daemon/config/radius_checks.cpp \
	daemon/config/reference.cpp \
	daemon/config/reference.h \
	daemon/config/restart_needed.cpp \
	daemon/config/schema.cpp \
	daemon/config/schema.h \
	daemon/config/schema_call.cpp \
	daemon/config/schema_group.cpp \
	daemon/config/schema_pppoe.cpp \
	daemon/config/schema_radius.cpp \
	daemon/config/schema_rows.h \
	daemon/config/served_tunnels.cpp \
	daemon/config/served_tunnels.h \
	daemon/config/source_text.h \
	daemon/config/switched_avps.cpp \
	daemon/config/switched_avps.h \
	daemon/config/system_group.cpp \
	daemon/config/system_group.h \
	daemon/config/text_file.cpp \
	daemon/config/text_file.h \
	daemon/config/text_values.cpp \
	daemon/config/text_values.h \
	daemon/config/toml_reader.cpp \
	daemon/config/toml_reader.h \
	daemon/config/user_name.cpp \
	daemon/config/user_name.h \
	daemon/config/value_tree.h

tests_unit_tests_SOURCES += \
	tests/support/parsed_config.h \
	tests/support/temporary_directory.h \
	tests/unit/config_call_test.cpp \
	tests/unit/config_documents_test.cpp \
	tests/unit/config_errors_test.cpp \
	tests/unit/config_files_test.cpp \
	tests/unit/config_helpful_test.cpp \
	tests/unit/config_pppoe_test.cpp \
	tests/unit/config_radius_test.cpp \
	tests/unit/config_interface_test.cpp \
	tests/unit/config_values_test.cpp \
	tests/unit/masked_text_test.cpp

fuzz_targets += tests/fuzz/fuzz_config
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.cpp
tests_fuzz_fuzz_config_LDADD = $(FUZZ_LIBS)
EXTRA_DIST += tests/fuzz/corpus/config
