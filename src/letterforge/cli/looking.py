"""`check`, `preview` and `states`: what to look at before anything is written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import answers, completing, options
from letterforge.cli.passphrase import passphrase_for
from letterforge.errors import BrokenCampaign, ExitCode, LetterFailed, Severity, UsageError
from letterforge.intake import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from letterforge.campaign import Campaign
    from letterforge.cli.writing import Target
    from letterforge.model import Format, PdfEngine, Recipient
    from letterforge.run.preflight import Preflight


def check(
    campaign: options.CampaignFolder = Path(),
    recipients: options.RecipientsFile = None,
    as_of: options.AsOf = None,
    engine: options.Engine = None,
    strict: options.Strict = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Find the problems before letters are made. Writes nothing."""
    from letterforge import api
    from letterforge.campaign import Campaign
    from letterforge.cli import speech
    from letterforge.run.request import Wanted

    loaded = Campaign.load(campaign)
    wanted = Wanted(
        recipients=recipients,
        parties_only=bool(loaded.register),
        as_of=as_of.date() if as_of else None,
        engine=engine,
        strict=strict,
    )
    found = api.check(loaded, wanted, passphrase=passphrase_for(loaded))
    code = BrokenCampaign(found.errors).exit_code if found.errors else ExitCode.OK
    if json_:
        answers.give(_as_json(found), found.problems, code)
    else:
        speech.tell_problems(found.problems)
    if not quiet and not json_:
        _conclude(campaign, loaded, found)
    raise typer.Exit(code)


def _as_json(found: Preflight) -> dict[str, object]:
    """Each letter asked for, and whether its row is ready; who is approved, if approval is required."""
    letters = [
        answers.letter(examined.recipient, examined.language, "draft" if examined.is_draft else "ready")
        for examined in found.valid()
    ]
    letters += [
        answers.letter(examined.recipient, examined.language, "failed") for examined in found.invalid()
    ]
    letters += [
        answers.letter_of(found.table.unread_ids.get(row, ""), row, "failed") for row in found.table.unread
    ]
    approved = [examined.recipient.id for examined, standing in found.standings() if standing.is_approved]
    letters.sort(key=lambda letter: (letter["row"] is None, letter["row"]))
    return {"letters": letters} | ({"approved": approved} if found.judge else {})


def _conclude(folder: Path, campaign: Campaign, found: Preflight) -> None:
    from letterforge.cli import speech
    from letterforge.errors import counted

    out = speech.console()
    languages = Counter(examined.language for examined in found.letters)
    by_language = ", ".join(f"{count} {language}" for language, count in languages.most_common())
    others = len(found.table.recipients) - len(found.letters)
    why = "its state is not a party" if others == 1 else "their states are not parties"
    left_out = f"; {counted(others, 'row')} left out, because {why}" if others else ""
    in_languages = f" ({by_language})" if languages else ""
    out.print(f"{counted(len(found.letters), 'letter')}{in_languages}{left_out}")
    if found.judge:
        from letterforge.cli.approving import report_approved

        report_approved(found)
    if campaign.stationery.fit != "none":
        _conclude_fit(found)
    if found.errors:
        out.print("Not ready: fix the problems above, then run check again.", style="bold red")
    else:
        preview_, make = (
            speech.to_type(command, folder)
            for command in ("preview", "batch" if campaign.register else "render")
        )
        well = (
            "The letters can be made. Read the warnings first."
            if any(problem.severity is Severity.WARNING for problem in found.problems)
            else "Everything is in order."
        )
        out.print(f"{well} Next: {preview_}, then {make}", style="bold green")


def _conclude_fit(found: Preflight) -> None:
    """Which letters are tightened, as far as that is known before they are set."""
    from letterforge.cli import speech
    from letterforge.cli.tightened import describe_languages

    if found.steps is None:
        lines = ['fit = "letter": letters whose last page has few lines are tightened; the run reports which']
    else:
        lines = list(describe_languages(found.steps))
    for line in lines:
        speech.console().print(line)


def preview(
    who: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHO]...",
            help="The recipient: an id, state, office or name. Default: the first row.",
            autocompletion=completing.people,
        ),
    ] = None,
    campaign: options.CampaignFolder = Path(),
    recipients: options.RecipientsFile = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the letter's pages as a picture.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the letter as PDF.")] = None,
    docx: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the letter as a Word file.")
    ] = None,
    engine: options.Engine = None,
    overwrite: options.Overwrite = False,
) -> None:
    """Show one letter in the terminal, or write it to a file.

    In the terminal, what came from the row is in colour.
    """
    from letterforge import api
    from letterforge.campaign import Campaign
    from letterforge.cli import finding
    from letterforge.cli.writing import campaign_files, require_writable

    files = _targets(png, pdf, docx)
    loaded = Campaign.load(campaign)
    if files:
        read = tuple(campaign_files(loaded, recipients))
        require_writable([target for target, _ in files], read, loaded.output.directory, overwrite=overwrite)
    chosen, columns = finding.meant(loaded, " ".join(who or ()), recipients)
    try:
        if files:
            _write_files(loaded, chosen, columns, files, engine)
        else:
            _show(loaded, api.draft(loaded, chosen, columns=columns))
    except LetterFailed as failure:
        shown = loaded.shown(recipients or loaded.recipients)
        raise LetterFailed(
            problem.at(file=problem.place.file or shown) for problem in failure.problems
        ) from None


def _targets(png: Path | None, pdf: Path | None, docx: Path | None) -> list[tuple[Target, Format]]:
    """The files to write, each with the format that is made for it.

    Raises UsageError for a name with a wrong end.
    """
    from letterforge.cli.writing import Target
    from letterforge.model import Format

    named = {"--pdf": (pdf, Format.PDF), "--docx": (docx, Format.DOCX), "--png": (png, Format.PDF)}
    files = [
        (Target(path, option, (option.replace("--", "."),)), format_)
        for option, (path, format_) in named.items()
        if path is not None
    ]
    for target, _ in files:
        target.require_suffix()
    return files


def _write_files(
    campaign: Campaign,
    recipient: Recipient,
    columns: Sequence[str],
    files: Sequence[tuple[Target, Format]],
    engine: PdfEngine | None,
) -> None:
    from letterforge import api
    from letterforge.cli import speech
    from letterforge.typeset import engines

    formats = tuple(dict.fromkeys(format_ for _, format_ in files))
    settled = engines.choose_engine(campaign, engine, formats)
    speech.tell_problems(settled.notices)
    made = api.forge(settled.campaign, recipient, formats, columns=columns, sealed=False)
    for step in {sheet.fit for sheet in made if sheet.fit}:
        from letterforge.typeset.plan.tightening import describe_step

        speech.console().print(f"tightened to save a page, {describe_step(step)}")
    sheets = {sheet.format: sheet.content for sheet in made}
    for target, format_ in files:
        _write(target.path, _content(target.option, sheets[format_]))
        speech.console().print(f"wrote {target.path}")


def _content(option: str, sheet: bytes) -> bytes:
    """What an option writes of a sheet: a picture of its pages, or the sheet itself."""
    from letterforge.typeset.maker import mark_pdf

    if option != "--png":
        return mark_pdf(sheet) if option == "--pdf" else sheet
    from letterforge.typeset.pages import draw_pages

    return draw_pages(sheet)


def _write(path: Path, content: bytes) -> None:
    from letterforge.deliver import write_whole

    try:
        write_whole(path, content)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {given.why(error)}", "give another file name") from None


def _show(campaign: Campaign, letter: object) -> None:
    from rich.console import Console

    from letterforge.cli.letter_view import view
    from letterforge.model import Letter

    assert isinstance(letter, Letter)  # noqa: S101 - api.draft returns one; imported late
    out = Console(highlight=False, emoji=False)
    out.print(view(letter, campaign.text(campaign.sender.organisation, letter.language)))


def states(
    campaign: options.CampaignFolder = Path(),
    as_of: options.AsOf = None,
    recipients: options.RecipientsFile = None,
    json_: options.Json = False,
) -> None:
    """Show the register on a date, and how the list covers it."""
    from letterforge.campaign import Campaign
    from letterforge.run import addressees
    from letterforge.run.request import Wanted

    loaded = Campaign.load(campaign)
    table = addressees.read_list(loaded, Wanted(recipients=recipients))
    coverage = addressees.cover(loaded, table.recipients, as_of.date() if as_of else None)
    rows = _state_rows(coverage, Counter(recipient.state for recipient in table.recipients))
    if json_:
        answers.give({"states": rows})
    else:
        _state_table(coverage, rows)


def _state_rows(coverage: object, counts: Counter[str]) -> list[dict[str, object]]:
    from letterforge import states as knowledge
    from letterforge.run.addressees import Coverage

    assert isinstance(coverage, Coverage)  # noqa: S101 - imported late
    parties = set(coverage.parties)
    codes = sorted(knowledge.all_states(), key=knowledge.common_name)
    return [
        {
            "alpha2": code,
            "alpha3": knowledge.alpha3(code),
            "name": knowledge.state_names(code, "en").name,
            "group": knowledge.group(code),
            "party": code in parties,
            "recipients": counts[code],
        }
        for code in codes
    ]


def _state_table(coverage: object, rows: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    from letterforge.cli import speech
    from letterforge.errors import counted
    from letterforge.run.addressees import Coverage

    assert isinstance(coverage, Coverage)  # noqa: S101 - imported late
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "state", "group", "letters"):
        table.add_column(heading, justify="right" if heading == "letters" else "left")
    for row in rows:
        if row["party"]:
            missing = not row["recipients"]
            count = "none" if missing else str(row["recipients"])
            table.add_row(
                str(row["alpha3"]),
                str(row["name"]),
                str(row["group"]),
                count,
                style="bold red" if missing else "",
            )
    Console(highlight=False, emoji=False).print(table)
    out = speech.console()
    forgotten = len(coverage.forgotten)
    parties = counted(len(coverage.parties), "party", "parties")
    out.print(
        f"{coverage.register.name}: {parties} on {coverage.on.isoformat()}; "
        + (f"{forgotten} without a row" if forgotten else "each has a row"),
        style="bold red" if forgotten else "bold green",
    )
    if coverage.others:
        others = len(coverage.others)
        them = (
            "its state is not a party: batch leaves it"
            if others == 1
            else "their states are not parties: batch leaves them"
        )
        out.print(f"{counted(others, 'row')}, and {them} out", style="yellow")
