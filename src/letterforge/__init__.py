"""letterforge: one letter and a table of recipients in, signed letters in Word and PDF out.

The names below are the Python API (docs/api.md); they are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from letterforge.version import __version__

if TYPE_CHECKING:
    from letterforge.api import (
        approvals,
        approve,
        check,
        draft,
        forge,
        forge_all,
        party_to,
        withdraw_approval,
    )
    from letterforge.approval import (
        Approval,
        Grounds,
        Judge,
        Standing,
        Verdict,
    )
    from letterforge.campaign import (
        ApprovalSettings,
        Campaign,
        CosignerSettings,
        FormOfAddress,
        Inspect,
        LetterSettings,
        Output,
        Rows,
        SealSettings,
        Sender,
        Signatory,
        Stationery,
        TableSettings,
        TokenSettings,
        TypographySettings,
    )
    from letterforge.errors import (
        BrokenCampaign,
        Code,
        ExitCode,
        LetterFailed,
        LetterforgeError,
        Place,
        Problem,
        Severity,
        UnfitKey,
        UnfitMachine,
        UsageError,
    )
    from letterforge.languages import (
        Languages,
        PackPart,
    )
    from letterforge.model import (
        Align,
        Annex,
        Correction,
        CosignerGroup,
        CosignerList,
        Footnote,
        Format,
        Heading,
        Labels,
        Letter,
        ListBlock,
        Outcome,
        PageBreak,
        Paragraph,
        PdfEngine,
        Quote,
        Recipient,
        Rule,
        Run,
        Sheet,
        Signature,
        Status,
        Table,
        Tie,
        Written,
    )
    from letterforge.provenance.origin import (
        Origin,
        SheetOrigin,
    )
    from letterforge.recipients import (
        Column,
        RecipientList,
    )
    from letterforge.recipients.recognised import (
        Meaning,
    )
    from letterforge.run.approvals import (
        Approved,
    )
    from letterforge.run.preflight import (
        Examined,
        Preflight,
    )
    from letterforge.run.report import (
        Report,
    )
    from letterforge.run.request import (
        Wanted,
    )
    from letterforge.run.summary import (
        Summary,
        SummaryLine,
    )
    from letterforge.seal.secret import (
        Secret,
    )

__all__ = [
    "Align",
    "Annex",
    "Approval",
    "ApprovalSettings",
    "Approved",
    "BrokenCampaign",
    "Campaign",
    "Code",
    "Column",
    "Correction",
    "CosignerGroup",
    "CosignerList",
    "CosignerSettings",
    "Examined",
    "ExitCode",
    "Footnote",
    "FormOfAddress",
    "Format",
    "Grounds",
    "Heading",
    "Inspect",
    "Judge",
    "Labels",
    "Languages",
    "Letter",
    "LetterFailed",
    "LetterSettings",
    "LetterforgeError",
    "ListBlock",
    "Meaning",
    "Origin",
    "Outcome",
    "Output",
    "PackPart",
    "PageBreak",
    "Paragraph",
    "PdfEngine",
    "Place",
    "Preflight",
    "Problem",
    "Quote",
    "Recipient",
    "RecipientList",
    "Report",
    "Rows",
    "Rule",
    "Run",
    "SealSettings",
    "Secret",
    "Sender",
    "Severity",
    "Sheet",
    "SheetOrigin",
    "Signatory",
    "Signature",
    "Standing",
    "Stationery",
    "Status",
    "Summary",
    "SummaryLine",
    "Table",
    "TableSettings",
    "Tie",
    "TokenSettings",
    "TypographySettings",
    "UnfitKey",
    "UnfitMachine",
    "UsageError",
    "Verdict",
    "Wanted",
    "Written",
    "__version__",
    "approvals",
    "approve",
    "check",
    "draft",
    "forge",
    "forge_all",
    "party_to",
    "withdraw_approval",
]

_HOMES = {
    "api": "approvals approve check draft forge forge_all party_to withdraw_approval",
    "approval": "Approval Grounds Judge Standing Verdict",
    "campaign": (
        "ApprovalSettings Campaign CosignerSettings FormOfAddress Inspect LetterSettings Output "
        "Rows SealSettings Sender Signatory Stationery TableSettings TokenSettings TypographySettings"
    ),
    "errors": (
        "BrokenCampaign Code ExitCode LetterFailed LetterforgeError Place Problem Severity UnfitKey "
        "UnfitMachine UsageError"
    ),
    "provenance.origin": "Origin SheetOrigin",
    "model": (
        "Align Annex Correction CosignerGroup CosignerList Footnote Format Heading Labels Letter ListBlock "
        "Outcome PageBreak Paragraph PdfEngine Quote Recipient Rule Run Sheet Signature Status Tie "
        "Table Written"
    ),
    "run.approvals": "Approved",
    "run.preflight": "Examined Preflight",
    "languages": "Languages PackPart",
    "recipients.recognised": "Meaning",
    "recipients": "Column RecipientList",
    "run.report": "Report",
    "seal.secret": "Secret",
    "run.request": "Wanted",
    "run.summary": "Summary SummaryLine",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    # `letterforge --help` must not load what only letters need (PEP 562).
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"letterforge.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    # Names that nobody has used yet are not there (PEP 562).
    return list(__all__)
