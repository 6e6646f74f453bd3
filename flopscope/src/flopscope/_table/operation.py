"""The row of the operation table, and :func:`op`, which adds one.

A row says everything about one operation, once::

    op("hypot", "x1: array, x2: array, /, out: out=None", flops=each, result=..., cls="arithmetic")

From it come the function of :mod:`flopscope.numpy` with its signature and help, the method and
operator of ``ndarray``, what the server accepts, the cost query and the reference page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from flopscope._base.presented import dedented
from flopscope._pricing.percall import Facts
from flopscope._pricing.units import CLASSES, NOTHING, Units, of_class
from flopscope._table import computing
from flopscope._table.call import Call
from flopscope._table.kinds import KINDS
from flopscope._table.parameters import REQUIRED, NoValue, Param, parsed
from flopscope._table.sizes import CallSizes
from flopscope._table.spec import Named, Spec

Rule = Callable[[Call], Any]
"""A function of one call: its arguments are ``c.<parameter>``; see :class:`~flopscope._table.call.Call`."""

SymmetryRule = Callable[[Call, Spec], Any]
"""Takes a call and its result's spec, and gives the result's group; see :mod:`flopscope._table.symmetries`."""

Condition = Callable[[Any, tuple[Any, ...]], bool]
"""Takes a result's spec and the arguments of a call, and says whether the call cannot fail."""

_SILENT_CLASSES: Final = frozenset({"view", "movement", "comparison", "random", "sorting"})
"""Classes whose operations give no warnings that depend on the data."""

SOURCES: Final = {
    "contraction": "Golub & Van Loan, Matrix Computations, 4th ed., 1.1.15",
    "linalg": "Golub & Van Loan, Matrix Computations, 4th ed., 3.2",
    "fft": "Cooley & Tukey, 1965; Van Loan, Computational Frameworks for the FFT, 1992, 1.4",
    "sorting": "Knuth, The Art of Computer Programming, vol. 3, 5.2.4 and 6.2.1",
}
"""Where the counts of a class come from, unless a row says otherwise."""


_FROM_SIGNATURE: Final = frozenset(["params", "required", "defaults", "places", "arrays"])
"""What a row has only once its signature is parsed."""


class Operation:
    """One operation of the table; see :func:`op` for the meaning of the fields.

    A signature is parsed when something of it is first asked for: most programs use few rows, and
    importing the table should cost little.
    """

    __slots__ = (
        "_computes",
        "_doc",
        "_flops",
        "_result",
        "_room",
        "aliases",
        "arrays",
        "basic_is_view",
        "calls",
        "chapter",
        "checks_before_writing",
        "cls",
        "commutes",
        "defaults",
        "dtype_of_result",
        "gives_polynomials",
        "guard",
        "identity",
        "index",
        "is_builtin",
        "is_unpredictable",
        "loops",
        "method",
        "name",
        "operator",
        "optional_operands",
        "outer_guard",
        "overwrites",
        "params",
        "places",
        "queueable",
        "reads",
        "reads_number",
        "required",
        "searches",
        "shortcut",
        "signature",
        "since",
        "source",
        "symmetry",
        "takes_like",
        "takes_reals",
        "twins",
        "warns",
        "writable",
        "writes",
    )

    def __init__(
        self,
        name: str,
        signature: str,
        *,
        cls: str,
        doc: str,
        flops: Rule | None = None,
        result: Rule | None = None,
        room: Rule | None = None,
        computes: Rule | None = None,
        method: str | None = None,
        operator: str | None = None,
        writes: str | None = None,
        aliases: Iterable[str] = (),
        source: str = "",
        since: str = "2.0",
        identity: Any = None,
        queueable: Condition | None = None,
        warns: bool | None = None,
        writable: str | None = None,
        dtype_of_result: bool = False,
        optional_operands: tuple[str, ...] = (),
        takes_reals: bool = False,
        takes_like: bool = False,
        gives_polynomials: bool = False,
        is_builtin: bool = False,
        checks_before_writing: str = "",
        overwrites: tuple[str, bool] | None = None,
        searches: bool = False,
        commutes: bool = False,
        basic_is_view: bool = False,
        is_unpredictable: bool = False,
        reads_number: str | None = None,
        calls: str | None = None,
        reads: tuple[str, str] | None = None,
        guard: str | None = None,
        outer_guard: str | None = None,
        loops: str | None = None,
        shortcut: str | None = None,
        symmetry: SymmetryRule | None = None,
        twins: str | None = None,
    ) -> None:
        if cls not in CLASSES:
            raise ValueError(f"{name}: unknown class {cls!r}; see CLASSES")
        self.name = name
        self.signature = signature
        self.cls = cls
        self._flops, self._result = flops, result
        self._room = room
        self._computes = computes
        self._doc = doc
        self.method = method
        self.operator = operator
        self.source = source or SOURCES.get(cls, "")
        self.writes = writes
        self.aliases = tuple(aliases)
        self.since = since
        self.identity = identity
        self.queueable = queueable
        self.warns = cls not in _SILENT_CLASSES if warns is None else warns
        self.writable = writable or ("as operand" if cls == "view" else "always")
        self.dtype_of_result = dtype_of_result
        self.optional_operands = optional_operands
        self.takes_reals = takes_reals
        self.takes_like = takes_like
        self.gives_polynomials = gives_polynomials
        self.is_builtin = is_builtin
        self.checks_before_writing = checks_before_writing
        self.overwrites = overwrites
        self.searches = searches
        self.commutes = commutes
        self.basic_is_view = basic_is_view
        self.is_unpredictable = is_unpredictable
        self.reads_number = reads_number
        self.calls = calls
        self.reads = reads
        self.guard = guard
        self.outer_guard = outer_guard
        self.loops = loops
        self.shortcut = shortcut
        self.symmetry = symmetry
        self.twins = twins
        self.chapter = ""
        self.index = -1

    params: tuple[Param, ...]
    required: int
    defaults: tuple[Any, ...]
    places: dict[str, int]
    arrays: tuple[int, ...]

    def __getattr__(self, name: str) -> Any:
        """What follows from the signature, the first time."""
        if name not in _FROM_SIGNATURE:
            raise AttributeError(f"an operation has no {name!r}")
        self.params = parsed(self.signature)
        self.required = sum(p.default is REQUIRED for p in self.params)
        self.defaults = tuple(p.default for p in self.params)
        self.places = {p.name: i for i, p in enumerate(self.params)}
        self.arrays = tuple(i for i, p in enumerate(self.params) if p.kind.is_array)
        return getattr(self, name)

    @property
    def doc(self) -> str:
        """The docstring."""
        return dedented(self._doc)

    @property
    def leaf(self) -> str:
        """The last component of the name."""
        return self.name.rpartition(".")[2]

    @property
    def has_result_rule(self) -> bool:
        """Whether the table gives the result's shape and dtype from the arguments'."""
        return self._result is not None

    def result(self, args: tuple[Any, ...]) -> Any:
        """The result's :class:`Spec` (or a tuple, list or :class:`Named` of them).

        None where the arguments' shapes and dtypes do not determine it.

        Parameters
        ----------
        args : tuple
            One argument per parameter, in the row's order, defaults filled in.
        """
        return self.result_of(Call(self, args))

    def result_of(self, call: Call) -> Any:
        """:meth:`result`, of a call."""
        if self._result is None:
            return None
        made = self._result(call)
        if self.symmetry is not None and type(made) is Spec and made.ndim > 1:
            made.group = self.symmetry(call, made)
        return made

    def called(self, args: tuple[Any, ...]) -> Call:
        """A call with these arguments, for the methods below that take one."""
        return Call(self, args)

    def dtype_of(self, call: Call) -> str:
        """The name of the dtype in which a call computes: that of NumPy's loop, or of the accumulator."""
        if self._computes is not None:
            return str(self._computes(call).name)
        return computing.computing_dtype(self, call).name

    def facts_of(self, call: Call) -> Facts:
        """What a policy that prices each call by its sizes wants to know of one."""
        return Facts(
            (self.name, *self.aliases), CallSizes(self, call), computing.widest(self, call)
        )

    def traffic_of(self, call: Call) -> Units:
        """Bytes read and written by a call, and the numbers that it brings in."""
        uploaded = computing.entering(self, call)
        return computing.traffic(self, call) + Units(uploaded=uploaded)

    @property
    def does_work(self) -> bool:
        """Whether any call of it does something that is counted."""
        return self._flops is not None

    def units(self, args: tuple[Any, ...]) -> Units:
        """What a call with these arguments does, before a policy prices it.

        Parameters
        ----------
        args : tuple
            As for :meth:`result`.
        """
        return self.units_of(Call(self, args))

    def may_have_twins(self, call: Call) -> bool:
        """Whether two operands could show the same memory, by their shapes, and save work if they did."""
        if self.twins is None:
            return False
        arrays = [a for a in computing.arrays(self, call) if a.size > 1]
        lengths = {(tuple(sorted(n for n in a.shape if n != 1)), a.dtype) for a in arrays}
        if len(arrays) < 2 or len(lengths) == len(arrays):
            return False
        if "operands" in self.places:
            return True
        made = self.result_of(call)  # numbers and vectors have no axes to exchange
        return not isinstance(made, Spec) or made.ndim > 1

    def units_of(self, call: Call) -> Units:
        """:meth:`units`, of a call."""
        return NOTHING if self._flops is None else of_class(self.cls, self._flops(call))

    def flops(self, args: tuple[Any, ...]) -> int:
        """The row's count for these arguments as one number: operations, or elements if all it does is move.

        Parameters
        ----------
        args : tuple
            As for :meth:`result`.
        """
        units = self.units(args)
        return units.operations or units["moved"]

    def room(self, args: tuple[Any, ...]) -> int:
        """A bound for the elements of the result or of what it is made from, beyond its rule; else 0.

        Parameters
        ----------
        args : tuple
            As for :meth:`result`.
        """
        return 0 if self._room is None else max(0, int(self._room(Call(self, args))))

    def __repr__(self) -> str:
        return f"<operation {self.name}>"


TABLE: dict[str, Operation] = {}
"""Every operation by its name, which is NumPy's path below ``numpy.``"""


def op(
    name: str,
    signature: str,
    *,
    cls: str,
    doc: str,
    flops: Rule | None = None,
    result: Rule | None = None,
    **options: Any,
) -> Operation:
    """Add a row.

    Parameters
    ----------
    name : str
        NumPy's path below ``numpy``: ``"sum"``, ``"linalg.svd"``, ``"random.Generator.normal"``.
    signature : str
        As in a ``def``; annotations name :mod:`~flopscope._table.kinds`, none is ``plain``.
    cls : str
        Pricing class, a key of :data:`CLASSES`.
    doc : str
        The docstring; formula, source and a worked number go here.
    flops : callable, optional
        Pure function of the :class:`~flopscope._table.call.Call` that gives a vector of
        :mod:`~flopscope._pricing.units`, or an int that counts in the unit of the class. None means that
        the operation does no work: 0.
    result : callable, optional
        The result's :class:`~flopscope._table.spec.Spec`, from the call.
    computes : callable, optional
        The dtype in which a call computes, where it is not what
        :func:`~flopscope._table.computing.computing_dtype` finds from operands and result.
    method : str, optional
        The ``ndarray`` methods of this row: a name (or two), or ``"name(*shape)"`` where it takes
        that parameter's items as separate arguments.
    operator : str, optional
        The dunder without underscores (``"add"``); the reflected and in-place ones follow.
    writes : str, optional
        The parameter that the operation changes in place.
    aliases : sequence of str, optional
        Other names that NumPy has for it.
    source : str, optional
        Where the formula comes from.
    room : callable, optional
        A bound for the result's elements, for a row whose result may be larger than its operands and has
        no rule: memory is checked against it.
    since : str, optional
        The first NumPy that has it, where that is after 2.0.

    Other Parameters
    ----------------
    identity : number, optional
        The result of reducing nothing with this ufunc.
    queueable : callable, optional
        When a call cannot fail, so that a client may send it later: one of
        :mod:`~flopscope._table.queueing`. Without it, a client waits for every call. Ufuncs have it.
    warns : bool, optional
        Whether the data may cause a warning. Default by class: a division does, a comparison does not.
    writable : {"always", "as operand", "unknown"}, optional
        Whether the result can be written to. Default by class: views as their operand, others always.
    dtype_of_result : bool, optional
        The ``dtype`` argument affects only the result's dtype.
    optional_operands : tuple of str, optional
        Operands with defaults that ``queueable`` knows of.
    takes_reals : bool, optional
        Plain arguments may be floats.
    reads_number : str, optional
        The operand whose value the rule reads where it is a Python number: an exponent.
    takes_like : bool, optional
        NumPy's function has ``like=``, which makes an array of another's kind. Here there is one kind.
    gives_polynomials : bool, optional
        The results are coefficients: for a ``poly1d``, the function gives ``poly1d`` objects.
    is_builtin : bool, optional
        NumPy's function is written in C: as a class's attribute, it does not take the instance.
    checks_before_writing : {"kinds", "all"}, optional
        What a row that writes looks at before it writes: kinds of arguments and dtypes, or everything that it
        may refuse. The charge of a call that was refused before it wrote is given back. Ufuncs look at kinds.
    overwrites : tuple of (str, bool), optional
        A flag, and its value with which the operation may write into its first operand.
    searches : bool, optional
        The operation searches for an order of its operands, which may take long.
    commutes : bool, optional
        The two operands may change places: ``f(x, x.T)`` is symmetric.
    basic_is_view : bool, optional
        A basic index gives a view, which is free.
    is_unpredictable : bool, optional
        How long a call takes does not follow from the sizes of its arguments and result.
    calls : str, optional
        What the engine calls where NumPy has no function of the name, or another one: a name in
        :mod:`flopscope._local.calls` or, for random objects, in :mod:`flopscope._local.randomness`.
    reads : tuple of str, optional
        A parameter whose text, ``None`` and numbers of other libraries become elements, and the parameter that
        gives their dtype.
    guard : str, optional
        The check of arguments with which NumPy would crash or never return: a name in
        :mod:`flopscope._local.guards`.
    outer_guard : str, optional
        The same for the ufunc's ``outer``.
    loops : str, optional
        The operand over whose elements NumPy loops in Python, which takes a microsecond each, whatever the
        price.
    shortcut : str, optional
        What NumPy's function comes down to for an array: ``"ndarray.mean"``, ``"add.reduce"``. See
        :mod:`flopscope._local.shortcuts`.
    symmetry : callable, optional
        The symmetry of the result, from that of the operands: one of :mod:`flopscope._table.symmetries`. Without
        it, results have none.
    twins : {"exchange", "contraction"}, optional
        Operands that show the same memory may save work: those of a commutative operation on each element,
        or those of a sum of products.

    Raises
    ------
    ValueError
        If the name is taken or the class unknown.
    """
    if name in TABLE:
        raise ValueError(f"two rows are called {name!r}")
    made = Operation(name, signature, cls=cls, doc=doc, flops=flops, result=result, **options)
    TABLE[name] = made
    return made


__all__ = [
    "CLASSES",
    "KINDS",
    "REQUIRED",
    "TABLE",
    "Named",
    "NoValue",
    "Operation",
    "Param",
    "Spec",
    "op",
    "parsed",
]
