"""One card of the built book, and how a reader works it."""

from playwright.sync_api import Locator

PAGE = "book/dilated-convolution/exercises"
CARD = "#fig-ex-rates-without-gaps"


def rates(card: Locator) -> Locator:
    return card.get_by_label("Rates, first layer first")


def enter(card: Locator, text: str) -> str:
    """Type rates, check them, and return what is said."""
    rates(card).fill(text)
    card.get_by_role("button", name="Check").click()
    return card.locator(".cb-ex-feedback").text_content() or ""
