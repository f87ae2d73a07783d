"""`render` and `batch`: letters as files."""

from __future__ import annotations

import time
from collections.abc import Container, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from letterforge.cli import answers, completing, conclusion, options
from letterforge.cli.conclusion import RunAsTyped
from letterforge.cli.passphrase import passphrase_for
from letterforge.errors import BrokenCampaign

if TYPE_CHECKING:
    from letterforge.campaign import Campaign
    from letterforge.model import Outcome
    from letterforge.run.request import Wanted
    from letterforge.run.summary import Summary


@options.with_run_options
def render(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Only these recipients.", autocompletion=completing.ids),
    ] = None,
    campaign: options.CampaignFolder = Path(),
    where: options.Where = "",
    *,
    run: options.RunOptions,
) -> None:
    """Write the letters of the rows that you name, or of all rows."""
    _make(campaign, run.wanted(ids=tuple(ids or ()), where=where), Voice.of(run))


@options.with_run_options
def batch(
    campaign: options.CampaignFolder = Path(),
    as_of: options.AsOf = None,
    fill_gaps: Annotated[
        bool,
        typer.Option("--fill-gaps", help="Add a letter to the foreign ministry of each party without a row."),
    ] = False,
    *,
    run: options.RunOptions,
) -> None:
    """Write a letter for every party to the register.

    Refuses while a party has no row. Without a register: a letter for every row.
    """
    day = as_of.date() if as_of else None
    _make(campaign, run.wanted(parties_only=True, as_of=day, fill_gaps=fill_gaps), Voice.of(run))


@dataclass(frozen=True, slots=True)
class Voice:
    """How a run reports what it does."""

    as_json: bool
    quiet: bool
    explain: bool
    verbose: bool

    @classmethod
    def of(cls, run: options.RunOptions) -> Voice:
        """As the options of the run say."""
        return cls(run.json_, run.quiet or run.json_, run.explain, run.verbose)


def _make(folder: Path, wanted: Wanted, voice: Voice) -> None:
    begun = time.monotonic()
    if unchanged := _find_unchanged(folder, wanted, voice):
        _report(unchanged, RunAsTyped(folder, wanted), voice, begun)
        return
    from letterforge.campaign import Campaign

    campaign = Campaign.load(folder)
    _start_workers_early(campaign, wanted)
    from letterforge.processes.signals import ignore_signal, signals_to

    if voice.verbose:
        _show_log_of("letterforge")
    concerned: set[str] = set()
    summary = _made(folder, campaign, wanted, voice, concerned)
    # A run that was interrupted has ended: further signals must not keep it from reporting how.
    with signals_to(ignore_signal) if summary.signal else nullcontext():
        _report(summary, RunAsTyped(folder, wanted, campaign), voice, begun, concerned)
    raise typer.Exit(summary.exit_code)


def _find_unchanged(folder: Path, wanted: Wanted, voice: Voice) -> Summary | None:
    """What a run has come to that has nothing to do; None: there may be something. Loads nothing heavy."""
    if wanted.force or (voice.as_json and not wanted.is_whole):
        return None  # which letters were meant, only the run itself knows
    from letterforge.run.unchanged import find_unchanged

    return find_unchanged(folder, wanted)


def _made(folder: Path, campaign: Campaign, wanted: Wanted, voice: Voice, concerned: set[str]) -> Summary:
    """Make the letters. `concerned` gets the ids of those that were wanted, where programs need them."""
    from letterforge.api import forge_all
    from letterforge.cli import speech
    from letterforge.cli.progress import Progress

    passphrase = passphrase_for(campaign)
    try:
        with Progress(quiet=voice.quiet, explain=voice.explain) as progress:

            def count(outcome: Outcome) -> None:
                if voice.as_json:
                    concerned.add(outcome.recipient.id)
                progress.step(outcome)

            report = forge_all(
                campaign, wanted, passphrase=passphrase, on_start=progress.start, on_outcome=count
            )
    except BrokenCampaign as error:
        answers.fail(error.problems, error.exit_code)
        speech.tell_problems(error.problems)
        speech.console().print("Nothing has been written.", style="bold")
        if error.of_rows and not wanted.keep_going:
            speech.console().print("Add --keep-going to make the letters of the other rows now.")
        raise typer.Exit(error.exit_code) from None
    return report.summary


def _show_log_of(name: str) -> None:
    """Print what one logger logs, and nothing of what libraries log."""
    import logging

    logger = logging.getLogger(name)
    if not any(isinstance(handler, logging.StreamHandler) for handler in logger.handlers):
        logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(logging.NullHandler())


def _start_workers_early(campaign: Campaign, wanted: Wanted) -> None:
    """Begin with what workers will need, before this process loads the rest of what it needs itself."""
    from letterforge.run import workers
    from letterforge.typeset import engines

    formats = wanted.formats or campaign.output.formats
    if len(wanted.ids) != 1:
        settled = engines.choose_engine(campaign, wanted.engine, formats).campaign
        engines.require_engine(settled, formats)  # else the server would end in a traceback
        workers.start_early(settled.output.pdf_engine, formats, wanted.jobs, campaign.passphrase_variables)


# --- what is reported ------------------------------------------------------------------------------


def _report(
    summary: Summary, typed: RunAsTyped, voice: Voice, begun: float, concerned: Container[str] = ()
) -> None:
    """Report a run to people and programs, whether it made letters or found nothing changed."""
    problems = [*summary.warnings, *summary.problems]
    if problems:
        from letterforge.cli import speech

        speech.tell_problems(problems, checked_by=speech.check_of(typed.folder, typed.wanted.recipients))
    if voice.as_json:
        by_signal = [answers.interruption(summary.signal)] if summary.signal else []
        answers.give(_json(summary, concerned), [*by_signal, *problems], summary.exit_code)
    if not voice.quiet:
        conclusion.report_run(summary, typed, time.monotonic() - begun)
    elif summary.signal:
        conclusion.report_interruption(summary)


def _json(summary: Summary, concerned: Container[str]) -> dict[str, object]:
    return {
        "letters": answers.letters_of(_rows(summary, concerned)),
        "rows": summary.rows,
        "left_out": [line.id for line in summary.left_out],
        "filled_in": [line.id for line in summary.filled_in],
        "gone": summary.gone,
        "drafts": summary.drafts,
        "reasons": summary.reasons,
        "interrupted": bool(summary.signal),
    }


def _rows(summary: Summary, concerned: Container[str]) -> Iterator[Mapping[str, Any]]:
    """The manifest's rows of the letters that a run was asked for.

    `concerned`: their ids. A run that found nothing changed was asked for all.
    """
    from letterforge.model import Status
    from letterforge.run.summary import read_manifest_rows

    for row in read_manifest_rows(summary) if summary.has_manifest else ():
        is_meant = row["id"] in concerned or row["row"] in summary.unread_rows
        if row["status"] != Status.LEFT_OUT if summary.is_repeated else is_meant:
            yield row
