"""`verify`: who sealed these files, and whether they are whole and trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import answers, options
from letterforge.errors import Code, ExitCode, UsageError
from letterforge.intake import given

if TYPE_CHECKING:
    from rich.text import Text

    from letterforge.errors import Problem
    from letterforge.verify.verdict import Seal, SealVerdict

NOT_ASKED = "letterforge did not check whether a certificate was revoked"
HINTS = {
    Code.NOT_SEALED: "ask the sender for a sealed file",
    Code.SEAL_BROKEN: "do not rely on this file: ask for the file as it was sealed",
    Code.SEAL_PARTIAL: "the seal does not protect all of this file: ask for the file as it was sealed",
    Code.SEAL_WEAK: "ask for a seal with a modern key and hash: "
    "SHA-256, RSA of 2048 bits or more, a curve of 256",
    Code.SEAL_UNTRUSTED: "if you know from another source that the root is genuine, "
    "name it: --trust root.pem",
    Code.NOT_EXAMINED: "do not open this file, ask for it again; if only its name is wrong, rename it",
    Code.NOT_AS_LISTED: "somebody has replaced it since the run: make it again, or ask who replaced it",
    Code.LISTED_MISSING: "make it again with letterforge render",
}
MOST_REASONS = 6
STYLES = {"sound": "green", "untrusted": "yellow", "weak": "yellow"}


def verify(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE…|DIR…", help="PDF and Word files, or folders of them.")
    ],
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            "--trust",
            metavar="FILE",
            help="Trust only this root certificate (PEM or DER); repeat it for several.",
        ),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option("--manifest", metavar="FILE", help="The manifest.json that lists the files."),
    ] = None,
    allow_untrusted: Annotated[
        bool, typer.Option("--allow-untrusted", help="Accept certificates that are not trusted.")
    ] = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show who sealed each file, and whether it was changed since.

    Also shows when, and whether the certificate is trusted.
    """
    verdicts = list(_verdicts(paths, trust or [], manifest))
    if not verdicts:
        named = ", ".join(map(str, paths))
        raise UsageError(
            f"there is no PDF or Word file in {named}", "name files, or a folder with files in it"
        )
    passed = [verdict.passes(allow_untrusted=allow_untrusted) for verdict in verdicts]
    code = ExitCode.OK if all(passed) else ExitCode.KEY_OR_SEAL
    if json_:
        told = [_as_json(verdict, ok) for verdict, ok in zip(verdicts, passed, strict=True)]
        answers.give({"files": told, "revocation": "not asked"}, _problems(verdicts, passed), code)
    else:
        _tell(verdicts, passed, quiet=quiet)
    raise typer.Exit(code)


def _verdicts(paths: Sequence[Path], roots: Sequence[Path], manifest: Path | None) -> Iterator[SealVerdict]:
    from dataclasses import replace

    from letterforge.verify.crypto.trust import Trust
    from letterforge.verify.guard import Guard
    from letterforge.verify.listing import Manifests
    from letterforge.verify.search import files_among
    from letterforge.verify.verdict import Listed, SealStanding, SealVerdict

    manifests = Manifests(manifest)
    with Guard(Trust.of_files(roots) if roots else Trust.of_system()) as guard:
        for path in dict.fromkeys(files_among(paths)):
            verdict = guard.examine(path)
            listing = manifests.of(path)
            listed = listing.listed(path, verdict.sha256) if listing else Listed.NO_MANIFEST
            yield replace(verdict, listed=listed)
    for path in manifests.missing(path for path in paths if given.is_folder(path)):
        yield SealVerdict(path, SealStanding.MISSING, faults=("the manifest lists it, but it is not there",))


def _as_json(verdict: SealVerdict, passed: bool) -> dict[str, object]:
    return {
        "file": str(verdict.path),
        "format": verdict.format,
        "standing": verdict.standing,
        "passed": passed,
        "code": verdict.code,
        "sha256": verdict.sha256,
        "listed": verdict.listed,
        "reasons": verdict.reasons,
        "seals": [_seal_as_json(seal) for seal in verdict.seals],
    }


def _seal_as_json(seal: Seal) -> dict[str, object]:
    stamp = seal.stamp
    return {
        "kind": seal.kind,
        "signer": seal.signer,
        "issuer": seal.issuer,
        "serial": seal.serial,
        "claimed_time": seal.claimed.isoformat() if seal.claimed else None,
        "time_stamp": {"time": stamp.at.isoformat(), "authority": stamp.authority, "trusted": stamp.trusted}
        if stamp
        else None,
        "allows": seal.allows or None,
        "reason": seal.reason or None,
        "holds": not seal.faults,
        "whole": seal.whole,
        "covers_all": seal.covers_all,
        "since": seal.since,
        "not_covered": seal.uncovered,
        "left_out": seal.left_out,
        "trusted": seal.trusted,
        "chain": seal.chain,
        "faults": seal.faults,
        "weak": seal.weak,
        "notes": seal.notes,
    }


# --- for people ----------------------------------------------------------------------------------


def _tell(verdicts: Sequence[SealVerdict], passed: Sequence[bool], *, quiet: bool) -> None:
    from letterforge.cli import speech

    if not quiet:
        _table(verdicts)
    failed = _problems(verdicts, passed)
    speech.tell_problems(failed)
    if quiet:
        return
    out = speech.console()
    for verdict in verdicts:
        for note in dict.fromkeys(note for seal in verdict.seals for note in seal.notes):
            out.print(_plain(f"{_shown(verdict.path)}: note: {note}"))
    good = sum(passed)
    words = (
        f"{good} of {len(passed)} are sealed, whole and trusted"
        if failed
        else "it passes"
        if good == 1
        else f"all {good} pass"
    )
    out.print(_plain(f"{words}; {NOT_ASKED}", "bold red" if failed else "bold green"))


def _table(verdicts: Sequence[SealVerdict]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    with_manifest = any(verdict.listed != "no manifest" for verdict in verdicts)
    headings = ("file", "format", "verdict", "sealed by", "when", "covers", "chain")
    for heading in (*headings, "manifest") if with_manifest else headings:
        table.add_column(heading, overflow="fold")
    for verdict in verdicts:
        style = STYLES.get(verdict.standing, "bold red")
        for number, cells in enumerate(_seal_cells(verdict)):
            first = (_shown(verdict.path), verdict.format, str(verdict.standing))
            first = first if not number else ("", "", "")
            listed = (str(verdict.listed) if not number else "",) if with_manifest else ()
            texts = [_plain(cell) for cell in (*first, *cells, *listed)]
            texts[2].stylize(style)
            table.add_row(*texts)
    Console(highlight=False, emoji=False).print(table)


def _seal_cells(verdict: SealVerdict) -> Iterator[tuple[str, str, str, str]]:
    """The signer, the time, what it covers, its chain: one row for each seal."""
    if not verdict.seals:
        yield "", "", "", ""
    for seal in verdict.seals:
        by = seal.signer if seal.kind != "time stamp" else f"{seal.signer} (time stamp)"
        yield by, _when(seal), _extent(seal), seal.chain if seal.trusted else "not trusted"


def _extent(seal: Seal) -> str:
    """What a seal covers as the file is now, and which changes it allows."""
    if seal.faults:
        return "not valid"
    later = "" if seal.since == "nothing" else f"{seal.since} after it"
    extent = "part" if seal.uncovered else "all" if seal.covers_all else later or "part"
    extent += f": {later}" if seal.uncovered and later else ""
    return f"{extent}; allows {seal.allows}" if seal.allows else extent


def _when(seal: Seal) -> str:
    if seal.stamp and seal.stamp.trusted:
        return f"{seal.stamp.at:%Y-%m-%d %H:%M:%S} UTC, stamped by {seal.stamp.authority}"
    at = seal.claimed or (seal.stamp.at if seal.stamp else None)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC, claimed" if at else "not stated"


def _problems(verdicts: Sequence[SealVerdict], passed: Sequence[bool]) -> list[Problem]:
    return [_problem(verdict) for verdict, ok in zip(verdicts, passed, strict=True) if not ok]


def _problem(verdict: SealVerdict) -> Problem:
    from letterforge.errors import Place, Problem

    code = verdict.code or Code.NOT_AS_LISTED
    reasons = "; ".join(verdict.reasons[:MOST_REASONS]) or str(verdict.standing)
    more = len(verdict.reasons) - MOST_REASONS
    reasons += f"; and {more} more" if more > 0 else ""
    hint = HINTS[code] if code is not Code.NOT_EXAMINED or given.is_there(verdict.path) else "check the path"
    return Problem(code, f"{verdict.standing}: {reasons}", hint, Place(_shown(verdict.path)))


def _shown(path: Path) -> str:
    from letterforge.cli.speech import printable

    return printable(str(path))


def _plain(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(text, style=style)
