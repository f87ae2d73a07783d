"""What goes into a wheel and a source distribution: what git knows, the sample as it was committed, and nothing else.

A clone is also where people make campaigns: their lists, letters and keys must never leave with a package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "src/letterforge/"
SAMPLE = ("letterforge.toml", "recipients.csv", "templates", "assets")
"""The sample campaign, whose one copy is the project's root."""
LEFT_OUT = (".ci/",)
"""What git knows, and a source distribution does not need."""
NEVER = ("out", "__pycache__")
"""Folders that are left out where nobody can ask git."""
CAMPAIGNS = ("letterforge.toml", "tests/gold/every_part/letterforge.toml")
"""The settings of the project's own campaigns. A folder with others is somebody's."""
NO_CLONE = """\
only git knows which files are the project's, and it cannot be asked here.
hint: make a source distribution in a clone with at least one commit, with the program git installed"""


class FilesHook(BuildHookInterface):
    """Names each file of a package. An editable install needs none: it finds all in the checkout."""

    _unpacked: ClassVar[list[str]] = []
    """Folders with files as they were committed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files; those of a wheel's sample lie beside the module that copies them, `campaign/sample.py`."""
        if version == "editable":
            return
        files = self._known_to_git()
        if self.target_name == "wheel":
            files = dict(self._without_git()) if files is None else files
            named = {path: inside for name, path in files.items() if (inside := _in_wheel(name))}
        elif files is None:
            raise RuntimeError(NO_CLONE)
        else:
            named = {path: name for name, path in files.items() if not name.startswith(LEFT_OUT)}
        build_data["force_include"].update({str(path): inside for path, inside in sorted(named.items())})

    def finalize(self, *_: Any) -> None:
        """Take away what was unpacked."""
        for folder in self._unpacked:
            shutil.rmtree(folder)
        self._unpacked.clear()

    def _known_to_git(self) -> dict[str, Path] | None:
        """Each file's name and where it is; None: this is no clone, or nobody can ask."""
        tracked = self._git("ls-files", "-z")
        committed = self._git("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *SAMPLE)
        changed = self._git("diff", "-z", "--name-only", "--relative", "HEAD", "--", *SAMPLE)
        if tracked is None or committed is None or changed is None or "pyproject.toml" not in tracked:
            return None
        _refuse_campaigns(tracked)
        root = Path(self.root)
        files = {name: root / name for name in tracked if not _is_sample(name) and (root / name).is_file()}
        files |= {name: root / name for name in committed if name not in changed}
        files |= {name: self._as_committed(name) for name in committed if name in changed}
        for name in changed:
            self.app.display_warning(
                f"{name} is not as it was committed: the package gets the committed one, or none"
            )
        for name in self._git("ls-files", "-z", "--others", "--exclude-standard", "--", PACKAGE) or ():
            self.app.display_warning(f"{name} is left out: git does not know it")
        return files

    def _as_committed(self, name: str) -> Path:
        self._unpacked.append(mkdtemp())
        path = Path(self._unpacked[-1], Path(name).name)
        content = self._output("show", f"HEAD:./{name}")
        if content is None:
            raise RuntimeError(f"git cannot show {name} as it was committed; see: git fsck")
        path.write_bytes(content)
        return path

    def _git(self, *arguments: str) -> list[str] | None:
        output = self._output(*arguments)
        return None if output is None else [os.fsdecode(name) for name in output.split(b"\0") if name]

    def _output(self, *arguments: str) -> bytes | None:
        # A hook of git sets variables that speak of another folder; a clone may belong to another user.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        command = ["git", "-c", "safe.directory=*", *arguments]
        try:
            done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, check=False)
        except OSError:
            return None
        return done.stdout if done.returncode == 0 else None

    def _without_git(self) -> Iterator[tuple[str, Path]]:
        """The same where a source distribution was unpacked, which holds the project's files alone."""
        root = Path(self.root)
        for name in (PACKAGE, *SAMPLE):
            for path in sorted([root / name, *(root / name).rglob("*")]):
                parts = path.relative_to(root).parts
                if path.is_file() and not any(part in NEVER or part.startswith(".") for part in parts):
                    yield "/".join(parts), path


def _refuse_campaigns(tracked: list[str]) -> None:
    """Raise RuntimeError where git knows somebody's campaign: its list and keys would be in the package."""
    found = [name for name in tracked if name.rpartition("/")[2] == CAMPAIGNS[0] and name not in CAMPAIGNS]
    if found:
        folders = ", ".join(name.rpartition("/")[0] for name in found)
        raise RuntimeError(
            f"git knows a campaign that is not the project's, and it would be in the package: {folders}\n"
            "hint: move it out of this folder, then git rm -r --cached it"
        )


def _is_sample(name: str) -> bool:
    return name.split("/", maxsplit=1)[0] in SAMPLE


def _in_wheel(name: str) -> str:
    """Where a file of the project is in a wheel; empty: it is not in it."""
    if name.startswith(PACKAGE):
        return name.removeprefix("src/")
    return f"letterforge/campaign/sample/{name}" if _is_sample(name) else ""
