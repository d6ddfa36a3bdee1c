dist_man_MANS += man/vpdnd.8 man/vpdnd.conf.5 man/l2tpctl.8

# The keys in the man page and the sample file come from the table in daemon/config/schema.cpp; a unit test fails
# where they differ. This writes them anew.
update-config-documents: daemon/vpdnd
	daemon/vpdnd --print-sample-config >'$(srcdir)/etc/vpdnd.conf'
	daemon/vpdnd --print-config-reference >config-reference.tmp
	$(SED) -e '/^\.\\" From here to the end mark/,/^\.\\" End of the text/{/^\.\\" End of the text/r config-reference.tmp' \
		-e 'd;}' '$(srcdir)/man/vpdnd.conf.5' >vpdnd.conf.5.tmp
	mv vpdnd.conf.5.tmp '$(srcdir)/man/vpdnd.conf.5'
	rm -f config-reference.tmp
.PHONY: update-config-documents
