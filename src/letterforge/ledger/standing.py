"""Whether anything has changed since the last run: asked before anything heavy is loaded, and writes nothing.

A run that has left nothing undone records everything that it depended on: files, libraries, what it was asked
for. Where all of that is as it was, and every sheet too, there is nothing to do, and nothing more to look at.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from letterforge.intake import given, sha256_of
from letterforge.ledger.lock import FILE, FOLDER, LOCK, Lock
from letterforge.provenance.program import hash_program, hash_typefaces


def lock(folder: Path, *, only_reads: bool = False) -> Lock:
    """The lock of an output folder."""
    return Lock(folder / FOLDER / LOCK, only_reads=only_reads)


def record(files: Mapping[Path, str], typesetters: Iterable[str], result: Mapping[str, Any]) -> str:
    """What a run depended on, and its result, as text.

    `files`: each with its SHA-256 as it was read; empty: it was not there, and may be next time.
    `typesetters`: what set its sheets, and what else could have. `result`: whatever the next run needs to
    repeat it.
    """
    inputs = {str(path): sha256 for path, sha256 in files.items()}
    made_with = {str(typesetter): _program(typesetter) for typesetter in typesetters}
    return json.dumps({"files": inputs, "program": made_with, "result": result})


def known_result(folder: Path, request: str) -> Mapping[str, Any] | None:
    """The result of the last run, where it was asked for the same and nothing has changed since; else None.

    Raises BrokenCampaign where another run is writing to the folder.
    """
    ledger = folder / FOLDER / FILE
    if not given.is_file(folder / FOLDER / LOCK) or not given.is_file(ledger):
        return None
    try:
        with lock(folder, only_reads=True):
            if given.is_there(ledger.with_name(f"{FILE}-wal")):
                return None  # the last run did not end as it should
            return _unchanged_result(folder, ledger, request)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, sqlite3.Error):
        return None  # the run itself will report what is wrong


def _unchanged_result(folder: Path, ledger: Path, request: str) -> Mapping[str, Any] | None:
    # Immutable: else SQLite would put files next to it to read it. The lock keeps all others out.
    address = f"{given.real(ledger).as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        query = "SELECT request, standing FROM runs ORDER BY run DESC LIMIT 1"
        asked, standing = db.execute(query).fetchone() or ("", "")
        if asked != request or not standing:
            return None
        known = json.loads(standing)
        if any(_program(typesetter) != hash_ for typesetter, hash_ in known["program"].items()):
            return None
        if any(_hash_of(Path(path)) != hash_ for path, hash_ in known["files"].items()):
            return None
        sheets = db.execute("SELECT file, sha256 FROM sheets")
        if any(_hash_of(folder / file) != digest.hex() for file, digest in sheets):
            return None
        result: Mapping[str, Any] = known["result"]
        return result


def _program(typesetter: str) -> str:
    return hash_program(typesetter).hex() + hash_typefaces(typesetter).hex()


def _hash_of(path: Path) -> str:
    """SHA-256 of a file; empty: it cannot be read."""
    try:
        return sha256_of(path)
    except OSError:
        return ""
