"""What can be set in letterforge.toml: one frozen dataclass for each table of the file.

pydantic's dataclasses, because they report every wrong value at once and with its path, refuse unknown
keys, and are plain frozen dataclasses afterwards. Lengths are CSS lengths in the file and points here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SkipValidation, model_validator
from pydantic.dataclasses import dataclass

from letterforge.campaign.kinds import (
    FILE_NAME,
    NOWHERE,
    STRICT,
    CampaignPath,
    Tag,
    UnfitValueError,
    register_choice,
    some_name,
    template_pattern,
)
from letterforge.campaign.rows import Rows
from letterforge.campaign.sealing import SealSettings
from letterforge.campaign.stationery import Letterhead, Stationery
from letterforge.campaign.typography import TypographySettings
from letterforge.intake import given
from letterforge.languages import OURS, Languages
from letterforge.model import COLUMNS, Format, Language, Localised, PdfEngine

APPROVALS = "approvals.toml"
"""Name of the file of approvals, where the campaign names none."""


JOINED: Mapping[str, str] = {
    "name": " ",
    "honorific": " ",
    "title": ", ",
    "organisation": ", ",
    "address": "\n",
    "postal_code": " ",
    "city": " ",
    "id": "-",
}
"""Columns that several headings can make, and what is put between their cells."""


TWO_IN_ONE = ({"postal_code", "city"}, {"office", "title"})
"""Columns that one heading can be: the postal code is split off, and the words of an office are its title."""


def one_or_several(value: object) -> object:
    """A text as a list of one."""
    return (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, config=STRICT)
class TableSettings:
    """`[recipients]`: how to read the table."""

    columns: Mapping[str, Annotated[tuple[str, ...], BeforeValidator(one_or_several)]] = field(
        default_factory=dict
    )
    """letterforge's column → its headings in this table, in the order in which their cells are joined."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """letterforge's column → the value of a row with an empty cell, or in a table without the column."""
    heading_row: Annotated[int, Field(ge=0)] = 0
    """Row of the headings, counted as a spreadsheet counts; 0: the first with content."""
    hidden_rows: Literal["", "skip", "include"] = ""
    """What to do with rows that a workbook hides, filters out or strikes through.

    Empty: they are an error.
    """
    sheet: str = ""
    """Sheet of a workbook; empty: its only sheet with content."""
    encoding: str = ""
    """Encoding of a text table; empty: UTF-8, UTF-16, or Windows-1252 with a warning."""

    @model_validator(mode="after")
    def _columns_are_known(self) -> TableSettings:
        unknown = [column for column in self.columns if column not in COLUMNS]
        if unknown:
            raise UnfitValueError(
                f"there is no column {', '.join(unknown)}", f"there are: {', '.join(COLUMNS)}"
            )
        for column, headings in self.columns.items():
            if not headings:
                raise UnfitValueError(f"{column} has no heading", "name at least one heading")
            if len(headings) > 1 and column not in JOINED:
                raise UnfitValueError(
                    f"{column} can have only one heading",
                    f"only these columns can have several: {', '.join(JOINED)}",
                )
        for heading in {heading for headings in self.columns.values() for heading in headings}:
            named = [column for column, headings in self.columns.items() if heading in headings]
            if len(named) > 1 and set(named) not in TWO_IN_ONE:
                raise UnfitValueError(
                    f'"{heading}" is named for {" and ".join(named)}', "use a heading for only one of them"
                )
        return self

    @model_validator(mode="after")
    def _defaults_are_known(self) -> TableSettings:
        known = [column for column in COLUMNS if column not in {"id", "name"}]
        unknown = [column for column in self.defaults if column not in known]
        if unknown:
            raise UnfitValueError(
                f"there can be no default for {', '.join(unknown)}", f"there are: {', '.join(known)}"
            )
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class LetterSettings:
    """`[letter]`: what all letters have in common."""

    place: Localised
    date: datetime.date
    posted_in: str = ""
    """The country where the letters are posted; empty: that of `place`, if it is a known town."""
    reference: str = ""
    """A Jinja text such as `ASP19/{{ recipient.id }}`; empty: none."""

    @property
    def places(self) -> tuple[str, ...]:
        """The place in every language."""
        return (self.place,) if isinstance(self.place, str) else tuple(self.place.values())


@dataclass(frozen=True, slots=True, config=STRICT)
class Sender:
    """`[sender]`: the organisation that sends the letters."""

    organisation: Localised
    lines: tuple[Localised, ...] = ()
    """Address and contact, for the letterhead: one text a line."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Signatory:
    """`[[signatories]]`: who signs."""

    name: Annotated[str, AfterValidator(some_name)]
    title: Localised = ""
    organisation: Localised = ""
    """Empty: none is printed."""
    image: CampaignPath | None = None
    """Picture of the inked signature: PNG, JPEG or SVG."""


@dataclass(frozen=True, slots=True, config=STRICT)
class CosignerSettings:
    """`[cosigners]`: the organisations that sign the letter too."""

    file: CampaignPath
    """A table with the columns `name` and, if you like, `country`."""
    heading: Localised = ""
    """A line above the list; `{count}` in it becomes their number."""
    order: Literal["name", "country", "file"] = "name"
    """By name, by country and name under the country's own heading, or as in the file."""
    columns: Annotated[int, Field(ge=1, le=4)] = 2


@dataclass(frozen=True, slots=True, config=STRICT)
class FormOfAddress:
    """`[[forms]]`: the campaign's own form of address, in place of the protocol's.

    Empty: as the protocol has it.
    """

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
class Output:
    """`[output]`: what is written, and where."""

    directory: CampaignPath
    formats: tuple[Format, ...] = (Format.DOCX, Format.PDF)
    filename: str = "{{ recipient.id }}"
    """A Jinja text; the suffix is added."""
    pdf: Literal["ua-1", "a-2u", "a-3a", "plain"] = "ua-1"
    """What the PDF claims to be: accessible (ISO 14289-1), archivable (ISO 19005), or nothing."""
    pdf_engine: PdfEngine = PdfEngine.WEASYPRINT
    """What sets PDF. `AUTO` is resolved for a machine before a letter is made (`typeset.engines`)."""

    def typesetter(self, chosen: Format) -> str:
        """What sets a format: `docx`, or the engine of PDF."""
        return chosen.typesetter(self.pdf_engine)


@dataclass(frozen=True, slots=True, config=STRICT)
class Inspect:
    """`[inspect]`: what the inspection of finished letters accepts."""

    allow: tuple[str, ...] = ()
    """Texts of other rows, or that look like a failed merge, that any letter may contain."""
    max_pages: Annotated[int, Field(ge=0)] = 0
    """Most pages of a letter; 0: no limit."""


@dataclass(frozen=True, slots=True, config=STRICT)
class ApprovalSettings:
    """`[approval]`: only letters that people have approved are signed; the others become drafts."""

    file: CampaignPath
    """Who has approved what."""
    required: bool = True
    approvals: Annotated[int, Field(ge=1, le=9)] = 1
    """How many different people must have approved a letter."""


@dataclass(frozen=True, slots=True, config=STRICT)
class CampaignSettings:
    """All that is set for one letter to one list. `Campaign` is the same with ways to read it."""

    root: Path
    """Absolute path of the folder; without a folder, a path that does not exist."""
    name: str
    template: Annotated[str, BeforeValidator(template_pattern)]
    """Path of the template relative to `root`, with `{language}` where there is one for each."""
    recipients: CampaignPath
    letter: LetterSettings
    sender: Sender
    signatories: Annotated[tuple[Signatory, ...], Field(max_length=6)]
    output: Output
    language: Tag = "en"
    """Of recipients whose row has none."""
    language_fallbacks: Mapping[Tag, Tag] = field(default_factory=dict)
    """The language of rows → another language for their letters: Spanish rows, English letters."""
    register: Annotated[Path | str, BeforeValidator(register_choice)] = ""
    """Name of a built-in register or of one of `registers`, path of a CSV, or empty: none."""
    registers: Mapping[str, CampaignPath] = field(default_factory=dict)
    """The campaign's own registers, that templates can ask about by these names: CSV files."""
    table: TableSettings = field(default_factory=TableSettings)
    facts: Mapping[str, Any] = field(default_factory=dict)
    forms: tuple[FormOfAddress, ...] = ()
    cosigners: CosignerSettings | None = None
    stationery: Stationery = field(default_factory=Stationery)
    typography: TypographySettings = field(default_factory=TypographySettings)
    inspect: Inspect = field(default_factory=Inspect)
    seal: SealSettings | None = None
    approval: ApprovalSettings | None = None
    sources: tuple[tuple[Path, str], ...] = ()
    """The files that this was read from or names, the list aside, each with its SHA-256 when this was
    read.
    """
    in_lines: Mapping[str, str] = field(default_factory=dict)
    """Tables of `[recipients]` that the file has without a heading of their own, and how their lines
    begin there.
    """
    file: str = FILE_NAME
    """The name of the settings for people: that of their file."""
    held: Annotated[Mapping[Path, bytes], SkipValidation] = field(default_factory=dict, repr=False)
    """Files that are only in memory, by the paths that they would have: settings and templates."""
    rows: Annotated[Rows | None, SkipValidation] = field(default=None, repr=False)
    """The list, if it is in memory; None: it is the file `recipients`."""
    languages: Annotated[Languages, SkipValidation] = OURS
    """What is known of languages: ours, and what the campaign's folder `languages` adds to it."""

    def holds(self, path: Path) -> bool:
        """Whether a list is the one in memory."""
        return self.rows is not None and path == self.recipients

    @property
    def has_folder(self) -> bool:
        """Whether there is a folder that files can be in."""
        return self.root != NOWHERE

    @property
    def parties_to(self) -> Path | str:
        """The register whose parties get a letter: a path, the name of a built-in one, or empty: none."""
        return (
            self.registers.get(self.register, self.register)
            if isinstance(self.register, str)
            else self.register
        )

    @property
    def own_registers(self) -> Mapping[str, Path]:
        """The campaign's own registers, by their names in templates."""
        own = {self.register.stem: self.register} if isinstance(self.register, Path) else {}
        return {**own, **self.registers}

    @property
    def approvals_file(self) -> Path:
        """Absolute path of the file that says who has approved what; it may be missing."""
        return self.approval.file if self.approval else self.root / APPROVALS

    @property
    def approvals_needed(self) -> int:
        """How many people must have approved a letter before it is signed; 0: no approval is needed."""
        return self.approval.approvals if self.approval and self.approval.required else 0

    @property
    def passphrase_variables(self) -> tuple[str, ...]:
        """Variables of the environment that have a passphrase.

        The processes that a run starts do not need them.
        """
        return (self.seal.passphrase_env,) if self.seal else ()

    def template_path(self, language: Language) -> Path:
        """Absolute path of the template for a language; the file may be missing."""
        path = self.root / self.template.replace("{language}", language)
        return path if self.template.isascii() else given.spelt(self.root, path)

    def shown(self, path: Path) -> str:
        """A path as the user knows it: relative to the campaign, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def language_of(self, language: Language) -> Language:
        """The letter's language for a row's `language` cell."""
        language = language or self.language
        return self.language_fallbacks.get(language, language)

    def letterhead(self, language: Language) -> Letterhead:
        """The letterhead of letters in a language, else that of the campaign's, else in type."""
        choices = self.stationery.letterheads
        return choices.get(language, choices.get(self.language, choices.get("", True)))

    def text(self, value: Localised, language: Language) -> str:
        """A setting in a language (see `localised`)."""
        return localised(value, language, self.language)


def localised(value: Localised, language: Language, default: Language) -> str:
    """A text in a language, else in the campaign's default language, else empty."""
    if isinstance(value, str):
        return value
    return value.get(language, value.get(default, ""))
