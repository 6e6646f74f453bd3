"""How floating-point errors are handled: by ``errstate`` and ``seterr``, for what is done inside only."""

from __future__ import annotations

from ..case import Case

_FOUR = {
    "with fnp.errstate(divide='ignore'):\n    x = v / 0\nx": 4,
    "with fnp.errstate(all='ignore'):\n    x = fnp.log(v - 4)\nx": 8,
    "with fnp.errstate(over='warn', divide='ignore'):\n    x = v / 0 * 1e308 * 10\nx": 12,
    "with fnp.errstate(under='warn'):\n    x = v * 1e-308 * 1e-10\nx": 8,
    "x = v / 0\nwith fnp.errstate(divide='ignore'):\n    y = v / 0\n(x, y, v / 0)": 12,
    "with fnp.errstate(divide='ignore'):\n"
    "    with fnp.errstate(divide='warn'):\n        x = v / 0\n    v / 0\nx": 8,
    "try:\n    with fnp.errstate(divide='raise'):\n        v / 0\n"
    "except FloatingPointError as e:\n    s = str(e)\n(s, v / 0)": 8,
    "try:\n    with fnp.errstate(all='raise'):\n        fnp.log(v)\n"
    "except FloatingPointError as e:\n    s = str(e)\ns": 4,
    "with fnp.errstate(all='raise'):\n    x = v * 2 + 1\nx": 8,
    "old = fnp.seterr(divide='ignore')\nx = v / 0\nnew = fnp.seterr(**old)\n"
    "(x, sorted(old.items()), sorted(new.items()))": 4,
    "with fnp.errstate(invalid='ignore'):\n    state = fnp.geterr()\n"
    "(state['invalid'], fnp.geterr()['invalid'])": 0,
    "@fnp.errstate(divide='ignore')\ndef f(x):\n    return x / 0\n(f(v), v / 0)": 8,
    "x = fnp.zeros(2)\nwith fnp.errstate(divide='ignore', invalid='ignore'):\n"
    "    x /= x\n    y = 1 / x\n(x, y)": 4,
    "with fnp.errstate(divide='ignore'):\n    v /= 0\nv": 4,
    "with fnp.errstate(divide='ignore'):\n    x = [row / 0 for row in A[:, :1]]\nx": 3,
    "fnp.errstate(divide='wrong').__enter__()": 0,
    "fnp.errstate(every='warn')": 0,
}

CASES = [Case("", flops, source) for source, flops in _FOUR.items()]
