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
    from letterforge.cli import answers  # not before signals are handled

    answers.expect(sys.argv[1:])
    signals.final_output = answers.final_output
    from letterforge.cli.app import main as run

    code: object = None
    try:
        run()
    except SystemExit as end:
        code = end.code
    # The command has ended. Its exit code must be reported, whatever signal comes now.
    for number in handled:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(code if (failed := streams.close_streams()) is None else _after_loss(failed, code))


def _after_loss(failed: OSError, code: object) -> object:
    """The exit code if output was lost. If the reader has only stopped reading, that is not an error."""
    if failed.errno == errno.EPIPE:
        return code
    sys.stderr.write(f"error: cannot write to standard output: {failed.strerror or failed}\n")
    sys.stderr.flush()
    return code or 1


if __name__ == "__main__":
    main()
