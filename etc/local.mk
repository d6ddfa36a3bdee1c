dist_pkgsysconf_DATA += etc/vpdnd.conf
dist_pppoptions_DATA += etc/ppp/lac.options etc/ppp/lns.options

# For pppoe-server -q: doc/guide-lac.md.
dist_pkglibexec_SCRIPTS = etc/pppoe-pppd

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	etc/examples/lac.conf \
	etc/examples/lns.conf \
	etc/examples/multilink-lac.conf \
	etc/examples/multilink-lns.conf
# For sites whose scripts need more than the unit lets them do.
systemddocdir = $(docdir)/systemd
dist_systemddoc_DATA = etc/vpdnd-scripts.conf
# The unit names the directories that the programs are installed in.
systemdunit_DATA += etc/vpdnd.service
etc/vpdnd.service: $(top_srcdir)/etc/vpdnd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) etc && sed -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@bindir[@]|$(bindir)|g' \
		$(top_srcdir)/etc/vpdnd.service.in >$@
CLEANFILES += etc/vpdnd.service
EXTRA_DIST += etc/vpdnd.service.in etc/vpdnd.sysctl etc/vpdnd.tmpfiles etc/tunnel.secret

# The examples' secret: for root alone, and an administrator's own stays.
install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(pkgsysconfdir)'
	test -e '$(DESTDIR)$(pkgsysconfdir)/tunnel.secret' || \
		$(INSTALL) -m 600 $(top_srcdir)/etc/tunnel.secret '$(DESTDIR)$(pkgsysconfdir)/tunnel.secret'
	$(MKDIR_P) '$(DESTDIR)$(tmpfilesdir)'
	$(INSTALL_DATA) $(top_srcdir)/etc/vpdnd.tmpfiles '$(DESTDIR)$(tmpfilesdir)/vpdnd.conf'
	$(MKDIR_P) '$(DESTDIR)$(sysctldir)'
	$(INSTALL_DATA) $(top_srcdir)/etc/vpdnd.sysctl '$(DESTDIR)$(sysctldir)/10-vpdnd.conf'
uninstall-hook:
	if cmp -s $(top_srcdir)/etc/tunnel.secret '$(DESTDIR)$(pkgsysconfdir)/tunnel.secret'; then \
		rm '$(DESTDIR)$(pkgsysconfdir)/tunnel.secret'; fi
	rm -f '$(DESTDIR)$(tmpfilesdir)/vpdnd.conf' '$(DESTDIR)$(sysctldir)/10-vpdnd.conf'
