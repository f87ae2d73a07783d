"""Whether LibreOffice accepts the signatures in Word files: a line of JSON for each, a list of booleans.

Run `/usr/bin/python3 scripts/libreoffice_signatures.py FILE…`: it needs the Python of Debian's python3-uno.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue

PATIENCE = 60
"""Seconds for LibreOffice to start."""


def started(folder):
    """Start a separate LibreOffice: its process, and the connection to it."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    door = f"socket,host=127.0.0.1,port={port};urp;"
    office = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", "--nologo"),
            f"-env:UserInstallation=file://{folder}/profile",
            f"--accept={door}",
        ],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        try:
            return office, resolver.resolve(f"uno:{door}StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.2)
    os.killpg(office.pid, signal.SIGKILL)
    sys.exit("LibreOffice does not start")


def signatures(context, path):
    """Whether each signature of a file is valid."""
    services = context.ServiceManager
    storages = services.createInstanceWithContext("com.sun.star.embed.StorageFactory", context)
    # Open it as a zip: as a package, it would hide the content types, and no signature would be found.
    kind = PropertyValue(Name="StorageFormat", Value="ZipFormat")
    kinds = uno.Any("[]com.sun.star.beans.PropertyValue", (kind,))
    arguments = (pathlib.Path(path).resolve().as_uri(), 1, kinds)
    storage = uno.invoke(storages, "createInstanceWithArguments", (arguments,))
    name = "com.sun.star.security.DocumentDigitalSignatures"
    reader = services.createInstanceWithArgumentsAndContext(name, ("1.2", True), context)
    return [bool(found.SignatureIsValid) for found in reader.verifyDocumentContentSignatures(storage, None)]


def main(paths):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        office, context = started(folder)
        try:
            for path in paths:
                try:
                    print(json.dumps(signatures(context, path)), flush=True)
                except Exception:
                    print(json.dumps([]), flush=True)
        finally:
            os.killpg(office.pid, signal.SIGKILL)
            office.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
