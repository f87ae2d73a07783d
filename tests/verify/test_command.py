"""`letterforge verify`, as people and programs meet it: real processes, exit codes, table and JSON."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from campaigns import SETTINGS, write_campaign
from letterforge.cli.app import app
from letterforge.errors import ExitCode
from verify import authority, forging_pdf, pdf_seals
from verify.word_seals import WordSigner


@pytest.fixture(scope="module")
def folder(tmp_path_factory, pdf, docx):
    """Two sealed letters, and the root's certificate beside them."""
    place = tmp_path_factory.mktemp("out")
    (place / "root.pem").write_bytes(authority.root().pem)
    (place / "letters").mkdir()
    (place / "letters" / "SEN-1.pdf").write_bytes(pdf_seals.seal(pdf, certify=pdf_seals.NO_CHANGES))
    (place / "letters" / "SEN-1.docx").write_bytes(WordSigner().sign(docx))
    return place


def run(*arguments, cwd=None):
    """A process of its own: exit code, what it said to programs, and to people."""
    command = [sys.executable, "-m", "letterforge", "verify", *map(str, arguments)]
    environment = os.environ | {"COLUMNS": "200", "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, env=environment, timeout=120
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def with_manifest(folder, tmp_path, **changes):
    """A copy of the output folder whose manifest lists the letters; `changes` by file: another SHA-256."""
    (tmp_path / "letters").mkdir()
    rows = []
    for path in (folder / "letters").iterdir():
        content = path.read_bytes()
        (tmp_path / "letters" / path.name).write_bytes(content)
        sha256 = changes.get(path.suffix[1:], hashlib.sha256(content).hexdigest())
        rows.append({"file": f"letters/{path.name}", "sha256": sha256, "status": "written"})
    rows.append({"file": "", "sha256": "", "status": "failed"})
    (tmp_path / "manifest.json").write_text(json.dumps(rows))
    return tmp_path


def test_all_is_well_where_every_file_is_sealed_whole_and_trusted(folder):
    """Exit code 0; the table says who, when and by whose word."""
    code, out, said = run(folder / "letters", "--trust", folder / "root.pem")

    assert code == ExitCode.OK, said
    assert out.count("sound") == 2
    assert "Trial Signer EC" in out
    assert "allows no changes" in out
    assert "2026-11-01 09:00:00 UTC, claimed" in out
    assert "Trial Root" in out
    assert "did not check whether a certificate was revoked" in said


def test_an_unknown_root_is_not_trusted_unless_that_is_allowed(folder):
    """The system's own roots do not know the trial's."""
    strict, _, said = run(folder / "letters" / "SEN-1.pdf", "-q")
    lenient, _, _ = run(folder / "letters" / "SEN-1.pdf", "--allow-untrusted", "-q")

    assert (strict, lenient) == (ExitCode.KEY_OR_SEAL, ExitCode.OK)
    assert "LF114" in said
    assert "--trust root.pem" in said


def test_programs_are_told_everything(folder):
    """--json: one entry for each file, with its seals; nothing else on standard output."""
    code, out, _ = run(folder / "letters" / "SEN-1.docx", "--trust", folder / "root.pem", "--json")

    told = json.loads(out)
    (file,) = told["files"]
    (seal,) = file["seals"]
    assert code == ExitCode.OK
    assert told["revocation"] == "not asked"
    assert (file["standing"], file["passed"], file["code"], file["format"]) == ("sound", True, None, "docx")
    assert file["sha256"] == hashlib.sha256((folder / "letters" / "SEN-1.docx").read_bytes()).hexdigest()
    assert (seal["whole"], seal["trusted"], seal["covers_all"]) == (True, True, True)
    assert seal["claimed_time"] == "2026-11-01T09:00:00+00:00"
    assert seal["left_out"] == ["docProps/app.xml", "docProps/core.xml"]


def test_each_bad_file_is_named_with_its_reason_and_the_way_out(folder, tmp_path, pdf):
    """One bad file is enough for exit code 4, and hides no other."""
    good = (folder / "letters" / "SEN-1.pdf").read_bytes()
    files = {
        "good.pdf": good,
        "unsealed.pdf": pdf,
        "broken.pdf": good[:5000] + b"X" + good[5001:],
        "partial.pdf": good + b"\n",
        "torn.docx": b"PK\3\4 and no more",
        "[red]name.pdf": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    code, out, said = run(tmp_path, "--trust", folder / "root.pem")

    assert code == ExitCode.KEY_OR_SEAL
    told = {
        line.split(": error ")[0].rpartition(os.sep)[2]: line
        for line in said.splitlines()
        if ": error " in line
    }
    assert "LF110" in told["unsealed.pdf"]
    assert "LF111" in told["broken.pdf"]
    assert "LF112" in told["partial.pdf"]
    assert "LF115" in told["torn.docx"]
    assert "LF115" in told["[red]name.pdf"]
    assert "good.pdf" not in told
    assert "1 of 6" in said
    assert "[red]name.pdf" in out


def test_the_format_is_told_and_the_name_must_agree(folder, tmp_path):
    """In the table and to programs; a Word file that calls itself a PDF does not pass."""
    (tmp_path / "letter.pdf").write_bytes((folder / "letters" / "SEN-1.docx").read_bytes())

    _, table, _ = run(folder / "letters", "--trust", folder / "root.pem")
    code, out, _ = run(tmp_path / "letter.pdf", "--trust", folder / "root.pem", "--json")

    (file,) = json.loads(out)["files"]
    assert [line.split()[1] for line in table.splitlines() if "sound" in line] == ["docx", "pdf"]
    assert code == ExitCode.KEY_OR_SEAL
    assert (file["format"], file["standing"], file["code"]) == ("docx", "unreadable", "LF115")
    assert file["reasons"] == ["its name ends in .pdf, but it is a Word file"]


def test_what_is_not_covered_is_told_where_a_pdf_was_drawn_over(folder, tmp_path):
    """As what the seal covers, and in the reasons."""
    drawn = forging_pdf.stamped_with(forging_pdf.new_field(forging_pdf.PAPER), "Sneaky")(forging_pdf.sealed())
    (tmp_path / "letter.pdf").write_bytes(drawn)

    code, out, said = run(tmp_path / "letter.pdf", "--trust", folder / "root.pem")

    assert code == ExitCode.KEY_OR_SEAL
    assert "part: signed again after it" in " ".join(out.split())
    assert "LF112" in said
    assert "a new annotation on page 1 (Sneaky)" in said


def test_the_manifest_is_held_against_the_files(folder, tmp_path):
    """It lies above the letters, or is named."""
    place = with_manifest(folder, tmp_path, pdf="0" * 64)

    code, out, _ = run(place, "--trust", folder / "root.pem", "--json")
    files = {file["file"].rpartition(".")[2]: file for file in json.loads(out)["files"]}

    assert code == ExitCode.KEY_OR_SEAL
    assert (files["docx"]["listed"], files["docx"]["passed"]) == ("equal", True)
    assert (files["pdf"]["listed"], files["pdf"]["passed"], files["pdf"]["code"]) == (
        "differs",
        False,
        "LF116",
    )


def test_a_file_that_the_manifest_lists_and_that_is_not_there_is_named(folder, tmp_path):
    """Where its folder is examined."""
    place = with_manifest(folder, tmp_path)
    (place / "letters" / "SEN-1.pdf").unlink()

    code, _, said = run(place / "letters", "--trust", folder / "root.pem")

    assert code == ExitCode.KEY_OR_SEAL
    assert "LF117" in said
    assert "SEN-1.pdf" in said


def test_letters_of_a_run_are_found_in_its_manifest(tmp_path):
    """As `render` writes it; they are not sealed, which is told."""
    campaign = write_campaign(tmp_path, settings=SETTINGS.replace('register = "rome-statute"\n', ""))
    made = CliRunner().invoke(app, ["render", "-C", str(campaign), "--format", "docx", "--jobs", "1"])
    assert made.exit_code == ExitCode.OK

    result = CliRunner().invoke(app, ["verify", str(campaign / "out"), "--json"])

    files = json.loads(result.stdout)["files"]
    assert result.exit_code == ExitCode.KEY_OR_SEAL
    assert [(file["listed"], file["standing"]) for file in files] == [("equal", "unsealed")] * 2


def test_a_file_that_no_manifest_lists_is_said_so(folder, tmp_path):
    """--manifest: another run's. It is no fault."""
    place = with_manifest(folder, tmp_path)
    chosen = folder / "letters" / "SEN-1.pdf"

    code, out, _ = run(
        chosen, "--trust", folder / "root.pem", "--manifest", place / "manifest.json", "--json"
    )

    assert code == ExitCode.OK
    assert json.loads(out)["files"][0]["listed"] == "not listed"


def test_wrong_use_is_told_before_anything(folder, tmp_path):
    """No file, no root, no manifest."""
    (tmp_path / "empty").mkdir()
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    letter = folder / "letters" / "SEN-1.pdf"

    for arguments in ((tmp_path / "empty",), (letter, "--trust", bad), (letter, "--manifest", bad)):
        result = CliRunner().invoke(app, ["verify", *map(str, arguments)])

        assert (result.exit_code, result.stdout) == (ExitCode.WRONG_USE, "")
        assert "hint:" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_does_not_pass_unseen(tmp_path):
    """Else its files would be missing from the verdict."""
    (tmp_path / "letters").mkdir(mode=0)

    result = CliRunner().invoke(app, ["verify", str(tmp_path)])

    assert result.exit_code == ExitCode.WRONG_USE


def test_what_is_not_there_or_no_letter_gets_a_verdict(tmp_path):
    """Named by hand, so that it is told and not passed over."""
    (tmp_path / "notes.txt").write_text("hello")

    code, _, said = run(tmp_path / "nowhere.pdf", tmp_path / "notes.txt", "-q")

    assert code == ExitCode.KEY_OR_SEAL
    assert "No such file" in said
    assert "hint: check the path" in said
    assert "neither a PDF nor a Word file" in said
