"""`init`, `stationery` and `doctor`: a new campaign, its look, and the machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import answers, options
from letterforge.errors import ExitCode

if TYPE_CHECKING:
    from letterforge.errors import Problem
    from letterforge.machine import Finding
    from letterforge.model import PdfEngine


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the new campaign.")] = Path(),
    blank: Annotated[
        bool,
        typer.Option(
            "--blank", help="Start with one short text and three rows to replace, not with the sample."
        ),
    ] = False,
) -> None:
    """Start a campaign: the sample, or a blank one. Never overwrites."""
    from letterforge.campaign.sample import start_blank, start_campaign
    from letterforge.cli import speech

    out = speech.console()
    for path in start_blank(folder) if blank else start_campaign(folder):
        out.print(f"wrote {path}{'/' if path.is_dir() else ''}")
    if blank:
        out.print("Replace everything that says SPECIMEN in these files. You can also try them as they are.")
    out.print("Next:", style="bold")
    make = ("render", "makes the letters") if blank else ("batch", "makes a letter for every state")
    steps = (
        ("check", "shows what is wrong, and what is still to do"),
        ("preview", "shows the first letter"),
        make,
    )
    typed = [(speech.to_type(command, folder), purpose) for command, purpose in steps]
    wide = max(len(command) for command, _ in typed)
    for command, purpose in typed:
        out.print(f"  {command:{wide}}  {purpose}")


def stationery(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The stationery to copy.")] = None,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Folder for the copy, in the campaign's folder.")
    ] = Path("stationery"),
) -> None:
    """List the ready stationeries, or copy one to edit. Never overwrites."""
    from letterforge.campaign.ready import copy_stationery, ready_stationeries
    from letterforge.cli import speech

    if name is None:
        for ready, sentence in ready_stationeries().items():
            typer.echo(f"{ready:8} {sentence}")
        return
    out = speech.console()
    for path in copy_stationery(name, folder):
        out.print(f"wrote {path}")
    out.print(f'Next: style = "{folder.as_posix()}" under [stationery] of letterforge.toml', style="bold")


def doctor(
    campaign: options.CampaignFolder = Path(),
    fix: Annotated[bool, typer.Option("--fix", help="Install what is missing, if that is allowed.")] = False,
    mend: Annotated[bool, typer.Option("--mend", hidden=True, help="The old name of --fix.")] = False,
    stationeries: Annotated[
        list[str] | None,
        typer.Option(
            "--stationery",
            metavar="NAME",
            help="Look for the typefaces of this ready stationery too; repeat it for several.",
        ),
    ] = None,
    json_: options.Json = False,
) -> None:
    """Show what is missing on this machine, and how to install it."""
    from letterforge import machine
    from letterforge.cli import speech

    fix = fix or mend
    out = speech.console()
    own, engine = _letters(campaign)
    faces = (*own, *_ready_faces(stationeries or ()))
    findings = machine.fix(faces, out.print, engine) if fix else machine.examine(faces, engine)
    missing = machine.lacking(findings)
    stops = [finding for finding in missing if finding.need is not machine.Need.SPEED]
    code = ExitCode.UNFIT_MACHINE if stops else ExitCode.OK
    if json_:
        content = {"findings": list(map(_as_json, findings)), "mend": machine.fix_for(missing)}
        answers.give(content, filter(None, map(_problem, findings)), code)
    else:
        for finding in missing if fix else findings:
            word, style = _verdict(finding)
            out.print(f"{word:8} {finding.name} ({finding.need}): {finding.detail}", style=style)
        # `make letters` asks each time: what only some names need is not shown again.
        _conclude([finding for finding in findings if finding.needed or not fix], engine)
    raise typer.Exit(code)


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "present": finding.present,
        "need": finding.need,
        "detail": finding.detail,
    }


def _problem(finding: Finding) -> Problem | None:
    """What is missing, with what to do about it."""
    from letterforge import machine

    problem = finding.problem
    return replace(problem, hint=machine.fix_for([finding])) if problem else None


def _conclude(findings: Sequence[Finding], engine: PdfEngine) -> None:
    """Show whether letters can be made here, and what to do.

    First what stops them, then what only some need.
    """
    from letterforge import machine
    from letterforge.cli import speech
    from letterforge.machine import Need
    from letterforge.model import PdfEngine

    out = speech.console()

    def lacking(*needs: Need) -> list[Finding]:
        return [finding for finding in findings if finding.need in needs and not finding.present]

    if stops := lacking(Need.PDF, Need.STATIONERY):
        out.print(
            "This machine cannot make these letters as PDF yet. To get what is missing:", style="bold red"
        )
        out.print(f"  {machine.fix_for([*stops, *lacking(Need.SPEED)])}", style="bold")
        if engine is PdfEngine.WEASYPRINT and lacking(Need.PDF) and not lacking(Need.OTHER_ENGINE):
            out.print("Or install nothing, and make the PDF with Typst:", style="bold")
            out.print("  letterforge batch --engine typst", style="bold")
            out.print('  (to do this always, write pdf_engine = "typst" under [output] of letterforge.toml)')
    else:
        out.print("This machine can make these letters.", style="bold green")
        if slow := lacking(Need.SPEED):
            out.print(f"To make PDF faster: {machine.fix_for(slow)}")
    if scripts := lacking(Need.SCRIPTS):
        out.print("Only if a name or address in your list is written in one of the scripts above:")
        out.print(f"  {machine.fix_for(scripts)}")


def _letters(folder: Path) -> tuple[tuple[str, ...], PdfEngine]:
    """The typefaces of the campaign in a folder, and its engine; no typefaces without a campaign."""
    from letterforge.campaign import FILE_NAME, Campaign
    from letterforge.intake import given
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
    return ("missing", "bold red") if finding.needed else ("optional", "yellow")
