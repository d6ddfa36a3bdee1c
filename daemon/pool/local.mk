libvpdnd_a_SOURCES += \
	daemon/pool/address_pool.cpp \
	daemon/pool/address_pool.h \
	daemon/pool/pool_table.cpp \
	daemon/pool/pool_table.h

tests_unit_tests_SOURCES += \
	tests/unit/address_pool_test.cpp \
	tests/unit/vrf_pool_test.cpp
