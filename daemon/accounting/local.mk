libvpdnd_a_SOURCES += \
	daemon/accounting/accounting_delivery.cpp \
	daemon/accounting/accounting_delivery.h \
	daemon/accounting/accounting_host.cpp \
	daemon/accounting/accounting_host.h \
	daemon/accounting/accounting_ledger.cpp \
	daemon/accounting/accounting_ledger.h \
	daemon/accounting/accounting_record.h \
	daemon/accounting/accounting_spool.h \
	daemon/accounting/ledger_left_over.cpp \
	daemon/accounting/ledger_words.h \
	daemon/accounting/spool_backlog.cpp \
	daemon/accounting/spool_backlog.h \
	daemon/accounting/spool_place.cpp \
	daemon/accounting/spool_place.h \
	daemon/accounting/spool_writer.cpp \
	daemon/accounting/spool_writer.h \
	daemon/accounting/sqlite_file.cpp \
	daemon/accounting/sqlite_file.h \
	daemon/accounting/sqlite_spool.cpp \
	daemon/accounting/sqlite_spool.h \
	daemon/accounting/sqlite_statement.h

tests_unit_tests_SOURCES += \
	tests/support/accounting_world.h \
	tests/support/spooled.h \
	tests/unit/accounting_alarms_test.cpp \
	tests/unit/accounting_delivery_test.cpp \
	tests/unit/accounting_left_over_test.cpp \
	tests/unit/accounting_ledger_test.cpp \
	tests/unit/accounting_spool_test.cpp \
	tests/unit/spool_backlog_test.cpp \
	tests/unit/spool_file_test.cpp
