"""Takes the documentation's screenshots: ``python -m tests.contest.site.screenshots``."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from flopscope_eval.site import pages
from flopscope_eval.site.board import Audience, board
from flopscope_eval.store.store import Store
from tests.browser import ARGUMENTS
from tests.contest.site import filling

TARGET = Path("docs/images")

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Write a picture of each kind of page, and of the leaderboard in both themes and on a phone."""
    TARGET.mkdir(exist_ok=True)
    executable = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        with Store.open(f"{name}/store.db") as store:
            filling.fill(store, 12, cases=8, hostile=False)
            shown = board(store, Audience.parse("participants"))
        site = Path(name) / "site"
        pages.write(shown, site)
        best, second = shown.rows[:2]
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        for theme in THEMES:
            context = browser.new_context(
                color_scheme=theme, viewport={"width": 1280, "height": 760}
            )
            page = context.new_page()
            for picture, address in {
                "leaderboard": (site / "index.html").as_uri(),
                "submission": (site / "submissions" / f"{best.id}.html").as_uri(),
                "compare": (site / "compare.html").as_uri() + f"#{best.id},{second.id}",
            }.items():
                page.goto(address)
                page.wait_for_timeout(500)
                page.screenshot(path=TARGET / f"{picture}-{theme}.png")
            page.set_viewport_size({"width": 400, "height": 760})
            page.goto((site / "index.html").as_uri())
            page.wait_for_timeout(500)
            page.screenshot(path=TARGET / f"phone-{theme}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
