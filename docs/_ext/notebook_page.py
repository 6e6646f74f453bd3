"""A notebook as a page: its Markdown cells, its code, and the outputs that it was saved with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat


def notebook_page(path: Path) -> str:
    """The page as Markdown.

    Parameters
    ----------
    path : Path
        An executed notebook.
    """
    cells = nbformat.read(path, as_version=4).cells
    download = f"Download this page as a notebook: {{download}}`{path.name}`."
    first, *rest = (_cell(cell) for cell in cells)
    return "\n\n".join([first, download, *rest]) + "\n"


def _cell(cell: Any) -> str:
    if cell.cell_type == "markdown":
        return str(cell.source)
    parts = [
        f"```ipython3\n{cell.source}\n```"
        if cell.source.startswith("%")
        else f"```python\n{cell.source}\n```"
    ]
    parts += [f"```text\n{text}\n```" for output in cell.outputs if (text := _text(output))]
    return "\n\n".join(parts)


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return str(output.text).rstrip()
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return str(output.data.get("text/plain", "")).rstrip()
