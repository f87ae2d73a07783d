"""`render` and `batch`: letters as files."""

from __future__ import annotations

import time
from collections.abc import Container, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from letterforge.cli import answers, completing, options
from letterforge.cli.passphrase import passphrase_for
from letterforge.errors import BrokenCampaign

if TYPE_CHECKING:
    from letterforge.campaign import Campaign
    from letterforge.errors import Problem
    from letterforge.model import Outcome
    from letterforge.run.report import Report
    from letterforge.run.request import Wanted


def render(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Only these recipients.", autocompletion=completing.ids),
    ] = None,
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
    from letterforge.run.request import Wanted

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
    """Write a letter for every party to the register and forget none; without a register, for every row."""
    from letterforge.run.request import Wanted

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
    from letterforge.cli import conclusion, speech
    from letterforge.cli.progress import Progress
    from letterforge.processes.signals import heard_by, let_pass

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
        answers.fail(error.problems, error.exit_code)
        speech.tell_problems(error.problems)
        speech.console().print("Nothing has been written.", style="bold")
        if error.of_rows and not wanted.keep_going:
            speech.console().print("Add --keep-going to make the letters of the other rows now.")
        raise typer.Exit(error.exit_code) from None
    # A run that was interrupted has ended: further signals do not keep it from saying how.
    with heard_by(let_pass) if report.interrupted else nullcontext():
        speech.tell_problems(_problems(report), checked_by=speech.check_of(folder, wanted.recipients))
        if voice.as_json:
            by_signal = [answers.interruption(report.signal)] if report.interrupted else []
            answers.give(_json(report, concerned), [*by_signal, *_problems(report)], report.exit_code)
        if not voice.quiet:
            conclusion.tell_run(folder, campaign, wanted, report, time.monotonic() - begun)
        elif report.interrupted:
            conclusion.tell_interruption(report)
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
    from letterforge.run import workers
    from letterforge.typeset import engines

    formats = wanted.formats or campaign.output.formats
    if len(wanted.ids) != 1:
        settled = engines.choose_engine(campaign, wanted.engine, formats).campaign
        engines.require_engine(
            settled, formats
        )  # else the server would end in a traceback that nobody asked for
        workers.expect(settled.output.pdf_engine, formats, wanted.jobs, campaign.passphrase_variables)


def _problems(report: Report) -> list[Problem]:
    unread = (problem for problems in report.unread.values() for problem in problems)
    of_letters = (problem for outcome in report.failed for problem in outcome.problems)
    return [*report.warnings, *report.in_the_way, *unread, *of_letters, *report.problems]


def _json(report: Report, concerned: Container[str]) -> dict[str, object]:
    import json

    rows = json.loads((report.folder / "manifest.json").read_bytes()) if report.listed else []
    unread = {report.listed_rows.get(row, row) for row in report.unread}
    meant = [row for row in rows if row["id"] in concerned or row["row"] in unread]
    left_out, filled_in = ([each.id for each in some] for some in (report.left_out, report.filled_in))
    reasons = dict(report.reasons)
    return _run_json(
        answers.letters_of(meant), report.told, left_out, filled_in, reasons, interrupted=report.interrupted
    )


def _run_json(
    letters: list[dict[str, object]],
    told: Mapping[str, Any],
    left_out: Sequence[object],
    filled_in: Sequence[object],
    reasons: Mapping[str, int] = MappingProxyType({}),
    *,
    interrupted: bool = False,
) -> dict[str, object]:
    """What a run has come to, whether it made letters or found nothing changed. `told`: `Report.told`."""
    return {
        "letters": letters,
        "rows": told["rows"],
        "left_out": left_out,
        "filled_in": filled_in,
        "gone": told["gone"],
        "drafts": told["drafts"],
        "reasons": dict(reasons),
        "interrupted": interrupted,
    }


# --- a run that has nothing to do --------------------------------------------------------------------


def _nothing_has_changed(folder: Path, wanted: Wanted, voice: Voice) -> bool:
    """Whether the same was asked for before and all is as it was left; then it is told. Loads nothing heavy."""
    from letterforge.ledger.standing import told_before

    begun = time.monotonic()
    own, has_register = _output_folder(folder)
    out = wanted.out or own
    if voice.as_json and not wanted.is_whole:
        return False  # only the run itself knows which letters were meant
    told = told_before(out, wanted.request(folder)) if out else None
    if out is None or told is None:
        return False
    if voice.as_json:
        answers.give(_unchanged_json(out, told), _warnings(told))
    if told["warnings"]:
        from letterforge.cli import speech

        speech.tell_problems(_warnings(told), checked_by=speech.check_of(folder, wanted.recipients))
    if not voice.quiet:
        if any(told[each] for each in ("left_out", "filled_in", "gone", "drafts")):
            from letterforge.cli.conclusion import tell_rows

            tell_rows(told)
        _tell_unchanged(told, time.monotonic() - begun)
        if wanted.parties_only and not has_register:
            from letterforge.cli.conclusion import NO_REGISTER

            typer.echo(NO_REGISTER, err=True)
    return True


def _tell_unchanged(told: Mapping[str, Any], seconds: float) -> None:
    from letterforge.errors import counted

    letters, files = counted(told["letters"], "letter"), counted(told["files"], "file")
    are = "is" if told["letters"] == 1 else "are"
    typer.echo(f"Nothing has changed: {letters} ({files}) {are} up to date. ({seconds:.1f} s)", err=True)


def _output_folder(folder: Path) -> tuple[Path | None, bool]:
    """The campaign's output folder, if that can be known so soon, and whether the campaign has a register."""
    from letterforge.intake import given, toml  # not above: it would cost other commands some milliseconds

    try:
        settings = toml.parsed(given.text(folder / "letterforge.toml"))
        register = settings.get("campaign", {}).get("register")
        return folder / str(settings.get("output", {}).get("directory", "out")), bool(register)
    except (OSError, ValueError, AttributeError):
        return None, False  # told by the run itself


def _unchanged_json(out: Path, told: Mapping[str, Any]) -> dict[str, object]:
    from letterforge.ledger.standing import unchanged_rows

    letters = answers.letters_of(unchanged_rows(out))
    left_out = [each for each in letters if each["status"] == "left out"]
    made = [each for each in letters if each["status"] != "left out"]
    filled_in = [each["id"] for each in letters if each["row"] is None]
    return _run_json(made, told, [each["id"] for each in left_out], filled_in)


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
