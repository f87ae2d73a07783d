"""letterforge beside others, in one run on one machine: `python benchmarks/run.py [ROUNDS]` prints a table in Markdown.

Contenders take turns, letter by letter, so that what else the machine does meets all alike; the figure is the median.
Absolute times are this machine's; what is to be kept in mind is the ratio. `large` instead of a number makes 100,000
letters in Word and 5,000 in both formats, and says what that took; `seal` says what seals cost.
"""

from __future__ import annotations

import csv
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import peers
import seals

from letterforge import Format

ROOT = Path(__file__).parents[1]
ROUNDS = 15
COMMAND = [sys.executable, "-m", "letterforge"]


def main(arguments: Sequence[str]) -> int:
    """Run the suite, or the large lists."""
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, {_processor()}, Python {platform.python_version()}\n"
    )
    if arguments[:1] == ["large"]:
        large(int(arguments[1]) if len(arguments) > 1 else 100_000)
        return 0
    if arguments[:1] == ["seal"]:
        return seals.main(arguments[1:])
    rounds = int(arguments[0]) if arguments else ROUNDS
    sample = peers.Sample(ROOT, rounds)
    table = [
        *letters(sample, rounds),
        *whole_runs(),
        *starts(),
    ]
    print("| what | letterforge | peer | | ratio | target |\n|---|---|---|---|---|---|")
    for row in table:
        print(f"| {' | '.join(row)} |")
    return 0


# --- letter by letter --------------------------------------------------------------------------------


def letters(sample: peers.Sample, rounds: int) -> Iterator[tuple[str, ...]]:
    """One core, one letter after the other; both from the row of the table to the bytes."""
    word, pdf = peers.ours(sample, Format.DOCX), peers.ours(sample, Format.PDF)
    pairs = (
        ("a letter in Word", word, "docxtpl", peers.docxtpl, "≤ 0.25"),
        ("a letter in Word", word, "python-docx", peers.python_docx, ""),
        ("a letter in PDF", pdf, "WeasyPrint, naively", peers.weasyprint, "≤ 0.85"),
        ("a letter in PDF", pdf, "Typst, bare", peers.typst, ""),
    )
    for what, ours, name, build, target in pairs:
        try:
            mine, theirs = beside(ours, build(sample), rounds)
        except peers.MissingError as error:
            yield (what, "", str(error), "not on this machine", "", target)
            continue
        yield (what, f"{mine:.1f} ms", name, f"{theirs:.1f} ms", f"{mine / theirs:.2f}", target)


def beside(
    ours: Callable[[int], object], theirs: Callable[[int], object], rounds: int
) -> tuple[float, float]:
    """Median milliseconds of two contenders that take turns; a first letter of each does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for contender, kept in zip((ours, theirs), times, strict=True):
            begun = time.process_time()
            contender(number)
            kept.append((time.process_time() - begun) * 1000)
    return statistics.median(times[0][1:] or times[0]), statistics.median(times[1][1:] or times[1])


# --- whole runs --------------------------------------------------------------------------------------


def whole_runs() -> Iterator[tuple[str, ...]]:
    """The sample from the command line: 245 letters in both formats, start, check, inspection and ledger included."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        one = timed(*COMMAND, "batch", "-C", str(ROOT), "--out", str(out / "one"), "--jobs", "1", "-q")
        two = timed(*COMMAND, "batch", "-C", str(ROOT), "--out", str(out / "two"), "--jobs", "2", "-q")
        again = min(
            timed(*COMMAND, "batch", "-C", str(ROOT), "--out", str(out / "two"), "-q") for _ in range(5)
        )
        count = len(list((out / "one" / "letters").glob("*.pdf")))
    each = two / count * 1000
    yield (
        "both formats, two processes",
        f"{each:.0f} ms a letter",
        "one process",
        f"{one / count * 1000:.0f} ms",
        f"{two / one:.2f}",
        "≤ 0.56",
    )
    try:
        office = _libreoffice(24)
        yield (
            "both formats, two processes",
            f"{each:.0f} ms a letter",
            "docxtpl, then LibreOffice",
            f"{office:.0f} ms",
            f"{each / office:.2f}",
            "≤ 0.55",
        )
    except peers.MissingError as error:
        yield ("both formats, two processes", "", str(error), "not on this machine", "", "≤ 0.55")
    yield ("a second run", f"{again:.2f} s", "the first", f"{two:.1f} s", f"1/{two / again:.0f}", "≤ 1/50")


def _libreoffice(count: int) -> float:
    sample = peers.Sample(ROOT, count)
    run = peers.libreoffice(sample)
    begun = time.perf_counter()
    run(range(count))
    return (time.perf_counter() - begun) / count * 1000


def starts() -> Iterator[tuple[str, ...]]:
    """How long the command takes to say something."""
    pairs = [(timed(*COMMAND, "--help"), timed(sys.executable, "-c", "import typer")) for _ in range(9)]
    mine, theirs = (statistics.median(pair[index] for pair in pairs) * 1000 for index in (0, 1))
    yield ("`--help`", f"{mine:.0f} ms", "import typer", f"{theirs:.0f} ms", f"{mine / theirs:.2f}", "≤ 1.5")


def timed(*command: str) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


# --- large lists ---------------------------------------------------------------------------------------


def large(count: int) -> None:
    """Lists of many rows, from the command line, on all processors."""
    print(
        "| letters | formats | time | rate | memory: parent | largest worker | ledger |\n|---|---|---|---|---|---|---|"
    )
    for rows, formats in (
        (1_000, ["docx"]),
        (10_000, ["docx"]),
        (count, ["docx"]),
        (count // 20, ["docx", "pdf"]),
    ):
        with _long_list(rows) as folder:
            options = [option for each in formats for option in ("--format", each)]
            command = [*COMMAND, "render", "-C", str(folder), "-q", *options]
            begun = time.perf_counter()
            parent, worker = _watched(command)
            seconds = time.perf_counter() - begun
            ledger = (folder / "out" / ".letterforge" / "ledger.db").stat().st_size / 1e6
            print(
                f"| {rows:,} | {', '.join(formats)} | {seconds:.0f} s | {rows / seconds:.0f} a second "
                f"| {parent:.0f} MB | {worker:.0f} MB | {ledger:.1f} MB |",
                flush=True,
            )


@contextmanager
def _long_list(rows: int) -> Iterator[Path]:
    """The sample with its list repeated, under other ids."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("templates", "assets"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "letterforge.toml", folder)
        with (ROOT / "recipients.csv").open(encoding="utf-8", newline="") as file:
            heading, *known = csv.reader(file)
        with (folder / "recipients.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            for number in range(rows):
                writer.writerow([f"R{number:06}", *known[number % len(known)][1:]])
        yield folder


def _watched(command: Sequence[str]) -> tuple[float, float]:
    """Peak memory of a command and of the largest of its workers, in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peaks: dict[int, float] = {}
    while process.poll() is None:
        for pid in _family(process.pid):
            # The last peak that was seen: between fork and exec a process shows its parent's.
            peaks[pid] = _peak(pid) or peaks.get(pid, 0.0)
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    parent = peaks.pop(process.pid, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)
    return parent, max(peaks.values(), default=0.0)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from _family(int(child))
    except OSError:
        return


def _peak(pid: int) -> float:
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii", "replace"))
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or "unknown processor"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
