
# For pppoe-server -q: doc/guide-lac.md.
dist_pkglibexec_SCRIPTS = etc/pppoe-pppd

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	etc/examples/client.conf \
	etc/examples/lac.conf \
	etc/examples/lns.conf \
	etc/examples/multilink-lac.conf \
	etc/examples/multilink-lns.conf \
	etc/examples/radius-lac.conf \
	etc/examples/switch.conf
# For sites whose scripts need more than the unit lets them do.
systemddocdir = $(docdir)/systemd
dist_systemddoc_DATA = etc/vpdnd-scripts.conf
# The unit names the directories that the programs are installed in.
systemdunit_DATA += etc/vpdnd.service etc/vpdnd-call@.service
etc/vpdnd.service: $(top_srcdir)/etc/vpdnd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) etc && sed -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@bindir[@]|$(bindir)|g' \
		$(top_srcdir)/etc/vpdnd.service.in >$@
etc/vpdnd-call@.service: $(top_srcdir)/etc/vpdnd-call@.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) etc && sed -e 's|@bindir[@]|$(bindir)|g' '$(top_srcdir)/etc/vpdnd-call@.service.in' >'$@'
CLEANFILES += etc/vpdnd.service etc/vpdnd-call@.service
EXTRA_DIST += etc/vpdnd.service.in etc/vpdnd-call@.service.in etc/vpdnd.sysctl etc/vpdnd.tmpfiles \
	etc/vpdnd.conf etc/ppp/client.options etc/ppp/lac.options etc/ppp/lns.options etc/ppp/pppoe.options

# Whoever runs vpdnd changes these: what is there already stays, and what was changed is not uninstalled. vpdnd.conf is for
# root alone, as secrets are written into it.
administrators_files = vpdnd.conf ppp/client.options ppp/lac.options ppp/lns.options ppp/pppoe.options
install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(pkgsysconfdir)/ppp'
	for file in $(administrators_files); do \
		case $$file in vpdnd.conf) mode=600 ;; *) mode=644 ;; esac; \
		test -e '$(DESTDIR)$(pkgsysconfdir)'/$$file || \
			$(INSTALL) -m $$mode $(top_srcdir)/etc/$$file '$(DESTDIR)$(pkgsysconfdir)'/$$file || exit 1; done
	$(MKDIR_P) '$(DESTDIR)$(tmpfilesdir)'
	$(INSTALL_DATA) $(top_srcdir)/etc/vpdnd.tmpfiles '$(DESTDIR)$(tmpfilesdir)/vpdnd.conf'
	$(MKDIR_P) '$(DESTDIR)$(sysctldir)'
	$(INSTALL_DATA) $(top_srcdir)/etc/vpdnd.sysctl '$(DESTDIR)$(sysctldir)/10-vpdnd.conf'
uninstall-hook:
	for file in $(administrators_files); do \
		if cmp -s $(top_srcdir)/etc/$$file '$(DESTDIR)$(pkgsysconfdir)'/$$file; then rm '$(DESTDIR)$(pkgsysconfdir)'/$$file; fi; done
	rm -f '$(DESTDIR)$(tmpfilesdir)/vpdnd.conf' '$(DESTDIR)$(sysctldir)/10-vpdnd.conf'
