"""Sealed letters of a campaign: what is sealed, refused and made again, and what is never shown."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
import seal_checkers
from typer.testing import CliRunner

import keys
from authority import authority, granted
from campaigns import SETTINGS, hashes, many
from keys import DAY, NOW, PASSPHRASE, VARIABLE
from letterforge import Campaign, Format, forge
from letterforge.api import approve, forge_all
from letterforge.cli.app import app
from letterforge.errors import BrokenCampaign, Code, ExitCode
from letterforge.run.crew import Job
from letterforge.run.request import Wanted
from letterforge.seal.secret import Secret
from letterforge.sealing import Sealer, prepare_seal
from letterforge.verify import quick
from word_files import parts

SEAL = f'\n[seal]\nkey = "key.p12"\npassphrase_env = "{VARIABLE}"\n'
ALONE = SETTINGS.replace('register = "rome-statute"\n', "")


@pytest.fixture
def unlocked(monkeypatch):
    """The passphrase is in the environment."""
    monkeypatch.setenv(VARIABLE, PASSPHRASE)


def sealed_campaign(folder: Path, seal: str = SEAL, count: int = 2, own=None) -> Path:
    """A campaign of a few letters with a seal."""
    many(folder, count)
    (folder / "letterforge.toml").write_text(ALONE + seal, "utf-8")
    keys.write_p12(folder / "key.p12", own)
    return folder


def made(folder: Path, **wanted) -> dict[str, tuple[str, ...]]:
    """Whose letters a run makes, and why."""
    told = []
    forge_all(Campaign.load(folder), Wanted(jobs=1, **wanted), on_outcome=told.append)
    return {each.recipient.id: each.reasons for each in told if not each.unchanged}


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    return result.exit_code, result.stdout, result.stderr


def problem_of(folder: Path) -> tuple[Code, str]:
    """Why the letters of a campaign are not made."""
    with pytest.raises(BrokenCampaign) as refusal:
        forge_all(Campaign.load(folder), Wanted(jobs=1))
    assert refusal.value.exit_code is ExitCode.KEY_OR_SEAL
    assert not (folder / "out").exists()
    (problem,) = refusal.value.problems
    return problem.code, problem.message


# --- letters are sealed ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    """A sealed campaign, whose letters were made by two processes."""
    folder = sealed_campaign(tmp_path_factory.mktemp("sealed"), count=4)
    report = forge_all(Campaign.load(folder), Wanted(jobs=2), passphrase=Secret(PASSPHRASE))
    assert report.exit_code is ExitCode.OK
    return folder


def test_every_letter_is_sealed_in_both_formats_by_several_processes(run_folder, tmp_path):
    letters = sorted((run_folder / "out" / "letters").iterdir())
    assert len(letters) == 8
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(keys.pem_of(keys.authority()))
    try:
        told = [seal_checkers.openssl(each, trusted) for each in letters if each.suffix == ".pdf"]
        told += [seal_checkers.xmlsec(each) for each in letters if each.suffix == ".docx"]
    except FileNotFoundError as error:
        pytest.skip(f"{error.filename} is not on this machine")

    assert not any(told)


def test_nothing_that_a_run_leaves_behind_has_the_passphrase(run_folder):
    written = [path for path in run_folder.rglob("*") if path.is_file()]

    assert not [path for path in written if PASSPHRASE.encode() in path.read_bytes()]


def test_all_seals_of_a_run_state_one_time(run_folder):
    moments = set()
    for path in (run_folder / "out" / "letters").glob("*.pdf"):
        with pikepdf.open(path) as document:
            moments.add(str(document.Root.AcroForm.Fields[0].V.M))

    assert len(moments) == 1


def test_the_seal_speaks_the_letters_language(tmp_path, unlocked):
    said = 'reason = { en = "Approved", fr = "Approuvée" }\nplace = "The Hague"\n'
    folder = sealed_campaign(tmp_path, SEAL + said, count=1)
    (folder / "letterforge.toml").write_text(
        ALONE.replace('name = "Trial"', 'name = "Trial"\nlanguage = "fr"') + SEAL + said
    )
    (folder / "letter.fr.md").write_text((folder / "letter.en.md").read_text("utf-8"), "utf-8")

    word, pdf = forge(Campaign.load(folder))

    assert "Approuvée".encode() in parts(word.content)["_xmlsignatures/sig1.xml"]
    with pikepdf.open(io.BytesIO(pdf.content)) as document:
        signature = document.Root.AcroForm.Fields[0].V
        assert (str(signature.Reason), str(signature.Location)) == ("Approuvée", "The Hague")


def test_a_letter_to_look_at_is_not_sealed_and_asks_for_no_passphrase(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    folder = sealed_campaign(tmp_path, count=1)

    code, _, said = run("preview", "-C", folder, "--docx", tmp_path / "look.docx")

    assert code == 0, said
    assert not [name for name in parts((tmp_path / "look.docx").read_bytes()) if "_xmlsignatures" in name]


# --- the same again ----------------------------------------------------------------------------------


def test_the_same_run_at_the_same_time_gives_the_same_bytes(tmp_path, unlocked, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))
    folder = sealed_campaign(tmp_path)
    for out in ("one", "two"):
        assert len(made(folder, out=tmp_path / out)) == 2

    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_a_sealed_letter_is_not_made_again_later(tmp_path, unlocked, monkeypatch):
    folder = sealed_campaign(tmp_path)
    made(folder)
    before = hashes(folder / "out")
    later = keys.NOW + timedelta(hours=1)
    monkeypatch.setattr("letterforge.sealing._stated_time", lambda now: later)

    assert made(folder) == {}
    assert hashes(folder / "out") == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[seal]", '[seal]\nreason = "Another"'),
        ("[seal]", '[seal]\ncertify = "none"'),
        (SEAL, ""),
    ],
    ids=["another reason", "another level", "no seal"],
)
def test_what_the_seal_says_makes_all_letters_again_because_of_it(tmp_path, unlocked, old, new):
    folder = sealed_campaign(tmp_path)
    made(folder, formats=(Format.DOCX,))
    settings = folder / "letterforge.toml"
    settings.write_text(settings.read_text("utf-8").replace(old, new), "utf-8")

    assert made(folder, formats=(Format.DOCX,)) == {"r0000": ("seal",), "r0001": ("seal",)}
    assert made(folder, formats=(Format.DOCX,)) == {}


def test_another_certificate_makes_them_again_and_another_place_of_the_key_does_not(tmp_path, unlocked):
    folder = sealed_campaign(tmp_path)
    made(folder, formats=(Format.DOCX,))
    (folder / "key.p12").rename(folder / "moved.p12")
    settings = folder / "letterforge.toml"
    settings.write_text(settings.read_text("utf-8").replace("key.p12", "moved.p12"), "utf-8")

    assert made(folder, formats=(Format.DOCX,)) == {}

    keys.write_p12(folder / "moved.p12", keys.signing(text="Another Office"))
    assert set(made(folder, formats=(Format.DOCX,)).values()) == {("seal",)}


def test_a_second_run_that_has_nothing_to_do_asks_for_no_passphrase(tmp_path, monkeypatch):
    folder = sealed_campaign(tmp_path)
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    assert run("render", "-C", folder, "-q", "--jobs", 1)[0] == 0
    monkeypatch.delenv(VARIABLE)

    code, _, said = run("render", "-C", folder)

    assert code == 0
    assert "Nothing has changed" in said


# --- keys that may not seal --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"begin": NOW - 9 * DAY, "end": NOW - DAY}, "expired on"),
        ({"begin": NOW + DAY, "end": NOW + 9 * DAY}, "is not valid before"),
    ],
    ids=["expired", "not yet valid"],
)
def test_a_key_out_of_its_days_is_refused_before_the_first_letter(tmp_path, unlocked, own, told):
    code, message = problem_of(sealed_campaign(tmp_path, own=keys.signing(**own)))

    assert code is Code.BAD_KEY
    assert told in message


def test_a_key_that_expires_before_the_letters_date_is_refused(tmp_path, unlocked):
    folder = sealed_campaign(tmp_path, own=keys.signing(end=NOW + DAY))
    settings = folder / "letterforge.toml"
    date = (NOW + 5 * DAY).date().isoformat()
    settings.write_text(settings.read_text("utf-8").replace("2020-12-07", date), "utf-8")

    assert f"before the date {date}" in problem_of(folder)[1]


def test_a_key_that_is_not_for_signing_is_refused(tmp_path, unlocked):
    own = keys.certificate(keys.private(), "X", NOW - DAY, NOW + DAY, keys.usage("key_encipherment"))

    assert "not for signing" in problem_of(sealed_campaign(tmp_path, own=own))[1]


def test_a_key_that_does_not_match_its_certificate_is_refused(tmp_path):
    folder = sealed_campaign(tmp_path, '\n[seal]\nkey = "key.pem"\ncertificate = "own.pem"\n')
    (folder / "key.pem").write_bytes(keys.pem(keys.private()))
    (folder / "own.pem").write_bytes(keys.pem_of(keys.signing("p256")))

    assert "does not match its certificate" in problem_of(folder)[1]


def test_a_wrong_passphrase_is_refused_and_not_shown(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "hunter2hunter2")
    folder = sealed_campaign(tmp_path)

    code, told, said = run("render", "-C", folder, "--json")

    assert code == ExitCode.KEY_OR_SEAL
    assert "does not open key.p12" in said
    assert "hunter2" not in told + said
    assert run("check", "-C", folder)[0] == ExitCode.KEY_OR_SEAL


def test_a_missing_passphrase_is_refused_with_the_name_of_its_variable(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)

    code, _, said = run("check", "-C", sealed_campaign(tmp_path))

    assert code == ExitCode.KEY_OR_SEAL
    assert VARIABLE in said


def test_a_key_is_told_together_with_what_else_is_wrong(tmp_path, unlocked):
    folder = sealed_campaign(tmp_path, own=keys.signing(begin=NOW - 9 * DAY, end=NOW - DAY))
    (folder / "letter.en.md").write_text("{{ recipient.nothing }}", "utf-8")

    code, _, said = run("check", "-C", folder)

    assert code == ExitCode.BROKEN
    assert "LF100" in said
    assert "LF011" in said


def test_a_time_that_the_certificate_does_not_cover_is_a_warning(tmp_path, unlocked, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    problems = prepare_seal(Campaign.load(sealed_campaign(tmp_path)), None).problems

    assert [(each.code, each.is_error) for each in problems] == [(Code.SEAL_TIME, False)]


# --- settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seal", "told"),
    [
        ("[seal]\n", "name the key"),
        ('[seal]\nkey = "key.p12"\npkcs11 = { module = "/x.so", key = "k" }\n', "not both"),
        ('[seal]\nkey = "other.p12"\n', "there is no file other.p12"),
        ('[seal]\nkey = "key.p12"\ntimestamp = "ftp://example.org"\n', "seal.timestamp"),
        ('[seal]\nkey = "key.p12"\ncertify = "all"\n', "seal.certify"),
        ('[seal]\npkcs11 = { module = "/x.so" }\n', "name the key on the token"),
    ],
)
def test_a_seal_that_is_not_set_as_it_should_be_is_told(tmp_path, seal, told):
    folder = sealed_campaign(tmp_path, f"\n{seal}")

    code, _, said = run("check", "-C", folder)

    assert code == ExitCode.BROKEN
    assert told in said


@pytest.mark.parametrize("key", ["passphrase", "pin", "passphrase_env"])
def test_a_passphrase_in_the_file_is_refused_and_not_printed(tmp_path, key):
    folder = sealed_campaign(tmp_path, f'\n[seal]\nkey = "key.p12"\n{key} = "hunter2 hunter2"\n')

    code, told, said = run("check", "-C", folder, "--json")

    assert code == ExitCode.BROKEN
    assert "hunter2" not in told + said


# --- secrets -----------------------------------------------------------------------------------------


def test_a_passphrase_shows_in_no_representation_of_what_goes_to_workers(tmp_path, unlocked):
    campaign = Campaign.load(sealed_campaign(tmp_path))
    order = prepare_seal(campaign, None).order

    assert PASSPHRASE not in repr(Job(campaign, (), (), order))


def test_a_key_that_is_gone_when_workers_open_it_costs_the_letters_and_shows_nothing(tmp_path):
    """Each worker opens the key itself: what it fails with says nothing of the passphrase."""
    folder = sealed_campaign(tmp_path)
    campaign = Campaign.load(folder)

    def take_away(_count: int) -> None:
        (folder / "key.p12").unlink()

    report = forge_all(campaign, Wanted(jobs=2), passphrase=Secret(PASSPHRASE), on_start=take_away)

    assert report.exit_code is ExitCode.SOME_FAILED
    assert {problem.code for each in report.failed for problem in each.problems} == {Code.SEAL_FAILED}
    assert not list((folder / "out" / "letters").iterdir())
    assert PASSPHRASE not in repr(report)


# --- time stamps -------------------------------------------------------------------------------------


def test_an_authority_that_fails_costs_that_letter_and_not_the_run(tmp_path, unlocked, monkeypatch):
    waited = []
    monkeypatch.setattr("letterforge.seal.timestamps.time.sleep", waited.append)
    answers = iter([(503, b"")] * 4)

    with authority(lambda query: next(answers, None) or granted(query)) as clock:
        folder = sealed_campaign(tmp_path, f'{SEAL}timestamp = "{clock.url}"\n', count=3)
        report = forge_all(Campaign.load(folder), Wanted(jobs=1))

    (failed,) = report.failed
    assert failed.recipient.id == "r0000"
    assert [(each.code, each.place.who) for each in failed.problems] == [(Code.NO_TIMESTAMP, "r0000")]
    assert waited == [0.5, 2.0, 5.0]
    assert report.made == 2
    assert sorted(path.stem for path in (folder / "out" / "letters").glob("*.pdf")) == ["r0001", "r0002"]


# --- the command `seal new` --------------------------------------------------------------------------


@pytest.mark.parametrize("spoiled", Format)
def test_a_seal_that_does_not_hold_keeps_the_letter_from_being_written(
    tmp_path, unlocked, monkeypatch, spoiled
):
    """What was sealed is verified in the same run: here a byte of one format changes right after."""
    folder = sealed_campaign(tmp_path)
    sealed = Sealer.seal

    def spoil(self, letter, sheet):
        content = bytearray(sealed(self, letter, sheet))
        content[len(content) // 10] ^= sheet.format is spoiled
        return bytes(content)

    monkeypatch.setattr(Sealer, "seal", spoil)
    report = forge_all(Campaign.load(folder), Wanted(jobs=1))

    assert report.exit_code is ExitCode.SOME_FAILED
    assert {problem.code for each in report.failed for problem in each.problems} == {Code.SEAL_FAILED}
    assert not list((folder / "out" / "letters").iterdir())


def test_seal_new_makes_a_key_that_seals_and_says_what_it_is_not(tmp_path, unlocked):
    folder = sealed_campaign(tmp_path, count=1)
    (folder / "key.p12").unlink()

    code, _, said = run("seal", "new", folder / "key.p12", "--name", "Office of Trials", "-C", folder)

    assert code == 0
    assert "not who sealed" in said
    assert PASSPHRASE not in said
    assert "[seal]" in said
    assert made(folder).keys() == {"r0000"}


def test_seal_new_never_overwrites(tmp_path, unlocked):
    path = tmp_path / "key.p12"
    path.write_bytes(b"mine")

    code, _, said = run("seal", "new", path, "--name", "X", "--passphrase-env", VARIABLE)

    assert code == ExitCode.WRONG_USE
    assert "already" in said
    assert path.read_bytes() == b"mine"


def test_seal_new_without_a_passphrase_and_without_a_terminal_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("LETTERFORGE_PASSPHRASE", raising=False)

    code, _, said = run("seal", "new", tmp_path / "key.p12", "--name", "X", "-C", tmp_path)

    assert code == ExitCode.KEY_OR_SEAL
    assert "LETTERFORGE_PASSPHRASE" in said
    assert not (tmp_path / "key.p12").exists()


@pytest.fixture
def terminal():
    """Both ends of a pseudo-terminal. There are none on Windows, and in a root without /dev/pts."""
    try:
        return os.openpty()
    except (AttributeError, OSError):
        pytest.skip("there are no pseudo-terminals here")


def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(tmp_path, terminal):
    """A real process at a real terminal: what is typed does not come back."""
    folder = sealed_campaign(tmp_path, count=1)

    told = at_a_terminal(terminal, PASSPHRASE, "check", "-C", str(folder), without=VARIABLE)

    assert "Passphrase of" in told
    assert "Everything is in order" in told
    assert PASSPHRASE not in told


def at_a_terminal(ends: tuple[int, int], typed: str, *arguments: str, without: str) -> str:
    """What a command says at a terminal where something is typed."""
    ours, theirs = ends
    environment: Mapping[str, str] = {key: value for key, value in os.environ.items() if key != without}
    command = [sys.executable, "-m", "letterforge", *arguments]
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = subprocess.Popen(command, env=environment, start_new_session=True, **streams)
    os.close(theirs)
    told = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says so that the other end is closed
            break
        if not piece:
            break
        told += piece
        if told.endswith(b"p12: "):
            os.write(ours, f"{typed}\n".encode())
    os.close(ours)
    process.wait()
    return re.sub(r"\s+", " ", told.decode())


# --- drafts --------------------------------------------------------------------------------------------


def test_only_what_is_approved_is_sealed_and_a_letter_that_loses_it_says_why_alone(tmp_path, unlocked):
    """A draft has no seal, and that it has none is no reason beside the cell that was changed."""
    folder = sealed_campaign(tmp_path, SEAL + "\n[approval]\nrequired = true\n")
    made(folder)
    drafts = [path.read_bytes() for path in (folder / "out" / "letters").iterdir()]

    approve(Campaign.load(folder), "NAME ONE")
    approved = made(folder)
    finals = {path.stem: path for path in (folder / "out" / "letters").glob("*.pdf")}
    seals = [quick(path.read_bytes(), Format.PDF) for path in finals.values()]
    table = (folder / "list.csv").read_text("utf-8")
    (folder / "list.csv").write_text(table.replace(",T0", ",T zero"), "utf-8")
    changed = made(folder)

    assert [b"/ByteRange" in content or b"_xmlsignatures" in content for content in drafts] == [False] * 4
    assert approved == {"r0000": ("approved",), "r0001": ("approved",)}
    assert sorted(finals) == ["r0000", "r0001"]
    assert seals == [(), ()]
    assert changed == {"r0000": ("cell title",)}


# --- the manifest knows what was written -------------------------------------------------------------


def test_the_manifest_has_the_hashes_of_the_sealed_files(run_folder):
    rows = json.loads((run_folder / "out" / "manifest.json").read_text("utf-8"))
    known = hashes(run_folder / "out")

    assert {Path(row["file"]).name: row["sha256"] for row in rows} == known
