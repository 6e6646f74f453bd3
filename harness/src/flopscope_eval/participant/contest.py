"""Runs a submission as a contest's contract says: asks for cases, calls it, hands its answers in.

All of this is public, and the submission shares its process: it decides nothing. What may happen when,
what an answer must be, and what anything costs, the server decides.
"""

from __future__ import annotations

import builtins
import importlib
import json
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .config import EXIT_MEMORY_ERROR

FOLDER = ".contest"
"""Beside the submission's files: the contract, the adapter and the shims. Read-only, and trusted."""

CONTRACT = "contract.json"

_MAX_REASON = 500


class ContractError(Exception):
    """The submission is not what the contract asks for."""


class Record:
    """Named values that cannot be set: ``record.width``.

    Parameters
    ----------
    values : mapping
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(
                f"there is no {name!r}; there are {', '.join(self._values)}"
            ) from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name!r} cannot be set: this record is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{name!r} cannot be deleted: this record is read-only")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __repr__(self) -> str:
        return f"Record({', '.join(f'{k}={v!r}' for k, v in self._values.items())})"


def run(folder: Path) -> int:
    """Run the submission in ``folder`` on all cases that the server hands out; give its exit code."""
    own = folder / FOLDER
    contract = json.loads((own / CONTRACT).read_text(encoding="utf-8"))
    sys.dont_write_bytecode = True
    # Shims come before the submission's files, and are imported before any of them: a file of the
    # same name cannot take their place.
    sys.path.insert(0, str(own))
    for name in contract["shims"]:
        importlib.import_module(name)
    adapter = importlib.import_module("adapter") if contract["adapter"] else None
    sys.path.insert(1, str(folder))
    from flopscope_client import cases

    info, _ = cases.next_phase()
    try:
        call, teardown = _prepare(folder, contract, adapter, Record(info.get("context", {})))
    except Exception as error:  # noqa: BLE001 - a submission may raise anything
        return _shown(error)
    _work_through_cases(call, contract, adapter)
    try:
        teardown()
    except Exception as error:  # noqa: BLE001
        return _shown(error)
    return 0


def _prepare(
    folder: Path, contract: dict[str, Any], adapter: Any, context: Record
) -> tuple[Callable[..., Any], Callable[[], object]]:
    """Load the submission and run its setup, within the setup phase."""
    module = types.ModuleType("__main__")
    entry = contract["entry"]
    module.__dict__.update(__file__=entry, __builtins__=builtins)
    sys.modules["__main__"] = module
    sys.argv = [entry]
    exec(  # the submission itself
        compile((folder / entry).read_bytes(), entry, "exec", dont_inherit=True), module.__dict__
    )
    target = _target(module, contract)
    if adapter is not None and hasattr(adapter, "context"):
        context = adapter.context(context)
    if contract["kind"] == "function":
        return target, lambda: None
    solver = target()
    if hasattr(solver, "setup"):
        solver.setup(context)
    return solver.predict, getattr(solver, "teardown", lambda: None)


def _target(module: types.ModuleType, contract: dict[str, Any]) -> Any:
    """Find the function or class that the contract names.

    A class may have any name where the contract names a base class: it is the one class of this
    file that derives from it.
    """
    name, base = contract["name"], contract["base"]
    base_class = None
    if base:
        where, _, what = base.partition(":")
        base_class = getattr(importlib.import_module(where), what)
    found = getattr(module, name, None)
    if found is None and base_class is not None:
        own = [
            c for c in vars(module).values() if isinstance(c, type) and c.__module__ == "__main__"
        ]
        derived = [c for c in own if issubclass(c, base_class)]
        found = derived[0] if len(derived) == 1 else None
    if found is None:
        raise ContractError(f"{contract['entry']} defines no {contract['kind']} called {name}")
    if contract["kind"] == "class":
        if not isinstance(found, type) or not callable(getattr(found, "predict", None)):
            raise ContractError(f"{name} must be a class with a method predict")
        if base_class is not None and not issubclass(found, base_class):
            raise ContractError(f"{name} must derive from {base.replace(':', '.')}")
    elif not callable(found):
        raise ContractError(f"{name} must be a function")
    return found


def _work_through_cases(call: Callable[..., Any], contract: dict[str, Any], adapter: Any) -> None:
    from flopscope.errors import MemoryLimitError
    from flopscope_client import cases

    reason = ""
    while True:
        try:
            info, arrays = cases.next_phase(reason)
        except MemoryLimitError as error:  # what it holds leaves no room: this case has failed
            _shown(error)
            continue
        if info["phase"] == "end":
            return
        reason = ""
        try:
            inputs = _inputs(info["inputs"], arrays)
            del arrays
            result = _called(call, inputs, contract, adapter)
            del inputs
            cases.answer(list(result) if isinstance(result, tuple) else [result])
        except Exception as error:  # noqa: BLE001 - it fails this case, and no other
            _shown(error)
            reason = f"{type(error).__name__}: {error}"[:_MAX_REASON]
            error.__traceback__ = None  # which would keep the case's arrays


def _called(
    call: Callable[..., Any], inputs: dict[str, Any], contract: dict[str, Any], adapter: Any
) -> Any:
    if adapter is not None and hasattr(adapter, "inputs"):
        inputs = adapter.inputs(inputs)
    order = contract["arguments"]
    if order:
        result = call(*(inputs[name] for name in order))
    else:
        result = call(**inputs)
    if adapter is not None and hasattr(adapter, "answer"):
        result = adapter.answer(result)
    return result


def _inputs(described: dict[str, Any], arrays: list[Any]) -> dict[str, Any]:
    """Put arrays in their places, and names with dots into records: ``mlp.width``."""
    tree: dict[str, Any] = {}
    for name, value in described.items():
        *outer, leaf = name.split(".")
        place = tree
        for part in outer:
            place = place.setdefault(part, {})
        place[leaf] = _value(value, arrays)
    return {name: _record(value) for name, value in tree.items()}


def _value(value: Any, arrays: list[Any]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"@array"}:
            return arrays[value["@array"]]
        return Record({k: _value(v, arrays) for k, v in value.items()})
    if isinstance(value, list):
        return tuple(_value(v, arrays) for v in value)
    return value


def _record(value: Any) -> Any:
    if type(value) is dict:
        return Record({name: _record(item) for name, item in value.items()})
    return value


def _shown(error: Exception) -> int:
    """Print an error as the interpreter would, without the launcher's frames; give an exit code."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    traceback.print_exception(type(error), error, frames)
    return EXIT_MEMORY_ERROR if isinstance(error, MemoryError) else 1
