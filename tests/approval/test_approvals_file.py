"""approvals.toml: read, changed without loss, refused where it is damaged, merged by git."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaigns import write_campaign
from letterforge import BrokenCampaign, Campaign
from letterforge.approval import Approval, Grounds, person, read_approvals, write_approvals
from letterforge.errors import Code

MORNING = datetime(2020, 12, 1, 9, 30, tzinfo=UTC)
GROUNDS = Grounds(
    version="0.1.0 12345678",
    stationery="9a8b7c6d",
    settings={"letter": "64b3", "facts": "af50"},
    cells={"title": "8c08", "focal_point": "2d78"},
    template={"letter.en.md": ("e5b6", "4955", "fc6b")},
)


def approval(id_, by="Name One", fingerprint="0" * 32, **changes):
    return replace(Approval(id_, by, MORNING, fingerprint, GROUNDS), **changes)


@pytest.fixture
def campaign(tmp_path):
    return Campaign.load(write_campaign(tmp_path))


def text(campaign):
    return campaign.approvals_file.read_text("utf-8")


def entries(campaign):
    """The keys of the file's lines, in their order."""
    return [line.split(" = ")[0] for line in text(campaign).splitlines() if line and line[0] in '["']


def problem(campaign):
    with pytest.raises(BrokenCampaign) as caught:
        read_approvals(campaign)
    (found,) = caught.value.problems
    assert found.code is Code.BAD_APPROVALS
    assert found.place.file == "approvals.toml"
    return found


def test_what_is_written_is_read(campaign):
    given = [approval("SEN-1"), approval("GMB-1"), approval('odd "id" = # \\ é', by="Nom Deux")]

    write_approvals(campaign, given)

    read = read_approvals(campaign)
    assert [*read.of("SEN-1"), *read.of("GMB-1"), *read.of('odd "id" = # \\ é')] == given
    assert read.of("KEN-1") == ()


def test_no_file_is_no_approval(campaign):
    assert read_approvals(campaign).by_letter == {}


def test_entries_have_one_order_whoever_comes_first(campaign):
    """So that a difference in version control is what was approved, and nothing else."""
    for name, id_ in (("Name Two", "b"), ("Name One", "c"), ("Name Two", "a"), ("Name One", "a")):
        write_approvals(campaign, [approval(id_, name)])

    assert entries(campaign) == ['["Name One"]', '"a"', '"c"', '["Name Two"]', '"a"', '"b"']


def test_one_more_approval_is_one_more_line(campaign):
    write_approvals(campaign, [approval(id_) for id_ in ("a", "c", "d")])
    before = text(campaign).splitlines()

    write_approvals(campaign, [approval("b")])

    after = text(campaign).splitlines()
    (new,) = set(after) - set(before)
    assert new.startswith('"b" = ')
    assert [line for line in after if line != new] == before


def test_a_new_approval_takes_the_place_of_the_old_one_and_of_nothing_else(campaign):
    write_approvals(campaign, [approval("a"), approval("a", "Name Two")])

    write_approvals(campaign, [approval("a", fingerprint="1" * 32)])

    assert [(each.by, each.fingerprint[0]) for each in read_approvals(campaign).of("a")] == [
        ("Name One", "1"),
        ("Name Two", "0"),
    ]


def test_a_name_in_another_spelling_comes_under_the_heading_that_is_there(campaign):
    write_approvals(campaign, [approval("a")])

    write_approvals(campaign, [approval("b", "name  ONE ")])

    assert entries(campaign) == ['["Name One"]', '"a"', '"b"']


@pytest.mark.parametrize(
    "other", ["name one", "NAME ONE ", "Name\u00a0One", "NameOne", "Name\u200b One", "Ｎａｍｅ One"]
)
def test_spellings_of_one_name_are_one_person(other):
    assert person(other) == person("Name One")


@pytest.mark.parametrize(
    ("one", "other"), [("e\u0301va", "Éva"), ("straße", "STRASSE"), ("İda", "i\u0307da")]
)
def test_unicode_forms_of_one_name_are_one_person(one, other):
    assert person(one) == person(other)


def test_two_names_are_two_people():
    assert person("Name One") != person("Name Two")


def test_comments_and_lines_of_others_stay(campaign):
    write_approvals(campaign, [approval("a"), approval("c")])
    lines = text(campaign).splitlines()
    lines[6] = "# after the meeting\n" + lines[6] + "   # by telephone: said # yes"
    campaign.approvals_file.write_text("\n".join(lines) + "\n\n# the end\n", "utf-8")

    write_approvals(campaign, [approval("b"), approval("a", fingerprint="1" * 32)], {("c", "Name One")})

    now = text(campaign)
    assert (
        now.index("# after the meeting") < now.index('"a" = ') < now.index("   # by telephone: said # yes\n")
    )
    assert now.index('"b" = ') < now.index("# the end")
    assert '"c" = ' not in now


def test_line_ends_of_windows_stay_and_its_byte_order_mark_is_no_damage(campaign):
    write_approvals(campaign, [approval("a")])
    content = campaign.approvals_file.read_bytes().replace(b"\n", b"\r\n")
    campaign.approvals_file.write_bytes(b"\xef\xbb\xbf" + content)

    write_approvals(campaign, [approval("b")])

    now = campaign.approvals_file.read_bytes()
    assert now.count(b"\r\n") == now.count(b"\n") > 5
    assert len(read_approvals(campaign).by_letter) == 2


def test_what_another_hand_laid_out_in_another_way_is_read_but_never_half_changed(campaign):
    """A table of its own for a letter is sound TOML; it is not put into a line, nor lost."""
    campaign.approvals_file.write_text(
        f'["Name One"."a"]\nat = 2020-12-01\nfingerprint = "{"0" * 32}"\n', "utf-8"
    )
    before = text(campaign)
    assert read_approvals(campaign).of("a")[0].by == "Name One"

    with pytest.raises(BrokenCampaign, match="cannot be changed safely"):
        write_approvals(campaign, [approval("a", fingerprint="1" * 32)])

    assert text(campaign) == before


@pytest.mark.parametrize(
    ("line", "number", "said"),
    [
        ('"a" = { at = 2020-12-01T09:30:00Z', 3, ""),
        ('"a" = { fingerprint = "00" }', 3, '"at" is missing'),
        ('"a" = { at = 2020-12-01T09:30:00Z }', 3, '"fingerprint" is missing'),
        ('"a" = { at = "yesterday", fingerprint = "00" }', 3, '"at" must be a date'),
        ('"a" = { at = 2020-12-01, fingerprint = "00", stationary = "1" }', 3, 'did you mean "stationery"?'),
        ('"a" = { at = 2020-12-01, fingerprint = 12 }', 3, "each hash as text"),
        ('"a" = "yes"', 3, "a table in braces"),
    ],
)
def test_damage_is_told_with_its_line(campaign, line, number, said):
    """Never a silent "not approved"."""
    campaign.approvals_file.write_text(f'# approvals\n["Name One"]\n{line}\n', "utf-8")

    found = problem(campaign)

    assert found.place.line == number
    assert said in found.message
    assert found.hint


def test_a_merge_that_is_not_finished_is_told_as_that(campaign):
    campaign.approvals_file.write_text('["Name One"]\n<<<<<<< HEAD\n"a" = 1\n=======\n', "utf-8")

    found = problem(campaign)

    assert "merge is not finished" in found.message
    assert found.place.line == 2


def test_a_file_in_another_encoding_is_told(campaign):
    campaign.approvals_file.write_bytes('["Nom Numéro"]\n'.encode("latin-1"))

    assert "UTF-8" in problem(campaign).hint


@pytest.fixture
def git(tmp_path):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def run(*arguments):
        subprocess.run(["git", "-C", tmp_path, *arguments], check=True, capture_output=True, env=QUIET)

    run("init", "-b", "main")
    return run


def approved_on_two_branches(campaign, git):
    git("add", ".")
    git("commit", "-m", "before")
    for branch, name in (("one", "Name One"), ("two", "Name Two")):
        git("checkout", "-b", branch, "main")
        renewed = [approval(id_, name, fingerprint=branch[0] * 32) for id_ in ("a", "b", "bb", "c", "d")]
        write_approvals(campaign, renewed)
        git("add", ".")
        git("commit", "-m", branch)
    git("merge", "one")
    return sorted((each.by, each.id, each.fingerprint[0]) for each in read_approvals(campaign).all())


MERGED = sorted(
    (f"Name {name}", id_, name[0].lower()) for name in ("One", "Two") for id_ in ("a", "b", "bb", "c", "d")
)


def test_approvals_given_on_two_machines_merge(campaign, git):
    """Each person's lines stand under the person's heading."""
    write_approvals(
        campaign, [approval(id_, by) for id_ in ("a", "b", "c") for by in ("Name One", "Name Two")]
    )

    assert approved_on_two_branches(campaign, git) == MERGED


def test_first_approvals_given_on_two_machines_merge_as_the_documentation_says(campaign, git):
    """With a line in .gitattributes: both sides begin the same file."""
    (campaign.root / ".gitattributes").write_text("approvals.toml merge=union\n", "utf-8")

    assert approved_on_two_branches(campaign, git) == MERGED


QUIET = {
    "PATH": "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    **{f"GIT_{who}_{what}": "name" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
