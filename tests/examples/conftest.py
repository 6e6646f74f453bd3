"""The sandboxes, for the examples too."""

from tests.harness.conftest import sandbox

__all__ = ["sandbox"]
