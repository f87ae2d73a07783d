"""The register's facts → recipients.csv, the sample's list: offices, no persons.

Each party on the letter's date gets two rows: the foreign minister, and the ambassador to the Netherlands. If
it has no ambassador there, the second is the permanent representative in New York. The language is French,
Spanish or English, as a secretariat in The Hague would choose it. Title and organisation are in that
language.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from letterforge import states

LETTER_DATE = date(2020, 12, 7)
POSTS = {
    "en": {
        "ambassador": ("Ambassador {of} to the Kingdom of the Netherlands", "Embassy {of}"),
        "permanent_representative": (
            "Permanent Representative {of} to the United Nations",
            "Permanent Mission {of} to the United Nations",
        ),
    },
    "fr": {
        "ambassador": ("Ambassadeur {of} auprès du Royaume des Pays-Bas", "Ambassade {of}"),
        "permanent_representative": (
            "Représentant permanent {of} auprès de l'Organisation des Nations Unies",
            "Mission permanente {of} auprès de l'Organisation des Nations Unies",
        ),
    },
    "es": {
        "ambassador": ("Embajador {of} ante el Reino de los Países Bajos", "Embajada {of}"),
        "permanent_representative": (
            "Representante Permanente {of} ante las Naciones Unidas",
            "Misión Permanente {of} ante las Naciones Unidas",
        ),
    },
}
"""Title and organisation of an office by language; `{of}` is the state.

The title is the customary one, which names the post: nobody is named, and no gender is known.
"""
HEADINGS = (
    "id",
    "country",
    "office",
    "title",
    "name",
    "gender",
    "organisation",
    "city",
    "address_country",
    "language",
)


def rows() -> Iterator[tuple[str, ...]]:
    """One row for each recipient, in the order of the states' English names."""
    for code in states.load_register("rome-statute").parties(LETTER_DATE):
        yield minister(code)
        mission = states.mission(code)
        if mission is not None:
            yield ambassador(code, mission)


def minister(code: str) -> tuple[str, ...]:
    """The foreign minister at the ministry."""
    post = states.ministry(code, states.written_to_in(code))
    return row(code, "foreign_minister", post.title, post.name, post.city, code)


def ambassador(code: str, post: states.Mission) -> tuple[str, ...]:
    """The ambassador to the Netherlands, or the permanent representative in New York."""
    language = states.written_to_in(code)
    words = POSTS[language]
    office = "ambassador" if post.kind == "embassy" else "permanent_representative"
    title, organisation = (
        text.format(of=states.state_names(code, language).formal_of) for text in words[office]
    )
    return row(code, office, title, organisation, post.city, post.country)


def row(code: str, office: str, title: str, organisation: str, city: str, where: str) -> tuple[str, ...]:
    """A row of the table."""
    country = states.common_name(code)
    elsewhere = states.common_name(where) if where != code else ""
    return (
        f"{states.alpha3(code)}-{office}",
        country,
        office,
        title,
        "",
        "",
        organisation,
        city,
        elsewhere,
        states.written_to_in(code),
    )


def write(path: Path) -> None:
    """Write the table as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows())


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "recipients.csv"))
