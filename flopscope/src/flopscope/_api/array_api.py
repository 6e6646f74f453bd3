"""What the Python array API standard asks of a namespace: its devices, dtypes and capabilities."""

from __future__ import annotations

from typing import Any, Final

from flopscope._base.dtypes import BY_NAME, dtype

VERSIONS: Final = ("2021.12", "2022.12", "2023.12", "2024.12")
"""The versions of the standard that programs may ask for."""

KINDS: Final = {
    "bool": "b",
    "signed integer": "i",
    "unsigned integer": "u",
    "integral": "iu",
    "real floating": "f",
    "complex floating": "c",
    "numeric": "iufc",
}
"""The kinds that the standard names, with the kinds of dtypes that each covers."""
_NOT_IN_THE_STANDARD: Final = frozenset({"float16"})


class NamespaceInfo:
    """``fnp.__array_namespace_info__()``: what the namespace offers, by the array API standard."""

    def capabilities(self) -> dict[str, Any]:
        """What the standard leaves open."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> str:
        """The only device."""
        return "cpu"

    def devices(self) -> list[str]:
        """All devices."""
        return ["cpu"]

    def default_dtypes(self, *, device: str | None = None) -> dict[str, dtype]:
        """The dtypes that functions choose where they are given none."""
        _check(device)
        names = {
            "real floating": "float64",
            "complex floating": "complex128",
            "integral": "int64",
            "indexing": "int64",
        }
        return {use: BY_NAME[name] for use, name in names.items()}

    def dtypes(
        self, *, device: str | None = None, kind: str | tuple[str, ...] | None = None
    ) -> dict[str, dtype]:
        """The dtypes of the standard by name, or those of a kind.

        Raises
        ------
        ValueError
            For another device or kind.
        """
        _check(device)
        kinds = tuple(KINDS) if kind is None else kind if isinstance(kind, tuple) else (kind,)
        unknown = [k for k in kinds if k not in KINDS]
        if unknown:
            raise ValueError(f"kind {unknown[0]!r} is not one of {', '.join(KINDS)}")
        wanted = "".join(KINDS[k] for k in kinds)
        return {
            name: d
            for name, d in BY_NAME.items()
            if d.kind in wanted and name not in _NOT_IN_THE_STANDARD
        }


def _check(device: str | None) -> None:
    if device not in (None, "cpu"):
        raise ValueError(f"device {device!r} is not available: arrays are on 'cpu'")


def check_version(version: str | None) -> None:
    """Refuse a version of the standard that there is not.

    Raises
    ------
    ValueError
    """
    if version is not None and version not in VERSIONS:
        raise ValueError(
            f"version {version!r} of the array API is not one of {', '.join(VERSIONS)}"
        )
