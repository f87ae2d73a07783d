"""Files that another program has signed: read as they are, and told from changed ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterforge.model import Format
from letterforge.verify import SealStanding, quick
from letterforge.verify.crypto.trust import Trust
from verify.examining import refused, verdict_on

FOLDER = Path(__file__).parent / "signed_by_others"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in {".docx", ".pdf"})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_whole_and_nobody_vouches_for_it(tmp_path, path):
    """Signer and time are told; the certificate is self-signed."""
    verdict = verdict_on(tmp_path, path.read_bytes(), Trust())

    (seal,) = verdict.seals
    assert verdict.standing is SealStanding.UNTRUSTED, verdict.reasons
    assert (seal.signer, seal.whole, seal.covers_all, seal.weak) == ("TRIAL", True, True, ())
    assert f"{seal.claimed:%Y-%m-%d}" == "2026-11-24"
    assert quick(path.read_bytes(), Format(path.suffix[1:])) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_changed_one_is_noticed(tmp_path, path):
    """One byte."""
    content = path.read_bytes()
    middle = content.index(b"stream\n") + 20 if path.suffix == ".pdf" else len(content) // 2

    assert refused(verdict_on(tmp_path, content[:middle] + b"\1" + content[middle + 1 :], Trust()))
