"""Whether anything at all has changed since the last run: asked before anything heavy is loaded, and writes nothing.

A run that has left nothing undone writes down everything that it depended on: files, libraries, what it was asked
for. Where all of that is as it was, and every sheet too, there is nothing to do, and nothing more to look at.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from letterforge.intake import given, sha256_of
from letterforge.ledger.lock import FILE, FOLDER, LOCK, Lock
from letterforge.provenance.program import hash_program, hash_typefaces


def lock(folder: Path, *, only_reads: bool = False) -> Lock:
    """That of an output folder."""
    return Lock(folder / FOLDER / LOCK, only_reads=only_reads)


def record(files: Mapping[Path, str], setters: Iterable[str], told: Mapping[str, object]) -> str:
    """What a run depended on, and what it told, as text.

    `files`: each with its SHA-256 as it was read; empty: it was not there, and may be next time. `setters`: what set
    its sheets, and what else could have.
    """
    inputs = {str(path): sha256 for path, sha256 in files.items()}
    made_with = {str(setter): _program(setter) for setter in setters}
    return json.dumps({"files": inputs, "program": made_with, "told": told})


def told_before(folder: Path, request: str) -> dict[str, object] | None:
    """What the last run told, where it was asked for the same and nothing has changed since; else None.

    Raises BrokenCampaign where another run is writing to the folder.
    """
    ledger = folder / FOLDER / FILE
    if not given.is_file(folder / FOLDER / LOCK) or not given.is_file(ledger):
        return None
    try:
        with lock(folder, only_reads=True):
            if given.is_there(ledger.with_name(f"{FILE}-wal")):
                return None  # the last run did not end as it should
            return _unchanged(folder, ledger, request)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, sqlite3.Error):
        return None  # the run itself will say what is wrong


def _unchanged(folder: Path, ledger: Path, request: str) -> dict[str, object] | None:
    # Immutable: else SQLite would put files beside it to read it. The lock keeps everybody else out.
    address = f"{given.real(ledger).as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        query = "SELECT request, standing FROM runs ORDER BY run DESC LIMIT 1"
        asked, standing = db.execute(query).fetchone() or ("", "")
        if asked != request or not standing:
            return None
        known = json.loads(standing)
        if any(_program(setter) != hash_ for setter, hash_ in known["program"].items()):
            return None
        if any(_of_present(Path(path)) != hash_ for path, hash_ in known["files"].items()):
            return None
        sheets = db.execute("SELECT file, sha256 FROM sheets")
        if any(_of_present(folder / file) != digest.hex() for file, digest in sheets):
            return None
        told: dict[str, object] = known["told"]
        return told


def _program(setter: str) -> str:
    return hash_program(setter).hex() + hash_typefaces(setter).hex()


def _of_present(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def unchanged_rows(folder: Path) -> Iterator[dict[str, object]]:
    """The manifest's rows of a run that had nothing to do."""
    for row in json.loads((folder / "manifest.json").read_bytes()):
        yield row | ({"status": "unchanged"} if row["status"] == "written" else {})
