"""What the file of a language may hold: a value of TOML → everything in it that has another shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import TypeAlias

from letterforge.errors import did_you_mean
from letterforge.languages.files import FORM_GENDERS, PackPart
from letterforge.model import OPENING
from letterforge.model.offices import OFFICES

LONGEST = 1000
"""Characters of one text."""
MOST_TEXTS = 5000
"""Texts of a list, keys of a table, rows of a CSV."""
UNPRINTABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ue000-\\uf8ff\\ud800-\\udfff]")
"""Control characters, half characters, and the private ones in which letters keep their values."""
STATE = r"[A-Z]{2,12}"


@dataclass(frozen=True, slots=True)
class TextShape:
    """A text."""

    places: frozenset[str] | None = None
    """The places `{…}` that it may have; None: it is printed as it is."""
    needs: frozenset[str] = frozenset()
    """Those that it must have."""
    like: str = ".*"
    """The pattern that it must match as a whole."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class FlagShape:
    """true or false."""


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list of texts."""

    known: frozenset[str] = frozenset()
    """What each of them must be; empty: anything."""
    count: int = 0
    """How many they must be; 0: any number."""
    like: TextShape = TextShape()
    """What shape each of them has."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table of keys."""

    keys: Mapping[str, Shape] = field(default_factory=dict)
    others: Shape | None = None
    """What is under all other keys; None: there are none."""
    like: str = ".*"
    """The pattern of these keys."""


@dataclass(frozen=True, slots=True)
class TablesShape:
    """A list of tables: `[[form]]`."""

    each: TableShape


@dataclass(frozen=True, slots=True)
class GenderedShape:
    """A text, or one for each of `FORM_GENDERS`."""


Shape: TypeAlias = TextShape | FlagShape | ListShape | TableShape | TablesShape | GenderedShape
Fault: TypeAlias = tuple[str, str]
"""The path of a key, with full stops between its parts, and what is wrong there."""

PLAIN = TextShape()
WORDS = ListShape()
OFFICE = "|".join(OFFICES)
HOUSE = TextShape(frozenset({"title", "of", "formal_of", "for", "to"}))
ORDINAL = TextShape(frozenset({"number"}), frozenset({"number"}))
NAMES = ("name", "with_article", "formal_name", "formal_with_article")
NAME = TextShape(frozenset(NAMES))
SPACE = TextShape(like=r"\s?", example='"\\u202F"')


def _named(*names: str) -> TextShape:
    return TextShape(frozenset(names), frozenset(names))


LOCALE = TextShape(like="[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?", example='"de_CH"')
SUPERIOR = TextShape(like=r"[^^]*\^[^^]+\^[^^]*", example='"{number}^e^"')
TYPOGRAPHY = TableShape(
    {
        **dict.fromkeys(("quotes", "inner_quotes"), ListShape(count=2)),
        **dict.fromkeys(
            (
                "bound",
                "bound_to_number",
                "before_date",
                "before_range",
                "before_reference",
                "units",
                "elided",
            ),
            WORDS,
        ),
        **dict.fromkeys(("dash", "closing_dash", "range"), PLAIN),
        **dict.fromkeys(("before_high", "groups"), SPACE),
        "figure_and_noun": FlagShape(),
        "superiors": ListShape(like=SUPERIOR),
    }
)
ORDINAL_WORDS = TableShape(
    {
        **dict.fromkeys(("m", "f"), ListShape(count=19)),
        **dict.fromkeys(("tens", "tens_oblique"), ListShape(count=8)),
        **dict.fromkeys(("m_first", "f_first", "hundred"), PLAIN),
        "joined": TextShape(frozenset({"one", "ten"}), frozenset({"one", "ten"})),
        "after_hundred": TextShape(frozenset({"ordinal"}), frozenset({"ordinal"})),
    }
)
FORM = TableShape(
    {
        "office": ListShape(frozenset(OFFICES)),
        "gender": ListShape(frozenset(FORM_GENDERS)),
        "states": WORDS,
        **dict.fromkeys(
            ("line", "line_peer", "line_senator"), TextShape(frozenset({"name"}), frozenset({"name"}))
        ),
        "close": TextShape(frozenset({"salutation"})),
        "close_we": TextShape(frozenset({"salutation"})),
        **dict.fromkeys(("unsure", "read"), FlagShape()),
        **dict.fromkeys(("salutation", "within", "you", "source"), PLAIN),
    }
)
UNFILLED = (
    *("always", "fill", "later", "programs", "offices", "signers", "drafts", "things", "beside", "articles"),
    *("greetings", "before_a_name", "greeted_offices", "months", "numbered"),
)
PERSONS = ("m", "f", "kept", "excellency", "styles", "peers", "senators", "titles")
AROUND = ("before", "standing_in", "connectives", "joints", "no_post", "field", "not_first", "not_within")
SHAPES: Mapping[PackPart, TableShape] = {
    PackPart.LABELS: TableShape(
        {
            "order": ListShape(frozenset(OPENING), len(OPENING)),
            **dict.fromkeys(("reference", "subject", "enclosure", "copies", "annex", "draft"), PLAIN),
            "enclosures": _named("count"),
            "annexes": _named("number"),
            "page": _named("page", "pages"),
            "signature": _named("name"),
        }
    ),
    PackPart.FORMS: TableShape(
        {
            "titles": TableShape({}, GenderedShape(), OFFICE),
            "titles_of": TableShape({}, TableShape({}, GenderedShape(), OFFICE), STATE),
            "unnamed": TableShape(
                {"post": HOUSE, "home": HOUSE, "before_any_title": FlagShape()}, HOUSE, OFFICE
            ),
            "unnamed_of": TableShape({}, TableShape({}, HOUSE, OFFICE), STATE),
            "houses": TableShape({}, HOUSE),
            "houses_of": TableShape({}, TableShape({}, HOUSE), STATE),
            "to": TableShape({}, PLAIN),
            "persons": TableShape({**dict.fromkeys(PERSONS, WORDS), "beside": FlagShape()}),
            "form": TablesShape(FORM),
        }
    ),
    PackPart.WRITING: TableShape(
        {
            "direction": TextShape(like="ltr|rtl", example='"ltr" or "rtl"'),
            "capitals": FlagShape(),
            "dates": LOCALE,
            "dates_of": TableShape({}, LOCALE, STATE),
            "proofing": TextShape(like="[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", example='"de-CH"'),
            "date": TableShape({"line": _named("place", "date"), "first_of_month": PLAIN}),
            "ordinals": TableShape(
                {
                    "m": ORDINAL,
                    "f": ORDINAL,
                    "ending": TableShape({}, ORDINAL, "[0-9]{1,4}"),
                    "exactly": TableShape({}, TableShape({"m": PLAIN, "f": PLAIN}), "[0-9]{1,4}"),
                    "words": ORDINAL_WORDS,
                }
            ),
            "typography": TYPOGRAPHY,
            "states": TableShape(
                {
                    "of": NAME,
                    "formal_of": TextShape(frozenset({*NAMES, "of"})),
                    "inside": TextShape(frozenset({*NAMES, "of", "formal_of"})),
                    "bare_of": TextShape(frozenset({*NAMES, "of", "formal_of", "inside"})),
                    "for": TextShape(frozenset({"name", "with_article"})),
                    "contracted": TableShape({}, PLAIN),
                }
            ),
        }
    ),
    PackPart.WORDS: TableShape(
        {
            **dict.fromkeys(("excellency", "excellency_in_text", "honorifics", "vocatives", "plain"), WORDS),
            **dict.fromkeys(("no_part_of_a_name", "name_columns"), WORDS),
            "salutation_end": PLAIN,
            "close_repeats_salutation": FlagShape(),
            "named_offices": ListShape(frozenset(OFFICES)),
            "gender": TableShape({"m": WORDS, "f": WORDS}),
            "titles": TableShape({}, WORDS),
            "unfilled": TableShape(dict.fromkeys(UNFILLED, WORDS)),
        }
    ),
    PackPart.CELLS: TableShape(
        {
            "post_box": PLAIN,
            "house_number_first": FlagShape(),
            **dict.fromkeys(("further_post_boxes", "before_a_box_number", "no_names"), WORDS),
            **dict.fromkeys(("vacant", "of_a_post", "since", "between_genders"), WORDS),
            "honorifics": TableShape(dict.fromkeys(("begins", "in_capitals", "alone"), WORDS)),
            "gender": TableShape(dict.fromkeys(("f", "m", "x", "unknown"), WORDS)),
            "mail_fields": TableShape({}, WORDS),
        }
    ),
    PackPart.OFFICES: TableShape(
        {
            "means": TableShape({}, WORDS, OFFICE),
            "near": TableShape({}, WORDS, OFFICE),
            "by_state": TableShape({}, WORDS),
            "around": TableShape(
                {
                    **dict.fromkeys((*AROUND, "last", "compound", "no_compound"), WORDS),
                    "without_connective": FlagShape(),
                }
            ),
        }
    ),
}
"""The parts in TOML."""
CSV_COLUMNS: Mapping[PackPart, tuple[str, ...]] = {
    PackPart.STATES: (
        *("code", "name", "with_article", "formal_name", "formal_with_article"),
        *("of", "formal_of", "inside", "bare_of", "everyday", "in_address", "also"),
    ),
    PackPart.HEADINGS: ("heading", "column", "part", "source", "asked"),
}
"""The parts in CSV, each with its columns; the first must be there and filled in every row."""


def find_faults(value: object, shape: Shape, path: str = "") -> Iterator[Fault]:
    """Everything in a value that has another shape."""
    match shape:
        case TextShape():
            yield from _faults_of_text(value, shape, path)
        case FlagShape():
            if not isinstance(value, bool):
                yield path, "must be true or false"
        case ListShape():
            yield from _faults_of_texts(value, shape, path)
        case GenderedShape():
            by_gender = (
                TableShape(dict.fromkeys(FORM_GENDERS, PLAIN)) if isinstance(value, Mapping) else PLAIN
            )
            yield from find_faults(value, by_gender, path)
        case TablesShape(each):
            if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
                yield path, f"must be tables, each under a line [[{path}]]"
            elif len(value) > MOST_TEXTS:
                yield path, f"has more than {MOST_TEXTS} tables"
            else:
                for entry in value:
                    yield from find_faults(entry, each, path)
        case TableShape():
            yield from _faults_of_table(value, shape, path)


def _faults_of_text(value: object, shape: TextShape, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield path, "must be text in quotation marks"
        return
    if len(value) > LONGEST:
        yield path, f"is longer than {LONGEST} characters"
    elif found := UNPRINTABLE.search(value):
        yield path, f"has a character that cannot be printed (U+{ord(found[0]):04X})"
    elif not re.fullmatch(shape.like, value):
        yield path, f'"{value}" is not known here; write, for example, {shape.example}'
    elif shape.places is not None:
        yield from _faults_of_places(value, shape.places, shape.needs, path)


def _faults_of_places(
    value: str, places: frozenset[str], needs: frozenset[str], path: str
) -> Iterator[Fault]:
    shown = ", ".join(f"{{{name}}}" for name in sorted(places))
    try:
        fields = list(Formatter().parse(value))
    except ValueError:
        yield path, f"has an opening or closing brace without the other one; the placeholders are {shown}"
        return
    found = {name for _, name, _, _ in fields if name is not None}
    if found - places or any(spec or how for _, name, spec, how in fields if name is not None):
        yield path, f"has an unknown placeholder in braces; there are {shown}"
    elif needs - found:
        yield path, f"lacks {', '.join(f'{{{name}}}' for name in sorted(needs - found))}"


def _faults_of_texts(value: object, shape: ListShape, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield path, "must be a list in square brackets"
        return
    if len(value) > MOST_TEXTS:
        yield path, f"has more than {MOST_TEXTS} texts"
        return
    found = [fault for text in value for fault in find_faults(text, shape.like, path)]
    yield from found
    if found:
        return
    for text in value:
        if shape.known and text not in shape.known:
            near = did_you_mean(text, shape.known) or f"there are {', '.join(sorted(shape.known))}"
            yield path, f'there is no "{text}": {near}'
    if shape.count and len(set(value)) != shape.count:
        yield path, f"must have {shape.count} different texts"


def _faults_of_table(value: object, shape: TableShape, path: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield path, "must be a table of keys"
        return
    if len(value) > MOST_TEXTS:
        yield path, f"has more than {MOST_TEXTS} keys"
        return
    for key, inner in value.items():
        if len(key) > LONGEST:
            yield path, f"has a key that is longer than {LONGEST} characters"
            continue
        below = f"{path}.{key}" if path else key
        known = shape.keys.get(key) or (shape.others if re.fullmatch(shape.like, key) else None)
        if known is None or UNPRINTABLE.search(key):
            yield below, _unknown(key, shape)
        else:
            yield from find_faults(inner, known, below)


def _unknown(key: str, shape: TableShape) -> str:
    names = [*shape.keys, *(OFFICES if shape.like == OFFICE else ())]
    if not names:
        return f'"{key}" is not known here'
    near = did_you_mean(key, names) or f"there are {', '.join(names)}"
    return f'there is no key "{key}": {near}'
