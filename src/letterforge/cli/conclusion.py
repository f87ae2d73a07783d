"""What a run reports at its end: what was made, what was not, and what comes next.

A run that has nothing to do is over in a fifth of a second: nothing heavy is loaded here for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from letterforge.errors import Code, ExitCode, counted

if TYPE_CHECKING:
    from letterforge.campaign import Campaign
    from letterforge.run.request import Wanted
    from letterforge.run.summary import Summary

NO_REGISTER = (
    "This campaign has no register: every row has its letter. "
    "letterforge cannot check whether states are missing."
)


@dataclass(frozen=True, slots=True)
class RunAsTyped:
    """What was typed."""

    folder: Path
    """Of the campaign, as it was named."""
    wanted: Wanted
    campaign: Campaign | None = None
    """None: nothing has changed, and it was not read."""


def report_run(summary: Summary, typed: RunAsTyped, seconds: float) -> None:
    """Report a run to people, whether it made letters or found nothing changed."""
    if summary.left_out or summary.filled_in or summary.gone or summary.drafts:
        _report_rows(summary)
    if summary.fits:
        _report_fits(summary)
    if typed.campaign is None:
        _report_unchanged(summary, seconds)
    else:
        _report_made(summary, seconds)
        _report_others(summary, typed, typed.campaign)
    if summary.exit_code is not ExitCode.OK:
        return
    if typed.wanted.parties_only and not summary.has_register:
        typer.echo(NO_REGISTER, err=True)
    elif summary.has_register and not summary.is_repeated and _makes_all_rows(typed.wanted):
        _recommend_batch(typed.folder)


def report_interruption(summary: Summary) -> None:
    """Report what interrupted a run, and that nothing is lost."""
    from letterforge.cli import speech
    from letterforge.processes.signals import signal_name

    so_far = "every letter written so far is complete" if summary.has_manifest else "before the first letter"
    what = f"Interrupted by {signal_name(summary.signal)}: {so_far}"
    speech.console().print(f"{what}; run the same command to make the rest.", style="bold")


def _report_rows(summary: Summary) -> None:
    """Rows that got no letter, states that were filled in, letters without a row, and why letters are
    drafts.
    """
    from letterforge.cli import speech

    out = speech.console()
    for line in summary.left_out:
        out.print(f"left out: {line.text}", style="yellow")
    for line in summary.filled_in:
        out.print(f"filled in: {line.text}", style="yellow")
    if summary.gone:
        names = ", ".join(summary.gone)
        out.print(f"no longer in the list, so not in the manifest: {names}", style="yellow")
        out.print("  their files stay in letters/; use --prune to move them away", style="yellow")
    if summary.drafts:
        from letterforge.cli.approving import report_reasons

        of_all = counted(summary.letters, "letter")
        out.print(f"drafts, not signed: {len(summary.drafts)} of {of_all}", style="bold yellow")
        report_reasons(summary.drafts, summary.letters)
        out.print("  letterforge approve --list  what is approved, and what has changed", style="yellow")


def _report_fits(summary: Summary) -> None:
    from letterforge.cli import speech
    from letterforge.cli.tightened import describe_letters

    for line in describe_letters(summary.fits, summary.letters):
        speech.console().print(line)


def _report_unchanged(summary: Summary, seconds: float) -> None:
    letters, files = counted(summary.letters, "letter"), counted(summary.files, "file")
    are = "is" if summary.letters == 1 else "are"
    typer.echo(f"Nothing has changed: {letters} ({files}) {are} up to date. ({seconds:.1f} s)", err=True)


def _report_made(summary: Summary, seconds: float) -> None:
    from letterforge.cli import speech

    out = speech.console()
    a_second = round(summary.made / seconds) if seconds else 0
    rate = f", {counted(a_second, 'letter')} a second" if a_second else ""
    made = counted(summary.made, "letter")
    made += f" made, {summary.unchanged} unchanged" if summary.unchanged else ""
    style = "bold green" if summary.letters else "bold"
    out.print(f"{made} in {counted(summary.files, 'file')}, {seconds:.0f} s{rate}", style=style)
    if summary.unchanged and summary.made:
        reasons = ", ".join(f"{why} ({count})" for why, count in summary.reasons.items())
        out.print(f"  because of: {reasons}")


def _report_others(summary: Summary, typed: RunAsTyped, campaign: Campaign) -> None:
    """What became of letters that were not made, and where everything is."""
    from letterforge.cli import speech

    out = speech.console()
    if summary.removed:
        letters, rows = (
            ("letter", "its row has") if len(summary.removed) == 1 else ("letters", "their rows have")
        )
        ids = speech.series(summary.removed)
        out.print(f"removed the {letters} of {ids}, because {rows} failed now", style="bold yellow")
    if summary.failed:
        _report_failed(summary, typed, campaign)
    if summary.outdated:
        others = "1 other letter is" if summary.outdated == 1 else f"{summary.outdated} other letters are"
        out.print(f"{others} out of date (see the manifest). To make them again:", style="yellow")
        out.print(f"  {speech.to_type('render', typed.folder, *_same_place(typed.wanted))}", style="yellow")
    if summary.pruned_to:
        out.print(f"  moved to {campaign.shown(summary.pruned_to)}")
    if summary.signal:
        report_interruption(summary)
    if summary.has_manifest:
        shown = campaign.shown(summary.folder)
        out.print(f"  {shown}/letters/      the letters")
        out.print(f"  {shown}/manifest.csv  one row for each file, with its SHA-256 (also manifest.json)")


def _same_place(wanted: Wanted) -> tuple[str, ...]:
    """The options by which the next run makes the same files in the same folder."""
    from letterforge.intake import given

    options = [("--out", given.typed(wanted.out))] if wanted.out else []
    options += [("--engine", str(wanted.engine))] if wanted.engine else []
    options += [("--format", str(chosen)) for chosen in wanted.formats]
    return tuple(word for option in options for word in option)


def _report_failed(summary: Summary, typed: RunAsTyped, campaign: Campaign) -> None:
    from letterforge.cli import speech
    from letterforge.intake import given
    from letterforge.run.report import FAILED

    out = speech.console()
    them = "it" if summary.failed == 1 else "them"
    table = summary.folder / FAILED
    shown, path = campaign.shown(table), given.typed(given.from_here(table))
    count = counted(summary.failed, "letter")
    out.print(f"{count} failed. Correct {them} in {shown}, then run:", style="bold red")
    options = ("--recipients", path, "--keep-going", *_same_place(typed.wanted))
    out.print(f"  {speech.to_type('render', typed.folder, *options)}")
    listed = campaign.shown(campaign.recipients)
    out.print(f"  Later runs remember what you corrected. Correct {listed} as well when you can.")
    if any(problem.code is Code.DUPLICATE_ID for problem in summary.problems):
        out.print(
            f"  If a row is there twice (LF025), delete it in {listed}. "
            f"If you delete it only in {shown}, it comes back."
        )


def _makes_all_rows(wanted: Wanted) -> bool:
    """Whether a run makes the letters of all rows, and does not look for states without a row."""
    return not wanted.parties_only and wanted.is_whole


def _recommend_batch(folder: Path) -> None:
    from letterforge.cli import speech

    batch = speech.to_type("batch", folder)
    speech.console().print(f"  {batch}  the same, and makes sure that every state has a letter", style="dim")
