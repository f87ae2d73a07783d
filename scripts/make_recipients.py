"""The register's facts → recipients.csv, the sample's list: offices, no persons.

For each party on the letter's date the foreign minister, and the ambassador to the Netherlands, or the
permanent representative in New York where there is none.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from letterforge import states

LETTER_DATE = date(2020, 12, 7)
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
    post = states.ministry(code)
    return row(code, "foreign_minister", post.title, post.name, post.city, code)


def ambassador(code: str, post: states.Mission) -> tuple[str, ...]:
    """The ambassador to the Netherlands, or the permanent representative in New York."""
    state = states.state_names(code, "en").formal_with_article
    if post.kind == "embassy":
        title = f"Ambassador of {state} to the Kingdom of the Netherlands"
        return row(code, "ambassador", title, f"Embassy of {state}", post.city, post.country)
    title = f"Permanent Representative of {state} to the United Nations"
    mission = f"Permanent Mission of {state} to the United Nations"
    return row(code, "permanent_representative", title, mission, post.city, post.country)


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
        "en",
    )


def write(path: Path) -> None:
    """Write the table as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows())


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "recipients.csv"))
