"""Lists as people have them: which heading is taken for which column, and what is said of it."""

from __future__ import annotations

import pytest

from letterforge.errors import BrokenCampaign, Code, Severity
from letterforge.model import COLUMNS, Recipient
from letterforge.recipients import RecipientList, recognised
from letterforge.recipients.places import code_and_town

from .conftest import ReadList

OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,"
    "Business Street 2,Business City,Business State,Business Postal Code,Business Country/Region,"
    "Home Street,E-mail Address\n"
    "Ms,Ann,,Specimen,,Ministry of Samples,,Minister,1 Sample Road,Suite 4,Nairobi,,00100,Kenya,,"
    "ann@example.org\n"
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Name Prefix,Organization Name,Organization Title,E-mail 1 - Value,"
    "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country\n"
    "Ann,,Specimen,Ms,Ministry of Samples,Minister,ann@example.org,,1 Sample Road,Nairobi,00100,Kenya\n"
)
GERMAN = (
    "Anrede;Titel;Vorname;Name;Funktion;Behörde;Straße;PLZ;Ort;Land\n"
    "Frau;Dr.;Ann;Muster;Ministerin;Musterministerium;Musterweg 1;10117;Berlin;DE\n"
)
FRENCH = (
    "Civilité;Prénom;Nom;Fonction;Ministère;Adresse;Complément d’adresse;Code postal;Ville;Pays\n"
    "Mme;Anne;Exemple;Ministre;Ministère des Exemples;1 rue Haute;Bâtiment B;75007;Paris;France\n"
)
SPANISH = (
    "Tratamiento;Nombre;Apellidos;Cargo;Organismo;Dirección;Código postal;Ciudad;País\n"
    "Sra.;Ana;Ejemplo Muestra;Ministra;Ministerio de Muestras;Calle Mayor 1;28013;Madrid;España\n"
)
ARABIC = (
    "اللقب,الاسم الأول,اسم العائلة,المنصب,الوزارة,العنوان,المدينة,البلد\n"
    "السيدة,آنا,مثال,وزيرة,وزارة الأمثلة,شارع ١,القاهرة,مصر\n"
)
NOTIFY = (
    "name,address line 1,address line 2,address line 3,address line 4,postcode\n"
    "Ann Specimen,Ministry of Samples,1 Sample Road,,Sampleton,SW1A 1AA\n"
)


def only(listed: RecipientList) -> Recipient:
    """The one recipient of a list without errors or warnings."""
    assert {problem.severity for problem in listed.problems} <= {Severity.NOTICE}, listed.problems
    (recipient,) = listed.recipients
    return recipient


def test_fields_of_a_mail_program_that_nobody_filled_are_not_named(read_list: ReadList) -> None:
    """All rows have the same there, or what the program writes.

    Others are named, and so are fields of other names.
    """
    listed = read_list(
        "id,E-mail Type,E-mail 2 Type,Priority,Private,Anniversary,Privé,Sensitivity,Menu\n"
        "a,SMTP,SMTP,High,False,0/0/00,Faux,Normal,1\n"
        "b,EX,,High,,0/0/00,Faux,Private,1\n"
    )

    assert [column.heading for column in listed.without_meaning] == ["Sensitivity", "Menu"]


def test_outlook(read_list: ReadList) -> None:
    """Empty columns for the address at home do not count."""
    recipient = only(read_list(OUTLOOK))

    assert (recipient.honorific, recipient.name, recipient.title) == ("Ms", "Ann Specimen", "Minister")
    assert recipient.address == ("1 Sample Road", "Suite 4")
    assert (recipient.postal_code, recipient.city, recipient.address_country) == ("00100", "Nairobi", "KE")
    assert recipient.state == ""
    assert recipient.email == "ann@example.org"


def test_google(read_list: ReadList) -> None:
    """Neither does the formatted address where it is empty."""
    recipient = only(read_list(GOOGLE))

    assert (recipient.honorific, recipient.name, recipient.title) == ("Ms", "Ann Specimen", "Minister")
    assert (recipient.organisation, recipient.address) == ("Ministry of Samples", ("1 Sample Road",))


def test_a_german_office(read_list: ReadList) -> None:
    """`Name` beside `Vorname` is the family name, and `Titel` with Dr. is none of a minister's."""
    recipient = only(read_list(GERMAN))

    assert (recipient.honorific, recipient.name, recipient.title) == ("Frau Dr.", "Ann Muster", "Ministerin")
    assert (recipient.postal_code, recipient.city, recipient.address_country) == ("10117", "Berlin", "DE")


def test_a_french_office(read_list: ReadList) -> None:
    """Both lines of the address."""
    recipient = only(read_list(FRENCH))

    assert (recipient.honorific, recipient.name) == ("Mme", "Anne Exemple")
    assert recipient.address == ("1 rue Haute", "Bâtiment B")


def test_a_spanish_office(read_list: ReadList) -> None:
    """`Nombre` is the given name beside `Apellidos`."""
    recipient = only(read_list(SPANISH))

    assert (recipient.name, recipient.title, recipient.city) == ("Ana Ejemplo Muestra", "Ministra", "Madrid")


def test_an_arabic_office(read_list: ReadList) -> None:
    """In its own script."""
    recipient = only(read_list(ARABIC))

    assert (recipient.name, recipient.title, recipient.address_country) == ("آنا مثال", "وزيرة", "EG")


def test_lines_of_gov_uk_notify(read_list: ReadList) -> None:
    """Blank lines vanish."""
    recipient = only(read_list(NOTIFY))

    assert recipient.address == ("Ministry of Samples", "1 Sample Road", "Sampleton")
    assert recipient.postal_code == "SW1A 1AA"


def test_what_was_taken_for_what_is_said_once_with_lines_to_paste(read_list: ReadList) -> None:
    """Pasted, they settle it: nothing is said any more, and the same is read."""
    table = "id,First name,Surname,Post,Street\na,Ann,Specimen,Minister,1 Road\nb,Bea,Sample,Envoy,2 Road\n"
    listed = read_list(table)

    (notice,) = listed.problems
    assert (notice.code, notice.severity) == (Code.TAKEN_FOR, Severity.NOTICE)
    lines = notice.hint.partition("[recipients.columns]\n")[2]
    assert lines.splitlines()[0] == 'name = ["First name", "Surname"]'
    settled = read_list(table, recipients=f"[recipients.columns]\n{lines}")
    assert settled.problems == ()
    assert list(settled.recipients) == list(listed.recipients)


def test_a_recognised_heading_stays_readable_under_its_own_name(read_list: ReadList) -> None:
    """`recipient.position` prints what `recipient.title` does."""
    listed = read_list("id,Position,Surname\na,Minister,Specimen\n")

    assert listed.recipients[0].extra == {"position": "Minister", "surname": "Specimen"}
    assert set(listed.further_columns) == {"position", "surname"}


def test_an_exact_name_of_ours_beats_a_recognised_one(read_list: ReadList) -> None:
    """The other stays a further column, and is named if no letter uses it."""
    listed = read_list("id,title,Position\na,Minister,Chair\n")

    assert listed.recipients[0].title == "Minister"
    assert listed.recipients[0].extra == {"position": "Chair"}
    assert [column.heading for column in listed.without_meaning] == ["Position"]


def test_two_headings_for_one_column_are_asked_about(read_list: ReadList) -> None:
    """Each with the line to paste."""
    listed = read_list("id,Company,Ministry\na,Sample Ltd,Ministry of Samples\n")

    (problem,) = listed.broken
    assert problem.code is Code.DUPLICATE_HEADING
    assert '[recipients.columns]\norganisation = "Company"' in problem.hint
    assert '# or: organisation = "Ministry"\n# or: organisation = ["Company", "Ministry"]' in problem.hint


def test_a_whole_name_beside_its_parts_is_enough(read_list: ReadList) -> None:
    """What the parts hold is not lost, so nobody need be asked."""
    listed = read_list("id,Full name,First name,Surname\na,Ann B. Specimen,Ann,Specimen\n")

    assert only(listed).name == "Ann B. Specimen"
    assert listed.without_meaning == ()


@pytest.mark.parametrize("heading", ["Title", "Salutation", "Anrede", "Titel", "Titre", "Título"])
def test_cells_decide_between_two_meanings(read_list: ReadList, heading: str) -> None:
    """Mr and Ms are honorifics, whatever the heading is."""
    assert only(read_list(f"id,{heading}\na,Ms\n")).honorific == "Ms"


@pytest.mark.parametrize(
    ("heading", "cell", "column"),
    [
        ("Title", "Minister", "title"),
        ("Titel", "Ministerin", "title"),
        ("Salutation", "Dear Minister,", "salutation"),
        ("Anrede", "Sehr geehrte Frau Ministerin,", "salutation"),
    ],
)
def test_other_cells_decide_otherwise(read_list: ReadList, heading: str, cell: str, column: str) -> None:
    """A function is a title, and a whole salutation one."""
    assert getattr(only(read_list(f"id;{heading}\na;{cell}\n")), column) == cell


def test_several_headings_can_be_named_for_one_column(read_list: ReadList) -> None:
    """In the order in which they are named; blanks vanish."""
    settings = '[recipients.columns]\nname = ["Vor", "Nach"]\naddress = ["A1", "A2", "A3"]'
    listed = read_list("id,Nach,Vor,A1,A2,A3\na,Muster,Ann,x,,z\nb,Muster,,,y,\n", recipients=settings)

    assert [each.name for each in listed.recipients] == ["Ann Muster", "Muster"]
    assert [each.address for each in listed.recipients] == [("x", "z"), ("y",)]
    assert listed.recipients[0].extra["vor"] == "Ann"


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        ("Name,Middle Initial,City", "Ann Example,Q,Accra", "Ann Example"),
        ("Name,Middle Name,City", "Ann Example,Quinn,Accra", "Ann Example"),
        ("First name,Middle Initial,Name", "Ann,Q,Example", "Ann Q Example"),
        ("Full Name,Display Name,City", "Ann Example,Ann Example (ann@example.org),Accra", "Ann Example"),
        ("Display Name,Full Name,City", "Ann Example (ann@example.org),Ann Example,Accra", "Ann Example"),
    ],
)
def test_the_whole_name_is_not_made_a_part_and_not_displaced(
    read_list: ReadList, headings: str, cells: str, name: str
) -> None:
    """What does not belong to it has no meaning, and is named where no letter uses it."""
    (recipient,) = read_list(f"{headings}\n{cells}\n").recipients

    assert recipient.name == name
    assert recipient.extra.keys() >= ({"display_name"} if "Display" in headings else set())


def test_a_state_without_an_office_does_not_tell_its_people_apart(read_list: ReadList) -> None:
    """Their ids are of what else the row says; an office is enough."""
    listed = read_list(
        "Country,Office,Name\nGB,,Ann Example\nGB,,Ben Example\nGB,,\nGB,ambassador,Ann Example\n"
    )

    assert [each.id for each in listed.recipients] == [
        "GBR-ann-example",
        "GBR-ben-example",
        "GBR",
        "GBR-ambassador",
    ]


def test_a_wrong_default_is_said_where_it_is(read_list: ReadList) -> None:
    """Not of the list, which has no such column."""
    settings = '[recipients.defaults]\noffice = "minster"\n'
    (problem,) = read_list("country,name\nGB,Ann Example\n", recipients=settings).problems

    assert problem.code is Code.UNKNOWN_OFFICE
    assert '"office" below [recipients.defaults] of letterforge.toml holds "minster"' in problem.message


@pytest.mark.parametrize(("cell", "is_offered"), [("Kenya", True), ("Illinois", False)])
def test_a_column_of_parts_of_a_state_is_not_offered_as_the_country(
    read_list: ReadList, cell: str, is_offered: bool
) -> None:
    """What would be pasted would be refused in each row."""
    listed = read_list(f"Name,City,State\nAnn Example,Springfield,{cell}\n")

    assert any("country =" in problem.hint for problem in listed.problems) is is_offered


def test_ids_are_made_of_words_and_stay_the_same(read_list: ReadList) -> None:
    """Where there is neither id nor state; said once, however many rows there are."""
    rows = ["Ministry of Samples,Ann Specimen,Dakar", "Ministry of Éxamples,,Accra"]
    listed = read_list("organisation,name,city\n" + "\n".join(rows) + "\n")
    turned = read_list("organisation,name,city\n" + "\n".join(reversed(rows)) + "\n")

    assert [each.id for each in listed.recipients] == [
        "ministry-of-samples-ann-specimen-dakar",
        "ministry-of-éxamples-accra",
    ]
    assert {each.id for each in turned.recipients} == {each.id for each in listed.recipients}
    assert [(each.code, each.severity) for each in listed.problems] == [(Code.NO_ID, Severity.NOTICE)]


def test_a_constant_for_all_rows(read_list: ReadList) -> None:
    """In empty cells, and where the table has no such column."""
    settings = '[recipients.defaults]\noffice = "ambassador"\nlanguage = "French"'
    listed = read_list("id,country,office\na,KE,\nb,GH,foreign minister\n", recipients=settings)

    assert [each.office for each in listed.recipients] == ["ambassador", "foreign_minister"]
    assert {each.language for each in listed.recipients} == {"fr"}


@pytest.mark.parametrize(
    "organisation", ["Embassy of Kenya", "Ambassade du Kenya", "Embajada de Kenya in Wien"]
)
def test_a_clue_is_asked_about_and_never_taken(read_list: ReadList, organisation: str) -> None:
    """The register needs a state: the hint asks whether it is this one."""
    listed = read_list(f"id,country,organisation\na,,{organisation}\n", register="rome-statute")

    (problem,) = listed.problems
    assert "country = Kenya?" in problem.hint
    assert listed.recipients[0].state == ""


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("Ambassador-designate", "Ambassador-designate"),
        ("Acting Ambassador", "Acting Ambassador"),
        ("Ambassadrice", "Ambassadrice"),
        ("Minister of Foreign Affairs", "Minister of Foreign Affairs"),
        ("foreign_minister", ""),
    ],
)
def test_a_column_for_office_and_title_is_printed_as_it_is(
    read_list: ReadList, cell: str, title: str
) -> None:
    """Office decides the form of address.

    The words are the row's own, but for letterforge's names of offices.
    """
    settings = '[recipients.columns]\noffice = "Position"\ntitle = "Position"'
    listed = read_list(f"id,country,Position\na,NL,{cell}\n", recipients=settings)

    assert listed.recipients[0].title == title
    assert listed.recipients[0].office in {"ambassador", "foreign_minister"}
    assert listed.columns["title"] == ("Position",)


@pytest.mark.parametrize("title", ["Acting Ambassador", "Ambassador elect", "Ambassador-designate"])
def test_who_is_in_office_for_a_time_keeps_the_word(read_list: ReadList, title: str) -> None:
    """Also where only the office is named, and it is told."""
    listed = read_list(f"id,country,office\na,NL,{title}\n")

    assert listed.recipients[0].title == title
    assert [each.code for each in listed.problems] == [Code.OFFICE_TAKEN_FOR]


@pytest.mark.parametrize(
    ("cells", "is_wrong"),
    [
        ("Embassy of Senegal,,NL", True),
        (",Ambassador of Senegal to the Netherlands,NL", True),
        ("Ministry,Minister of Foreign Affairs,Austria", True),
        ("Embassy of Kenya,Ambassador,NL", False),
        (",Ambassador of the Republic of Kenya,NL", False),
        ("Bank of China,Director,Senegal", False),
        (",Minister of Justice,", False),
    ],
)
def test_no_country_of_all_rows_against_the_words_of_one(
    read_list: ReadList, cells: str, is_wrong: bool
) -> None:
    """A country in letterforge.toml for all rows is an error where a row says another.

    Its own cell comes first.
    """
    settings = '[recipients.defaults]\ncountry = "Kenya"'
    table = f"id,organisation,title,address_country\na,{cells}\n"
    errors = [each for each in read_list(table, recipients=settings).problems if each.is_error]
    assert [each.code for each in errors] == [Code.OTHER_STATE] * is_wrong

    own = f"id,country,organisation,title,address_country\na,Senegal,{cells}\n"
    assert not [each for each in read_list(own, recipients=settings).problems if each.is_error]


def test_headings_further_down_are_found_and_not_guessed(read_list: ReadList) -> None:
    """The row is named with the lines to paste, and with them the rows above are no letters."""
    table = "List of missions,,\nas of 1 March,,\n\nid,country,city\na,KE,Nairobi\n"
    with pytest.raises(BrokenCampaign) as broken:
        read_list(table)

    (problem,) = broken.value.problems
    assert "headings seem to be in row 4" in problem.message
    assert "[recipients]\nheading_row = 4" in problem.hint
    listed = read_list(table, recipients="heading_row = 4")
    assert [(each.id, each.row) for each in listed.recipients] == [("a", 5)]
    assert (listed.rows, listed.heading_row, listed.problems) == (1, 4, ())


def test_a_row_of_groups_above_the_headings_is_not_them(read_list: ReadList) -> None:
    """It has fewer of them, and gaps."""
    with pytest.raises(BrokenCampaign) as broken:
        read_list(";Person;;Address;\nid;First name;Surname;Street;Town\na;Ann;Specimen;1 Road;Nairobi\n")

    assert "headings seem to be in row 2" in broken.value.problems[0].message


def test_bars_delimit_too(read_list: ReadList) -> None:
    """As databases export; in an address within commas they end a line, as before."""
    listed = read_list("id|country|city\na|KE|Nairobi\n")

    assert [(each.id, each.city) for each in listed.recipients] == [("a", "Nairobi")]
    assert read_list("id,address\na,x | y\n").recipients[0].address == ("x", "y")


OUTLOOK_FR = (
    "Titre;Prénom;Deuxième prénom;Nom;Société;Service;Titre;Rue (bureau);Ville (bureau);Code postal (bureau);"
    "Pays/Région (bureau);Adresse de messagerie;Sexe\n"
    "Mme;Anne;;Exemple;Ministère des Exemples;Direction des "
    "affaires juridiques;Directrice;1 rue Haute;Paris;75007;"
    "France;anne@example.org;Non spécifié\n"
)
CIVICRM = (
    "Contact ID,Display Name,First Name,Last Name,Individual "
    "Prefix,Postal Greeting,Job Title,Organization Name,"
    "Current Employer,Street Address,City,Postal Code,State,Country,Email\n"
    "12,Ms. Ann Specimen,Ann,Specimen,Ms.,Dear Ann,Ambassador,Embassy "
    "of Kenya,Embassy of Kenya,1 Road,The Hague,"
    "2597 LA,Zuid-Holland,Netherlands,a@example.org\n"
)


def pasted(listed: RecipientList) -> str:
    """The lines of the notice, as a table of settings."""
    (notice,) = (problem for problem in listed.problems if problem.code is Code.TAKEN_FOR)
    return "[recipients.columns]" + notice.hint.partition("[recipients.columns]")[2]


def test_outlook_in_french_has_one_heading_twice(read_list: ReadList) -> None:
    """The cells tell the two apart; what cannot be named is not among the lines to paste."""
    listed = read_list(OUTLOOK_FR)

    recipient = only(listed)
    assert (recipient.honorific, recipient.title, recipient.gender) == ("Mme", "Directrice", "")
    assert recipient.address == ("Direction des affaires juridiques", "1 rue Haute")
    assert "Titre" not in pasted(listed)
    assert list(read_list(OUTLOOK_FR, recipients=pasted(listed)).recipients) == [recipient]


def test_a_country_that_is_not_the_organisations_is_told(read_list: ReadList) -> None:
    """CRMs write there where the post goes; the line to paste reads it so."""
    listed = read_list(CIVICRM)

    (warning,) = (problem for problem in listed.problems if problem.severity is Severity.WARNING)
    assert warning.code is Code.OTHER_STATE
    lines = "[recipients.columns]" + warning.hint.partition("[recipients.columns]")[2]
    (recipient,) = read_list(CIVICRM, recipients=lines).recipients
    assert (recipient.state, recipient.address_country, recipient.name) == ("", "NL", "Ann Specimen")


def test_an_embassy_is_not_in_the_country_that_the_list_says(read_list: ReadList) -> None:
    """`Land` may be whose embassy it is: with the line to paste it is, and the known town says where the post
    goes.
    """
    table = "Land;Botschaft;PLZ Ort\nKenia;Botschaft der Republik Kenia;10969 Berlin\n"
    table += "Deutschland;Botschaft von Ghana;10439 Berlin\n"
    listed = read_list(table)

    (warning,) = (problem for problem in listed.problems if problem.severity is Severity.WARNING)
    assert warning.code is Code.EMBASSY_AT_HOME
    assert "(row 2)" in warning.message
    lines = "[recipients.columns]" + warning.hint.partition("[recipients.columns]")[2]
    again = read_list(table, recipients=lines)
    assert [each.state for each in again.recipients] == ["KE", "DE"]
    assert {each.code for each in again.problems if each.severity is Severity.WARNING} == {
        Code.COUNTRY_OF_SEAT,
        Code.OTHER_STATE,
    }


@pytest.mark.parametrize(
    ("cell", "code", "town"),
    [
        ("00-950 Warszawa", "00-950", "Warszawa"),
        ("101 Reykjavík", "101", "Reykjavík"),
        ("FO-100 Tórshavn", "FO-100", "Tórshavn"),
        ("111 52 Stockholm", "111 52", "Stockholm"),
        ("Foxbox 7048", "7048", "Foxbox"),
        ("San José, 10101", "10101", "San José"),
        ("10 Ramadan City", "", "10 Ramadan City"),
        *(
            (f"Kampala, {box} 7048", "", f"Kampala, {box} 7048")
            for box in (
                "P.O. Box",
                "P. O. Box No.",
                "PO BOX:",
                "B.P.",
                "BP n°",
                "C.P.",
                "Casilla",
                "Private Bag",
            )
        ),
        *(
            (f"X {box} 10117", "", f"X {box} 10117")
            for box in (
                "Postfach",
                "Apartado postal",
                "Caixa Postal",
                "ص.ب.",
                "Boîte postale",
                "Postbus",
                "а/я",
            )
        ),
    ],
)
def test_a_post_box_and_a_number_in_a_towns_name_are_no_postal_code(cell: str, code: str, town: str) -> None:
    """No code is shorter than three figures."""
    assert code_and_town(cell) == (code, town)


@pytest.mark.parametrize(
    "heading", ["PLZ Ort", "PLZ/Ort", "Code postal et ville", "CP y localidad", "City/State/ZIP"]
)
@pytest.mark.parametrize(
    ("cell", "code", "town"),
    [
        ("10117 Berlin", "10117", "Berlin"),
        ("D-10117 Berlin", "D-10117", "Berlin"),
        ("2514 AB Den Haag", "2514 AB", "Den Haag"),
        ("1149-019 Lisboa", "1149-019", "Lisboa"),
        ("69003 Lyon Cedex 03", "69003", "Lyon Cedex 03"),
        ("Washington, DC 20520", "20520", "Washington, DC"),
        ("London SW1A 2AH", "SW1A 2AH", "London"),
        ("Nairobi", "", "Nairobi"),
        ("Paris 7e", "", "Paris 7e"),
    ],
)
def test_a_town_with_its_postal_code_is_two_columns(
    read_list: ReadList, heading: str, cell: str, code: str, town: str
) -> None:
    """Pasted, the lines read the same; what cannot be told apart is all town."""
    table = f'id;{heading}\na;"{cell}"\n'
    listed = read_list(table)

    recipient = only(listed)
    assert (recipient.postal_code, recipient.city) == (code, town)
    assert list(read_list(table, recipients=pasted(listed)).recipients) == [recipient]


@pytest.mark.parametrize(
    ("headings", "cells", "lines"),
    [
        ("Straße;Hausnummer", "Musterweg;1", ("Musterweg 1",)),
        ("Nr.;Straße;Hausnr.", "7;Musterweg;1", ("Musterweg 1",)),
        ("Rue;Numéro", "rue Haute;12", ("12 rue Haute",)),
        ("Direction;N° de voie;Rue", "Direction B;12;rue Haute", ("12 rue Haute",)),
        ("Organisme;Direction;N° de voie;Rue", "X;Direction B;12;rue Haute", ("Direction B", "12 rue Haute")),
        ("Calle;Número;Piso;Edificio", "Calle Mayor;1;2º;B", ("Calle Mayor 1", "2º", "B")),
        ("Street;PO Box", "1 Road;30197", ("1 Road", "PO Box 30197")),
        ("Rue;BP", "1 rue Haute;BP 12", ("1 rue Haute", "BP 12")),
        ("Company;Dept.;Street", "X;Legal Department;1 Road", ("Legal Department", "1 Road")),
        ("c/o;Floor;Street;City", "Samples Ltd;2;1 Road;London", ("c/o Samples Ltd", "1 Road", "Floor 2")),
        ("Street;c/o;Floor", "1 Road;c/o Samples Ltd;2nd floor", ("c/o Samples Ltd", "1 Road", "2nd floor")),
        ("House No;Street", "7;High Road", ("7 High Road",)),
        ("Name;Address line 1;Address line 2", "Dr Ann Example;Ann Example;1 Road", ("1 Road",)),
        (
            "Name;Address line 1;Address line 2",
            "Ann Example;Ann Example Ltd;1 Road",
            ("Ann Example Ltd", "1 Road"),
        ),
        ("Abteilung;Behörde;Anschrift", "Abteilung 5;X;Musterweg 1", ("Abteilung 5", "Musterweg 1")),
    ],
)
def test_parts_of_an_address_are_its_lines(
    read_list: ReadList, headings: str, cells: str, lines: tuple[str, ...]
) -> None:
    """A house number is on the line of its street, and a bare number of a post box has its word."""
    (recipient,) = read_list(f"id;{headings}\na;{cells}\n").recipients

    assert recipient.address == lines


@pytest.mark.parametrize(
    "heading", ["Department", "Abteilung", "Service", "Dirección General", "Departamento", "القسم"]
)
def test_a_department_is_the_organisation_where_there_is_no_other(read_list: ReadList, heading: str) -> None:
    """Else it is the line above the street."""
    assert only(read_list(f"id;{heading}\na;Department of State\n")).organisation == "Department of State"


@pytest.mark.parametrize(
    "heading", ["Business State", "Bundesland", "Provincia", "Initials", "Profession", "N°"]
)
def test_what_is_only_asked_about_is_never_taken(read_list: ReadList, heading: str) -> None:
    """It is named if no letter uses it."""
    listed = read_list(f"id;{heading}\na;X\n")

    assert listed.columns.keys() == {"id"}
    assert [column.heading for column in listed.without_meaning] == [heading]


def test_an_address_alone_makes_an_id(read_list: ReadList) -> None:
    """GOV.UK Notify has no column for the name."""
    table = "address line 1,address line 2,address line 3\nAnn Specimen,1 Sample Road,SW1A 1AA\n"

    assert only(read_list(table)).id == "ann-specimen-1-sample-road"


def test_no_heading_is_recognised_for_two_columns_that_cells_cannot_decide() -> None:
    """A heading of several meanings is of an honorific, or of a department.

    Else one meaning would never be seen.
    """
    for key, several in recognised._headings().items():
        columns = {each.column for each in several if not each.is_asked}
        assert len(columns) < 2 or "honorific" in columns or columns == {"organisation", "address"}, key
        assert columns | {each.column for each in several} <= set(COLUMNS)


BLUE_BOOK = (
    "Member State,Title,Name,Function,Mission,Address,City\n"
    "Kenya,H.E. Ms.,NAME,Permanent Representative,Permanent Mission of Kenya,1 Plaza,New York\n"
    "Ghana,H.E. Mr.,NAME,Permanent Representative,,2 Plaza,New York\n"
    "Uganda,H.E. Mr.,NAME,Permanent Representative,,2 Plaza,Sampleton\n"
    "Chad,H.E. Mr.,NAME,Minister of Justice,,2 Plaza,Sampleton\n"
)


def test_post_to_a_mission_does_not_go_to_its_state(read_list: ReadList) -> None:
    """Title and organisation say that it is abroad; where the town is not known, it is told."""
    listed = read_list(BLUE_BOOK)

    assert [each.address_country for each in listed.recipients] == ["US", "US", "", ""]
    warnings = [problem for problem in listed.problems if problem.severity is Severity.WARNING]
    assert [problem.code for problem in warnings] == [Code.COUNTRY_OF_SEAT, Code.EMBASSY_AT_HOME]
    assert "in 1 row" in warnings[1].message
    assert "(row 4)" in warnings[1].message


@pytest.mark.parametrize(
    ("heading", "cells", "genders"),
    [
        ("Sexo", ("H", "M"), ["m", "f"]),
        ("Sexo", ("F", "M"), ["f", "m"]),
        ("Geschlecht", ("w", "m", "d"), ["f", "m", "x"]),
        ("Gender", ("M", "m"), ["m", "m"]),
        ("Género", ("mujer", "hombre"), ["f", "m"]),
        ("Gender", ("Unspecified", "Keine Angabe"), ["", ""]),
    ],
)
def test_letters_for_a_gender_mean_what_they_do_beside_each_other(
    read_list: ReadList, heading: str, cells: tuple[str, ...], genders: list[str]
) -> None:
    """M is mujer in a list with H."""
    rows = "".join(f"r{number},{cell}\n" for number, cell in enumerate(cells))

    assert [each.gender for each in read_list(f"id,{heading}\n{rows}").recipients] == genders


def test_m_alone_below_sexo_is_asked_about(read_list: ReadList) -> None:
    """Nobody can know whether it is mujer or masculino."""
    (problem,) = (each for each in read_list("id,Sexo\na,M\n").problems if each.is_error)

    assert problem.code is Code.UNKNOWN_GENDER
    assert "mujer" in problem.hint


def test_a_departamento_beside_the_town_is_a_part_of_the_country(read_list: ReadList) -> None:
    """It is one of the organisation beside that."""
    listed = read_list("id,Organismo,Ciudad,Departamento\na,X,Medellín,Antioquia\n")

    assert listed.recipients[0].address == ()
    assert [column.heading for column in listed.without_meaning] == ["Departamento"]
