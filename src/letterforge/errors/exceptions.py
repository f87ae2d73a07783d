"""What ends a job or a letter, as exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from letterforge.errors.codes import OF_THE_KEY, OF_THE_MACHINE, Code, ExitCode
from letterforge.errors.problems import Problem, errors_among

MOST_NAMED = 10
"""Problems that the text of an exception names; the exception has them all."""


class LetterforgeError(Exception):
    """Ends the whole job. `str(error)` is for people; `hint` says what to do."""

    exit_code = ExitCode.BROKEN
    code = Code.CANNOT_GO_ON
    """For programs, if it has no problems of its own."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(f"hint: {hint}")


class UsageError(LetterforgeError):
    """The command or function was called in a way that cannot work."""

    exit_code = ExitCode.WRONG_USE
    code = Code.WRONG_USE


class BrokenCampaign(LetterforgeError):
    """The campaign, its templates, its list or its key have errors. Nothing has been written."""

    def __init__(self, problems: Iterable[Problem], headline: str = "", *, of_rows: bool = False) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.of_rows = of_rows
        """Whether single rows are all that is wrong: the letters of the others can be made."""
        codes = {problem.code for problem in errors_among(self.problems)}
        self.exit_code = _of_one_kind(codes) or ExitCode.BROKEN
        super().__init__(headline or _joined(self.problems))
        _note_hints(self, self.problems)

    def __reduce__(self) -> tuple[type[BrokenCampaign], tuple[tuple[Problem, ...], str]]:
        return type(self), (self.problems, self.message)


class UnfitKey(LetterforgeError):
    """A key cannot be made or used; `hint` says what to do."""

    exit_code = ExitCode.KEY_OR_SEAL
    code = Code.BAD_KEY


class UnfitMachine(LetterforgeError):
    """This machine lacks something that the work needs; `hint` is the command that installs it."""

    exit_code = ExitCode.UNFIT_MACHINE

    def __init__(self, message: str, hint: str = "", code: Code = Code.CANNOT_GO_ON) -> None:
        super().__init__(message, hint)
        self.code = code

    def __reduce__(self) -> tuple[type[UnfitMachine], tuple[str, str, Code]]:
        return type(self), (self.message, self.hint, self.code)


class LetterFailed(Exception):
    """This letter cannot be made; the others can. Raised in a room; what works on one letter catches it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(_joined(self.problems))
        _note_hints(self, self.problems)


def _joined(problems: Sequence[Problem]) -> str:
    """The first problems, as a traceback shows them."""
    more = f"; and {len(problems) - MOST_NAMED} more" if len(problems) > MOST_NAMED else ""
    return "; ".join(map(str, problems[:MOST_NAMED])) + more


def _note_hints(error: Exception, problems: Sequence[Problem]) -> None:
    for hint in dict.fromkeys(problem.hint for problem in problems[:MOST_NAMED] if problem.hint):
        error.add_note(f"hint: {hint}")


def _of_one_kind(codes: Set[Code]) -> ExitCode | None:
    """The exit code if all problems are the key's, or all the machine's; None: there are others."""
    kinds = {ExitCode.KEY_OR_SEAL: OF_THE_KEY, ExitCode.UNFIT_MACHINE: OF_THE_MACHINE}
    return next((code for code, kind in kinds.items() if codes and codes <= kind), None)
