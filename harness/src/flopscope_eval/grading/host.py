"""A task's process: loads ``task.py``, gives up the network and all files but its own, takes orders.

Started as ``python -I -m flopscope_eval.grading.host ORDERS``, with messages on standard input and
output. What ``task.py`` prints goes to standard error.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import math
import os
import sys
import traceback
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from flopscope_eval.grading import frames
from flopscope_eval.grading.frames import Array
from flopscope_eval.participant import imports, landlock, process, seccomp
from flopscope_eval.participant.config import Config
from flopscope_eval.participant.kernel import Refused
from flopscope_eval.participant.landlock import Access
from flopscope_eval.task import Case, Grade, Rng, Usage

_LAZY = ("linalg", "fft", "random", "polynomial", "ma", "testing")
"""Modules of NumPy that it loads when they are first used: too late after confinement."""


class BadAnswer(Exception):
    """The answer's values are not what the contest declares."""


class BadTask(Exception):
    """``task.py`` gave something that is no case or grade."""


def main(arguments: list[str]) -> NoReturn:
    """Load the task, confine this process, then carry out orders until input ends."""
    orders = json.loads(arguments[0])
    output = os.dup(1)
    os.dup2(2, 1)
    for name in _LAZY:
        importlib.import_module(f"numpy.{name}")
    try:
        task = _load(Path(orders["folder"]), Path(orders["task"]))
        layers = confine(Path(orders["folder"]), orders["memory_bytes"])
        greeting = {"ready": True, "layers": layers}
    except BaseException as error:  # noqa: BLE001 - whatever the organizer's code raises
        greeting = {"error": _told(error)}
    _send(output, greeting, [])
    if "error" in greeting:
        sys.exit(1)
    host = Host(task)
    while True:
        header, buffers = frames.read(_exactly)
        try:
            reply = host.carry_out(header, buffers)
        except BadAnswer as error:
            reply = {"bad_answer": str(error)}, []
        except BaseException as error:  # noqa: BLE001 - a grader may raise anything
            reply = {"error": _told(error)}, []
        _send(output, *reply)


def confine(folder: Path, memory_bytes: int) -> list[str]:
    """Give up all files but the task's and the interpreter's, the network, and other processes."""
    process.forbid_new_privileges()
    layers = [process.limit_resources(Config(submission="", memory_bytes=memory_bytes))]
    try:
        layers.append(f"landlock {landlock.restrict_thread(_rules(folder))}")
        layers.append(f"seccomp {seccomp.restrict_all_threads()}")
    except Refused as error:
        print(f"the task runs with less confinement: {error.strerror}", file=sys.stderr)
    return layers


def _rules(folder: Path) -> Iterator[tuple[str, Access]]:
    trees, listed = imports.readable_paths()
    site = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    for path in (*trees, *site, str(folder), "/usr/lib", "/lib", "/lib64", "/proc/self"):
        yield path, Access.READ
    for path in listed:
        yield path, Access.READ_DIR
    for device in ("/dev/null", "/dev/urandom"):
        yield device, Access.READ_FILE


def _load(folder: Path, path: Path) -> types.ModuleType:
    sys.path.insert(0, str(folder))
    os.chdir(folder)
    spec = importlib.util.spec_from_file_location("task", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["task"] = module
    spec.loader.exec_module(module)
    for name in ("cases", "grade"):
        if not callable(getattr(module, name, None)):
            raise BadTask(f"{path.name} defines no function {name}")
    return module


class Host:
    """Carries out orders with a loaded task."""

    def __init__(self, task: types.ModuleType) -> None:
        self._task = task
        self._cases: Iterator[Any] = iter(())
        self._seen: set[str] = set()

    def carry_out(
        self, order: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Carry out one order: ``cases``, ``next`` or ``grade``."""
        match order["order"]:
            case "cases":
                self._begin(order)
                return {}, []
            case "next":
                return self._next()
            case "grade":
                return self._grade(order, buffers)
        raise BadTask(f"{order['order']!r} is not an order")

    def _begin(self, order: dict[str, Any]) -> None:
        rng = Rng(bytes.fromhex(order["secret"]))
        given = [order["split"], rng, order["params"]]
        count = len(inspect.signature(self._task.cases).parameters)
        found = self._task.cases(*given[: max(2, min(count, 3))])
        if not isinstance(found, Iterable):
            raise BadTask(f"cases gave a {type(found).__name__}; it must give Case objects")
        self._cases, self._seen = iter(found), set()

    def _next(self) -> tuple[dict[str, Any], list[bytes]]:
        case = next(self._cases, None)
        if case is None:
            return {"end": True}, []
        if not isinstance(case, Case):
            raise BadTask(f"cases gave a {type(case).__name__}; it must give Case objects")
        if case.id in self._seen:
            raise BadTask(f"two cases are called {case.id!r}")
        self._seen.add(case.id)
        buffers: list[bytes] = []
        described = {
            "id": str(case.id),
            "group": str(case.group),
            "limits": {str(k): _plain_number(v, k) for k, v in case.limits.items()},
            "inputs": frames.encode(_portable(dict(case.inputs), "inputs"), buffers),
            "reference": frames.encode(_portable(case.reference, "reference"), buffers),
        }
        return {"case": described}, buffers

    def _grade(
        self, order: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        described = _arrays(frames.decode(order["case"], buffers))
        parts = _arrays(frames.decode(order["answer"], buffers))
        checked = [_checked(part, rule) for part, rule in zip(parts, order["rules"], strict=True)]
        usage = {**order["usage"], "flops": int(order["usage"]["flops"])}
        usage["budget"] = int(usage["budget"])
        case = Case(
            described["id"], described["inputs"], described["reference"], described["group"]
        )
        answer = checked[0] if len(checked) == 1 else tuple(checked)
        return _graded(self._task.grade(case, answer, Usage(**usage))), []


def _graded(grade: Any) -> dict[str, Any]:
    """Check what the grader gave: a number that is none would spoil a table."""
    if not isinstance(grade, Grade):
        raise BadTask(f"grade gave a {type(grade).__name__}; it must give a Grade")
    metrics = {}
    for name, value in grade.metrics.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise BadTask(f"a metric is called {name!r}; formulas need a Python name")
        metrics[name] = _plain_number(value, name)
    return {"metrics": metrics, "passed": bool(grade.passed), "message": str(grade.message)[:2000]}


def _plain_number(value: Any, name: str) -> float | int:
    single = isinstance(value, np.generic | np.ndarray) and value.size == 1
    number = value.item() if single else value
    if type(number) not in (int, float, bool) or not math.isfinite(number):
        raise BadTask(f"{name} is {number!r}; it must be a finite number")
    return int(number) if type(number) is int else float(number)


def _checked(value: np.ndarray, rule: dict[str, Any]) -> np.ndarray:
    """Hold an answer's values against the contest's declaration."""
    if value.dtype.kind not in "fc":
        if rule["bound"] is not None and value.size and float(np.abs(value).max()) > rule["bound"]:
            raise BadAnswer(f"{rule['name']} has values over {rule['bound']:g}")
        return value
    real = value.view(value.real.dtype)
    finite = np.isfinite(real)
    if rule["finite"] and not finite.all():
        raise BadAnswer(f"{rule['name']} has {int((~finite).sum())} values that are not finite")
    if rule["bound"] is not None and bool((np.abs(value) > rule["bound"]).any()):
        raise BadAnswer(f"{rule['name']} has values over {rule['bound']:g}")
    tiny = np.finfo(real.dtype).tiny
    subnormal = (real != 0) & (np.abs(real) < tiny)
    if subnormal.any():
        if rule["subnormals"] == "refuse":
            raise BadAnswer(f"{rule['name']} has {int(subnormal.sum())} subnormal values")
        if rule["subnormals"] == "flush":
            real[subnormal] = 0
    return value


def _portable(value: Any, where: str) -> Any:
    """Give arrays as bytes, and refuse whatever is neither an array nor plain."""
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind not in "biufc" or array.dtype.itemsize > 16:
            raise BadTask(f"{where} has an array of dtype {array.dtype}; use numbers")
        ordered = array.astype(array.dtype.newbyteorder("<"), copy=False)
        return Array(array.dtype.name, array.shape, ordered.tobytes("C"))
    if isinstance(value, dict):
        return {str(name): _portable(item, f"{where}.{name}") for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_portable(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise BadTask(f"{where} is {value!r}; use arrays, finite numbers, text, lists and dictionaries")


def _arrays(value: Any) -> Any:
    """Give bytes as arrays of their own, which the grader may change."""
    if isinstance(value, Array):
        dtype = np.dtype(value.dtype).newbyteorder("<")
        return np.frombuffer(value.data, dtype).reshape(value.shape).astype(np.dtype(value.dtype))
    if isinstance(value, dict):
        return {name: _arrays(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_arrays(item) for item in value]
    return value


def _told(error: BaseException) -> str:
    """Say what the organizer's code raised, and where."""
    places = traceback.extract_tb(error.__traceback__)
    own = [p for p in places if Path(p.filename).name == "task.py"]
    where = f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {error}{where}"[:2000]


def _exactly(count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = os.read(0, min(count - len(data), 1 << 20))
        if not part:
            os._exit(0)  # the harness has let go
        data += part
    return bytes(data)


def _send(output: int, header: dict[str, Any], buffers: list[bytes]) -> None:
    for piece in frames.pack(header, buffers):
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(output, rest) :]


if __name__ == "__main__":
    main(sys.argv[1:])
