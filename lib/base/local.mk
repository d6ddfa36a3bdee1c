# Headers only: they need no archive of their own.
noinst_HEADERS += \
	lib/base/byte_reader.h \
	lib/base/byte_writer.h \
	lib/base/bytes.h \
	lib/base/printable.h \
	lib/base/secret.h \
	lib/base/time.h \
	lib/base/wiping_allocator.h
