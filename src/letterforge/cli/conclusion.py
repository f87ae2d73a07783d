"""What a run says at its end: what was made, what was not, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from letterforge.cli import speech
from letterforge.errors import Code, ExitCode, counted
from letterforge.intake import given
from letterforge.processes.signals import name_of

if TYPE_CHECKING:
    from letterforge.campaign import Campaign
    from letterforge.run.report import Report
    from letterforge.run.request import Wanted


NO_REGISTER = "This campaign has no register: every row has its letter, and no state could be found missing."


def tell_run(folder: Path, campaign: Campaign, wanted: Wanted, report: Report, seconds: float) -> None:
    """Report a run of the campaign in a folder, as it was named."""
    out = speech.console()
    tell_rows(report.told)
    _tell_made(report, seconds)
    if report.taken_away:
        whose = speech.series(report.taken_away)
        out.print(f"taken away, because the row has failed now: the letter of {whose}", style="bold yellow")
    _tell_failed(folder, campaign, report)
    if report.outdated:
        others = "1 other letter is" if report.outdated == 1 else f"{report.outdated} other letters are"
        out.print(f"{others} out of date (see the manifest). To make them again:", style="yellow")
        out.print(f"  {speech.to_type('render', folder)}", style="yellow")
    if report.pruned_to:
        out.print(f"  moved to {campaign.shown(report.pruned_to)}")
    if report.interrupted:
        tell_interruption(report)
    if not report.listed:
        return
    shown = campaign.shown(report.folder)
    out.print(f"  {shown}/letters/      the letters")
    out.print(f"  {shown}/manifest.csv  one row for each file, with its SHA-256 (also manifest.json)")
    if report.exit_code is ExitCode.OK:
        _tell_register(folder, campaign, wanted)


def tell_interruption(report: Report) -> None:
    """Say what ended a run, and that nothing is lost."""
    so_far = "every letter written so far is complete" if report.listed else "before the first letter"
    what = f"Interrupted by {name_of(report.signal)}: {so_far}"
    speech.console().print(f"{what}; run the same command to make the rest.", style="bold")


def tell_rows(told: Mapping[str, Any]) -> None:
    """Rows that got no letter, states that were filled in, letters without a row, and why letters are drafts."""
    out = speech.console()
    for line in told["left_out"]:
        out.print(f"left out: {line}", style="yellow")
    for line in told["filled_in"]:
        out.print(f"filled in: {line}", style="yellow")
    if told["gone"]:
        names = ", ".join(told["gone"])
        out.print(f"gone from the list, not in the manifest: {names}", style="yellow")
        out.print("  their files stay in letters/; use --prune to move them away", style="yellow")
    if told["drafts"]:
        from letterforge.cli.approving import tell_reasons

        of_all = counted(told["letters"], "letter")
        out.print(f"drafts, not signed: {len(told['drafts'])} of {of_all}", style="bold yellow")
        tell_reasons(told["drafts"], told["letters"])
        out.print("  letterforge approve --list  what is approved, and what has changed", style="yellow")


def _tell_made(report: Report, seconds: float) -> None:
    out = speech.console()
    a_second = round(report.made / seconds) if seconds else 0
    rate = f", {counted(a_second, 'letter')} a second" if a_second else ""
    made = f"{counted(report.made, 'letter')}" + (
        f" made, {report.unchanged} unchanged" if report.unchanged else ""
    )
    style = "bold green" if report.letters else "bold"
    out.print(f"{made} in {counted(report.files, 'file')}, {seconds:.0f} s{rate}", style=style)
    if report.unchanged and report.made:
        out.print("  because of: " + ", ".join(f"{why} ({n})" for why, n in report.reasons.most_common()))


def _tell_failed(folder: Path, campaign: Campaign, report: Report) -> None:
    from letterforge.run.report import FAILED

    out = speech.console()
    if failed := len(report.failed) + len(report.unread):
        them = "it" if failed == 1 else "them"
        table = report.folder / FAILED
        shown, typed = campaign.shown(table), given.typed(given.from_here(table))
        out.print(
            f"{counted(failed, 'letter')} failed. Correct {them} in {shown}, then run:", style="bold red"
        )
        out.print(f"  {speech.to_type('render', folder, '--recipients', typed, '--keep-going')}")
        listed = campaign.shown(campaign.recipients)
        out.print(f"  Later runs remember what you corrected. Correct {listed} as well when you can.")
        problems = [*(each.problems for each in report.failed), *report.unread.values()]
        if any(problem.code is Code.DUPLICATE_ID for each in problems for problem in each):
            out.print(
                f"  A row that is there twice (LF025): delete it in {listed}. Deleted in {shown}, it comes back."
            )


def _tell_register(folder: Path, campaign: Campaign, wanted: Wanted) -> None:
    """Whom the register says must be reached: `render` does not ask, and `batch` cannot where there is none."""
    out = speech.console()
    if campaign.register and not wanted.parties_only and wanted.is_whole:
        batch = speech.to_type("batch", folder)
        out.print(f"  {batch}  the same, and sees that no state of the register is forgotten", style="dim")
    elif wanted.parties_only and not campaign.register:
        out.print(NO_REGISTER)
