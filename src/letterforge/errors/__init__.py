"""What can go wrong, as exceptions (the whole job) and as values (one row).

```
LetterforgeError            ends the job; carries an exit code and a hint
├── UsageError       (2)    the command was called wrongly
├── BrokenCampaign   (3)    campaign, templates or list have errors: holds every problem found
│                        (4: only its key has, 5: only this machine)
├── UnfitKey         (4)    a key cannot be made or used
└── UnfitMachine     (5)    this machine lacks a library or a face

LetterFailed                ends one letter; has its problems; what works on one letter catches it

Problem                     what is wrong, where, and what to do, as a value
```

Raise for the campaign, collect for the row. Each code is described in `docs/errors.md`.
"""

from letterforge.errors.codes import Code, ExitCode, Severity
from letterforge.errors.counting import counted
from letterforge.errors.exceptions import (
    BrokenCampaign,
    LetterFailed,
    LetterforgeError,
    UnfitKey,
    UnfitMachine,
    UsageError,
)
from letterforge.errors.problems import Place, Problem, errors_among
from letterforge.errors.suggestions import did_you_mean, nearest

__all__ = [
    "BrokenCampaign",
    "Code",
    "ExitCode",
    "LetterFailed",
    "LetterforgeError",
    "Place",
    "Problem",
    "Severity",
    "UnfitKey",
    "UnfitMachine",
    "UsageError",
    "counted",
    "did_you_mean",
    "errors_among",
    "nearest",
]
