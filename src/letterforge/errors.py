"""What can go wrong, as exceptions (the whole job) and as values (one row).

```
LetterforgeError            ends the job; carries an exit code and a way out
├── UsageError       (2)    the command was called wrongly
├── BrokenCampaign   (3)    campaign, templates or list are unsound: holds every problem found (4: only its key
│                        is, 5: only this machine)
├── UnfitKey         (4)    a key cannot be made or used
└── UnfitMachine     (5)    this machine lacks a library or a face

LetterFailed                ends one letter; carries its problems; the pipeline catches it

Problem                     what is wrong, where, and the way out, as a value
```

Raise for the campaign, collect for the row. Each code below stands in `docs/errors.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """What a command tells the shell."""

    OK = 0
    SOME_FAILED = 1
    WRONG_USE = 2
    BROKEN = 3
    KEY_OR_SEAL = 4
    UNFIT_MACHINE = 5
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class Severity(StrEnum):
    """An error stops its letter; a warning is for a person to judge; a notice says what was understood."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Code(StrEnum):
    """The stable name of each kind of problem."""

    NO_CAMPAIGN = "LF001"
    BAD_TOML = "LF002"
    UNKNOWN_KEY = "LF003"
    BAD_SETTING = "LF004"
    MISSING_FILE = "LF005"
    OUTSIDE_CAMPAIGN = "LF006"
    KEY_FOR_ALL = "LF007"
    OTHER_STATE = "LF009"

    TEMPLATE_SYNTAX = "LF010"
    UNKNOWN_FIELD = "LF011"
    EMPTY_CELL = "LF012"
    NO_TEMPLATE = "LF013"
    RAW_HTML = "LF014"
    FRONT_MATTER = "LF015"
    TEMPLATE_FAILED = "LF016"
    NOT_IN_A_LETTER = "LF017"
    LANGUAGES_PART = "LF018"
    TEMPLATE_WITHOUT_END = "LF019"

    UNREADABLE_TABLE = "LF020"
    MIXED_ENCODING = "LF021"
    SHIFTED_ROW = "LF022"
    DUPLICATE_HEADING = "LF023"
    MISSING_COLUMN = "LF024"
    DUPLICATE_ID = "LF025"
    CONTROL_CHARACTER = "LF026"
    SPREADSHEET_ERROR = "LF027"
    DATE_CELL = "LF028"
    NUMBER_CELL = "LF029"
    UNKNOWN_COUNTRY = "LF030"
    NO_COUNTRY = "LF031"
    UNKNOWN_OFFICE = "LF032"
    UNKNOWN_GENDER = "LF033"
    UNKNOWN_LANGUAGE = "LF034"
    NO_ROWS = "LF035"
    LEGACY_ENCODING = "LF036"
    TOO_LARGE = "LF037"
    GARBLED_TEXT = "LF038"
    NO_ID = "LF039"

    STATE_FORGOTTEN = "LF040"
    TAKEN_FOR = "LF041"
    BROKEN_REGISTER = "LF042"
    EMBASSY_AT_HOME = "LF043"
    UNUSED_COLUMN = "LF045"
    HIDDEN_ROW = "LF046"
    NO_NAME = "LF047"
    SAME_PERSON = "LF048"
    BAD_POSTAL_CODE = "LF049"

    FILE_NAME_CLASH = "LF050"
    BAD_FILE_NAME = "LF051"
    CANNOT_WRITE = "LF052"
    FOLDER_IN_USE = "LF053"
    LEDGER = "LF054"
    BAD_APPROVALS = "LF055"
    CHANGED_MEANWHILE = "LF056"
    UNACCOUNTED = "LF057"
    SET_ASIDE = "LF058"
    SPECIMEN = "LF059"

    BAD_PICTURE = "LF060"
    MISSING_GLYPH = "LF061"
    MISSING_FACE = "LF062"
    TYPESETTER_WARNED = "LF063"
    TYPESETTING_FAILED = "LF064"
    WORKER_DIED = "LF065"
    BAD_LETTERHEAD = "LF066"
    BAD_STYLE_SHEET = "LF067"
    OUT_OF_WINDOW = "LF068"

    NO_PANGO = "LF070"
    NO_SUBSETTER = "LF071"
    OTHER_ENGINE = "LF072"
    NO_TYPST = "LF073"

    CORRECTED_ROW = "LF074"
    TWO_CORRECTIONS = "LF075"
    UNFILLED_PLACE = "LF076"
    PART_MISSING = "LF077"
    PASTED_LIST = "LF078"
    LIST_NUMBERS = "LF079"

    EXCELLENCY = "LF080"
    TWO_STYLES = "LF081"
    NAME_IN_SALUTATION = "LF082"
    NO_COLON = "LF083"
    TITLE_AND_OFFICE = "LF084"
    GENDERED_FORM = "LF085"
    UNSURE_FORM = "LF086"
    MISSION_WITHOUT_COUNTRY = "LF087"
    OFFICE_TAKEN_FOR = "LF088"
    COUNTRY_OF_SEAT = "LF089"

    NOT_THE_LETTER = "LF090"
    NOT_THE_ROW = "LF091"
    STRANGER = "LF092"
    MERGE_TRACE = "LF093"
    NO_SIGNATURE_PICTURE = "LF094"
    LONE_SIGNATURES = "LF095"
    TOO_MANY_PAGES = "LF096"
    UNREADABLE_SHEET = "LF097"
    DRAFT = "LF098"

    BAD_KEY = "LF100"
    SEAL_TIME = "LF101"
    NO_TIMESTAMP = "LF102"
    SEAL_FAILED = "LF103"
    UNKNOWN_REGISTER = "LF104"

    WRONG_USE = "LF107"
    CANNOT_GO_ON = "LF108"
    INTERRUPTED = "LF109"

    NOT_SEALED = "LF110"
    SEAL_BROKEN = "LF111"
    SEAL_PARTIAL = "LF112"
    SEAL_WEAK = "LF113"
    SEAL_UNTRUSTED = "LF114"
    NOT_EXAMINED = "LF115"
    NOT_AS_LISTED = "LF116"
    LISTED_MISSING = "LF117"


OF_THE_KEY = frozenset({Code.BAD_KEY})
OF_THE_MACHINE = frozenset({Code.NO_PANGO, Code.NO_TYPST})
"""What the campaign is not to blame for: another machine makes the same letters."""
MANNERS = frozenset(code for code in Code if code.startswith("LF08"))
"""What the protocol holds against a letter: often one template is to blame for all rows."""


MOST_TOLD = 10
"""Problems that the text of an exception names; the exception has them all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is. Every part is optional; rows are the spreadsheet's (heading = 1)."""

    file: str = ""
    """Path as the user knows it, relative to the campaign."""
    row: int | None = None
    """Row of a table, counted as a spreadsheet counts."""
    who: str = ""
    """Whom the row is about: a state's name, else the row's id."""
    column: str = ""
    """Heading of the table's column."""
    line: int | None = None
    """Line of a text file, from 1."""
    excerpt: str = ""
    """The source line that is to blame."""
    span: tuple[int, int] | None = None
    """Start and end within `excerpt`, in characters, that a caret is put under."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row, cell, template line or setting: what, where, way out."""

    code: Code
    message: str
    hint: str = ""
    place: Place = Place()
    severity: Severity = Severity.ERROR
    together: str = ""
    """How several with the same are told in one line: `{count}` and `{names}` (of `place.who`) are filled in."""

    @property
    def is_error(self) -> bool:
        """Whether the letters concerned cannot be made."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """Where, how serious, which, what; the way out is `hint`."""
        number = self.place.row if self.place.row is not None else self.place.line
        where = f"{self.place.file}:{number}" if self.place.file and number else self.place.file
        who = f" ({self.place.who})" if self.place.who else ""
        return f"{where}{who}: {self.severity} {self.code}: {self.message}".removeprefix(": ")

    def at(self, **parts: object) -> Problem:
        """The same problem with some parts of its place filled in (see `Place`)."""
        return replace(self, place=replace(self.place, **parts))  # type: ignore[arg-type]


class LetterforgeError(Exception):
    """Ends the whole job. `str(error)` is for people; `hint` is the way out."""

    exit_code = ExitCode.BROKEN
    code = Code.CANNOT_GO_ON
    """By which programs know it, where it holds no problems of its own."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(f"hint: {hint}")


class UsageError(LetterforgeError):
    """The command or function was called in a way that cannot work."""

    exit_code = ExitCode.WRONG_USE
    code = Code.WRONG_USE


class BrokenCampaign(LetterforgeError):
    """The campaign, its templates, its list or its key are unsound. Nothing has been written."""

    def __init__(self, problems: Iterable[Problem], headline: str = "", *, of_rows: bool = False) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.of_rows = of_rows
        """Whether single rows are all that is wrong: the letters of the others can be made."""
        codes = {problem.code for problem in errors_among(self.problems)}
        self.exit_code = _of_one_kind(codes) or ExitCode.BROKEN
        super().__init__(headline or _told(self.problems))
        _note_hints(self, self.problems)

    def __reduce__(self) -> tuple[type[BrokenCampaign], tuple[tuple[Problem, ...], str]]:
        return type(self), (self.problems, self.message)


class UnfitKey(LetterforgeError):
    """A key cannot be made or used; `hint` is the way out."""

    exit_code = ExitCode.KEY_OR_SEAL
    code = Code.BAD_KEY


class UnfitMachine(LetterforgeError):
    """This machine lacks something that the work needs; `hint` is the command that mends it."""

    exit_code = ExitCode.UNFIT_MACHINE

    def __init__(self, message: str, hint: str = "", code: Code = Code.CANNOT_GO_ON) -> None:
        super().__init__(message, hint)
        self.code = code

    def __reduce__(self) -> tuple[type[UnfitMachine], tuple[str, str, Code]]:
        return type(self), (self.message, self.hint, self.code)


class LetterFailed(Exception):
    """This letter cannot be made; the others can. Raised in a room, caught in `pipeline` alone."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(_told(self.problems))
        _note_hints(self, self.problems)


def _told(problems: Sequence[Problem]) -> str:
    """The first problems, as a traceback shows them."""
    more = f"; and {len(problems) - MOST_TOLD} more" if len(problems) > MOST_TOLD else ""
    return "; ".join(map(str, problems[:MOST_TOLD])) + more


def _note_hints(error: Exception, problems: Sequence[Problem]) -> None:
    for hint in dict.fromkeys(problem.hint for problem in problems[:MOST_TOLD] if problem.hint):
        error.add_note(f"hint: {hint}")


def _of_one_kind(codes: Set[Code]) -> ExitCode | None:
    """The exit code of faults that are the key's alone, or the machine's; None: others are among them."""
    kinds = {ExitCode.KEY_OR_SEAL: OF_THE_KEY, ExitCode.UNFIT_MACHINE: OF_THE_MACHINE}
    return next((code for code, kind in kinds.items() if codes and codes <= kind), None)


def errors_among(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that keep a letter from being made, without the warnings."""
    return [problem for problem in problems if problem.is_error]


def did_you_mean(unknown: str, known: Iterable[str], count: int = 3) -> str:
    """A hint such as `did you mean "title"?`, or an empty string where nothing is near."""
    near = nearest(unknown, known, count)
    return "did you mean " + ", or ".join(f'"{name}"' for name in near) + "?" if near else ""


def nearest(unknown: str, known: Iterable[str], count: int = 3) -> Sequence[str]:
    """The names most like an unknown one, best first, compared without regard to case."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    matches = get_close_matches(unknown.casefold(), by_folded, n=count, cutoff=0.6)
    return [by_folded[match] for match in matches]
