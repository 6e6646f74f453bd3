"""Tries to go around the counter. Where submissions are scored, NumPy is not there to be found.

On a developer's own machine the import succeeds, and the program says so.
"""

import flopscope.numpy as fnp


def numpy_version():
    """The version of a NumPy that can be imported, or None."""
    try:
        import numpy
    except ImportError as error:
        print(f"import numpy: {error}")
        return None
    return numpy.__version__


if __name__ == "__main__":
    version = numpy_version()
    print("NumPy is absent" if version is None else f"NumPy {version} is here, uncounted")
    print(f"the counted sum of 1..10 is {fnp.sum(fnp.arange(1, 11))}")
