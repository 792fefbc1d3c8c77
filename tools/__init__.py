"""Tools for people who work on the book; run them from the repository's root."""
