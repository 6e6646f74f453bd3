"""A list of prices: what every operation does on sample operands, to be compared between versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flopscope._table import ORDERED, REQUIRED, Operation, Param, Spec
from flopscope._table.rules import rules_sha256
from flopscope._version import __version__

SHAPES: Final = ((), (1,), (7,), (101,), (5, 5), (12, 4), (4, 12), (3, 6, 6), (64, 64))
DTYPES: Final = ("float64", "complex128", "int32")


def price_list() -> dict[str, Any]:
    """Units of every operation on sample operands, by row and call.

    Returns
    -------
    dict
        ``version``, ``sha256`` and ``rows``: by operation, the class, the formula's text and ``prices``: units by
        sample, for samples that the row does not refuse.
    """
    return {
        "version": __version__,
        "sha256": rules_sha256(),
        "rows": {op.name: _row(op) for op in ORDERED},
    }


def _row(op: Operation) -> dict[str, Any]:
    return {"class": op.cls, "source": op.source, "prices": dict(_prices(op))}


def _prices(op: Operation) -> Iterator[tuple[str, dict[str, int]]]:
    for shape in SHAPES:
        for dtype in DTYPES:
            args = tuple(_sample(p, shape, dtype) for p in op.params)
            try:
                units = op.units(args)
            except Exception:  # noqa: BLE001 - the row refuses these operands
                continue
            yield f"{shape} {dtype}", dict(units)


def _sample(param: Param, shape: tuple[int, ...], dtype: str) -> Any:
    if param.default is not REQUIRED:
        return param.default
    if param.style == "var" and param.kind.is_plain:
        return ()
    return param.kind.sample(Spec(shape, dtype), shape[-1] if shape else 1)


def changed_rows(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """What differs between two lists: the operation, the sample or field, what was and what is.

    Raises
    ------
    ValueError
        If one of them is not a list of prices.
    """
    try:
        before, after = old["rows"], new["rows"]
        for name in sorted({*before, *after}):
            was, now = before.get(name), after.get(name)
            if was is None or now is None:
                yield (
                    name,
                    "row",
                    None if was is None else was["class"],
                    None if now is None else now["class"],
                )
                continue
            for sample in dict.fromkeys((*was["prices"], *now["prices"])):
                if was["prices"].get(sample) != now["prices"].get(sample):
                    yield name, sample, was["prices"].get(sample), now["prices"].get(sample)
            if was["class"] != now["class"]:
                yield name, "class", was["class"], now["class"]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not a list of prices: {error!r}") from None
