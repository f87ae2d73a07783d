"""The same files before other verifiers: what they refuse, we do not call sound."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile

import pytest
from lxml import etree

from letterforge.verify import SealStanding
from verify import authority, pdf_seals
from verify.examining import verdict_on
from verify.word_seals import DS, WordSigner, changed

SIGNATURE = "_xmlsignatures/sig1.xml"


def xmlsec1(folder, content):
    """Whether xmlsec1 holds the signature and everything that its manifest names for good."""
    path = folder / "letter.docx"
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "parts")
    part = folder / "parts" / SIGNATURE
    command = ["xmlsec1", "--verify", "--insecure", "--enabled-reference-uris", "empty,same-doc,local,remote"]
    for name in (f"{DS}:Object", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"):
        command += ["--id-attr:Id", name]
    for reference in etree.fromstring(part.read_bytes()).iter(f"{{{DS}}}Reference"):
        uri = reference.get("URI")
        if not uri.startswith("#"):
            command += [f"--url-map:{uri}", str(folder / "parts" / uri.lstrip("/").split("?")[0])]
    done = subprocess.run([*command, str(part)], capture_output=True, text=True, check=False)
    # Its exit code is 0 though a reference of a manifest fails: the counts tell.
    counts = re.search(r"Manifests References \(ok/all\): (\d+)/(\d+)", done.stdout + done.stderr)
    return done.returncode == 0 and counts is not None and counts[1] == counts[2]


@pytest.mark.skipif(not shutil.which("xmlsec1"), reason="xmlsec1 is not installed")
@pytest.mark.parametrize(
    "tamper",
    [
        lambda part: part,
        lambda part: part.replace(b" the ", b" The ", 1),
        lambda part: part + b"\n",
    ],
    ids=["as sealed", "a letter changed", "a line more"],
)
def test_xmlsec1_says_the_same_of_a_word_file(tmp_path, docx, tamper):
    """Another implementation, in another language."""
    content = changed(WordSigner().sign(docx), **{"word/document.xml": tamper})

    assert xmlsec1(tmp_path, content) == (verdict_on(tmp_path, content).standing is SealStanding.SOUND)


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not installed (poppler-utils)")
@pytest.mark.parametrize(
    "tamper",
    [
        lambda sealed: sealed,
        lambda sealed: sealed.replace(b"/Lang", b"/Long", 1),
        lambda sealed: sealed + b"\n",
        lambda sealed: pdf_seals.updated(sealed, pdf_seals.covered_text),
    ],
    ids=["as sealed", "a letter changed", "a line more", "an update"],
)
def test_pdfsig_says_the_same_of_a_pdf(tmp_path, pdf, tamper):
    """Its word "valid" is not enough: the line "Total document signed" counts."""
    content = tamper(pdf_seals.seal(pdf, authority.signer("rsa")))
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)

    done = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    theirs = "Signature is Valid." in done.stdout and "Total document signed" in done.stdout
    assert theirs == (verdict_on(tmp_path, content).standing is SealStanding.SOUND), done.stdout
