"""`forms`: how holders of offices are addressed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import answers, options
from letterforge.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from letterforge.campaign import Campaign
    from letterforge.languages import Languages
    from letterforge.protocol.forms import Form, FormRow

KNOWN = {
    "m": "a man",
    "f": "a woman",
    "x": "another gender",
    "unknown": "gender unknown",
    "office": "office only",
}
"""How much is known of the person, in words."""
PARTS = ("line", "salutation", "you", "close", "source", "read")
"""`read`: whether a native speaker has read it."""
WIDE = 170
"""Columns of a terminal that is wide enough for the table."""


def forms(
    office: Annotated[str | None, typer.Argument(metavar="[OFFICE]", help="Only this office.")] = None,
    language: Annotated[
        str, typer.Option(metavar="LANG", help="In this language. Default: the campaign's, or English.")
    ] = "",
    state: Annotated[
        str, typer.Option(metavar="STATE", help="With the customs of this state (code or name).")
    ] = "",
    campaign: options.CampaignFolder = Path(),
    json_: options.Json = False,
) -> None:
    """Show forms of address, as they would be printed."""
    from letterforge.languages import OURS
    from letterforge.model.offices import OFFICES
    from letterforge.protocol.office_words import likely_offices, understand

    loaded = _campaign(campaign)
    language = language or (loaded.language if loaded else "en")
    languages = loaded.languages if loaded else OURS
    if language not in languages.complete():
        raise UsageError(
            f'there are no forms of address in "{language}"', f"there are: {', '.join(languages.complete())}"
        )
    code = _code(state)
    understood = understand(office, code) if office else None
    if office and not understood:
        near = ", or ".join(f'"{likely}"' for likely in likely_offices(office))
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(OFFICES)}"
        raise UsageError(f'there is no office "{office}"', hint)
    asked = [understood.office] if understood else list(OFFICES)
    rows = list(_rows(asked, language, code, _own(loaded, language), languages))
    if json_:
        answers.give({"forms": [_as_json(*row) for row in rows]})
    else:
        _show(rows, wanted=office)


def _rows(
    offices: Iterable[str], language: str, state: str, own: Iterable[FormRow], languages: Languages
) -> Iterable[tuple[str, tuple[str, ...], Form]]:
    """Each office with the genders that share a form, and the form.

    Where nobody is named, its line is that of the post.
    """
    from letterforge.languages import FORM_GENDERS
    from letterforge.model import Recipient
    from letterforge.protocol.forms import find_form
    from letterforge.protocol.posting import title_line

    own = tuple(own)
    for office in offices:
        by_form: dict[Form, list[str]] = {}
        for gender in FORM_GENDERS:
            form = find_form(office, gender, language, state, own, languages)
            if form is not None and gender == "office":
                post = Recipient(id="", office=office, state=state)
                form = replace(form, line=title_line(post, language, languages))
            if form is not None:
                by_form.setdefault(form, []).append(gender)
        for form, genders in by_form.items():
            yield office, tuple(genders), form


def _show(rows: list[tuple[str, tuple[str, ...], Form]], *, wanted: str | None) -> None:
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    show = _as_table if console.width >= WIDE else _one_below_the_other
    show(console, rows, wanted=wanted)


def _as_table(console: Console, rows: list[tuple[str, tuple[str, ...], Form]], *, wanted: str | None) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", row_styles=["", "dim"])
    if not wanted:
        table.add_column("office", no_wrap=True)
    for heading in ("known", *PARTS):
        table.add_column(heading, overflow="fold")
    last = ""
    for office, genders, form in rows:
        name = () if wanted else ("" if office == last else office,)
        table.add_row(*name, _known(genders), *_parts(form))
        last = office
    console.print(table)


def _one_below_the_other(
    console: Console, rows: list[tuple[str, tuple[str, ...], Form]], *, wanted: str | None
) -> None:
    """In a terminal too narrow for the table."""
    from rich.padding import Padding
    from rich.table import Table

    last = wanted
    for office, genders, form in rows:
        if office != last:
            console.print(office, style="bold", markup=False)
        last = office
        console.print(f"  {_known(genders)}", style="italic", markup=False)
        table = Table(box=None, pad_edge=False, show_header=False)
        for part, text in zip(PARTS, _parts(form), strict=True):
            table.add_row(part, text)
        console.print(Padding(table, (0, 0, 0, 4)))


def _known(genders: Iterable[str]) -> str:
    return ", ".join(KNOWN[gender] for gender in genders)


def _parts(form: Form) -> tuple[str, ...]:
    """The parts of a form, in the order of `PARTS`."""
    source = f"{form.source} (unsure)" if form.unsure else form.source
    read = "yes" if form.read else "not yet"
    return form.line, form.salutation, form.you, form.closing(), source, read


def _as_json(office: str, genders: tuple[str, ...], form: Form) -> dict[str, object]:
    return {
        "office": office,
        "gender": genders,
        "line": form.line,
        "salutation": form.salutation,
        "you": form.you,
        "close": form.closing(),
        "close_we": form.closing(several=True),
        "source": form.source,
        "unsure": form.unsure,
        "read": form.read,
    }


def _campaign(folder: Path) -> Campaign | None:
    from letterforge.campaign import FILE_NAME, Campaign
    from letterforge.intake import given

    return Campaign.load(folder) if given.is_file(folder / FILE_NAME) else None


def _own(campaign: Campaign | None, language: str) -> tuple[FormRow, ...]:
    from letterforge.personalise.own_forms import own_rows

    return own_rows(campaign, language) if campaign else ()


def _code(state: str) -> str:
    from letterforge import states

    code = states.find_state(state) if state else ""
    if code is None:
        near = ", or ".join(f'"{name}"' for name in states.similar_states(state))
        raise UsageError(
            f'there is no state "{state}"', f"did you mean {near}?" if near else "write an ISO code"
        )
    return code
