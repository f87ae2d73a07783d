"""Other programs check sealed files: pdfsig and openssl check PDF, xmlsec1 and LibreOffice check Word files.

Each function returns the faults that a checker reports, empty if it accepts the seal. It raises
FileNotFoundError if the checker is not on this machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

DS = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE = re.compile(r"_xmlsignatures/[^/]+\.xml")
IDS = ("http://www.w3.org/2000/09/xmldsig#:Object", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties")
"""Elements whose attribute Id xmlsec1 must use as an id."""
SYSTEM_PYTHON = "/usr/bin/python3"
LIBREOFFICE = Path(__file__).with_name("libreoffice_signatures.py")


def pdfsig(path: Path) -> str:
    """Poppler: one valid signature, over the whole file."""
    output = _run("pdfsig", "-nocert", str(path)).stdout
    wanted = ("Signature #1:", "Total document signed", "Signature is Valid")
    missing = [text for text in wanted if output.count(text) != 1]
    return f"missing: {', '.join(missing)}\n{output}" if missing or "Signature #2" in output else ""


def openssl(path: Path, trusted: Path) -> str:
    """OpenSSL: the CMS signature over the bytes of the file, by a certificate of `trusted`."""
    content = path.read_bytes()
    found = re.search(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]", content)
    if found is None:
        return "there is no signature"
    start, end, rest = map(int, found.groups())
    if end + rest != len(content):
        return "the signature does not go to the end of the file"
    with tempfile.TemporaryDirectory() as folder:
        signed, signature = Path(folder, "signed"), Path(folder, "signature.der")
        signed.write_bytes(content[:start] + content[end:])
        signature.write_bytes(bytes.fromhex(content[start + 1 : end - 1].decode("ascii", "replace")))
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(signature)]
        command += ["-content", str(signed), "-CAfile", str(trusted), "-partial_chain", "-purpose", "any"]
        answer = _run(*command, "-out", str(Path(folder, "out")))
    return "" if answer.returncode == 0 else answer.stderr


def xmlsec(path: Path) -> str:
    """xmlsec1: every reference of the signature, those of its manifest too."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
            names = [name for name in archive.namelist() if SIGNATURE.fullmatch(name)]
        if not names:
            return "there is no signature"
        return "".join(_xmlsec(Path(folder), name) for name in names)


def _xmlsec(folder: Path, name: str) -> str:
    command = ["xmlsec1", "--verify", "--insecure", "--enabled-reference-uris", "empty,same-doc,local,remote"]
    for element in IDS:
        command += ["--id-attr:Id", element]
    for reference in ET.parse(folder / name).iter(f"{DS}Reference"):
        uri = reference.get("URI", "")
        if not uri.startswith("#"):
            command += [f"--url-map:{uri}", str(folder / uri.split("?")[0].lstrip("/"))]
    answer = _run(*command, str(folder / name))
    output = answer.stdout + answer.stderr
    # Its exit code is 0 even if a reference of the manifest fails: only the text shows that.
    counts = re.findall(r"References \(ok/all\): (\d+)/(\d+)", output)
    is_whole = len(counts) == 2 and all(valid == all_ for valid, all_ in counts)
    return "" if answer.returncode == 0 and is_whole else output


def libreoffice(paths: Sequence[Path]) -> list[str]:
    """LibreOffice: one valid signature in each file."""
    if _run(SYSTEM_PYTHON, "-c", "import uno").returncode or _run("soffice", "--version").returncode:
        raise FileNotFoundError("LibreOffice with python3-uno")
    answer = _run(SYSTEM_PYTHON, str(LIBREOFFICE), *map(str, paths))
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    if len(found) != len(paths):
        return [f"LibreOffice crashed: {answer.stderr}"] * len(paths)
    return ["" if valid == [True] else f"valid signatures: {valid}" for valid in found]


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
