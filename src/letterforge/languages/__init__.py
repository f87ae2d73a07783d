"""What is known of each language, as data: one folder for each, in parts that are read when they are needed.

`files` names the parts and reads ours, `pack` joins a campaign's with them, `shape` defines what a part may
hold, `brought` reads a campaign's folder `languages`. `protocol.completeness` lists what a language lacks for
letters.
"""

from letterforge.languages.files import FORM_GENDERS, PackPart
from letterforge.languages.pack import OURS, Languages

__all__ = ["FORM_GENDERS", "OURS", "Languages", "PackPart"]
"""docs/languages.md says what each file holds."""
