"""Sheets → what is wrong in them, read back from their bytes.

`Strangers` is made once for a run and pickles; an `Inspector` is made once in each worker.
"""

from letterforge.inspection.inspector import Inspector
from letterforge.inspection.strangers import Strangers

__all__ = ["Inspector", "Strangers"]
