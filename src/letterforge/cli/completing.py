"""What the Tab key offers: the ids, states, offices and names of the campaign's list.

A shell reads all that is printed here, and some shells evaluate it: only plain words are offered, nothing is
reported, and nothing takes long.
"""

from __future__ import annotations

import io
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from letterforge.model import Recipient

MOST_BYTES, MOST_PACKED = 256 << 10, 64 << 10
"""Of a text table, and of a workbook, which is packed: larger ones would take too long."""
PACKED = frozenset({".xlsx", ".xlsm", ".ods"})
MOST_OFFERED = 500
PLAIN = re.compile(r"[^\W_](?:[\w .-]*[\w.])?")
"""Words without any sign that has a meaning for a shell."""
NOT_PLAIN = re.compile(r"[^\w .-]+")


class _AsItIs(str):
    """A word that typer would drop because it begins with capital letters where small ones were typed, or
    with small
    ones."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        """Whether to offer it: yes."""
        return True


def ids(context: typer.Context, incomplete: str) -> list[str]:
    """The ids that begin with what was typed."""
    return _offered(context, incomplete, "", lambda recipient: (recipient.id,))


def people(context: typer.Context, incomplete: str) -> list[str]:
    """The ids, states, offices and names that begin with what was typed, in one word or several."""
    before = context.params.get("who") or ()
    typed = f"{' '.join(before)} " if before else ""
    return _offered(context, incomplete, typed, _words)


def _words(recipient: Recipient) -> Iterator[str]:
    from letterforge.states import common_name

    yield recipient.id
    if recipient.state:
        # Without apostrophes: `find_state` does not need them, and a shell gives them a meaning.
        yield " ".join(NOT_PLAIN.sub(" ", common_name(recipient.state)).split())
    yield recipient.office.replace("_", " ")
    yield " ".join(NOT_PLAIN.sub(" ", recipient.name).split())


def _offered(
    context: typer.Context, incomplete: str, before: str, words: Callable[[Recipient], Iterable[str]]
) -> list[str]:
    """What begins with `before` and the word that is being typed, from that word on.

    Nothing if anything fails.

    Spelled as in the list: words that begin exactly as typed, else those that begin like the first one found,
    because a shell shortens what is typed to what all have in common. zsh takes only what begins exactly as
    typed.
    """
    typed = before + incomplete
    offered: dict[str, None] = {}
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            for recipient in _list(context.params):
                for word in words(recipient):
                    if word.casefold().startswith(typed.casefold()) and PLAIN.fullmatch(word):
                        offered[word[len(before) :]] = None
                if len(offered) >= MOST_OFFERED:
                    break
    except Exception:  # pressing a key is not the time to report errors
        return []
    begins = incomplete if any(word.startswith(incomplete) for word in offered) else ""
    begins = begins or next(iter(offered), "")[: len(incomplete)]
    alike = [word for word in offered if word.startswith(begins)]
    is_zsh = os.environ.get("_LETTERFORGE_COMPLETE") == "complete_zsh"
    return [incomplete + word[len(incomplete) :] for word in alike] if is_zsh else list(map(_AsItIs, alike))


def _list(params: dict[str, Any]) -> Iterable[Recipient]:
    # Not by `addressees.read_list`, though it does the same: what that loads takes a quarter of a second.
    from letterforge.campaign import Campaign
    from letterforge.ledger.corrections import read_corrections_in
    from letterforge.recipients import read_recipients

    campaign = Campaign.load(Path(params.get("campaign") or ""))
    path = params.get("list_") or (
        params.get("recipients") if isinstance(params.get("recipients"), Path) else None
    )
    path = path or campaign.recipients
    if path.stat().st_size > (MOST_PACKED if path.suffix.lower() in PACKED else MOST_BYTES):
        return ()
    return read_recipients(campaign, path, read_corrections_in(campaign.output.directory)).recipients
