"""`letterforge`, and `python -m letterforge`: the command, and what Ctrl-C does while it is loaded or ends."""

from __future__ import annotations

import os
import signal

INTERRUPTED = 130


def main() -> None:
    """Entry point of the command."""
    # There is nothing to put in order before a command begins, nor after it: Ctrl-C ends the process without a word.
    signal.signal(signal.SIGINT, lambda _signal, _frame: os._exit(INTERRUPTED))
    from letterforge.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
