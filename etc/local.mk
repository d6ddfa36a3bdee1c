dist_pkgsysconf_DATA += etc/vpdnd.conf
dist_pppoptions_DATA += etc/ppp/lac.options etc/ppp/lns.options

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	etc/examples/lac.conf \
	etc/examples/lns.conf \
	etc/examples/multilink-lac.conf \
	etc/examples/multilink-lns.conf
# The unit names the directory that vpdnd is installed in.
systemdunit_DATA += etc/vpdnd.service
etc/vpdnd.service: $(top_srcdir)/etc/vpdnd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) etc && sed 's|@sbindir[@]|$(sbindir)|g' $(top_srcdir)/etc/vpdnd.service.in >$@
CLEANFILES += etc/vpdnd.service
EXTRA_DIST += etc/vpdnd.service.in etc/vpdnd.tmpfiles

install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(tmpfilesdir)'
	$(INSTALL_DATA) $(top_srcdir)/etc/vpdnd.tmpfiles '$(DESTDIR)$(tmpfilesdir)/vpdnd.conf'
uninstall-hook:
	rm -f '$(DESTDIR)$(tmpfilesdir)/vpdnd.conf'
