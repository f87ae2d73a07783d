"""The files of a package: those that git knows, the sample as it was committed, and no others.

People also make campaigns in a clone: their lists, letters and keys must never get into a package.
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
"""The sample campaign. Its only copy is at the project's root."""
LEFT_OUT = (".ci/",)
"""Files that git knows, but that a source distribution does not need."""
NEVER = ("out", "__pycache__")
"""Folders that are left out if git cannot be used."""
CAMPAIGNS = ("letterforge.toml", "tests/gold/every_part/letterforge.toml")
"""The settings of the project's own campaigns. Any other campaign belongs to somebody."""
SPECIMENS = "tests/broken/"
"""Where the tests have the settings of tiny campaigns."""
NO_CLONE = """\
only git knows which files belong to the project, and git cannot be used here.
hint: install git, and make the source distribution in a clone with at least one commit"""


class FilesHook(BuildHookInterface):
    """Names each file of a package. An editable install needs none: it uses the files of the clone."""

    _unpacked: ClassVar[list[str]] = []
    """Folders with files as they were committed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files. In a wheel, the sample is next to its module, `campaign/sample.py`."""
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
        """Remove what was unpacked."""
        for folder in self._unpacked:
            shutil.rmtree(folder)
        self._unpacked.clear()

    def _known_to_git(self) -> dict[str, Path] | None:
        """Each file's name and where it is; None: this is not a clone, or git cannot be used."""
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
                f"{name} has changed since it was committed: the package gets the committed file, or none"
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
        # A git hook sets variables for another folder; a clone may belong to another user.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        command = ["git", "-c", "safe.directory=*", *arguments]
        try:
            done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, check=False)
        except OSError:
            return None
        return done.stdout if done.returncode == 0 else None

    def _without_git(self) -> Iterator[tuple[str, Path]]:
        """The same for an unpacked source distribution, which has only files of the project."""
        root = Path(self.root)
        for name in (PACKAGE, *SAMPLE):
            for path in sorted([root / name, *(root / name).rglob("*")]):
                parts = path.relative_to(root).parts
                if path.is_file() and not any(part in NEVER or part.startswith(".") for part in parts):
                    yield "/".join(parts), path


def _refuse_campaigns(tracked: list[str]) -> None:
    """Raise RuntimeError if git knows somebody's campaign: its list and keys would be in the package."""
    settings = (name for name in tracked if name.rpartition("/")[2] == CAMPAIGNS[0])
    found = [name for name in settings if name not in CAMPAIGNS and not name.startswith(SPECIMENS)]
    if found:
        folders = ", ".join(name.rpartition("/")[0] for name in found)
        raise RuntimeError(
            f"git knows a campaign that is not the project's, and it would be in the package: {folders}\n"
            "hint: move it out of this folder, then git rm -r --cached it"
        )


def _is_sample(name: str) -> bool:
    return name.split("/", maxsplit=1)[0] in SAMPLE


def _in_wheel(name: str) -> str:
    """The place of a file of the project in a wheel; empty: it is not in the wheel."""
    if name.startswith(PACKAGE):
        return name.removeprefix("src/")
    return f"letterforge/campaign/sample/{name}" if _is_sample(name) else ""
