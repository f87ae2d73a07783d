"""The letters of one campaign, made by other programs, each used as its own documentation says.

A peer is one of these programs. It gets the letters that letterforge has composed, so that all set the same
text, and sets one letter at a time: `set(number)`. If it is not on this machine, it raises `MissingError`
with its name.
"""

from __future__ import annotations

import importlib
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from letterforge import Campaign, Format
from letterforge.model import Block, Heading, Letter, Line, ListBlock, Paragraph, PdfEngine, Recipient
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import read_recipients
from letterforge.typeset import TYPESETTERS

FIELDS = ("title", "organisation", "city")
"""The cells that the template of docxtpl prints."""


class MissingError(Exception):
    """A peer that is not on this machine."""


class Sample:
    """The first letters of a campaign, all in one language."""

    def __init__(self, root: Path, count: int) -> None:
        self.campaign = Campaign.load(root)
        table = read_recipients(self.campaign)
        language = self.campaign.language
        same = [row for row in table.recipients if self.campaign.language_of(row.language) == language]
        self.recipients: Sequence[Recipient] = [same[number % len(same)] for number in range(count)]
        self.workshop = Workshop(self.campaign, table.further_columns, tuple(Format))
        self.letters: Sequence[Letter] = [draft(row, self.workshop) for row in self.recipients]


def _module(name: str, shown: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingError(shown) from None


# --- ours ------------------------------------------------------------------------------------------


def ours(sample: Sample, chosen: Format, engine: PdfEngine = PdfEngine.WEASYPRINT) -> Callable[[int], bytes]:
    """letterforge, from the row of the table to the bytes."""
    output = replace(sample.campaign.output, pdf_engine=engine)
    typesetter = TYPESETTERS[chosen](replace(sample.campaign, output=output))
    return lambda number: typesetter.set(draft(sample.recipients[number], sample.workshop)).content


# --- Word ------------------------------------------------------------------------------------------


def docxtpl(sample: Sample) -> Callable[[int], bytes]:
    """A template in Word with fields for the cells; docxtpl reads it for each letter, as its guide says."""
    library = _module("docxtpl", "docxtpl")
    marked = replace(sample.recipients[0], **{name: f"{{{{ {name} }}}}" for name in FIELDS})
    letter = draft(marked, sample.workshop)
    template = sample.workshop.typesetters[Format.DOCX].set(letter).content

    def set_(number: int) -> bytes:
        document = library.DocxTemplate(io.BytesIO(template))
        document.render({name: getattr(sample.recipients[number], name) for name in FIELDS}, autoescape=True)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()

    return set_


def python_docx(sample: Sample) -> Callable[[int], bytes]:
    """A new document for each letter, paragraph by paragraph."""
    library = _module("docx", "python-docx")
    images = (signatory.image for signatory in sample.campaign.signatories)
    picture = next((image for image in images if image), None)

    def set_(number: int) -> bytes:
        letter = sample.letters[number]
        document = library.Document()
        for line in around(letter):
            document.add_paragraph(line)
        for style, content in paragraphs(letter.body):
            paragraph = document.add_paragraph(style=style)
            for run in content:
                written = paragraph.add_run(run.text)
                written.bold, written.italic = run.strong or None, run.emphasis or None
        if picture and picture.suffix in {".png", ".jpg"}:
            document.add_picture(str(picture), height=library.shared.Mm(16))
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()

    return set_


def around(letter: Letter) -> Iterator[str]:
    """The lines above the body."""
    for line in (letter.dateline, *letter.inside_address, letter.subject, letter.salutation):
        yield "".join(run.text for run in line)


def paragraphs(blocks: Sequence[Block]) -> Iterator[tuple[str, Line]]:
    """Paragraphs and entries of lists, with the names of styles that every Word template has."""
    for block in blocks:
        match block:
            case Paragraph(content):
                yield "Normal", content
            case Heading(level, content):
                yield f"Heading {level}", content
            case ListBlock():
                for entry in block.entries:
                    yield from (("List Bullet", content) for _, content in paragraphs(entry))
            case _:
                pass


# --- PDF -------------------------------------------------------------------------------------------


def weasyprint(sample: Sample) -> Callable[[int], bytes]:
    """A text in HTML with its style sheet for each letter: `HTML(string=…).write_pdf()`, tagged like ours."""
    library = _module("weasyprint", "WeasyPrint")
    pages = [_page(letter, sample) for letter in sample.letters]
    return lambda number: library.HTML(string=pages[number], base_url=str(sample.campaign.root)).write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True
    )


def _page(letter: Letter, sample: Sample) -> str:
    from xml.etree import ElementTree

    from letterforge.typeset.pdf import html
    from letterforge.typeset.pdf.styling import Styling

    tree = ElementTree.fromstring("<html><head></head><body></body></html>")
    html.fill_tree(tree, letter, sample.campaign)
    styling = Styling(sample.campaign)
    own = (sample.campaign.stationery.style / "style.css").read_text()
    css = f"{styling._faces}\n{styling._rules(letter)}\n{own}"
    style = ElementTree.SubElement(tree.find("head") or tree[0], "style")
    style.text = "$CSS$"
    text = ElementTree.tostring(tree, encoding="unicode", method="html")
    return "<!DOCTYPE html>" + text.replace("$CSS$", css)


def typst(sample: Sample) -> Callable[[int], bytes]:
    """A text in Typst with fields for the cells, and one compiler, which gets the cells of each letter."""
    library = _module("typst", "Typst")
    faces = next(Path(path).parent for path in _caladea().values())
    marked = replace(sample.recipients[0], **{name: f"\0{name}\0" for name in FIELDS})
    cells = [{name: getattr(row, name) for name in FIELDS} for row in sample.recipients]
    folder = tempfile.TemporaryDirectory()
    shutil.copytree(sample.campaign.root / "assets", Path(folder.name, "assets"))
    source = Path(folder.name, "letter.typ")
    source.write_text(_source(draft(marked, sample.workshop), sample.campaign), encoding="utf-8")
    compiler = library.Compiler(str(source), font_paths=[str(faces)], ignore_system_fonts=True)

    def set_(number: int, _kept: object = folder) -> bytes:
        return compiler.compile(format="pdf", pdf_standards=["ua-1"], sys_inputs=cells[number])

    return set_


def _caladea() -> dict[str, str]:
    return dict(_module("font_caladea", "font-caladea").font_files)


def _source(letter: Letter, campaign: Campaign) -> str:
    """The letter's text in the markup of Typst."""

    def text(line: Line) -> str:
        return "".join(
            f"#strong({_string(run.text)})" if run.strong else f"#{_string(run.text)}" for run in line
        )

    s = campaign.stationery
    margins = f"(top: {s.margin_top}pt, bottom: {s.margin_bottom}pt, x: {s.margin_left}pt)"
    parts = [
        f"#set document(title: {_string(letter.title)}, author: {_string(letter.author)})",
        f'#set page(paper: "a4", margin: {margins})',
        f'#set text(font: "Caladea", size: {s.size}pt, lang: "{letter.language}")',
        *(f"#{_string(line)}\n" for line in around(letter)),
    ]
    parts += [
        ("- " if style == "List Bullet" else "\n") + text(content)
        for style, content in paragraphs(letter.body)
    ]
    for signature in letter.signatures:
        if signature.image:
            image = "/" + signature.image.relative_to(campaign.root).as_posix()
            parts.append(f'#image("{image}", height: 16mm, alt: {_string(signature.description)})')
        parts.append(f"#{_string(signature.name)}")
    return "\n".join(parts)


def _string(text: str) -> str:
    """A text as Typst code, with the cells that are marked in it."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    pieces = [
        piece if number % 2 == 0 else f'" + sys.inputs.{piece} + "'
        for number, piece in enumerate(quoted.split("\0"))
    ]
    return f'("{"".join(pieces)}")'


def libreoffice(sample: Sample) -> Callable[[Sequence[int]], None]:
    """docxtpl for each letter, then LibreOffice once for all of them."""
    program = shutil.which("soffice")
    if program is None:
        raise MissingError("LibreOffice (soffice)")
    word = docxtpl(sample)

    def set_(numbers: Sequence[int]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for index, number in enumerate(numbers):
                path = Path(folder) / f"{index}.docx"
                path.write_bytes(word(number))
                files.append(str(path))
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *files]
            subprocess.run(command, check=True, capture_output=True)

    return set_
