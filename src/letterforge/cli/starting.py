"""`init`, `stationery` and `doctor`: a campaign to start from, its look, a machine to work on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import options
from letterforge.errors import ExitCode

if TYPE_CHECKING:
    from letterforge.machine import Finding
    from letterforge.model import PdfEngine


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the campaign is to be.")] = Path(),
    blank: Annotated[
        bool,
        typer.Option("--blank", help="Without the sample's letter: one short text, three rows to overwrite."),
    ] = False,
) -> None:
    """Start a campaign: the sample, or a blank one. Never overwrites."""
    from letterforge.campaign.sample import start_blank, start_campaign
    from letterforge.cli import speech

    out = speech.console()
    for path in start_blank(folder) if blank else start_campaign(folder):
        out.print(f"wrote {path}{'/' if path.is_dir() else ''}")
    if blank:
        out.print(
            "Whatever says SPECIMEN in these files is there to be overwritten. You can try it out as it is."
        )
    out.print("Next:", style="bold")
    make = ("render", "makes its letters") if blank else ("batch", "makes its letters, and forgets no state")
    steps = (
        ("check", "says what is wrong, and what is still open"),
        ("preview", "shows the first letter"),
        make,
    )
    typed = [(speech.to_type(command, folder), purpose) for command, purpose in steps]
    wide = max(len(command) for command, _ in typed)
    for command, purpose in typed:
        out.print(f"  {command:{wide}}  {purpose}")


def stationery(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The one to copy.")] = None,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where the copy is to be, in the campaign's folder.")
    ] = Path("stationery"),
) -> None:
    """List the ready stationeries, or copy one to work on. Never overwrites."""
    from letterforge.campaign.ready import copy_stationery, ready_stationeries
    from letterforge.cli import speech

    if name is None:
        for each, sentence in ready_stationeries().items():
            typer.echo(f"{each:8} {sentence}")
        return
    out = speech.console()
    for path in copy_stationery(name, folder):
        out.print(f"wrote {path}")
    out.print(f'Next: style = "{folder.as_posix()}" under [stationery] of letterforge.toml', style="bold")


def doctor(
    campaign: options.CampaignFolder = Path(),
    mend: Annotated[
        bool, typer.Option("--mend", help="Install what is missing, where that is allowed.")
    ] = False,
    stationeries: Annotated[
        list[str] | None,
        typer.Option(
            "--stationery", metavar="NAME", help="For this ready stationery too; repeat for several."
        ),
    ] = None,
    json_: options.Json = False,
) -> None:
    """Say what this machine lacks, and the command that mends it."""
    from letterforge import machine
    from letterforge.cli import speech

    out = speech.console()
    own, engine = _letters(campaign)
    faces = (*own, *_ready_faces(stationeries or ()))
    findings = machine.mend(faces, out.print, engine) if mend else machine.examine(faces, engine)
    missing = machine.lacking(findings)
    if json_:
        things = [
            {"name": each.name, "present": each.present, "need": each.need, "detail": each.detail}
            for each in findings
        ]
        typer.echo(
            json.dumps({"findings": things, "mend": machine.way_out(missing)}, ensure_ascii=False, indent=1)
        )
    else:
        for finding in findings if not mend else missing:
            word, style = _verdict(finding)
            out.print(f"{word:8} {finding.name} ({finding.need}): {finding.detail}", style=style)
        if not mend and (way_out := machine.way_out(findings)):
            out.print(f"To have what is missing: {way_out}", style="bold")
    if mend and not missing and not json_:
        out.print("This machine has what letters need.")
    stops = [finding for finding in missing if finding.need is not machine.Need.SPEED]
    raise typer.Exit(ExitCode.UNFIT_MACHINE if stops else ExitCode.OK)


def _letters(folder: Path) -> tuple[tuple[str, ...], PdfEngine]:
    """The typefaces of the campaign in a folder, and its engine; no typefaces where there is no campaign."""
    from letterforge import given
    from letterforge.campaign import FILE_NAME, Campaign
    from letterforge.model import PdfEngine

    if not given.is_file(folder / FILE_NAME):
        return (), PdfEngine.WEASYPRINT
    campaign = Campaign.load(folder)
    return campaign.stationery.faces, campaign.output.pdf_engine


def _ready_faces(names: Iterable[str]) -> Iterator[str]:
    """The typefaces of ready stationeries."""
    from letterforge.campaign.ready import ready_faces

    for name in names:
        yield from ready_faces(name)


def _verdict(finding: Finding) -> tuple[str, str]:
    if finding.present:
        return "there", "green"
    return ("missing", "bold red") if finding.needed else ("without", "yellow")
