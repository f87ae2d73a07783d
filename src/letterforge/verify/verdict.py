"""What is said of a file and of each of its seals, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from letterforge.errors import Code


class Refused(Exception):
    """The file is damaged, or built in a way that no honest program builds it: nothing in it is believed."""


class SealStanding(StrEnum):
    """The verdict in one word, from the best to the worst."""

    SOUND = "sound"
    """Sealed, whole, and the chain ends at a root that is trusted."""
    UNTRUSTED = "untrusted"
    """Sealed and whole, by a certificate that no trusted root vouches for."""
    WEAK = "weak"
    """Sealed and whole, by means that can be forged today: SHA-1, a short key."""
    PARTIAL = "partial"
    """The seal holds, and does not cover all that the file has now."""
    BROKEN = "broken"
    """A seal does not hold: the file was changed after it, or the seal was never good."""
    UNSEALED = "unsealed"
    """Nobody has sealed it."""
    UNREADABLE = "unreadable"
    """It is no PDF or Word file, or it is hostile, or beyond what is examined."""
    MISSING = "missing"
    """The manifest lists it, and it is not there."""


CODES = {
    SealStanding.UNSEALED: Code.NOT_SEALED,
    SealStanding.BROKEN: Code.SEAL_BROKEN,
    SealStanding.PARTIAL: Code.SEAL_PARTIAL,
    SealStanding.WEAK: Code.SEAL_WEAK,
    SealStanding.UNTRUSTED: Code.SEAL_UNTRUSTED,
    SealStanding.UNREADABLE: Code.NOT_EXAMINED,
    SealStanding.MISSING: Code.LISTED_MISSING,
}
"""The code that `docs/errors.md` explains each standing by."""


class Listed(StrEnum):
    """What the manifest says of a file."""

    NO_MANIFEST = "no manifest"
    NOT_LISTED = "not listed"
    EQUAL = "equal"
    """Listed, with the SHA-256 that the file has."""
    DIFFERS = "differs"
    """Listed, with another SHA-256: these are not the bytes that the run wrote."""


class Since(StrEnum):
    """What was done to a PDF after a seal was set."""

    NOTHING = "nothing"
    VALIDATION_DATA = "validation data added"
    SIGNED_AGAIN = "signed again"
    FORM = "a form filled in"
    COMMENTS = "comments added"
    UNKNOWN = "something that cannot be judged"
    CHANGED = "changed"
    """In a way that no seal allows."""

    @property
    def leaves_it_whole(self) -> bool:
        """Whether what the seal vouches for still reads as it did."""
        return self in {Since.NOTHING, Since.VALIDATION_DATA, Since.SIGNED_AGAIN}


class Kind(StrEnum):
    """What a seal is meant as."""

    SIGNATURE = "signature"
    CERTIFICATION = "certification"
    """It also says which changes are allowed after it (DocMDP, ISO 32000-2, 12.8.2.2)."""
    TIME_STAMP = "time stamp"
    """An authority's word that the file was there at a time; nobody's signature."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp over a signature (RFC 3161)."""

    at: datetime
    authority: str
    trusted: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature in a file, and what it is worth."""

    kind: Kind
    signer: str
    """Subject of the certificate; empty where there is none."""
    issuer: str = ""
    serial: str = ""
    """Serial number of the certificate, hexadecimal."""
    claimed: datetime | None = None
    """When it was set, by the signer's own word."""
    stamp: Stamp | None = None
    allows: str = ""
    """Of a certification: which changes are allowed after it."""
    reason: str = ""
    covers_all: bool = False
    """Whether the bytes (PDF) or parts (Word) that it covers are all that there are."""
    since: Since = Since.NOTHING
    uncovered: tuple[str, ...] = ()
    """What it does not cover and should: parts and relationships of a Word file, bytes of a PDF."""
    left_out: tuple[str, ...] = ()
    """What it does not cover and need not: document properties, which Word rewrites at will."""
    trusted: bool = False
    chain: str = ""
    """The root that the chain ends at, or why it is not trusted."""
    faults: tuple[str, ...] = ()
    """Why it does not hold; none: it holds."""
    weak: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it holds, for all that the file says now."""
        return not self.faults and not self.uncovered and self.since.leaves_it_whole


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """What is known of one file."""

    path: Path
    standing: SealStanding
    format: str = ""
    """`pdf` or `docx`, by its content; empty where it is neither."""
    sha256: str = ""
    """Hexadecimal."""
    seals: tuple[Seal, ...] = ()
    faults: tuple[str, ...] = ()
    """What is wrong with the file as a whole, beside what is wrong with its seals."""
    listed: Listed = Listed.NO_MANIFEST

    @property
    def code(self) -> Code | None:
        """What `docs/errors.md` explains it by; None where nothing is wrong."""
        return CODES.get(self.standing) or (Code.NOT_AS_LISTED if self.listed is Listed.DIFFERS else None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not sound, all of it."""
        several = len(self.seals) > 1
        named = ((seal.signer if several else "", _against(seal)) for seal in self.seals)
        of_seals = (f"{who}: {text}" if who else text for who, texts in named for text in texts)
        differs = (
            ("these are not the bytes that the manifest lists",) if self.listed is Listed.DIFFERS else ()
        )
        return (*self.faults, *dict.fromkeys(of_seals), *differs)

    def passes(self, *, allow_untrusted: bool = False) -> bool:
        """Whether it is sealed, whole and trusted, and not another file than the manifest lists."""
        good = {SealStanding.SOUND, SealStanding.UNTRUSTED} if allow_untrusted else {SealStanding.SOUND}
        return self.standing in good and self.listed is not Listed.DIFFERS


def _against(seal: Seal) -> tuple[str, ...]:
    since = () if seal.since.leaves_it_whole or seal.faults else (f"after it was sealed: {seal.since}",)
    uncovered = tuple(f"not covered: {name}" for name in seal.uncovered)
    weak = tuple(f"made with {each}" for each in seal.weak)
    return (*seal.faults, *since, *uncovered, *weak, *(() if seal.trusted else (seal.chain,)))


def weigh(seals: Sequence[Seal], faults: Sequence[str] = ()) -> SealStanding:
    """The standing of a readable file with these seals. Each must hold; a time stamp alone seals nothing."""
    if not any(seal.kind is not Kind.TIME_STAMP for seal in seals):
        return SealStanding.BROKEN if faults else SealStanding.UNSEALED
    if faults or any(seal.faults or seal.since is Since.CHANGED for seal in seals):
        return SealStanding.BROKEN
    if not all(seal.whole for seal in seals) or not any(seal.covers_all for seal in seals):
        return SealStanding.PARTIAL
    if any(seal.weak for seal in seals):
        return SealStanding.WEAK
    return SealStanding.SOUND if all(seal.trusted for seal in seals) else SealStanding.UNTRUSTED
