"""What a template sees: `recipient`, `state`, `letter`, `facts`, `sender`, `cosigners`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.languages import OURS, Languages
from letterforge.model import COLUMNS, Cosigner, Language, Recipient
from letterforge.personalise.blanks import Blank, Doubtful
from letterforge.protocol.forms import SIGNS, Form, default_title, gender_of
from letterforge.protocol.posting import own_title

ADDRESS_FIELDS = ("salutation", "vocative", "you", "close", "inside_address")
"""How a row's office is addressed. The protocol provides these fields."""
STATE_FIELDS = (
    "alpha2",
    "alpha3",
    "name",
    "with_article",
    "formal_name",
    "formal_with_article",
    "of",
    "formal_of",
    "inside",
    "group",
    "party_to",
)
FORMAL_FIELDS = tuple(name for name in STATE_FIELDS if name.startswith("formal"))
LETTER_FIELDS = ("date", "place", "language", "reference")
SENDER_FIELDS = ("organisation", "lines")
COSIGNER_FIELDS = ("count", "names")

CAMPAIGN_NAMES = frozenset({"cosigners", "facts", "letter", "sender"})
"""What is the same for all recipients of one language; everything else that a template prints is personal."""
NAMES = frozenset({"recipient", "state"}) | CAMPAIGN_NAMES


class Fields:
    """Named values that a template reads with a dot, and nothing else."""

    __slots__ = ("root", "used", "values")

    def __init__(self, root: str, values: Mapping[str, object], used: set[str] | None = None) -> None:
        """The names that a template reads are added to `used`."""
        self.root = root
        self.values = values
        self.used = used

    def __getattr__(self, name: str) -> object:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> object:
        return self.values[name]

    def __repr__(self) -> str:
        return f"<{self.root}>"


class Function:
    """A function that a template may call; nothing else of it can be used."""

    __slots__ = ("_call", "name")

    def __init__(self, name: str, call: Callable[..., object]) -> None:
        self.name = name
        self._call = call

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Its result. Raises TypeError if it does not accept the values."""
        try:
            return self._call(*args, **kwargs)
        except TypeError as error:
            if error.__traceback__ and error.__traceback__.tb_next:
                raise  # from inside the function
            raise TypeError(f"{self.name}() does not accept these values") from None

    def __repr__(self) -> str:
        return f"<{self.name}>"


def recipient_fields(
    recipient: Recipient,
    columns: Iterable[str],
    address: Mapping[str, object],
    used: set[str] | None = None,
) -> Fields:
    """A row's cells by column, an empty one as a `Blank`, and how its office is addressed (`ADDRESS_FIELDS`).

    `columns`: the table's other columns. The names that a template reads are added to `used`.
    """
    cells: dict[str, object] = dict.fromkeys(columns, "")
    cells.update(recipient.extra)
    cells.update({column: getattr(recipient, column) for column in COLUMNS if column != "country"})
    cells["language"] = recipient.named_language
    names = states.state_names(recipient.state, "en") if recipient.state else None
    cells["country"] = names.name if names else ""
    seen = {key: value if value else Blank(f"recipient.{key}") for key, value in cells.items()}
    seen.update(recipient.truths)
    for key, doubt in recipient.doubts.items():
        seen[key] = Doubtful.of(recipient.extra.get(key, ""), f"recipient.{key}", doubt)
    return Fields("recipient", seen | dict(address), used)


def address_fields(
    recipient: Recipient,
    form: Form | None,
    lines: Sequence[str],
    language: Language,
    languages: Languages,
    *,
    several: bool,
) -> dict[str, object]:
    """How a recipient is addressed. If there is no form of address, the office is reported as missing.

    `several`: whether more than one person signs. If the row has no title, the office's own is used, as in
    the address.
    """
    missing = Blank("recipient.office")
    own = default_title(recipient.office, gender_of(recipient), language, recipient.state, languages)
    salutation = recipient.salutation or (form.salutation if form else "")
    return {
        "salutation": salutation or missing,
        "vocative": recipient.salutation.rstrip(SIGNS) or (form.vocative if form else missing),
        "you": form.you if form else missing,
        "close": form.closing(several=several, salutation=salutation) if form else missing,
        "inside_address": list(lines),
        "title": own_title(recipient, language, languages) or own or Blank("recipient.title"),
    }


def state_fields(
    recipient: Recipient,
    language: Language,
    campaign: Campaign,
    registers: Callable[[], Mapping[str, states.Register]],
) -> Fields:
    """The recipient's state, its names in the letter's language, and its treaties on the letter's date.

    `registers`: the campaign's own, by name, read when a template first needs one.
    """
    code = recipient.state
    values: dict[str, object] = {name: Blank("recipient.country") for name in STATE_FIELDS}
    values["party_to"] = _party_to(code, campaign.letter.date, registers)
    if code:
        names = states.state_names(code, language, campaign.languages)
        values |= {
            "alpha2": code,
            "alpha3": states.alpha3(code),
            "name": names.name,
            "with_article": names.with_article,
            "formal_name": names.formal_name,
            "formal_with_article": names.formal_with_article,
            "of": names.of,
            "formal_of": names.formal_of,
            "inside": names.inside,
            "group": states.group(code) or Blank("state.group"),
        }
        if states.lacks_formal_name(code, language, campaign.languages):
            values |= {name: Blank(f"state.{name}") for name in FORMAL_FIELDS}
    return Fields("state", values)


def _party_to(code: str, on: date, registers: Callable[[], Mapping[str, states.Register]]) -> Function:
    def party_to(treaty: str) -> bool | None:
        return states.party_to(code, treaty, on, registers())

    return Function("party_to", party_to)


def letter_fields(campaign: Campaign, language: Language, reference: str) -> Fields:
    """What all letters of one language have in common, and the letter's own reference."""
    place = campaign.text(campaign.letter.place, language)
    values = {
        "date": campaign.letter.date,
        "place": place or Blank("letter.place"),
        "language": language,
        "reference": reference or Blank("letter.reference"),
    }
    return Fields("letter", values)


def sender_fields(campaign: Campaign, language: Language) -> Fields:
    """The organisation that writes, in the letter's language."""
    values = {
        "organisation": campaign.text(campaign.sender.organisation, language),
        "lines": [campaign.text(line, language) for line in campaign.sender.lines],
    }
    return Fields("sender", values)


def cosigner_fields(cosigners: Sequence[Cosigner]) -> Fields:
    """The co-signing organisations: how many, and their names in the file's order."""
    return Fields("cosigners", {"count": len(cosigners), "names": [cosigner.name for cosigner in cosigners]})


def fact_fields(
    facts: Mapping[str, object], language: Language, root: str = "facts", languages: Languages = OURS
) -> Fields:
    """The campaign's own values.

    A table in a table is read with another dot; of a table by language, the letter's text.
    """
    return Fields(
        root, {key: _fact(value, language, f"{root}.{key}", languages) for key, value in facts.items()}
    )


def is_by_language(fact: object, languages: Languages = OURS) -> bool:
    """Whether a fact is a table of texts by language: each key is a language of letters."""
    return isinstance(fact, Mapping) and bool(fact) and fact.keys() <= set(languages.complete())


def _fact(value: object, language: Language, name: str, languages: Languages) -> object:
    if isinstance(value, Mapping) and is_by_language(value, languages):
        return _fact(value.get(language, ""), language, name, languages)
    if isinstance(value, Mapping):
        return fact_fields(value, language, name, languages)
    if isinstance(value, list):
        return [_fact(entry, language, name, languages) for entry in value]
    return Blank(name) if value == "" else value
