"""What a program asks of the API → what it means, or UsageError before anything is done."""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path

from letterforge.campaign import Campaign
from letterforge.errors import UsageError
from letterforge.intake import arguments
from letterforge.model import Format
from letterforge.run.request import Wanted
from letterforge.seal.secret import Secret


def campaign_in(campaign: Campaign) -> Campaign:
    """A campaign. Raises UsageError for anything else."""
    return arguments.of_type(campaign, Campaign, "campaign", "load one: Campaign.load(folder)")


def wanted_in(campaign: Campaign, wanted: Wanted | None) -> tuple[Wanted, tuple[Format, ...]]:
    """What is wanted, and in which formats. Raises UsageError."""
    wanted = Wanted() if wanted is None else arguments.of_type(wanted, Wanted, "wanted", "write Wanted(…)")
    if wanted.fill_gaps and not wanted.parties_only:
        hint = "write Wanted(parties_only=True, fill_gaps=True)"
        raise UsageError("Wanted: fill_gaps adds letters to parties, and parties_only is not set", hint)
    return wanted, wanted.formats or tuple(dict.fromkeys(campaign_in(campaign).output.formats))


def require_folder(campaign: Campaign) -> None:
    """Raise UsageError for a campaign whose approvals nothing could keep."""
    if not campaign_in(campaign).has_folder:
        hint = "give it one: Campaign.of(…, folder=…)"
        raise UsageError("approvals are kept in a file, and this campaign has no folder", hint)


def folder_for(campaign: Campaign, wanted: Wanted) -> Path:
    """Where letters go. Raises UsageError where nothing says so."""
    if wanted.out is None and not campaign.has_folder:
        raise UsageError("this campaign has no folder for its letters", 'name one: Wanted(out="letters")')
    return wanted.out or campaign.output.directory


def require_functions(executor: Executor | None, on_start: object, on_outcome: object) -> None:
    """Raise UsageError for what cannot be called."""
    arguments.function(on_start, "on_start")
    arguments.function(on_outcome, "on_outcome")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise UsageError("executor has no submit()", "give one of concurrent.futures, or leave it out")


def secret_in(passphrase: Secret | None) -> Secret | None:
    """A passphrase, or None. Raises UsageError for anything else, which does not show it."""
    with suppress(AttributeError):  # of a secret that is no text
        if passphrase is None or (isinstance(passphrase, Secret) and passphrase.reveal()):
            return passphrase
    hint = "write Secret(…) around a text, so that it shows itself nowhere"
    raise UsageError("passphrase must be a Secret of a text that is not empty", hint)
