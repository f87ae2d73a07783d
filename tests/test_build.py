"""What leaves with a package: the project's files, and nothing that somebody made in a clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
SAMPLE = ("letterforge.toml", "recipients.csv", "templates/", "assets/")
SECRET = b"PLANTED " * 5
CAMPAIGNS = (
    "my-campaign/letterforge.toml",
    "my-campaign/recipients.csv",
    "my-campaign/templates/letter.en.md",
    "my-campaign/out/letters/SEN.docx",
    "campaigns/2026/letterforge.toml",
    "docs/trial/letterforge.toml",
    "docs/trial/list.xlsx",
    "src/trial/letterforge.toml",
    "scripts/trial/letterforge.toml",
    "tests/mine/list.csv",
    "docs/images/mine/list.csv",
    "src/letterforge/mine/list.csv",
    "out/letters/SEN.pdf",
    "out/.letterforge/ledger.db",
    "benchmarks/out/letters/SEN.pdf",
    "src/letterforge/out/failed.csv",
    "templates/mine.en.md",
    "templates/out/manifest.csv",
    "assets/my-signature.png",
    "assets/key.p12",
    "list.xlsx",
    "key.p12",
    "approvals.toml",
    ".env",
)
"""What people make in a clone, and git ignores."""
FURTHER = ("docs/notes.md", "src/letterforge/key.pem", "src/letterforge/campaign/list.csv", "tests/list.csv")
"""What git does not ignore, and does not know either."""


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "user.name=NAME", "-c", "user.email=name@example.org", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=check)
    return done.stdout


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    names = [name for name in git(ROOT, "ls-files", "-z", check=False).split("\0") if (ROOT / name).is_file()]
    if not names:
        pytest.skip("this is no clone, so nobody knows which files are the project's")
    return names


@pytest.fixture(scope="module")
def clone(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which campaigns were made, also right in the sample's place."""
    folder = tmp_path_factory.mktemp("clone")
    for name in tracked:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", "All", "--no-verify")
    plant(folder)
    for name in ("recipients.csv", "letterforge.toml"):
        with (folder / name).open("ab") as file:
            file.write(b"\n# " + SECRET)
    (folder / "assets" / "signature.png").write_bytes(SECRET)
    (folder / "templates" / "staged.en.md").write_bytes(SECRET)
    git(folder, "add", "--force", "templates/staged.en.md", "assets/signature.png")
    return folder


def plant(folder: Path) -> None:
    for name in (*CAMPAIGNS, *FURTHER):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(SECRET)


@pytest.fixture(scope="module")
def sdist(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    (path,) = SdistBuilder(str(clone)).build(directory=str(tmp_path_factory.mktemp("sdist")))
    with tarfile.open(path) as archive:
        found = {each.name: archive.extractfile(each) for each in archive.getmembers()}
        return {name.split("/", 1)[1]: file.read() for name, file in found.items() if file}


def wheel(root: Path, folder: Path) -> dict[str, bytes]:
    """The files of a wheel, without what says what it is."""
    (path,) = WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in found if SECRET in found[name]]
    return {name: content for name, content in found.items() if ".dist-info/" not in name}


def expected_in_wheel(tracked: list[str]) -> set[str]:
    package = {name.removeprefix("src/") for name in tracked if name.startswith("src/letterforge/")}
    sample = {f"letterforge/campaign/sample/{name}" for name in tracked if name.startswith(SAMPLE)}
    return package | sample


def test_git_ignores_every_campaign_but_the_sample(clone: Path, tracked: list[str]) -> None:
    ignored = git(clone, "check-ignore", *CAMPAIGNS, check=False).splitlines()

    assert ignored == list(CAMPAIGNS)
    assert git(clone, "ls-files", "--cached", "--ignored", "--exclude-standard") == "templates/staged.en.md\n"


def test_no_package_is_made_with_a_campaign_that_git_knows(clone: Path, tmp_path: Path) -> None:
    """Where nothing could ignore it: in a folder of the project's own."""
    name = "tests/cli/my list/letterforge.toml"
    (clone / name).parent.mkdir()
    (clone / name).write_bytes(SECRET)
    git(clone, "add", "--", name)
    try:
        for builder in (SdistBuilder, WheelBuilder):
            with pytest.raises(RuntimeError, match=r"campaign that is not the project's.*tests/cli/my list"):
                list(builder(str(clone)).build(directory=str(tmp_path)))
    finally:
        git(clone, "rm", "--quiet", "--force", "--", name)


def test_a_source_distribution_has_what_git_knows_and_nothing_else(
    sdist: dict[str, bytes], tracked: list[str]
) -> None:
    assert set(sdist) == {name for name in tracked if not name.startswith(".ci/")} | {"PKG-INFO"}
    assert not [name for name in sdist if SECRET in sdist[name]]
    for name in ("recipients.csv", "letterforge.toml", "assets/signature.png"):
        assert sdist[name] == (ROOT / name).read_bytes()


def test_a_wheel_has_what_git_knows_and_nothing_else(
    clone: Path, tracked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sample is the committed one, though somebody has put a list of her own in its place.

    The builder says so.
    """
    found = wheel(clone, tmp_path)

    assert set(found) == expected_in_wheel(tracked)
    assert "letterforge/py.typed" in found  # the types of the API are known where it is installed
    for name in ("recipients.csv", "letterforge.toml", "assets/signature.png"):
        assert found[f"letterforge/campaign/sample/{name}"] == (ROOT / name).read_bytes()
    said = "".join(capsys.readouterr())
    assert "recipients.csv has changed since it was committed" in said
    assert "src/letterforge/key.pem is left out" in said


def test_a_wheel_from_a_source_distribution_is_the_same(
    sdist: dict[str, bytes], tracked: list[str], tmp_path: Path
) -> None:
    """Where there is no git to ask: letters that were made there stay behind."""
    for name, content in sdist.items():
        (tmp_path / "unpacked" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "unpacked" / name).write_bytes(content)
    for name in ("my-campaign/letterforge.toml", "out/a.pdf", "templates/out/a.csv", "assets/.env"):
        (tmp_path / "unpacked" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "unpacked" / name).write_bytes(SECRET)

    assert set(wheel(tmp_path / "unpacked", tmp_path)) == expected_in_wheel(tracked)
    with pytest.raises(RuntimeError, match="only git knows"):
        list(SdistBuilder(str(tmp_path / "unpacked")).build(directory=str(tmp_path)))


def test_a_package_is_the_same_within_a_repository_of_others(
    sdist: dict[str, bytes], tracked: list[str], tmp_path: Path
) -> None:
    """A source distribution that was unpacked into somebody's own repository, which does not know it."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "theirs").write_bytes(SECRET)
    git(tmp_path, "add", "theirs")
    git(tmp_path, "commit", "--quiet", "--message", "Theirs")
    for name, content in sdist.items():
        (tmp_path / "vendor" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "vendor" / name).write_bytes(content)

    assert set(wheel(tmp_path / "vendor", tmp_path)) == expected_in_wheel(tracked)


def test_no_package_is_made_where_git_cannot_show_a_file_as_it_was_committed(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty one would be the sample of all who install it."""
    builder = WheelBuilder(str(clone))
    hook = builder.get_build_hooks(str(tmp_path))["custom"]
    really = hook._output
    monkeypatch.setattr(type(hook), "_output", lambda _, *said: None if said[0] == "show" else really(*said))

    with pytest.raises(RuntimeError, match=r"cannot show .* as it was committed"):
        hook.initialize("standard", {"force_include": {}})

    hook.finalize()
    assert not hook._unpacked
