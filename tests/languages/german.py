"""A campaign with a German pack of its own: specimens, no German that anybody vouches for."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
[campaign]
name = "Trial"
template = "{language}.md"
recipients = "list.csv"
language = "de"

[letter]
place = { de = "Den Haag" }
posted_in = "Deutschland"
date = 2020-12-01

[sender]
organisation = { de = "Verein" }

[[signatories]]
name = "ANN SIGNATORY"

[output]
pdf_engine = "typst"
"""
LIST = """\
id,country,office,name,gender,city
ch,Switzerland,ambassador,Ada Specimen,f,The Hague
us,United States,foreign_minister,,,
"""
TEMPLATE = """\
---
subject: "Einladung {{ state.of }}"
enclosures: ["Programm"]
---
Wir laden {{ state.with_article }} "herzlich" ein, zum {{ 3 | ordinal }} Mal.
"""
LABELS = """\
order = ["dateline", "reference", "delivery", "confidentiality", "inside_address", "subject", "salutation"]
reference = "Zeichen: "
subject = "Betreff: "
enclosure = "Anlage:"
enclosures = "Anlagen ({count}):"
copies = "Kopie an:"
annex = "Anhang"
annexes = "Anhang {number}"
page = "Seite {page} von {pages}"
signature = "Unterschrift von {name}"
draft = "Entwurf"
"""
FORMS = """\
[titles]
ambassador = { m = "Botschafter", f = "Botschafterin", unknown = "Botschaft" }
foreign_minister = "Ministerium"

[unnamed]
post = "{title} {of}"

[houses]
embassy = "Botschaft {of}"
foreign_minister = "Ministerium"

[[form]]
line = "{name}"
salutation = "Exzellenz,"
you = "Sie"
close = "Hochachtungsvoll"
"""
WRITING = """\
direction = "ltr"
dates = "de"
proofing = "de-CH"

[date]
line = "{place}, den {date}"

[ordinals]
m = "{number}."
f = "{number}."

[typography]
quotes = ["„", "“"]

[states]
of = "von {name}"
inside = "in {name}"
"""
STATES = """\
code;with_article;of
CH;die Schweiz;der Schweiz
US;die Vereinigten Staaten;der Vereinigten Staaten
"""
PACK = {"labels.toml": LABELS, "forms.toml": FORMS, "writing.toml": WRITING, "states.csv": STATES}


def german_campaign(folder: Path, **changes: str | None) -> Path:
    """The campaign, with files of the pack changed, or (None) left out; by name with `__` for a dot."""
    pack: dict[str, str | None] = {**PACK}
    pack.update({name.replace("__", "."): text for name, text in changes.items()})
    texts = {"letterforge.toml": SETTINGS, "list.csv": LIST, "de.md": TEMPLATE}
    texts |= {f"languages/de/{name}": text for name, text in pack.items() if text is not None}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
