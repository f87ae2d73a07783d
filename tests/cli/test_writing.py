"""Files that a person names to be written: nothing that the campaign reads is overwritten."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import keys
from campaigns import SETTINGS, TEMPLATE, write_campaign
from letterforge.cli.app import app
from letterforge.errors import ExitCode
from letterforge.typeset.maker import is_ours, mark_pdf

PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
KINDS = ("docx", "pdf", "png")


def preview(folder: Path, *options: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["preview", "-C", str(folder), *map(str, options)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made: Path = write_campaign(tmp_path / "c", settings=PLAIN)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_does_not_say_what_the_file_will_be_is_refused(folder, kind):
    """The mistake that costs a template: --pdf letter.en.md."""
    for name in (
        "letter.en.md",
        "list.csv",
        "letterforge.toml",
        "new",
        f"new.{kind}.bak",
        ".",
        "/",
        "",
        f".{kind}",
    ):
        code, said = preview(folder, f"--{kind}", folder / name if name else "")

        assert code == ExitCode.WRONG_USE
        assert f"ends in .{kind}" in said
    assert (folder / "letter.en.md").read_text("utf-8") == TEMPLATE
    assert sorted(path.name for path in folder.iterdir()) == ["letter.en.md", "letterforge.toml", "list.csv"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_there_is_replaced_where_letterforge_made_it_and_else_only_with_overwrite(folder, kind):
    target = folder / f"seen.{kind.upper()}"
    theirs = folder / f"theirs.{kind}"
    theirs.write_bytes(b"%PDF-1.7 or PK, by somebody else")

    for engine in ("weasyprint", "typst"):
        for _ in range(2):
            assert preview(folder, f"--{kind}", target, "--engine", engine)[0] == 0
    code, said = preview(folder, f"--{kind}", theirs)
    assert code == ExitCode.WRONG_USE
    assert "--overwrite" in said
    assert theirs.read_bytes().startswith(b"%PDF-1.7 or")
    assert preview(folder, f"--{kind}", theirs, "--overwrite")[0] == 0
    assert is_ours(theirs.read_bytes(), f".{kind}")


def test_a_document_of_another_kind_is_not_taken_for_ours(folder, tmp_path):
    """A Word file under the name of a picture is somebody's mistake."""
    assert preview(folder, "--docx", tmp_path / "a.docx", "--pdf", tmp_path / "a.pdf")[0] == 0
    (tmp_path / "a.docx").replace(tmp_path / "b.pdf")

    assert preview(folder, "--pdf", tmp_path / "b.pdf")[0] == ExitCode.WRONG_USE
    for suffix in (".pdf", ".docx", ".png"):
        assert not is_ours(b"", suffix)
        assert not is_ours(b"PK\x03\x04", suffix)
    assert mark_pdf(b"no PDF startxref") == b"no PDF startxref"


def names_of_one_file(path: Path) -> list[Path]:
    """Other names for a file: by a link, by a second name, by a longer way."""
    link, hard = path.with_name(f"link{path.suffix}"), path.with_name(f"hard{path.suffix}")
    link.symlink_to(path.name)
    os.link(path, hard)
    return [path, link, hard, path.parent / "." / ".." / path.parent.name / path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_file_that_the_campaign_reads_is_never_written_under_whatever_name(tmp_path):
    """Letterheads, pictures; not even with --overwrite, nor where letterforge made it."""
    folder = write_campaign(tmp_path / "c", settings=PLAIN)
    assert preview(folder, "--png", folder / "logo.png", "--pdf", folder / "paper.pdf")[0] == 0
    text = PLAIN.replace("letterhead = true", 'letterhead = "logo.png"\nletterhead_pdf = "paper.pdf"')
    (folder / "letterforge.toml").write_text(text, "utf-8")
    before = {name: (folder / name).read_bytes() for name in ("logo.png", "paper.pdf")}

    for name, content in before.items():
        option = f"--{name.split('.')[1]}"
        for path in names_of_one_file(folder / name):
            code, said = preview(folder, option, path, "--overwrite")
            assert code == ExitCode.WRONG_USE
            assert "is a file that the campaign reads" in said
        assert (folder / name).read_bytes() == content


def test_a_folder_or_a_pipe_is_no_file_to_write(folder):
    (folder / "made.pdf").mkdir()
    assert preview(folder, "--pdf", folder / "made.pdf", "--overwrite")[0] == ExitCode.WRONG_USE
    if sys.platform != "win32":
        os.mkfifo(folder / "pipe.pdf")
        assert preview(folder, "--pdf", folder / "pipe.pdf", "--overwrite")[0] == ExitCode.WRONG_USE


def test_a_pipe_under_the_name_of_an_unfinished_file_is_not_waited_for(folder):
    """Somebody may have put it there so that a run never ends."""
    if sys.platform != "win32":
        os.mkfifo(folder / ".new.docx.unfinished")

    assert preview(folder, "--docx", folder / "new.docx")[0] == 0
    assert is_ours((folder / "new.docx").read_bytes(), ".docx")


def test_one_file_is_not_named_twice_and_nothing_is_written_before_all_may_be(folder):
    code, _ = preview(folder, "--pdf", folder / "a.pdf", "--docx", folder / "list.csv")

    assert code == ExitCode.WRONG_USE
    assert not (folder / "a.pdf").exists()


def test_a_new_key_has_the_name_of_one_and_replaces_nothing(folder, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, keys.PASSPHRASE)
    for name in ("letter.en.md", "key", "key.pem"):
        arguments = ["seal", "new", str(folder / name), "--name", "A", "--passphrase-env", keys.VARIABLE]
        result = CliRunner().invoke(app, arguments)

        assert result.exit_code == ExitCode.WRONG_USE
        assert "ends in .p12 or .pfx" in result.stderr
    assert (folder / "letter.en.md").read_text("utf-8") == TEMPLATE
