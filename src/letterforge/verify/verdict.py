"""The verdict on a file and on each of its seals, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from letterforge.errors import Code


class Refused(Exception):
    """The file is damaged, or built as no honest program builds it: nothing in it is trusted."""


class SealStanding(StrEnum):
    """The verdict in one word, from the best to the worst."""

    SOUND = "sound"
    """Sealed and whole, and the chain ends at a trusted root."""
    UNTRUSTED = "untrusted"
    """Sealed and whole, but no trusted root confirms the certificate."""
    WEAK = "weak"
    """Sealed and whole, but with methods that can be forged today: SHA-1, a short key."""
    PARTIAL = "partial"
    """The seal is valid, but does not cover everything that is now in the file."""
    BROKEN = "broken"
    """A seal is not valid: the file was changed after it, or the seal was never right."""
    UNSEALED = "unsealed"
    """It has no seal."""
    UNREADABLE = "unreadable"
    """It is not a PDF or Word file, or it is hostile or too large."""
    MISSING = "missing"
    """The manifest lists it, but it is not there."""


CODES = {
    SealStanding.UNSEALED: Code.NOT_SEALED,
    SealStanding.BROKEN: Code.SEAL_BROKEN,
    SealStanding.PARTIAL: Code.SEAL_PARTIAL,
    SealStanding.WEAK: Code.SEAL_WEAK,
    SealStanding.UNTRUSTED: Code.SEAL_UNTRUSTED,
    SealStanding.UNREADABLE: Code.NOT_EXAMINED,
    SealStanding.MISSING: Code.LISTED_MISSING,
}
"""The code for each standing in `docs/errors.md`."""


class Listed(StrEnum):
    """Whether the manifest lists a file."""

    NO_MANIFEST = "no manifest"
    NOT_LISTED = "not listed"
    EQUAL = "equal"
    """Listed with the file's SHA-256."""
    DIFFERS = "differs"
    """Listed with another SHA-256: the run did not write these bytes."""


class Since(StrEnum):
    """What was done to a PDF after it was sealed."""

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
        """Whether the sealed content is still the same for readers."""
        return self in {Since.NOTHING, Since.VALIDATION_DATA, Since.SIGNED_AGAIN}


class SealKind(StrEnum):
    """The purpose of a seal."""

    SIGNATURE = "signature"
    CERTIFICATION = "certification"
    """It also defines which later changes are allowed (DocMDP, ISO 32000-2, 12.8.2.2)."""
    TIME_STAMP = "time stamp"
    """An authority confirms that the file existed at a time. It is not a person's signature."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp over a signature (RFC 3161)."""

    at: datetime
    authority: str
    trusted: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature in a file, and whether it is valid."""

    kind: SealKind
    signer: str
    """Subject of the certificate; empty if there is none."""
    issuer: str = ""
    serial: str = ""
    """Serial number of the certificate, hexadecimal."""
    claimed: datetime | None = None
    """When it was set, according to the signer."""
    stamp: Stamp | None = None
    allows: str = ""
    """For a certification: which later changes are allowed."""
    reason: str = ""
    covers_all: bool = False
    """Whether it covers all bytes (PDF) or parts (Word)."""
    since: Since = Since.NOTHING
    uncovered: tuple[str, ...] = ()
    """What it should cover but does not: parts and relationships of a Word file, bytes of a PDF."""
    left_out: tuple[str, ...] = ()
    """What it need not cover and does not: document properties, which Word rewrites at any time."""
    trusted: bool = False
    chain: str = ""
    """The root at the end of the chain, or why it is not trusted."""
    faults: tuple[str, ...] = ()
    """Why it is not valid; empty: it is."""
    weak: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is valid for everything that is now in the file."""
        return not self.faults and not self.uncovered and self.since.leaves_it_whole


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """What is known of one file."""

    path: Path
    standing: SealStanding
    format: str = ""
    """`pdf` or `docx`, by its content; empty if it is neither."""
    sha256: str = ""
    """Hexadecimal."""
    seals: tuple[Seal, ...] = ()
    faults: tuple[str, ...] = ()
    """What is wrong with the file as a whole, in addition to its seals."""
    listed: Listed = Listed.NO_MANIFEST

    @property
    def code(self) -> Code | None:
        """Its code in `docs/errors.md`; None: nothing is wrong."""
        return CODES.get(self.standing) or (Code.NOT_AS_LISTED if self.listed is Listed.DIFFERS else None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """All reasons why it is not sound."""
        several = len(self.seals) > 1
        named = ((seal.signer if several else "", _against(seal)) for seal in self.seals)
        of_seals = (f"{who}: {text}" if who else text for who, texts in named for text in texts)
        differs = ("the file is not the same as in the manifest",) if self.listed is Listed.DIFFERS else ()
        return (*self.faults, *dict.fromkeys(of_seals), *differs)

    def passes(self, *, allow_untrusted: bool = False) -> bool:
        """Whether it is sealed, whole and trusted, and not different from the manifest."""
        good = {SealStanding.SOUND, SealStanding.UNTRUSTED} if allow_untrusted else {SealStanding.SOUND}
        return self.standing in good and self.listed is not Listed.DIFFERS


def _against(seal: Seal) -> tuple[str, ...]:
    since = () if seal.since.leaves_it_whole or seal.faults else (f"after it was sealed: {seal.since}",)
    uncovered = tuple(f"not covered: {name}" for name in seal.uncovered)
    weak = tuple(f"made with {weakness}" for weakness in seal.weak)
    return (*seal.faults, *since, *uncovered, *weak, *(() if seal.trusted else (seal.chain,)))


def weigh(seals: Sequence[Seal], faults: Sequence[str] = ()) -> SealStanding:
    """The standing of a readable file with these seals.

    Each must be valid; a time stamp alone is not a seal.
    """
    if not any(seal.kind is not SealKind.TIME_STAMP for seal in seals):
        return SealStanding.BROKEN if faults else SealStanding.UNSEALED
    if faults or any(seal.faults or seal.since is Since.CHANGED for seal in seals):
        return SealStanding.BROKEN
    if not all(seal.whole for seal in seals) or not any(seal.covers_all for seal in seals):
        return SealStanding.PARTIAL
    if any(seal.weak for seal in seals):
        return SealStanding.WEAK
    return SealStanding.SOUND if all(seal.trusted for seal in seals) else SealStanding.UNTRUSTED
