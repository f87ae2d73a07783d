"""A recipient that a program has made: checked like a row of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.errors import Problem, UsageError, did_you_mean
from letterforge.intake.arguments import kind
from letterforge.model import GENDERS, Recipient
from letterforge.model.offices import OFFICES
from letterforge.recipients.cells import one_line, tidy, trap
from letterforge.recipients.unknown import unknown_language
from letterforge.recipients.vocabulary import find_language

TEXTS = (
    *("id", "state", "office", "title", "honorific", "name", "gender", "organisation"),
    *("postal_code", "city", "address_country", "language", "email", "salutation"),
)
"""The fields of a recipient that are text."""
READ = "to write names instead of codes, give a row: forge(campaign, {…})"


def like_a_row(recipient: Recipient, campaign: Campaign) -> Recipient:
    """A recipient as a table's: clean texts, the letter's language. One that was read comes back as it is.

    Raises UsageError for what no row could have made: unknown codes, no text, signs that no letter holds.
    """
    for name, text in _texts(recipient):
        if not isinstance(text, str):
            raise UsageError(f"Recipient: {name} must be text, not {kind(text)}")
        if found := trap(text):
            raise UsageError(f"Recipient: {name} {found.message}", found.hint)
    _require_unseen(recipient)
    for name in ("state", "address_country"):
        _require_state(name, getattr(recipient, name))
    _require_one_of("office", recipient.office, OFFICES)
    if find_language(recipient.language) != recipient.language:
        raise UsageError(
            f"Recipient: language {_of_language(recipient.language)}", f'write a tag: "en"; {READ}'
        )
    if recipient.gender not in GENDERS:
        raise UsageError(
            f'Recipient: there is no gender "{recipient.gender}"', 'there are: "f", "m", "x", ""'
        )
    return _resolve(_tidy(recipient), campaign)


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


def _require_unseen(recipient: Recipient) -> None:
    """Raise UsageError for what a program has no reason to give, and has given wrongly."""
    row, source = recipient.row, recipient.source
    if not isinstance(row, int) or isinstance(row, bool) or row < 0:
        raise UsageError(
            "Recipient: row must be a whole number, 0 or more", "do not set it: only a table has rows"
        )
    if not _is_by_name(recipient.truths, bool):
        raise UsageError("Recipient: truths must be True or False by name", 'write {"is_host": True}')
    if not _is_by_name(recipient.doubts, Problem):
        raise UsageError(
            "Recipient: doubts must be problems by name", "do not set it: only a table has doubts"
        )
    if not isinstance(source, tuple) or not all(isinstance(cell, str) for cell in source):
        raise UsageError(
            "Recipient: source must be a tuple of texts", "do not set it: only a table has cells"
        )
    if not isinstance(recipient.kinds, str):
        raise UsageError(
            f"Recipient: kinds must be text, not {kind(recipient.kinds)}",
            "do not set it: only a table has kinds",
        )


def _is_by_name(values: object, what: type) -> bool:
    return isinstance(values, Mapping) and all(
        isinstance(name, str) and isinstance(value, what) for name, value in values.items()
    )


def _of_language(text: str) -> str:
    found = find_language(text)
    return f'cannot be "{text}": its tag is "{found}"' if found else unknown_language(text).message


def _tidy(recipient: Recipient) -> Recipient:
    lines = (one_line(tidy(line)) for line in recipient.address)
    texts: dict[str, Any] = {name: one_line(tidy(getattr(recipient, name))) for name in TEXTS}
    extra = {name: tidy(text) for name, text in recipient.extra.items()}
    return replace(recipient, address=tuple(filter(None, lines)), extra=extra, **texts)


def _resolve(recipient: Recipient, campaign: Campaign) -> Recipient:
    """The recipient with the letter's language, and the name that messages use."""
    named = recipient.named_language
    if campaign.language_of(named) != recipient.language:  # the program's own, or of a row and changed
        named = recipient.language
    language, state = campaign.language_of(named), recipient.state
    return replace(
        recipient,
        language=language,
        language_cell=None if named == language else named,
        who=states.state_names(state, "en").name if state else "",
    )


def _require_state(name: str, code: str) -> None:
    try:
        if code:
            states.state_names(code, "en")
    except KeyError:
        found = states.find_state(code)
        hint = f'write "{found}"; {READ}' if found else f"write a code of ISO 3166, such as KE; {READ}"
        raise UsageError(f'Recipient: {name} cannot be "{code}"', hint) from None


def _require_one_of(name: str, value: str, known: Mapping[str, object]) -> None:
    if value and value not in known:
        hint = did_you_mean(value, known) or f"there are: {', '.join(sorted(known))}"
        raise UsageError(f'Recipient: there is no {name} "{value}"', hint)
