"""letterforge.toml → Campaign, or every problem that the file has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from letterforge.campaign import settings
from letterforge.campaign.files import STYLE_FILE, named_files, shared_files
from letterforge.campaign.kinds import FILE_NAME, STYLES, STYLES_FOLDER, OutsideError
from letterforge.campaign.lines import Lines, is_private, path_hint, shown_line
from letterforge.campaign.nearby import way_to_campaign
from letterforge.campaign.pasting import forms_of
from letterforge.campaign.sealing import LOCK_VARIABLE, SealSettings
from letterforge.campaign.settings import CampaignSettings
from letterforge.campaign.stationery import Stationery
from letterforge.campaign.typography import TypographySettings
from letterforge.errors import BrokenCampaign, Code, Place, Problem, did_you_mean
from letterforge.intake import Door, arguments, given, toml
from letterforge.languages.brought import languages_of
from letterforge.languages.pack import OURS

S = TypeVar("S", bound=CampaignSettings)

SECTIONS = {
    "campaign": (
        *("name", "template", "recipients", "register"),
        *("language", "language_fallbacks", "forms"),
    ),
    "registers": (),
    "recipients": tuple(item.name for item in fields(settings.TableSettings)),
    "letter": tuple(item.name for item in fields(settings.LetterSettings)),
    "facts": (),
    "sender": tuple(item.name for item in fields(settings.Sender)),
    "signatories": tuple(item.name for item in fields(settings.Signatory)),
    "forms": tuple(item.name for item in fields(settings.FormOfAddress)),
    "cosigners": tuple(item.name for item in fields(settings.CosignerSettings)),
    "stationery": tuple(item.name for item in fields(Stationery)),
    "typography": tuple(item.name for item in fields(TypographySettings)),
    "output": tuple(item.name for item in fields(settings.Output)),
    "inspect": tuple(item.name for item in fields(settings.Inspect)),
    "seal": tuple(item.name for item in fields(SealSettings)),
    "approval": tuple(item.name for item in fields(settings.ApprovalSettings)),
}
"""The tables of the file and the keys of each."""

OPEN = frozenset({"facts", "registers"})
"""Tables that take any key."""

OPTIONAL = frozenset({"approval", "cosigners", "seal"})
"""Tables that a campaign has only if they are in the file."""

LISTS = ("signatories", "forms")
"""Tables that can be there several times: `[[signatories]]`."""


def load_settings(folder: Path | str, whole: type[S]) -> S:
    """Read the letterforge.toml in a folder as a campaign of class `whole`.

    Raises BrokenCampaign with every problem of the file: TOML syntax, unknown keys, wrong values,
    paths that leave the folder, files that are not there. Raises UsageError for what is no path.
    """
    folder = arguments.path(folder, "the folder of a campaign")
    root = given.real(folder)
    door = Door(root)
    text = _read(root / FILE_NAME, folder, door)
    document = _parse(text)
    try:
        return validated(document, door, root, whole, {"in_lines": forms_of(text)})
    except BrokenCampaign as error:
        raise BrokenCampaign(Lines(text).placed(error.problems)) from None


def validated(
    document: dict[str, Any],
    door: Door,
    root: Path,
    whole: type[S],
    known: Mapping[str, object] = MappingProxyType({}),
) -> S:
    """The campaign, of class `whole`, that settings make. `known`: its other fields, which are not settings.

    Raises BrokenCampaign with every problem, each at the path of its setting.
    """
    problems = list(_unknown_keys(document))
    for join in (_with_forms, _with_style):
        try:
            document = join(document, root, door)
        except BrokenCampaign as error:
            problems += error.problems
    campaign, languages = None, OURS
    try:
        languages = languages_of(root, door)
    except BrokenCampaign as error:
        problems += error.problems
    try:
        campaign = _validate(document, root, whole, known)
    except ValidationError as error:
        problems += _problems_of(error)
    if campaign is not None:
        problems += _missing_files(campaign)
    if problems or campaign is None:
        shown = str(known.get("file", FILE_NAME))
        raise BrokenCampaign(
            problem.at(file=shown) if problem.place.file == FILE_NAME else problem for problem in problems
        )
    for path in shared_files(campaign):
        # Before it is used: if it is edited from now on, it differs from the record, and the next run
        # notices.
        door.sha256(path)
    return replace(campaign, languages=languages, sources=door.found)


def _read(path: Path, folder: Path, door: Door) -> str:
    try:
        return given.plain(door.read(path, given.MOST_TEXT).decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        if given.is_file(folder):
            message = f"{folder} is a file, but a campaign is a folder"
            raise BrokenCampaign(
                [Problem(Code.NO_CAMPAIGN, message, "name the folder that the file is in")]
            ) from None
        where = "this folder" if folder == Path() else folder
        message = f"there is no campaign in {where}: {FILE_NAME} is missing"
        raise BrokenCampaign([Problem(Code.NO_CAMPAIGN, message, way_to_campaign(folder))]) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read: {given.why(error)}"
        hint = "save it as plain text in UTF-8"
        raise BrokenCampaign([Problem(Code.NO_CAMPAIGN, message, hint, Place(FILE_NAME))]) from None


def _parse(text: str) -> dict[str, Any]:
    try:
        return toml.parsed(text)
    except toml.TomlFaultError as error:
        excerpt = shown_line(text, error.line)
        # What is not shown gets no caret either.
        span = (error.column - 1, error.column) if error.column and excerpt[error.column - 1 :] else None
        place = Place(FILE_NAME, line=error.line or None, excerpt=excerpt, span=span)
        message, hint = error.message, path_hint(excerpt)
        message += "; within quotation marks, a backslash has a special meaning" if hint else ""
        if isinstance(error, toml.RepeatedKeyError):
            hint = (
                "put the new lines below the first ones, or within the same braces; write each key only once"
            )
        hint = hint or "write text in quotation marks, and dates without them: date = 2020-12-07"
        raise BrokenCampaign([Problem(Code.BAD_TOML, message, hint, place)]) from None


def _with_forms(document: dict[str, Any], root: Path, door: Door) -> dict[str, Any]:
    """The document with the `[[forms]]` of the file that `campaign.forms` names, before its own.

    Raises BrokenCampaign where there is no such file, or it is no TOML.
    """
    head = document.get("campaign")
    name = head.get("forms") if isinstance(head, dict) else None
    if not isinstance(name, str):
        return document
    path = given.inside(root, name)
    if path is None or not given.is_file(path):
        message = f"there is no file {name} in the campaign's folder"
        place = Place(FILE_NAME, column="campaign.forms")
        raise BrokenCampaign(
            [Problem(Code.MISSING_FILE, message, "put the file there, or remove the key", place)]
        )
    theirs, own = _toml_beside(path, name, door).get("forms", []), document.get("forms", [])
    if not isinstance(theirs, list):
        message = '"forms" must be tables, each under a line [[forms]]'
        raise BrokenCampaign([Problem(Code.BAD_SETTING, message, place=Place(name))])
    return document | {"forms": [*theirs, *own]} if isinstance(own, list) else document


def _with_style(document: dict[str, Any], root: Path, door: Door) -> dict[str, Any]:
    """The document with the settings of the stationery that `stationery.style` names under its own.

    Raises BrokenCampaign where the folder's `stationery.toml` is missing, no TOML, or has unknown keys.
    """
    own = document.get("stationery")
    choice = own.get("style") if isinstance(own, dict) else None
    if not isinstance(own, dict) or not isinstance(choice, str):
        return document
    folder = STYLES_FOLDER / choice if choice in STYLES else given.inside(root, choice)
    if folder is None or not given.is_folder(folder):
        return document  # reported with the other settings
    shown = f"{choice.rstrip('/')}/{STYLE_FILE}"
    theirs = _toml_beside(folder / STYLE_FILE, shown, door)
    known = SECTIONS["stationery"]
    if unknown := [key for key in theirs if key not in known or key == "style"]:
        raise BrokenCampaign(_unknown(f'"{key}"', key, known, Place(shown)) for key in unknown)
    return document | {"stationery": theirs | own}


def _toml_beside(path: Path, shown: str, door: Door) -> dict[str, Any]:
    """Another TOML file of the campaign. Raises BrokenCampaign."""
    try:
        return toml.parsed(given.plain(door.read(path, given.MOST_TEXT).decode("utf-8")))
    except toml.TomlFaultError as error:
        place = Place(shown, line=error.line or None)
        raise BrokenCampaign([Problem(Code.BAD_TOML, error.message, place=place)]) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read: {given.why(error)}"
        raise BrokenCampaign([Problem(Code.BAD_TOML, message, place=Place(shown))]) from None


def _validate(document: dict[str, Any], root: Path, whole: type[S], own: Mapping[str, object]) -> S:
    known = {name: _only_known(name, document.get(name, [] if name in LISTS else {})) for name in SECTIONS}
    head = known.pop("campaign")
    if isinstance(head, dict):
        head.pop("forms", None)  # read by _with_forms
    known["table"] = known.pop("recipients")
    for section in OPTIONAL - document.keys():
        known[section] = None
    output = known["output"]
    if isinstance(output, dict):
        output.setdefault("directory", "out")
    approval = known["approval"]
    if isinstance(approval, dict):
        approval.setdefault("file", settings.APPROVALS)
    values = {**known, **(head if isinstance(head, dict) else {}), "root": root, **own}
    return TypeAdapter(whole).validate_python(values, context={"root": root})


def _only_known(section: str, content: Any) -> Any:
    if section in OPEN:
        return content
    if isinstance(content, list):
        return [_only_known(section, entry) for entry in content]
    if isinstance(content, dict):
        return {key: value for key, value in content.items() if key in SECTIONS[section]}
    return content


def _unknown_keys(document: Mapping[str, Any]) -> Iterator[Problem]:
    for section, content in document.items():
        if section not in SECTIONS:
            yield _unknown(f"[{section}]", section, SECTIONS, Place(FILE_NAME, column=section))
            continue
        if section in OPEN:
            continue
        is_list = isinstance(content, list)
        for number, entry in enumerate(content if is_list else [content], start=1):
            path = f"{section}.{number}" if is_list else section
            if isinstance(entry, dict):
                for key in sorted(entry.keys() - set(SECTIONS[section])):
                    place = Place(FILE_NAME, column=f"{path}.{key}")
                    yield _unknown(f'"{key}" in [{section}]', key, SECTIONS[section], place)


def _unknown(what: str, key: str, known: Any, place: Place) -> Problem:
    hint = NO_PASSPHRASE if is_private(key) else did_you_mean(key, known)
    return Problem(Code.UNKNOWN_KEY, f"unknown key {what}", hint or f"there are: {', '.join(known)}", place)


NO_PASSPHRASE = (
    "never write a passphrase here: remove the line, and type the passphrase when you are asked for it, "
    f"or put it into the environment variable {LOCK_VARIABLE}; "
    "if others may have read the file, choose a new one"
)


IN_WORDS = {
    "missing": "is missing",
    "bool_type": "must be true or false",
    "date_type": "must be a date without quotation marks: 2020-12-07",
    "date_parsing": "must be a date, written as 2020-12-07",
    "date_from_datetime_parsing": "must be a date, written as 2020-12-07",
    "dict_type": "must be a table of keys",
    "string_type": "must be text in quotation marks",
    "float_type": "must be a number",
    "dataclass_type": "must be a table of keys",
    "tuple_type": "must be a list in square brackets",
}
"""pydantic's kinds of error whose own messages are hard to understand."""


def _problems_of(error: ValidationError) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in error.errors():
        path = _setting_path(entry["loc"])
        if path in seen:  # a union reports each of its branches
            continue
        seen.add(path)
        words = IN_WORDS.get(entry["type"], _plain(entry["msg"]))
        cause = entry.get("ctx", {}).get("error")  # what a check of ours has raised
        code = Code.OUTSIDE_CAMPAIGN if isinstance(cause, OutsideError) else Code.BAD_SETTING
        hint = getattr(cause, "hint", "")
        yield Problem(code, f'"{path}": {words}', hint, Place(FILE_NAME, column=path))


def _plain(message: str) -> str:
    if message.startswith("Input should be "):  # pydantic's own, which quotes values as Python does
        message = message.replace("Input should be", "must be").replace("'", '"')
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _setting_path(location: tuple[int | str, ...]) -> str:
    """The place of a value as it is written in the file: `letter.place`, `signatories.2.name`."""
    head, *rest = [str(part + 1) if isinstance(part, int) else part for part in location]
    if head in SECTIONS["campaign"]:
        return f"campaign.{head}"
    head = "recipients" if head == "table" else head
    # What follows the key is pydantic's own, such as the branch of a union.
    depth = 2 if head in LISTS else 1
    return ".".join([head, *rest[:depth]])


def _missing_files(campaign: CampaignSettings) -> Iterator[Problem]:
    """The files that settings name and that are missing; and a file in place of the output folder."""
    out = campaign.output.directory
    if given.is_file(out):
        message = f'"output.directory": {campaign.shown(out)} is a file, but letters need a folder'
        place = Place(FILE_NAME, column="output.directory")
        yield Problem(
            Code.BAD_SETTING, message, "name a folder; letterforge creates it if it is missing", place
        )
    for key, path in named_files(campaign).items():
        if not given.is_file(path):
            shown = campaign.shown(path)
            near = did_you_mean(path.name, given.names(path.parent))
            hint = near or f"put the file there, or correct {key} in {FILE_NAME}"
            yield Problem(Code.MISSING_FILE, f"there is no file {shown}", hint, Place(FILE_NAME, column=key))
