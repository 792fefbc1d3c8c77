"""Records that custom widgets were enabled, in the file that CONVBOOK_COLAB_LOG names."""

import os

from google.colab import _widgets

__all__ = ["_widgets", "enable_custom_widget_manager"]


def enable_custom_widget_manager():
    with open(os.environ["CONVBOOK_COLAB_LOG"], "a", encoding="utf-8") as log:
        log.write("enable_custom_widget_manager\n")
