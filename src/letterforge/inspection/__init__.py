"""Sheets → what is wrong in them, read back from their bytes.

`Strangers` is made once for a run and pickles; an `Inspector` is made once in each worker, and so is a
`Foresight`, which knows from a letter what the inspection will refuse.
"""

from letterforge.inspection.foresight import Foresight
from letterforge.inspection.inspector import Inspector
from letterforge.inspection.strangers import Strangers

__all__ = ["Foresight", "Inspector", "Strangers"]
