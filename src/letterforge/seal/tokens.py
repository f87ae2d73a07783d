"""A key on a PKCS#11 token (a card, a USB stick, a hardware module): it signs there, and never leaves it.

pyHanko and python-pkcs11 use it; both come with the extra `letterforge[pkcs11]`.
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

MISSING = "install it: pip install 'letterforge[pkcs11]'"


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """The place of a key on a token."""

    module: Path
    """The library of the token's manufacturer."""
    token: str = ""
    """The token's label; empty: the first token."""
    key: str = ""
    """The key's label; empty: the certificate's."""
    certificate: str = ""
    """The certificate's label; empty: the key's."""


class TokenKey(Key):
    """A key on a token. It cannot be pickled: each process opens the token itself."""

    def __init__(self, place: TokenPlace, pin: Secret | None) -> None:
        """Raises KeyFault, or WrongPassphrase if the PIN is wrong or missing."""
        try:
            import pkcs11.exceptions
            from pyhanko.sign import pkcs11 as tokens
        except ImportError:
            raise KeyFault(
                "the key is on a token, but the library for tokens is not installed", MISSING
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
                raise WrongPassphrase("the token is locked, but no PIN was given") from None
            raise KeyFault(
                f"the token cannot be used: {_words(error)}", "check that the token is plugged in"
            ) from None
        self.certificate = x509.load_der_x509_certificate(own.dump())
        self.chain = chain_of(
            self.certificate, (x509.load_der_x509_certificate(other.dump()) for other in others)
        )
        # Few tokens hash for elliptic curves; all sign a digest.
        self._signer.use_raw_mechanism = not self.is_rsa

    def sign(self, content: bytes) -> bytes:
        """The signature over the SHA-256 of some content. Raises KeyFault if the token is no longer there."""
        # pyHanko waits for the token in an event loop, but the caller's thread may already run one.
        with ThreadPoolExecutor(1) as thread:
            try:
                signed: bytes = thread.submit(
                    asyncio.run, self._signer.async_sign_raw(content, "sha256")
                ).result()
            except self._errors as error:
                raise KeyFault(
                    f"the token did not sign: {_words(error)}", "check that the token is plugged in"
                ) from None
        return signed


def _session(place: TokenPlace, pin: Secret | None) -> Any:
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
