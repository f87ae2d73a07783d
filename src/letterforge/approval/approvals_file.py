"""approvals.toml: who has approved which letter, a heading for each person and a line for each letter.

The file is kept in version control and read by people, so it is edited, not rewritten: comments, empty lines
and the order stay. Two people who approve on two machines change lines under two headings, which version
control can merge. Only the fingerprint decides; the rest of a line explains what has changed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from letterforge.campaign import Campaign
from letterforge.deliver.files import cannot_write, write_whole
from letterforge.errors import BrokenCampaign, Code, Place, Problem, did_you_mean
from letterforge.intake import given, toml
from letterforge.provenance.grounds import Grounds

HEAD = """\
# This file shows who has approved which letter: a heading for each person, a line for each letter.
# `letterforge approve` writes it, `letterforge approve --list` explains it. Keep it in version control.
# An approval is valid as long as the letter has the fingerprint in its line. The rest of the line is for
# letterforge: if the letter has another fingerprint, it shows what has changed.
"""
MOST_BYTES = 64 << 20
"""Of the file: 100,000 approvals and more."""
KEYS = ("at", "fingerprint", "version", "stationery", "settings", "cells", "template")
NEEDED = ("at", "fingerprint")
LINE_HASH = 4
"""Digits of the hash of a template's line."""
HEADING = re.compile(r"\s*\[(?!\[)")
KEY = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'[^']*'|[\w-]+)\s*=""")
COMMENT = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[^"'#])*?(\s*#.*)""")
MERGING = re.compile(r"<<<<<<<|=======|>>>>>>>")
HINT = "fix the line, or restore it from version control; letterforge approve writes it again"


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval of one letter."""

    id: str
    """The recipient's."""
    by: str
    at: datetime
    fingerprint: str
    """Hexadecimal."""
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Approvals:
    """All approvals in a campaign's file."""

    by_letter: Mapping[str, tuple[Approval, ...]] = field(default_factory=dict)

    def of(self, id_: str) -> tuple[Approval, ...]:
        """Those of the letter to a recipient."""
        return self.by_letter.get(id_, ())

    def all(self) -> Iterator[Approval]:
        """Every one."""
        return (approval for approvals in self.by_letter.values() for approval in approvals)


def person(name: str) -> str:
    """Equal for two spellings of one name: apart from case, spaces, invisible signs and Unicode form."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(
        sign for sign in folded if not sign.isspace() and unicodedata.category(sign) not in {"Cf", "Cc"}
    )


def read_approvals(campaign: Campaign) -> Approvals:
    """The approvals in the campaign's file; none where there is no file.

    Raises BrokenCampaign with every problem in it, and the line of each.
    """
    return _approvals(_read(campaign.approvals_file), campaign)


def write_approvals(
    campaign: Campaign, added: Iterable[Approval] = (), withdrawn: Iterable[tuple[str, str]] = ()
) -> None:
    """Add approvals, each in place of an earlier one by the same person, or remove some.

    `withdrawn`: ids, each with the name of a person as the file has it. The file is written whole or not at
    all. Raises BrokenCampaign where it is damaged, cannot be written, or cannot be changed without loss.
    """
    path = campaign.approvals_file
    text = _read(path)
    before = _by_letter_and_person(_approvals(text, campaign).all())
    names = {person(name): name for _, name in before}
    added = [_with_name(approval, names) for approval in added]
    removed = set(withdrawn)
    after = before | _by_letter_and_person(added)
    after = {key: approval for key, approval in after.items() if key not in removed}
    edited = _edit(text or HEAD, added, removed)
    if not _holds(edited, after.values(), campaign):
        message = "cannot be changed safely: each approval must be on its own line"
        hint = (
            "give each person one heading, and put the approvals below it as letterforge approve writes them"
        )
        raise BrokenCampaign([Problem(Code.BAD_APPROVALS, message, hint, Place(campaign.shown(path)))])
    newline = "\r\n" if "\r\n" in _raw(path) else "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, edited.replace("\n", newline).encode())
    except OSError as error:
        raise BrokenCampaign([cannot_write(path, error)]) from None


def _holds(text: str, wanted: Iterable[Approval], campaign: Campaign) -> bool:
    """Whether a text holds these approvals, and no others."""
    try:
        found = _by_letter_and_person(_approvals(text, campaign).all())
    except BrokenCampaign:
        return False
    return found == _by_letter_and_person(wanted)


def _by_letter_and_person(approvals: Iterable[Approval]) -> dict[tuple[str, str], Approval]:
    return {(approval.id, approval.by): approval for approval in approvals}


def _with_name(approval: Approval, names: dict[str, str]) -> Approval:
    """An approval with the person's name as the file already spells it."""
    by = names.setdefault(person(approval.by), approval.by)
    return Approval(approval.id, by, approval.at, approval.fingerprint, approval.grounds)


# --- reading ---------------------------------------------------------------------------------------


def _raw(path: Path) -> str:
    try:
        return given.content(path, MOST_BYTES).decode(
            "utf-8-sig"
        )  # Windows' Notepad may put a byte order mark there
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read: {given.why(error)}"
        problem = Problem(Code.BAD_APPROVALS, message, "save it as plain text in UTF-8", Place(path.name))
        raise BrokenCampaign([problem]) from None


def _read(path: Path) -> str:
    return _raw(path).replace("\r\n", "\n")


def _approvals(text: str, campaign: Campaign) -> Approvals:
    place = Place(campaign.shown(campaign.approvals_file))
    try:
        people = toml.parsed(text)
    except toml.TomlFaultError as error:
        raise BrokenCampaign([_syntax(error, text, place)]) from None
    found: dict[str, list[Approval]] = {}
    problems: list[Problem] = []
    for by, letters in people.items():
        if not isinstance(letters, dict) or not person(by):
            message = "this must be a heading with a person's name, and approvals below it"
            problems.append(_problem(message, text, place, by))
            continue
        for id_, entry in letters.items():
            if fault := _fault(entry):
                problems.append(_problem(fault, text, place, by, id_))
            else:
                found.setdefault(id_, []).append(_approval(id_, by, entry))
    if problems:
        raise BrokenCampaign(problems)
    return Approvals({id_: tuple(approvals) for id_, approvals in found.items()})


def _fault(entry: Any) -> str:
    """What is wrong with the entry of a letter; empty: nothing."""
    if not isinstance(entry, dict):
        return "write an approval as a table in braces: { at = …, fingerprint = … }"
    if lacking := [key for key in NEEDED if key not in entry]:
        return f'"{lacking[0]}" is missing'
    if unknown := [key for key in entry if key not in KEYS]:
        near = did_you_mean(unknown[0], KEYS) or f"the keys are: {', '.join(KEYS)}"
        return f'unknown key "{unknown[0]}"; {near}'
    if not isinstance(entry["at"], date):
        return '"at" must be a date and time without quotation marks, such as 2020-12-01T09:30:00Z'
    template = entry.get("template", {})
    texts = [entry[key] for key in KEYS if key in entry and key not in {"at", "template"}]
    if not isinstance(template, dict) or not all(
        isinstance(text, str) for text in (*texts, *template.values())
    ):
        return "write each hash as text in quotation marks"
    return ""


def _approval(id_: str, by: str, entry: Mapping[str, Any]) -> Approval:
    grounds = Grounds(
        version=entry.get("version", ""),
        stationery=entry.get("stationery", ""),
        settings=_pairs(entry.get("settings", "")),
        cells=_pairs(entry.get("cells", "")),
        template={
            file: tuple(lines[start : start + LINE_HASH] for start in range(0, len(lines), LINE_HASH))
            for file, lines in entry.get("template", {}).items()
        },
    )
    return Approval(id_, by, _moment(entry["at"]), entry["fingerprint"], grounds)


def _moment(at: date) -> datetime:
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pairs(text: str) -> dict[str, str]:
    return {name: hash_ for name, _, hash_ in (pair.rpartition(":") for pair in text.split())}


def _syntax(error: toml.TomlFaultError, text: str, place: Place) -> Problem:
    merging = next((n for n, line in enumerate(text.split("\n"), 1) if MERGING.match(line)), None)
    if merging is not None:
        message = "two versions of this file were merged, but the merge is not finished"
        hint = "keep the lines of both sides, and remove the marks <<<<<<<, ======= and >>>>>>>"
        return Problem(Code.BAD_APPROVALS, message, hint, place).at(line=merging)
    lines = text.split("\n")
    line = error.line or len(lines)
    problem = Problem(Code.BAD_APPROVALS, error.message, HINT, place).at(line=line)
    if not error.column or line > len(lines):
        return problem
    return problem.at(excerpt=lines[line - 1], span=(error.column - 1, error.column))


def _problem(message: str, text: str, place: Place, by: str, id_: str = "") -> Problem:
    """A problem with the line of a person's heading, or of the entry of a letter."""
    problem = Problem(Code.BAD_APPROVALS, message, HINT, place)
    number = 0
    for section in _sections(text):
        for line in section.lines:
            number += 1
            is_heading = section.by == by and HEADING.match(line) is not None
            if (section.by == by and id_ and _key(line) == id_) or (
                not id_ and (is_heading or _key(line) == by)
            ):
                return problem.at(line=number, excerpt=line, span=(0, len(line)))
    return problem.at(who=id_ or by)


# --- changing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the lines below it; the lines before the first heading have no person."""

    by: str
    lines: list[str]


def _sections(text: str) -> list[Section]:
    sections = [Section("", [])]
    for line in text.split("\n"):
        if HEADING.match(line):
            sections.append(Section(next(iter(_parsed(line)), ""), []))
        sections[-1].lines.append(line)
    return sections


def _key(line: str) -> str | None:
    """The key at the start of a line; None: it is no entry."""
    found = KEY.match(line)
    return next(iter(_parsed(f"{found[1]} = 0")), None) if found else None


def _parsed(line: str) -> dict[str, Any]:
    try:
        return toml.parsed(line)
    except toml.TomlFaultError:
        return {}


def _edit(text: str, added: Iterable[Approval], removed: Iterable[tuple[str, str]]) -> str:
    lines: dict[str, dict[str, str]] = {}
    for approval in added:
        lines.setdefault(approval.by, {})[approval.id] = _line(approval)
    sections = _sections(text.rstrip("\n"))
    known = {section.by for section in sections}
    for by in sorted(lines.keys() - known, key=person):
        later = (n for n, section in enumerate(sections) if section.by and person(section.by) > person(by))
        sections.insert(next(later, len(sections)), Section(by, ["", f"[{_quoted(by)}]"]))
    for section in sections:
        _change(section, lines.get(section.by, {}), {id_ for id_, by in removed if by == section.by})
    return "\n".join(line for section in sections for line in section.lines).rstrip("\n") + "\n"


def _change(section: Section, new: Mapping[str, str], removed: set[str]) -> None:
    """Replace lines by those with the same key, or add them in the order of the keys."""
    keys = [_key(line) for line in section.lines]
    waiting = sorted(new.keys() - set(keys), reverse=True)
    changed: list[str] = []
    last = next((n for n, line in enumerate(section.lines, 1) if HEADING.match(line)), 0)
    for line, key in zip(section.lines, keys, strict=True):
        while key is not None and waiting and waiting[-1] < key:
            changed.append(new[waiting.pop()])
        if key is not None and key in new:
            changed.append(new[key] + _comment(line))
        elif key is None or key not in removed:
            changed.append(line)
        last = len(changed) if key is not None else last
    changed[last:last] = [new[key] for key in reversed(waiting)]
    section.lines[:] = changed


def _comment(line: str) -> str:
    found = COMMENT.fullmatch(line)
    return found[1] if found else ""


def _line(approval: Approval) -> str:
    grounds = approval.grounds
    template = {file: "".join(hashes) for file, hashes in grounds.template.items()}
    values = {
        "fingerprint": approval.fingerprint,
        "version": grounds.version,
        "stationery": grounds.stationery,
        "settings": _paired(grounds.settings),
        "cells": _paired(grounds.cells),
    }
    moment = approval.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    texts = [f"at = {moment}", *(f"{key} = {_quoted(text)}" for key, text in values.items() if text)]
    files = ", ".join(f"{_quoted(file)} = {_quoted(lines)}" for file, lines in template.items())
    return (
        f"{_quoted(approval.id)} = {{ {', '.join(texts)}{f', template = {{ {files} }}' if files else ''} }}"
    )


def _paired(hashes: Mapping[str, str]) -> str:
    return " ".join(f"{name}:{hash_}" for name, hash_ in hashes.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML's basic strings are JSON's
