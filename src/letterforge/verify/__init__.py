"""Finished files → verdicts: who sealed them, when, whole or not, trusted or not. It shares no code with what seals.

```python
from letterforge.verify import quick
from letterforge.verify.crypto.trust import Trust
from letterforge.verify.guard import Guard

with Guard(Trust.of_system()) as guard:      # a process of its own, with limits of time and memory
    verdict = guard.examine(path)            # always a verdict, however hostile the file
quick(content, Format.PDF)                   # what is wrong with a sheet that was sealed just now; in this process
```
"""

from letterforge.verify.self_check import quick
from letterforge.verify.verdict import Seal, SealStanding, SealVerdict

__all__ = ["Seal", "SealStanding", "SealVerdict", "quick"]
