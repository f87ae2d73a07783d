"""What can be set about the seal on finished letters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from letterforge.campaign.kinds import STRICT, KeyPath, key_paths
from letterforge.model import Localised

LOCK_VARIABLE = "LETTERFORGE_PASSPHRASE"
"""The environment variable that has the passphrase, where the campaign names no other one."""


@dataclass(frozen=True, slots=True, config=STRICT)
class TokenSettings:
    """`[seal.pkcs11]`: a key on a card, a stick, or a module in the server room."""

    module: KeyPath
    """The library of the token's maker."""
    token: str = ""
    """Its label; empty: the first token that there is."""
    key: str = ""
    """The key's label; empty: the certificate's."""
    certificate: str = ""
    """The certificate's label; empty: the key's."""

    @model_validator(mode="after")
    def _says_which_key(self) -> TokenSettings:
        if not (self.key or self.certificate):
            raise ValueError('name the key on the token: key = "its label"')
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
    passphrase_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = LOCK_VARIABLE
    """The environment variable that has the passphrase or PIN."""
    reason: Localised = ""
    place: Localised = ""
    contact: str = ""
    timestamp: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    """Address of a time-stamp authority (RFC 3161); empty: no time stamps."""
    certify: Literal["no-changes", "form-filling", "comments", "none"] = "no-changes"
    """What a reader of the PDF may still change; `none`: it is signed, and not certified."""

    @model_validator(mode="after")
    def _has_one_key(self) -> SealSettings:
        if (self.key is None) == (self.pkcs11 is None):
            raise ValueError('name the key: key = "key.p12", or a token under [seal.pkcs11], and not both')
        return self
