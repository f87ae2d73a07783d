"""Bytes of a finished document → the same, sealed: a digital signature that shows every later change.

This room does not know letters, campaigns or the terminal, and needs nothing else of letterforge.

- `keys.py`: a private key and its certificate, from PKCS#12 or PEM; `tokens.py`: from a PKCS#11 token
- `fitness.py`: whether a key may seal, now and on a day
- `trial.py`: a self-signed key for trials
- `statement.py`: when and why a document is sealed
- `pdf.py`: PAdES (ETSI EN 319 142-1) on a PDF, with `field.py` (the tagged field on the page) and `cms.py`
  (the signature)
- `ooxml.py`: a package signature (ECMA-376-2) on Word, Excel and PowerPoint files, with `opc.py` (the
  package), `relationships.py` (their transform) and `xmldsig.py` (the signature)
- `timestamps.py`: a token of a time-stamp authority (RFC 3161)
- `secret.py`: a passphrase that is never shown; `faults.py`: what can go wrong
"""
