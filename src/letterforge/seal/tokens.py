"""A key on a PKCS#11 token (a card, a stick, a module in the server room): it signs there, and never leaves it.

pyHanko with python-pkcs11 speaks to it; both come with the extra `letterforge[pkcs11]`.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from letterforge.seal.faults import KeyFault, WrongPassphrase
from letterforge.seal.keys import Key, chain_of
from letterforge.seal.secret import Secret

MISSING = "tokens need what comes with: pip install 'letterforge[pkcs11]'"


@dataclass(frozen=True, slots=True)
class Token:
    """Where a key is on a token."""

    module: Path
    """The library of the token's maker."""
    token: str = ""
    """The token's label; empty: the first that there is."""
    key: str = ""
    """The key's label; empty: the certificate's."""
    certificate: str = ""
    """The certificate's label; empty: the key's."""


class TokenKey(Key):
    """A key on a token. It does not pickle: each process opens the token itself."""

    def __init__(self, place: Token, pin: Secret | None) -> None:
        """Raises KeyFault, with the PIN wrong or missing WrongPassphrase."""
        try:
            import pkcs11.exceptions
            from pyhanko.sign import pkcs11 as tokens
        except ImportError:
            raise KeyFault(
                "the key is on a token, and the library for tokens is not installed", MISSING
            ) from None
        self._errors: tuple[type[Exception], ...] = (pkcs11.exceptions.PKCS11Error, RuntimeError)
        secret_errors = (
            pkcs11.exceptions.PinIncorrect,
            pkcs11.exceptions.PinLenRange,
            pkcs11.exceptions.PinInvalid,
            pkcs11.exceptions.UserNotLoggedIn,
        )
        try:
            session = _session(place, pin)
            self._signer: Any = tokens.PKCS11Signer(
                session,
                cert_label=place.certificate or place.key or None,
                key_label=place.key or place.certificate or None,
                other_certs_to_pull=None,
            )
            own = self._signer.signing_cert
            others = list(self._signer.cert_registry)
        except secret_errors:
            raise WrongPassphrase(f"the PIN does not open the token {place.token}".rstrip()) from None
        except self._errors as error:
            if pin is None:
                raise WrongPassphrase("the token is locked, and no PIN was given") from None
            raise KeyFault(f"the token cannot be used: {_words(error)}", "is it plugged in?") from None
        self.certificate = x509.load_der_x509_certificate(own.dump())
        self.chain = chain_of(
            self.certificate, (x509.load_der_x509_certificate(each.dump()) for each in others)
        )
        # Few tokens hash what an elliptic curve signs; all sign what was hashed.
        self._signer.use_raw_mechanism = not self.is_rsa

    def sign(self, content: bytes) -> bytes:
        """The signature over the SHA-256 of some content. Raises KeyFault where the token is gone."""
        # pyHanko waits for the token in an event loop, and the caller's thread may have one that runs.
        with ThreadPoolExecutor(1) as thread:
            try:
                signed: bytes = thread.submit(
                    asyncio.run, self._signer.async_sign_raw(content, "sha256")
                ).result()
            except self._errors as error:
                raise KeyFault(f"the token does not sign: {_words(error)}", "is it plugged in?") from None
        return signed


def _session(place: Token, pin: Secret | None) -> Any:
    from pkcs11.exceptions import UserAlreadyLoggedIn
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    module, criteria = str(place.module), TokenCriteria(label=place.token) if place.token else None
    text = pin.reveal().decode() if pin else None
    try:
        return open_pkcs11_session(module, token_criteria=criteria, user_pin=text)
    except UserAlreadyLoggedIn:  # by an earlier session of this process, which holds for all of them
        return open_pkcs11_session(module, token_criteria=criteria)


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
