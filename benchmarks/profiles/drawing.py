"""Stacks of samples as an SVG: callers above what they call, as wide as they have samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import click

Stack = list[str]
Stacks = list[tuple[Stack, int]]
"""Frames, the outermost first, with their number of samples."""

_WIDTH, _HEIGHT, _TITLE = 1200, 17, 26
_CHARACTER = 6.8
_SHOWN = 0.004
"""Frames below this share of the samples would be a few pixels wide."""


def below(stacks: Stacks, entry: str) -> Stacks:
    """Give what a function calls, of the stacks that pass through it."""
    found = []
    for frames, count in stacks:
        starts = [i for i, name in enumerate(frames) if name.startswith(entry)]
        if starts:
            found.append((frames[starts[0] + 1 :], count))
    if not found:
        raise click.ClickException(
            f"no sample is of {entry.removesuffix(' (')}: profile for longer"
        )
    return found


@dataclass
class _Frame:
    """A function at a line, in one chain of callers."""

    samples: int = 0
    called: dict[str, _Frame] = field(default_factory=dict)


def _tree(stacks: Stacks) -> _Frame:
    root = _Frame()
    for frames, count in stacks:
        frame = root
        frame.samples += count
        for name in frames:
            frame = frame.called.setdefault(name, _Frame())
            frame.samples += count
    return root


def draw(path: Path, title: str, stacks: Stacks) -> None:
    """Write the stacks, the widest frame first."""
    tree = _tree(stacks)
    boxes = list(_boxes(tree, 0, 0, tree.samples))
    height = _TITLE + _HEIGHT * (1 + max(level for _, level, _, _ in boxes))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="monospace" font-size="11">',
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
        f'<text x="4" y="17" font-size="13">{escape(title)}; {tree.samples:,} samples</text>',
        *(_box(*box) for box in boxes),
        "</svg>",
    ]
    path.write_text("\n".join(lines) + "\n")


def _boxes(
    frame: _Frame, level: int, start: int, whole: int
) -> Iterator[tuple[str, int, float, float]]:
    """Give name, level, start and share of all frames that can be seen."""
    for name, child in sorted(frame.called.items(), key=lambda item: -item[1].samples):
        if child.samples >= _SHOWN * whole:
            yield name, level, start / whole, child.samples / whole
            yield from _boxes(child, level + 1, start, whole)
        start += child.samples


def _box(name: str, level: int, start: float, share: float) -> str:
    x, y, width = start * _WIDTH, _TITLE + level * _HEIGHT, share * _WIDTH
    label = f"{share:.0%} {name}" if share > 0.1 else name
    fits = label[: int((width - 6) / _CHARACTER)]
    text = f'<text x="{x + 3:.1f}" y="{y + 12}">{escape(fits)}</text>' if len(fits) > 2 else ""
    return (
        f"<g><title>{escape(name)}: {share:.1%}</title>"
        f'<rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.3):.1f}" height="{_HEIGHT - 1}" '
        f'fill="{_colour(name)}"/>{text}</g>'
    )


def _colour(name: str) -> str:
    """Tell compiled bodies, the rest of flopscope, and other code apart."""
    if name.startswith("body: "):
        return "#fdae6b"
    return "#9ecae1" if "flopscope" in name else "#d9d9d9"
