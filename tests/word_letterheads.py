"""Letterheads in Word for tests: one as a secretary has it, and changes to its parts."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

NAME = "own.docx"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letterhead(folder: Path, text: str = "") -> Path:
    """A letterhead as a secretary has it.

    A picture and a link in the header, a footer, styles of the house.
    """
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(40), Mm(30)
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].add_run("House of Examples").add_picture(
        str(folder / "assets" / "letterhead.jpg"), width=Mm(50)
    )
    section.header.paragraphs[0].text = "following page"
    section.footer.paragraphs[0].text = "footer of the house"
    section.first_page_footer.paragraphs[0].text = "first footer of the house"
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].element.rPr.append(tongue("de-DE"))
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x99, 0, 0)
    salutation = document.styles.add_style("Salutation", WD_STYLE_TYPE.PARAGRAPH)
    salutation.element.set(f"{{{salutation.element.nsmap['w']}}}styleId", "Anrede")
    salutation.font.size = Pt(17)
    if text:
        document.add_paragraph(text, style="List Number")
    path = folder / NAME
    document.save(str(path))
    return path


def tongue(tag: str) -> object:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), tag)
    return language


def edited(path: Path, changes: dict[str, tuple[bytes, bytes] | bytes]) -> None:
    """Change parts of a file: a text for another in it, or a part that it did not have."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        if isinstance(change, bytes):
            content[name] = change
        else:
            assert change[0] in content[name]
            content[name] = content[name].replace(*change, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def relationship(kind: str, target: str, *, external: bool) -> tuple[bytes, bytes]:
    mode = ' TargetMode="External"' if external else ""
    text = f'<Relationship Id="rIdX" Type="{RELATIONSHIP}/{kind}" Target="{target}"{mode}/></Relationships>'
    return b"</Relationships>", text.encode()
