"""`render` and `batch`: letters as files."""

from __future__ import annotations

import json
import logging
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import options
from letterforge.errors import BrokenCampaign, ExitCode

if TYPE_CHECKING:
    from letterforge.api import Wanted
    from letterforge.campaign import Campaign
    from letterforge.report import Report


def render(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these recipients.")] = None,
    campaign: options.CampaignFolder = Path(),
    where: Annotated[
        str,
        typer.Option(metavar="EXPR", help="Only recipients of whom this is true: recipient.language == 'fr'"),
    ] = "",
    recipients: options.RecipientsFile = None,
    out: options.OutFolder = None,
    format_: options.Formats = None,
    jobs: options.Jobs = 0,
    force: options.Force = False,
    fail_fast: options.FailFast = False,
    keep_going: options.KeepGoing = False,
    strict: options.Strict = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write the letters of the rows named, or of all rows."""
    from letterforge.api import Wanted

    wanted = Wanted(
        recipients=recipients,
        ids=tuple(ids or ()),
        where=where,
        formats=options.formats_of(format_),
        out=out,
        jobs=jobs,
        keep_going=keep_going,
        fail_fast=fail_fast,
        strict=strict,
    )
    _make(campaign, wanted, as_json=json_, quiet=quiet or json_, verbose=verbose)


def batch(
    campaign: options.CampaignFolder = Path(),
    as_of: options.AsOf = None,
    fill_gaps: Annotated[
        bool,
        typer.Option("--fill-gaps", help="Address the foreign ministry of a party without a row by office."),
    ] = False,
    recipients: options.RecipientsFile = None,
    out: options.OutFolder = None,
    format_: options.Formats = None,
    jobs: options.Jobs = 0,
    force: options.Force = False,
    fail_fast: options.FailFast = False,
    keep_going: options.KeepGoing = False,
    strict: options.Strict = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write one letter for every party to the register on the letter's date, and forget none."""
    from letterforge.api import Wanted

    wanted = Wanted(
        recipients=recipients,
        parties_only=True,
        as_of=as_of.date() if isinstance(as_of, datetime) else None,
        fill_gaps=fill_gaps,
        formats=options.formats_of(format_),
        out=out,
        jobs=jobs,
        keep_going=keep_going,
        fail_fast=fail_fast,
        strict=strict,
    )
    _make(campaign, wanted, as_json=json_, quiet=quiet or json_, verbose=verbose)


def _make(folder: Path, wanted: Wanted, *, as_json: bool, quiet: bool, verbose: bool) -> None:
    from letterforge.api import forge_all
    from letterforge.campaign import Campaign
    from letterforge.cli import speech
    from letterforge.cli.progress import Progress

    if verbose:
        logging.basicConfig(format="%(message)s", level=logging.DEBUG)
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
    begun = time.monotonic()
    campaign = Campaign.load(folder)
    try:
        with Progress(quiet=quiet) as progress:
            report = forge_all(campaign, wanted, on_start=progress.start, on_outcome=progress.step)
    except BrokenCampaign as error:
        if as_json:
            typer.echo(
                json.dumps({"problems": speech.as_json(error.problems), "letters": []}, ensure_ascii=False)
            )
        speech.tell_problems(error.problems)
        speech.console().print("Nothing has been written.", style="bold")
        raise typer.Exit(error.exit_code) from None
    speech.tell_problems(
        [*report.warnings, *(each for outcome in report.failed for each in outcome.problems)]
    )
    if as_json:
        typer.echo(json.dumps(_json(report), ensure_ascii=False, indent=1))
    if not quiet:
        _summarise(campaign, wanted, report, time.monotonic() - begun)
    raise typer.Exit(report.exit_code)


def _json(report: Report) -> dict[str, object]:
    from letterforge.cli import speech

    problems = [*report.warnings, *(each for outcome in report.failed for each in outcome.problems)]
    return {
        "letters": report.rows(),
        "left_out": [recipient.id for recipient in report.left_out],
        "filled_in": [recipient.id for recipient in report.filled_in],
        "problems": speech.as_json(problems),
        "interrupted": report.interrupted,
    }


def _summarise(campaign: Campaign, wanted: Wanted, report: Report, seconds: float) -> None:
    from letterforge import states
    from letterforge.cli import speech

    out = speech.console()
    folder = campaign.shown(report.folder)
    for recipient in report.left_out:
        name = states.state_names(recipient.state, "en").name
        out.print(f"left out: {recipient.id} (row {recipient.row}): {name} is not a party", style="yellow")
    for recipient in report.filled_in:
        name = states.state_names(recipient.state, "en").name
        out.print(f"filled in: {name}: {recipient.title}, {recipient.organisation}", style="yellow")
    made, failed = len(report.made), len(report.failed)
    rate = f", {made / seconds:.0f} letters a second" if made and seconds else ""
    out.print(
        f"{made} letters in {report.files} files, {seconds:.0f} s{rate}",
        style="bold green" if made else "bold",
    )
    if failed:
        out.print(f"{failed} letters failed: mend {folder}/failed.csv and feed it back:", style="bold red")
        out.print(f"  letterforge render --recipients {folder}/failed.csv")
    if report.interrupted:
        out.print(
            "Interrupted: the letters above are whole; run the same command to make the rest.", style="bold"
        )
    out.print(f"  {folder}/letters/      the letters")
    out.print(f"  {folder}/manifest.csv  one row for each file, with its SHA-256 (also manifest.json)")
    if report.exit_code is ExitCode.OK and not wanted.parties_only:
        out.print("  letterforge states     how the list covers the register", style="dim")
