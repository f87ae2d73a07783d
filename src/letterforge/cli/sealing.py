"""`seal new`: a key for trials."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import options
from letterforge.cli.passphrase import typed
from letterforge.cli.writing import Target
from letterforge.errors import UnfitKey, UsageError
from letterforge.intake import given

if TYPE_CHECKING:
    from letterforge.seal.secret import Secret

KEY_SUFFIXES = (".p12", ".pfx")
WHAT_IT_IS_NOT = """\
Use it only for trials: nobody has checked who made it. Its seals show that nothing was changed,
but not who sealed; every reader will show an unknown signer.
For letters that you send, get a certificate: docs/seals.md"""


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.p12", help="File for the new key.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the signer, as readers will show it.")],
    campaign: options.CampaignFolder = Path(),
    passphrase_env: Annotated[
        str,
        typer.Option(
            metavar="VARIABLE",
            help="The environment variable with its passphrase. Default: the campaign's.",
        ),
    ] = "",
) -> None:
    """Make a key and a self-signed certificate, for trials. Never overwrites."""
    from letterforge.cli import speech
    from letterforge.seal.trial import new_key

    variable = passphrase_env or _variable_of(campaign)
    Target(file, "seal new", KEY_SUFFIXES).require_suffix()
    if given.is_there(file):  # before anything is typed
        raise UsageError(f"there is already a file {file}", "give another name, or move the file away")
    try:
        new_key(file, name, _passphrase(variable))
    except FileExistsError:
        raise UsageError(
            f"there is already a file {file}", "give another name, or move the file away"
        ) from None
    except OSError as error:
        raise UsageError(f"cannot write {file}: {given.why(error)}", "give another file name") from None
    except ValueError:
        raise UsageError("a certificate cannot have this name", "give a name of 1 to 64 characters") from None
    out = speech.console()
    out.print(f"wrote {file}, which only you can read: a key of {name}, with its own certificate")
    out.print(WHAT_IT_IS_NOT, style="yellow")
    following = (
        f'Next, write in letterforge.toml:\n[seal]\nkey = "{file.as_posix()}"\nThen run: letterforge check'
    )
    out.print(following, style="bold", markup=False)


def _passphrase(variable: str) -> Secret:
    """The passphrase of the new key: from the environment, else typed twice. Raises UnfitKey."""
    from letterforge.campaign.sealing import variable_in_words
    from letterforge.seal.secret import Secret

    if text := os.environ.get(variable, ""):
        return Secret(text)
    hint = f"put it into {variable_in_words(variable)}, or run this in a terminal"
    if not sys.stdin.isatty():
        raise UnfitKey("the key needs a passphrase, and letterforge cannot ask for it here", hint)
    first, second = typed("Passphrase of the new key"), typed("The same passphrase again")
    if first is None or second is None or first.reveal() != second.reveal():
        raise UnfitKey("the two passphrases are different, or empty", "run the command again")
    return first


def _variable_of(folder: Path) -> str:
    """The variable that a campaign names (its key need not exist yet), else letterforge's own."""
    from letterforge.campaign import FILE_NAME, LOCK_VARIABLE
    from letterforge.intake import toml

    try:
        settings = toml.parsed(given.text(folder / FILE_NAME))
        return str(settings["seal"]["passphrase_env"])
    except (OSError, ValueError, KeyError, TypeError):
        return LOCK_VARIABLE
