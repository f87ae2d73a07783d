"""Finished files → verdicts: who sealed them, when, whole or not, trusted or not. Shares no code with `seal`.

```python
from letterforge.verify import quick
from letterforge.verify.crypto.trust import Trust
from letterforge.verify.guard import Guard

with Guard(Trust.of_system()) as guard:      # a separate process, with limits of time and memory
    verdict = guard.examine(path)            # always a verdict, even for a hostile file
quick(content, Format.PDF)                   # what is wrong with a sheet that was just sealed
```
"""

from letterforge.verify.self_check import quick
from letterforge.verify.verdict import Seal, SealStanding, SealVerdict

__all__ = ["Seal", "SealStanding", "SealVerdict", "quick"]
