"""Deliver: sheets → files that appear whole or not at all, and the tables of what was written.

`names` makes file names that every file system takes, `files` writes, `manifest` lists.
"""

from letterforge.deliver.files import Delivery, DeliveryTarget, deliver, write_whole
from letterforge.deliver.manifest import COMMA, SEMICOLON, write_failed, write_manifest
from letterforge.deliver.names import safe_name

__all__ = [
    "COMMA",
    "SEMICOLON",
    "Delivery",
    "DeliveryTarget",
    "deliver",
    "safe_name",
    "write_failed",
    "write_manifest",
    "write_whole",
]
