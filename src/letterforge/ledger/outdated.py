"""A letter that a run has not examined → what it was made from that has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from letterforge.intake import Door, FilesRead
from letterforge.ledger.store import Ledger
from letterforge.model import Language
from letterforge.provenance.origin import Fingerprinter, find_reasons
from letterforge.provenance.reasons import Reason


class Outdated:
    """Compares what letters were made from with what there is now. No letter is filled or set for that."""

    def __init__(
        self,
        ledger: Ledger,
        fingerprinter: Fingerprinter,
        door: Door,
        root: Path,
        steps: Mapping[Language, int] | None = None,
    ) -> None:
        """`root`: the campaign's folder, which the names of texts are relative to.

        `steps`: by which the letters of languages are tightened now, as far as that is known.
        """
        self._ledger = ledger
        self._steps = steps or {}
        self._fingerprinter = fingerprinter
        self._door = door
        self._root = root
        self._texts = cache(self._then_and_now)

    def changes(self, id_: str, cells: bytes, columns: Sequence[str]) -> Iterator[str]:
        """What is different, in words: `cell title`, `templates/letter.en.md`, `stationery`.

        `cells`: of its row now, as in `Origin`; empty: the row is not known. `columns`: the table's further
        ones.
        """
        entry = self._ledger.entry(id_)
        if entry is None:
            yield "its record in the ledger is damaged"
            return
        then, now = self._texts(entry.origin.template)
        expected = self._fingerprinter.expected(cells or entry.origin.cells, now)
        same = tuple(columns) if entry.columns == tuple(columns) else ()
        for reason in find_reasons(entry.origin, expected, entry.sheets, same):
            if reason == Reason.TEMPLATE and then:
                yield from (
                    name for (name, before), (_, after) in zip(then, now, strict=True) if before != after
                )
            else:
                yield reason
        if self._steps.get(entry.language, entry.fit) != entry.fit:
            yield Reason.FIT

    def _then_and_now(self, template: bytes) -> tuple[FilesRead, FilesRead]:
        """The files that letters were filled from, as they were and as they are."""
        then = self._ledger.texts(template)
        return then, tuple((name, self._now(name)) for name, _ in then)

    def _now(self, name: str) -> str:
        try:
            return self._door.sha256(self._root / name)
        except OSError:
            return ""
