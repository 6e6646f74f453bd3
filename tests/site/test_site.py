"""The site builds without a warning, its links lead somewhere, and it works from a folder."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from tests.browser import Visit

PAGES = ["index.html", "tutorials/participant.html", "reference/api.html", "prices.html"]


class Page(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors = {"", "#"}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            elif name == "id" and value is not None:
                self.anchors.add(value)


def test_links_lead_somewhere(site: Path) -> None:
    pages = {path: Page(path) for path in site.rglob("*.html") if "_static" not in path.parts}
    assert len(pages) > 80
    broken = []
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:|//", link):
                continue
            target, anchor = urldefrag(unquote(link))
            place = (path.parent / target.partition("?")[0]).resolve() if target else path
            if not place.exists() or (place in pages and anchor not in pages[place].anchors):
                broken.append((path.name, link))
    assert broken == []


def test_the_list_for_language_models_names_pages_that_exist(site: Path) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", (site / "llms.txt").read_text(encoding="utf-8"))
    assert len(targets) > 10
    assert [t for t in targets if not (site / t).exists()] == []


def test_pages_load_nothing_from_a_network(site: Path, visit: Visit) -> None:
    operation = next((site / "reference/operations").glob("linalg.*.html"))
    for path in [*(site / page for page in PAGES), operation]:
        page = visit.open(path)
        assert page.locator("h1").first.is_visible()
        assert not page.evaluate("document.fonts.status === 'error'")
    visit.check()


def test_pages_fit_a_phone(site: Path, visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 800})
    for name in PAGES:
        page = visit.open(site / name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390 + 1, name


def test_search_works_from_a_folder(site: Path, visit: Visit) -> None:
    page = visit.open(site / "search.html", "?q=glossary")
    page.locator("#search-results li a", has_text="Glossary").first.wait_for(timeout=30_000)
    page.locator("#search-results li a", has_text="Glossary").first.click()
    page.wait_for_url("**/glossary.html**")
    assert "Glossary" in page.title()
    visit.check()


@pytest.mark.parametrize("name", ["reference/operations"])
def test_an_operation_has_price_example_and_plot(site: Path, visit: Visit, name: str) -> None:
    page = visit.open(next((site / name).glob("linalg.det.html")))
    text = page.locator("article").inner_text()
    for words in ("FLOPs", "Source:", "Raises", "budget.flops_used", "Cost against size"):
        assert words in text
    assert page.locator(".cost-plot circle").count() > 5
    visit.check()
