"""The lines of letterforge.toml: where each setting is, and what of a line may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from letterforge.errors import Code, Problem

HEADER = re.compile(r"""\s*\[+\s*["']?([\w-]+)["']?(?:\s*\.\s*["']?([\w-]+))?""")
"""The line above a table: its name, and the next one where it is a table in a table."""
KEY = re.compile(r"""\s*(?:([\w-]+)|"([^"]*)"|'([^']*)')\s*[.=:]""")
PRIVATE = re.compile(r"(?i)pass|pwd|secret|credential|kennwort|contrase|mdp|clave|(^|[_-])pin($|[_-])")
"""Names of keys, in some languages, under which somebody may have typed a passphrase."""
BACKSLASHED = re.compile(r"""\s*(?P<key>[\w-]+)\s*=\s*"(?P<value>[^"]*\\[^"]*)"?\s*(?:\#.*)?$""")
"""A line with a text in quotation marks and a backslash in it."""
PATHS = frozenset(
    {
        *("template", "recipients", "register", "forms", "file", "image", "directory", "style", "css"),
        *("letterhead", "letterhead_docx", "letterhead_pdf"),
    }
)
"""Keys whose text is a path."""
PRIVATE_TABLE = "seal"
"""Anything in it may be a passphrase, whatever the name of its key."""


class Lines:
    """Each setting's line, found in one pass."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._headers: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], tuple[int, tuple[int, int]]] = {}
        self._read()

    def _read(self) -> None:
        section, inner, met = "", "", dict[str, int]()
        for number, line in enumerate(self._lines, start=1):
            if header := HEADER.match(line):
                section, inner = header[1], header[2] or ""
                met[section] = met.get(section, 0) + (not inner or section not in met)
                self._headers.setdefault((section, met[section]), number)
                if inner:
                    self._keys.setdefault((section, met[section], inner), (number, header.span(2)))
            elif not inner and (found := KEY.match(line)):
                group = found.lastindex or 1
                place = number, found.span(group)
                self._keys.setdefault((section, met.get(section, 0), found[group]), place)

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems, whose column is the setting's path, with the line of each, in the file's order."""
        return sorted(map(self._placed, problems), key=lambda problem: problem.place.line or 0)

    def _placed(self, problem: Problem) -> Problem:
        if not problem.place.column:
            return problem
        section, _, key = problem.place.column.partition(".")
        occurrence, _, rest = key.partition(".")
        number, key = (int(occurrence), rest) if occurrence.isdecimal() else (1, key)
        found = self._of(section, number, key.split(".")[0])
        if found is None:
            return problem.at(line=self._headers.get((section, number)), column="")
        line, span, is_alone = found
        text = self._lines[line - 1]
        # An unknown key, or a line next to the settings of the seal, may hold a passphrase.
        hides = not is_alone or problem.code is Code.UNKNOWN_KEY or may_be_private(section, text)
        return problem.at(line=line, excerpt=text[: span[1]] + " …" if hides else text, span=span, column="")

    def _of(self, section: str, number: int, key: str) -> tuple[int, tuple[int, int], bool] | None:
        """The line of a setting, the place of its name there, and whether it has the line for itself.

        It is below its table's header, else within a line `table = …`.
        """
        if key and (found := self._keys.get((section, number, key))):
            return *found, True
        found = self._keys.get(("", 0, section))
        return (*found, False) if found else None


def is_private(key: str) -> bool:
    """Whether the name of a key is that of a passphrase."""
    return PRIVATE.search(key) is not None


def may_be_private(section: str, line: str) -> bool:
    """Whether a line below a table's header may hold a passphrase."""
    key = KEY.match(line)
    name = key[key.lastindex or 1] if key else ""
    return PRIVATE_TABLE in {section, name} or is_private(section) or is_private(line)


def path_hint(line: str) -> str:
    """How to write a text with a backslash that TOML does not take.

    Empty: that is not what is wrong with a line.
    """
    found = BACKSLASHED.match(line)
    if not found:
        return ""
    key, value = found["key"], found["value"]
    slashed = value.replace("\\\\", "/").replace("\\", "/")
    if re.match(r"[A-Za-z]:|\\\\", value):  # a drive, or a server
        name = slashed.rpartition("/")[2]
        return f'copy the file into the campaign\'s folder, and write only its name: {key} = "{name}"'
    if key in PATHS:
        return f'write paths with forward slashes: {key} = "{slashed}"'
    doubled = re.sub(r"\\+", r"\\\\", value)
    return f'write each backslash twice within quotation marks: {key} = "{doubled}"'


def shown_line(text: str, number: int) -> str:
    """A line of a file that is no TOML.

    Empty where it, or the setting that it may belong to, may be a passphrase.
    """
    lines = text.split("\n")
    if not 0 < number <= len(lines):
        return ""
    above = lines[:number]
    start = next((n for n in range(number - 1, -1, -1) if KEY.match(above[n]) or HEADER.match(above[n])), 0)
    headers = filter(None, map(HEADER.match, reversed(above)))
    section = next((header[1] for header in headers), "")
    hides = any(may_be_private(section, line) for line in above[start:])
    return "" if hides else lines[number - 1]
