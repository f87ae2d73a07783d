"""A script, `alone.py HEIGHT SECONDS`: draws one SVG from standard input as a PNG, and ends.

A drawing can make the library that draws it use all memory, or crash the process. Here only this process
crashes. It imports nothing of letterforge, so that it starts at once.
"""

from __future__ import annotations

import contextlib
import sys

MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of address space, where the system can limit it."""
DOTS_PER_INCH = 96


def main() -> None:
    """Draw stdin to stdout. Exits with 11 if it is not a drawing, and with 12 if it cannot be drawn."""
    import resvg_py

    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), int(sys.argv[2]) + 1))
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
        made = bytes(resvg_py.svg_to_bytes(svg_string=text, height=int(sys.argv[1]), dpi=DOTS_PER_INCH))
    except (ValueError, RuntimeError):
        sys.exit(11)
    except BaseException:  # a panic of the library is not an Exception
        sys.exit(12)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
