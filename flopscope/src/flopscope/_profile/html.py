"""A profile as one static page: flame graph, tables, and the source with FLOPs beside each line."""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Iterator
from html import escape

from flopscope._profile.exports import Node, tree
from flopscope._profile.numbers import Numbers, Row
from flopscope._profile.text import label

THINNEST = 0.001
"""Calls with a smaller share of all FLOPs are left out of the flame graph."""
MAX_FILES = 50
"""How many source files the page shows, dearest first."""

_STYLE = """
:root { color-scheme: light dark; --bar: #d9822b; --text: #222; --back: #fff; --line: #ddd; }
@media (prefers-color-scheme: dark) { :root { --text: #ddd; --back: #181a1b; --line: #444; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
       color: var(--text); background: var(--back); }
table { border-collapse: collapse; } td, th { padding: .15rem .7rem; text-align: left; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.flame { font-size: 12px; } .flame div.row { display: flex; }
.flame span { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis;
              padding: 0 .2rem; border: 1px solid var(--back); box-sizing: border-box; color: #222; }
.flame > div { min-width: 0; box-sizing: border-box; }
pre { margin: 0; } .source td { padding: 0 .6rem; white-space: pre; font: 13px/1.45 monospace; }
.source { width: 100%; } .source tr.hot { background: color-mix(in srgb, var(--bar) 18%, transparent); }
.scroll { overflow-x: auto; }
"""


def page(profile: Numbers) -> str:
    """The whole page; it loads nothing from elsewhere."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>flopscope profile</title><style>{_STYLE}</style></head><body>"
        f"<h1>{profile.flops:,} FLOPs</h1>"
        f"<p>{profile.calls:,} operations, {profile.seconds:.3g} s in NumPy.</p>"
        f"<h2>Flame graph</h2><p>Width is FLOPs. Outer calls are on top.</p>"
        f'<div class="flame">{"".join(_flame(tree(profile)))}</div>'
        f"{_tables(profile)}<h2>Source</h2>{''.join(_sources(profile))}</body></html>"
    )


def fragment(profile: Numbers) -> str:
    """What a notebook shows: totals and tables."""
    head = f"<b>{profile.flops:,} FLOPs</b>, {profile.calls:,} operations"
    return f"<div>{head}{_tables(profile, 8)}</div>"


def _flame(root: Node) -> Iterator[str]:
    """Nested boxes: each node above its children."""
    total = root.flops

    def boxes(node: Node, within: int) -> Iterator[str]:
        for i, child in enumerate(node.children.values()):
            if not child.flops or child.flops < total * THINNEST:
                continue
            share = f"{child.flops / total:.1%}"
            shown = escape(child.name)
            hue = 20 + (sum(map(ord, child.name)) + 7 * i) % 35
            yield (
                f'<div style="width:{100 * child.flops / within:.4f}%">'
                f'<span style="background:hsl({hue} 80% 65%)" '
                f'title="{shown}: {child.flops:,} FLOPs, {share}">{shown}</span>'
                f'<div class="row">'
            )
            yield from boxes(child, child.flops)
            yield "</div></div>"

    yield '<div class="row">'
    if total:
        yield from boxes(root, total)
    yield "</div>"


def _tables(profile: Numbers, shown: int = 30) -> str:
    parts: list[tuple[str, list[Row]]] = [
        ("Lines", profile.by_line()),
        ("Functions, with what they call", profile.by_function()),
        ("Namespaces", profile.by_namespace()),
        ("Operations", profile.by_operation()),
        ("Operations and shapes", profile.by_shape()),
    ]
    note = "" if profile.log_is_whole else " (of the latest 10,000 operations)"
    return "".join(
        f"<h2>{title}{note if title.endswith('shapes') else ''}</h2>"
        f'<div class="scroll"><table><tr><th class="n">FLOPs</th><th class="n">share</th>'
        f'<th class="n">calls</th><th class="n">s</th><th></th></tr>'
        f"{''.join(_table_row(row, profile.flops) for row in rows[:shown])}</table></div>"
        for title, rows in parts
        if rows
    )


def _table_row(row: Row, total: int) -> str:
    share = f"{row.total_flops / total:.1%}" if total else "-"
    return (
        f'<tr><td class="n">{row.total_flops:,}</td><td class="n">{share}</td>'
        f'<td class="n">{row.calls:,}</td><td class="n">{row.seconds:.3g}</td>'
        f"<td>{escape(label(row.key))}</td></tr>"
    )


def _sources(profile: Numbers) -> Iterable[str]:
    """Each file with FLOPs, its lines with what they spent."""
    by_file: dict[str, dict[int, Row]] = {}
    for row in profile.by_line():
        if row.key is not None:
            by_file.setdefault(row.key.filename, {}).setdefault(row.key.line, row)
    for filename, rows in list(by_file.items())[:MAX_FILES]:
        spent: dict[int, int] = {}
        for row in profile.by_line():
            if row.key is not None and row.key.filename == filename:
                spent[row.key.line] = spent.get(row.key.line, 0) + row.flops
        lines = linecache.getlines(filename)
        if not lines:
            continue
        numbered = "".join(
            f'<tr class="{"hot" if n in rows else ""}"><td class="n">'
            f"{f'{spent[n]:,}' if n in spent else ''}</td>"
            f'<td class="n">{n}</td><td>{escape(line.rstrip())}</td></tr>'
            for n, line in enumerate(lines, 1)
        )
        yield (
            f"<details open><summary>{escape(filename)}</summary>"
            f'<div class="scroll"><table class="source"><tr><th class="n">FLOPs</th>'
            f'<th class="n">line</th><th></th></tr>{numbered}</table></div></details>'
        )
