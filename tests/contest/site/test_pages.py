"""The pages in a real browser, opened as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from flopscope_eval.site import pages
from flopscope_eval.site.board import Board
from tests.browser import PATIENCE_MS, Visit
from tests.contest.site import filling

pytestmark = pytest.mark.timeout(400)  # a browser, beside others

DRAWN = """canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) colours.add(data.slice(i, i + 3).join());
  return colours.size;
}"""


def column(page: Page, number: int) -> list[str]:
    """Texts of a column of the leaderboard, of the rows that are shown."""
    cells = page.locator(f"#board tbody tr:not([hidden]) > :nth-child({number})")
    return [text.strip() for text in cells.all_inner_texts()]


def all_pages(folder: Path) -> list[Path]:
    """One page of each kind, and some submissions."""
    return [
        *(folder / f"{name}.html" for name in ("index", "compare", "contest")),
        *sorted((folder / "submissions").glob("*.html"))[:6],
    ]


def test_every_page_works_from_files_and_loads_nothing_from_a_network(
    visit: Visit, sites: dict[str, Path]
) -> None:
    for path in all_pages(sites["organizer"]):
        page = visit.open(path)
        page.wait_for_load_state()
        for canvas in page.locator("canvas").all():
            page.wait_for_function(f"canvas => ({DRAWN})(canvas) >= 2", arg=canvas.element_handle())
        visit.check()
    assert any(url.endswith("assets/chart.js") for url in visit.requests)


def test_the_leaderboard_is_sorted_and_filtered(
    visit: Visit, sites: dict[str, Path], boards: dict[str, Board]
) -> None:
    page = visit.open(sites["participants"] / "index.html")
    heads = [head.strip() for head in page.locator("#board thead th").all_inner_texts()]
    page.get_by_role("button", name="FLOPs").click()
    flops = [row.flops for row in boards["participants"].rows if row.flops]
    cells = page.locator(f"#board tbody td:nth-child({heads.index('FLOPs') + 1})")
    shown = [cell.get_attribute("data-value") for cell in cells.all()]
    assert [int(value) for value in shown if value] == sorted(map(int, flops))
    page.get_by_role("button", name="FLOPs").click()
    shown = [cell.get_attribute("data-value") for cell in cells.all()]
    assert [int(value) for value in shown if value] == sorted(map(int, flops), reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("FLOPs")
    page.get_by_label("Filter").fill("grace")
    assert set(column(page, heads.index("Author") + 1)) == {"grace"}
    page.get_by_label("Filter").fill("")
    page.get_by_label("Final entries only").check()
    final = [row for row in boards["participants"].rows if row.final]
    assert len(column(page, 1)) == len(final)
    assert page.locator("#shown").inner_text() == f"{len(final)} shown"
    visit.check()


def test_two_submissions_are_compared_on_one_page(
    visit: Visit, sites: dict[str, Path], boards: dict[str, Board]
) -> None:
    first, second, third = [row for row in boards["organizer"].rows if row.runs][:3]
    page = visit.open(sites["organizer"] / "compare.html", f"#{second.id},{third.id}")
    page.wait_for_function("document.querySelectorAll('#cases tbody tr').length > 0")
    page.get_by_label("First entry").select_option(first.id)
    score = str(first.runs[0].cases[0].score)
    page.wait_for_function(
        "text => document.querySelector('#cases tbody').textContent.includes(text)", arg=score
    )
    assert page.url.endswith(f"#{first.id},{third.id}")
    assert page.locator("#scores").evaluate(DRAWN) >= 3
    visit.check()


def test_hostile_text_is_shown_as_text(
    visit: Visit, sites: dict[str, Path], boards: dict[str, Board]
) -> None:
    page = visit.open(sites["organizer"] / "index.html")
    text = page.locator("#board").inner_text()
    for shown in (
        "</script><script>",
        "onerror",
        "{{ 7 * 7 }}",
        r"evil\u202egnp",
        r"nul\x00 and \ud800",
    ):
        assert shown in text
    assert "\u202e" not in page.content()
    row = next(row for row in boards["organizer"].rows if row.runs)
    page = visit.open(sites["organizer"] / "submissions" / f"{row.id}.html")
    page.locator("details summary").filter(has_text="Standard error").first.click()
    assert r"\x1b[31mred" in page.locator("pre").filter(has_text="red").first.inner_text()
    visit.check()


@pytest.mark.parametrize("audience", ["participants", "author:ada"])
def test_nothing_private_is_in_any_file(sites: dict[str, Path], audience: str) -> None:
    """The pages are searched as bytes, and so are their scripts."""
    contents = {path: path.read_bytes() for path in sites[audience].rglob("*") if path.is_file()}
    own = audience == "author:ada"
    for kind, secret in filling.SECRETS.items():
        holders = [path for path, content in contents.items() if secret.encode() in content]
        if own and kind in ("stdout", "message"):
            for path in holders:  # her own output, on her own pages
                assert b"<dd>ada</dd>" in contents[path], path
        else:
            assert holders == [], (kind, holders)
    organizers = b"".join(p.read_bytes() for p in sites["organizer"].rglob("*.html"))
    for secret in filling.SECRETS.values():
        assert secret.encode() in organizers
    for path in contents:
        assert b"copied" not in contents[path]


def test_private_scores_are_rounded_for_participants(boards: dict[str, Board]) -> None:
    for shown, exact in zip(boards["participants"].rows, boards["organizer"].rows, strict=True):
        if exact.private_score is not None:
            assert shown.private_score == float(f"{exact.private_score:.3g}")
        assert [run.split for run in shown.runs] == ["public"]


def test_nobody_is_ranked_without_a_score_or_when_disqualified(boards: dict[str, Board]) -> None:
    rows = boards["organizer"].rows
    assert [row.rank for row in rows if row.entry == 3] == [None]
    ranked = [row for row in rows if row.rank is not None]
    assert sorted(row.rank for row in ranked if row.rank) == list(range(1, len(ranked) + 1))
    assert len({row.author for row in ranked}) == len(ranked)
    by_rank = sorted(ranked, key=lambda row: row.rank or 0)
    scores = [row.score for row in by_rank if row.score is not None]
    assert scores == sorted(scores)  # lower is better here


def test_axe_finds_nothing_serious(visit: Visit, sites: dict[str, Path]) -> None:
    axe = Axe()
    for path in all_pages(sites["organizer"]):
        page = visit.open(path)
        for details in page.locator("details summary").all():
            details.click()
        found = axe.run(page).response["violations"]
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        assert serious == [], (path.name, [(v["id"], v["nodes"][0]["html"]) for v in serious])


def test_pages_are_readable_at_400_pixels(visit: Visit, sites: dict[str, Path]) -> None:
    visit.page.set_viewport_size({"width": 400, "height": 800})
    for path in all_pages(sites["organizer"]):
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, path
        size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('p')).fontSize)")
        assert size >= 14


def test_the_policy_allows_no_script_but_the_files(
    chromium: Browser, sites: dict[str, Path]
) -> None:
    page = chromium.new_page()
    page.goto((sites["organizer"] / "index.html").as_uri())
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 1';"
        " document.body.append(s); }"
    )
    assert page.evaluate("window.hacked") is None
    page.close()


def test_a_long_leaderboard_shows_its_first_rows_until_asked(
    chromium: Browser, boards: dict[str, Board], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS_SHOWN", 5)
    pages.write(boards["participants"], tmp_path)
    total = len(boards["participants"].rows)
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("button", name="FLOPs").click()
    page.wait_for_selector("th[aria-sort=ascending]")
    assert len(column(page, 1)) == 5
    assert page.locator("#shown").inner_text() == f"5 of {total} shown"
    flops = sorted(int(row.flops) for row in boards["participants"].rows if row.flops)
    cells = page.locator("#board tbody tr:not([hidden]) td[data-value]")
    assert str(flops[0]) in [cell.get_attribute("data-value") for cell in cells.all()]
    page.get_by_role("button", name="Show all").click()
    assert len(column(page, 1)) == total
    page.close()
    scriptless = chromium.new_context(java_script_enabled=False).new_page()
    scriptless.goto((tmp_path / "index.html").as_uri())
    assert scriptless.locator("#board tbody tr >> visible=true").count() == total
    scriptless.context.close()
