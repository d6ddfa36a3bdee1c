dist_doc_DATA += doc/control-protocol.md
