#!/bin/sh
# Makes a virtual environment with a pip that knows groups of dependencies: make_venv.sh PYTHON FOLDER
# If that Python cannot do it, it fails with a hint, before anything is made.
set -eu
python=$1 folder=$2
sudo=$(test "$(id -u)" = 0 || echo "sudo ")

fail() {
    printf 'error: %s\nhint: %s\n' "$1" "$2" >&2
    exit 5
}

command -v "$python" >/dev/null ||
    fail "there is no $python on this machine" \
        "install Python 3.11 or newer; on Debian and Ubuntu: ${sudo}apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "letterforge needs Python 3.11 or newer, but $python is $("$python" -V 2>&1)" \
        "install a newer one and name it, for example: make letters PYTHON=python3.12"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python cannot make virtual environments: its modules venv and ensurepip are not installed" \
        "on Debian and Ubuntu: ${sudo}apt-get install python3-venv"

"$python" -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
pwd >"$folder/home"
