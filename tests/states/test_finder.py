"""The finder: a country as people write it, in whatever way, and nothing that is only near."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterforge import states
from letterforge.states import finder
from letterforge.states.names import every_name
from letterforge.states.tables import table

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
NAMES = tuple(finder._names())
EVERYBODY = {*states.all_states(), *states.all_others()}
"""States, and whom letters go to that are none."""
SPACES = (" ", "-", "\N{NON-BREAKING HYPHEN}", "\N{NO-BREAK SPACE}", "  ", " - ")
APOSTROPHES = ("'", "’", "ʼ", "`", "´", "‘", " ", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # Turned round, as ISO 3166 and many tables have it.
        ("Gambia, The", "GM"),
        ("Gambia (the)", "GM"),
        ("Gambie (la)", "GM"),
        ("Emirats arabes unis (les)", "AE"),
        ("Andorre (l')", "AD"),
        ("Bahamas (las)", "BS"),
        ("Tanzania, United Republic of", "TZ"),
        ("Tanzania, the United Republic of", "TZ"),
        ("Korea (the Republic of)", "KR"),
        ("Korea, Republic of", "KR"),
        ("Korea (the Democratic People's Republic of)", "KP"),
        ("Korea, North", "KP"),
        ("Congo (the Democratic Republic of the)", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo, Dem. Rep.", "CD"),
        ("Congo, Rep.", "CG"),
        ("Congo (République démocratique du)", "CD"),
        ("Iran, Islamic Republic of", "IR"),
        ("Iran (République islamique d')", "IR"),
        ("Moldova, Republic of", "MD"),
        ("Palestine, State of", "PS"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("Netherlands, Kingdom of the", "NL"),
        ("Macedonia, the former Yugoslav Republic of", "MK"),
        ("Egypt, Arab Rep.", "EG"),
        # Articles.
        ("the Gambia", "GM"),
        ("le Niger", "NE"),
        ("l'Équateur", "EC"),
        ("L’EQUATEUR", "EC"),
        ("los Países Bajos", "NL"),
        ("o Brasil", "BR"),
        ("as Honduras", "HN"),
        ("El Salvador", "SV"),
        # Abbreviations and signs.
        ("St Kitts & Nevis", "KN"),
        ("St. Vincent & the Grenadines", "VC"),
        ("Ste-Lucie", "LC"),
        ("Sta. Lucía", "LC"),
        ("D.R.C.", "CD"),
        ("D R Congo", "CD"),
        ("R.D. Congo", "CD"),
        ("U.K.", "GB"),
        ("EE.UU.", "US"),
        ("Bosnia&Herzegovina", "BA"),
        ("Sao Tomé & Príncipe", "ST"),
        # Other names, in English, French and Spanish.
        ("Congo-Kinshasa", "CD"),
        ("Congo (Kinshasa)", "CD"),
        ("Congo-Brazzaville", "CG"),
        ("Burma", "MM"),
        ("Birmanie", "MM"),
        ("Birmania", "MM"),
        ("Costa de Marfil", "CI"),
        ("Corée du Sud", "KR"),
        ("Corea del Norte", "KP"),
        ("Royaume-Uni", "GB"),
        ("Great Britain", "GB"),
        ("Estados Unidos", "US"),
        ("UAE", "AE"),
        ("Timor oriental", "TL"),
        ("Vatican", "VA"),
        ("Holy See", "VA"),
        ("Moldova", "MD"),
        ("Tanzania", "TZ"),
        ("Venezuela", "VE"),
        ("Iran", "IR"),
        ("Syria", "SY"),
        ("Laos", "LA"),
        ("Russia", "RU"),
        ("Brunei", "BN"),
        ("Micronesia", "FM"),
        ("Naoero", "NR"),
        ("Guinea-Conakry", "GN"),
        # Letters that are typed for one another, and what word processors put between them.
        ("TÜRKİYE", "TR"),
        ("Türkıye", "TR"),
        ("ايران", "IR"),
        ("مصـــر", "EG"),
        ("سوریا", "SY"),
        ("Bur\N{SOFT HYPHEN}kina Faso", "BF"),
        ("\N{RIGHT-TO-LEFT MARK}السنغال\N{RIGHT-TO-LEFT MARK}", "SN"),
        ("Vietnam", "VN"),
        ("TimorLeste", "TL"),
        # Codes.
        ("gb", "GB"),
        ("GbR", "GB"),
        (" no\t", "NO"),
    ],
)
def test_a_country_is_recognised_in_the_many_ways_it_is_written(text, code):
    """Whatever stands in real lists: ISO's order of words, articles, abbreviations, look-alike letters."""
    assert states.find_state(text) == code


@pytest.mark.parametrize(
    "names",
    [
        {"NE": "Niger", "NG": "Nigeria"},
        {"GN": "Guinea", "GW": "Guinea-Bissau", "GQ": "Equatorial Guinea", "PG": "Papua New Guinea"},
        {"DM": "Dominica", "DO": "Dominican Republic"},
        {"DM": "La Dominique", "DO": "République dominicaine"},
        {"CG": "Republic of the Congo", "CD": "Democratic Republic of the Congo"},
        {"KR": "Republic of Korea", "KP": "Democratic People's Republic of Korea"},
        {"SD": "Sudan", "SS": "South Sudan"},
        {"IE": "Ireland", "IS": "Iceland"},
        {"MU": "Mauritius", "MR": "Mauritania"},
        {"SK": "Slovakia", "SI": "Slovenia"},
        {"LR": "Liberia", "LY": "Libya"},
        {"AT": "Austria", "AU": "Australia"},
        {"GD": "Grenada", "ES": "Spain"},
        {"WS": "Samoa", "SM": "San Marino"},
    ],
)
def test_states_of_similar_names_are_never_taken_for_one_another(names):
    """A letter to Niger must not go to Nigeria."""
    assert {states.find_state(name) for name in names.values()} == set(names)
    assert all(states.find_state(name) == code for code, name in names.items())


@pytest.mark.parametrize(
    "text",
    [
        *("Korea", "America", "Virgin Islands", "Northern Ireland", "Northern Cyprus", "South Ossetia"),
        *("Republic", "Kingdom of the", "Saint", "United", "Islands", "Congo (DRC)", "New Guinea"),
        *("the", "l'", "o", "", " ", "—", "()", "(the)", ",", "0", "=1+1", "<b>France</b>", "France?Germany"),
        *("Francee", "Senegl", "Nigerr", "XX", "ZZZ", "ﬁ", "ＦＲ", "là", "🇫🇷", "\0", "(" * 500),
    ],
)
def test_what_is_ambiguous_or_only_near_is_not_recognised(text):
    """Nothing is guessed: whoever wrote it is asked."""
    assert states.find_state(text) is None


@settings(deadline=None)
@given(st.data())
def test_a_name_is_recognised_in_any_mixture_of_case_accents_spaces_and_apostrophes(data):
    """None of these carries a meaning."""
    name, code = data.draw(st.sampled_from(NAMES))
    space, apostrophe = data.draw(st.sampled_from(SPACES)), data.draw(st.sampled_from(APOSTROPHES))
    capitals = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    form = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    bare = data.draw(st.booleans())

    written = "".join(
        letter.upper() if up else letter.lower() for letter, up in zip(name, capitals, strict=True)
    )
    written = unicodedata.normalize(form, written.replace(" ", space).replace("'", apostrophe))
    if bare:
        written = "".join(letter for letter in written if not unicodedata.combining(letter))

    assert states.find_state(written) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_that_a_letter_prints_is_recognised(language):
    """With its article or without, short or formal."""
    for code in states.all_states():
        names = states.state_names(code, language)
        printed = (names.name, names.with_article, names.formal_name, names.formal_with_article)
        assert {states.find_state(name) for name in printed} == {code}, printed


def test_every_code_is_recognised_in_any_case():
    """ISO 3166-1, alpha-2 and alpha-3."""
    for code in states.all_states():
        for text in (code, code.lower(), states.alpha3(code), states.alpha3(code).title()):
            assert states.find_state(text) == code


def test_no_two_states_share_a_name_or_a_code():
    """Two claims to one name would be an error of the data, and the finder would have to choose."""
    claims: dict[str, set[str]] = {}
    for name, code in NAMES:
        for key in finder._keys(name):
            claims.setdefault(key, set()).add(code)
    for code in states.all_states():
        for text in (code, states.alpha3(code)):
            claims.setdefault(text.lower(), set()).add(code)

    assert len(claims) > 2000
    assert not {key: codes for key, codes in claims.items() if len(codes) > 1}
    assert "" not in claims


def test_an_alias_is_a_name_that_the_other_data_lacks():
    """What stands twice is corrected once."""
    known = {key for name, _ in every_name() for key in finder._keys(name)}
    aliases = [next(finder._keys(row["name"])) for row in table("aliases.csv")]

    assert not known & set(aliases)
    assert len(aliases) == len(set(aliases))
    assert {row["country"] for row in table("aliases.csv")} <= EVERYBODY


# --- hints -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Korea", ("Democratic People's Republic of Korea", "Republic of Korea")),
        ("the Korea", ("Democratic People's Republic of Korea", "Republic of Korea")),
        ("Corée", ("Democratic People's Republic of Korea", "Republic of Korea")),
        ("Kongo", ("Congo", "Democratic Republic of the Congo")),
        ("Ivery Cost", ("Côte d'Ivoire",)),
        ("Senegl", ("Senegal",)),
        ("Venezula", ("Venezuela",)),
        ("Bolivie plurinationale", ("Bolivia",)),
        ("Сенегалл", ("Senegal",)),
        ("", ()),
        ("the", ()),
        ("Marketing Department", ()),
        ("Atlantis", ()),
    ],
)
def test_a_hint_names_the_states_that_may_be_meant(text, expected):
    """Common English names, and silence where nothing is near."""
    assert states.similar_states(text) == expected


def test_a_hint_for_a_part_of_the_two_congos_names_both():
    """Whoever writes half a name is shown what there is to choose from."""
    assert set(states.similar_states("Congo (DRC)")) <= {"Congo", "Democratic Republic of the Congo"}
    assert states.similar_states("Congo Democratic Federal")[0] in {
        "Congo",
        "Democratic Republic of the Congo",
    }


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_answered_and_every_hint_can_be_typed(text):
    """Nothing in a cell makes the finder fall, and it never suggests what it would then refuse."""
    code = states.find_state(text)
    hints = states.similar_states(text)

    assert code is None or code in EVERYBODY
    assert len(hints) <= 3
    assert all(states.find_state(hint) for hint in hints)


def test_importing_the_package_reads_no_table():
    """What a command does not use costs it nothing."""
    script = (
        "import sys, letterforge.states, letterforge.states.tables as tables\n"
        "assert tables.table.cache_info().currsize == 0\n"
        "assert not {'difflib', 'babel', 'weasyprint', 'docx'} & set(sys.modules)\n"
    )

    subprocess.run([sys.executable, "-c", script], check=True)
