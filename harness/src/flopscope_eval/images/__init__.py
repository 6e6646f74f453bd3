"""The two images of the Docker sandbox: built offline from wheels, named by a hash of their inputs.

`ensure_images` is all that a sandbox needs. What is expensive (our wheels, the locked wheels, a
base image where none can be pulled) is kept below ``~/.cache/flopscope``, each under a name that
says what it was made from; so nothing is ever stale, and any of it can be deleted at any time.
"""

from flopscope_eval.images.build import LABEL, ROWS, Image, ensure_images, find_images
from flopscope_eval.images.errors import (
    BaseImageMissing,
    BuildFailed,
    ImageError,
    SourcesMissing,
    WheelError,
)

__all__ = [
    "LABEL", "ROWS", "BaseImageMissing", "BuildFailed", "Image", "ImageError", "SourcesMissing",
    "WheelError", "ensure_images", "find_images",
]  # fmt: skip
