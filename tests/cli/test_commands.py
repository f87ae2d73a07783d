"""The command line: what people and programs are told, and the exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaigns import LIST, SETTINGS, TEMPLATE, write_campaign
from letterforge.cli import speech
from letterforge.cli.app import app
from letterforge.errors import Code, ExitCode, Problem

ROOT = Path(__file__).parents[2]


def run(*arguments):
    """A command in this process: its exit code, what it said to programs, and to people."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def no_register(folder, **changes):
    return write_campaign(folder, settings=SETTINGS.replace('register = "rome-statute"\n', ""), **changes)


def test_init_starts_a_campaign_that_is_sound_and_never_overwrites(tmp_path):
    """From nothing to a checked campaign in two commands."""
    code, _, said = run("init", tmp_path / "new")

    assert code == 0
    assert "letterforge check" in said
    assert run("check", "-C", tmp_path / "new")[0] == 0
    (tmp_path / "new" / "letterforge.toml").write_text("mine", "utf-8")
    code, _, said = run("init", tmp_path / "new")
    assert code == ExitCode.WRONG_USE
    assert "nothing is overwritten" in said
    assert (tmp_path / "new" / "letterforge.toml").read_text("utf-8") == "mine"


def test_stationery_lists_what_is_ready_and_copies_it_to_work_on(tmp_path, monkeypatch):
    """The last line says what to write; nothing is ever overwritten."""
    monkeypatch.chdir(tmp_path)

    code, listed, _ = run("stationery")
    assert code == 0
    assert [entry.split()[0] for entry in listed.splitlines()] == ["classic", "modern", "plain"]

    code, _, said = run("stationery", "modern")
    assert code == 0
    assert 'style = "stationery"' in said
    assert (tmp_path / "stationery" / "style.css").is_file()
    for arguments in (["plain"], ["modren", "other"]):
        code, _, said = run("stationery", *arguments)
        assert code == ExitCode.WRONG_USE
        assert "hint: " in said
    assert not (tmp_path / "other").exists()


def test_check_says_what_is_wrong_with_place_caret_and_way_out(tmp_path):
    """Where, what, way out; rows as the spreadsheet counts them."""
    template = TEMPLATE.replace("recipient.title", "recipient.city")
    folder = no_register(tmp_path, template=template, rows=LIST.replace("Affairs,,,Dakar", "Affairs,,,"))

    code, _, said = run("check", "-C", folder)

    assert code == ExitCode.BROKEN
    assert (
        'list.csv:2 (Senegal): error LF012: column "city" is empty, but letter.en.md needs it in line 6'
        in said
    )
    lines = said.splitlines()
    caret = next(line for line in lines if "^^^" in line)
    source = lines[lines.index(caret) - 1]
    assert source[caret.index("^") : caret.rindex("^") + 1] == "recipient.city"
    assert 'hint: fill the cell, or write {{ recipient.city or "…" }} in the template' in said


def test_check_reports_to_programs(tmp_path):
    """--json: problems with their codes and places; nothing else on standard output."""
    folder = no_register(tmp_path, rows=LIST.replace("Senegal", "Senegall"))

    code, out, _ = run("check", "-C", folder, "--json")

    (problem,) = json.loads(out)["problems"]
    assert code == ExitCode.BROKEN
    assert (problem["code"], problem["row"], problem["column"]) == ("LF030", 2, "country")


def test_preview_shows_the_letter_as_it_reads(tmp_path):
    """In the terminal, without a typesetter."""
    code, out, _ = run("preview", "GMB-1", "-C", write_campaign(tmp_path))

    assert code == 0
    assert "Re: Session 19: Gambia" in out
    assert "We write to Minister of Foreign Affairs of the Republic of the Gambia." in out
    assert "ANN SIGNATORY" in out


def test_preview_writes_files(tmp_path):
    """A picture, a PDF, a Word file; each what its name says."""
    folder = write_campaign(tmp_path / "c")
    names = {"png": b"\x89PNG", "pdf": b"%PDF", "docx": b"PK"}

    options = [part for kind in names for part in (f"--{kind}", tmp_path / f"letter.{kind}")]
    code, _, _ = run("preview", "-C", folder, *options)

    assert code == 0
    for kind, start in names.items():
        assert (tmp_path / f"letter.{kind}").read_bytes().startswith(start)


def test_preview_of_a_letter_that_cannot_be_made_says_why(tmp_path):
    """Exit code 1: this letter alone."""
    code, out, said = run("preview", "-C", write_campaign(tmp_path, "{{ recipient.name }}"))

    assert code == ExitCode.SOME_FAILED
    assert "list.csv:2 (Senegal): error LF012" in said
    assert out == ""


def test_render_writes_letters_and_says_what_lies_where(tmp_path):
    """Files, manifest, and a summary; programs get the same rows."""
    folder = no_register(tmp_path)

    code, out, said = run("render", "-C", folder, "--format", "docx", "--jobs", "1")
    again, listed, _ = run("render", "SEN-1", "-C", folder, "--format", "docx", "--jobs", "1", "--json")

    assert (code, again) == (0, 0)
    assert "2 letters in 2 files" in said
    assert "out/manifest.csv" in said
    assert out == ""
    (letter,) = json.loads(listed)["letters"]
    assert [each["file"] for each in letter["files"]] == ["letters/SEN-1.docx"]


def test_a_broken_campaign_writes_nothing_and_says_so(tmp_path):
    """Exit code 3."""
    folder = no_register(tmp_path, template="{{ recipient.titel }}")

    code, out, said = run("render", "-C", folder, "--json")

    assert code == ExitCode.BROKEN
    assert json.loads(out)["problems"][0]["code"] == "LF011"
    assert "Nothing has been written" in said
    assert "--keep-going" not in said
    assert not (folder / "out").exists()


def test_batch_names_the_parties_that_it_would_forget(tmp_path):
    """And the option that fills them in."""
    code, _, said = run("batch", "-C", write_campaign(tmp_path))

    assert code == ExitCode.BROKEN
    assert said.count("LF040") == 1
    assert "121 parties on 2020-12-07 have no row: Afghanistan, Albania" in said
    assert "--fill-gaps" in said


def test_states_reports_the_register_and_how_the_list_covers_it(tmp_path):
    """A table for people; an array of objects for programs."""
    folder = write_campaign(tmp_path)

    code, table, said = run("states", "-C", folder)
    _, out, _ = run("states", "-C", folder, "--as-of", "2017-10-26", "--json")

    assert code == 0
    assert "Senegal" in table
    assert "123 parties on 2020-12-07; 121 without a row" in said
    rows = {row["alpha2"]: row for row in json.loads(out)["states"]}
    assert sum(row["party"] for row in rows.values()) == 124
    assert rows["SN"] | {"group": ""} == {
        "alpha2": "SN", "alpha3": "SEN", "name": "Senegal", "group": "", "party": True, "recipients": 1
    }  # fmt: skip
    assert rows["US"]["party"] is False


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["render", "nobody"], ExitCode.WRONG_USE),
        (["render", "--where", "recipient.titel"], ExitCode.WRONG_USE),
        (["render", "--format", "odt"], ExitCode.WRONG_USE),
        (["render", "--recipients", "missing.csv"], ExitCode.BROKEN),
        (["batch", "--as-of", "yesterday"], ExitCode.WRONG_USE),
        (["nonsense"], ExitCode.WRONG_USE),
        (["check", "-C", "nowhere"], ExitCode.BROKEN),
        (["preview", "--pdf", "no/such/folder/x.pdf"], ExitCode.WRONG_USE),
    ],
)
def test_wrong_use_is_told_with_its_exit_code_and_no_traceback(tmp_path, monkeypatch, arguments, code):
    """Whatever a user types."""
    monkeypatch.chdir(write_campaign(tmp_path))

    exit_code, _, said = run(*arguments)

    assert exit_code == code
    assert "Traceback" not in said
    assert said


def test_doctor_says_what_is_there(tmp_path):
    """For people and for programs."""
    code, out, _ = run("doctor", "-C", tmp_path, "--json")

    assert code == 0
    assert {"Pango", "HarfBuzz-subset"} <= {finding["name"] for finding in json.loads(out)["findings"]}


def test_doctor_fixes_under_its_old_option_too_which_help_does_not_list(tmp_path, monkeypatch):
    """Scripts of others say --mend."""
    from letterforge import machine

    calls = []
    monkeypatch.setattr(machine, "fix", lambda *given: calls.append(given) or machine.examine(()))
    run("doctor", "-C", tmp_path, "--mend")
    run("doctor", "-C", tmp_path, "--fix")
    _, told, _ = run("doctor", "--help")

    assert len(calls) == 2
    assert "--fix" in told
    assert "--mend" not in told


def test_doctor_looks_for_the_typefaces_of_a_stationery_that_is_not_chosen_yet(tmp_path):
    """And knows only those that there are."""
    _, out, _ = run("doctor", "-C", tmp_path, "--stationery", "modern", "--stationery", "plain", "--json")
    code, _, said = run("doctor", "-C", tmp_path, "--stationery", "modem")

    assert {"Carlito", "Liberation Serif"} <= {finding["name"] for finding in json.loads(out)["findings"]}
    assert code == ExitCode.WRONG_USE
    assert 'did you mean "modern"' in said


LIBRARIES_OF_PDF = ("pango", "fontconfig", "harfbuzz", "gobject")
HIDE = f"""
import ctypes
real = ctypes.CDLL.__init__
def init(self, name, *rest, **more):
    if any(each in str(name) for each in {LIBRARIES_OF_PDF}):
        raise OSError(name)
    real(self, name, *rest, **more)
ctypes.CDLL.__init__ = init
"""


@pytest.fixture
def without_pango(tmp_path):
    """Run a command in a process that finds none of the libraries that WeasyPrint needs."""
    if sys.platform != "linux":
        pytest.skip("hides a library as Linux finds it")
    (tmp_path / "sitecustomize.py").write_text(HIDE, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}

    def letterforge(*arguments):
        command = [sys.executable, "-m", "letterforge", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return letterforge


def test_without_pango_word_files_are_made_and_pdf_says_what_to_install(tmp_path, without_pango):
    """Exit code 5 and the command, or the other engine; never a traceback."""
    folder = no_register(tmp_path)

    check = without_pango("check", "-C", folder)
    in_pdf = without_pango("render", "-C", folder, "--jobs", 2)
    in_word = without_pango("render", "-C", folder, "--jobs", 1, "--format", "docx")

    assert in_pdf.returncode == check.returncode == ExitCode.UNFIT_MACHINE
    error, hint = in_pdf.stderr.splitlines()
    assert error.startswith("error: this machine lacks Pango")
    assert "install" in hint
    assert "--engine typst" in hint
    assert check.stderr.splitlines()[:2] == [error.replace("error:", "error LF070:"), hint]
    assert in_word.returncode == 0, in_word.stderr
    assert len(list((folder / "out" / "letters").glob("*.docx"))) == 2


def test_without_pango_typst_makes_the_samples_letters_in_every_language(tmp_path, without_pango):
    """With the typefaces that Python packages bring, in several processes, inspected."""
    folder = tmp_path / "sample"
    run("init", folder)
    languages = [
        option
        for each in ("SEN", "PER", "GMB")
        for option in (f"{each}-foreign_minister", f"{each}-ambassador")
    ]

    made = without_pango("render", "-C", folder, "--engine", "typst", "--jobs", 2, *languages)
    in_arabic = without_pango(
        "preview", "JOR-ambassador", "-C", folder, "--engine", "typst", "--pdf", folder / "x.pdf"
    )

    assert made.returncode == 0, made.stderr
    assert "LF072" not in made.stderr
    rows = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    assert {row["language"] for row in rows} == {"en", "fr", "es"}
    assert len([row for row in rows if row["format"] == "pdf" and row["pages"]]) == 6
    assert in_arabic.returncode == 0, in_arabic.stderr


def test_without_pango_auto_takes_typst_and_says_so_once(tmp_path, without_pango):
    """For people and for programs, again where nothing has changed; it stops nobody, however strict."""
    folder = no_register(tmp_path)
    command = ("render", "-C", folder, "--engine", "auto", "--strict", "--json")

    first, second = without_pango(*command), without_pango(*command)
    preview = without_pango("preview", "-C", folder, "--engine", "auto", "--png", tmp_path / "x.png")
    check = without_pango("check", "-C", folder, "--engine", "auto", "--json")

    for done in (first, second, check):
        assert done.returncode == 0, done.stderr
        assert [problem["code"] for problem in json.loads(done.stdout)["problems"]] == ["LF072"]
    for done in (first, second, preview):
        assert done.stderr.count("LF072") == 1
    letters = json.loads(second.stdout)["letters"]
    assert [letter["status"] for letter in letters] == ["unchanged"] * 2
    assert [file["status"] for letter in letters for file in letter["files"]] == ["unchanged"] * 4
    assert preview.returncode == 0, preview.stderr


def test_doctor_speaks_of_the_engine_that_the_campaign_has(tmp_path, without_pango):
    """A machine without Pango is sound for letters that Typst sets."""
    folder = no_register(tmp_path)
    by_weasyprint = without_pango("doctor", "-C", folder)
    settings = (folder / "letterforge.toml").read_text("utf-8")
    (folder / "letterforge.toml").write_text(f'{settings}\n[output]\npdf_engine = "typst"\n', "utf-8")
    by_typst = without_pango("doctor", "-C", folder)

    assert by_weasyprint.returncode == ExitCode.UNFIT_MACHINE
    assert "missing  Pango (required for PDF)" in by_weasyprint.stderr
    assert by_typst.returncode == 0, by_typst.stderr
    assert "optional Pango (for PDF with the other engine)" in by_typst.stderr
    for said in ("cannot make these letters as PDF yet", "install", "letterforge batch --engine typst"):
        assert said in by_weasyprint.stderr
    assert "This machine can make these letters." in by_typst.stderr
    assert "libpango-1.0-0" not in by_typst.stderr
    assert "there    Typst (required for PDF)" in by_typst.stderr


def test_forms_shows_how_an_office_is_addressed(tmp_path):
    """In a language, with the customs of a state, and with the campaign's own forms."""
    own = '\n[[forms]]\nlanguage = "en"\noffice = ["ambassador"]\nsalutation = "Dear Ambassador,"\n'
    folder = write_campaign(tmp_path, settings=SETTINGS + own)

    _, french, _ = run("forms", "ambassador", "--language", "fr", "--json")
    _, british, _ = run("forms", "foreign_minister", "--state", "United Kingdom", "--json")
    _, mine, _ = run("forms", "ambassador", "-C", folder, "--json")
    code, table, _ = run("forms")

    assert [row["salutation"] for row in json.loads(french)["forms"]] == [
        "Monsieur l'Ambassadeur,",
        "Madame l'Ambassadrice,",
        "Excellence,",
        "Excellence,",
    ]
    assert json.loads(french)["forms"][-1]["line"] == "Son Excellence l'Ambassadeur"
    assert not any(row["read"] for row in json.loads(french)["forms"])
    assert {row["salutation"] for row in json.loads(british)["forms"]} == {"Dear Foreign Secretary,"}
    assert {row["salutation"] for row in json.loads(mine)["forms"]} == {"Dear Ambassador,"}
    assert code == 0
    assert "monarch" in table


@pytest.mark.parametrize("columns", ["60", "80", "169", "170", "200"])
def test_forms_breaks_no_word_however_narrow_the_terminal(monkeypatch, columns):
    """An office can be copied, a salutation read."""
    monkeypatch.setenv("COLUMNS", columns)

    for language in ("en", "fr", "es", "pt", "ar"):
        _, told, _ = run("forms", "--language", language)
        _, forms, _ = run("forms", "--language", language, "--json")
        wanted = {
            word for row in json.loads(forms)["forms"] for word in f"{row['office']} {row['close']}".split()
        }
        assert wanted <= set(told.split())


@pytest.mark.parametrize("arguments", [["ambasador"], ["--language", "xx"], ["--state", "Atlantis"]])
def test_forms_of_nobody_are_refused_with_what_there_is(arguments):
    """Exit code 2."""
    code, _, said = run("forms", *arguments)

    assert code == ExitCode.WRONG_USE
    assert "hint" in said


def test_a_way_out_that_many_problems_share_is_told_once(tmp_path):
    """Rows that are wrong in the same way have one way out, not one each."""
    rows = LIST.partition("\n")[0] + "\n" + "".join(f"r{n},Senegal,minister,T,,,x\x08{n}\n" for n in range(9))
    _, _, told = run("check", "-C", no_register(tmp_path, rows=rows))

    assert told.count("LF026") == 1
    assert told.count("type the text again") == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((5, 5), 'list.csv:5: error LF023: no column "city"'),
        ((5, 9, 5), "list.csv: error LF023: 2 need it: rows 5 and 9"),
    ],
)
def test_what_one_row_has_twice_is_told_of_this_row(capsys, rows, said):
    """And of several rows as one, with their number."""
    problem = Problem(Code("LF023"), 'no column "city"', together="{count} need it: {names}")

    speech.tell_problems(problem.at(file="list.csv", row=row) for row in rows)

    assert capsys.readouterr().err == f"{said}\n"


DEAR_SIR = TEMPLATE.replace("Excellency,", "Dear Sir,")


def test_warnings_that_many_rows_share_are_told_once_with_the_first_of_them(tmp_path):
    """One template is to blame for all of them."""
    rows = LIST + "".join(f"X-{n},Mali,foreign_minister,Minister,,,Bamako\n" for n in range(20))

    code, _, said = run("check", "-C", no_register(tmp_path, template=DEAR_SIR, rows=rows))

    assert code == 0
    assert said.count("LF085") == 1
    assert "list.csv:2 (Senegal): warning LF085" in said
    assert "the same in 21 more rows: 3, 4, 5, 6, 7, 8, 9, 10 …" in said
    assert "Everything is in order" not in said


@pytest.mark.parametrize("strict", [False, True])
def test_strict_makes_warnings_errors(tmp_path, strict):
    """In the exit code, in words, and for programs, who get every row."""
    folder = no_register(tmp_path, template=DEAR_SIR)
    options = ["--strict"] if strict else []

    code, out, _ = run("check", "-C", folder, "--json", *options)

    problems = json.loads(out)["problems"]
    assert code == (ExitCode.BROKEN if strict else ExitCode.OK)
    assert [(problem["row"], problem["severity"]) for problem in problems] == [
        (row, "error" if strict else "warning") for row in (2, 3)
    ]
    letters = json.loads(out)["letters"]
    assert [letter["status"] for letter in letters] == ["failed" if strict else "ready"] * 2
    assert ("error LF085" if strict else "warning LF085") in run("check", "-C", folder, *options)[2]


def test_render_and_batch_stop_at_a_warning_when_they_are_to_be_strict(tmp_path):
    """Before the first letter; with --keep-going the other rows' letters are made."""
    rows = LIST.replace("Minister of Foreign Affairs,,,Banjul", "Ambassador,,,Banjul")
    folder = no_register(tmp_path, rows=rows)

    code, _, said = run("render", "-C", folder, "--format", "docx", "--strict")
    assert code == ExitCode.BROKEN
    assert "list.csv:3 (Gambia): error LF084" in said
    assert "Add --keep-going to make the letters of the other rows now." in said
    assert not (folder / "out").exists()
    code, _, said = run("render", "-C", folder, "--format", "docx", "--strict", "--keep-going", "-j", "1")
    assert code == ExitCode.SOME_FAILED
    assert [path.name for path in (folder / "out" / "letters").iterdir()] == ["SEN-1.docx"]
    assert "failed.csv --keep-going --format docx" in said
    code, _, said = run("render", "-C", folder, "--format", "docx", "-j", "1")
    assert code == ExitCode.OK
    assert "list.csv:3 (Gambia): warning LF084" in said


def test_batch_stops_at_a_warning_when_it_is_to_be_strict(tmp_path):
    """As render does: the sample, with a title that is another's."""
    run("init", tmp_path)
    table = tmp_path / "recipients.csv"
    table.write_text(
        table.read_text("utf-8").replace("ambassador,Ambassador", "ambassador,Minister", 1), "utf-8"
    )

    code, _, said = run("batch", "-C", tmp_path, "--strict")

    assert code == ExitCode.BROKEN
    assert "(Afghanistan): error LF084" in said
    assert not (tmp_path / "out").exists()
