"""The NumPy engine: operations run in this process, on the arrays that ``ndarray`` objects hold."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from flopscope._arrays import random
from flopscope._arrays.array import ndarray
from flopscope._arrays.symmetric import SymmetricTensor
from flopscope._base import results, trace
from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.print_options import Options
from flopscope._base.sizes import parse_budget
from flopscope._engine.arguments import normalizer
from flopscope._ledger import forks
from flopscope._ledger.entries import CALLS
from flopscope._ledger.ledger import Ledger
from flopscope._ledger.record import OpRecord
from flopscope._ledger.scope import current as current_scope
from flopscope._local import body, warned
from flopscope._local.arguments import unwrapper
from flopscope._local.calls import NUMPY_DTYPES
from flopscope._local.marks import Marked, bare
from flopscope._local.randomness import RANDOM_TYPES
from flopscope._local.refunds import REFUSALS
from flopscope._local.rendering import render
from flopscope._local.session import Session, failed
from flopscope._local.shortcuts import shortcut
from flopscope._local.symmetric import any_twins, are_reordered, are_twins, twins_of
from flopscope._pricing import files as policy_files
from flopscope._pricing.policy import Policy
from flopscope._pricing.price import Price
from flopscope._table import TABLE, Operation, einsum
from flopscope._table.exponents import EXPONENTS
from flopscope.errors import UnsupportedDtypeError

_new = object.__new__
_NUMBERS = (int, float, complex, bool)
_LISTS = (list, tuple)
_OWN_DTYPES = frozenset(NUMPY_DTYPES.values())


def wrap(value: Any) -> Any:
    """NumPy's result as the public object: arrays and scalars, and tuples and lists of them."""
    kind = type(value)
    if kind is np.ndarray or isinstance(value, np.generic):
        if value.dtype not in _OWN_DTYPES:  # of integers that no dtype holds, NumPy makes objects
            raise TypeError(f"the result is an array of dtype {value.dtype.name!r}")
        made = _new(ndarray)
        made._v = value
        return made
    if kind is Marked:
        symmetric = _new(SymmetricTensor)
        symmetric._v = value
        return symmetric
    if isinstance(value, tuple):
        items = [wrap(v) for v in value]
        return results.CLASSES[kind.__name__](*items) if hasattr(value, "_fields") else tuple(items)
    if kind is list:
        return [wrap(v) for v in value]
    if isinstance(value, RANDOM_TYPES):
        return random.CLASSES[kind.__name__]._from_value(value)
    return value


def _is_integers(value: Any) -> bool:
    """Whether it is a tuple of Python integers, such as a shape or axes."""
    if value.__class__ is tuple:
        for v in value:
            if v.__class__ is not int or not -_LARGE < v < _LARGE:
                break
        else:
            return True
    return False


_LARGE = 1 << 63


_BASIC = frozenset({int, slice, type(None), type(Ellipsis)})


def _is_basic(value: Any) -> bool:
    """Whether it is a tuple that makes a basic index."""
    return value.__class__ is tuple and _BASIC.issuperset(map(type, value))


def _index_key(index: Any, shape: Any) -> Any:
    """What the number of elements that a basic index covers depends on, besides the array's shape.

    A loop over an array's places has one key, not one for each: it is kept for what an index within bounds
    covers.
    """
    if index.__class__ is int:
        return int if shape and -shape[0] <= index < shape[0] else index
    if index.__class__ is not tuple:
        return _part_key(index, shape[0] if shape else -1)
    parts, axis = [], 0
    for part in index:
        parts.append(_part_key(part, shape[axis] if 0 <= axis < len(shape) else -1))
        if part is Ellipsis:
            axis = len(shape)  # what follows stands for the last axes
        elif part is not None:
            axis += 1
    return tuple(parts)


def _part_key(part: Any, length: int) -> Any:
    """The key of one part; the length of its axis is negative where it is not known."""
    kind = part.__class__
    if kind is int:
        return int if -length <= part < length else part
    if kind is not slice:
        return kind
    bounds = (part.start, part.stop, part.step)
    if length < 0 or not _BOUNDS.issuperset(map(type, bounds)):
        return bounds
    return len(range(*part.indices(length)))


_BOUNDS = frozenset({int, type(None)})


def _nested_key(value: Any) -> Any:
    """What the price of making an array depends on; None where the general path must look at it."""
    if value.__class__ in _NUMBERS:
        return _number_key(value)
    shape = []
    while value.__class__ is list and value:
        shape.append(len(value))
        kinds = set(map(type, value))
        if kinds == {float}:
            return (float, *shape)
        if kinds == {int}:
            return (int, *shape) if min(value) > -_LARGE and max(value) < _LARGE else None
        if kinds != {list} or len(shape) > 1:
            return None
        length = len(value[0])
        if not length or any(len(row) != length or set(map(type, row)) != {float} for row in value):
            return None
        return (float, *shape, length)
    return None


def _number_key(value: Any) -> Any:
    is_large = value.__class__ is int and not -_LARGE < value < _LARGE
    return None if is_large else value.__class__


def _values(given: Any, has_text: bool) -> tuple[Any, Any] | None:
    """The values of a sequence of our arrays (after an einsum's text), and what prices them.

    None where something else is among them.
    """
    if given.__class__ is not list and given.__class__ is not tuple:
        return None
    values: list[Any] = []
    kinds: list[Any] = []
    for item in given:
        if item.__class__ is ndarray and (not has_text or values):
            value = item._v
            values.append(value)
            kinds.append(value.shape)
            kinds.append(value.dtype)
        elif has_text and item.__class__ is str:
            values.append(item)
            kinds.append(item)
        else:
            return None
    return values, tuple(kinds)


def _operands(values: Any) -> tuple[tuple[Any, ...], str | None]:
    """For the log, the shapes among a sequence's values, and the text before them if there is one."""
    text = values[0] if values and isinstance(values[0], str) else None
    return tuple([v.shape for v in values[text is not None :]]), text


_dtypes: dict[Any, np.dtype[Any]] = {}
"""NumPy's dtypes, by what has named them."""


def _numpy_dtype(name: Any) -> np.dtype[Any] | None:
    """NumPy's dtype for a name, type or dtype; None where the general path must look at it."""
    try:
        found = NUMPY_DTYPES[Dtype(name)]
    except (TypeError, ValueError, UnsupportedDtypeError):
        return None
    if len(_dtypes) < _NAMES_KEPT:
        _dtypes[name] = found
    return found


_NAMES_KEPT = 256

_PRICES = 4096
"""How many prices of an operation are kept, by the shapes that they are for."""

_NAMES: dict[str, Any] = {
    "_BASIC": _BASIC,
    "_NAMES_OF_DTYPES": (Dtype, str, type),
    "_dtypes": _dtypes,
    "_NUMBERS": frozenset(_NUMBERS),
    "_SIMPLE": frozenset({int, bool, float, type(None)}),
    "_WRAPPED": frozenset({np.ndarray, *(d.type for d in NUMPY_DTYPES.values())}),
    "_EXPONENTS": EXPONENTS,
    "_LinAlgError": np.linalg.LinAlgError,
    "_REFUSALS": REFUSALS,
    "_clock": time.perf_counter,
    "_failed": failed,
    "_trace": trace.line,
    "_index_key": _index_key,
    "_nested_key": _nested_key,
    "_is_basic": _is_basic,
    "_is_integers": _is_integers,
    "_ndarray": ndarray,
    "_values": _values,
    "_new": _new,
    "_nparray": np.ndarray,
    "_operands": _operands,
    "_numpy_dtype": _numpy_dtype,
    "_own_dtype": Dtype,
    "_scope": current_scope.get,
    "_wrap": wrap,
    "_any_twins": any_twins,
    "_are_reordered": are_reordered,
    "_are_twins": are_twins,
}
"""What compiled bodies use, whatever their row."""


class LocalEngine:
    """Runs operations with NumPy in this process; see :class:`~flopscope._engine.interface.Engine`."""

    name = "local"

    def __init__(self) -> None:
        budget = parse_budget(os.environ.get("FLOPSCOPE_DEFAULT_BUDGET", "1e15"))
        self.session = Session(policy_files.load(None, TABLE), None, budget)
        warned.install()
        forks.refuse_in_children()

    @property
    def policy(self) -> Policy:
        """See :attr:`Engine.policy`."""
        return self.session.policy

    @property
    def root_ledger(self) -> Ledger:
        """The whole process's ledger, without a limit."""
        return self.session.root

    @property
    def default_ledger(self) -> Ledger:
        """The ledger that is charged when no context is open."""
        return self.session.default

    def bind(self, op: Operation, is_operator: bool = False) -> Callable[..., Any]:
        """See :meth:`Engine.bind`."""
        session, run = self.session, self.session.run
        scope = current_scope.get
        unwraps = [unwrapper(p) for p in op.params]
        normalize = normalizer(op)
        count = op.required if is_operator else len(op.params)  # operators take no options
        arrays = [i for i, p in enumerate(op.params) if p.kind.may_return]
        out = next((i for i, p in enumerate(op.params) if p.kind.name == "out"), -1)

        def call(*args: Any) -> Any:
            args = normalize(args)
            raw = tuple([f(a) for f, a in zip(unwraps, args, strict=True)])
            result = run(op, raw, (scope() or session).account, count, is_operator)
            for i in arrays:
                same = _given(args[i], raw[i], result)
                # A NumPy array is given back only where it was to be written into: what comes of it counts.
                if same is not None and (i == out or isinstance(same, ndarray)):
                    return same
            if type(result) is tuple and type(args[out]) is tuple:
                found = [(_given(args[out], raw[out], item), item) for item in result]
                return tuple(wrap(item) if same is None else same for same, item in found)
            return wrap(result)

        return call

    def body(
        self,
        op: Operation,
        given: body.Given,
        general: str,
        in_place: bool,
        is_operator: bool = False,
    ) -> tuple[list[str], dict[str, Any]]:
        """See :meth:`Engine.body`."""
        if not body.is_fast(op):
            return [f"return {general}"], {}
        session, policy = self.session, self.session.policy
        prices: dict[Any, Price] = {}

        def price(key: Any, raw: tuple[Any, ...]) -> Price:
            if len(prices) >= _PRICES:
                prices.clear()
            found = prices[key] = policy.price(op, raw)
            return found

        names = _NAMES | {
            "_session": session,
            "_prices": prices,
            "_price": price,
            "_free": Price(op.name),
            "_target": session.target(op, is_operator and not in_place),
        }
        short = shortcut(op)
        if short is not None:
            names |= {"_short": short.call, "_short_class": short.cls}
        priced = op.does_work and not op.basic_is_view
        return body.body(op, given, general, priced, in_place), names

    def is_scalar(self, value: Any) -> bool:
        """See :meth:`Engine.is_scalar`."""
        return isinstance(value, np.generic)

    def item(self, value: Any) -> Any:
        """See :meth:`Engine.item`."""
        session = self.session
        account = (current_scope.get() or session).account
        # A scalar of NumPy's is one number of the dtype that its class tells.
        price = session.downloads.get(value.__class__)
        entry = None if price is None or price.cost else account.entries.get(price)
        if entry is None:
            session.download(value, account)
        else:
            entry[CALLS] += 1
        return value.item()

    def tolist(self, value: Any) -> Any:
        """See :meth:`Engine.tolist`."""
        self._download(value)
        return value.tolist()

    def tobytes(self, value: Any) -> bytes:
        """See :meth:`Engine.tobytes`."""
        self._download(value)
        data: bytes = value.tobytes()
        return data

    def text(self, value: Any, form: str, options: Options = ()) -> str:
        """See :meth:`Engine.text`."""
        self._download(value)
        return render(bare(value), form, options)

    def _download(self, value: Any) -> None:
        self.session.download(value, (current_scope.get() or self.session).account)

    def open_ledger(
        self, parent: Ledger | None, budget: int, wall_time_limit_s: float | None
    ) -> Ledger:
        """See :meth:`Engine.open_ledger`."""
        return self.session.open_ledger(parent, budget, wall_time_limit_s)

    def close_ledger(self, token: Ledger) -> None:
        """See :meth:`Engine.close_ledger`."""
        token.close()

    def ledger_summary(self, token: Ledger, by_namespace: bool) -> dict[str, Any]:
        """See :meth:`Engine.ledger_summary`."""
        return token.summary_dict(by_namespace)

    def ledger_log(self, token: Ledger) -> list[OpRecord]:
        """See :meth:`Engine.ledger_log`."""
        return token.op_log()

    def errors(self) -> dict[str, str]:
        """See :meth:`Engine.errors`."""
        return np.geterr()  # type: ignore[return-value]

    def set_errors(self, modes: dict[str, str]) -> None:
        """See :meth:`Engine.set_errors`."""
        np.seterr(**modes)  # type: ignore[arg-type]

    def contraction_path(self, subscripts: str, shapes: list[Any], optimize: Any) -> Any:
        """See :meth:`Engine.contraction_path`."""
        return einsum.explicit_path(subscripts, shapes, optimize)

    def twins(self, values: list[Any]) -> list[Any]:
        """See :meth:`Engine.twins`."""
        return twins_of(values)

    def reset(self) -> None:
        """See :meth:`Engine.reset`."""
        self.session.reset()


def _given(arg: Any, raw: Any, result: Any) -> Any:
    """The caller's own object, if the result is its value (or one of a tuple's, as in ``out=(x,)``)."""
    if raw is result and type(arg) in (ndarray, SymmetricTensor, np.ndarray):
        return arg
    if type(raw) is tuple:
        pairs = zip(arg, raw, strict=True)
        return next((a for a, r in pairs if r is result and type(a) in (ndarray, np.ndarray)), None)
    return None
