"""Names of everything that can go wrong, how serious it is, and the exit codes of commands."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """What a command returns to the shell."""

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
    INCOMPLETE_LANGUAGE = "LF044"
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
    BROKEN_LANGUAGE = "LF099"

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
"""Problems that the campaign does not cause: another machine can make the same letters."""
OF_ADDRESS = frozenset(code for code in Code if code.startswith("LF08"))
"""Problems of forms of address: often one template causes them in all rows."""
