"""What a program gives wrongly is refused in plain words, never by an error from deep inside."""

from __future__ import annotations

from decimal import Decimal

import pytest
from test_in_memory import ROWS, TEMPLATE, memory, settings

import letterforge
from campaigns import write_campaign
from letterforge import BrokenCampaign, Campaign, LetterFailed, LetterforgeError, Recipient, UsageError

NAMES = {name: getattr(letterforge, name) for name in letterforge.__all__} | {
    "ROWS": ROWS,
    "TEMPLATE": TEMPLATE,
    "settings": settings,
    "Decimal": Decimal,
}

WRONG = """
Campaign.load("nowhere")
Campaign.load(file)
Campaign.load(None)
Campaign.load(5)
Campaign.load("")
Campaign.load("a\\0b")
Campaign.load(b"bytes")
Campaign.of(None, TEMPLATE, ROWS)
Campaign.of({}, TEMPLATE, ROWS)
Campaign.of({"campaign": 5}, TEMPLATE, ROWS)
Campaign.of(settings())
Campaign.of(settings(), 5, ROWS)
Campaign.of(settings(), {"en": None}, ROWS)
Campaign.of(settings(), {None: "x"}, ROWS)
Campaign.of(settings(), {"en": "\\udc80"}, ROWS) and forge(Campaign.of(settings(), {"en": "\\udc80"}, ROWS))
Campaign.of(settings(), TEMPLATE, "list.csv")
Campaign.of(settings(), TEMPLATE, ROWS[0])
Campaign.of(settings(), TEMPLATE, [5])
Campaign.of(settings(), TEMPLATE, [{5: "x"}])
Campaign.of(settings(), TEMPLATE, [{"name": b"x"}])
Campaign.of(settings(), TEMPLATE, ROWS, folder="nowhere")
Campaign.of(settings(), TEMPLATE, ROWS, folder=file)
Campaign.of(settings(), TEMPLATE, ROWS, folder=5)
Campaign.of(settings(campaign={"template": "x.md"}), TEMPLATE, ROWS)
Campaign.of(settings(campaign={"language": "english"}), TEMPLATE, ROWS)
Campaign.of(settings(output={"formats": ["odt"]}), TEMPLATE, ROWS)
Campaign.of(settings(output={"pdf_engine": "latex"}), TEMPLATE, ROWS)
Campaign.of(settings(facts=(loop := {}) or loop.update(a=loop) or loop), TEMPLATE, ROWS)
Campaign.of(settings(facts={"a": [loop := []] and loop.append(loop) or loop}), TEMPLATE, ROWS)
Campaign.of(settings(facts={"a": 10**5000}), TEMPLATE, ROWS)
Campaign.of(settings(signatories=[{"name": ""}]), TEMPLATE, ROWS)
Campaign.of(settings(), TEMPLATE, [{"name": 10**400}])
Campaign.of(settings(), TEMPLATE, [{"name": -(10**5000)}])
Campaign.of(settings(), TEMPLATE, [{"name": Decimal("1e999999999")}])
check(Campaign.of(settings(), TEMPLATE, []))
check(Campaign.of(settings(), TEMPLATE, [{}]))
forge_all(memory)
approve(memory, "Ann")
withdraw_approval(memory, "Ann")
campaign.with_recipients(5)
forge("campaign")
forge(None)
forge(campaign, 5)
forge(campaign, "")
forge(campaign, "nobody")
forge(campaign, formats=["odt"])
forge(campaign, formats=5)
forge(campaign, formats=[None])
forge(campaign, columns=5)
forge(campaign, passphrase="secret")
forge(campaign, passphrase=Secret(None))
forge(campaign, sealed="no")
forge(campaign, {})
forge(campaign, {"country": "Nowhereland"})
forge(campaign, {"country": "Kenya", "office": "janitor"})
forge(campaign, {"country": "Kenya", "language": "xx"})
forge(campaign, Recipient(None))
forge(campaign, Recipient("a", state=None))
forge(campaign, Recipient("a", state="XX"))
forge(campaign, Recipient("a", state="Kenya"))
forge(campaign, Recipient("a", address_country="ZZ"))
forge(campaign, Recipient("a", office="nonsense"))
forge(campaign, Recipient("a", gender="q"))
forge(campaign, Recipient("a", language="xx"))
forge(campaign, Recipient("a", address="Street 1"))
forge(campaign, Recipient("a", extra=None))
forge(campaign, Recipient("a", extra={5: "x"}))
forge(campaign, Recipient("a", title=5))
forge(campaign, Recipient("a", title="A\\0B"))
forge(campaign, Recipient("a", row=5, state="QQ"))
forge(campaign, Recipient("a", row=5, name="A\\u202eB"))
forge(campaign, Recipient("a", row=5, language="English"))
forge(campaign, Recipient("a", row=-1))
forge(campaign, Recipient("a", row="5"))
forge(campaign, Recipient("a", truths=5))
forge(campaign, Recipient("a", truths={"is_host": "no"}))
forge(campaign, Recipient("a", doubts={"share": "no"}))
forge(campaign, Recipient("a", source=5))
forge(campaign, Recipient("a", kinds=None))
draft(campaign, 5)
draft(5)
check(5)
check(campaign, {"jobs": 1})
check(campaign, Wanted(ids="nobody"))
check(campaign, Wanted(where="recipient.nonsense"))
check(campaign, Wanted(where="((("))
check(campaign, Wanted(recipients="nowhere.csv"))
check(campaign, Wanted(recipients=folder))
check(campaign, Wanted(fill_gaps=True))
check(memory, Wanted(fill_gaps=True, parties_only=True))
Wanted(out="x\\0")
Wanted(recipients=5)
Wanted(formats=["odt"])
Wanted(formats=5)
Wanted(engine="latex")
Wanted(jobs=-1)
Wanted(jobs="two")
Wanted(jobs=1.5)
Wanted(jobs=True)
Wanted(jobs=None)
Wanted(as_of="7 December")
Wanted(as_of="2020-02-30")
Wanted(as_of=5)
Wanted(ids=5)
Wanted(ids=(5,))
Wanted(where=5)
Wanted(out=5)
Wanted(force="no")
Wanted(strict=None)
forge_all(campaign, 5)
forge_all(campaign, Wanted(out=file, jobs=1))
forge_all(campaign, executor="x")
forge_all(campaign, on_start=None)
forge_all(campaign, on_outcome="x")
approve(campaign, None)
approve(campaign, "")
approve(campaign, "Ann", 5)
approvals(campaign, 5)
withdraw_approval(campaign, "Ann", 5)
withdraw_approval(campaign, "Ann", "SEN-1")
withdraw_approval(5, "Ann")
party_to(5, "Kenya", "apic")
party_to(campaign, "Nowhereland", "apic")
party_to(campaign, None, "apic")
party_to(campaign, "Kenya", "nonsense")
party_to(campaign, "Kenya", None)
party_to(campaign, "Kenya", "apic", "7 December")
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A campaign in a folder, one in memory, and a file."""
    folder = write_campaign(tmp_path_factory.mktemp("given"))
    values = {"campaign": Campaign.load(folder), "memory": memory(), "folder": folder}
    return NAMES | values | {"file": folder / "letter.en.md"}


@pytest.mark.parametrize("call", WRONG.strip().splitlines())
def test_a_wrong_value_is_refused_in_plain_words(given, call):
    """With what it is, and not how the program found out."""
    with pytest.raises((LetterforgeError, LetterFailed)) as refused:
        eval(call, given)

    said = str(refused.value)
    assert len(said) > 10
    for word in ("Traceback", "NoneType", "object at 0x", "validation error", "pydantic"):
        assert word not in said


def test_what_is_wrong_stands_in_the_traceback(given):
    """Where, what, and what to do: that is all that a script's owner sees."""
    with pytest.raises(BrokenCampaign) as broken:
        letterforge.check(memory(rows=[]))
    with pytest.raises(UsageError) as wrong:
        letterforge.Wanted(formats=("docs",))

    assert str(broken.value).startswith("recipients: error LF035: is empty")
    assert wrong.value.__notes__ == ['hint: did you mean "docx"?']


def test_what_has_an_obvious_meaning_is_taken(tmp_path):
    """Programs are often untyped."""
    wanted = letterforge.Wanted(
        out=str(tmp_path), ids="SEN-1", formats=["docx"], as_of="2020-12-07", engine="typst"
    )

    typed = letterforge.Wanted(
        out=tmp_path,
        ids=("SEN-1",),
        formats=(letterforge.Format.DOCX,),
        as_of=letterforge.Wanted(as_of=wanted.as_of).as_of,
        engine=letterforge.PdfEngine.TYPST,
    )
    assert wanted == typed
    assert Recipient("a").row == 0
