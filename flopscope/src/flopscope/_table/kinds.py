"""Kinds of parameters: a class for each, with all that depends on a parameter's kind.

The annotations of a row's signature name kinds: ``"a: array, axis=None, out: out=None"``. A parameter without an
annotation is ``plain``. On its way to NumPy, an argument passes up to four stages, and each stage knows what to
do with the parts that arguments are made of:

- *normalize*: a public function brings the argument to one of a few forms (:class:`Forms`).
- *unwrap*: the local engine takes NumPy's arrays out of it (:class:`Values`).
- *pack*: the remote engine writes it into a message (:class:`Wire`).
- *check*: the server makes sure that a message carries such an argument (:class:`Checks`).

A kind knows how its arguments are composed of these parts. Its methods take the stage and return the function that
handles one argument.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from flopscope._table.spec import Spec

if TYPE_CHECKING:
    from typing import Protocol

    Function = Callable[[Any], Any]
    Pack = Callable[[Any, list[Any]], Any]

    class Forms(Protocol):
        """The parts of a program's arguments; see :mod:`flopscope._engine.arguments`."""

        def operand(self, value: Any, /) -> Any: ...
        def mask(self, value: Any, /) -> Any: ...
        def required(self, value: Any, /) -> Any: ...
        def places(self, value: Any, /) -> Any: ...
        def sequence(self, value: Any, /) -> Any: ...
        def contraction(self, value: Any, /) -> Any: ...
        def out(self, value: Any, /) -> Any: ...
        def dtype(self, value: Any, /) -> Any: ...
        def plain(self, value: Any, /) -> Any: ...
        def iterable(self, value: Any, /) -> Any: ...
        def mode(self, value: Any, /) -> Any: ...
        def index(self, value: Any, /) -> Any: ...
        def generator(self, value: Any, /) -> Any: ...
        def is_random(self, value: Any, /) -> Any: ...

    class Values(Protocol):
        """The parts of normalized arguments, as NumPy takes them; see :mod:`flopscope._local.arguments`."""

        def operand(self, value: Any, /) -> Any: ...
        def nested(self, value: Any, /) -> Any: ...
        def index(self, value: Any, /) -> Any: ...
        def value(self, value: Any, /) -> Any: ...

    class Wire(Protocol):
        """The parts of normalized arguments, as messages carry them; see :mod:`flopscope_client.packing`."""

        def value(self, value: Any, frames: list[Any], /) -> Any: ...
        def nested(self, value: Any, frames: list[Any], /) -> Any: ...
        def plain(self, value: Any, frames: list[Any], /) -> Any: ...
        def dtype(self, value: Any, frames: list[Any], /) -> Any: ...
        def contraction(self, value: Any, frames: list[Any], /) -> Any: ...
        def is_random(self, value: Any, /) -> Any: ...

    class Checks(Protocol):
        """The parts of a message's arguments; see :mod:`flopscope_server.arguments`."""

        def operand(self, value: Any, /) -> Any: ...
        def nested(self, value: Any, /) -> Any: ...
        def sequence(self, value: Any, /) -> Any: ...
        def contraction(self, value: Any, /) -> Any: ...
        def out(self, value: Any, /) -> Any: ...
        def dtype(self, value: Any, /) -> Any: ...
        def plain(self, value: Any, /) -> Any: ...
        def index(self, value: Any, /) -> Any: ...
        def generator(self, value: Any, /) -> Any: ...
        def is_random(self, value: Any, /) -> Any: ...

    class Body(Protocol):
        """A function's body in the making: what a generator of source text does for a parameter."""

        def operand(self, param: Any, name: str) -> None: ...
        def several(self, param: Any, name: str) -> None: ...
        def nested(self, param: Any, name: str) -> None: ...
        def index(self, param: Any, name: str) -> None: ...
        def plain(self, param: Any, name: str) -> None: ...
        def generator(self, param: Any, name: str) -> None: ...
        def dtype(self, param: Any, name: str) -> None: ...
        def other(self, param: Any, name: str) -> None: ...


def _same(value: Any) -> Any:
    return value


class Kind:
    """One kind of parameters.

    Attributes
    ----------
    name : str
        The annotation in a row's signature.
    summary : str
        The arguments that a parameter of this kind takes.
    type_text : str
        The type in docstrings, for a parameter whose name says no more.
    annotation : str
        The type in stubs; empty if it depends on the parameter's name.
    is_array : bool
        The argument is one array or number.
    is_plain : bool
        The argument never holds an array.
    is_operand : bool
        The operation computes with arrays in the argument.
    holds_arrays : bool
        Arrays may be in the argument, or lists that become arrays, other than places to write to.
    brings_numbers : bool
        Python numbers in the argument are the program's own data.
    is_read_by_rules : bool
        Rules may read the elements of arrays in the argument.
    is_by_reference : bool
        Of an array as the argument, rules read the shape and dtype alone.
    may_return : bool
        The operation may return the argument itself.
    has_subscripts : bool
        A text precedes the arrays in the argument.
    compiles, compiles_variadic : bool
        The fast paths know this kind, and know it as ``*args``.
    """

    name: str
    summary: str
    type_text: str
    annotation = "Any"
    is_array = is_plain = is_operand = holds_arrays = brings_numbers = is_read_by_rules = False
    may_return = has_subscripts = is_by_reference = False
    compiles = True
    compiles_variadic = False

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        """The function that brings a program's argument to the form that engines take."""
        raise NotImplementedError

    def unwrap(self, values: Values) -> Function:
        """The function that gives NumPy's form of a normalized argument."""
        return values.value

    def pack(self, wire: Wire) -> Pack:
        """The function that packs a normalized argument; large ones go into further frames."""
        return wire.value

    def check(self, checks: Checks) -> Function:
        """The function that returns a message's argument as NumPy takes it, or refuses it."""
        raise NotImplementedError

    def compile(self, body: Body, param: Any, name: str) -> None:
        """Add the lines for a parameter to a function's body."""
        body.other(param, name)

    def logged(self, value: Any) -> tuple[Any, ...]:
        """The operands in an argument, whose shapes the log shows."""
        return ()

    def described(self, value: Any, spec: Function) -> Any:
        """An argument of a cost query, where shapes stand for arrays."""
        return value

    def sample(self, spec: Spec, number: Any) -> Any:
        """A small argument, with arrays of one spec."""
        return None

    def __repr__(self) -> str:
        return f"<kind {self.name}>"


class Array(Kind):
    name = "array"
    summary = "an array, a nested list or a number"
    type_text = "array_like"
    annotation = "_ArrayLike"
    is_array = is_operand = holds_arrays = brings_numbers = may_return = is_by_reference = True

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.required if is_required else forms.operand

    def unwrap(self, values: Values) -> Function:
        return values.operand

    def check(self, checks: Checks) -> Function:
        return checks.operand

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.operand(param, name)

    def described(self, value: Any, spec: Function) -> Any:
        return spec(value)

    def sample(self, spec: Spec, number: Any) -> Any:
        return spec

    def logged(self, value: Any) -> tuple[Any, ...]:
        return tuple(value) if isinstance(value, list | tuple) else (value,)


class Places(Array):
    """NumPy makes floats of an empty list, which could not be indices."""

    name = "places"
    summary = "an array, a nested list or a number, of integers"
    type_text = "array_like of int"

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.places


class Mask(Array):
    name = "mask"
    summary = "a boolean array, or True"
    type_text = "array_like of bool"
    is_array = is_operand = brings_numbers = may_return = False

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.mask

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.other(param, name)

    def logged(self, value: Any) -> tuple[Any, ...]:
        return ()


class Bins(Array):
    name = "bins"
    summary = "an array, a number, or the name of a method"
    type_text = "int, str or array_like"
    annotation = "_ArrayLike | str"
    is_read_by_rules = True
    is_array = brings_numbers = may_return = is_by_reference = compiles = False

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return lambda value: forms.plain(value) if isinstance(value, str) else forms.operand(value)

    def unwrap(self, values: Values) -> Function:
        return lambda value: value if isinstance(value, str) else values.operand(value)

    def check(self, checks: Checks) -> Function:
        return lambda value: value if isinstance(value, str) else checks.operand(value)

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.other(param, name)

    def logged(self, value: Any) -> tuple[Any, ...]:
        return ()


class Nested(Array):
    name = "nested"
    summary = "anything that makes an array: numbers and arrays nested in lists"
    type_text = "array_like"
    annotation = "Any"
    is_array = is_by_reference = False

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.required

    def unwrap(self, values: Values) -> Function:
        return values.nested

    def pack(self, wire: Wire) -> Pack:
        return wire.nested

    def check(self, checks: Checks) -> Function:
        return checks.nested

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.nested(param, name)

    def sample(self, spec: Spec, number: Any) -> Any:
        return [spec, spec]

    def logged(self, value: Any) -> tuple[Any, ...]:
        return ()


class AxisBins(Nested):
    name = "axis_bins"
    summary = "the bins of each axis: arrays and numbers in a list, or one for all"
    type_text = "array_like"
    is_read_by_rules = True

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.other(param, name)


class Arrays(Kind):
    name = "arrays"
    summary = "a sequence of arrays"
    type_text = "sequence of array_like"
    annotation = "Sequence[_ArrayLike] | ndarray"
    is_operand = holds_arrays = brings_numbers = is_by_reference = True

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.sequence

    def unwrap(self, values: Values) -> Function:
        one = values.operand
        return lambda value: [one(v) for v in value] if type(value) is list else one(value)

    def check(self, checks: Checks) -> Function:
        return checks.sequence

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.several(param, name)

    def described(self, value: Any, spec: Function) -> Any:
        return type(value)(map(spec, value)) if isinstance(value, list | tuple) else value

    def sample(self, spec: Spec, number: Any) -> Any:
        return [spec, spec]

    def logged(self, value: Any) -> tuple[Any, ...]:
        return tuple(value) if isinstance(value, list | tuple) else (value,)


class Operands(Arrays):
    name = "operands"
    summary = "an einsum's subscripts and arrays, in either calling form"
    type_text = "str and array_like"
    annotation = "Any"
    has_subscripts = compiles_variadic = True
    brings_numbers = False

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.contraction

    def unwrap(self, values: Values) -> Function:
        return lambda value: (value[0], *map(values.operand, value[1:]))

    def pack(self, wire: Wire) -> Pack:
        return wire.contraction

    def check(self, checks: Checks) -> Function:
        return checks.contraction

    def sample(self, spec: Spec, number: Any) -> Any:
        return ("...i,...i->...", spec, spec)


class Out(Kind):
    name = "out"
    summary = "an array to write into, a tuple of them, or None"
    type_text = "ndarray or tuple of ndarray"
    annotation = "ndarray | tuple[ndarray | None, ...] | None"
    may_return = is_by_reference = True

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.out

    def check(self, checks: Checks) -> Function:
        return checks.out

    def described(self, value: Any, spec: Function) -> Any:
        return spec(value)


class Dtype(Kind):
    name = "dtype"
    summary = "a dtype or None"
    type_text = "dtype"
    annotation = "_DTypeLike"

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.dtype

    def unwrap(self, values: Values) -> Function:
        return _same

    def pack(self, wire: Wire) -> Pack:
        return wire.dtype

    def check(self, checks: Checks) -> Function:
        return checks.dtype

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.dtype(param, name)


class Plain(Kind):
    name = "plain"
    summary = "numbers, strings and sequences of them"
    type_text = "object"
    annotation = ""
    is_plain = is_read_by_rules = compiles_variadic = True

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.plain

    def unwrap(self, values: Values) -> Function:
        return _same

    def pack(self, wire: Wire) -> Pack:
        return wire.plain

    def check(self, checks: Checks) -> Function:
        return checks.plain

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.plain(param, name)

    def sample(self, spec: Spec, number: Any) -> Any:
        return number


class Iterable(Plain):
    name = "iterable"
    summary = "a number, or a sequence or iterator of numbers"
    type_text = "object"

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.iterable


class Mode(Plain):
    """A function as the mode would compute with arrays that nobody counts."""

    name = "mode"
    summary = "the name of a mode, and not a function"
    type_text = "object"

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.mode


class Index(Kind):
    name = "index"
    summary = "an index expression"
    type_text = "index expression"
    is_by_reference = True

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.index

    def unwrap(self, values: Values) -> Function:
        return values.index

    def check(self, checks: Checks) -> Function:
        return checks.index

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.index(param, name)

    def sample(self, spec: Spec, number: Any) -> Any:
        return 0


class Generator(Kind):
    name = "generator"
    summary = "a random generator, bit generator or seed sequence"
    type_text = "random object"
    is_by_reference = True

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return forms.generator

    def check(self, checks: Checks) -> Function:
        return checks.generator

    def compile(self, body: Body, param: Any, name: str) -> None:
        body.generator(param, name)


class Seed(Kind):
    name = "seed"
    summary = "a number, a sequence of numbers, a random object of another kind, or None"
    type_text = "int, sequence of int or random object"
    is_read_by_rules = True
    compiles = False

    def normalize(self, forms: Forms, is_required: bool) -> Function:
        return lambda value: value if forms.is_random(value) else forms.plain(value)

    def pack(self, wire: Wire) -> Pack:
        return lambda value, frames: (
            wire.value(value, frames) if wire.is_random(value) else wire.plain(value, frames)
        )

    def check(self, checks: Checks) -> Function:
        return lambda value: value if checks.is_random(value) else checks.plain(value)


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind()
    for kind in (
        Array, Arrays, AxisBins, Bins, Dtype, Generator, Index, Iterable, Mask, Mode, Nested, Operands, Out, Places, Plain,
        Seed,
    )
}  # fmt: skip
"""Every kind by its name."""
