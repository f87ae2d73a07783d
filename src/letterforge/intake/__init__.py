"""Reads safely what people and programs give: files, TOML, arguments, text in one spelling.

All within bounds.

`door` reads the files of a campaign and records them, each as it was when it was read.
"""

from letterforge.intake.door import Door, FilesRead, sha256_of

__all__ = ["Door", "FilesRead", "sha256_of"]
