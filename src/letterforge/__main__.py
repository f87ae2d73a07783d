"""`letterforge`, and `python -m letterforge`: the command, and what signals do while it is loaded or ends."""

from __future__ import annotations

import errno
import signal
import sys

from letterforge.cli import streams
from letterforge.processes import signals
from letterforge.processes.signals import ENDING, end_at_once


def main() -> None:
    """Entry point of the command."""
    handled = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    for number in handled:
        signal.signal(number, end_at_once)
    streams.open_streams()
    from letterforge.cli import answers  # no sooner than signals are received

    answers.expect(sys.argv[1:])
    signals.final_output = answers.final_output
    from letterforge.cli.app import main as run

    code: object = None
    try:
        run()
    except SystemExit as end:
        code = end.code
    # The command has ended, and its exit code is to be reported, whatever comes now.
    for number in handled:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(code if (failed := streams.close_streams()) is None else _unwritten(failed, code))


def _unwritten(failed: OSError, code: object) -> object:
    """The exit code where what was to be printed was not taken. That nobody reads to the end is no fault."""
    if failed.errno == errno.EPIPE:
        return code
    sys.stderr.write(f"error: cannot write to standard output: {failed.strerror or failed}\n")
    sys.stderr.flush()
    return code or 1


if __name__ == "__main__":
    main()
