"""Options that several commands share."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, get_type_hints

import typer

from letterforge.model import Format, PdfEngine

if TYPE_CHECKING:
    from letterforge.run.request import Wanted

C = TypeVar("C")

CampaignFolder: TypeAlias = Annotated[
    Path, typer.Option("--campaign", "-C", metavar="DIR", help="Folder of the campaign.")
]
RecipientsFile: TypeAlias = Annotated[
    Path | None, typer.Option("--recipients", metavar="FILE", help="Use this list, not the campaign's.")
]
Where: TypeAlias = Annotated[
    str,
    typer.Option(metavar="EXPR", help="Only recipients for which this is true: recipient.language == 'fr'"),
]
OutFolder: TypeAlias = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Use this output folder, not the campaign's.")
]
Formats: TypeAlias = Annotated[
    list[Format] | None,
    typer.Option("--format", help="Only this format; repeat it for several. Default: the campaign's."),
]
Engine: TypeAlias = Annotated[
    PdfEngine | None, typer.Option("--engine", help="The engine that makes the PDF. Default: the campaign's.")
]
Jobs: TypeAlias = Annotated[
    int,
    typer.Option("--jobs", "-j", min=0, metavar="N", help="Number of processes; 0: one for each processor."),
]
Overwrite: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Replace a file that letterforge did not make.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Make every letter again, changed or not.")]
Prune: TypeAlias = Annotated[
    bool,
    typer.Option("--prune", help="Move away the letters of rows that are no longer in the list."),
]
Explain: TypeAlias = Annotated[
    bool, typer.Option("--explain", help="Name each letter that is made, and the reason.")
]
Inspect: TypeAlias = Annotated[
    bool, typer.Option("--inspect/--no-inspect", help="Read each finished file back and check it.")
]
FailFast: TypeAlias = Annotated[
    bool, typer.Option("--fail-fast", help="Stop at the first letter that fails.")
]
KeepGoing: TypeAlias = Annotated[
    bool, typer.Option("--keep-going", help="Make letters for valid rows even if other rows have errors.")
]
Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")]
Json: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print a report for programs, on standard output.")
]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Show only what is wrong.")]
Verbose: TypeAlias = Annotated[bool, typer.Option("--verbose", "-v", help="Name each step of each letter.")]
AsOf: TypeAlias = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Use the parties on this date, not on the letter's date.",
    ),
]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options that `render` and `batch` share; a new one is a field here.

    A field with a name of `Wanted` is what is wanted; the others say how the run reports.
    """

    recipients: RecipientsFile = None
    out: OutFolder = None
    formats: Formats = None
    engine: Engine = None
    jobs: Jobs = 0
    force: Force = False
    prune: Prune = False
    explain: Explain = False
    inspect: Inspect = True
    fail_fast: FailFast = False
    keep_going: KeepGoing = False
    strict: Strict = False
    json_: Json = False
    quiet: Quiet = False
    verbose: Verbose = False

    def wanted(self, **of_command: Any) -> Wanted:
        """What is wanted by these options, and by those that only one command has."""
        from letterforge.run.request import Wanted

        shared = {item.name for item in fields(Wanted)} & {item.name for item in fields(self)}
        values = {name: getattr(self, name) for name in shared} | {"formats": self.formats or ()}
        return Wanted(**values, **of_command)


def with_run_options(command: Callable[..., C]) -> Callable[..., C]:
    """A command that takes the shared options after its own, and is given them as one value named `run`.

    Typer reads a command's options from its signature: it gets one that has them all.
    """
    declared = inspect.signature(command, eval_str=True).parameters.values()
    own = [parameter for parameter in declared if parameter.name != "run"]
    hints = get_type_hints(RunOptions, include_extras=True)
    shared = [
        Parameter(item.name, Parameter.KEYWORD_ONLY, default=item.default, annotation=hints[item.name])
        for item in fields(RunOptions)
        if item.default is not MISSING
    ]

    @functools.wraps(command)
    def taking_all(**given: Any) -> C:
        run = RunOptions(**{option.name: given.pop(option.name) for option in shared})
        return command(**given, run=run)

    parameters = [*(parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own), *shared]
    taking_all.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    taking_all.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return taking_all
