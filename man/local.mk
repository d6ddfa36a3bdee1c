dist_man_MANS += man/vpdnd.8 man/vpdnd.conf.5 man/l2tpctl.8

# The keys in the man page and the sample file come from the table in daemon/config/schema.cpp, the result codes of
# vpdnd(8) from those in lib/l2tp/result_codes.cpp and daemon/reason; a unit test fails where they differ. This writes
# them anew.
update-config-documents: daemon/vpdnd
	daemon/vpdnd --print-sample-config >'$(srcdir)/etc/vpdnd.conf'
	daemon/vpdnd --print-config-reference >config-reference.tmp
	$(SED) -e '/^\.\\" From here to the end mark/,/^\.\\" End of the text/{/^\.\\" End of the text/r config-reference.tmp' \
		-e 'd;}' '$(srcdir)/man/vpdnd.conf.5' >vpdnd.conf.5.tmp
	mv vpdnd.conf.5.tmp '$(srcdir)/man/vpdnd.conf.5'
	daemon/vpdnd --print-result-reference >result-reference.tmp
	$(SED) -e '/^\.\\" From here to the end mark/,/^\.\\" End of the text/{/^\.\\" End of the text/r result-reference.tmp' \
		-e 'd;}' '$(srcdir)/man/vpdnd.8' >vpdnd.8.tmp
	mv vpdnd.8.tmp '$(srcdir)/man/vpdnd.8'
	rm -f config-reference.tmp result-reference.tmp
.PHONY: update-config-documents

# The same for l2tpctl: tables of commands (l2tpctl/commands.cpp) and columns (lib/ipc/control_rows.h).
update-control-documents: l2tpctl/l2tpctl
	l2tpctl/l2tpctl --print-manual >control-manual.tmp
	$(SED) -e '/^\.\\" From here to the end mark/,/^\.\\" End of the text/{/^\.\\" End of the text/r control-manual.tmp' \
		-e 'd;}' '$(srcdir)/man/l2tpctl.8' >l2tpctl.8.tmp
	mv l2tpctl.8.tmp '$(srcdir)/man/l2tpctl.8'
	l2tpctl/l2tpctl --print-protocol >control-protocol.tmp
	$(SED) -e '/^<!-- From here to the end mark/,/^<!-- End of the text/{/^<!-- End of the text/r control-protocol.tmp' \
		-e 'd;}' '$(srcdir)/doc/control-protocol.md' >control-protocol.md.tmp
	mv control-protocol.md.tmp '$(srcdir)/doc/control-protocol.md'
	rm -f control-manual.tmp control-protocol.tmp
.PHONY: update-control-documents
