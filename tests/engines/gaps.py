"""Where flopscope differs from NumPy, and why. A gap that is closed makes its test say so.

``docs/differences.md`` shows both lists; a test holds it against them.
"""

from __future__ import annotations

GAPS = {
    "repr(s)": "a scalar shows as float64(2.5): its module is not np",
}
"""Source of a case -> the reason for its difference."""

_SIGNATURE = "Python checks the arguments against the function's real signature"
_EINSUM = "the subscripts are checked before anything is charged, and the message quotes them"
_TEXT_OPERAND = "there is no text dtype, and the message says what operands are"
_NAME = "an array's class is flopscope's, and NumPy's scalars are arrays without dimensions"
_MODES = "the message says what errstate takes here"
_LOOP = "the message says which loops can be asked for"
_GENERATOR = "the message says how to make a generator"
_PLACE = "shapes are checked before anything is charged, for the result without what fills it"

REWORDED = {
    "fnp.zeros()": _SIGNATURE,
    "fnp.add(v)": _SIGNATURE,
    "fnp.add([1,2], 1, signature=('f8',))": _LOOP,
    "fnp.random.Generator(fnp.random.PCG64)": _GENERATOR,
    "fnp.complex64(1j, 2)": "the message shows the number that is none",
    "fnp.add(v, 1.5, out=fnp.zeros(3))": _PLACE,
    "fnp.linalg.solve(S, v)": _PLACE,
    "fnp.add(v, 'text')": _TEXT_OPERAND,
    "v < 'text'": _TEXT_OPERAND,
    "divmod(v, 'text')": _TEXT_OPERAND,
    "fnp.einsum('ij,jk->ik', A, A)": _EINSUM,
    "fnp.einsum('ij->k', A)": _EINSUM,
    "fnp.einsum('ij,j->i', A)": _EINSUM,
    "fnp.einsum('i!->i', A)": _EINSUM,
    "fnp.einsum('ijk->ijk', A)": _EINSUM,
    "fnp.concatenate(3)": "NumPy's message is about its own dispatch",
    "fnp.convolve(v, w, 'nobody')": "NumPy's versions word it differently",
    "v + None": _NAME,
    "range(10)[s]": _NAME,
    "len(s)": _NAME,
    "f'{A[0]:d}'": _NAME,
    "f'{v:.2f}'": _NAME,
    "hash(A)": _NAME,
    "fnp.errstate(divide='wrong').__enter__()": _MODES,
    "fnp.errstate(every='warn')": _MODES,
}
"""Source of a case -> why its error has another text, though it is of the same class."""

AT_THE_SERVER: dict[str, str] = {}
"""Source of a case -> why its error's text is another on a server than on the local engine."""
