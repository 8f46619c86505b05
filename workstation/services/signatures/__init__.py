"""Signatures in the PDF itself (PAdES, ETSI EN 319 142-1): an office's own certificates, signing, checking."""
