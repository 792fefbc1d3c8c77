"""The book's colours, light and dark: input, kernel, output, padding and gradient keep theirs."""

LIGHT = {
    "ink": "#1c1e21",
    "muted": "#5b6168",
    "paper": "#ffffff",
    "panel": "#f5f6f8",
    "line": "#d4d8dd",
    "input": "#1a66a8",
    "kernel": "#b8470c",
    "output": "#0a7556",
    "padding": "#6d737a",
    "gradient": "#8a3f9e",
    "focus": "#1a66a8",
}

DARK = {
    "ink": "#e8e9eb",
    "muted": "#a9afb7",
    "paper": "#16181c",
    "panel": "#1f2227",
    "line": "#3a3f46",
    "input": "#79bdf7",
    "kernel": "#ff9f68",
    "output": "#5ad6ab",
    "padding": "#9aa1a9",
    "gradient": "#dba4ee",
    "focus": "#79bdf7",
}
