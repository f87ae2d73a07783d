"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from letterforge.model import Format, PdfEngine


class FormatChoice(StrEnum):
    """`--format`."""

    DOCX = "docx"
    PDF = "pdf"


class EngineChoice(StrEnum):
    """`--engine`."""

    WEASYPRINT = "weasyprint"
    TYPST = "typst"
    AUTO = "auto"


CampaignFolder: TypeAlias = Annotated[
    Path, typer.Option("--campaign", "-C", metavar="DIR", help="Folder of the campaign.")
]
RecipientsFile: TypeAlias = Annotated[
    Path | None, typer.Option("--recipients", metavar="FILE", help="Another list than the campaign's.")
]
Where: TypeAlias = Annotated[
    str,
    typer.Option(metavar="EXPR", help="Only recipients of whom this is true: recipient.language == 'fr'"),
]
OutFolder: TypeAlias = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Another output folder than the campaign's.")
]
Formats: TypeAlias = Annotated[
    list[FormatChoice] | None,
    typer.Option("--format", help="Only this format; repeat for several. Default: the campaign's."),
]
Engine: TypeAlias = Annotated[
    EngineChoice | None, typer.Option("--engine", help="What sets PDF. Default: the campaign's.")
]
Jobs: TypeAlias = Annotated[
    int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes to work with; 0: all processors.")
]
Overwrite: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Replace a file that letterforge did not make.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Make every letter anew, changed or not.")]
Prune: TypeAlias = Annotated[
    bool,
    typer.Option("--prune", help="Move the letters of rows that have gone from the list out of the way."),
]
Explain: TypeAlias = Annotated[
    bool, typer.Option("--explain", help="Name each letter that is made, and why it must be.")
]
Inspect: TypeAlias = Annotated[
    bool, typer.Option("--inspect/--no-inspect", help="Read every sheet back before it becomes a file.")
]
FailFast: TypeAlias = Annotated[
    bool, typer.Option("--fail-fast", help="Stop at the first letter that fails.")
]
KeepGoing: TypeAlias = Annotated[
    bool, typer.Option("--keep-going", help="Make the sound rows' letters though others are unsound.")
]
Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="Let warnings count as errors.")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Report to programs, on standard output.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what is wrong.")]
Verbose: TypeAlias = Annotated[bool, typer.Option("--verbose", "-v", help="Name each step of each letter.")]
AsOf: TypeAlias = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="Who is a party on this date, not the letter's."
    ),
]


def formats_of(choices: list[FormatChoice] | None) -> tuple[Format, ...]:
    """The formats of `--format`, without repetition; none where it was not given."""
    from letterforge.model import Format  # its dataclasses cost `--help` 12 ms

    return tuple(dict.fromkeys(Format(choice.value) for choice in choices or ()))


def engine_of(choice: EngineChoice | None) -> PdfEngine | None:
    """The engine of `--engine`; None where it was not given."""
    from letterforge.model import PdfEngine

    return PdfEngine(choice.value) if choice else None
