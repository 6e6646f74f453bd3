"""``Module``: an object whose numeric attributes are saved to a file and read back."""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._composed.buffers import frombuffer
from flopscope._composed.files import load, savez

_NUMBERS: Final = "__numbers__"
"""The file's entry that names the attributes that are Python numbers, as JSON text."""
_ABOUT: Final = "__about__"
"""The file's entry with the configuration and the caller's notes, as JSON text."""


class Module:
    """Base class of objects that keep their state in numeric attributes.

    The state is every attribute that is an array or a Python number, and the state of every attribute that
    is a ``Module``, or a list, tuple or dictionary of these. The configuration is every attribute that is
    plain data: numbers, text, booleans, None, and lists of them.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> class Line(flops.Module):
    ...     def __init__(self, slope, offset):
    ...         self.slope, self.offset = fnp.asarray(slope), offset
    >>> class Lines(flops.Module):
    ...     def __init__(self, count):
    ...         self.count = count
    ...         self.lines = [Line([0.0, 1.0], i) for i in range(count)]
    >>> sorted(Lines(2).state_dict())
    ['count', 'lines.0.offset', 'lines.0.slope', 'lines.1.offset', 'lines.1.slope']
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Lines(2).save(pathlib.Path(folder) / "lines.npz")
    ...     lines = Lines.from_file(pathlib.Path(folder) / "lines.npz")
    >>> lines.lines[1].slope.tolist(), lines.lines[1].offset
    ([0.0, 1.0], 1)
    """

    def state_dict(self, prefix: str = "") -> dict[str, Any]:
        """The numeric state by dotted name: the arrays themselves, and Python numbers.

        Parameters
        ----------
        prefix : str, optional
            Put before each name.
        """
        return {prefix + name: value for name, _, _, value in _entries(self, "")}

    def load_state_dict(self, sd: Mapping[str, Any], *, strict: bool = True) -> None:
        """Take the state from a dictionary as :meth:`state_dict` gives it.

        Parameters
        ----------
        sd : mapping
            Arrays are copied; anything that makes an array will do.
        strict : bool, optional
            Refuse names that this object lacks, and the lack of names that it has.

        Raises
        ------
        KeyError
            If the names differ and ``strict`` holds.
        ValueError
            If an array has another shape than the one that it replaces.
        """
        own = {name: (holder, key, value) for name, holder, key, value in _entries(self, "")}
        missing, unknown = sorted(own.keys() - sd.keys()), sorted(sd.keys() - own.keys())
        if strict and (missing or unknown):
            raise KeyError(
                f"the state of {type(self).__name__} does not fit: missing {missing}, unknown {unknown}; "
                "give strict=False to load what fits"
            )
        for name, (holder, key, before) in own.items():
            if name in sd:
                _put(holder, key, _like(before, sd[name], name))

    def config(self) -> dict[str, Any]:
        """The attributes that are plain data: numbers, text, booleans, None, and lists of them."""
        return {name: value for name, value in vars(self).items() if _is_plain(value)}

    def save(self, path: str | os.PathLike[str], *, meta: Mapping[str, Any] | None = None) -> None:
        """Write the state and the configuration to an ``.npz`` file.

        Parameters
        ----------
        path : path
            It gets the suffix ``.npz`` if it lacks it.
        meta : mapping, optional
            Notes of the caller's own, as JSON takes them.

        Raises
        ------
        ValueError
            If there is no numeric state.
        UnsupportedDtypeError
            If an attribute is an integer of more than 64 bits.
        """
        state = self.state_dict()
        if not state:
            raise ValueError(f"{type(self).__name__} has no numeric attributes to save")
        numbers = sorted(k for k, v in state.items() if not isinstance(v, ndarray))
        about = {"config": self.config(), "meta": dict(meta or {})}
        entries: dict[str, Any] = {**state, _NUMBERS: _text(numbers), _ABOUT: _text(about)}
        savez(path, **entries)

    def load(self, path: str | os.PathLike[str]) -> Self:
        """Take the state from a file that :meth:`save` wrote.

        Parameters
        ----------
        path : path

        Returns
        -------
        Module
            This object.
        """
        state, _ = _read(path)
        self.load_state_dict(state)
        return self

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], **overrides: Any) -> Self:
        """An object with the state that :meth:`save` wrote.

        Its numeric attributes are set, others are left to the class, and ``__init__`` is not called. Where
        there is the state of other modules too, ``__init__`` must make these: it is called with what it
        takes of the saved configuration and ``overrides``, and the state is loaded.

        Parameters
        ----------
        path : path
        **overrides : object
            Arguments, or attributes, in place of the saved ones.

        Raises
        ------
        ValueError
            If the file is not one that :meth:`save` wrote, or ``__init__`` must be called and needs
            arguments that are not there.
        """
        state, config = _read(path)
        nested = [name for name in state if "." in name]
        given = _arguments(cls, {**config, **overrides}) if nested else None
        if given is not None:
            made = cls(**given)
            state |= {k: v for k, v in overrides.items() if k in state}
            made.load_state_dict(state)
            return made
        if nested:
            raise ValueError(
                f"{os.fspath(path)} holds the state of other modules ({nested[0]}, ...), which only "
                f"{cls.__name__}.__init__ can make: make the object, then call its load(path)"
            )
        made = cls.__new__(cls)
        for name, value in {**state, **overrides}.items():
            setattr(made, name, value)
        return made


def _entries(holder: Any, prefix: str) -> Iterator[tuple[str, Any, Any, Any]]:
    """Each number and array below an object: its dotted name, what holds it, its key there, and itself."""
    for key, value in _items(holder):
        name = f"{prefix}{key}"
        if isinstance(value, ndarray | int | float | complex):
            yield name, holder, key, value
        elif isinstance(value, Module) or (
            isinstance(value, list | tuple | dict) and _has_modules(value)
        ):
            yield from _entries(value, f"{name}.")


def _items(holder: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(holder, Module):
        return iter(vars(holder).items())
    return iter(holder.items() if isinstance(holder, dict) else enumerate(holder))


def _has_modules(value: Any) -> bool:
    """Whether a container is of modules and arrays: one of numbers alone is configuration."""
    items = value.values() if isinstance(value, dict) else value
    return any(
        isinstance(item, Module | ndarray)
        or (isinstance(item, list | tuple | dict) and _has_modules(item))
        for item in items
    )


def _put(holder: Any, key: Any, value: Any) -> None:
    if isinstance(holder, Module):
        setattr(holder, key, value)
    elif isinstance(holder, tuple):
        raise ValueError(f"item {key} of a tuple cannot be loaded; keep parameters in a list")
    else:
        holder[key] = value


def _like(before: Any, value: Any, name: str) -> Any:
    """A value for the place of another: an array of its shape, or a number."""
    if not isinstance(before, ndarray):
        return value.item() if isinstance(value, ndarray) else value
    made = ops.array(value)
    if made.shape != before.shape:
        raise ValueError(f"{name} has shape {before.shape}, and the state's has {made.shape}")
    return made


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(k, str) and _is_plain(v) for k, v in value.items())
    return value is None or isinstance(value, bool | int | float | str)


def _text(value: Any) -> ndarray:
    return frombuffer(json.dumps(value).encode(), "u1")


def _read(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The state and the configuration in a file."""
    with load(path) as file:
        if _NUMBERS not in file:
            raise ValueError(f"{os.fspath(path)} was not written by Module.save")
        numbers = set(json.loads(file[_NUMBERS].tobytes()))
        about = json.loads(file[_ABOUT].tobytes()) if _ABOUT in file else {"config": {}}
        state = {
            name: file[name].item() if name in numbers else file[name]
            for name in file
            if name not in (_NUMBERS, _ABOUT)
        }
    return state, about["config"]


def _arguments(cls: Any, known: Mapping[str, Any]) -> dict[str, Any] | None:
    """What ``__init__`` takes of the known values; None if it needs more."""
    if cls.__init__ is object.__init__:
        return None
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    named = [p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    if any(p.default is p.empty and p.name not in known for p in named):
        return None
    return {p.name: known[p.name] for p in named if p.name in known}
