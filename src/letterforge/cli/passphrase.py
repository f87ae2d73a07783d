"""Passphrases and PINs: from the environment, else typed without being shown.

Never an argument, never a file.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letterforge.campaign import Campaign
    from letterforge.seal.secret import Secret


def passphrase_for(campaign: Campaign) -> Secret | None:
    """The passphrase of a campaign's key.

    None: there is no key, it has no passphrase, or nobody can be asked.
    """
    if campaign.seal is None:
        return None
    from letterforge import sealing

    given = sealing.passphrase_in_environment(campaign.seal)
    if given is not None or not sys.stdin.isatty() or not sealing.is_locked(campaign.seal):
        return given
    seal = campaign.seal
    return typed(f"PIN of the token {seal.pkcs11.token}" if seal.pkcs11 else f"Passphrase of {seal.key}")


def typed(question: str) -> Secret | None:
    """What is typed at the terminal, without being shown; None: nothing."""
    from getpass import getpass

    from letterforge.seal.secret import Secret

    try:
        text = getpass(f"{question}: ", sys.stderr)
    except EOFError:
        return None
    return Secret(text) if text else None
