"""A submission's own error, read from what it wrote."""

from __future__ import annotations

import re

_PLACE = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
_ERROR = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(?:: (?P<text>.*))?$")
_MISSING = re.compile(r"No module named '(?P<name>[^'.]+)")


def own_error(stderr: str) -> str | None:
    """Give the error that ended a submission, as ``bad.py:3 LinAlgError: Singular matrix``.

    Parameters
    ----------
    stderr
        The end of what the submission wrote to standard error.

    Returns
    -------
    str or None
        None if it does not end with a traceback. It is the submission's own text: show it with
        `flopscope_eval.judging.text.harmless`.

    Examples
    --------
    >>> own_error(
    ...     'Traceback (most recent call last):\\n  File "a.py", line 3, in f\\nKeyError: 1\\n'
    ... )
    'a.py:3 KeyError: 1'
    """
    places = list(_PLACE.finditer(stderr))
    if not places:
        return None
    own = [place for place in places if not place["file"].startswith(("…", "<", "/"))]
    last = (own or places)[-1]
    for line in stderr[places[-1].end() :].splitlines()[1:]:
        error = _ERROR.match(line)
        if error and (error["text"] is not None or error["kind"].endswith(("Error", "Exception"))):
            kind = error["kind"].rpartition(".")[2]
            text = f": {error['text']}" if error["text"] else ""
            return f"{last['file']}:{last['line']} {kind}{text}"
    return None


def hint(stderr: str) -> str | None:
    """Say what to do about a common error; None if nothing is known.

    Examples
    --------
    >>> hint("ModuleNotFoundError: No module named 'numpy'")
    'NumPy is not in the sandbox: write `import flopscope.numpy as np`'
    """
    missing = _MISSING.search(stderr)
    if missing is None:
        return None
    if missing["name"] == "numpy":
        return "NumPy is not in the sandbox: write `import flopscope.numpy as np`"
    return (
        f"{missing['name']} is not in the sandbox: a submission has the standard library, flopscope,"
        " and its own files"
    )
