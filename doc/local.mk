dist_doc_DATA += \
	doc/control-protocol.md \
	doc/design.md \
	doc/guide-client.md \
	doc/guide-lac.md \
	doc/guide-lns.md \
	doc/guide-radius.md \
	doc/guide-switch.md \
	doc/performance.md \
	doc/radius-library.md \
	doc/rfc2516-coverage.md \
	doc/rfc2661-coverage.md \
	doc/security.md \
	doc/tolerance.md
