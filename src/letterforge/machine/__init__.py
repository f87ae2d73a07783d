"""What this machine lacks for PDF letters, and the command that mends it.

Behind `letterforge doctor`, `make letters` and the errors of the PDF typesetter. Nothing here loads WeasyPrint.
"""

from letterforge.machine.faces import (
    covers,
    face_files,
    has_face,
    packaged_face,
    packaged_scripts,
    system_families,
)
from letterforge.machine.findings import Finding, Need, examine
from letterforge.machine.mending import lacking, mend, require_pango, way_out
from letterforge.machine.packages import package_manager

__all__ = [
    "Finding",
    "Need",
    "covers",
    "examine",
    "face_files",
    "has_face",
    "lacking",
    "mend",
    "package_manager",
    "packaged_face",
    "packaged_scripts",
    "require_pango",
    "system_families",
    "way_out",
]
