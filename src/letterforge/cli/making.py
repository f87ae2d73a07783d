"""`render` and `batch`: letters as files."""

from __future__ import annotations

import json
import time
from collections.abc import Container, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from letterforge.cli import options
from letterforge.cli.passphrase import passphrase_for
from letterforge.errors import BrokenCampaign, ExitCode

if TYPE_CHECKING:
    from letterforge.campaign import Campaign
    from letterforge.errors import Problem
    from letterforge.model import Outcome
    from letterforge.report import Report
    from letterforge.wanted import Wanted


def render(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these recipients.")] = None,
    campaign: options.CampaignFolder = Path(),
    where: options.Where = "",
    recipients: options.RecipientsFile = None,
    out: options.OutFolder = None,
    format_: options.Formats = None,
    engine: options.Engine = None,
    jobs: options.Jobs = 0,
    force: options.Force = False,
    prune: options.Prune = False,
    explain: options.Explain = False,
    inspect: options.Inspect = True,
    fail_fast: options.FailFast = False,
    keep_going: options.KeepGoing = False,
    strict: options.Strict = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write the letters of the rows named, or of all rows."""
    from letterforge.wanted import Wanted

    wanted = Wanted(
        recipients=recipients,
        ids=tuple(ids or ()),
        where=where,
        formats=options.formats_of(format_),
        engine=options.engine_of(engine),
        out=out,
        jobs=jobs,
        force=force,
        prune=prune,
        inspect=inspect,
        keep_going=keep_going,
        fail_fast=fail_fast,
        strict=strict,
    )
    _make(campaign, wanted, Voice(json_, quiet or json_, explain, verbose))


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
    engine: options.Engine = None,
    jobs: options.Jobs = 0,
    force: options.Force = False,
    prune: options.Prune = False,
    explain: options.Explain = False,
    inspect: options.Inspect = True,
    fail_fast: options.FailFast = False,
    keep_going: options.KeepGoing = False,
    strict: options.Strict = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write one letter for every party to the register on the letter's date, and forget none."""
    from letterforge.wanted import Wanted

    wanted = Wanted(
        recipients=recipients,
        parties_only=True,
        as_of=as_of.date() if isinstance(as_of, datetime) else None,
        fill_gaps=fill_gaps,
        formats=options.formats_of(format_),
        engine=options.engine_of(engine),
        out=out,
        jobs=jobs,
        force=force,
        prune=prune,
        inspect=inspect,
        keep_going=keep_going,
        fail_fast=fail_fast,
        strict=strict,
    )
    _make(campaign, wanted, Voice(json_, quiet or json_, explain, verbose))


@dataclass(frozen=True, slots=True)
class Voice:
    """How a run is to speak."""

    as_json: bool
    quiet: bool
    explain: bool
    verbose: bool


def _make(folder: Path, wanted: Wanted, voice: Voice) -> None:
    if not wanted.force and _nothing_has_changed(folder, wanted, voice):
        return
    from letterforge.campaign import Campaign

    begun = time.monotonic()
    campaign = Campaign.load(folder)
    _expect_workers(campaign, wanted)
    from letterforge.api import forge_all
    from letterforge.cli import speech
    from letterforge.cli.progress import Progress
    from letterforge.signals import heard_by, let_pass

    if voice.verbose:
        _let_speak("letterforge")
    passphrase = passphrase_for(campaign)
    concerned: set[str] = set()
    try:
        with Progress(quiet=voice.quiet, explain=voice.explain) as progress:

            def hear(outcome: Outcome) -> None:
                if voice.as_json:
                    concerned.add(outcome.recipient.id)
                progress.step(outcome)

            report = forge_all(
                campaign, wanted, passphrase=passphrase, on_start=progress.start, on_outcome=hear
            )
    except BrokenCampaign as error:
        if voice.as_json:
            problems = {"problems": speech.as_json(error.problems), "letters": []}
            _echo(problems)
        speech.tell_problems(error.problems)
        speech.console().print("Nothing has been written.", style="bold")
        raise typer.Exit(error.exit_code) from None
    # A run that was interrupted has ended: further signals do not keep it from saying how.
    with heard_by(let_pass) if report.interrupted else nullcontext():
        speech.tell_problems(_problems(report))
        if voice.as_json:
            _echo(_json(report, concerned))
        if not voice.quiet:
            _summarise(campaign, wanted, report, time.monotonic() - begun)
        elif report.interrupted:
            _tell_interruption(report)
    raise typer.Exit(report.exit_code)


def _let_speak(name: str) -> None:
    """Print what one logger says, and nothing of what libraries log."""
    import logging

    logger = logging.getLogger(name)
    if not any(isinstance(each, logging.StreamHandler) for each in logger.handlers):
        logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(logging.NullHandler())


def _expect_workers(campaign: Campaign, wanted: Wanted) -> None:
    """Begin with what workers will need, before this process loads the rest of what it needs itself."""
    from letterforge import workers
    from letterforge.typeset import engines

    formats = wanted.formats or campaign.output.formats
    if len(wanted.ids) != 1:
        settled = engines.settle(campaign, wanted.engine, formats).campaign
        workers.expect(settled.output.pdf_engine, formats, wanted.jobs, campaign.passphrase_variables)


def _echo(content: Mapping[str, object]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))


def _problems(report: Report) -> list[Problem]:
    unread = (problem for problems in report.unread.values() for problem in problems)
    of_letters = (problem for outcome in report.failed for problem in outcome.problems)
    return [*report.warnings, *report.in_the_way, *unread, *of_letters, *report.problems]


def _json(report: Report, concerned: Container[str]) -> dict[str, object]:
    from letterforge.cli import speech

    rows = json.loads((report.folder / "manifest.json").read_bytes()) if report.listed else []
    return {
        "letters": [row for row in rows if row["id"] in concerned or row["row"] in report.unread],
        "rows": report.told["rows"],
        "left_out": [recipient.id for recipient in report.left_out],
        "filled_in": [recipient.id for recipient in report.filled_in],
        "gone": list(report.gone),
        "drafts": report.drafts,
        "reasons": dict(report.reasons),
        "problems": speech.as_json(_problems(report)),
        "interrupted": report.interrupted,
    }


def _summarise(campaign: Campaign, wanted: Wanted, report: Report, seconds: float) -> None:
    from letterforge.cli import speech

    out = speech.console()
    folder = campaign.shown(report.folder)
    _tell_rows(report.told)
    rate = f", {report.made / seconds:.0f} letters a second" if report.made and seconds else ""
    made = f"{counted(report.made, 'letter')}" + (
        f" made, {report.unchanged} unchanged" if report.unchanged else ""
    )
    style = "bold green" if report.letters else "bold"
    out.print(f"{made} in {counted(report.files, 'file')}, {seconds:.0f} s{rate}", style=style)
    if report.unchanged and report.made:
        out.print("  because of: " + ", ".join(f"{why} ({n})" for why, n in report.reasons.most_common()))
    if failed := len(report.failed) + len(report.unread):
        them = "it" if failed == 1 else "them"
        text = f"{counted(failed, 'letter')} failed. Correct {them} in {folder}/failed.csv, then run:"
        out.print(text, style="bold red")
        out.print(f"  letterforge render --recipients {folder}/failed.csv")
        listed = campaign.shown(campaign.recipients)
        out.print(f"  Later runs remember what you corrected. Correct {listed} as well when you can.")
    if report.outdated:
        others = "1 other letter is" if report.outdated == 1 else f"{report.outdated} other letters are"
        out.print(f"{others} out of date (see the manifest). To make them again:", style="yellow")
        out.print("  letterforge render", style="yellow")
    if report.pruned_to:
        out.print(f"  moved to {campaign.shown(report.pruned_to)}")
    if report.interrupted:
        _tell_interruption(report)
    if not report.listed:
        return
    out.print(f"  {folder}/letters/      the letters")
    out.print(f"  {folder}/manifest.csv  one row for each file, with its SHA-256 (also manifest.json)")
    if report.exit_code is ExitCode.OK and not wanted.parties_only:
        out.print("  letterforge states     how the list covers the register", style="dim")


def _tell_interruption(report: Report) -> None:
    from letterforge.cli import speech
    from letterforge.signals import name_of

    so_far = "every letter written so far is complete" if report.listed else "before the first letter"
    what = f"Interrupted by {name_of(report.signal)}: {so_far}"
    speech.console().print(f"{what}; run the same command to make the rest.", style="bold")


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 letter`, `2 letters`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _tell_rows(told: Mapping[str, Any]) -> None:
    """Rows that got no letter, states that were filled in, letters without a row, and why letters are drafts."""
    from letterforge.cli import speech

    out = speech.console()
    for line in told["left_out"]:
        out.print(f"left out: {line}", style="yellow")
    for line in told["filled_in"]:
        out.print(f"filled in: {line}", style="yellow")
    if told["gone"]:
        names = ", ".join(told["gone"])
        out.print(f"gone from the list, not in the manifest: {names}", style="yellow")
        out.print("  their files stay in letters/ until you say --prune", style="yellow")
    if told["drafts"]:
        from letterforge.cli.approving import tell_reasons

        out.print(
            f"drafts, not signed: {len(told['drafts'])} of {told['letters']} letters", style="bold yellow"
        )
        tell_reasons(told["drafts"], told["letters"])
        out.print("  letterforge approve --list  what is approved, and what has changed", style="yellow")


# --- a run that has nothing to do --------------------------------------------------------------------


def _nothing_has_changed(folder: Path, wanted: Wanted, voice: Voice) -> bool:
    """Whether the same was asked for before and all is as it was left; then it is told. Loads nothing heavy."""
    from letterforge.ledger.standing import told_before

    begun = time.monotonic()
    out = wanted.out or _output_folder(folder)
    if voice.as_json and not wanted.is_whole:
        return False  # only the run itself knows which letters were meant
    told = told_before(out, wanted.request(folder)) if out else None
    if out is None or told is None:
        return False
    if voice.as_json:
        _echo(_unchanged_json(out, told))
    if told["warnings"]:
        from letterforge.cli import speech

        speech.tell_problems(_warnings(told))
    if not voice.quiet:
        if any(told[each] for each in ("left_out", "filled_in", "gone", "drafts")):
            _tell_rows(told)
        seconds = time.monotonic() - begun
        typer.echo(
            f"Nothing has changed: {told['letters']} letters stand in {told['files']} files. ({seconds:.1f} s)",
            err=True,
        )
    return True


def _output_folder(folder: Path) -> Path | None:
    from letterforge import given, toml  # not above: it would cost every other command some milliseconds

    try:
        settings = toml.parsed(given.text(folder / "letterforge.toml"))
        return folder / str(settings.get("output", {}).get("directory", "out"))
    except (OSError, ValueError, AttributeError):
        return None  # told by the run itself


def _unchanged_json(out: Path, told: Mapping[str, Any]) -> dict[str, object]:
    from letterforge.cli import speech
    from letterforge.ledger.standing import unchanged_rows

    return {
        "letters": list(unchanged_rows(out)),
        "rows": told["rows"],
        "left_out": told["left_out"],
        "filled_in": told["filled_in"],
        "gone": told["gone"],
        "drafts": told["drafts"],
        "reasons": {},
        "problems": speech.as_json(_warnings(told)),
        "interrupted": False,
    }


def _warnings(told: Mapping[str, Any]) -> list[Problem]:
    from letterforge.errors import Code, Place, Problem, Severity

    return [
        Problem(
            Code(each["code"]),
            each["message"],
            each["hint"],
            Place(**each["place"] | {"span": tuple(each["place"]["span"] or ()) or None}),
            Severity(each["severity"]),
        )
        for each in told["warnings"]
    ]
