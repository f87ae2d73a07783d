"""How problems and errors are shown: where, what, what to do."""

from __future__ import annotations

import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from letterforge.errors import (
    BrokenCampaign,
    Code,
    ExitCode,
    LetterFailed,
    LetterforgeError,
    Place,
    Problem,
    Severity,
    counted,
)
from letterforge.intake import given

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTICE: "bold blue"}
RANKS = (Severity.NOTICE, Severity.WARNING, Severity.ERROR)
QUOTED = re.compile(r'"[^"]*"|\d+')
SHOWN_ONE_BY_ONE = 3
"""Up to so many problems of one kind are shown one by one if they quote different words."""
ROWS_NAMED = 8
"""Rows that are named if many have the same problem."""
NAMED = 5
"""Names in the one line of many problems."""
EXCERPT_WIDTH = 76
"""Characters of a template's line that are shown around the place of the problem."""


def console() -> Console:
    """Output for people: stderr, never wrapped or coloured if it is not a terminal."""
    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False, markup=False)


def tell_error(error: LetterforgeError | LetterFailed) -> ExitCode:
    """Show an error that ends the job; returns the exit code."""
    if isinstance(error, BrokenCampaign | LetterFailed):
        tell_problems(error.problems)
        return ExitCode.SOME_FAILED if isinstance(error, LetterFailed) else error.exit_code
    _say(Text.assemble(("error", "bold red"), f": {error.message}"))
    if error.hint:
        _say(Text.assemble(("hint", "bold cyan"), f": {error.hint}"))
    return error.exit_code


def fault(error: Exception) -> LetterforgeError:
    """An error in letterforge itself, in words."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{last.name}, line {last.lineno}"
    return LetterforgeError(
        f"a bug in letterforge: {type(error).__name__}: {error} ({where})",
        "run it again with LETTERFORGE_DEBUG=1 and report what it prints",
    )


def tell_problems(problems: Iterable[Problem], *, checked_by: str = "") -> None:
    """Show problems, and their number: errors last, where people look first, and each kind in its order.

    `checked_by`: the command that shows the notices of the same list; here their number is enough.
    """
    out = console()
    problems = sorted(_together(problems), key=lambda problem: RANKS.index(problem.severity))
    if checked_by and (known := [problem for problem in problems if _is_only_noted(problem)]):
        problems = [problem for problem in problems if problem not in known]
        them = "it" if len(known) == 1 else "them"
        out.print(
            Text(f"{counted(len(known), 'notice')}: {checked_by} shows {them}", STYLES[Severity.NOTICE])
        )
    for problem, following in zip_longest(problems, problems[1:]):
        # A hint that several problems one after another share is shown once, after the last of them.
        repeated = following is not None and (problem.code, problem.hint) == (following.code, following.hint)
        for line in problem_lines(replace(problem, hint="") if repeated else problem):
            out.print(line)
    kinds = Counter(problem.severity for problem in problems)
    severities = (severity for severity in (Severity.ERROR, Severity.WARNING) if kinds[severity])
    counts = [counted(kinds[severity], severity) for severity in severities]
    if len(problems) > 1 and counts:
        out.print(Text(" and ".join(counts), style="bold"))


def _is_only_noted(problem: Problem) -> bool:
    """Whether a problem only says how the list was understood. Which rows count is always shown."""
    is_of_list = problem.place.row is not None and problem.code not in {Code.CORRECTED_ROW, Code.HIDDEN_ROW}
    return problem.severity is Severity.NOTICE and is_of_list


def _together(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems; a problem that many rows have is joined into one, with the first of the rows.

    If only quoted words differ, a few are shown one by one, and many as one.
    """
    alike: dict[Problem, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_kind(problem), []).append(problem)
    for kind, group in alike.items():
        if kind.together:
            yield _as_one(group)
            continue
        equal: dict[Problem, list[Problem]] = {}
        for problem in group:
            equal.setdefault(problem.at(row=None, who=""), []).append(problem)
        groups = equal.values() if len(equal) <= SHOWN_ONE_BY_ONE else [group]
        for first, *others in groups:
            yield replace(first, message=f"{first.message}; {_and_in(others)}") if others else first


def _as_one(group: Sequence[Problem]) -> Problem:
    """Problems that have a common sentence, in that sentence, with their number and the first few names."""
    if len(group) == 1:
        return group[0]
    rows = dict.fromkeys(problem.place.row for problem in group)
    whose = [problem.place.who for problem in group] if None in rows else list(map(str, rows))
    if len(whose) == 1:  # one row has it more than once: its own sentence names the place
        return group[0]
    names = series(whose) if None in rows else f"rows {series(whose)}"
    text = group[0].together.format(count=len(whose), names=names)
    return replace(group[0].at(who="", row=None, line=None, span=None), message=text)


def series(words: Sequence[str]) -> str:
    """`A, B and C`, of many the first few and how many more."""
    if len(words) == 1:
        return words[0]
    more = len(words) - NAMED
    head, last = (words[:NAMED], f"{more} more") if more > 0 else (words[:-1], words[-1])
    return f"{', '.join(head)} and {last}"


def _kind(problem: Problem) -> Problem:
    """What problems of rows have in common if only the row and the quoted words differ."""
    if problem.together:
        return Problem(problem.code, "", place=Place(problem.place.file), together=problem.together)
    if problem.place.row is None:
        return problem
    return replace(problem.at(row=None, who=""), message=QUOTED.sub('""', problem.message), hint="")


def _and_in(others: Sequence[Problem]) -> str:
    """The other rows with the same problem."""
    rows = [str(problem.place.row or problem.place.who) for problem in others[:ROWS_NAMED]]
    more = " …" if len(others) > ROWS_NAMED else ""
    return f"the same in {counted(len(others), 'more row')}: {', '.join(rows)}{more}"


def problem_lines(problem: Problem) -> list[Text]:
    """A problem as lines: place, message, the line with a caret, the hint."""
    style = STYLES[problem.severity]
    where = place_words(problem.place)
    head = Text.assemble(
        (f"{where}: " if where else "", "bold"),
        (f"{problem.severity} {problem.code}", style),
        f": {problem.message}",
    )
    lines = [head]
    if problem.place.excerpt and problem.place.span:
        lines += _excerpt(problem.place, style)
    if problem.hint:
        lines.append(Text.assemble(("hint", "bold cyan"), f": {problem.hint}"))
    return lines


def printable(text: str) -> str:
    """A text that is safe to print.

    Text from others, also a file's name, may contain commands for a terminal.
    """
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def to_type(command: str, folder: Path, *options: str) -> str:
    """A command of letterforge for the campaign in a folder, ready to type."""
    where = () if folder == Path() else ("-C", given.typed(folder))
    return " ".join(("letterforge", command, *where, *options))


def check_of(folder: Path, list_: Path | None) -> str:
    """The command that checks a campaign's list, or another list, ready to type."""
    return to_type("check", folder, *(() if list_ is None else ("--recipients", given.typed(list_))))


def place_words(place: Place) -> str:
    """A place in one line: `recipients.csv:47 (Senegal)`, `templates/asp19.en.md:12:8`."""
    number = place.row if place.row is not None else place.line
    words = ":".join(str(part) for part in (place.file, number) if part)
    if place.row is None and place.line and place.span:
        words += f":{place.span[0] + 1}"
    return f"{words} ({place.who})" if place.who and words else words or place.who


def _excerpt(place: Place, style: str) -> list[Text]:
    """The line of the problem, cut to what is around the place, and carets under it."""
    start, end = place.span or (0, 0)
    source = place.excerpt.replace("\t", " ")
    first = max(0, min(start - EXCERPT_WIDTH // 3, len(source) - EXCERPT_WIDTH))
    last = min(len(source), first + EXCERPT_WIDTH)
    before, after = "… " if first else "", " …" if last < len(source) else ""
    shown = before + source[first:last] + after
    gutter = f"{place.line or '':>5} │ "
    # Wide characters take two columns: carets are counted in cells, not in characters.
    indent = cell_len(before + source[first:start])
    width = max(1, cell_len(source[start : min(end, last)]))
    return [
        Text.assemble((gutter, "blue"), shown),
        Text.assemble((" " * 5 + " │ ", "blue"), " " * indent, ("^" * width, style)),
    ]


def _say(text: Text) -> None:
    sys.stdout.flush()
    console().print(text)
