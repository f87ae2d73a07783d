"""Compare letterforge with other programs, on one machine: `python benchmarks/run.py [ROUNDS]`.

It prints a table in Markdown. The programs take turns, letter by letter, so that other work on the machine
affects all of them equally. The figure is the median. Absolute times are those of this machine; the ratio is
what counts.

With `large [COUNT] [PART]` instead of a number, it makes COUNT letters (100,000 by default) in Word (PART
`word`), in both formats with Typst (`typst`), and a twentieth of them with WeasyPrint (`weasyprint`), and
reports time and memory. With `seal`, it reports what seals cost.
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
from itertools import chain
from pathlib import Path

import peers
import seals

from letterforge import Format
from letterforge.model import PdfEngine

ROOT = Path(__file__).parents[1]
ROUNDS = 15
COMMAND = [sys.executable, "-m", "letterforge"]


def main(arguments: Sequence[str]) -> int:
    """Measure letters and runs, large lists, or seals."""
    processors = f"{os.cpu_count()} processors, {_processor()}"
    print(f"{platform.machine()}, {processors}, Python {platform.python_version()}\n")
    if arguments[:1] == ["large"]:
        count, part = [*arguments[1:], *["100000", ""][len(arguments) - 1 :]]
        large(int(count), part)
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
    """One processor, one letter after the other; both from the row of the table to the bytes."""
    word, pdf = peers.ours(sample, Format.DOCX), peers.ours(sample, Format.PDF)
    by_typst = peers.ours(sample, Format.PDF, PdfEngine.TYPST)
    pairs = (
        ("a letter in Word", word, "docxtpl", peers.docxtpl, "≤ 0.25"),
        ("a letter in Word", word, "python-docx", peers.python_docx, ""),
        ("a letter in PDF", pdf, "WeasyPrint, naively", peers.weasyprint, "≤ 0.85"),
        ("a letter in PDF by Typst", by_typst, "Typst, bare", peers.typst, "≤ 1.3"),
        ("a letter in PDF by Typst", by_typst, "WeasyPrint, naively", peers.weasyprint, ""),
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
    """Median milliseconds of two programs that take turns; the first letter of each does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for make, kept in zip((ours, theirs), times, strict=True):
            begun = time.process_time()
            make(number)
            kept.append((time.process_time() - begun) * 1000)
    return statistics.median(times[0][1:] or times[0]), statistics.median(times[1][1:] or times[1])


# --- whole runs --------------------------------------------------------------------------------------


def whole_runs() -> Iterator[tuple[str, ...]]:
    """The sample from the command line: 245 letters in both formats, from the start to the ledger."""
    one, two, again, count = _runs(PdfEngine.WEASYPRINT)
    one_typst, two_typst, again_typst, _ = _runs(PdfEngine.TYPST)
    try:
        office = _libreoffice(24)
    except peers.MissingError:
        office = None

    def compared(what: str, mine: float, name: str, theirs: float | None, target: str) -> tuple[str, ...]:
        if theirs is None:
            return (what, "", name, "not on this machine", "", target)
        ours = f"{mine / count * 1000:.1f} ms a letter"
        return (what, ours, name, f"{theirs / count * 1000:.1f} ms", f"{mine / theirs:.2f}", target)

    of_all = None if office is None else office * count
    on_one, on_two = "both formats, one processor", "both formats, two processors"
    yield compared(on_two, two, "one processor", one, "≤ 0.56")
    yield compared(on_two, two, "docxtpl, then LibreOffice", of_all, "≤ 0.55")
    yield compared(f"{on_one}, by Typst", one_typst, "by WeasyPrint", one, "≤ 22 ms")
    yield compared(f"{on_two}, by Typst", two_typst, "by WeasyPrint", two, "≤ 12 ms")
    yield compared(f"{on_two}, by Typst", two_typst, "docxtpl, then LibreOffice", of_all, "")
    for name, first, second in (("", two, again), (", by Typst", two_typst, again_typst)):
        ratio = f"1/{first / second:.0f}"
        yield (f"a second run{name}", f"{second:.2f} s", "the first", f"{first:.1f} s", ratio, "≤ 1/50")


def _runs(engine: PdfEngine) -> tuple[float, float, float, int]:
    """Seconds of a run on one processor, on two, and with nothing to do; the number of letters of each."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        command = [*COMMAND, "batch", "-C", str(ROOT), "--engine", engine, "-q", "--out"]
        one = timed(*command, str(out / "one"), processors=1)
        two = timed(*command, str(out / "two"), processors=2)
        again = min(timed(*command, str(out / "two"), processors=2) for _ in range(5))
        return one, two, again, len(list((out / "one" / "letters").glob("*.pdf")))


def _libreoffice(count: int) -> float:
    """Seconds a letter."""
    sample = peers.Sample(ROOT, count)
    run = peers.libreoffice(sample)
    begun = time.perf_counter()
    run(range(count))
    return (time.perf_counter() - begun) / count


def starts() -> Iterator[tuple[str, ...]]:
    """The time that `--help` takes."""
    pairs = [(timed(*COMMAND, "--help"), timed(sys.executable, "-c", "import typer")) for _ in range(9)]
    mine, theirs = (statistics.median(pair[index] for pair in pairs) * 1000 for index in (0, 1))
    yield ("`--help`", f"{mine:.0f} ms", "import typer", f"{theirs:.0f} ms", f"{mine / theirs:.2f}", "≤ 1.5")


def timed(*command: str, processors: int = 0) -> float:
    """Seconds that a command takes; with `processors`, on that many, if the system can limit them."""
    limit = ["taskset", "--cpu-list", f"0-{processors - 1}"] if processors and shutil.which("taskset") else []
    begun = time.perf_counter()
    subprocess.run([*limit, *command], check=True, capture_output=True)
    return time.perf_counter() - begun


# --- large lists ---------------------------------------------------------------------------------------


def large(count: int, part: str) -> None:
    """Lists of many rows, from the command line, on all processors; all parts, or one."""
    parts = {
        "word": [(rows, ["docx"], PdfEngine.WEASYPRINT) for rows in _steps(count)],
        "weasyprint": [(count // 20, ["docx", "pdf"], PdfEngine.WEASYPRINT)],
        "typst": [(rows, ["docx", "pdf"], PdfEngine.TYPST) for rows in _steps(count)],
    }
    print("| letters | formats | time | rate | memory: parent | largest worker | ledger |")
    print("|---|---|---|---|---|---|---|")
    for rows, formats, engine in parts[part] if part else chain(*parts.values()):
        with _long_list(rows) as folder:
            options = [option for name in formats for option in ("--format", name)]
            command = [*COMMAND, "render", "-C", str(folder), "-q", "--engine", engine, *options]
            begun = time.perf_counter()
            parent, worker = _watched(command)
            seconds = time.perf_counter() - begun
            by = f" by {engine}" if "pdf" in formats else ""
            ledger = (folder / "out" / ".letterforge" / "ledger.db").stat().st_size / 1e6
            print(
                f"| {rows:,} | {' and '.join(formats)}{by} | {seconds:.0f} s | {rows / seconds:.0f} a second "
                f"| {parent:.0f} MB | {worker:.0f} MB | {ledger:.1f} MB |",
                flush=True,
            )


def _steps(count: int) -> list[int]:
    """Lengths of lists up to a count, to show what grows with them."""
    return [*(step for step in (1_000, 10_000) if step < count), count]


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
            # Keep the last peak: between fork and exec, a process shows that of its parent.
            peaks[pid] = _peak(pid) or peaks.get(pid, 0.0)
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with exit code {process.returncode}")
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
