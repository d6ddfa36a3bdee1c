libvpdnd_a_SOURCES += daemon/log/log.cpp daemon/log/log.h
