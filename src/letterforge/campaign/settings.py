"""What can be set in letterforge.toml: one frozen dataclass for each table of the file.

pydantic's dataclasses, because they report every wrong value at once and with its path, refuse unknown
keys, and are plain frozen dataclasses afterwards. Lengths are CSS lengths in the file and points here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic.dataclasses import dataclass

from letterforge.model import COLUMNS, Format, Language, Localised

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}
"""Points in one unit (CSS Values 4, section 6.2)."""

LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(pt|mm|cm|in|px)\s*")


def to_points(value: object) -> object:
    """A CSS length such as `25mm` in points. Raises ValueError for anything else."""
    if isinstance(value, float):
        return value
    match = LENGTH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('write a length with its unit, such as "25mm", "11pt", "2.5cm" or "1in"')
    return float(match[1]) * POINTS[match[2]]


def inside_campaign(value: object, info: ValidationInfo) -> object:
    """An absolute path for one relative to the campaign. Raises ValueError where it leaves the campaign."""
    if info.context is None:  # a campaign made from another one, by dataclasses.replace()
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a path relative to the campaign's folder")
    root: Path = info.context["root"]
    path = (root / value.strip()).resolve()
    if not path.is_relative_to(root):
        raise ValueError("this path leaves the campaign's folder; put a copy of the file into it")
    return path


def template_pattern(value: object, info: ValidationInfo) -> object:
    """A relative path inside the campaign, kept as it is written because of its `{language}`."""
    inside_campaign(value, info)
    return value


def letterhead_choice(value: object, info: ValidationInfo) -> object:
    """True, False, or the path of a picture."""
    return value if isinstance(value, bool) else inside_campaign(value, info)


def register_choice(value: object, info: ValidationInfo) -> object:
    """The name of a built-in register, or the path of a campaign's own CSV."""
    is_path = isinstance(value, str) and value.endswith(".csv")
    return inside_campaign(value, info) if is_path else value


Points: TypeAlias = Annotated[float, BeforeValidator(to_points)]
"""A length, in points (1/72 inch)."""
CampaignPath: TypeAlias = Annotated[Path, BeforeValidator(inside_campaign)]
"""An absolute path inside the campaign's folder."""
Colour: TypeAlias = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
"""`#rrggbb`."""
Tag: TypeAlias = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""A language tag."""


@dataclass(frozen=True, slots=True, config=STRICT)
class TableSettings:
    """`[recipients]`: how to read the table."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """letterforge's column → the heading that stands for it in this table."""
    sheet: str = ""
    """Sheet of a workbook; empty: its only sheet with content."""
    encoding: str = ""
    """Encoding of a text table; empty: UTF-8, UTF-16, or Windows-1252 with a warning."""

    @model_validator(mode="after")
    def _columns_are_known(self) -> TableSettings:
        unknown = [column for column in self.columns if column not in COLUMNS]
        if unknown:
            raise ValueError(f"no such column: {', '.join(unknown)}; there are {', '.join(COLUMNS)}")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class LetterSettings:
    """`[letter]`: what all letters have in common."""

    place: Localised
    date: datetime.date
    reference: str = ""
    """A Jinja text such as `ASP19/{{ recipient.id }}`; empty: none."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Sender:
    """`[sender]`: the organisation that writes."""

    organisation: Localised
    lines: tuple[Localised, ...] = ()
    """Address and contact, for the letterhead: one text a line."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Signatory:
    """`[[signatories]]`: who signs."""

    name: str
    title: Localised = ""
    organisation: Localised = ""
    """Empty: none is printed."""
    image: CampaignPath | None = None
    """Picture of the inked signature: PNG, JPEG or SVG."""


@dataclass(frozen=True, slots=True, config=STRICT)
class FormOfAddress:
    """`[[forms]]`: the campaign's own form of address, in place of the protocol's. Empty: as the protocol has it."""

    language: Tag
    office: tuple[str, ...]
    gender: tuple[str, ...] = ("m", "f", "x", "unknown", "office")
    states: tuple[str, ...] = ()
    """ISO codes of the states whose office holders it is for; empty: all."""
    line: str = ""
    salutation: str = ""
    you: str = ""
    close: str = ""
    close_we: str = ""


@dataclass(frozen=True, slots=True, config=STRICT)
class Stationery:
    """`[stationery]`: how letters look, in both formats. Lengths are in points."""

    page: Literal["A4", "Letter"] = "A4"
    margin_top: Points = 20 * POINTS["mm"]
    margin_right: Points = 25 * POINTS["mm"]
    margin_bottom: Points = 22 * POINTS["mm"]
    margin_left: Points = 25 * POINTS["mm"]
    face: Annotated[str, Field(pattern=r"^[\w .-]+$")] = "Caladea"
    """Typeface of the whole letter."""
    size: Points = 11.0
    leading: Annotated[float, Field(ge=1, le=3)] = 1.25
    """Line height as a multiple of the size."""
    spacing: Points = 6.0
    """Space between two paragraphs."""
    align: Literal["left", "justify"] = "left"
    colour: Colour = "#1f3a5f"
    """Letterhead and headings."""
    letterhead: Annotated[Path | bool, BeforeValidator(letterhead_choice)] = True
    """A picture; true: the sender set in type; false: none, for printed paper."""
    letterhead_height: Points = 14 * POINTS["mm"]
    """Height of the letterhead's picture."""
    signature_height: Points = 16 * POINTS["mm"]
    """Height of an inked signature."""

    @property
    def page_size(self) -> tuple[float, float]:
        """Width and height of the page, in points (ISO 216; ANSI A)."""
        a4 = (210 * POINTS["mm"], 297 * POINTS["mm"])
        return a4 if self.page == "A4" else (8.5 * POINTS["in"], 11 * POINTS["in"])

    @property
    def text_width(self) -> float:
        """Width between the margins, in points."""
        return self.page_size[0] - self.margin_left - self.margin_right


@dataclass(frozen=True, slots=True, config=STRICT)
class Output:
    """`[output]`: what is written where."""

    directory: CampaignPath
    formats: tuple[Format, ...] = (Format.DOCX, Format.PDF)
    filename: str = "{{ recipient.id }}"
    """A Jinja text; the suffix is added."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Campaign:
    """A folder with a letterforge.toml: one letter to one list."""

    root: Path
    """Absolute path of the folder."""
    name: str
    template: Annotated[str, BeforeValidator(template_pattern)]
    """Path of the template relative to `root`, with `{language}` where there is one for each."""
    recipients: CampaignPath
    letter: LetterSettings
    sender: Sender
    signatories: tuple[Signatory, ...]
    output: Output
    language: Tag = "en"
    """Of recipients whose row has none."""
    register: Annotated[Path | str, BeforeValidator(register_choice)] = ""
    """Name of a built-in register, path of a CSV, or empty: none."""
    table: TableSettings = field(default_factory=TableSettings)
    facts: Mapping[str, Any] = field(default_factory=dict)
    forms: tuple[FormOfAddress, ...] = ()
    stationery: Stationery = field(default_factory=Stationery)

    @classmethod
    def load(cls, folder: Path | str = ".") -> Campaign:
        """The campaign in a folder. Raises BrokenCampaign with every problem of its letterforge.toml."""
        from letterforge.campaign.load import load_campaign

        return load_campaign(Path(folder))

    def template_path(self, language: Language) -> Path:
        """Absolute path of the template for a language; the file may be missing."""
        return self.root / self.template.replace("{language}", language)

    def shown(self, path: Path) -> str:
        """A path as the user knows it: relative to the campaign, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def language_of(self, language: Language) -> Language:
        """The letter's language for a row's `language` cell."""
        return language or self.language

    def text(self, value: Localised, language: Language) -> str:
        """A setting in a language (see `localised`)."""
        return localised(value, language, self.language)


def localised(value: Localised, language: Language, default: Language) -> str:
    """A text in a language, else in the campaign's default language, else empty."""
    if isinstance(value, str):
        return value
    return value.get(language, value.get(default, ""))
