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
