"""Runs one notebook as Colab would: `python run_page.py PAGE RESULT`, in the current folder.

Executed by the Python of .venv-colab, so it imports nothing of this repository.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

page, result = map(Path, sys.argv[1:])
notebook = nbformat.read(page, as_version=4)
NotebookClient(
    notebook,
    timeout=300,
    kernel_name="python3",
    resources={"metadata": {"path": str(Path.cwd())}},
).execute()
nbformat.write(notebook, result)
