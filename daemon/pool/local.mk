libvpdnd_a_SOURCES += \
	daemon/pool/address_pool.cpp \
	daemon/pool/address_pool.h \
	daemon/pool/pool_table.h
