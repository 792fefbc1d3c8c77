"""Records what would be downloaded, in the file that CONVBOOK_COLAB_LOG names."""

import os

__all__ = ["download"]


def download(filename):
    with open(os.environ["CONVBOOK_COLAB_LOG"], "a", encoding="utf-8") as log:
        log.write(f"download {filename}\n")
