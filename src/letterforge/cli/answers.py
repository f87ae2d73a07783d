"""What `--json` prints on standard output: always one document, as docs/json.md describes it."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from letterforge.errors import Code, ExitCode, LetterFailed, LetterforgeError, Problem
from letterforge.processes.signals import SHELL, ignore_signal, signal_name, signals_to

if TYPE_CHECKING:
    from letterforge.model import Recipient

OPTION = "--json"
LISTS: Mapping[str, Sequence[str]] = {
    "check": ("letters",),
    "approve": ("letters", "approved"),
    "render": ("letters",),
    "batch": ("letters",),
    "recipients": ("recipients",),
    "verify": ("files",),
    "doctor": ("findings",),
    "states": ("states",),
    "forms": ("forms",),
}
"""What each command lists. It is there and empty if a command ends before it has anything to list."""

OF_A_FILE = ("file", "format", "pages", "bytes", "sha256", "status", "fit")
NOT_EXAMINED = ("not examined", "out of date")


@dataclass(slots=True)
class _Answer:
    """The document that is due."""

    command: str = ""
    is_wanted: bool = False
    is_given: bool = False


_answer = _Answer()


def expect(arguments: Sequence[str], commands: Container[str] = ()) -> bool:
    """Note what was typed, maybe one of the commands; returns whether it has `--json`, right or wrong.

    With it, all output is for a program.
    """
    begin(
        next((argument for argument in arguments if argument in commands), ""), is_wanted=_is_asked(arguments)
    )
    return _answer.is_wanted


def _is_asked(arguments: Iterable[str]) -> bool:
    for argument in arguments:
        if argument == "--":
            return False
        if argument == OPTION or argument.startswith(f"{OPTION}="):
            return True
    return False


def begin(name: str, *, is_wanted: bool) -> None:
    """Note that a command begins (`""`: none yet): nothing has been printed."""
    _answer.command, _answer.is_wanted, _answer.is_given = name, is_wanted, False


def command() -> str:
    """The command that has begun; empty: no known command."""
    return _answer.command


def give(
    content: Mapping[str, object], problems: Iterable[Problem] = (), exit_code: ExitCode = ExitCode.OK
) -> None:
    """Print the document of a command that has finished. A long list may be an iterator."""
    _print({**_head(exit_code, problems), **content})


def fail(problems: Iterable[Problem], exit_code: int) -> None:
    """Print the document of a command that ended early, if one is wanted and none has been printed."""
    if _answer.is_wanted and not _answer.is_given:
        _print(_failure(problems, exit_code))


def final_output(number: int) -> bytes:
    """What is left to print if a signal ends the program at once."""
    if not _answer.is_wanted or _answer.is_given:
        return b""
    _answer.is_given = True
    return "".join(_texts(_failure([interruption(number)], SHELL + number))).encode()


def interruption(number: int) -> Problem:
    """That a signal has ended the command."""
    return Problem(Code.INTERRUPTED, f"interrupted by {signal_name(number)}", "run the same command again")


def problems_of(error: LetterforgeError | LetterFailed) -> tuple[Problem, ...]:
    """An error as problems: its own, or itself as one without a place."""
    of_its_own: tuple[Problem, ...] = getattr(error, "problems", ())
    if of_its_own or isinstance(error, LetterFailed):
        return of_its_own
    return (Problem(error.code, error.message, error.hint),)


def as_json(problem: Problem) -> dict[str, object]:
    """A problem for programs."""
    about = {"code": problem.code, "severity": problem.severity, "message": problem.message}
    return {**about, "hint": problem.hint, **asdict(problem.place)}


def letter_of(
    id_: str, row: int | None, status: str, *, country: str = "", office: str = "", language: str = ""
) -> dict[str, object]:
    """What all commands report of a letter; of a row that could not be read, no more is known."""
    about = {"country": country, "office": office, "language": language}
    return {"id": id_, "row": row, **about, "status": status}


def letter(recipient: Recipient, language: str, status: str) -> dict[str, object]:
    """The same of a recipient's letter."""
    from letterforge.states import alpha3

    country = alpha3(recipient.state) if recipient.state else ""
    about = {"country": country, "office": recipient.office, "language": language}
    return letter_of(recipient.id, recipient.row or None, status, **about)


def letters_of(manifest: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """The same of the letters in a manifest, each with its files. Rows of one letter follow each other."""
    return [_with_files(list(rows)) for _, rows in groupby(manifest, itemgetter("row", "id"))]


def _with_files(rows: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    # The run may have examined only one format: its status is the letter's.
    of_letter = next((row for row in rows if row["status"] not in NOT_EXAMINED), rows[0])
    about = {part: of_letter[part] for part in ("country", "office", "language")}
    return {
        **letter_of(of_letter["id"], of_letter["row"], of_letter["status"], **about),
        "error": of_letter["error"],
        "files": [{part: row[part] for part in OF_A_FILE} for row in rows if row["file"]],
    }


def _head(exit_code: int, problems: Iterable[Problem]) -> dict[str, object]:
    return {
        "command": _answer.command,
        "exit_code": int(exit_code),
        "problems": [as_json(problem) for problem in problems],
    }


def _failure(problems: Iterable[Problem], exit_code: int) -> dict[str, object]:
    return _head(exit_code, problems) | {name: [] for name in LISTS.get(_answer.command, ())}


def _print(content: Mapping[str, object]) -> None:
    with signals_to(ignore_signal):  # an incomplete document is useless
        _answer.is_given = True
        for text in _texts(content):
            sys.stdout.write(text)
        sys.stdout.flush()


def _texts(content: Mapping[str, object]) -> Iterator[str]:
    """A document piece by piece, as `json.dumps` has it; of an iterator, one value is in memory at a time."""
    for before, (name, value) in zip(chain("{", repeat(",")), content.items(), strict=False):
        yield f"{before}\n {_text(name)}: "
        if isinstance(value, Iterator):
            yield from _in_brackets(value)
        else:
            yield _text(value, 1)
    yield "\n}\n"


def _in_brackets(values: Iterator[object]) -> Iterator[str]:
    before = "["
    for value in values:
        yield f"{before}\n  {_text(value, 2)}"
        before = ","
    yield "[]" if before == "[" else "\n ]"


def _text(value: object, depth: int = 0) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * depth)
