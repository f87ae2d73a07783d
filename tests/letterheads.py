"""Letterheads in PDF for tests: sound ones set by WeasyPrint, and one with each fault."""

from __future__ import annotations

import io

import pikepdf

PAGE = """\
<style>
@page {{ size: {size}; margin: 0 }} html {{ font: 20pt "{face}" }}
div {{ height: 100mm; padding: 8mm 20mm; color: {colour} }} div + div {{ break-before: page }}
img {{ opacity: .5; width: 20mm }}
</style>"""
PICTURE = (
    '<img alt="A seal" src="data:image/svg+xml,&lt;svg '
    "xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'&gt;"
    "&lt;circle cx='4' cy='4' r='4'/&gt;&lt;/svg&gt;\">"
)


def letterhead(*pages: str, size: str = "A4", face: str = "Caladea Text", colour: str = "#a00000") -> bytes:
    """A tagged PDF with a line of text and a drawing on each page."""
    from letterforge.typeset.faces import find_packaged_files
    from letterforge.typeset.pdf.css import write_font_faces
    from letterforge.typeset.pdf.engine import HTML

    faces = f"<style>{write_font_faces('Caladea Text', find_packaged_files('Caladea'))}</style>"
    texts = "".join(f"<div>{page} {PICTURE}</div>" for page in pages)
    head = PAGE.format(size=size, face=face, colour=colour)
    html = f'<html lang="en"><title>Letterhead</title>{faces}{head}{texts}'
    return bytes(HTML(string=html).write_pdf(pdf_variant="pdf/ua-1"))


def changed(content: bytes, change) -> bytes:
    """A PDF after a change to it; `change` takes a pikepdf.Pdf."""
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        return saved(document)


def saved(document: pikepdf.Pdf, **options) -> bytes:
    """A PDF as bytes."""
    content = io.BytesIO()
    document.save(content, **options)
    return content.getvalue()


def not_embedded(operators: bytes = b"BT /F1 20 Tf 60 780 Td (Organisation) Tj ET") -> bytes:
    """A page in a typeface that every viewer has, and that is not in the file."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595.28, 841.89))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica")
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(operators)
    return saved(document)


def coloured_for_print() -> bytes:
    """A page with an area in CMYK."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595.28, 841.89))
    page.Contents = document.make_stream(b"1 0 0 0 k 0 0 100 100 re f")
    return saved(document)


def scripted(document: pikepdf.Pdf) -> None:
    """Add a script that runs when the file is opened."""
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x')")
    )


def layered(document: pikepdf.Pdf) -> None:
    """Say that the file has layers."""
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(), D=pikepdf.Dictionary())


def turned(document: pikepdf.Pdf) -> None:
    """Turn the page, and move its origin: it looks the same."""
    for page in document.pages:
        page.contents_add(b"q 1 0 0 1 10 20 cm", prepend=True)
        page.contents_add(b"Q")
        page.MediaBox = pikepdf.Array([10, 20, 605.28, 861.89])
        for box in ("/TrimBox", "/BleedBox", "/CropBox"):
            if box in page:
                del page[box]
