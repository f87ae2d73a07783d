"""What people write for an office is understood, or asked for: never taken for another one."""

from __future__ import annotations

import copy

import pytest

from letterforge.languages import OURS
from letterforge.model.offices import OFFICES
from letterforge.protocol import office_words
from letterforge.protocol.office_words import likely_offices, posted, understand


@pytest.mark.parametrize(
    ("text", "office"),
    [
        *[(office, office) for office in OFFICES],
        ("Foreign Minister", "foreign_minister"),
        ("Minister for Foreign Affairs", "foreign_minister"),
        ("MINISTER OF FOREIGN AFFAIRS", "foreign_minister"),
        ("Ministre des affaires étrangères", "foreign_minister"),
        ("Ministra de Relaciones Exteriores", "foreign_minister"),
        ("Ministro dos Negócios Estrangeiros", "foreign_minister"),
        ("وزير الخارجية", "foreign_minister"),
        ("Außenministerin", "foreign_minister"),
        ("Aussenminister", "foreign_minister"),
        ("Ambassadeur", "ambassador"),
        ("Botschafterin", "ambassador"),
        ("Botschafter/in", "ambassador"),
        ("السفير", "ambassador"),
        ("سفيرة", "ambassador"),
        ("Chargé d'affaires a.i.", "charge_d_affaires"),
        ("Chargée d’affaires ad interim", "charge_d_affaires"),
        ("Encargado de Negocios a. i.", "charge_d_affaires"),
        ("Permanent Observer", "permanent_observer"),
        ("Head of Mission", "head_of_mission"),
        ("Chef de mission", "head_of_mission"),
        ("Head of Delegation", "head_of_delegation"),
        ("Consul General", "consul_general"),
        ("Generalkonsulin", "consul_general"),
        ("Honorary Consul", "honorary_consul"),
        ("Deputy Permanent Representative", "deputy_permanent_representative"),
        ("State Secretary", "state_secretary"),
        ("Staatssekretär", "state_secretary"),
        ("Speaker of Parliament", "speaker"),
        ("President of the Senate", "speaker"),
        ("Prime Minister", "head_of_government"),
        ("Première ministre", "head_of_government"),
        ("President", "head_of_state"),
        ("Secretary-General", "secretary_general"),
        ("Minister-Counsellor", "diplomat"),
        ("Hon. Prime Minister", "head_of_government"),
        ("The Rt Hon Prime Minister", "head_of_government"),
        ("Monsieur le Ministre", "minister"),
        ("Excmo. Sr. Embajador", "ambassador"),
        ("سعادة السفيرة", "ambassador"),
        ("Hon. Consul General", "honorary_consul"),
        ("High Commissioner", "high_commissioner"),
        ("Foreign Secretary", "foreign_minister"),
        ("Bundesministerin für auswärtige Angelegenheiten", "foreign_minister"),
        ("Stv. Ständige Vertreterin", "deputy_permanent_representative"),
        ("Ambassador/Permanent Representative", "permanent_representative"),
        ("Minister-President", "head_of_government"),
    ],
)
def test_an_office_is_understood_in_its_own_words(text, office):
    """In every language, whatever the case; nothing need be told of it."""
    understood = understand(text, "SN")

    assert understood is not None
    assert (understood.office, understood.exact) == (office, True)


@pytest.mark.parametrize(
    ("text", "state", "office"),
    [
        ("Minister of Foreign Affairs and Cooperation", "SN", "foreign_minister"),
        ("Ministre des Affaires étrangères et de la Coopération internationale", "DJ", "foreign_minister"),
        ("Deputy Prime Minister and Minister of Foreign Affairs", "BE", "foreign_minister"),
        ("Prime Minister and Minister of Defence", "BE", "head_of_government"),
        ("Ambassador, Permanent Representative to the UN", "SN", "permanent_representative"),
        ("H.E. the Ambassador of Senegal", "SN", "ambassador"),
        ("Ambassador of the Republic of Senegal to the Kingdom of the Netherlands", "SN", "ambassador"),
        ("سفير السنغال", "SN", "ambassador"),
        ("President of the Republic of Senegal", "SN", "head_of_state"),
        ("Acting Foreign Minister", "SN", "foreign_minister"),
        ("Foreign Minister (acting)", "SN", "foreign_minister"),
        ("Minister of Defence", "SN", "minister"),
        ("Defence Minister", "SN", "minister"),
        ("Verteidigungsministerin", "DE", "minister"),
        ("Secretary of State", "US", "foreign_minister"),
        ("Secretary of State", "VA", "head_of_government"),
        ("Secretary of State", "GB", "minister"),
        ("Secretary of State", "SN", "state_secretary"),
        ("Canciller", "CO", "foreign_minister"),
        ("Canciller", "DE", "head_of_government"),
        ("President", "EU", "head_of_organisation"),
        ("Presidente", "ES", "head_of_government"),
        ("Secretary-General of the United Nations", "UN", "secretary_general"),
        ("Chief Executive", "HK", "head_of_government"),
        ("President of the ICC", "", "head_of_organisation"),
        ("High Commissioner", "UNHCR", "head_of_organisation"),
        ("High Commissioner for Pakistan", "PK", "high_commissioner"),
        ("Foreign Secretary", "IN", "deputy_minister"),
        ("Ministro de Estado das Relações Exteriores", "BR", "foreign_minister"),
        ("Ministra de Asuntos Exteriores, Unión Europea y Cooperación", "ES", "foreign_minister"),
        ("Minister, Deputy Head of Mission", "NO", "deputy_head_of_mission"),
        ("Ambassador and Deputy Permanent Representative", "NO", "deputy_permanent_representative"),
        ("Ambassador in The Hague", "NO", "ambassador"),
        ("Permanent Representative (Geneva)", "NO", "permanent_representative"),
        ("Botschafter Kenias", "KE", "ambassador"),
        ("Legal Adviser", "KE", "diplomat"),
        ("US Secretary of State", "US", "foreign_minister"),
    ],
)
def test_what_says_more_than_an_office_is_taken_for_one_and_told(text, state, office):
    """Some words mean another office in some states."""
    understood = understand(text, state)

    assert understood is not None
    assert (understood.office, understood.exact) == (office, False)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("President", "NO"),
        ("Chancellor", "KE"),
        ("Bundeskanzler", "CH"),
        ("Vice-Chancellor", "GH"),
        ("Ministerpräsidentin", "DE"),
        ("President of the Red Cross", "SN"),
        ("Secretary General of the Ministry", "SN"),
        ("Office of the President", "SN"),
        ("High Commissioner for Human Rights", "UN"),
        ("Ambassador for Human Rights", "SN"),
        ("Ambassador-at-Large", "SN"),
        ("Botschafter a.D.", "DE"),
        ("Ambassadeur en mission", "FR"),
        ("Prime Minister's Office", "SN"),
        ("Private Secretary to the Minister", "SN"),
        ("former Foreign Minister", "SN"),
        ("Foriegn Minister", "SN"),
        ("Mayor", "SN"),
        ("Marketing Manager", "SN"),
        ("?", "SN"),
        ("", "SN"),
        ("Minister and " * 5000, "SN"),
    ],
)
def test_what_could_be_several_or_none_is_not_understood(text, state):
    """Nothing is guessed: nobody is called Excellency by mistake."""
    assert understand(text, state) is None


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Ambassadorr", ["ambassador"]),
        ("Foriegn Minister", ["foreign_minister"]),
        ("Prime Ministr", ["head_of_government"]),
        ("Head of Misson", ["head_of_mission"]),
        ("Marketing Manager", []),
        ("Head of department", []),
        ("Department head", []),
        ("Mayor", []),
        ("Prosecutor", []),
        ("Office of the President", []),
        ("President", ["head_of_government", "speaker", "head_of_organisation"]),
    ],
)
def test_a_hint_is_what_was_meant_or_silence(text, near):
    """No hint is better than a wrong one; a word of several meanings is answered with them."""
    assert likely_offices(text) == near


def test_the_words_are_of_offices_that_exist_and_say_one_thing_each():
    """A misspelt one would be without effect; one that says two things would say the first."""
    office_words.check(office_words.data())
    assert office_words._index(OURS)
    assert posted().keys() <= OFFICES.keys()

    spoilt = copy.deepcopy(office_words.data())
    spoilt["posted"]["ambasador"] = "embassy"
    with pytest.raises(ValueError, match="ambasador"):
        office_words.check(spoilt)
