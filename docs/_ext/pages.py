"""Writes the pages that come from data: operations, environment variables, the notebook."""

from __future__ import annotations

import re
from pathlib import Path

from environment_page import environment_page
from notebook_page import notebook_page
from operation_pages import operation_pages
from sphinx.application import Sphinx


def write_pages(app: Sphinx) -> None:
    """Write all pages below the source folder; a page that has not changed keeps its time."""
    root = Path(app.srcdir)
    pages = operation_pages(app.config.operations_every)
    pages["reference/environment.md"] = environment_page()
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        pages[f"notebooks/{notebook.stem}.md"] = notebook_page(notebook)
    for name, text in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for old in (root / "reference/operations").glob("*.*"):
        if f"reference/operations/{old.name}" not in pages:
            old.unlink()


_REPOSITORY = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)]+)\)")
_PAGES = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


def link_the_repository(app: Sphinx, docname: str, source: list[str]) -> None:
    """Links to files outside of ``docs/`` work in the repository; on the site, they are text."""
    if docname.count("/"):
        return

    def replaced(match: re.Match[str]) -> str:
        text, target = match.groups()
        page = _PAGES.get(target)
        return f"[{text}]({page})" if page else text

    source[0] = _REPOSITORY.sub(replaced, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx's hook."""
    app.add_config_value("operations_every", 1, "env", types=[int])
    app.connect("builder-inited", write_pages)
    app.connect("source-read", link_the_repository)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
