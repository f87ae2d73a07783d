"""The campaign: letterforge.toml → one frozen value.

`settings` says what can be set and what each setting means; `campaign` is the value. `load` reads the file
and finds everything that is wrong with it at once; `files` are those that settings name. `memory` takes the
same, and `rows`, from a program.
"""

from letterforge.campaign.campaign import Campaign
from letterforge.campaign.files import (
    FILE_NAME,
    STYLE_FILE,
    STYLE_SHEET,
    door_of,
    given_files,
    language_files,
    pictures,
    style_sheets,
)
from letterforge.campaign.kinds import STYLES, STYLES_FOLDER
from letterforge.campaign.pasting import fitting
from letterforge.campaign.rows import Rows
from letterforge.campaign.sealing import LOCK_VARIABLE, SealSettings, TokenSettings
from letterforge.campaign.settings import (
    JOINED,
    ApprovalSettings,
    CosignerSettings,
    FormOfAddress,
    Inspect,
    LetterSettings,
    Output,
    Sender,
    Signatory,
    TableSettings,
    localised,
)
from letterforge.campaign.stationery import Stationery
from letterforge.campaign.typography import TypographySettings

__all__ = [
    "FILE_NAME",
    "JOINED",
    "LOCK_VARIABLE",
    "STYLES",
    "STYLES_FOLDER",
    "STYLE_FILE",
    "STYLE_SHEET",
    "ApprovalSettings",
    "Campaign",
    "CosignerSettings",
    "FormOfAddress",
    "Inspect",
    "LetterSettings",
    "Output",
    "Rows",
    "SealSettings",
    "Sender",
    "Signatory",
    "Stationery",
    "TableSettings",
    "TokenSettings",
    "TypographySettings",
    "door_of",
    "fitting",
    "given_files",
    "language_files",
    "localised",
    "pictures",
    "style_sheets",
]
