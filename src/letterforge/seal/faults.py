"""What can go wrong with keys and seals.

```
SealError                 `message` for people, `hint` is what to do
├── KeyFault              the key cannot be used
│   └── WrongPassphrase   it needs a passphrase or PIN, which is missing or wrong
├── Unsealable            the document cannot be sealed
└── NoTimestamp           the time-stamp authority gave no token
```
"""

from __future__ import annotations


class SealError(Exception):
    """A problem with a key or a seal."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[SealError], tuple[str, str]]:
        return type(self), (self.message, self.hint)


class KeyFault(SealError):
    """The key cannot be used."""


class WrongPassphrase(KeyFault):
    """The key needs a passphrase or PIN, which is missing or wrong."""


class Unsealable(SealError):
    """The document cannot be sealed."""


class NoTimestamp(SealError):
    """The time-stamp authority gave no token, or one that does not match the query."""
