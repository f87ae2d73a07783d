"""Keys on a token, by SoftHSM, which is one in software."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import seal_checkers
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

import keys
from letterforge.seal.cms import Signer
from letterforge.seal.faults import KeyFault, WrongPassphrase
from letterforge.seal.pdf import seal_pdf
from letterforge.seal.secret import Secret
from letterforge.seal.tokens import TokenKey, TokenPlace
from seal.conftest import STATEMENT

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
PIN = Secret("5678")


@pytest.fixture(scope="module")
def module(tmp_path_factory) -> Path:
    """The library of a token "Trial" with two keys, `rsa` and `p256`."""
    found = next((Path(each) for each in MODULES if Path(each).exists()), None)
    if found is None or not shutil.which("softhsm2-util") or not shutil.which("pkcs11-tool"):
        pytest.skip("SoftHSM and OpenSC are not on this machine")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm.conf")  # read by the library, once for each process
    run("softhsm2-util", "--init-token", "--free", "--label", "Trial", "--so-pin", "1234", "--pin", "5678")
    for number, kind in enumerate(("rsa", "p256"), start=1):
        (folder / "key.pem").write_bytes(keys.pem(keys.private(kind)))
        (folder / "own.der").write_bytes(keys.signing(kind).public_bytes(Encoding.DER))
        place = ("--label", kind, "--id", f"0{number}", "--pin", "5678")
        run("softhsm2-util", "--import", str(folder / "key.pem"), "--token", "Trial", *place)
        tool = ("pkcs11-tool", "--module", str(found), "--login", "--token-label", "Trial")
        run(*tool, "--write-object", str(folder / "own.der"), "--type", "cert", *place)
    return found


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def test_a_wrong_or_missing_pin_is_told_as_that(module):
    for pin in (None, Secret("0000")):
        with pytest.raises(WrongPassphrase):
            TokenKey(TokenPlace(module, "Trial", "rsa"), pin)


@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_a_key_on_a_token_signs(module, kind):
    key = TokenKey(TokenPlace(module, "Trial", kind), PIN)

    signed = key.sign(b"a letter")

    how = (padding.PKCS1v15(), SHA256()) if kind == "rsa" else (ec.ECDSA(SHA256()),)
    keys.private(kind).public_key().verify(signed, b"a letter", *how)
    assert key.chain == ()


def test_a_letter_is_sealed_by_it(module, bench, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(
        seal_pdf(bench.pdf, Signer(TokenKey(TokenPlace(module, "Trial", "rsa"), PIN)), STATEMENT)
    )
    try:
        assert not seal_checkers.pdfsig(path)
    except FileNotFoundError:
        pytest.skip("pdfsig is not on this machine")


def test_a_token_or_key_that_is_not_there_is_refused(module):
    for place in (
        TokenPlace(module, "Other", "rsa"),
        TokenPlace(module, "Trial", "other"),
        TokenPlace(Path("/no.so"), "", "rsa"),
    ):
        with pytest.raises(KeyFault) as refusal:
            TokenKey(place, PIN)
        assert not isinstance(refusal.value, WrongPassphrase)
