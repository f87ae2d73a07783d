"""Commands for tests: in this process where the process is not the point, or each in one of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from typer.testing import CliRunner

from letterforge.cli.app import app


@dataclass(frozen=True)
class Said:
    """What a command that has ended leaves: its exit code, what it said to programs, and to people."""

    returncode: int
    stdout: str
    stderr: str


def here(name, folder, *options):
    """A command on a campaign, in this process: its own modules are loaded once, and the rest is as it always
    is.
    """
    result = CliRunner().invoke(app, [name, "-C", str(folder), *map(str, options)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


def command_line(name, folder, *options):
    """What a shell would be given, for a process of its own."""
    return [sys.executable, "-m", "letterforge", name, "-C", str(folder), *map(str, options)]


def alone(name, folder, *options, env=None):
    """A command on a campaign, in a process of its own."""
    command = command_line(name, folder, *options)
    return subprocess.run(command, check=False, capture_output=True, text=True, env=env, timeout=120)
