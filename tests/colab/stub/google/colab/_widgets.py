"""What anywidget reads after it has enabled custom widgets."""

_installed_url = "https://example.org/widget-manager"
