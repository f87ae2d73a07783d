"""`approve`: record that letters may be signed, and show which may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import answers, completing, options
from letterforge.errors import ExitCode, UsageError, counted

if TYPE_CHECKING:
    from letterforge.approval import Approval, Standing
    from letterforge.campaign import Campaign
    from letterforge.run.preflight import Examined, Preflight
    from letterforge.run.request import Wanted

STYLES = {"approved": "green", "changed": "yellow", "not approved": "red"}
NAMED = 8
"""Letters that are named where many share a reason."""


def approve(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="The letters to these recipients.", autocompletion=completing.ids
        ),
    ] = None,
    campaign: options.CampaignFolder = Path(),
    all_: Annotated[bool, typer.Option("--all", help="All letters of the list.")] = False,
    where: options.Where = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="The name of the person who approves.")] = "",
    list_: Annotated[
        bool, typer.Option("--list", help="Show what is approved, and what has changed since.")
    ] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Withdraw your approval.")] = False,
    recipients: options.RecipientsFile = None,
    as_of: options.AsOf = None,
    fill_gaps: Annotated[
        bool, typer.Option("--fill-gaps", help="Include the letters that batch --fill-gaps adds.")
    ] = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Approve letters as they are now, so that they can be signed."""
    from letterforge.campaign import Campaign
    from letterforge.run.request import Wanted

    loaded = Campaign.load(campaign)
    wanted = Wanted(
        recipients=recipients,
        ids=tuple(ids or ()),
        where=where,
        parties_only=fill_gaps,
        as_of=as_of.date() if as_of else None,
        fill_gaps=fill_gaps,
    )
    if list_:
        _list(loaded, wanted, as_json=json_, quiet=quiet)
        return
    if not (ids or all_ or where):
        raise UsageError("say which letters", "name their recipients, or use --all or --where")
    if withdraw:
        if where:
            raise UsageError("--withdraw cannot be used with --where", "name the recipients, or use --all")
        _withdraw(loaded, by, ids or (), as_json=json_, quiet=quiet)
        return
    _approve(loaded, by, wanted, as_json=json_, quiet=quiet)


def _approve(campaign: Campaign, by: str, wanted: Wanted, *, as_json: bool, quiet: bool) -> None:
    from letterforge import api
    from letterforge.cli import speech

    approved = api.approve(campaign, by, wanted)
    shown = campaign.shown(campaign.approvals_file)
    if as_json:
        answers.give(
            {"approved": approved.given, "already": approved.before, "file": shown}, approved.found.problems
        )
    else:
        speech.tell_problems(approved.found.problems)
    if quiet or as_json:
        return
    out = speech.console()
    letters, name = counted(len(approved.given), "letter"), " ".join(by.split())
    already = f"; {len(approved.before)} were approved before" if approved.before else ""
    out.print(f"{letters} approved by {name}{already}", style="bold green")
    _report_needed(campaign)
    out.print(f"  {shown}  lists who approved which letter: keep it in version control")


def _report_needed(campaign: Campaign) -> None:
    from letterforge.cli import speech

    out = speech.console()
    if not campaign.approvals_needed:
        out.print(
            "  letters are signed even without an approval, unless letterforge.toml has:\n"
            "[approval]\nrequired = true",
            style="yellow",
        )
    elif campaign.approvals_needed > 1:
        out.print(
            f"  a letter needs the approval of {campaign.approvals_needed} "
            "people; see letterforge approve --list"
        )


def _withdraw(campaign: Campaign, by: str, ids: Iterable[str], *, as_json: bool, quiet: bool) -> None:
    from letterforge import api
    from letterforge.cli import speech

    withdrawn = api.withdraw_approval(campaign, by, tuple(ids))
    if as_json:
        answers.give({"withdrawn": withdrawn, "file": campaign.shown(campaign.approvals_file)})
    elif not quiet:
        letters, name = counted(len(withdrawn), "letter"), " ".join(by.split())
        speech.console().print(f"{letters} no longer approved by {name}", style="bold")


# --- what is approved ------------------------------------------------------------------------------


def _list(campaign: Campaign, wanted: Wanted, *, as_json: bool, quiet: bool) -> None:
    from letterforge import api
    from letterforge.cli import speech

    found = api.approvals(campaign, wanted)
    standings = list(found.standings())
    code = ExitCode.BROKEN if found.errors else ExitCode.OK
    if as_json:
        letters = [_row(examined, standing) for examined, standing in standings]
        answers.give({"letters": letters}, found.problems, code)
    else:
        _table(standings)
        speech.tell_problems(found.problems)
    if not quiet and not as_json:
        report_approved(found)
        _report_needed(campaign)
    raise typer.Exit(code)


def _row(examined: Examined, standing: Standing) -> dict[str, object]:
    return {
        **answers.letter(examined.recipient, examined.language, standing.status),
        "approved_by": _people(standing.approved),
        "outdated": _people(standing.outdated),
        "changed": list(standing.changed),
        "needed": standing.needed,
    }


def _people(approvals: Iterable[Approval]) -> list[dict[str, str]]:
    return [{"by": approval.by, "at": approval.at.isoformat()} for approval in approvals]


def _lines(approvals: Iterable[Approval]) -> list[str]:
    return [f"{approval.by}, {approval.at:%Y-%m-%d %H:%M}" for approval in approvals]


def _table(standings: Iterable[tuple[Examined, Standing]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("letter", "status", "by", "why not"):
        table.add_column(heading)
    for examined, standing in standings:
        by = [*_lines(standing.approved), *(f"({line})" for line in _lines(standing.outdated))]
        lacking = [reason for reason in standing.lacking if reason != standing.status]
        cells = (examined.recipient.id, standing.status, "\n".join(by), "\n".join(lacking))
        table.add_row(*map(Text, cells), style=STYLES[standing.status])
    Console(highlight=False, emoji=False).print(table)


def report_approved(found: Preflight) -> None:
    """Report how many letters are approved, and why the others are not."""
    from letterforge.cli import speech

    statuses: Counter[str] = Counter()
    lacking: dict[str, Sequence[str]] = {}
    for examined, standing in found.standings():
        statuses[standing.status] += 1
        if standing.lacking:
            lacking[examined.recipient.id] = standing.lacking
    count = statuses.total()
    style = "bold yellow" if lacking else "bold green"
    speech.console().print(f"{statuses['approved']} of {counted(count, 'letter')} approved", style=style)
    report_reasons(lacking, count)


def report_reasons(lacking: Mapping[str, Sequence[str]], count: int) -> None:
    """Report why letters are not approved: each reason once, with those that share it.

    `count`: of all letters.
    """
    from letterforge.cli import speech

    reasons: dict[str, list[str]] = {}
    for id_, why in lacking.items():
        for reason in why:
            reasons.setdefault(reason, []).append(id_)
    for reason, ids in sorted(reasons.items(), key=lambda entry: -len(entry[1])):
        named = ", ".join(ids[:NAMED])
        named = f"{len(ids)} letters, among them {named}" if len(ids) > NAMED else named
        letters = f"all {count}" if len(ids) == count > 1 else named
        speech.console().print(f"  {reason}: {letters}", style="yellow")
