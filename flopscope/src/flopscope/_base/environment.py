"""The environment variables that flopscope reads: one table, printed by ``python -m flopscope doctor``."""

from __future__ import annotations

from typing import Final, NamedTuple


class Variable(NamedTuple):
    """One variable.

    Attributes
    ----------
    name, default, meaning : str
    reader : str
        ``"library"``, ``"client"``, ``"harness"`` or ``"tests"``.
    """

    name: str
    default: str
    meaning: str
    reader: str


VARIABLES: Final = (
    Variable("FLOPSCOPE_ENGINE", "by installation", "where operations run: local or remote", "library"),
    Variable("FLOPSCOPE_POLICY", "flops", "the pricing policy: a shipped one's name, or a file", "library"),
    Variable("FLOPSCOPE_DEFAULT_BUDGET", "1e15", "FLOPs that may be spent outside of contexts", "library"),
    Variable("FLOPSCOPE_TRACE", "0", "1 prints a line on stderr for each operation", "library"),
    Variable("FLOPSCOPE_TRACEBACK", "short", "full keeps flopscope's own frames in errors", "library"),
    Variable("FLOPSCOPE_SERVER_URL", "ipc:///tmp/flopscope.sock", "the server's address", "client"),
    Variable("FLOPSCOPE_SERVER_KEY", "none", "the server's public key, for tcp", "client"),
    Variable("FLOPSCOPE_TIMEOUT_S", "30", "seconds that a request may take", "client"),
    Variable("FLOPSCOPE_QUEUE", "1", "0 sends every operation at once", "client"),
    Variable("FLOPSCOPE_REPEAT", "1", "0 sends sequences that repeat as often as they come", "client"),
    Variable("FLOPSCOPE_EVAL_CACHE", "in the user's cache", "where prepared images are kept", "harness"),
    Variable("FLOPSCOPE_BASE_IMAGE", "made offline", "the image that the others are built on", "harness"),
    Variable("FLOPSCOPE_DEBIAN_MIRROR", "Debian's", "where the base image's packages come from", "harness"),
    Variable("FLOPSCOPE_WHEELS", "from the checkout", "a folder of wheels for the images", "harness"),
    Variable("FLOPSCOPE_WORKER_FOLDER", "set by the worker", "a batch worker's own folder", "harness"),
    Variable("FLOPSCOPE_EXAMPLES", "100", "examples per property test", "tests"),
)  # fmt: skip
