"""Settings, texts and rows that a program gives → the campaign that a folder with the same would be."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from letterforge.campaign.kinds import NOWHERE
from letterforge.campaign.load import validated
from letterforge.campaign.rows import Rows, rows_of
from letterforge.campaign.settings import CampaignSettings
from letterforge.errors import BrokenCampaign, Code, Place, Problem, UsageError
from letterforge.intake import Door, given
from letterforge.intake.arguments import MOST_DIGITS, kind, path, too_long

S = TypeVar("S", bound=CampaignSettings)

SETTINGS, TEMPLATE, RECIPIENTS = "settings", "template", "recipients"
"""Names of the parts, for people."""
LETTERS = "letters"
"""The name of a campaign without one."""
MOST_DEEP = 32
"""Tables and lists within each other."""
NO_FOLDER = "give the folder of the file: Campaign.of(…, folder=…)"
VALUES = (str, bool, int, float, datetime.date, datetime.time)
"""What a setting can be, as in TOML, lists and tables aside."""


def settings_of(
    settings: Mapping[str, object],
    templates: Mapping[str, str] | str | None,
    recipients: Iterable[Mapping[str, object]] | None,
    folder: Path | str | None,
    whole: type[S],
) -> S:
    """A campaign of class `whole`: see `Campaign.of`."""
    root = NOWHERE if folder is None else _root(folder)
    document = _document(settings)
    head = document.setdefault("campaign", {})
    texts, rows = _texts(templates), None if recipients is None else rows_of(recipients)
    if isinstance(head, dict):
        head.setdefault("name", LETTERS)
        _name_parts(head, templates, rows)
    held = {root / name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
    held[root / SETTINGS] = "\n".join(_lines(document)).encode("utf-8", "surrogatepass")
    known = {"held": held, "rows": rows, "file": SETTINGS}
    try:
        campaign = validated(document, Door(root, held), root, whole, known)
    except BrokenCampaign as error:
        problems = error.problems
    else:
        problems = tuple(_needs_folder(campaign))
    if problems:
        raise BrokenCampaign(_with_hint(problem, has_folder=folder is not None) for problem in problems)
    return campaign


def with_rows(campaign: S, recipients: Iterable[Mapping[str, object]]) -> S:
    """See `Campaign.with_recipients`."""
    return replace(campaign, rows=rows_of(recipients), recipients=campaign.root / RECIPIENTS)


def _root(folder: Path | str) -> Path:
    root = given.real(path(folder, "folder"))
    if not given.is_folder(root):
        raise UsageError(
            f"there is no folder {folder}", "name the folder with the files that the settings name"
        )
    return root


def _texts(templates: object) -> dict[str, str]:
    """The texts by their names for people."""
    texts = {} if templates is None else {"": templates} if isinstance(templates, str) else templates
    if not isinstance(texts, Mapping) or not all(
        isinstance(part, str) for pair in texts.items() for part in pair
    ):
        hint = 'write {"en": "…", "fr": "…"}'
        raise UsageError("templates must be a text for each language, or one for all", hint)
    return {f"{TEMPLATE} {language}".strip(): text for language, text in texts.items()}


def _name_parts(head: dict[str, Any], templates: object, rows: Rows | None) -> None:
    """Put the names of texts and rows where settings name files. Raises UsageError where they do already."""
    pattern = TEMPLATE if isinstance(templates, str) else TEMPLATE + " {language}"
    names = {"template": pattern if templates is not None else "", "recipients": RECIPIENTS if rows else ""}
    arguments = {"template": "templates", "recipients": "recipients"}
    for key, name in names.items():
        if name and key in head:
            message = f"settings name {key} under [campaign], but {arguments[key]} are given too"
            raise UsageError(message, "remove one of the two")
        if not name and key not in head:
            raise UsageError(
                f"{arguments[key]} are missing", f"give them, or name their file: campaign.{key}"
            )
        if name:
            head[key] = name


def _needs_folder(campaign: CampaignSettings) -> Iterator[Problem]:
    if campaign.approval and not campaign.has_folder:
        message = "approvals are saved in a file, but this campaign has no folder"
        yield Problem(Code.BAD_SETTING, message, NO_FOLDER, Place(SETTINGS, column="approval"))


def _with_hint(problem: Problem, *, has_folder: bool) -> Problem:
    hint = problem.hint
    if problem.code is Code.MISSING_FILE and not has_folder:
        hint = NO_FOLDER
    return replace(problem, hint=hint)


# --- settings --------------------------------------------------------------------------------------


def _document(settings: object) -> dict[str, Any]:
    """Settings as TOML would give them.

    Raises UsageError; BrokenCampaign for values that no setting can have.
    """
    if not isinstance(settings, Mapping):
        hint = 'write {"letter": {"place": "…", "date": date(2020, 12, 7)}, …}, as in letterforge.toml'
        raise UsageError(f"settings must be tables by name, not {kind(settings)}", hint)
    problems: list[Problem] = []
    document: dict[str, Any] = _plain(settings, "", problems)
    if problems:
        raise BrokenCampaign(problems)
    return document


def _plain(value: object, at: str, problems: list[Problem], depth: int = 0) -> Any:
    if depth > MOST_DEEP or too_long(value):
        what = f"a number has more than {MOST_DIGITS} digits"
        if depth > MOST_DEEP:
            what = f"tables and lists are nested more than {MOST_DEEP} deep, or a value contains itself"
            at = at.partition(".")[0]
        problems.append(Problem(Code.BAD_SETTING, f'"{at}": {what}', "", Place(SETTINGS, column=at)))
        return None
    if isinstance(value, Mapping):
        return {
            str(key): _plain(inner, f"{at}.{key}".strip("."), problems, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [
            _plain(inner, f"{at}.{number}", problems, depth + 1)
            for number, inner in enumerate(value, start=1)
        ]
    if isinstance(value, Path):
        return value.as_posix()
    if not isinstance(value, VALUES):
        message = f'"{at}": {kind(value)} cannot be a setting'
        hint = "give text, a number, a date, True or False, a list or a table; remove keys without a value"
        problems.append(Problem(Code.BAD_SETTING, message, hint, Place(SETTINGS, column=at)))
    return value


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    """What settings say, each table under its name, and each text on a line of its own."""
    for section, content in document.items():
        yield f"[{section}]"
        yield from _values(content)


def _values(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _values(inner)
    else:
        yield str(value)
