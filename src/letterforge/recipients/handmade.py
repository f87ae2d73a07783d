"""A recipient that a program has made itself: held to what a row of a table is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from letterforge import states
from letterforge.called import kind
from letterforge.errors import UsageError, did_you_mean
from letterforge.model import GENDERS, Recipient
from letterforge.protocol.labels import languages
from letterforge.protocol.offices import OFFICES
from letterforge.recipients.cells import trap

TEXTS = (
    *("id", "state", "office", "title", "honorific", "name", "gender", "organisation"),
    *("postal_code", "city", "address_country", "language", "email", "salutation"),
)
"""The fields of a recipient that are text."""
READ = "a row with names in place of codes is read like a table's: forge(campaign, {…})"


def require_like_a_row(recipient: Recipient) -> None:
    """Raise UsageError for what no row could have made: unknown codes, no text, signs that no letter holds."""
    for name, text in _texts(recipient):
        if not isinstance(text, str):
            raise UsageError(f"Recipient: {name} must be text, not {kind(text)}")
        if found := trap(text):
            raise UsageError(f"Recipient: {name} {found.message}", found.hint)
    for name in ("state", "address_country"):
        _require_state(name, getattr(recipient, name))
    _require_one_of("office", recipient.office, OFFICES)
    _require_one_of("language", recipient.language, languages())
    if recipient.gender not in GENDERS:
        raise UsageError(
            f'Recipient: there is no gender "{recipient.gender}"', 'there are: "f", "m", "x", ""'
        )


def _texts(recipient: Recipient) -> Iterator[tuple[str, object]]:
    for name in TEXTS:
        yield name, getattr(recipient, name)
    if not isinstance(recipient.address, tuple):
        raise UsageError("Recipient: address must be a tuple of lines", 'write ("Street 1", "Building B")')
    if not isinstance(recipient.extra, Mapping):
        raise UsageError("Recipient: extra must be texts by name", 'write {"remark": "…"}')
    yield from (("address", line) for line in recipient.address)
    for name, text in recipient.extra.items():
        yield from (("each name in extra", name), (f"extra {name}", text))


def _require_state(name: str, code: str) -> None:
    try:
        if code:
            states.state_names(code, "en")
    except KeyError:
        found = states.find_state(code)
        hint = f'write "{found}"; {READ}' if found else f"write a code of ISO 3166, such as KE; {READ}"
        raise UsageError(f'Recipient: {name} cannot be "{code}"', hint) from None


def _require_one_of(
    name: str, value: str, known: Mapping[str, object] | tuple[str, ...] | frozenset[str]
) -> None:
    if value and value not in known:
        hint = did_you_mean(value, known) or f"there are: {', '.join(sorted(known))}"
        raise UsageError(f'Recipient: there is no {name} "{value}"', hint)
