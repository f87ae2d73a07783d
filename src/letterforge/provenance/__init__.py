"""Provenance: which files a letter is made from, each as it was when it was read.

`door` reads the files that a campaign gives and records them, `style_sheets` finds what a style sheet may take along.
"""

from letterforge.provenance.door import Door, FilesRead, sha256_of

__all__ = ["Door", "FilesRead", "sha256_of"]
