"""A letterhead in PDF: read, checked, and taken apart into objects that any letter's PDF can take in.

`checking` is what the typesetters call, `file` reads the pages, `reader` copies the objects that `schema`
allows, and `streams` and `work` refuse what unpacks to too much or draws too much.
"""
