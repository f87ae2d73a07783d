"""The seal of a campaign: what a run seals with, and one letter's sheets, sealed.

The room `seal` does the work.

The key is opened once by the run, to know before the first letter whether it may seal, and once by each
worker. Nothing of the room's libraries is loaded where a campaign has no seal.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from letterforge.campaign import Campaign, SealSettings
from letterforge.campaign.sealing import variable_in_words
from letterforge.errors import Code, LetterFailed, Place, Problem, Severity
from letterforge.model import Format, Letter, Sheet
from letterforge.seal.faults import KeyFault, NoTimestamp, SealError, WrongPassphrase
from letterforge.seal.secret import Secret
from letterforge.typeset.stamp import epoch

if TYPE_CHECKING:
    from letterforge.seal.keys import Key
    from letterforge.seal.statement import Changes, Statement

UNSEALED = "no letter of this campaign is written without its seal; correct [seal], or remove it"


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What a run seals with. It goes to the workers; the key does not."""

    settings: SealSettings
    passphrase: Secret | None
    time: datetime
    """That every seal of the run states: its start, or SOURCE_DATE_EPOCH."""
    certificate: bytes
    """SHA-256."""

    @property
    def mark(self) -> str:
        """What a sealed letter depends on.

        All but the time and the place of the key, which change nothing in it.
        """
        s = self.settings
        stated = (s.reason, s.place, s.contact, s.timestamp, s.certify)
        return f"{self.certificate.hex()} {stated!r}"


@dataclass(frozen=True, slots=True)
class PreparedSeal:
    """What to seal with, and what is wrong with it."""

    order: SealOrder | None = None
    """None: the campaign has no seal, or its key cannot be used."""
    problems: tuple[Problem, ...] = ()


def prepare_seal(campaign: Campaign, passphrase: Secret | None) -> PreparedSeal:
    """Open a campaign's key, to know before the first letter whether it can seal.

    `passphrase`: else the one in the environment variable that the campaign names.
    """
    settings = campaign.seal
    if settings is None:
        return PreparedSeal()
    from letterforge.seal.fitness import faults

    secret = passphrase or passphrase_in_environment(settings)
    try:
        key = open_sealing_key(settings, secret)
    except KeyFault as fault:
        return PreparedSeal(None, (_key_problem(fault, settings).at(file=campaign.file),))
    now = datetime.now(UTC)
    time = _stated_time(now)
    problems = [_key_problem(fault, settings) for fault in faults(key, now, campaign.letter.date)]
    problems += [] if problems else _strange_time(key, time)
    problems += _open_to_all(campaign)
    here = tuple(problem.at(file=campaign.file) for problem in problems)
    return PreparedSeal(SealOrder(settings, secret, time, key.fingerprint), here)


def passphrase_in_environment(settings: SealSettings) -> Secret | None:
    """The passphrase or PIN that the environment has for this seal; None: it has none."""
    text = os.environ.get(settings.passphrase_env, "")
    return Secret(text) if text else None


def is_locked(settings: SealSettings) -> bool:
    """Whether the key does not open without a passphrase or PIN. Other faults are not reported here."""
    if settings.pkcs11:
        return True
    try:
        open_sealing_key(settings, None)
    except WrongPassphrase:
        return True
    except KeyFault:
        return False
    return False


def open_sealing_key(settings: SealSettings, passphrase: Secret | None) -> Key:
    """The key, parsed. Raises KeyFault."""
    if settings.pkcs11:
        from letterforge.seal.tokens import TokenKey, TokenPlace

        place = settings.pkcs11
        return TokenKey(TokenPlace(place.module, place.token, place.key, place.certificate), passphrase)
    from letterforge.seal.keys import open_key

    assert settings.key is not None  # noqa: S101 - the settings have one of the two
    return open_key(settings.key, settings.certificate, passphrase)


class Sealer:
    """Seals sheets. Built once in each worker."""

    def __init__(self, order: SealOrder, campaign: Campaign) -> None:
        """Raises KeyFault."""
        from letterforge.seal.cms import Signer
        from letterforge.seal.timestamps import Authority

        self._order = order
        self._campaign = campaign
        # A worker on another machine gets no passphrase by the network: it has its own environment.
        passphrase = order.passphrase or passphrase_in_environment(order.settings)
        self._key = open_sealing_key(order.settings, passphrase)
        self._authority = Authority(order.settings.timestamp) if order.settings.timestamp else None
        self._signer = Signer(self._key, self._authority)

    def seal(self, letter: Letter, sheet: Sheet) -> bytes:
        """A sheet's bytes, sealed. Raises SealError."""
        return SEALERS[sheet.format](self, letter, sheet)

    def _pdf(self, letter: Letter, sheet: Sheet) -> bytes:
        from letterforge.seal.field import Visible
        from letterforge.seal.pdf import seal_pdf

        # As the typesetters call the pictures.
        inked = tuple(
            signature.description or signature.name for signature in letter.signatures if signature.image
        )
        signatory = letter.signatures[0].name if letter.signatures else ""
        name = letter.labels.signature.format(name=signatory or letter.author)
        visible = Visible(inked, signatory, inked[0] if inked else name)
        return seal_pdf(sheet.content, self._signer, self._statement(letter), visible)

    def _docx(self, letter: Letter, sheet: Sheet) -> bytes:
        from letterforge.seal.ooxml import seal_ooxml

        return seal_ooxml(sheet.content, self._key, self._statement(letter), self._authority)

    def _statement(self, letter: Letter) -> Statement:
        from letterforge.seal.statement import Statement

        s, text = self._order.settings, self._campaign.text
        reason, place = text(s.reason, letter.language), text(s.place, letter.language)
        return Statement(self._order.time, reason, place, s.contact, _changes(s))


SEALERS: Mapping[Format, Callable[[Sealer, Letter, Sheet], bytes]] = MappingProxyType(
    {Format.DOCX: Sealer._docx, Format.PDF: Sealer._pdf}  # noqa: SLF001 - the class's own table
)
"""What seals a sheet of a format."""


def seal_failure(fault: SealError, letter: Letter) -> LetterFailed:
    """That a letter could not be sealed."""
    code = Code.NO_TIMESTAMP if isinstance(fault, NoTimestamp) else Code.SEAL_FAILED
    message = f"the letter is not sealed: {fault.message}"
    return LetterFailed([Problem(code, message, fault.hint or UNSEALED, Place(who=letter.id))])


def bad_seal(fault: str, sheet: Sheet, letter: Letter) -> Problem:
    """That a seal which was made just now is not valid."""
    message = f"the seal of the {sheet.format} is not valid: {fault}"
    hint = (
        "the file is not written; please report this, with the file; for a file without a seal, remove [seal]"
    )
    return Problem(Code.SEAL_FAILED, message, hint, Place(who=letter.id))


def _changes(settings: SealSettings) -> Changes:
    from letterforge.seal.statement import Changes

    return {
        "no-changes": Changes.NONE,
        "form-filling": Changes.FORMS,
        "comments": Changes.COMMENTS,
        "none": Changes.ANY,
    }[settings.certify]


def _key_problem(fault: KeyFault, settings: SealSettings) -> Problem:
    hint = fault.hint
    if isinstance(fault, WrongPassphrase):
        hint = (
            f"type it when you are asked for it, or put it into {variable_in_words(settings.passphrase_env)}"
        )
    return Problem(Code.BAD_KEY, fault.message, hint)


def _stated_time(now: datetime) -> datetime:
    """SOURCE_DATE_EPOCH (seconds, reproducible-builds.org) where it is set, else now; in whole seconds."""
    return epoch() or now.replace(microsecond=0)


def _open_to_all(campaign: Campaign) -> Iterator[Problem]:
    """The warning that every user of this machine may read the key, by its mode."""
    path = campaign.seal.key if campaign.seal else None
    if path is None or os.name != "posix":
        return
    with suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & stat.S_IROTH:
            shown = campaign.shown(path)
            message = f"everybody who uses this machine can read the key {shown} (mode {mode:03o})"
            hint = f"chmod 600 {shlex.quote(str(path))}"
            yield Problem(Code.KEY_FOR_ALL, message, hint, severity=Severity.WARNING)


def _strange_time(key: Key, time: datetime) -> Iterator[Problem]:
    from letterforge.seal.fitness import is_valid_at

    if not is_valid_at(key, time):
        message = f"the seals will state {time:%Y-%m-%d %H:%M} UTC, but the certificate is not valid then"
        hint = (
            "set SOURCE_DATE_EPOCH to a time when the certificate is valid, or unset it: "
            "programs may call the seals invalid"
        )
        yield Problem(Code.SEAL_TIME, message, hint, severity=Severity.WARNING)
