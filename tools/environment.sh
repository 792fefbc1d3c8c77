#!/bin/sh
# Usage: tools/environment.sh FOLDER REQUIREMENTS [--editable]
# Makes FOLDER a virtual environment with what REQUIREMENTS lists (and this project, editable).
# The stamp is written last, so an interrupted run continues, and a finished one is not repeated.
set -eu

folder=$1
requirements=$2
editable=${3:-}

fail() {
    printf 'convbook: %s\n' "$1" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" >/dev/null 2>&1 || fail "PYTHON=$PYTHON is not a command."
        new_enough "$PYTHON" || fail "PYTHON=$PYTHON is older than Python 3.11."
        printf '%s\n' "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3.11"
}

python=$(find_python)
"$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
    fail "$python has no venv module; on Debian or Ubuntu: apt-get install python3-venv"
command -v git >/dev/null 2>&1 || fail "git is needed and was not found; on Debian or Ubuntu: apt-get install git"

# What the environment depends on: the requirements, this folder's place, the project's metadata.
key=$({ pwd; cat "$requirements"; [ -z "$editable" ] || cat pyproject.toml; } | git hash-object --stdin)
stamp=$folder/stamp
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ] && new_enough "$folder/bin/python"; then
    exit 0
fi

echo "convbook: $folder from $requirements"
rm -f "$stamp"
# An environment without pip is one whose making was interrupted.
{ new_enough "$folder/bin/python" && "$folder/bin/python" -m pip --version >/dev/null 2>&1; } ||
    "$python" -m venv --clear "$folder"
"$folder/bin/python" -m pip install -q --disable-pip-version-check -r "$requirements"
if [ -n "$editable" ]; then
    "$folder/bin/python" -m pip install -q --disable-pip-version-check \
        --no-deps --no-build-isolation -e .
fi
printf '%s\n' "$key" > "$stamp"
