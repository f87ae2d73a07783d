"""What is known of each language, as data: one folder for each, in parts that are read when they are needed.

`files` names the parts and reads ours, `pack` joins a campaign's with them, `shape` says what a part may hold, `given`
reads a campaign's folder `languages`, `missing` says what a language lacks before letters can be written in it.
"""

from letterforge.languages.files import GENDERS, Part
from letterforge.languages.pack import OURS, Languages

__all__ = ["GENDERS", "OURS", "Languages", "Part"]
"""docs/languages.md says what each file holds."""
