EXTRA_DIST += tests/rfc2516/exceptions.tsv
EXTRA_DIST += tests/rfc2516/requirements.tsv
