"""Word files as LibreOffice prints them, in the typefaces of the PDFs. FileNotFoundError: it is not here."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from letterforge import machine

FONTS = """\
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{folders}<cachedir>{cache}</cachedir>
<selectfont><rejectfont><glob>/usr/share/fonts/*/Caladea*</glob></rejectfont></selectfont>
</fontconfig>
"""
"""The typefaces of the PDF. Debian's Caladea is an older one, with other widths than Cambria."""
PACKAGED = ("Caladea", "Amiri", "Companion Serif", "Companion Sans")


def by_libreoffice(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Word files by name → those that LibreOffice could open, as PDF, under the same names."""
    with tempfile.TemporaryDirectory() as folder:
        fonts = Path(folder) / "fonts.conf"
        homes = sorted({str(path.parent) for face in PACKAGED for path in machine.packaged_face(face)})
        folders = "".join(f"<dir>{home}</dir>" for home in homes)
        fonts.write_text(FONTS.format(folders=folders, cache=folder), encoding="utf-8")
        sources = [Path(folder) / f"{name}.docx" for name in files]
        for source, content in zip(sources, files.values(), strict=True):
            source.write_bytes(content)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
        environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}
        subprocess.run(
            [*command, "pdf", "--outdir", folder, *map(str, sources)],
            check=True,
            capture_output=True,
            env=environment,
        )
        printed = (source.with_suffix(".pdf") for source in sources)
        return {path.stem: path.read_bytes() for path in printed if path.exists()}
