"""What this machine lacks for PDF letters, and the command that installs it.

Behind `letterforge doctor`, `make letters` and the errors of the PDF typesetters. Nothing here loads
WeasyPrint.
"""

from letterforge.machine.faces import (
    face_files,
    has_face,
    packaged_face,
    packaged_faces,
    packaged_scripts,
    system_families,
)
from letterforge.machine.findings import Finding, Need, examine, for_weasyprint
from letterforge.machine.fixing import fix, fix_for, lacking, require_pango, require_typst
from letterforge.machine.packages import package_manager

__all__ = [
    "Finding",
    "Need",
    "examine",
    "face_files",
    "fix",
    "fix_for",
    "for_weasyprint",
    "has_face",
    "lacking",
    "package_manager",
    "packaged_face",
    "packaged_faces",
    "packaged_scripts",
    "require_pango",
    "require_typst",
    "system_families",
]
