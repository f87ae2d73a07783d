"""The kinds of value in letterforge.toml: lengths, colours, paths, languages, each with its own check."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, ConfigDict, ValidationInfo

from letterforge.intake import given

FILE_NAME = "letterforge.toml"
"""The settings of a campaign, in its folder."""
NOWHERE = Path(__file__).parent / "no-folder"
"""What paths are relative to where a campaign has no folder: nothing is ever there."""

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}
"""Points in one unit (CSS Values 4, section 6.2)."""

LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(pt|mm|cm|in|px)\s*")

LONGEST_NAME = 255
"""Bytes of a name in a folder, on every file system in use."""

MOST_LOGOS = 6
"""Pictures side by side in a letterhead."""

DRIVE = re.compile(r"[A-Za-z]:/|//")
"""How a path begins that names a drive or a server of Windows, with forward slashes."""
ESCAPED = {"\n": "n", "\t": "t", "\r": "r", "\b": "b", "\f": "f"}
"""What TOML makes of a backslash and a letter (TOML 1.0, String).

A path that was written with backslashes has it.
"""

STYLES = ("classic", "modern", "plain")
"""The stationeries that come with letterforge."""

STYLES_FOLDER = Path(__file__).parent / "styles"


class UnfitValueError(ValueError):
    """A setting cannot have a value; `str()` says why, `hint` what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class OutsideError(UnfitValueError):
    """A path leaves the campaign's folder."""


def some_name(value: str) -> str:
    """A name. Raises ValueError if it is empty: nobody would sign the letter."""
    if not value:
        raise UnfitValueError("is empty", "write who signs the letters, or remove the whole table")
    return value


def to_points(value: object) -> float:
    """A CSS length such as `25mm` in points. Raises ValueError for anything else."""
    if isinstance(value, float):
        return value
    match = LENGTH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise UnfitValueError(
            "this is not a length with a unit", 'write for example "25mm", "11pt", "2.5cm" or "1in"'
        )
    return float(match[1]) * POINTS[match[2]]


def within(least: str, most: str) -> Callable[[float], float]:
    """A check that a length is within limits. Raises ValueError with both limits, as they are written."""
    low, high = to_points(least), to_points(most)

    def check(points: float) -> float:
        if not low <= points <= high:
            raise ValueError(f"must be between {least} and {most}")
        return points

    return check


def inside_campaign(value: object, info: ValidationInfo) -> object:
    """An absolute path for one relative to the campaign. Raises ValueError where it leaves the campaign."""
    if info.context is None:  # a campaign made from another one, by dataclasses.replace()
        return value
    if not isinstance(value, str) or not value.strip():
        raise UnfitValueError("this is not a path", "write a path relative to the campaign's folder")
    root: Path = info.context["root"]
    value = slashed(value.strip(), root)
    is_elsewhere = DRIVE.match(value) and not Path(value).is_absolute()  # on another system than Windows
    path = None if is_elsewhere else given.inside(root, value)
    if path is None:
        name = value.rstrip("/").rpartition("/")[2]
        raise OutsideError(
            "this path leaves the campaign's folder",
            f'copy the file into the campaign\'s folder, and write only its name: "{name}"',
        )
    return given.spelt(root, path)


def slashed(value: str, root: Path) -> str:
    """A path with forward slashes, which every system takes. Raises ValueError for what no path can be."""
    if escaped := next((sign for sign in ESCAPED if sign in value), ""):
        meant = value.replace("\\", "/")
        for sign, letter in ESCAPED.items():
            meant = meant.replace(sign, f"/{letter}")
        raise UnfitValueError(
            f'within quotation marks, "\\{ESCAPED[escaped]}" has a special meaning',
            f'write the path with forward slashes: "{meant}"',
        )
    _require_name(value)
    if "\\" not in value or given.is_there(root / value):
        return value
    return value.replace("\\", "/")


def _require_name(value: str) -> None:
    """Raise ValueError for a path that no system takes."""
    if "\0" in value or any(len(part.encode()) > LONGEST_NAME for part in value.split("/")):
        raise ValueError(given.NO_NAME)


def key_path(value: object, info: ValidationInfo) -> object:
    """An absolute path for one of a key, which can, and should, be outside the campaign.

    Raises ValueError.
    """
    if info.context is None:
        return value
    if not isinstance(value, str) or not value.strip():
        raise UnfitValueError("this is not a path", "write the path of a file")
    root: Path = info.context["root"]
    value = slashed(value.strip(), root)
    try:
        return given.spelt(root, given.named(root / Path(value).expanduser()))
    except RuntimeError:
        raise ValueError("there is no user with this name") from None


def key_paths(value: object, info: ValidationInfo) -> object:
    """The same, of one file or of several."""
    if info.context is None:
        return value
    return tuple(key_path(path, info) for path in (value if isinstance(value, list | tuple) else [value]))


def template_pattern(value: object, info: ValidationInfo) -> object:
    """A relative path inside the campaign, kept as it is written because of its `{language}`."""
    inside_campaign(value, info)
    return slashed(value.strip(), info.context["root"]) if info.context and isinstance(value, str) else value


def letterhead_choice(value: object, info: ValidationInfo) -> object:
    """True, False, or the paths of one picture or several; or one of these for each language."""
    if isinstance(value, Mapping):
        if not value:
            raise UnfitValueError("there is no language", 'write for example { en = "letterhead.svg" }')
        return {language: _letterhead_of_language(choice, info) for language, choice in value.items()}
    return _letterhead_of_language(value, info)


def _letterhead_of_language(value: object, info: ValidationInfo) -> object:
    if isinstance(value, bool):
        return value
    paths = value if isinstance(value, list | tuple) else [value]
    if not 1 <= len(paths) <= MOST_LOGOS:
        raise UnfitValueError(
            "there are no pictures or too many", f"name one to {MOST_LOGOS} pictures, or write true or false"
        )
    return tuple(inside_campaign(path, info) for path in paths)


def style_folder(value: object, info: ValidationInfo) -> Path:
    """The folder of a ready stationery, by its name or by a path in the campaign. Raises ValueError."""
    if isinstance(value, Path):
        return value
    if isinstance(value, str) and value in STYLES:
        return STYLES_FOLDER / value
    folder = inside_campaign(value, info)
    if not isinstance(folder, Path) or not given.is_folder(folder):
        raise UnfitValueError(
            "there is no such stationery",
            f"there are: {', '.join(STYLES)}; or name a folder of the campaign",
        )
    return folder


def register_choice(value: object, info: ValidationInfo) -> object:
    """The name of a built-in register, or the path of a campaign's own CSV."""
    is_path = isinstance(value, str) and value.endswith(".csv")
    return inside_campaign(value, info) if is_path else value


def like(pattern: str, wrong: str, hint: str) -> Callable[[str], str]:
    """A check that a text fits a pattern. Raises ValueError in words, because people cannot read patterns."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise UnfitValueError(wrong, hint)
        return text

    return check


Points: TypeAlias = Annotated[float, BeforeValidator(to_points)]
"""A length, in points (1/72 inch)."""
CampaignPath: TypeAlias = Annotated[Path, BeforeValidator(inside_campaign)]
"""An absolute path inside the campaign's folder."""
KeyPath: TypeAlias = Annotated[Path, BeforeValidator(key_path)]
"""An absolute path, anywhere."""
Colour: TypeAlias = Annotated[
    str,
    AfterValidator(
        like("#[0-9a-fA-F]{6}", "this is not a colour", 'write # and six digits, such as "#1f3a5f"')
    ),
]
"""`#rrggbb`."""
Tag: TypeAlias = Annotated[
    str, AfterValidator(like("[a-z]{2,3}", "this is not a language tag", 'write one such as "en" or "fr"'))
]
"""A language tag."""
