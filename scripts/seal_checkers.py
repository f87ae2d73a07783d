"""What others say of sealed files: pdfsig and openssl of PDF, xmlsec1 and LibreOffice of Word files.

Each function returns what a checker has against a file, empty where it accepts the seal, and raises FileNotFoundError
where the checker is not on this machine.
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
"""Elements whose attribute Id xmlsec1 is to know as one."""
SYSTEM_PYTHON = "/usr/bin/python3"
LIBREOFFICE = Path(__file__).with_name("libreoffice_signatures.py")


def pdfsig(path: Path) -> str:
    """Poppler: one valid signature, over the whole file."""
    told = _run("pdfsig", "-nocert", str(path)).stdout
    wanted = ("Signature #1:", "Total document signed", "Signature is Valid")
    lacking = [each for each in wanted if told.count(each) != 1]
    return f"does not say: {', '.join(lacking)}\n{told}" if lacking or "Signature #2" in told else ""


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
    for each in IDS:
        command += ["--id-attr:Id", each]
    for reference in ET.parse(folder / name).iter(f"{DS}Reference"):
        uri = reference.get("URI", "")
        if not uri.startswith("#"):
            command += [f"--url-map:{uri}", str(folder / uri.split("?")[0].lstrip("/"))]
    answer = _run(*command, str(folder / name))
    told = answer.stdout + answer.stderr
    # It ends with 0 though a reference of the manifest fails: that is told in words alone.
    counts = re.findall(r"References \(ok/all\): (\d+)/(\d+)", told)
    is_whole = len(counts) == 2 and all(sound == all_ for sound, all_ in counts)
    return "" if answer.returncode == 0 and is_whole else told


def libreoffice(paths: Sequence[Path]) -> list[str]:
    """LibreOffice, of each file: one valid signature."""
    if _run(SYSTEM_PYTHON, "-c", "import uno").returncode or _run("soffice", "--version").returncode:
        raise FileNotFoundError("LibreOffice with python3-uno")
    answer = _run(SYSTEM_PYTHON, str(LIBREOFFICE), *map(str, paths))
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    if len(found) != len(paths):
        return [f"LibreOffice has broken down: {answer.stderr}"] * len(paths)
    return ["" if each == [True] else f"valid signatures: {each}" for each in found]


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
