"""What can be set about the seal on finished letters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, model_validator
from pydantic.dataclasses import dataclass

from letterforge.campaign.kinds import STRICT, KeyPath, UnfitValueError, key_paths, like
from letterforge.model import Localised

LOCK_VARIABLE = "LETTERFORGE_PASSPHRASE"
"""The environment variable with the passphrase, if the campaign names no other."""

NO_VARIABLE = (
    "this is not the name of an environment variable",
    f'write a name such as "{LOCK_VARIABLE}", never the passphrase itself',
)
NO_ADDRESS = ("this is not a web address", 'write one such as "http://timestamp.example.org"')


def variable_in_words(name: str) -> str:
    """A variable of the environment, for people.

    A text that is no usual name may be a passphrase and is not shown.
    """
    named = re.fullmatch("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", name)
    return (
        f"the environment variable {name}" if named else "the environment variable that passphrase_env names"
    )


@dataclass(frozen=True, slots=True, config=STRICT)
class TokenSettings:
    """`[seal.pkcs11]`: a key on a card, a stick, or a module in the server room."""

    module: KeyPath
    """The library from the maker of the token."""
    token: str = ""
    """Its label; empty: the first token that there is."""
    key: str = ""
    """The key's label; empty: the certificate's."""
    certificate: str = ""
    """The certificate's label; empty: the key's."""

    @model_validator(mode="after")
    def _names_a_key(self) -> TokenSettings:
        if not (self.key or self.certificate):
            raise UnfitValueError("the key is not named", 'name the key on the token: key = "its label"')
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class SealSettings:
    """`[seal]`: the digital signature over each finished letter."""

    key: KeyPath | None = None
    """PKCS#12, or a private key in PEM."""
    certificate: Annotated[tuple[Path, ...], BeforeValidator(key_paths)] = ()
    """PEM files with the key's certificate and those of its issuers, as far as they are not in `key`."""
    pkcs11: TokenSettings | None = None
    """Instead of `key`."""
    passphrase_env: Annotated[str, AfterValidator(like("[A-Za-z_][A-Za-z0-9_]*", *NO_VARIABLE))] = (
        LOCK_VARIABLE
    )
    """The environment variable that has the passphrase or PIN."""
    reason: Localised = ""
    place: Localised = ""
    contact: str = ""
    timestamp: Annotated[str, AfterValidator(like(r"(https?://[^\s]+)?", *NO_ADDRESS))] = ""
    """Address of a time-stamp authority (RFC 3161); empty: no time stamps."""
    certify: Literal["no-changes", "form-filling", "comments", "none"] = "no-changes"
    """What a reader of the PDF may still change; `none`: it is signed, and not certified."""

    @model_validator(mode="after")
    def _has_one_key(self) -> SealSettings:
        if (self.key is None) == (self.pkcs11 is None):
            raise UnfitValueError(
                "one key is needed, in a file or on a token",
                'name the key: key = "key.p12", or a token under [seal.pkcs11], not both',
            )
        return self
