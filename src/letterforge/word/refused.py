"""The error for a Word file that is refused, and which addresses are plain links."""

from __future__ import annotations

SAVE_AGAIN = "open it in Word and save it as a Word document (.docx)"
PLAIN = ("http://", "https://", "mailto:", "tel:")


class BadWordFileError(ValueError):
    """A Word file that cannot be used; `str()` says why, `hint` what to do."""

    def __init__(self, message: str, hint: str = SAVE_AGAIN) -> None:
        super().__init__(message)
        self.hint = hint


def is_plain_address(target: str) -> bool:
    """Whether an address is one that readers may click on: a page, a mailbox or a telephone."""
    return target.lower().startswith(PLAIN)
