# tests/bench: a load generator and the stand-ins for pppd. Not part of `make check`; compiled there so that it stays right.
tests_benchmark_l2tp_load_SOURCES = \
	tests/benchmark/l2tp_load.cpp \
	tests/benchmark/lac.cpp \
	tests/benchmark/lac.h \
	tests/benchmark/loads.cpp \
	tests/benchmark/loads.h \
	tests/benchmark/process_figures.cpp \
	tests/benchmark/process_figures.h \
	tests/benchmark/special_loads.cpp \
	tests/benchmark/udp.cpp \
	tests/benchmark/udp.h \
	tests/benchmark/wire.cpp \
	tests/benchmark/wire.h
tests_benchmark_idle_pppd_SOURCES = tests/benchmark/idle_pppd.c
tests_benchmark_idle_pppd_LDFLAGS = -static
tests_benchmark_worst_datagram_SOURCES = tests/benchmark/worst_datagram.cpp tests/support/hex.h tests/support/message_body.h \
	tests/support/worst_datagrams.h
tests_benchmark_worst_datagram_CPPFLAGS = $(TEST_CPPFLAGS)
tests_benchmark_worst_datagram_LDADD = libl2tp.a $(NETTLE_LIBS)
tests_benchmark_holding_pppd_SOURCES = tests/benchmark/holding_pppd.cpp tests/benchmark/stand_in.h
tests_benchmark_holding_pppd_CPPFLAGS = $(TEST_CPPFLAGS)
tests_benchmark_holding_pppd_LDADD = libvpdnipc.a
tests_benchmark_working_pppd_SOURCES = tests/benchmark/working_pppd.cpp tests/benchmark/stand_in.h
tests_benchmark_working_pppd_CPPFLAGS = $(TEST_CPPFLAGS)
tests_benchmark_working_pppd_LDFLAGS = -static
tests_benchmark_working_pppd_LDADD = libvpdnipc.a
bench_programs = tests/benchmark/l2tp_load tests/benchmark/idle_pppd tests/benchmark/holding_pppd tests/benchmark/working_pppd \
	tests/benchmark/worst_datagram
EXTRA_PROGRAMS += $(bench_programs)
EXTRA_DIST += tests/bench tests/benchmark/daemons.py tests/benchmark/figures.py tests/benchmark/kernel.py \
	tests/benchmark/kernel_figures.py tests/benchmark/pairs.py \
	tests/benchmark/report.py
if ENABLE_TESTS
check_PROGRAMS += tests/benchmark/l2tp_load tests/benchmark/worst_datagram tests/benchmark/holding_pppd
lab_programs += tests/benchmark/l2tp_load tests/benchmark/holding_pppd
endif
bench-programs: all
	$(MAKE) $(AM_MAKEFLAGS) $(bench_programs)
.PHONY: bench-programs
