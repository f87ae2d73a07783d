"""The time of a seal compared with that of its letter: `python benchmarks/run.py seal [ROUNDS]`.

Each round sets a letter, seals it, and seals it with a time stamp of an authority on this machine, so that
other work on the machine affects all of them equally. Times are of this thread only, without the authority's
answer.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import peers

from letterforge import Format
from letterforge.campaign import SealSettings
from letterforge.seal.secret import Secret
from letterforge.sealing import Sealer, prepare_seal

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

PASSPHRASE = "for this run alone"
NAMES = {Format.DOCX: "Word file", Format.PDF: "PDF"}
TARGETS = {Format.DOCX: "≤ 8 ms", Format.PDF: "≤ 15 ms"}


def table(sample: peers.Sample, rounds: int) -> Iterator[tuple[str, ...]]:
    """Rows: what, the seal's milliseconds, compared with what, its milliseconds, the ratio, the target."""
    from authority import authority

    with tempfile.TemporaryDirectory() as folder, authority() as clock:
        path = Path(folder, "key.p12")
        for kind, words in (("rsa", "RSA 2048"), ("p256", "P-256")):
            bare, stamped = (_sealer(sample, path, kind, url) for url in ("", clock.url))
            times = _measured(sample, bare, stamped, rounds)
            for chosen in Format:
                letter, seal = times[chosen, "letter"], times[chosen, "seal"]
                what = f"the seal on a {NAMES[chosen]}, {words}"
                yield (
                    what,
                    f"{seal:.1f} ms",
                    "the letter",
                    f"{letter:.1f} ms",
                    f"{seal / letter:.2f}",
                    TARGETS[chosen],
                )
            more = times[Format.PDF, "stamp"] - times[Format.PDF, "seal"]
            seal = times[Format.PDF, "seal"]
            what = f"a time stamp in a PDF, {words}, without the authority's own time"
            yield (what, f"{more:.1f} ms", "the seal", f"{seal:.1f} ms", f"{more / seal:.2f}", "≤ 50 ms")


def _sealer(sample: peers.Sample, path: Path, kind: str, url: str) -> Sealer:
    import keys

    keys.write_p12(path, kind=kind, passphrase=PASSPHRASE)
    campaign = replace(sample.campaign, seal=SealSettings(key=path, timestamp=url))
    order = prepare_seal(campaign, Secret(PASSPHRASE)).order
    assert order is not None
    return Sealer(order, campaign)


def _measured(
    sample: peers.Sample, bare: Sealer, stamped: Sealer, rounds: int
) -> dict[tuple[Format, str], float]:
    """Median milliseconds by format and work; the first letter does not count."""
    times: dict[tuple[Format, str], list[float]] = defaultdict(list)
    for letter in sample.letters[:rounds]:
        for chosen in Format:
            begun = time.thread_time()
            sheet = sample.workshop.typesetters[chosen].set(letter)
            times[chosen, "letter"].append((time.thread_time() - begun) * 1000)
            for name, sealer in (("seal", bare), ("stamp", stamped)):
                begun = time.thread_time()
                sealer.seal(letter, sheet)
                times[chosen, name].append((time.thread_time() - begun) * 1000)
    return {key: statistics.median(measured[1:] or measured) for key, measured in times.items()}


def main(arguments: Sequence[str]) -> int:
    """Print the rows as a table in Markdown."""
    rounds = int(arguments[0]) if arguments else 15
    print("| what | letterforge | compared with | | ratio | target |\n|---|---|---|---|---|---|")
    for row in table(peers.Sample(ROOT, rounds), rounds):
        print(f"| {' | '.join(row)} |", flush=True)
    return 0
